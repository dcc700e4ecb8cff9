//! Where this system keeps what belongs to a user.

use crate::error::Error;
use crate::profile::Profiles;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use std::fs;
use std::path::PathBuf;

/// The folders that this system has for the program.
fn folders() -> Option<impl AppStrategy> {
    let names = AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "smtpsh".to_owned(),
    };
    choose_app_strategy(names).ok()
}

/// The servers of the configuration file, if there is one.
pub(super) fn profiles() -> Result<Profiles, Error> {
    match folders() {
        Some(folders) => Profiles::load(&folders.config_dir().join("config.toml")),
        None => Ok(Profiles::default()),
    }
}

/// A file's place in the folder for state, which is made if it is not there.
pub(super) fn state_file(name: &str) -> Option<PathBuf> {
    let strategy = folders()?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join(name))
}
