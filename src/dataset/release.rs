//! A release of the list: a manifest that says what the list is, and beside it the one file that holds the list.
//!
//! The manifest is what gets signed; it names the file's size and SHA-256, so that the signature vouches for both. The
//! file holds one record a line, as `list --format jsonl` prints them, so that its SHA-256 is the one in every report.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lint::{Completeness, Filed, Problem, lint};
use super::model::{ListHeader, Record};
use super::sha256_hex;
use crate::http::{fragment, size};

/// The layout of manifest and records that this program reads and writes; it is raised when either changes.
pub const SCHEMA: u64 = 1;
/// The manifest's name in the folder of a release.
pub const MANIFEST: &str = "manifest.json";
/// What the name of a manifest's signature has behind the manifest's own: minisign's habit.
pub const SIGNATURE_SUFFIX: &str = ".minisig";
/// The name under which `data export` writes the list.
pub const CONTENT: &str = "list.jsonl";

/// The largest manifest that is read, in bytes: a hundred times the usual.
pub(crate) const LARGEST_MANIFEST: usize = 64 * 1024;
/// The largest signature that is read, in bytes.
pub(crate) const LARGEST_SIGNATURE: usize = 16 * 1024;
/// The largest list that is read, in bytes: some sixty times the bundled one.
pub(crate) const LARGEST_CONTENT: u64 = 64 * 1024 * 1024;
/// The most records of a list: seven times as many as anybody has counted victims.
pub(crate) const MOST_RECORDS: u64 = 20_000;

/// Version of a list: numbers with dots between them, compared number by number.
///
/// ```
/// use moveit_exposure::dataset::release::ListVersion;
/// let version = |text: &str| text.parse::<ListVersion>().unwrap();
/// assert!(version("2026.11.24") < version("2026.12.1"));
/// assert!(version("2026.11.24") < version("2026.11.24.1"));
/// assert!("2026.11-rc1".parse::<ListVersion>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ListVersion {
    // First, so that the order is that of the numbers.
    numbers: Vec<u32>,
    text: String,
}

/// The text is no version of a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no version of a list: write numbers with dots between them, such as 2026.11.24")]
pub struct NotAVersion(String);

impl FromStr for ListVersion {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let number = |part: &str| {
            let digits = (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        };
        let numbers: Option<Vec<u32>> = text.split('.').map(number).collect();
        match numbers {
            Some(numbers) if numbers.len() <= 6 => Ok(Self {
                numbers,
                text: text.to_owned(),
            }),
            _ => Err(NotAVersion(fragment(text, 40))),
        }
    }
}

impl TryFrom<String> for ListVersion {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        text.parse()
    }
}

impl From<ListVersion> for String {
    fn from(version: ListVersion) -> Self {
        version.text
    }
}

