//! How much one record may hold, so that no input can exhaust the memory.

/// Bounds that a reader enforces while it reads, not afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest line, CSV record or JSON record, in bytes. Memory in use stays within a small multiple of it.
    pub record_bytes: usize,
}

impl Limits {
    /// 1 MiB: some thousand times the longest row that a supplier list has.
    pub const DEFAULT_RECORD_BYTES: usize = 1 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: Self::DEFAULT_RECORD_BYTES,
        }
    }
}
