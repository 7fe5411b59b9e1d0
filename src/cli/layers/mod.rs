//! Where options get their values: the command line, else the environment, else the configuration file, else a default.
//!
//! clap's definitions are the one description of options; this module walks them. What the environment and the file
//! say becomes clap's default for the option, so that one parser reads all three, and what is typed goes first.

mod check;
mod command;
mod config;
mod error;
mod file;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod schema;
mod settings;
mod template;
mod values;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::{CommandFactory as _, FromArgMatches as _};

use super::Cli;
use crate::escape::terminal;

pub(crate) use file::{MOST_BYTES, NAME};
pub(crate) use schema::schema;
pub(crate) use settings::variables;
pub(crate) use template::template;

use command::{
    all_optional, conflicts, in_plain_words, leaf, refuse_conflicts, refuse_useless, with_defaults,
    with_values_for_switches,
};
use config::Config;
use error::ConfigError;
use settings::{Kind, runnables};
use values::is_yes;

/// What stands around a run.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The working directory.
    pub folder: Option<PathBuf>,
    /// The environment.
    pub variables: Vec<(OsString, OsString)>,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            folder: std::env::current_dir().ok(),
            variables: std::env::vars_os().collect(),
        }
    }
}

/// Why there is nothing to run.
#[derive(Debug)]
pub enum Stop {
    /// The command line cannot be understood, or asks for help.
    CommandLine(Box<clap::Error>),
    /// The configuration cannot be used: what is wrong, and what to do.
    Configuration {
        /// What is wrong, and where.
        problem: String,
        /// What to do.
        help: String,
    },
}

impl From<clap::Error> for Stop {
    fn from(error: clap::Error) -> Self {
        Self::CommandLine(Box::new(error))
    }
}

impl From<ConfigError> for Stop {
    fn from(error: ConfigError) -> Self {
        Self::Configuration {
            help: error.help(),
            problem: error.to_string(),
        }
    }
}

/// Where a value that nobody typed comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => {
                write!(f, "{}, line {line}", terminal(&path.display().to_string()))
            }
            Self::Variable(name) => write!(f, "the variable {name}"),
        }
    }
}

/// What holds for an option without being typed.
#[derive(Debug, Clone)]
struct Layered {
    id: String,
    long: String,
    kind: Kind,
    values: Vec<String>,
    origin: Origin,
}

impl Layered {
    /// Whether it asks for anything: a switch that is off does not.
    fn is_on(&self) -> bool {
        self.kind != Kind::Switch || is_yes(&self.values)
    }
}

/// What of this run was not typed, and where it comes from.
#[derive(Debug, Default)]
pub struct Layers {
    in_force: Vec<Layered>,
    warnings: Vec<String>,
    shown: Shown,
}

/// What `config show` shows.
#[derive(Debug, Default)]
pub struct Shown {
    /// The configuration file, if one is read.
    pub file: Option<PathBuf>,
    /// Every setting, in the order of the help.
    pub rows: Vec<Row>,
}

/// One setting.
#[derive(Debug)]
pub struct Row {
    /// Its key; with the table before it where subcommands differ.
    pub key: String,
    /// Its values; none: nothing is set.
    pub values: Vec<String>,
    /// Where they come from; `None`: the program's default.
    pub origin: Option<Origin>,
}

impl Layers {
    /// What is in force without being typed, for the reader of a run; nothing where nothing is.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut by_place: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for layered in &self.in_force {
            match &layered.origin {
                Origin::File { path, .. } => {
                    let place = format!("{} sets", path.display());
                    by_place.entry(place).or_default().push(&layered.long);
                }
                Origin::Variable(name) => {
                    by_place
                        .entry("the environment sets".to_owned())
                        .or_default()
                        .push(name);
                }
            }
        }
        by_place
            .into_iter()
            .map(|(place, names)| format!("{place} {}", names.join(", ")))
            .collect()
    }

    /// What may be wrong around the run.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// For a message that speaks of options: where those come from that nobody typed.
    #[must_use]
    pub fn origins_of_options_in(&self, message: &str) -> Vec<String> {
        let is_in = |long: &str| {
            let flag = format!("--{long}");
            message.match_indices(&flag).any(|(at, _)| {
                !message[at + flag.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
            })
        };
        self.in_force
            .iter()
            .filter(|layered| is_in(&layered.long))
            .map(|layered| format!("--{} comes from {}", layered.long, layered.origin))
            .collect()
    }

    /// What `config show` shows.
    #[must_use]
    pub fn shown(&self) -> &Shown {
        &self.shown
    }
}

/// Reads the command line, the environment and the configuration file.
///
/// # Errors
/// The command line or the configuration cannot be used, or help is asked for.
pub fn parse(args: &[OsString], around: &Surroundings) -> Result<Cli, Stop> {
    // What is typed, alone: it says which file is read, and what the layers below it do not change.
    let typed = match all_optional(with_values_for_switches(Cli::command())).try_get_matches_from(args) {
        Ok(typed) => typed,
        Err(error) => return Err(in_plain_words(error, args).into()),
    };
    let (path, leaf) = leaf(&typed);
    let root = Cli::command();
    let conflicts = conflicts(&root);
    refuse_conflicts(&conflicts, leaf, &root)?;
    let known = runnables(&root);
    let mut layers = Layers::default();
    let mut command = with_values_for_switches(root);
    if path == ["config", "show"] {
        let config = Config::load(known, conflicts, &typed, around)?;
        layers.shown = config.shown()?;
        layers.warnings = config.warnings;
    } else if let Some(at) = known.iter().position(|runnable| runnable.path == path) {
        let config = Config::load(known, conflicts, &typed, around)?;
        layers.in_force = config.of(&config.runnables[at], leaf)?;
        layers.warnings = config.warnings;
        refuse_useless(leaf, &layers.in_force, &command)?;
        command = with_defaults(command, &path, &layers.in_force);
    }
    let matches = command.try_get_matches_from(args)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.layers = layers;
    Ok(cli)
}
