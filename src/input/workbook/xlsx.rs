//! XLSX, cell by cell: however far apart cells are, none between them takes memory.

use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{Reader as _, SheetType, SheetVisible, XlsxError};

use super::value::Value;
use super::{Book, SheetInfo, Trouble, Visibility, Visit, panics};

pub(super) struct Xlsx {
    workbook: calamine::Xlsx<Cursor<Vec<u8>>>,
    sheets: Vec<SheetInfo>,
}

impl Xlsx {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Trouble> {
        let workbook = panics::caught(|| calamine::Xlsx::new(Cursor::new(bytes)))??;
        Ok(Self {
            sheets: sheets(workbook.sheets_metadata()),
            workbook,
        })
    }
}

/// The sheets with rows; charts and macros are none.
pub(super) fn sheets(all: &[calamine::Sheet]) -> Vec<SheetInfo> {
    all.iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| SheetInfo {
            name: sheet.name.clone(),
            visibility: match sheet.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
            },
        })
        .collect()
}

impl Book for Xlsx {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn cells(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), Trouble> {
        let name = &self.sheets[sheet].name;
        let mut reader = panics::caught(|| self.workbook.worksheet_cells_reader(name))??;
        let digits: Vec<usize> = reader
            .styles()
            .iter()
            .map(|style| {
                style
                    .number_format
                    .as_ref()
                    .map_or(0, |format| padded_digits(&format.format_code))
            })
            .collect();
        while let Some((cell, style)) = panics::caught(|| reader.next_cell_with_style_id())?? {
            let (row, column) = cell.get_position();
            let value = match Value::of_data_ref(cell.get_value()) {
                None => continue,
                Some(Value::Number { value, .. }) => Value::Number {
                    value,
                    digits: digits.get(style).copied().unwrap_or_default(),
                },
                Some(value) => value,
            };
            if visit(row, column, value) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }
}

/// To how many digits a format fills a number up with zeros: `00000` does so to five, as numbers of suppliers have it.
fn padded_digits(format: &str) -> usize {
    const LONGEST: usize = 20;
    let zeros = format.bytes().all(|byte| byte == b'0');
    match format.len() {
        length @ 2..=LONGEST if zeros => length,
        _ => 0,
    }
}

impl From<XlsxError> for Trouble {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Encrypted,
            error => Self::corrupt(error),
        }
    }
}
