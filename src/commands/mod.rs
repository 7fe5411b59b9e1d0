//! The subcommands: wiring only, one file each.

mod accept;
mod advisories;
mod alike;
mod cache;
mod check;
mod completions;
mod config;
mod convert;
mod data;
mod decisions;
mod diff;
mod explain;
mod init;
mod letter;
mod list;
mod man;
mod quality;
mod schema;
mod show;

use std::io::{self, Write};

use crate::cli::{Cli, Command};
use crate::dataset::export::ExportError;
use crate::dataset::installed::InstalledError;
use crate::dataset::release::ReleaseError;
use crate::dataset::update::UpdateError;
use crate::dataset::{Dataset, DatasetError};
use crate::exit::ExitStatus;
use crate::input::InputError;
use crate::ledger::LedgerError;
use crate::report::render::RenderError;
use crate::report::saved::SavedReportError;
use crate::report::xlsx::XlsxError;
use crate::settings::{Common, ListSettings};

/// Why a subcommand could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// Options that do not fit.
    #[error("{problem}")]
    Usage {
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
    /// No name and no input.
    #[error("nothing to screen: no name and no --input was given")]
    NothingToScreen,
    /// An input cannot be read.
    #[error("{0}")]
    Input(#[from] InputError),
    /// The list cannot be had.
    #[error("{0}")]
    Dataset(#[from] DatasetError),
    /// The ledger cannot be read or written.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
    /// The list is too old.
    #[error("the list was last reviewed {age} days ago, and --max-data-age allows {max}")]
    ListTooOld {
        /// Days since the review.
        age: i32,
        /// Days allowed.
        max: u32,
    },
    /// The embedded list is not what the build wrote.
    #[error("the bundled list has SHA-256 {found}, not {expected}")]
    HashDiffers {
        /// As the build wrote it down.
        expected: String,
        /// As computed now.
        found: String,
    },
    /// An installed list cannot be had, or a list not be kept.
    #[error(transparent)]
    Installed(#[from] InstalledError),
    /// A release was not installed.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// A release was not written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// Standard output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// A report file cannot be written.
    #[error("{0}")]
    Report(#[from] crate::report::output::OutputError),
    /// A report could not be put into its format.
    #[error("{0}")]
    Render(#[from] crate::report::render::RenderError),
    /// A saved report cannot be used.
    #[error("{0}")]
    SavedReport(#[from] crate::report::saved::SavedReportError),
    /// The model could not be written as JSON.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A letter could not be made.
    #[error("{0}")]
    Letter(#[from] crate::letters::LetterError),
    /// Embedded guidance does not read.
    #[error("{0}")]
    Guidance(#[from] crate::guidance::GuidanceError),
}

impl CommandError {
    /// Options that do not fit, and what to do.
    pub(crate) fn usage(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage {
            problem: problem.into(),
            help: help.into(),
        }
    }

    /// How the process ends.
    #[must_use]
    pub fn exit_status(&self) -> ExitStatus {
        match self {
            Self::Usage { .. }
            | Self::Output(_)
            | Self::Report(_)
            | Self::Ledger(_)
            | Self::Dataset(DatasetError::Unreadable { .. } | DatasetError::TooLarge { .. }) => {
                ExitStatus::Usage
            }
            Self::NothingToScreen => ExitStatus::NothingToScreen,
            Self::Input(error) if error.is_nothing_to_screen() => ExitStatus::NothingToScreen,
            Self::Input(_) => ExitStatus::Usage,
            Self::Installed(error) | Self::Update(UpdateError::Installed(error)) => installed_status(error),
            Self::Update(UpdateError::Unreadable { .. }) | Self::Export(ExportError::Unwritable { .. }) => {
                ExitStatus::Usage
            }
            Self::Update(UpdateError::NotFetched { .. }) => ExitStatus::Network,
            Self::Dataset(_)
            | Self::ListTooOld { .. }
            | Self::HashDiffers { .. }
            | Self::Update(_)
            | Self::Export(ExportError::Refused(_)) => ExitStatus::Data,
            Self::SavedReport(_) | Self::Render(RenderError::Xlsx(XlsxError::TooManyRows { .. })) => {
                ExitStatus::Usage
            }
            Self::Json(error) if error.is_io() => ExitStatus::Usage,
            Self::Json(_)
            | Self::Render(_)
            | Self::Guidance(_)
            | Self::Letter(_)
            | Self::Export(ExportError::Json(_)) => ExitStatus::Bug,
        }
    }

    /// What to do, where the message does not say it itself.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Usage { help, .. } => Some(help),
            Self::NothingToScreen => Some(
                "name an organization, as in check \"British Airways\", or give a list with --input FILE",
            ),
            Self::Dataset(DatasetError::Invalid(_)) => Some(
                "mend the file; nothing of it was used. The record schema is that of src/dataset/records",
            ),
            Self::Ledger(LedgerError::Invalid(_)) => {
                Some("mend the file, or leave it out with --no-ledger; none of its decisions was used")
            }
            Self::Ledger(LedgerError::NotAFile(_) | LedgerError::TooLarge { .. }) => {
                Some("name the file with --ledger")
            }
            Self::Ledger(LedgerError::Changed(_)) => Some("nothing was written; run the command again"),
            Self::Ledger(_) => Some("check the path, its permissions and the room on the disk"),
            Self::SavedReport(SavedReportError::OtherVersion { .. }) => {
                Some("make the report anew with this version of moveit-exposure")
            }
            Self::SavedReport(SavedReportError::Unreadable { .. }) => {
                Some("check the path and its permissions")
            }
            Self::SavedReport(_) => Some("give a file that check --format json wrote, as it was written"),
            Self::Report(_) => Some("check that the folder exists, may be written and has room"),
            Self::Dataset(DatasetError::Unreadable { .. }) => Some("check the path and its permissions"),
            Self::Dataset(DatasetError::TooLarge { .. }) => {
                Some("give a file of records, and if it is one, split it into several")
            }
            Self::ListTooOld { .. } => {
                Some("bring a newer list with data update, or allow more days with --max-data-age")
            }
            Self::Installed(error) | Self::Update(UpdateError::Installed(error)) => installed_help(error),
            Self::Update(error) => Some(update_help(error)),
            Self::Export(ExportError::Refused(_)) => {
                Some("nothing was written; every record needs what the bundled ones have, see data lint")
            }
            Self::Export(ExportError::Unwritable { .. }) => {
                Some("check that the folder may be written and has room")
            }
            Self::Dataset(_) | Self::HashDiffers { .. } => Some("install moveit-exposure anew"),
            _ => None,
        }
    }
}

const fn installed_status(error: &InstalledError) -> ExitStatus {
    match error {
        InstalledError::DamagedState { .. }
        | InstalledError::DamagedList { .. }
        | InstalledError::Bundled(_) => ExitStatus::Data,
        InstalledError::Unreadable { .. }
        | InstalledError::Unwritable { .. }
        | InstalledError::Busy { .. }
        | InstalledError::NothingInstalled { .. } => ExitStatus::Usage,
    }
}

const fn installed_help(error: &InstalledError) -> Option<&'static str> {
    match error {
        InstalledError::DamagedState { .. } => Some(
            "go back to the bundled list with moveit-exposure data rollback --to-bundled, then bring a newer one with \
             data update; --no-installed searches the bundled list meanwhile",
        ),
        InstalledError::DamagedList { .. } => Some(
            "bring it anew with moveit-exposure data update, or go back with data rollback or data rollback \
             --to-bundled; --no-installed searches the bundled list meanwhile",
        ),
        InstalledError::Bundled(_) => Some("install moveit-exposure anew"),
        InstalledError::Unreadable { .. } | InstalledError::Unwritable { .. } => {
            Some("check the folder, its permissions and its room, or name another with --data-dir")
        }
        InstalledError::Busy { .. } => Some("wait until it has ended, and try again"),
        InstalledError::NothingInstalled { .. } => None,
    }
}

const fn update_help(error: &UpdateError) -> &'static str {
    match error {
        UpdateError::Unreadable { .. } => {
            "give the path or address of a release's manifest.json, or of its folder"
        }
        UpdateError::NotFetched { .. } => {
            "nothing was changed; check the address and the network, or allow more time with --deadline"
        }
        UpdateError::Release {
            error: ReleaseError::UnknownSchema { .. },
            ..
        } => {
            "nothing was changed; install a newer moveit-exposure, or ask for a release of the schema that it reads"
        }
        UpdateError::Release {
            error: ReleaseError::FromTheFuture { .. },
            ..
        } => "nothing was changed; check this machine's clock",
        UpdateError::Older { .. } => {
            "nothing was changed; data rollback goes back to the list before, and --no-installed to the bundled one"
        }
        _ => "nothing was changed: the list that was in use stays in use. Ask whoever publishes the release",
    }
}

/// Where a subcommand writes: results and nothing else to `out`, messages to `err`.
pub struct Streams<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
}

impl Streams<'_> {
    /// A quiet line for the reader, on standard error.
    fn note(&mut self, message: &str) -> io::Result<()> {
        writeln!(self.err, "note: {}", crate::escape::terminal(message))
    }

    /// A line about something that may be wrong, on standard error.
    fn warn(&mut self, message: &str) -> io::Result<()> {
        warn(self.err, message)
    }
}

/// A warning, where the other stream is lent out.
fn warn(err: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(err, "warning: {}", crate::escape::terminal(message))
}

/// Loads the list, and says what the user should know about the choice.
fn load(
    settings: &ListSettings,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<Dataset, CommandError> {
    let found = settings.load(common)?;
    if let Some(note) = found.note {
        streams.note(&note)?;
    }
    Ok(found.list)
}

/// Runs what was asked for.
///
/// # Errors
/// Whatever keeps the subcommand from its work.
pub fn run(cli: &Cli, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let common = Common::resolve(&cli.common);
    // Nobody should have to guess why a run came out as it did.
    for warning in cli.layers.warnings() {
        streams.warn(warning)?;
    }
    for note in cli.layers.notes() {
        streams.note(&note)?;
    }
    match &cli.command {
        Command::Check(args) => check::run(args, &common, streams),
        Command::Accept(command) => accept::run(command, &common, streams),
        Command::Explain(args) => explain::run(args, &common, streams),
        Command::Show(args) => show::run(args, &common, streams),
        Command::Letter(args) => letter::run(args, &common, streams),
        Command::List(args) => list::run(args, &common, streams),
        Command::Data(command) => data::run(command, &common, streams),
        Command::Advisories(args) => advisories::run(args, &common, streams),
        Command::Cache(command) => cache::run(command, streams),
        Command::Init(args) => init::run(args, streams),
        Command::Config(command) => config::run(command, &cli.layers, streams),
        Command::Completions(args) => completions::run(args, streams),
        Command::Man(args) => man::run(args, streams),
        Command::Convert(args) => convert::run(args, &common, streams),
        Command::Diff(args) => diff::run(args, &common, streams),
        Command::Schema(args) => schema::run(args, streams),
    }
}
