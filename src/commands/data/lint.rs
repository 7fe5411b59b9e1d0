//! `data lint`: record files against the rules of the list.

use std::path::Path;

use super::{CommandError, Streams};
use crate::dataset::lint::{Completeness, Problem, lint};
use crate::dataset::{DatasetError, folder};
use crate::exit::ExitStatus;
use crate::settings::Common;

pub(super) fn run(
    path: &Path,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let read = folder::read(path)?;
    if read.records.is_empty() && read.problems.is_empty() {
        return Err(no_records(path));
    }
    let mut problems = read.problems;
    // The list's own header, which stands beside the folder, says how late a date may be.
    let mut latest = common.today();
    match read.header {
        Some((_, header)) if header.as_of <= latest => latest = header.as_of,
        Some((file, header)) => problems.push(Problem {
            place: file,
            code: "future-date",
            reason: format!("as_of {} lies in the future", header.as_of),
        }),
        None => {}
    }
    problems.extend(lint(&read.records, Completeness::Full, latest));
    if problems.is_empty() {
        writeln!(streams.out, "{} records, no problem", read.records.len())?;
        return Ok(ExitStatus::Nothing);
    }
    Err(CommandError::Dataset(DatasetError::Invalid(problems)))
}

/// A folder without a record file.
pub(super) fn no_records(path: &Path) -> CommandError {
    CommandError::usage(
        format!("{} holds no record file", path.display()),
        "give the folder of the records, such as src/dataset/records",
    )
}
