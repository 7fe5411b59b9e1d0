//! A user's own records: TOML (one record, or several under `[[record]]`) or JSON Lines, in the schema of the list.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::files::read_limited;
use super::lint::{Completeness, Filed, Problem, lint, parse_record};
use super::model::Record;
use super::{Dataset, DatasetError, sha256_hex};

/// The largest file of records, in bytes: as large as a list may be.
pub(crate) const LARGEST_FILE: usize = 64 << 20;

/// A file whose records were added to the list, as the report names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Addition {
    /// The file as the user named it.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Records in it.
    pub records: usize,
    /// Of these, those that stand in the place of a record with the same id.
    pub overrides: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    record: Vec<toml::Spanned<Record>>,
}

impl Dataset {
    /// Adds the records of a file; a record with a known id takes the place of the old one.
    ///
    /// # Errors
    /// The file cannot be read, or a record in it is bad; nothing is added then.
    pub fn add_file(&mut self, path: &Path, today: jiff::civil::Date) -> Result<(), DatasetError> {
        self.add(path, read_file(path)?, today)
    }

    /// Adds the records that were read from a file, with its SHA-256.
    pub(crate) fn add(
        &mut self,
        path: &Path,
        (records, sha256): (Vec<Filed>, String),
        today: jiff::civil::Date,
    ) -> Result<(), DatasetError> {
        let count = records.len();
        let own = lint(&records, Completeness::Matching, today);
        let known = |id: &str| self.record(id).is_some();
        // A vendor or a parent may well be in the list that the file is added to.
        let problems: Vec<Problem> = own
            .into_iter()
            .filter(|problem| !matches!(problem.code, "unknown-vendor" | "unknown-parent"))
            .chain(missing_references(&records, known))
            .collect();
        if !problems.is_empty() {
            return Err(DatasetError::Invalid(problems));
        }
        let overrides = self.extend(records.into_iter().map(|filed| filed.record).collect());
        self.additions.push(Addition {
            file: path.display().to_string(),
            sha256,
            records: count,
            overrides,
        });
        Ok(())
    }
}

/// Reads the records of a file, with its SHA-256.
///
/// # Errors
/// The file cannot be read, or something in it is no record.
pub fn read_file(path: &Path) -> Result<(Vec<Filed>, String), DatasetError> {
    let bytes = read_limited(path, LARGEST_FILE).map_err(|error| DatasetError::unread(path, error))?;
    read_bytes(path, &bytes)
}

/// Reads the records of a file from its bytes, with their SHA-256.
pub(crate) fn read_bytes(path: &Path, bytes: &[u8]) -> Result<(Vec<Filed>, String), DatasetError> {
    let file = path.display().to_string();
    let invalid =
        |place: String, code, reason: String| DatasetError::Invalid(vec![Problem { place, code, reason }]);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        invalid(
            format!("{file}:{line}"),
            "not-utf-8",
            "not UTF-8; save the file as UTF-8".to_owned(),
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let records = if is_json(path, text) {
        read_json_lines(&file, text)
    } else {
        read_toml(&file, text)
    }
    .map_err(DatasetError::Invalid)?;
    if records.is_empty() {
        return Err(invalid(file, "no-records", "the file holds no record".to_owned()));
    }
    Ok((records, sha256_hex(bytes)))
}

fn missing_references(records: &[Filed], known: impl Fn(&str) -> bool) -> Vec<Problem> {
    let own: std::collections::HashSet<&str> = records.iter().map(|f| f.record.id.as_str()).collect();
    let mut problems = Vec::new();
    for filed in records {
        let vendors = filed
            .record
            .exposure
            .iter()
            .flat_map(|e| e.chains.iter().flatten())
            .map(|hop| &hop.vendor);
        for (what, id) in vendors
            .map(|v| ("vendor", v))
            .chain(filed.record.parent.iter().map(|p| ("parent", p)))
        {
            if !own.contains(id.as_str()) && !known(id) {
                problems.push(Problem {
                    place: filed.file.clone(),
                    code: if what == "vendor" {
                        "unknown-vendor"
                    } else {
                        "unknown-parent"
                    },
                    reason: format!("the {what} \"{id}\" is neither in this file nor in the list"),
                });
            }
        }
    }
    problems
}

fn is_json(path: &Path, text: &str) -> bool {
    match path.extension().and_then(|e| e.to_str()) {
        Some("toml") => false,
        Some("jsonl" | "ndjson" | "json") => true,
        _ => text.trim_start().starts_with('{'),
    }
}

fn read_toml(file: &str, text: &str) -> Result<Vec<Filed>, Vec<Problem>> {
    let several = text
        .lines()
        .any(|line| line.trim_start().starts_with("[[record]]"));
    if !several {
        return match parse_record(file, text) {
            Ok(record) => Ok(vec![Filed {
                file: file.to_owned(),
                record,
            }]),
            Err(problem) => Err(vec![problem]),
        };
    }
    let line_at = |offset: usize| 1 + text[..offset.min(text.len())].matches('\n').count();
    let parsed: Several = toml::from_str(text).map_err(|error| {
        let place = error
            .span()
            .map_or_else(|| file.to_owned(), |s| format!("{file}:{}", line_at(s.start)));
        vec![Problem {
            place,
            code: "unreadable-record",
            reason: error.message().trim().replace('\n', "; "),
        }]
    })?;
    Ok(parsed
        .record
        .into_iter()
        .map(|spanned| Filed {
            file: format!("{file}:{}", line_at(spanned.span().start)),
            record: spanned.into_inner(),
        })
        .collect())
}

fn read_json_lines(file: &str, text: &str) -> Result<Vec<Filed>, Vec<Problem>> {
    let mut records = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("{file}:{number}");
        match serde_json::from_str(line) {
            Ok(record) => records.push(Filed { file: place, record }),
            Err(error) => problems.push(Problem {
                place: format!("{place}:{}", error.column()),
                code: "unreadable-record",
                reason: format!("not a record, one JSON object a line: {error}"),
            }),
        }
    }
    if problems.is_empty() {
        Ok(records)
    } else {
        Err(problems)
    }
}
