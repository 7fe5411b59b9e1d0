//! What is known of one flaw, whoever said it, and how fresh that knowledge is.

use std::borrow::Cow;
use std::fmt;

use jiff::{Timestamp, civil::Date};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::versions::{Product, Version};
use crate::dataset::model::PartialDate;

/// The number of a flaw, such as `CVE-2023-34362`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
pub struct CveId(String);

/// The text is no CVE number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no CVE number: write it as CVE-2023-34362")]
pub struct NotACve(String);

impl CveId {
    /// Reads a CVE number in any case.
    pub fn parse(text: &str) -> Result<Self, NotACve> {
        let upper = text.trim().to_ascii_uppercase();
        let well_formed = upper
            .strip_prefix("CVE-")
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(year, number)| {
                year.len() == 4
                    && (4..=10).contains(&number.len())
                    && [year, number]
                        .iter()
                        .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
            });
        if well_formed {
            Ok(Self(upper))
        } else {
            Err(NotACve(
                text.chars()
                    .take(40)
                    .collect::<String>()
                    .escape_debug()
                    .to_string(),
            ))
        }
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Year and serial number: the order in which numbers were given, roughly.
    fn order(&self) -> (u64, u64) {
        let mut parts = self.0.split('-').skip(1).map(|part| part.parse().unwrap_or(0));
        (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
    }

    /// The year in the number.
    #[must_use]
    pub fn year(&self) -> i16 {
        i16::try_from(self.order().0).unwrap_or(i16::MAX)
    }
}

impl PartialOrd for CveId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CveId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order()
            .cmp(&other.order())
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl JsonSchema for CveId {
    fn schema_name() -> Cow<'static, str> {
        "CveId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The number of a flaw.",
            "pattern": r"^CVE-\d{4}-\d{4,10}$",
        })
    }
}

impl fmt::Display for CveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CveId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// How fresh a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Freshness {
    /// Fetched, or confirmed to be unchanged, in this run.
    Live,
    /// From the cache; fetched or confirmed at that time.
    Cached {
        /// When.
        #[schemars(with = "String")]
        since: Timestamp,
    },
    /// From the snapshot inside the program.
    Bundled {
        /// The day that the snapshot stands for.
        #[schemars(with = "String")]
        as_of: Date,
    },
}

impl Freshness {
    /// The word for its kind.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Cached { .. } => "cached",
            Self::Bundled { .. } => "bundled",
        }
    }
}

impl fmt::Display for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Cached { since } => write!(f, "cached since {}", since.strftime("%Y-%m-%d %H:%M UTC")),
            Self::Bundled { as_of } => write!(f, "bundled, as of {as_of}"),
        }
    }
}

/// A run of affected versions: everything at or after `from` and before `fixed` (or up to and with `through`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AffectedRange {
    /// The first affected version; absent: every older version too.
    #[serde(default)]
    pub from: Option<Version>,
    /// The first version that is not affected any more.
    #[serde(default)]
    pub fixed: Option<Version>,
    /// The last affected version, where the record names that instead of a fixed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Version>,
}

impl AffectedRange {
    /// Whether it ends no earlier than it begins; what does not was mistyped or misread.
    pub(crate) fn runs_forward(&self) -> bool {
        let ends = [self.fixed, self.through];
        self.from
            .is_none_or(|from| ends.into_iter().flatten().all(|end| from <= end))
    }

    /// Whether the version lies in the range.
    #[must_use]
    pub fn contains(&self, version: Version) -> bool {
        self.from.is_none_or(|from| version >= from)
            && self.fixed.is_none_or(|fixed| version < fixed)
            && self.through.is_none_or(|through| version <= through)
    }
}

/// What the record says of versions older than all that it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnlistedOlder {
    /// They count as affected (its default status is "affected").
    Affected,
    /// It says nothing.
    #[default]
    NotStated,
}

/// The affected versions of one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Affected {
    /// The product; absent where the record does not say which.
    pub product: Option<Product>,
    /// Its affected versions, the oldest first.
    pub ranges: Vec<AffectedRange>,
    /// What holds for versions older than all listed.
    pub unlisted_older: UnlistedOlder,
}

/// A severity score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cvss {
    /// 0.0 to 10.0.
    pub score: f64,
    /// Who scored it, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The version of the scoring scheme, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The vector, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vector: Option<String>,
}

/// How far a flaw was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Exploitation {
    /// Against very many at once.
    Mass,
    /// Known to have been used.
    Known,
    /// Attempts were seen.
    Attempts,
}

impl Exploitation {
    /// The same in plain English.
    #[must_use]
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Mass => "mass exploitation",
            Self::Known => "known to be exploited",
            Self::Attempts => "attempts seen",
        }
    }
}

/// That a flaw was used, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exploited {
    /// How far.
    pub extent: Exploitation,
    /// Since when, as precise as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<PartialDate>,
}

/// What CISA's decision tree (SSVC) says of exploitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ssvc {
    /// No sign of it.
    None,
    /// A proof of concept is public.
    Poc,
    /// It is being used.
    Active,
}

