//! The list of organizations: the bundled one, a newer one that was installed, and what a user adds to it.
//!
//! The bundled list is compiled into the program from `src/dataset/records/`, one TOML file an organization. Its
//! SHA-256 is that of the records as JSON Lines in the order of their ids, which `list --format jsonl` prints.

pub mod diff;
pub mod export;
pub mod files;
pub mod folder;
pub mod installed;
pub mod lint;
pub mod model;
pub mod quality;
pub mod release;
pub mod signature;
pub mod update;

pub(crate) mod additions;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::country::Country;
use model::{ListHeader, Record};

#[cfg(any(test, fuzzing))]
pub(crate) use additions::read_bytes;
pub use additions::{Addition, read_file};

const BUNDLED_RECORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/list.jsonl"));
const BUNDLED_HEADER: &str = include_str!(concat!(env!("OUT_DIR"), "/list.json"));
const BUNDLED_SHA256: &str = env!("BUNDLED_LIST_SHA256");

/// Why a list could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The file cannot be read.
    #[error("cannot read the list {}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is larger than a file of records may be.
    #[error("cannot read the list {}: it is larger than {}", path.display(), crate::http::size(*limit as u64))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Records are bad.
    #[error("{}", list_problems(.0))]
    Invalid(Vec<lint::Problem>),
    /// The embedded list is damaged.
    #[error("the bundled list is damaged: {0}")]
    Damaged(String),
}

impl DatasetError {
    fn unread(path: &std::path::Path, error: files::ReadError) -> Self {
        let path = path.to_owned();
        match error {
            files::ReadError::Io(error) => Self::Unreadable { path, error },
            files::ReadError::TooLarge(limit) => Self::TooLarge { path, limit },
        }
    }
}

fn list_problems(problems: &[lint::Problem]) -> String {
    const SHOWN: usize = 20;
    let mut lines: Vec<String> = problems.iter().take(SHOWN).map(ToString::to_string).collect();
    if problems.len() > SHOWN {
        lines.push(format!("and {} more", problems.len() - SHOWN));
    }
    lines.join("\n")
}

/// Where the list that a run works on is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It is built into the program.
    Bundled,
    /// It was installed, and is newer than the bundled one.
    Installed,
    /// It is the user's own records alone.
    Own,
}

/// The list that a run works on.
#[derive(Debug, Clone)]
pub struct Dataset {
    origin: Origin,
    header: Option<ListHeader>,
    sha256: Option<String>,
    records: Vec<Record>,
    by_id: HashMap<String, usize>,
    /// By vendor, its customers, nearest first; worked out when first asked for.
    customers: OnceLock<HashMap<String, Vec<(usize, bool)>>>,
    additions: Vec<Addition>,
}

/// Counts over a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Records that stand (not withdrawn).
    pub records: usize,
    /// Of these, organizations that others use as a vendor.
    pub vendors: usize,
    /// Different pairs of customer and vendor.
    pub relationships: usize,
    /// Sources, counted once a record.
    pub sources: usize,
    /// Different countries.
    pub countries: usize,
    /// Records that were withdrawn and are kept with their reason.
    pub withdrawn: usize,
}

/// A customer of a vendor, with the chain that leads to it.
#[derive(Debug, Clone, Copy)]
pub struct Customer<'a> {
    /// The customer's record.
    pub record: &'a Record,
    /// Whether other vendors stand between the two.
    pub indirect: bool,
}

impl Dataset {
    /// The list that is built into the program.
    ///
    /// ```
    /// let list = moveit_exposure::dataset::Dataset::bundled().unwrap();
    /// assert!(list.record("zellis").is_some());
    /// ```
    ///
    /// # Errors
    /// [`DatasetError::Damaged`] when the embedded text does not read as the build wrote it.
    pub fn bundled() -> Result<Self, DatasetError> {
        let damaged = |error: serde_json::Error| DatasetError::Damaged(error.to_string());
        let header: ListHeader = serde_json::from_str(BUNDLED_HEADER).map_err(damaged)?;
        let mut records = Vec::with_capacity(BUNDLED_RECORDS.len() / 1000);
        for line in BUNDLED_RECORDS.lines() {
            records.push(serde_json::from_str(line).map_err(damaged)?);
        }
        Ok(Self {
            header: Some(header),
            sha256: Some(BUNDLED_SHA256.to_owned()),
            ..Self::of(Origin::Bundled, records)
        })
    }

    /// A list that was installed.
    #[must_use]
    pub fn installed(manifest: &release::Manifest, records: Vec<Record>) -> Self {
        Self {
            header: Some(manifest.header()),
            sha256: Some(manifest.sha256.clone()),
            ..Self::of(Origin::Installed, records)
        }
    }

