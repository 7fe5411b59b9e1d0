//! XLS, the format of Excel before 2007. [`super::guard`] has made sure that its sheets fit in memory.

use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{Reader as _, XlsError};

use super::value::Value;
use super::{Book, SheetInfo, Trouble, Visit, panics, xlsx};

pub(super) struct Xls {
    workbook: calamine::Xls<Cursor<Vec<u8>>>,
    sheets: Vec<SheetInfo>,
}

impl Xls {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Trouble> {
        let workbook = panics::caught(|| calamine::Xls::new(Cursor::new(bytes)))??;
        Ok(Self {
            sheets: xlsx::sheets(workbook.sheets_metadata()),
            workbook,
        })
    }
}

impl Book for Xls {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn cells(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), Trouble> {
        let range = self.workbook.worksheet_range(&self.sheets[sheet].name)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, cells) in (top..).zip(range.rows()) {
            for (column, cell) in (left..).zip(cells) {
                if let Some(value) = Value::of_data(cell)
                    && visit(row, column, value) == ControlFlow::Break(())
                {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

impl From<XlsError> for Trouble {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Password => Self::Encrypted,
            error => Self::corrupt(error),
        }
    }
}
