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

    /// The line of a finding.
    ///
    /// # Errors
    /// None in practice: the model holds nothing that JSON cannot.
    pub fn line(&self, finding: &Finding) -> serde_json::Result<Vec<u8>> {
        let mut line = Vec::with_capacity(256 + self.tail.len());
        serde_json::to_writer(&mut line, finding)?;
        // The list is the same on every line: it is appended as text in the place of the closing brace.
        line.pop();
        line.extend_from_slice(&self.tail);
        Ok(line)
    }
}