    /// A list with nothing in it, for a user's own additions alone.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Origin::Own, Vec::new())
    }

    fn of(origin: Origin, records: Vec<Record>) -> Self {
        let by_id = records
            .iter()
            .enumerate()
            .map(|(i, r)| (r.id.clone(), i))
            .collect();
        Self {
            origin,
            header: None,
            sha256: None,
            records,
            by_id,
            customers: OnceLock::new(),
            additions: Vec::new(),
        }
    }

    /// Adds records, or puts them in the place of those with the same id.
    fn extend(&mut self, records: Vec<Record>) -> usize {
        let mut replaced = 0;
        self.customers = OnceLock::new();
        for record in records {
            if let Some(&at) = self.by_id.get(&record.id) {
                self.records[at] = record;
                replaced += 1;
            } else {
                self.by_id.insert(record.id.clone(), self.records.len());
                self.records.push(record);
            }
        }
        replaced
    }

    /// Every record, withdrawn ones too.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record with this id.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.by_id.get(id).map(|&at| &self.records[at])
    }

    /// Where it is from; records of the user's own may have been added.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// What the bundled or installed list says of itself; absent for a user's additions alone.
    #[must_use]
    pub fn header(&self) -> Option<&ListHeader> {
        self.header.as_ref()
    }

    /// SHA-256 of the bundled or installed list, without a user's additions; absent for these alone.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    /// The files that were added to the list.
    #[must_use]
    pub fn additions(&self) -> &[Addition] {
        &self.additions
    }

    /// Days from the list's as-of date to `today`; negative when the clock is behind it.
    #[must_use]
    pub fn age_in_days(&self, today: jiff::civil::Date) -> Option<i32> {
        let as_of = self.header.as_ref()?.as_of;
        Some(today.since(as_of).ok()?.get_days())
    }

    /// Everybody who was exposed through this vendor, nearest first.
    #[must_use]
    pub fn customers_of(&self, vendor: &str) -> Vec<Customer<'_>> {
        self.customers_by_vendor()
            .get(vendor)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|&(at, indirect)| Customer {
                record: &self.records[at],
                indirect,
            })
            .collect()
    }

    /// How many they are.
    #[must_use]
    pub fn customer_count(&self, vendor: &str) -> usize {
        self.customers_by_vendor().get(vendor).map_or(0, Vec::len)
    }

    fn customers_by_vendor(&self) -> &HashMap<String, Vec<(usize, bool)>> {
        self.customers.get_or_init(|| {
            let mut customers: HashMap<String, Vec<(usize, bool)>> = HashMap::new();
            for (at, record) in self.records.iter().enumerate() {
                if record.withdrawn.is_some() {
                    continue;
                }
                let chains = record.exposure.iter().flat_map(|e| &e.chains);
                for (place, hop) in chains.flat_map(|chain| chain.iter().enumerate()) {
                    let of_vendor = customers.entry(hop.vendor.clone()).or_default();
                    match of_vendor.last_mut() {
                        // Several chains of one customer count as the shortest.
                        Some((last, indirect)) if *last == at => *indirect &= place > 0,
                        _ => of_vendor.push((at, place > 0)),
                    }
                }
            }
            for of_vendor in customers.values_mut() {
                of_vendor.sort_by(|a, b| (a.1, &self.records[a.0].name).cmp(&(b.1, &self.records[b.0].name)));
            }
            customers
        })
    }

    /// Counts over the list.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let standing = || self.records.iter().filter(|r| r.withdrawn.is_none());
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for record in standing() {
            for chain in record.exposure.iter().flat_map(|e| &e.chains) {
                let mut customer = record.id.as_str();
                for hop in chain {
                    pairs.push((customer, &hop.vendor));
                    customer = &hop.vendor;
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut countries: Vec<Country> = standing().filter_map(|r| r.country).collect();
        countries.sort_unstable();
        countries.dedup();
        Counts {
            records: standing().count(),
            vendors: standing().filter(|r| r.vendor.is_some()).count(),
            relationships: pairs.len(),
            sources: standing().map(|r| r.sources.len()).sum(),
            countries: countries.len(),
            withdrawn: self.records.len() - standing().count(),
        }
    }
}

/// What `data verify` found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    /// The hash that the build wrote down.
    pub expected: String,
    /// The hash of what is embedded now.
    pub found: String,
}

impl Verification {
    /// Whether the two agree.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.expected == self.found
    }
}

/// Recomputes the hash of the embedded list.
#[must_use]
pub fn verify() -> Verification {
    Verification {
        expected: BUNDLED_SHA256.to_owned(),
        found: sha256_hex(BUNDLED_RECORDS.as_bytes()),
    }
}

/// What a release of the bundled list would say of itself.
///
/// # Errors
/// [`DatasetError::Damaged`] when the embedded text does not read as the build wrote it.
pub fn bundled_manifest() -> Result<release::Manifest, DatasetError> {
    let damaged = |error: String| DatasetError::Damaged(error);
    let header: ListHeader =
        serde_json::from_str(BUNDLED_HEADER).map_err(|error| damaged(error.to_string()))?;
    let version = header
        .version
        .parse()
        .map_err(|error: release::NotAVersion| damaged(error.to_string()))?;
    Ok(release::Manifest {
        schema: release::SCHEMA,
        version,
        as_of: header.as_of,
        licence: header.licence,
        records: BUNDLED_RECORDS.lines().count() as u64,
        file: release::CONTENT.to_owned(),
        size: BUNDLED_RECORDS.len() as u64,
        sha256: BUNDLED_SHA256.to_owned(),
    })
}

/// SHA-256 as 64 hexadecimal digits.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests;