impl fmt::Display for ListVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a release says of itself: `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The layout of manifest and records, see [`SCHEMA`].
    pub schema: u64,
    /// Version of the list.
    pub version: ListVersion,
    /// When its records were last reviewed.
    pub as_of: Date,
    /// Licence of the data, SPDX.
    pub licence: String,
    /// Records in it, withdrawn ones too.
    pub records: u64,
    /// The name of the file that holds the list, beside the manifest.
    pub file: String,
    /// The file's size in bytes.
    pub size: u64,
    /// The file's SHA-256.
    pub sha256: String,
}

/// Why a release is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// Nothing stands where the manifest should.
    #[error("the manifest is empty")]
    EmptyManifest,
    /// It is no manifest.
    #[error("the manifest cannot be read: {0}")]
    NotAManifest(String),
    /// A layout of a later program.
    #[error("the release has schema {found}, and this version of moveit-exposure reads schema {SCHEMA}")]
    UnknownSchema {
        /// As the manifest says.
        found: u64,
    },
    /// A field says what cannot be.
    #[error("the manifest cannot be right: {field} {problem}")]
    BadField {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// It was reviewed after today.
    #[error("the release says that it was last reviewed on {as_of}, and today is {today} (UTC)")]
    FromTheFuture {
        /// As the manifest says.
        as_of: Date,
        /// As the clock says.
        today: Date,
    },
    /// The list has another size than the manifest says.
    #[error("the list has {found} bytes, and the manifest says {expected}")]
    Size {
        /// As the manifest says.
        expected: u64,
        /// What there is, in words.
        found: String,
    },
    /// The list has another hash than the manifest says.
    #[error("the list has SHA-256 {found}, and the manifest says {expected}")]
    Hash {
        /// As the manifest says.
        expected: String,
        /// As computed.
        found: String,
    },
    /// The list has another number of records than the manifest says.
    #[error("the list holds {found} records, and the manifest says {expected}")]
    Records {
        /// As the manifest says.
        expected: u64,
        /// As counted.
        found: u64,
    },
    /// Records are bad.
    #[error("the list does not pass the rules for records:\n{}", super::list_problems(.0))]
    Invalid(Vec<Problem>),
}

impl Manifest {
    /// The manifest of a list that is written as [`lines`] writes it.
    #[must_use]
    pub fn of(header: &ListHeader, version: ListVersion, records: usize, lines: &str) -> Self {
        Self {
            schema: SCHEMA,
            version,
            as_of: header.as_of,
            licence: header.licence.clone(),
            records: records as u64,
            file: CONTENT.to_owned(),
            size: lines.len() as u64,
            sha256: sha256_hex(lines.as_bytes()),
        }
    }

    /// Reads a manifest and holds it against what can be at all.
    ///
    /// # Errors
    /// It is empty, no JSON, of another schema, has a field too many or too few, or one that cannot be right.
    pub fn read(bytes: &[u8]) -> Result<Self, ReleaseError> {
        #[derive(Deserialize)]
        struct SchemaAlone {
            schema: u64,
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(ReleaseError::EmptyManifest);
        }
        let unreadable =
            |error: serde_json::Error| ReleaseError::NotAManifest(fragment(&error.to_string(), 200));
        // First of all: a later layout may well have fields that this program does not know.
        let SchemaAlone { schema } = serde_json::from_slice(bytes).map_err(unreadable)?;
        if schema != SCHEMA {
            return Err(ReleaseError::UnknownSchema { found: schema });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(unreadable)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Holds the fields against what can be at all.
    pub(crate) fn check(&self) -> Result<(), ReleaseError> {
        let bad = |field, problem: String| Err(ReleaseError::BadField { field, problem });
        if self.schema != SCHEMA {
            return Err(ReleaseError::UnknownSchema { found: self.schema });
        }
        if !is_plain_file_name(&self.file) {
            let shown = fragment(&self.file, 60);
            return bad(
                "file",
                format!("is \"{shown}\", not a plain name such as {CONTENT} beside the manifest"),
            );
        }
        let is_licence_letter = |b: u8| b.is_ascii_alphanumeric() || b" .+-()".contains(&b);
        if self.licence.is_empty() || self.licence.len() > 100 || !self.licence.bytes().all(is_licence_letter)
        {
            return bad("licence", "is no SPDX expression such as CC0-1.0".to_owned());
        }
        if !(1..=MOST_RECORDS).contains(&self.records) {
            return bad("records", format!("is {}, not 1 to {MOST_RECORDS}", self.records));
        }
        if !(1..=LARGEST_CONTENT).contains(&self.size) {
            let most = size(LARGEST_CONTENT);
            return bad("size", format!("is {} bytes, not 1 byte to {most}", self.size));
        }
        let is_hash = self.sha256.len() == 64
            && self
                .sha256
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !is_hash {
            return bad("sha256", "is not 64 hexadecimal digits in lower case".to_owned());
        }
        Ok(())
    }

    /// Refuses a list that was reviewed after today.
    ///
    /// # Errors
    /// [`ReleaseError::FromTheFuture`].
    pub fn check_date(&self, today: Date) -> Result<(), ReleaseError> {
        if self.as_of > today {
            return Err(ReleaseError::FromTheFuture {
                as_of: self.as_of,
                today,
            });
        }
        Ok(())
    }

    /// What reports say of the list.
    #[must_use]
    pub fn header(&self) -> ListHeader {
        ListHeader {
            version: self.version.to_string(),
            as_of: self.as_of,
            licence: self.licence.clone(),
        }
    }

    /// The manifest as it is written: the same bytes for the same list.
    ///
    /// # Errors
    /// None for what a manifest can hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Holds a list against its size and hash.
    ///
    /// # Errors
    /// [`ReleaseError::Size`] or [`ReleaseError::Hash`].
    pub fn check_content(&self, content: &[u8]) -> Result<(), ReleaseError> {
        if content.len() as u64 != self.size {
            return Err(ReleaseError::Size {
                expected: self.size,
                found: content.len().to_string(),
            });
        }
        let found = sha256_hex(content);
        if found != self.sha256 {
            return Err(ReleaseError::Hash {
                expected: self.sha256.clone(),
                found,
            });
        }
        Ok(())
    }

    /// Reads a list: size, hash, number of records, and how it is written.
    ///
    /// # Errors
    /// It is not what the manifest says, or not written as [`lines`] writes it.
    pub fn read_records(&self, content: &[u8]) -> Result<Vec<Record>, ReleaseError> {
        self.check_content(content)?;
        let records = parse_lines(&self.file, content)?;
        if records.len() as u64 != self.records {
            return Err(ReleaseError::Records {
                expected: self.records,
                found: records.len() as u64,
            });
        }
        Ok(records)
    }

    /// The same, and holds the records against the rules of the bundled list.
    ///
    /// # Errors
    /// As [`Self::read_records`], or a record breaks a rule.
    pub fn read_and_lint(&self, content: &[u8]) -> Result<Vec<Record>, ReleaseError> {
        let records = self.read_records(content)?;
        check_rules(records, self.as_of, |number, _| format!("{}:{number}", self.file))
    }
}

/// Holds the records of a list against the rules of the bundled one; `place` says where the nth stands.
pub(crate) fn check_rules(
    records: Vec<Record>,
    as_of: Date,
    place: impl Fn(usize, &Record) -> String,
) -> Result<Vec<Record>, ReleaseError> {
    let filed: Vec<Filed> = (1..)
        .zip(records)
        .map(|(number, record)| Filed {
            file: place(number, &record),
            record,
        })
        .collect();
    let problems = lint(&filed, Completeness::Full, as_of);
    if problems.is_empty() {
        Ok(filed.into_iter().map(|filed| filed.record).collect())
    } else {
        Err(ReleaseError::Invalid(problems))
    }
}

/// Records as they stand in a release: one a line as JSON, in the order of their ids.
///
/// # Errors
/// None for what a record can hold.
pub fn lines(records: &mut [Record]) -> Result<String, serde_json::Error> {
    records.sort_by(|a, b| a.id.cmp(&b.id));
    let mut lines = String::new();
    for record in records {
        lines += &serde_json::to_string(record)?;
        lines.push('\n');
    }
    Ok(lines)
}

fn parse_lines(file: &str, content: &[u8]) -> Result<Vec<Record>, ReleaseError> {
    let problem = |line: usize, code, reason: String| {
        ReleaseError::Invalid(vec![Problem {
            place: format!("{file}:{line}"),
            code,
            reason,
        }])
    };
    let text = std::str::from_utf8(content).map_err(|error| {
        let before = &content[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        problem(line, "not-utf-8", "not UTF-8".to_owned())
    })?;
    let mut records: Vec<Record> = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let record: Record = serde_json::from_str(line).map_err(|error| {
            let reason = format!("not a record: {}", fragment(&error.to_string(), 200));
            problem(number, "unreadable-record", reason)
        })?;
        let written = serde_json::to_string(&record).unwrap_or_default() + "\n";
        let in_order = records.last().is_none_or(|before| before.id <= record.id);
        // Else the hash would not be that of what `list --format jsonl` prints.
        if written != line || !in_order {
            return Err(problem(
                number,
                "not-canonical",
                "not written as `data export` writes it (one record a line, in the order of the ids)"
                    .to_owned(),
            ));
        }
        records.push(record);
    }
    Ok(records)
}

/// A name that stays in its folder, on every system, and is not taken by the manifest.
fn is_plain_file_name(name: &str) -> bool {
    name.len() <= 100
        && name
            .strip_suffix(".jsonl")
            .is_some_and(|stem| !stem.is_empty() && !stem.starts_with(['.', '-']))
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"schema":1,"version":"2026.12.1","as_of":"2026-12-01","licence":"CC0-1.0","records":2,
        "file":"list.jsonl","size":10,"sha256":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}"#;

    fn refused(old: &str, new: &str) -> String {
        assert!(GOOD.contains(old), "{old}");
        Manifest::read(GOOD.replace(old, new).as_bytes())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_manifest_is_written_as_it_was_read() {
        let manifest = Manifest::read(GOOD.as_bytes()).unwrap();
        assert_eq!(Manifest::read(&manifest.to_bytes().unwrap()).unwrap(), manifest);
    }

    #[test]
    fn a_manifest_that_cannot_be_right_is_refused_with_its_field() {
        for (old, new, expected) in [
            ("\"schema\":1", "\"schema\":2", "has schema 2"),
            ("\"schema\":1", "\"schema\":-1", "cannot be read"),
            ("\"schema\":1,", "", "missing field `schema`"),
            (
                "\"schema\":1",
                "\"schema\":1,\"colour\":\"red\"",
                "unknown field `colour`",
            ),
            (
                "\"schema\":1",
                "\"schema\":1,\"schema\":1",
                "duplicate field `schema`",
            ),
            ("2026.12.1", "2026.12-rc1", "no version of a list"),
            ("2026.12.1", "99999999999.1", "no version of a list"),
            ("2026.12.1", "../../etc", "no version of a list"),
            ("2026.12.1", "1.2.3.4.5.6.7", "no version of a list"),
            ("2026-12-01", "2026-13-01", "cannot be read"),
            ("CC0-1.0", "", "licence"),
            ("CC0-1.0", "CC0\\u001b[2J", "licence"),
            ("\"records\":2", "\"records\":0", "records is 0"),
            (
                "\"records\":2",
                "\"records\":18446744073709551615",
                "records is 18446744073709551615",
            ),
            ("\"records\":2", "\"records\":1e400", "cannot be read"),
            ("\"records\":2", "\"records\":-2", "cannot be read"),
            ("\"size\":10", "\"size\":0", "size is 0 bytes"),
            ("\"size\":10", "\"size\":99999999999", "size is 99999999999 bytes"),
            ("0123456789abcdef\"", "0123456789ABCDEF\"", "sha256"),
            ("0123456789abcdef\"", "\"", "sha256"),
        ] {
            let message = refused(old, new);
            assert!(message.contains(expected), "{new}: {message}");
        }
    }

    #[test]
    fn a_file_stays_beside_its_manifest() {
        for name in [
            "../list.jsonl",
            "/etc/list.jsonl",
            "a/list.jsonl",
            "..\\\\list.jsonl",
            "C:list.jsonl",
            ".jsonl",
            "..jsonl",
            "-list.jsonl",
            "list.toml",
            "manifest.json",
            "list\\u0000.jsonl",
            "list%2f.jsonl",
            "",
            "ｌist.jsonl",
        ] {
            let message = refused("list.jsonl", name);
            assert!(message.contains("file is"), "{name}: {message}");
        }
        assert!(is_plain_file_name("list-2026.12.1_b.jsonl"));
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        assert!(matches!(Manifest::read(b""), Err(ReleaseError::EmptyManifest)));
        assert!(matches!(Manifest::read(b" \n"), Err(ReleaseError::EmptyManifest)));
        for bytes in [
            &b"\0\0\0\0"[..],
            b"{",
            b"[]",
            b"null",
            b"\xff\xfe{\0}\0",
            b"<html>",
            &[b'['; 60_000],
        ] {
            assert!(
                matches!(Manifest::read(bytes), Err(ReleaseError::NotAManifest(_))),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn the_bundled_list_has_a_version_that_compares() {
        let list = super::super::Dataset::bundled().unwrap();
        assert!(list.header().unwrap().version.parse::<ListVersion>().is_ok());
    }

    #[test]
    fn a_list_is_read_only_as_it_is_written() {
        let record = |id: &str| format!("{{\"id\":\"{id}\",\"name\":\"{id}\"}}\n");
        let good = record("a") + &record("b");
        assert_eq!(parse_lines("x", good.as_bytes()).unwrap().len(), 2);
        for (bad, code) in [
            (record("b") + &record("a"), "not-canonical"),
            (good.trim_end().to_owned(), "not-canonical"),
            (good.replace("\":\"", "\": \""), "not-canonical"),
            (good.replace("\n", "\r\n"), "not-canonical"),
            (good.replace("\n", "\n\n"), "unreadable-record"),
            (good.replace("\"id\"", "\"shoe\":1,\"id\""), "unreadable-record"),
            (good.clone() + "\0", "unreadable-record"),
        ] {
            let Err(ReleaseError::Invalid(problems)) = parse_lines("x", bad.as_bytes()) else {
                panic!("{bad}")
            };
            assert_eq!(problems[0].code, code, "{bad}");
        }
        assert!(parse_lines("x", b"\xff\n").is_err());
    }
}
