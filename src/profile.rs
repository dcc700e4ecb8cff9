//! Servers by name: those that are built in, and those of the user's configuration file.
//!
//! ```toml
//! [server.lab]
//! host = "smtp.example.org:587"   # any form that SERVER has
//! user = "student@example.org"
//! code-file = "~/lab-code"
//! ```

use crate::builtin::BUILT_IN;
use crate::error::Error;
use crate::textfile;
use crate::why::Why;
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
    /// The configuration file that it stands in.
    pub config: PathBuf,
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
            Ok(text) => Self::parse(&text, path).map_err(|wrong| Error::BadConfig {
                file: path.display().to_string(),
                why: Why::said(|lang| wrong.say(lang)),
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

    /// The names that the user gave.
    pub fn own_names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn parse(text: &str, config: &Path) -> Result<Self, Wrong> {
        let table: Table = text.parse().map_err(|error| Wrong::toml(text, &error))?;
        let mut profiles = Vec::new();
        for (key, value) in table {
            let ("server", Value::Table(servers)) = (key.as_str(), value) else {
                return Err(Wrong::Section { key });
            };
            for (name, value) in servers {
                let Value::Table(fields) = value else {
                    return Err(Wrong::NoTable { name });
                };
                let profile = profile(&name, fields, config)?;
                profiles.push((name, profile));
            }
        }
        Ok(Self(profiles))
    }
}

fn profile(name: &str, fields: Table, config: &Path) -> Result<Profile, Wrong> {
    let mut profile = Profile {
        config: config.to_owned(),
        ..Profile::default()
    };
    let name = || name.to_owned();
    for (key, value) in fields {
        let Value::String(value) = value else {
            return Err(Wrong::NoText { name: name(), key });
        };
        match key.as_str() {
            "host" => profile.server = value,
            "user" => profile.user = Some(value),
            "code-file" => profile.code_file = Some(at_home(value)),
            _ => return Err(Wrong::Field { name: name(), key }),
        }
    }
    if profile.server.is_empty() {
        return Err(Wrong::NoHost { name: name() });
    }
    Ok(profile)
}

/// A path that no shell has seen: `~/` is the user's home.
fn at_home(path: String) -> PathBuf {
    let rest = path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\"));
    match (rest, etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => path.into(),
    }
}

crate::words! {
    /// What is wrong with the configuration file.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Wrong {
        Toml { line: usize, why: String } => "line {line} is not TOML: {why}", "第 {line} 行不合 TOML 语法，例如值没有加引号（{why}）";
        Section { key: String } => "'{key}': only [server.NAME] is known", "“{key}”：这里只能有 [server.名称]";
        NoTable { name: String } => "server.{name} is no table", "server.{name} 应写成 [server.{name}] 一节";
        NoText { name: String, key: String } => "server.{name}.{key} is no text in quotes", "server.{name}.{key} 的值应是加引号的文本";
        Field { name: String, key: String } => "server.{name}.{key}: only host, user and code-file are known", "server.{name}.{key}：只能写 host、user、code-file";
        NoHost { name: String } => "server.{name} has no host", "server.{name} 缺少 host";
    }
}

impl Wrong {
    fn toml(text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start));
        Self::Toml {
            line: before.unwrap_or_default().matches('\n').count() + 1,
            why: error.message().replace('\n', ", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;
    use crate::words::Lang;

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
            "[server.qq]\nhost = 'smtps://smtp.qq.com'\nuser = '1@qq.com'\ncode-file = '/c'\n[server.lab]\nhost = 'lab:25'\ncode-file = '~/lab'",
            Path::new("config.toml"),
        )
        .unwrap();
        let qq = profiles.find("QQ").unwrap();
        assert_eq!(qq.server, "smtps://smtp.qq.com");
        assert_eq!(
            (qq.user.as_deref(), qq.code_file),
            (Some("1@qq.com"), Some("/c".into()))
        );
        let lab = profiles.find("lab").unwrap();
        assert_eq!(lab.server, "lab:25");
        let home = etcetera::home_dir().unwrap();
        assert_eq!(lab.code_file, Some(home.join("lab")));
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
            ("[server.a]\nhost = x:25", "line 2 is not TOML: "),
        ] {
            let error = Profiles::parse(text, Path::new("c")).unwrap_err();
            let error = error.say(Lang::English);
            assert!(error.contains(why), "{text}: {error}");
        }
        crate::words::check_table(Wrong::TABLE);
    }
}
