//! `diff`: what is new, changed and gone since an earlier report.

use super::{CommandError, Streams};
use crate::cli::{DiffArgs, DiffFormat};
use crate::exit::ExitStatus;
use crate::report::diff::Diff;
use crate::report::saved::SavedReport;
use crate::settings::Common;

pub(super) fn run(
    args: &DiffArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let (old, new) = (SavedReport::from(&args.old), SavedReport::from(&args.new));
    if (&old, &new) == (&SavedReport::Stdin, &SavedReport::Stdin) {
        return Err(CommandError::usage(
            "standard input can be read once",
            "give one of the two reports as a file",
        ));
    }
    let diff = Diff::new(&old.read()?, &new.read()?, args.fail_on);
    match args.format {
        DiffFormat::Text => write!(streams.out, "{}", diff.text(common.layout))?,
        DiffFormat::Markdown => write!(streams.out, "{}", diff.markdown())?,
        DiffFormat::Json => {
            serde_json::to_writer_pretty(&mut *streams.out, &diff)?;
            writeln!(streams.out)?;
        }
    }
    Ok(diff.exit_code)
}
