//! Whether there are colours.

use crate::args::When;
use std::io::{self, IsTerminal};

/// Decides once. `colored` by itself looks at nothing but standard output.
pub(super) fn choose_colors(when: When) {
    let set =
        |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let colors = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        // Windows has no TERM, and its consoles have colours.
        When::Auto => {
            io::stdout().is_terminal()
                && std::env::var("TERM").map_or(cfg!(windows), |term| term != "dumb")
        }
    };
    colored::control::set_override(colors);
    // Since Windows 10 its console knows escape sequences, but has to be told.
    #[cfg(windows)]
    let _ = colored::control::set_virtual_terminal(true);
}
