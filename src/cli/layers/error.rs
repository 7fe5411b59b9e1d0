//! What can be wrong with the configuration file or a variable. Every message says where the value came from.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Origin;
use super::file::Place;
use crate::escape::terminal;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConfigError {
    /// There is no such file.
    #[error("{}: there is no such configuration file", shown(path))]
    Missing { path: PathBuf },
    /// It is a folder, or a pipe or device that nobody named.
    #[error("{}: this is no file of settings, but a folder or a device", shown(path))]
    NoFile { path: PathBuf },
    /// The system does not let it be read.
    #[error("{}: the configuration file cannot be read: {error}", shown(path))]
    Unreadable { path: PathBuf, error: std::io::Error },
    /// It is larger than any settings.
    #[error("{}: larger than {limit} bytes, so this is no file of settings", shown(path))]
    TooLarge { path: PathBuf, limit: u64 },
    /// It is not UTF-8.
    #[error("{}: not UTF-8", At(path, *place))]
    NotUtf8 { path: PathBuf, place: Place },
    /// It is no TOML.
    #[error("{}: not TOML: {}", At(path, *place), terminal(message))]
    Syntax {
        path: PathBuf,
        place: Place,
        message: String,
    },
    /// A key that no option has.
    #[error("{}: unknown key \"{}\"{}", At(path, *place), terminal(key), In(table))]
    UnknownKey {
        path: PathBuf,
        place: Place,
        table: Vec<String>,
        key: String,
        help: String,
    },
    /// A table that no subcommand has.
    #[error("{}: unknown table [{}]", At(path, *place), terminal(&table.join(".")))]
    UnknownTable {
        path: PathBuf,
        place: Place,
        table: Vec<String>,
        help: String,
    },
    /// A value that its option does not take.
    #[error("{}: {} cannot be {}: {}", At(path, *place), terminal(key), terminal(value), terminal(reason))]
    Value {
        path: PathBuf,
        place: Place,
        key: String,
        value: String,
        reason: String,
    },
    /// A variable whose value its option does not take.
    #[error("the variable {name} cannot be {}: {}", terminal(value), terminal(reason))]
    Variable {
        name: String,
        value: String,
        reason: String,
    },
    /// A variable that is not UTF-8.
    #[error("the variable {name} is not UTF-8")]
    VariableNotUtf8 { name: String },
    /// Two options that exclude each other, both set in the same place.
    #[error(
        "--{first} and --{second} exclude each other, and both are set: {first_origin}, and {second_origin}"
    )]
    Conflict {
        first: String,
        first_origin: Origin,
        second: String,
        second_origin: Origin,
    },
    /// The working directory is not known.
    #[error("the working directory cannot be told: {error}")]
    NoFolder { error: std::io::Error },
}

impl ConfigError {
    /// What to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::Missing { .. } => "check the path, or write a file with: moveit-exposure init".to_owned(),
            Self::NoFile { .. } => {
                "name a file with --config FILE, or leave it out with --no-config".to_owned()
            }
            Self::Unreadable { .. } => "check its permissions, or leave it out with --no-config".to_owned(),
            Self::TooLarge { .. } => {
                "check that it is the file that you mean, or leave it out with --no-config".to_owned()
            }
            Self::NotUtf8 { .. } => "save the file as UTF-8".to_owned(),
            Self::Syntax { .. } => {
                "mend it, or see how a file is written with: moveit-exposure init other.toml".to_owned()
            }
            Self::UnknownKey { help, .. } | Self::UnknownTable { help, .. } => help.clone(),
            Self::Value { .. } => "mend it in the file, or leave the file out with --no-config".to_owned(),
            Self::Variable { name, .. } | Self::VariableNotUtf8 { name } => {
                format!("mend it, or take it away with: unset {name}")
            }
            Self::Conflict { first, second, .. } => {
                format!(
                    "take one of them away, or say --{first}=false or --{second}=false on the command line"
                )
            }
            Self::NoFolder { .. } => "go to a folder that exists, or use --no-config".to_owned(),
        }
    }
}

fn shown(path: &Path) -> String {
    terminal(&path.display().to_string()).into_owned()
}

struct At<'a>(&'a Path, Place);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", shown(self.0), self.1.line, self.1.column)
    }
}

struct In<'a>(&'a [String]);

impl fmt::Display for In<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, " in [{}]", terminal(&self.0.join(".")))
    }
}
