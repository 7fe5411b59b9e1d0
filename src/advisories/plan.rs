//! What to fetch and how: the whole of what a run tells the network part.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::source::SourceUrls;
use crate::http::Limits;

/// How long the kept answers count as fresh.
pub const MAX_CACHE_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a check waits for advisories at most.
pub const CHECK_DEADLINE: Duration = Duration::from_secs(5);
/// How long a refresh may take.
pub const REFRESH_DEADLINE: Duration = Duration::from_secs(30);

/// Whether, and when, to ask the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Never: no socket is opened, no client is built.
    Offline,
    /// Only for what the cache does not hold fresh.
    CacheFirst,
    /// For everything; what is unchanged need not be sent again.
    Refresh,
}

/// What to fetch and how. It has no place for anything that a user asks about: the requests cannot depend on it.
#[derive(Debug, Clone)]
pub struct FetchPlan {
    /// Whether, and when, to ask the network.
    pub mode: Mode,
    /// When the answer must be there, counted from the start.
    pub deadline: Duration,
    /// Where answers are kept; none: nowhere.
    pub cache_dir: Option<PathBuf>,
    /// How long kept answers count as fresh.
    pub max_cache_age: Duration,
    /// Addresses in place of the sources' own.
    pub source_urls: SourceUrls,
    /// How long to wait for one answer, and how often to try.
    pub limits: Limits,
    /// The present time.
    pub now: Timestamp,
}

impl FetchPlan {
    /// A plan with the usual limits and no cache.
    #[must_use]
    pub fn new(mode: Mode, deadline: Duration, now: Timestamp) -> Self {
        Self {
            mode,
            deadline,
            cache_dir: None,
            max_cache_age: MAX_CACHE_AGE,
            source_urls: SourceUrls::default(),
            limits: Limits::default(),
            now,
        }
    }
}
