//! `schema`: the JSON Schemas of files.

use super::{CommandError, Streams};
use crate::cli::{SchemaArgs, SchemaOf, layers};
use crate::exit::ExitStatus;

pub(super) fn run(args: &SchemaArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let schema = match args.what {
        SchemaOf::Config => layers::schema(),
    };
    let rendered = serde_json::to_string_pretty(&schema)? + "\n";
    streams.out.write_all(rendered.as_bytes())?;
    Ok(ExitStatus::Nothing)
}
