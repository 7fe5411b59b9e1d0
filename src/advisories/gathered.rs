//! What gathering gives: the advisories, the vendor's pages, how it went with each source, and what a reader should know.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Advisory, CveId, Freshness};
use super::progress::PageText;
use super::source::SourceName;
use crate::http::FailureKind;

/// Something that a reader should know beside the result: one quiet line on standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Its stable code.
    pub code: NoticeCode,
    /// The line.
    pub message: String,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeCode {
    /// A source could not be fetched.
    AdvisoriesNotFetched,
    /// A kept answer was damaged and has been removed.
    AdvisoryCacheDamaged,
    /// Answers could not be kept.
    AdvisoryCacheNotWritable,
    /// CISA's catalogue names a MOVEit flaw that the list lacks.
    NewAdvisory,
}

impl NoticeCode {
    /// Whether something may be wrong that the reader can mend; else it is worth a line and no more.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::AdvisoryCacheDamaged | Self::AdvisoryCacheNotWritable)
    }
}

/// One request that brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FetchFailure {
    /// What was asked for: a CVE number, the address of a page, or the source's word for all.
    pub subject: String,
    /// The kind of failure.
    pub kind: FailureKind,
    /// What happened.
    pub message: String,
}

/// How it went with one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceState {
    /// The source.
    pub source: SourceName,
    /// How fresh the oldest thing is that the report has from it.
    pub freshness: Option<Freshness>,
    /// Answers of this run, kept ones that were confirmed included.
    pub live: usize,
    /// Kept answers used without asking, or because asking failed.
    pub cached: usize,
    /// Things for which there is neither: the snapshot stands in for them.
    pub missing: usize,
    /// The requests that brought nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<FetchFailure>,
}

/// One of the vendor's pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bulletin {
    /// Its address.
    pub url: String,
    /// The flaws whose advisory it is; none for pages on the matter as a whole.
    pub cves: Vec<CveId>,
    /// What it gives to a program.
    pub text: PageText,
    /// Its title.
    pub title: Option<String>,
    /// The date that it gives for itself.
    pub date: Option<Date>,
    /// The SHA-256 of its visible text.
    pub text_sha256: Option<String>,
    /// When the text was last seen to have changed; absent: never since it was first seen.
    pub changed_at: Option<Timestamp>,
    /// How fresh all this is; absent for a page that was never seen.
    pub freshness: Option<Freshness>,
}

/// What was brought together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gathered {
    /// The flaws, in the order in which they were published.
    pub advisories: Vec<Advisory>,
    /// The vendor's pages.
    pub bulletins: Vec<Bulletin>,
    /// How it went with each source.
    pub sources: Vec<SourceState>,
    /// Lines for standard error.
    #[serde(skip)]
    pub notices: Vec<Notice>,
}

impl Gathered {
    /// Whether every required source was read live in this run.
    #[must_use]
    pub fn all_live(&self) -> bool {
        self.sources
            .iter()
            .filter(|state| state.source.is_required())
            .all(|state| state.cached == 0 && state.missing == 0 && state.failures.is_empty())
    }

    /// The advisory on a flaw.
    #[must_use]
    pub fn advisory(&self, cve: &CveId) -> Option<&Advisory> {
        self.advisories.iter().find(|advisory| advisory.cve == *cve)
    }
}
