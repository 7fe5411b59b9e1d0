//! Advisories on MOVEit's flaws: what the vendor, CISA and the CVE programme publish, fetched, cached or bundled.
//!
//! [`spawn`] starts fetching beside other work and [`Handle::join_within_deadline`] takes what has arrived in time;
//! [`assess`] says what an installed version lacks. Advisories enrich a report and never change a verdict. Nothing
//! that a user asks about enters a request: [`FetchPlan`] has no place for it.

mod assessment;
mod bundled;
mod cache;
mod cve;
mod epss;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod gather;
mod gathered;
mod kev;
mod merge;
mod model;
mod plan;
mod progress;
mod prose;
mod source;
pub mod text;
mod versions;

pub(crate) use bundled::snapshot;
pub(crate) use cache::LARGEST as LARGEST_ENTRY;
pub(crate) use source::LARGEST_BODY;

pub use crate::http::{FailureKind, Limits};
pub use assessment::{Assessment, Lacking, LineSupport, assess, fixed_versions, version_question};
pub use cache::{Cleared, clear as clear_cache};
pub use gather::{Handle, Waiting, gather, hosts, spawn};
pub use gathered::{Bulletin, FetchFailure, Gathered, Notice, NoticeCode, SourceState};
pub use model::{
    Advisory, AdvisorySource, Affected, AffectedRange, Basis, CveId, Cvss, Epss, Exploitation, Exploited,
    Freshness, Kev, Listing, NotACve, RecordState, Ssvc, UnlistedOlder,
};
pub use plan::{CHECK_DEADLINE, FetchPlan, MAX_CACHE_AGE, Mode, REFRESH_DEADLINE};
pub use progress::PageText;
pub use source::{SourceName, SourceUrl, SourceUrlError, SourceUrls};
pub use versions::{Installed, InstalledError, Line, Precision, Product, Version, VersionError};
