//! The ledger: findings that somebody looked at and accepted, each with a reason, an owner and a last day.
//!
//! An accepted finding is still shown; it only stops to count for the exit code. A decision holds for the very subject it
//! was made for (see [`subject`]), until its last day, and while the facts behind the finding stay what they were (see
//! [`fingerprint`]). A ledger that cannot be read whole is an error: it neither accepts nor reopens anything in silence.

pub mod decision;
mod edit;
mod file;
pub mod fingerprint;
pub mod register;
pub mod subject;

use std::path::PathBuf;

use crate::escape::terminal;

pub use decision::{Decision, Standing};
pub use edit::{Added, Editor};
pub(crate) use file::LIMIT as LARGEST;
pub use file::{Entry, Ledger};
pub use register::{Notice, NoticeKind, Register, Ruling};

/// The file that is in force where it lies in the current folder.
pub const DEFAULT_FILE: &str = "moveit-exposure-ledger.toml";

/// Days from which on a decision is announced to run out.
pub const SOON: i32 = 30;

/// Why a ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file cannot be read.
    #[error("cannot read the ledger {}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is a folder, a device or the like.
    #[error("the ledger {} is no file", .0.display())]
    NotAFile(PathBuf),
    /// It is larger than any ledger.
    #[error("the ledger {} is larger than {} MiB", path.display(), limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Bytes that are read.
        limit: u64,
    },
    /// What stands in it is no ledger.
    #[error("{}", list(.0))]
    Invalid(Vec<Problem>),
    /// It cannot be written.
    #[error("cannot write the ledger {}: {error}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Somebody else wrote it in the meantime.
    #[error("the ledger {} was changed while it was worked on", .0.display())]
    Changed(PathBuf),
}

/// Something in a ledger that cannot stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub reason: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, terminal(&self.reason))
    }
}

fn list(problems: &[Problem]) -> String {
    const SHOWN: usize = 20;
    let mut lines: Vec<String> = problems.iter().take(SHOWN).map(ToString::to_string).collect();
    if problems.len() > SHOWN {
        lines.push(format!("and {} more", problems.len() - SHOWN));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests;
