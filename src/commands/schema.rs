//! `schema`: what machines can expect of what the program writes and reads.

use super::{CommandError, Streams};
use crate::cli::{SchemaArgs, SchemaOf, layers};
use crate::exit::ExitStatus;

pub(super) fn run(args: &SchemaArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let schema = match args.of {
        SchemaOf::Data(name) => name.schema().to_value(),
        SchemaOf::Config => layers::schema(),
    };
    serde_json::to_writer_pretty(&mut *streams.out, &schema)?;
    writeln!(streams.out)?;
    Ok(ExitStatus::Nothing)
}
