//! `convert`: a saved report in another format.

use super::{CommandError, Streams};
use crate::cli::ConvertArgs;
use crate::exit::ExitStatus;
use crate::report::csv::OwnCells;
use crate::report::output::ReportFile;
use crate::report::render::{Rendering, render};
use crate::report::saved::SavedReport;
use crate::report::text::Layout;
use crate::settings::{Common, refuse_on_terminal};

pub(super) fn run(
    args: &ConvertArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    refuse_on_terminal(args.format)?;
    let report = SavedReport::from(&args.saved).read()?;
    let rendering = Rendering {
        layout: common.layout,
        own_cells: OwnCells::Guarded,
        run_line: args.run_line.into(),
        tables: &[],
        cells: &[],
    };
    let in_files = Rendering {
        layout: Layout::IN_A_FILE,
        ..rendering
    };
    for (format, path) in &args.report {
        ReportFile::open(path)?.complete(&render(&report, *format, &in_files)?)?;
    }
    streams
        .out
        .write_all(&render(&report, args.format, &rendering)?)?;
    Ok(ExitStatus::Nothing)
}