/// The entry in CISA's catalogue of known exploited vulnerabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kev {
    /// The day it was added.
    #[schemars(with = "String")]
    pub added: Date,
    /// By when US federal agencies had to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Whether use in ransomware or extortion campaigns is known; absent: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ransomware: Option<bool>,
}

/// FIRST's estimate of how likely the flaw is to be used within 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Epss {
    /// 0 to 1.
    pub probability: f64,
    /// Its rank among all flaws, 0 to 1.
    pub percentile: f64,
    /// The day of the estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub on: Option<Date>,
}

/// What the affected versions were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The CVE record.
    #[default]
    Record,
    /// Articles: nobody who made the snapshot had read the record.
    Articles,
    /// Nothing yet: the flaw is known from CISA's catalogue alone.
    CatalogueAlone,
}

/// Whether the flaw stands on the list of CVE numbers that the program ships with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Listing {
    /// It does.
    Listed,
    /// It was found in CISA's catalogue.
    New,
}

/// Whether the record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecordState {
    /// It does.
    Published,
    /// The CVE programme rejected it: it is kept here and counts no more.
    Rejected,
}

/// Where a statement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdvisorySource {
    /// Who says it.
    pub publisher: Cow<'static, str>,
    /// Its address.
    pub url: String,
}

/// A published notice on a MOVEit flaw, put together from what the vendor, CISA and the CVE programme say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advisory {
    /// Its number.
    pub cve: CveId,
    /// The product, where one alone is named.
    pub product: Option<Product>,
    /// The kind of weakness, as a CWE number.
    pub weakness: Option<String>,
    /// What the flaw is: one sentence of our own, or for a new one the record's text.
    pub summary: String,
    /// When its record was published.
    #[schemars(with = "Option<String>")]
    pub published: Option<Date>,
    /// How severe.
    pub cvss: Option<Cvss>,
    /// Whether it was used.
    pub exploited: Option<Exploited>,
    /// What CISA's decision tree says of that.
    pub ssvc_exploitation: Option<Ssvc>,
    /// Its entry in CISA's catalogue.
    pub kev: Option<Kev>,
    /// How likely it is to be used.
    pub epss: Option<Epss>,
    /// Which versions are affected.
    pub affected: Vec<Affected>,
    /// What the record says of versions and could not be read: shown as it stands, never guessed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unparsed: Vec<String>,
    /// What the affected versions were read from.
    pub basis: Basis,
    /// How fresh the affected versions are.
    pub freshness: Freshness,
    /// Whether the record stands.
    pub state: RecordState,
    /// Whether the program knew of the flaw when it was made.
    pub listing: Listing,
    /// What else a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The vendor's own page.
    pub vendor_advisory: Option<String>,
    /// Where all this stands.
    pub sources: Vec<AdvisorySource>,
}

impl Advisory {
    /// The products that it speaks of.
    pub fn products(&self) -> impl Iterator<Item = Product> + '_ {
        let named = self.affected.iter().filter_map(|affected| affected.product);
        let first = self
            .product
            .filter(|product| self.affected.iter().all(|a| a.product != Some(*product)));
        first.into_iter().chain(named)
    }

    /// A key that puts advisories in the order in which they were published.
    pub(crate) fn published_order(&self) -> (i16, Option<Date>, &CveId) {
        let year = self.published.map_or_else(|| self.cve.year(), Date::year);
        // An unknown day counts as the end of its year, for what is newest must not look old.
        let day = self.published.or_else(|| Date::new(year, 12, 31).ok());
        (year, day, &self.cve)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cve_numbers() {
        assert_eq!(
            CveId::parse(" cve-2023-34362 ").unwrap().as_str(),
            "CVE-2023-34362"
        );
        for text in [
            "",
            "2023-34362",
            "CVE-23-34362",
            "CVE-2023-343",
            "CVE-2023-34362x",
            "CVE-2023-",
        ] {
            assert!(CveId::parse(text).is_err(), "{text}");
        }
        assert!(CveId::parse("CVE-2023-6217").unwrap() < CveId::parse("CVE-2023-34362").unwrap());
        assert!(CveId::parse("CVE-2023-34362").unwrap() < CveId::parse("CVE-2024-0396").unwrap());
    }

    #[test]
    fn a_range_is_half_open() {
        let version = |text| Version::parse(text).unwrap();
        let range = AffectedRange {
            from: Some(version("2022.1.0")),
            fixed: Some(version("2022.1.5")),
            through: None,
        };
        assert!(range.contains(version("2022.1.0")) && range.contains(version("2022.1.4")));
        assert!(!range.contains(version("2022.1.5")) && !range.contains(version("2022.0.9")));
        let last = AffectedRange {
            from: None,
            fixed: None,
            through: Some(version("2022.1.5")),
        };
        assert!(last.contains(version("2022.1.5")) && !last.contains(version("2022.1.6")));
    }
}
