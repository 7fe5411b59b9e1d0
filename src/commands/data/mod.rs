//! `data`: the list itself, and what looks after it; one file for each of its subcommands.

mod diff;
mod export;
mod lint;
mod status;
mod update;

use super::{CommandError, Streams};
use crate::cli::{DataCommand, StoreArgs};
use crate::dataset::installed::Store;
use crate::exit::ExitStatus;
use crate::settings::{self, Common};

pub(super) fn run(
    command: &DataCommand,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    match command {
        DataCommand::Status(args) => status::run(args, common, streams),
        DataCommand::Update(args) => update::run(args, common, streams),
        DataCommand::Rollback(args) => update::roll_back(args, streams),
        DataCommand::Verify(args) => status::verify(args, streams),
        DataCommand::Export(args) => export::run(args, common, streams),
        DataCommand::Diff(args) => diff::run(args, streams),
        DataCommand::Lint(args) => lint::run(&args.folder, common, streams),
    }
}

/// Where installed lists are kept, for a subcommand that needs to know.
fn store(args: &StoreArgs) -> Result<Store, CommandError> {
    settings::store(args).ok_or_else(|| {
        CommandError::usage(
            "this system tells no data folder",
            "name it with --data-dir FOLDER",
        )
    })
}
