//! `init`: a configuration file with every option, commented out.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::{CommandError, Streams};
use crate::cli::{InitArgs, layers};
use crate::escape::terminal;
use crate::exit::ExitStatus;

pub(super) fn run(args: &InitArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let text = layers::template();
    if args.file == Path::new("-") {
        streams.out.write_all(text.as_bytes())?;
        return Ok(ExitStatus::Nothing);
    }
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let shown = args.file.display().to_string();
    options
        .open(&args.file)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => CommandError::usage(
                format!("{shown} is there already, and was left as it is"),
                "name another file, or replace it with --force",
            ),
            _ => CommandError::usage(
                format!("cannot write {shown}: {error}"),
                "check that the folder exists and may be written",
            ),
        })?;
    writeln!(
        streams.out,
        "wrote {}; every line is commented out, so nothing changes yet",
        terminal(&shown)
    )?;
    Ok(ExitStatus::Nothing)
}
