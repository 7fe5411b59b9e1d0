//! A finished report as the bytes of any format.

use super::csv::{OwnCells, Rows};
use super::json::{self, Lines, RunLine};
use super::sheet::{OwnTable, Sheet};
use super::text::{self, Layout};
use super::xlsx::{self, XlsxError};
use super::{Format, Report, github, html, junit, markdown, sarif};

/// Why a report cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The HTML page could not be made.
    #[error("cannot make the HTML page: {0}")]
    Html(#[from] minijinja::Error),
    /// The model could not be written as JSON.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The workbook could not be made.
    #[error("cannot make the XLSX workbook: {0}")]
    Xlsx(#[from] XlsxError),
}

/// What a rendering needs beside the report.
#[derive(Debug, Clone, Copy)]
pub struct Rendering<'a> {
    /// How text is laid out.
    pub layout: Layout,
    /// Whether the user's own cells in CSV are guarded against formulas.
    pub own_cells: OwnCells,
    /// Whether JSON Lines end with a line about the run.
    pub run_line: RunLine,
    /// The tables among the inputs, one for each input; none where they are not at hand.
    pub tables: &'a [OwnTable],
    /// The user's own cells, one row a finding; none where they are not at hand.
    pub cells: &'a [Option<Box<[String]>>],
}

/// The whole report in a format.
///
/// # Errors
/// The report has more rows than a sheet of a workbook; all else would be a bug.
pub fn render(report: &Report, format: Format, rendering: &Rendering<'_>) -> Result<Vec<u8>, RenderError> {
    Ok(match format {
        Format::Table => text::render(report, rendering.layout),
        Format::Json => json::whole(report)?,
        Format::Markdown => markdown::render(report),
        Format::Html => html::render(report)?,
        Format::Sarif => sarif::render(report)?,
        Format::Junit => junit::render(report),
        Format::Github => github::render(report),
        Format::Xlsx => return Ok(xlsx::render(report, &sheet(report, rendering), rendering.cells)?),
        Format::Jsonl => {
            let lines = Lines::new(&report.dataset)?;
            let mut text = Vec::new();
            let mut writer = lines.writer();
            for finding in &report.findings {
                writer.add(finding, &mut text)?;
            }
            text.extend(Lines::end(report, rendering.run_line)?);
            return Ok(text);
        }
        Format::Csv => {
            let rows = Rows::new(sheet(report, rendering), rendering.own_cells);
            let mut text = Vec::new();
            rows.add_titles(&mut text);
            for (at, finding) in report.findings.iter().enumerate() {
                let cells = rendering.cells.get(at).and_then(Option::as_deref);
                rows.add(finding, cells, &mut text);
            }
            return Ok(text);
        }
    }
    .into_bytes())
}

fn sheet(report: &Report, rendering: &Rendering<'_>) -> Sheet {
    Sheet::new(
        &report.dataset,
        &report.settings,
        &report.inputs,
        rendering.tables,
        &report.generated_at,
    )
}
