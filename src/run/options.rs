//! What was given on the command line and by the environment, as a session needs it.

use crate::args::{Args, Part};
use crate::error::Error;
use crate::protocol::sasl::tidy_code;
use crate::protocol::secret::Secret;
use crate::record;
use crate::session::{Brought, Options, code_of, code_of_file};
use crate::textfile;
use crate::wire::{Family, Identity, Roots, Route, TlsClient, TlsSettings};
use crate::words::Lang;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::time::Duration;
use time::UtcOffset;
use zeroize::Zeroizing;

pub(super) fn options(args: &Args, lang: Lang, offset: UtcOffset) -> Result<Options, Error> {
    let tls = TlsSettings {
        roots: args.ca.clone().map_or(Roots::WebPki, Roots::File),
        insecure: args.insecure,
        version: args.tls_version.map(Into::into),
        server_name: args.servername.clone(),
        identity: args.cert.clone().map(|certificate| Identity {
            key: args.key.clone().unwrap_or_else(|| certificate.clone()),
            certificate,
        }),
    };
    if args.ca.is_some() || args.cert.is_some() {
        // A file that cannot be used is told before anything else happens.
        TlsClient::new(&tls)?;
    }
    Ok(Options {
        route: route(args)?,
        tls,
        resume: false,
        timeout: Duration::from_secs(args.timeout),
        user: args.user.clone(),
        brought: Brought::default(),
        code: code(args)?,
        input_is_free: input_is_free(args) && !takes_code_from_input(args),
        variables: args.variable.clone(),
        keep_going: args.keep_going,
        dns: None,
        record: record::Options {
            secrets: !args.no_secrets,
            lang,
            offset,
        },
        quiet: args.quiet,
    })
}

/// `ALL_PROXY` is what other programs follow as well.
fn route(args: &Args) -> Result<Route, Error> {
    let by_environment = || {
        ["ALL_PROXY", "all_proxy"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|text| !text.is_empty())
    };
    let proxy = match args.proxy.clone().or_else(by_environment) {
        Some(text) => Some(text.parse()?),
        None => None,
    };
    let family = match (args.ipv4, args.ipv6) {
        (true, _) => Some(Family::V4),
        (_, true) => Some(Family::V6),
        _ => None,
    };
    Ok(Route {
        family,
        source: args.source_address,
        proxy,
    })
}

/// The code comes from a file or the environment: an argument could be seen by `ps`.
fn code(args: &Args) -> Result<Option<Secret>, Error> {
    if takes_code_from_input(args) {
        if !input_is_free(args) {
            return Err(Error::InputTaken);
        }
        let (mut input, _) = textfile::begin(io::stdin().take(MAX_CODE));
        let mut text = Zeroizing::new(String::with_capacity(MAX_CODE as usize));
        return code_of(
            input.read_to_string(&mut text).map(|_| text),
            Path::new("-"),
        );
    }
    if let Some(path) = &args.code_file {
        return code_of_file(path);
    }
    Ok(std::env::var("SMTPSH_CODE")
        .ok()
        .filter(|text| !text.is_empty())
        .map(|text| tidy_code(&Zeroizing::new(text)).0))
}

/// Whether standard input is neither the script nor the keyboard.
fn input_is_free(args: &Args) -> bool {
    let is_script = args.script.contains(&Part::File("-".into()));
    !args.script.is_empty() && !is_script && !args.interactive && !io::stdin().is_terminal()
}

pub(super) fn takes_code_from_input(args: &Args) -> bool {
    args.code_file.as_deref() == Some(Path::new("-"))
}

/// Longest code that is read from standard input: a token has some thousand letters.
const MAX_CODE: u64 = 64 * 1024;
