//! The configuration file: the target of `crate::fuzzing`.
#![allow(
    clippy::unwrap_used,
    reason = "a target says what is wrong by a panic, and is called by nobody else"
)]

use std::path::Path;
use std::sync::OnceLock;

use clap::CommandFactory as _;

use super::config::Config;
use super::file::{Chosen, parse};
use super::settings::{Runnable, runnables};
use crate::cli::Cli;
use crate::fuzzing::assert_safe_on_a_terminal;

/// A configuration file: it is refused with a place and words that do no harm, or every setting in it can be shown.
pub(crate) fn config(bytes: &[u8]) {
    static KNOWN: OnceLock<Vec<Runnable>> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let known = KNOWN.get_or_init(|| runnables(&Cli::command()));
    let path = Path::new("moveit-exposure.toml");
    let shown =
        parse(text, path, Chosen::Named).and_then(|file| Config::of_file(known.clone(), file)?.shown());
    match shown {
        Ok(shown) => assert!(!shown.rows.is_empty()),
        Err(error) => assert_safe_on_a_terminal(&format!("{error}\n{}", error.help())),
    }
}
