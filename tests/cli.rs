//! The whole program, by pipes: scripts in, transcript and exit code out, against the embedded
//! practice server and against servers of the test, well-behaved and hostile.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/files.rs"]
mod files;
#[path = "cli/login.rs"]
mod login;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
#[path = "cli/scripts.rs"]
mod scripts;
#[path = "cli/server.rs"]
mod server;
#[path = "cli/servers.rs"]
mod servers;
#[path = "cli/upgrade.rs"]
mod upgrade;
#[path = "cli/usage.rs"]
mod usage;

const CODE_BASE64: &str = "bGV0dGVyc2xpa2V0aGVzZQ==";
const LOGIN: &str = "ehlo a\nstarttls\nehlo a\n:auth login\n";
