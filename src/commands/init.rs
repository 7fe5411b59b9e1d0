//! `init`: a configuration file with every option, commented out.

use std::path::Path;

use super::{CommandError, Streams};
use crate::cli::{InitArgs, layers};
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::report::output::ReportFile;

pub(super) fn run(args: &InitArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let text = layers::template();
    if args.file == Path::new("-") {
        streams.out.write_all(text.as_bytes())?;
        return Ok(ExitStatus::Nothing);
    }
    let shown = args.file.display().to_string();
    if !args.force && args.file.symlink_metadata().is_ok() {
        return Err(CommandError::usage(
            format!("{shown} is there already, and was left as it is"),
            "name another file, or replace it with --force",
        ));
    }
    // Half a file would be found, and read, by every later run.
    ReportFile::open(&args.file)
        .and_then(|file| file.complete(text.as_bytes()))
        .map_err(|failed| {
            CommandError::usage(
                format!("cannot write {shown}: {}", failed.error),
                "check that the folder exists, may be written and has room",
            )
        })?;
    writeln!(
        streams.out,
        "wrote {}; every line is commented out, so nothing changes yet",
        terminal(&shown)
    )?;
    Ok(ExitStatus::Nothing)
}
