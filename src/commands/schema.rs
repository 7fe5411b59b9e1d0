//! `schema`: what machines can expect of what the program writes and reads.

use super::{CommandError, Streams};
use crate::cli::SchemaArgs;
use crate::exit::ExitStatus;

pub(super) fn run(args: &SchemaArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    serde_json::to_writer_pretty(&mut *streams.out, &args.of.schema())?;
    writeln!(streams.out)?;
    Ok(ExitStatus::Nothing)
}
