//! XLSX: a workbook with the user's own columns and what was found, the next steps, and what the run was.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::Report;
use super::sheet::{ADDED, NUMBERS, Sheet};
use crate::escape::xlsx_cell;
use crate::exposure::Verdict;

/// Rows of a sheet, as Excel sets it.
pub(crate) const MOST_ROWS: usize = 1_048_576;

/// Why a workbook cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum XlsxError {
    /// More rows than a sheet has.
    #[error(
        "the report has {findings} rows, and a sheet holds {} and a header; write CSV instead",
        MOST_ROWS - 1
    )]
    TooManyRows {
        /// Findings of the report.
        findings: usize,
    },
    /// The writer refused something.
    #[error("{0}")]
    Writer(#[from] rust_xlsxwriter::XlsxError),
}

/// The report as a workbook; `cells` are the user's own, one row a finding, or none.
///
/// # Errors
/// The report has more rows than a sheet of a workbook.
pub fn render(report: &Report, sheet: &Sheet, cells: &[Option<Box<[String]>>]) -> Result<Vec<u8>, XlsxError> {
    if report.findings.len() >= MOST_ROWS {
        return Err(XlsxError::TooManyRows {
            findings: report.findings.len(),
        });
    }
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    findings(workbook.add_worksheet(), report, sheet, cells)?;
    steps(workbook.add_worksheet(), report)?;
    about(workbook.add_worksheet(), report)?;
    Ok(workbook.save_to_buffer()?)
}

/// The workbook says when the report was made, not when it was written down, so that the bytes stay the same.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let made: Option<jiff::Timestamp> = report.generated_at.parse().ok();
    let made = made.map_or(0, jiff::Timestamp::as_second);
    // A workbook knows the years from 1900 on; a clock may be set to any.
    let made = ExcelDateTime::from_timestamp(made).or_else(|_| ExcelDateTime::from_timestamp(0))?;
    Ok(DocProperties::new()
        .set_title("MOVEit exposure report")
        .set_author(&report.tool.name)
        .set_creation_datetime(&made))
}

fn title_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00_E7_EC_F3))
        .set_align(FormatAlign::Top)
}

/// A mild colour for each verdict that a person should look at; the word stands beside it.
fn verdict_format(verdict: Verdict) -> Format {
    let format = Format::new();
    match verdict {
        Verdict::Affected => format.set_background_color(Color::RGB(0x00_F9_D6_D5)),
        Verdict::Reported => format.set_background_color(Color::RGB(0x00_FB_E3_CC)),
        Verdict::ViaVendor => format.set_background_color(Color::RGB(0x00_FD_EF_C3)),
        Verdict::Possible => format.set_background_color(Color::RGB(0x00_E3_E8_FB)),
        Verdict::Accepted | Verdict::NoRecord | Verdict::Unscreened => format,
    }
}

/// Columns of a width, in characters.
fn width_of(title: &str) -> f64 {
    match title {
        "reason" | "path" | "coverage" | "first_source" => 50.0,
        "first_step" | "data_types" | "listed_name" | "list" | "run" => 32.0,
        _ => 16.0,
    }
}

fn findings(
    worksheet: &mut Worksheet,
    report: &Report,
    sheet: &Sheet,
    cells: &[Option<Box<[String]>>],
) -> Result<(), XlsxError> {
    worksheet.set_name("Findings")?;
    let title = title_format();
    let own = sheet.own_titles();
    let titles: Vec<&str> = own.iter().copied().chain(ADDED).collect();
    let formats = Verdict::ALL.map(|verdict| (verdict, verdict_format(verdict)));
    let mut column = 0u16;
    for (at, text) in titles.iter().enumerate() {
        write(worksheet, 0, column, text)?;
        let width = if at < own.len() { 22.0 } else { width_of(text) };
        worksheet.set_column_width(column, width)?;
        column += 1;
    }
    worksheet.set_row_format(0, &title)?;
    let added_from = u16::try_from(own.len()).unwrap_or(u16::MAX);
    let mut row = 0u32;
    for (at, finding) in report.findings.iter().enumerate() {
        row += 1;
        let own = sheet.own_cells(finding, cells.get(at).and_then(Option::as_deref));
        for (column, cell) in (0u16..).zip(&own) {
            write(worksheet, row, column, cell)?;
        }
        for ((column, title), cell) in (added_from..).zip(ADDED).zip(sheet.added_cells(finding)) {
            match cell.parse::<f64>() {
                Ok(number) if NUMBERS.contains(&title) => {
                    worksheet.write_number(row, column, number)?;
                }
                _ => write(worksheet, row, column, &cell)?,
            }
        }
        if let Some((_, format)) = formats.iter().find(|(v, _)| *v == finding.verdict) {
            worksheet.write_string_with_format(row, added_from, finding.verdict.word(), format)?;
        }
    }
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.autofilter(0, 0, row, column.saturating_sub(1))?;
    Ok(())
}

fn steps(worksheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    worksheet.set_name("Next steps")?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, (text, width)) in (0u16..).zip([("step", 36.0), ("what to do", 90.0), ("sources", 60.0)]) {
        worksheet.set_column_width(column, width)?;
        worksheet.set_column_format(column, &wrapped)?;
        worksheet.write_string_with_format(0, column, text, &title_format())?;
    }
    for (row, step) in (1u32..).zip(&report.steps) {
        let sources: Vec<&str> = step.sources.iter().map(|s| s.url.as_str()).collect();
        for (column, text) in (0u16..).zip([&step.title, &step.text, &sources.join("\n")]) {
            worksheet.write_string_with_format(row, column, shortened(&xlsx_cell(text)), &wrapped)?;
        }
    }
    worksheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn about(worksheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    worksheet.set_name("About this answer")?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    worksheet.set_column_width(0, 24.0)?;
    worksheet.set_column_width(1, 110.0)?;
    let summary = ("Result", report.summary.verdicts.sentence());
    for (row, (label, value)) in (0u32..).zip(std::iter::once(summary).chain(super::about(report))) {
        worksheet.write_string_with_format(row, 0, label, &title_format())?;
        worksheet.write_string_with_format(row, 1, shortened(&xlsx_cell(&value)), &wrapped)?;
    }
    Ok(())
}

/// A text, never a formula, a number or a link.
fn write(worksheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    if !text.is_empty() {
        worksheet.write_string(row, column, shortened(&xlsx_cell(text)))?;
    }
    Ok(())
}

/// Characters of a cell, in UTF-16 units, as Excel sets it.
pub(crate) const MOST_CHARACTERS: usize = 32_767;

/// A text that a cell can hold; what is cut off is told by an ellipsis.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_CHARACTERS {
        return Cow::Borrowed(text);
    }
    let mut left = MOST_CHARACTERS - 1;
    let end = text.char_indices().find_map(|(at, c)| {
        let Some(rest) = left.checked_sub(c.len_utf16()) else {
            return Some(at);
        };
        left = rest;
        None
    });
    match end {
        None => Cow::Borrowed(text),
        Some(end) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_what_a_cell_holds() {
        let units = |text: &str| text.encode_utf16().count();
        for text in ["x".repeat(40_000), "😀".repeat(40_000), "ü".repeat(40_000)] {
            let short = shortened(&text);
            assert!(units(&short) <= MOST_CHARACTERS && units(&short) > MOST_CHARACTERS - 3);
            assert!(short.ends_with('…'));
        }
        assert_eq!(shortened("ü".repeat(32_000).as_str()), "ü".repeat(32_000));
    }
}
