//! JSON: the whole report as one object, or one object per finding (JSON Lines).

use super::model::{Finding, ListInfo, Report};

/// The report as one JSON object, indented, with a line end.
///
/// # Errors
/// None in practice: the model holds nothing that JSON cannot.
pub fn whole(report: &Report) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}

/// Writes findings as JSON Lines: each line is a finding with `dataset`, what is known of the list, added.
#[derive(Debug, Clone)]
pub struct Lines {
    tail: Vec<u8>,
}

impl Lines {
    /// For findings made on this list.
    ///
    /// # Errors
    /// None in practice: the model holds nothing that JSON cannot.
    pub fn new(list: &ListInfo) -> serde_json::Result<Self> {
        let mut tail = b",\"dataset\":".to_vec();
        serde_json::to_writer(&mut tail, list)?;
        tail.extend_from_slice(b"}\n");
        Ok(Self { tail })
    }

    /// Adds the line of a finding to a text of lines.
    ///
    /// # Errors
    /// None in practice: the model holds nothing that JSON cannot.
    pub fn add(&self, finding: &Finding, lines: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(&mut *lines, finding)?;
        // The list is the same on every line: it is appended as text in the place of the closing brace.
        lines.pop();
        lines.extend_from_slice(&self.tail);
        Ok(())
    }
}
