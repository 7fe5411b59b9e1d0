//! Every limit in one list, for whoever wants to know them before they are met. The limits themselves stand where they
//! are enforced.

use crate::advisories::{self, CHECK_DEADLINE, REFRESH_DEADLINE};
use crate::dataset::{additions, folder, installed, release, signature};
use crate::input::Limits;
use crate::report::{saved, xlsx};
use crate::{cli, http, ledger, names, report};

/// A limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Of what.
    pub what: &'static str,
    /// How much there may be, with its unit.
    pub most: String,
    /// What happens beyond it.
    pub beyond: &'static str,
}

fn limit(what: &'static str, most: String, beyond: &'static str) -> Limit {
    Limit { what, most, beyond }
}

/// Bytes in the largest binary unit that they are a whole number of.
fn bytes(bytes: u64) -> String {
    match (bytes >> 20, bytes >> 10) {
        (mebibytes, _) if mebibytes << 20 == bytes => format!("{mebibytes} MiB"),
        (_, kibibytes) if kibibytes << 10 == bytes => format!("{kibibytes} KiB"),
        _ => format!("{bytes} bytes"),
    }
}

/// Every limit.
#[must_use]
pub fn all() -> Vec<Limit> {
    let input = Limits::default();
    let record = bytes(input.record_bytes as u64);
    vec![
        limit(
            "a text, CSV, TSV, JSON or JSON Lines file",
            "none: it is read row by row".to_owned(),
            "rows are screened a few at a time",
        ),
        limit(
            "a line, a CSV row, a JSON record, a row of a sheet; each cell in it",
            record,
            "2, with the row",
        ),
        limit(
            "levels in a JSON record",
            Limits::JSON_LEVELS.to_string(),
            "2, with line, column and record",
        ),
        limit(
            "a workbook",
            bytes(input.workbook_bytes),
            "2; save the sheet as CSV",
        ),
        limit(
            "a workbook, unpacked",
            bytes(input.unpacked_bytes),
            "2; save the sheet as CSV",
        ),
        limit(
            "cells of a workbook",
            input.cells.to_string(),
            "2; save the sheet as CSV",
        ),
        limit(
            "rows of a sheet",
            Limits::SHEET_ROWS.to_string(),
            "2; save the sheet as CSV",
        ),
        limit(
            "columns of a sheet",
            Limits::SHEET_COLUMNS.to_string(),
            "2; in ODS, cells beyond are passed over",
        ),
        limit(
            "text in a sheet",
            bytes(input.sheet_text_bytes as u64),
            "2; save the sheet as CSV",
        ),
        limit(
            "what is compared of a name",
            format!(
                "{} characters, {} words",
                names::MOST_CHARACTERS,
                names::MOST_WORDS
            ),
            "the rest is kept and not compared",
        ),
        limit(
            "rows in one run, for every format but `jsonl` and `csv`",
            report::MOST_FINDINGS.to_string(),
            "2; use `jsonl` or `csv`, which have no such limit",
        ),
        limit(
            "rows of an `xlsx` report",
            xlsx::MOST_ROWS.to_string(),
            "2; use another format",
        ),
        limit(
            "text in a cell of an `xlsx` report",
            format!("{} characters", xlsx::MOST_CHARACTERS),
            "it is cut, with an ellipsis",
        ),
        limit(
            "a saved report (`convert`, `diff`, `--baseline`)",
            bytes(saved::LIMIT),
            "2",
        ),
        limit("a ledger", bytes(ledger::LARGEST), "2"),
        limit("a configuration file", bytes(cli::LARGEST_CONFIGURATION), "2"),
        limit(
            "a file of records (`--dataset`)",
            bytes(additions::LARGEST_FILE as u64),
            "2; split it",
        ),
        limit(
            "the file of one record",
            bytes(folder::LARGEST_RECORD as u64),
            "2",
        ),
        limit(
            "a manifest of a release",
            bytes(release::LARGEST_MANIFEST as u64),
            "4; the list in use stays",
        ),
        limit(
            "a signature",
            bytes(release::LARGEST_SIGNATURE as u64),
            "4; the list in use stays",
        ),
        limit(
            "a file of a public key",
            bytes(signature::LARGEST_KEY_FILE as u64),
            "2",
        ),
        limit(
            "the list of a release, unpacked; never more than its manifest says",
            bytes(release::LARGEST_CONTENT),
            "4; the list in use stays",
        ),
        limit(
            "records of a release",
            release::MOST_RECORDS.to_string(),
            "4; the list in use stays",
        ),
        limit(
            "the note of what is installed",
            bytes(installed::LARGEST_STATE as u64),
            "4",
        ),
        limit(
            "an answer of a source of advisories, unpacked",
            bytes(advisories::LARGEST_BODY as u64),
            "the cache or the snapshot takes its place",
        ),
        limit(
            "an entry of the cache",
            bytes(advisories::LARGEST_ENTRY),
            "it is discarded, with a warning",
        ),
        limit(
            "requests to one host at the same time",
            http::IN_FLIGHT.to_string(),
            "the others wait",
        ),
        limit(
            "redirects of one request",
            http::MOST_REDIRECTS.to_string(),
            "it failed",
        ),
        limit(
            "time for advisories, without `--deadline`",
            format!(
                "{} s; {} s with `--refresh`",
                CHECK_DEADLINE.as_secs(),
                REFRESH_DEADLINE.as_secs()
            ),
            "the cache or the snapshot takes its place",
        ),
    ]
}
