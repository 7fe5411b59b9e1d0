//! `man`: pages of the manual.

use super::{CommandError, Streams};
use crate::cli::{ManArgs, man};
use crate::exit::ExitStatus;

pub(super) fn run(args: &ManArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let page = man::page(&args.subcommand)
        .map_err(|error| CommandError::usage(error.to_string(), "see them with: moveit-exposure --help"))?;
    streams.out.write_all(&page)?;
    Ok(ExitStatus::Nothing)
}
