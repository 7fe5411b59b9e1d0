//! `completions`: what a shell needs to complete this program's commands.

use super::{CommandError, Streams};
use crate::cli::{CompletionsArgs, completions};
use crate::exit::ExitStatus;

pub(super) fn run(args: &CompletionsArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    streams.out.write_all(&completions(args))?;
    Ok(ExitStatus::Nothing)
}
