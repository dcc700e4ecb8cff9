//! A mistake in smtpsh itself. It is told where it happened and not about what: that may have been an
//! authorization code.

use crate::echo;
use crate::terminal::print_aside;
use crate::words::Lang;
use std::panic::{self, Location};

crate::words! {
    /// What is said of it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Crash {
        Failed { version: String, place: String } => "smtpsh {version} panicked at {place}: a mistake of its own. Please report this line; nothing that was typed is in it.", "smtpsh {version} 自身出错，位置 {place}。请把这一行报告给作者：其中不含任何输入的内容。";
    }
}

/// From now on a panic is told like that.
pub(crate) fn tell_panics(lang: Lang) {
    panic::set_hook(Box::new(move |info| {
        echo::restore();
        print_aside(&format!("smtpsh: {}\n", told(info.location(), lang)));
    }));
}

fn told(location: Option<&Location<'_>>, lang: Lang) -> String {
    let place = location.map_or_else(|| "?".to_owned(), ToString::to_string);
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Crash::Failed { version, place }.say(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_told() {
        crate::words::check_table(Crash::TABLE);
        let told = told(Some(Location::caller()), Lang::English);
        assert!(told.contains("src/crash.rs:"), "{told}");
    }
}
