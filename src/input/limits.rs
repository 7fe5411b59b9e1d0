//! How much one record or workbook may hold, so that no input can exhaust the memory.

/// Bounds that a reader enforces while it reads, not afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest line, CSV record or JSON record, in bytes. Memory in use stays within a small multiple of it.
    pub record_bytes: usize,
    /// The largest workbook, in bytes of the file, which is held in memory while it is read.
    pub workbook_bytes: u64,
    /// What the parts of a workbook may come to when they are unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Cells that a workbook may have; in XLS files, those of each sheet's rectangle.
    pub cells: u64,
    /// Bytes of text that are kept of a sheet.
    pub sheet_text_bytes: usize,
}

impl Limits {
    /// 1 MiB: some thousand times the longest row that a supplier list has.
    pub const DEFAULT_RECORD_BYTES: usize = 1 << 20;

    /// Levels of lists and objects in a JSON record: what the parser goes down without a stack of its own.
    pub const JSON_LEVELS: usize = 127;

    /// Rows of a sheet: what Excel itself has room for.
    pub const SHEET_ROWS: u64 = 1 << 20;

    /// Columns of a sheet, likewise.
    pub const SHEET_COLUMNS: u32 = 1 << 14;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: Self::DEFAULT_RECORD_BYTES,
            workbook_bytes: 100 << 20,
            unpacked_bytes: 512 << 20,
            cells: 16 << 20,
            sheet_text_bytes: 256 << 20,
        }
    }
}
