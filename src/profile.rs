//! Servers by name: those that are built in, and those of the user's configuration file.
//!
//! ```toml
//! [server.lab]
//! host = "smtp.example.org:587"   # any form that SERVER has
//! user = "student@example.org"
//! code-file = "/home/student/lab-code"
//! ```

use crate::builtin::BUILT_IN;
use crate::error::Error;
use crate::textfile;
use crate::words::Text;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A server with a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The server, in any form that SERVER has.
    pub server: String,
    /// The user name for helpers.
    pub user: Option<String>,
    /// Where the authorization code is.
    pub code_file: Option<PathBuf>,
    /// What is to be known to log in.
    pub about: Option<Text>,
}

/// The servers that have names here.
#[derive(Debug, Clone, Default)]
pub struct Profiles(Vec<(String, Profile)>);

impl Profiles {
    /// Reads the configuration file; where there is none, only what is built in is known.
    pub fn load(path: &Path) -> Result<Self, Error> {
        match textfile::read(path) {
            Ok(text) => Self::parse(&text).map_err(|why| Error::BadConfig {
                file: path.display().to_string(),
                why,
            }),
            // No folder is where the file would be, but something else may be.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Ok(Self::default())
            }
            Err(error) => Err(Error::unreadable(path, error)),
        }
    }

    /// The server of this name. The user's own names come before those that are built in.
    pub fn find(&self, name: &str) -> Option<Profile> {
        let own = self
            .0
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        if let Some((_, profile)) = own {
            return Some(profile.clone());
        }
        let row = BUILT_IN
            .iter()
            .find(|row| row.name.eq_ignore_ascii_case(name))?;
        Some(Profile {
            server: row.server.to_owned(),
            about: Some(row.about),
            ..Profile::default()
        })
    }

    /// All names, the user's own first.
    pub fn names(&self) -> Vec<&str> {
        let own = self.0.iter().map(|(name, _)| name.as_str());
        own.chain(BUILT_IN.iter().map(|row| row.name)).collect()
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.to_string().trim_end().to_owned())?;
        let mut profiles = Vec::new();
        for (key, value) in table {
            let servers = match (key.as_str(), value) {
                ("server", Value::Table(servers)) => servers,
                (key, _) => return Err(format!("'{key}': only [server.NAME] is known")),
            };
            for (name, value) in servers {
                let Value::Table(fields) = value else {
                    return Err(format!("server.{name} is no table"));
                };
                profiles.push((name.clone(), profile(&name, fields)?));
            }
        }
        Ok(Self(profiles))
    }
}

fn profile(name: &str, fields: Table) -> Result<Profile, String> {
    let mut profile = Profile::default();
    for (key, value) in fields {
        let Value::String(value) = value else {
            return Err(format!("server.{name}.{key} is no text in quotes"));
        };
        match key.as_str() {
            "host" => profile.server = value,
            "user" => profile.user = Some(value),
            "code-file" => profile.code_file = Some(value.into()),
            _ => {
                return Err(format!(
                    "server.{name}.{key}: only host, user and code-file are known"
                ));
            }
        }
    }
    if profile.server.is_empty() {
        return Err(format!("server.{name} has no host"));
    }
    Ok(profile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    #[test]
    fn built_in_servers_are_servers() {
        for row in BUILT_IN {
            let target = Target::parse(row.server).unwrap();
            let protocol = row.name.split_once('/').map_or("smtp", |(_, name)| name);
            let spoken = target.scheme.protocol.name.to_ascii_lowercase();
            assert_eq!(spoken, protocol, "{}", row.name);
            // Who types the host alone means no other protocol.
            let bare = Target::parse(&target.host).unwrap();
            let smtp = [&target, &bare].map(|it| it.scheme.protocol.name == "SMTP");
            assert_eq!(smtp[0], smtp[1], "{}", target.host);
            assert!(!row.about.zh.is_ascii() && !row.about.en.is_empty());
            // Or a host of this name could not be reached.
            assert!(!row.name.contains('.'));
        }
    }

    #[test]
    fn the_users_own_come_first() {
        let profiles = Profiles::parse(
            "[server.qq]\nhost = 'smtps://smtp.qq.com'\nuser = '1@qq.com'\ncode-file = '/c'\n[server.lab]\nhost = 'lab:25'",
        )
        .unwrap();
        let qq = profiles.find("QQ").unwrap();
        assert_eq!(qq.server, "smtps://smtp.qq.com");
        assert_eq!(
            (qq.user.as_deref(), qq.code_file),
            (Some("1@qq.com"), Some("/c".into()))
        );
        assert_eq!(profiles.find("lab").unwrap().server, "lab:25");
        assert_eq!(profiles.find("163").unwrap().server, "smtps://smtp.163.com");
        assert_eq!(profiles.find("smtp.qq.com"), None);
        assert_eq!(profiles.names()[..4], ["lab", "qq", "qq", "qq/pop3"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, why) in [
            ("[server.a]\nuser = 'x'", "server.a has no host"),
            ("[server.a]\nhost = 5", "server.a.host is no text"),
            (
                "[server.a]\nhost = 'x'\npassword = 'y'",
                "server.a.password: only",
            ),
            ("[colors]\na = 1", "'colors': only"),
            ("host = ", "TOML parse error"),
        ] {
            let error = Profiles::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
