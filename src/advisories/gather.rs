//! Brings the advisories together: live where the network allows, else from the cache, else the snapshot; in the
//! background, and never past the deadline.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::bundled::{Snapshot, snapshot};
use super::cache::{Cache, Entry};
use super::gathered::{Bulletin, FetchFailure, Gathered, Notice, NoticeCode, SourceState};
use super::kev::CatalogueEntry;
use super::merge::{apply_catalogue, apply_record};
use super::model::{Advisory, Freshness};
use super::plan::{FetchPlan, Mode};
use super::progress::{Page, PageText};
use super::source::{Reading, Request, ShapeError, SourceName, source};
use crate::http::{Answer, FailureKind, FetchError, Get, Network, Redirects, Tally, Validators};

/// A gathering under way.
pub struct Handle {
    plan: FetchPlan,
    started: Instant,
    results: Option<Receiver<Gathered>>,
    tally: Arc<Tally>,
}

/// How much later than the deadline the background's own result is still waited for: its clock and this one differ by
/// the start of a thread.
const GRACE: Duration = Duration::from_millis(20);

/// How often whoever waits is told how far it is.
const TELLING: Duration = Duration::from_millis(100);

/// Every host that is asked for advisories where no `--source-url` stands in for it, with the source that it is of: in
/// the order of the sources, each once.
///
/// ```
/// let hosts = moveit_exposure::advisories::hosts();
/// assert!(hosts.iter().any(|(_, host)| host == "www.cisa.gov"));
/// ```
#[must_use]
pub fn hosts() -> Vec<(SourceName, String)> {
    let requests = SourceName::ALL
        .into_iter()
        .flat_map(|name| source(name).requests(snapshot(), None));
    let mut hosts = Vec::new();
    for request in requests {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        if !hosts.contains(&(request.source, host.clone())) {
            hosts.push((request.source, host));
        }
    }
    hosts
}

/// How far a gathering is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Requests that were sent.
    pub asked: usize,
    /// Those that were answered, or failed.
    pub answered: usize,
    /// How long it is waited for at most.
    pub left: Duration,
}

/// Starts gathering in the background.
#[must_use]
pub fn spawn(plan: FetchPlan) -> Handle {
    let started = Instant::now();
    let (sender, receiver) = mpsc::channel();
    let planned = plan.clone();
    let tally = Arc::new(Tally::default());
    let counted = Arc::clone(&tally);
    let spawned = std::thread::Builder::new()
        .name("advisories".to_owned())
        .spawn(move || {
            // Nobody waits any more after the deadline; then the result is of no use.
            let _ = sender.send(gather_counting(&planned, counted));
        });
    Handle {
        plan,
        started,
        results: spawned.is_ok().then_some(receiver),
        tally,
    }
}

impl Handle {
    /// Waits for the result, at most until the deadline; after it, what the cache and the snapshot hold is given.
    #[must_use]
    pub fn join_within_deadline(self) -> Gathered {
        self.join_telling(|_| {})
    }

    /// The same, and tells now and then how far it is.
    #[must_use]
    pub fn join_telling(self, mut tell: impl FnMut(Waiting)) -> Gathered {
        let Some(results) = self.results else {
            return without_network(&self.plan);
        };
        loop {
            let left = (self.plan.deadline + GRACE).saturating_sub(self.started.elapsed());
            match results.recv_timeout(left.min(TELLING)) {
                Ok(gathered) => return gathered,
                Err(RecvTimeoutError::Timeout) if left > TELLING => tell(Waiting {
                    asked: self.tally.asked.load(Ordering::Relaxed),
                    answered: self.tally.answered.load(Ordering::Relaxed),
                    left,
                }),
                Err(_) => return without_network(&self.plan),
            }
        }
    }
}

/// What there is when the background did not come back: every request counts as failed at the deadline.
fn without_network(plan: &FetchPlan) -> Gathered {
    let mut run = Run::new(plan);
    let requests = run.first_requests();
    run.give_up(requests);
    let new = run.requests_for_new();
    run.give_up(new);
    run.assemble()
}

/// Gathers, in this thread.
#[must_use]
pub fn gather(plan: &FetchPlan) -> Gathered {
    gather_counting(plan, Arc::default())
}

fn gather_counting(plan: &FetchPlan, tally: Arc<Tally>) -> Gathered {
    // Starts the clock, and makes nothing before the first request; offline there is none.
    let mut network = Network::new(plan.limits, Redirects::SameSite, plan.deadline, tally);
    let mut run = Run::new(plan);
    let requests = run.first_requests();
    let to_send = run.look_into_cache(requests);
    run.send(to_send, &mut network);
    // Flaws that only CISA's catalogue named: their records are asked for in what time is left.
    let new = run.requests_for_new();
    let to_send = run.look_into_cache(new);
    run.send(to_send, &mut network);
    network.close();
    run.assemble()
}

/// A thing that was read, and how fresh it is.
struct Got {
    source: SourceName,
    subject: String,
    reading: Reading,
    freshness: Freshness,
    changed_at: Option<Timestamp>,
}

/// An answer, whole and read: kept from an earlier run, or about to be kept.
struct Kept {
    entry: Entry,
    reading: Reading,
}

struct Run<'a> {
    plan: &'a FetchPlan,
    snapshot: &'static Snapshot,
    cache: Option<Cache>,
    got: Vec<Got>,
    failures: Vec<(SourceName, FetchFailure)>,
    missing: BTreeMap<SourceName, usize>,
    damaged: Vec<String>,
    unwritable: Option<String>,
}

impl<'a> Run<'a> {
    fn new(plan: &'a FetchPlan) -> Self {
        Self {
            plan,
            snapshot: snapshot(),
            cache: plan.cache_dir.as_deref().map(Cache::inside),
            got: Vec::new(),
            failures: Vec::new(),
            missing: BTreeMap::new(),
            damaged: Vec::new(),
            unwritable: None,
        }
    }

    fn first_requests(&self) -> Vec<Request> {
        SourceName::ALL
            .into_iter()
            .flat_map(|name| source(name).requests(self.snapshot, self.plan.source_urls.of(name)))
            .collect()
    }

    fn requests_for_new(&self) -> Vec<Request> {
        let elsewhere = self.plan.source_urls.of(SourceName::Cve);
        let new = self
            .catalogue()
            .filter(|entry| !self.snapshot.ids().any(|id| *id == entry.cve));
        new.flat_map(|entry| source(SourceName::Cve).requests_for_new(&entry.cve, elsewhere))
            .collect()
    }

    fn catalogue(&self) -> impl Iterator<Item = &CatalogueEntry> {
        self.got
            .iter()
            .filter_map(|got| match &got.reading {
                Reading::Catalogue(entries) => Some(entries.iter()),
                _ => None,
            })
            .flatten()
    }

    /// Takes what the cache holds fresh, and gives back what is to be asked, with the kept answer if there is one.
    fn look_into_cache(&mut self, requests: Vec<Request>) -> Vec<(Request, Option<Kept>)> {
        let mut to_ask = Vec::new();
        for request in requests {
            let kept = self.kept(&request);
            let age = kept
                .as_ref()
                .map(|kept| self.plan.now.duration_since(kept.entry.fetched_at));
            // An entry from the future is not fresh: some clock was wrong.
            let fresh =
                age.is_some_and(|age| !age.is_negative() && age.unsigned_abs() < self.plan.max_cache_age);
            match (self.plan.mode, kept) {
                (Mode::CacheFirst, Some(kept)) if fresh => self.take_kept(&request, kept),
                (Mode::Offline, Some(kept)) => self.take_kept(&request, kept),
                (Mode::Offline, None) => *self.missing.entry(request.source).or_default() += 1,
                (_, kept) => to_ask.push((request, kept)),
            }
        }
        to_ask
    }

    /// The kept answer, if it is whole and can still be read.
    fn kept(&mut self, request: &Request) -> Option<Kept> {
        let cache = self.cache.as_ref()?;
        let kept = cache.read(request).and_then(|entry| {
            let Some(entry) = entry else { return Ok(None) };
            match read(request, &entry) {
                Ok(reading) => Ok(Some(Kept { entry, reading })),
                Err(_) => Err(cache.discard(request, "it is not what the source publishes")),
            }
        });
        kept.unwrap_or_else(|damaged| {
            self.damaged.push(format!("{} ({damaged})", request.subject));
            None
        })
    }

    fn take_kept(&mut self, request: &Request, kept: Kept) {
        let freshness = Freshness::Cached {
            since: kept.entry.fetched_at,
        };
        self.take(request, kept, freshness);
    }

    fn take(&mut self, request: &Request, kept: Kept, freshness: Freshness) {
        self.got.push(Got {
            source: request.source,
            subject: request.subject.clone(),
            reading: kept.reading,
            freshness,
            changed_at: kept.entry.changed_at,
        });
    }

    fn send(&mut self, to_send: Vec<(Request, Option<Kept>)>, network: &mut Network) {
        if to_send.is_empty() {
            return;
        }
        let asking: Vec<(Get, Validators)> = to_send
            .iter()
            .map(|(request, kept)| {
                let validators = kept.as_ref().map(|kept| kept.entry.validators.clone());
                (request.get(), validators.unwrap_or_default())
            })
            .collect();
        let answers = network.fetch_all(&asking);
        for ((request, kept), answer) in to_send.into_iter().zip(answers) {
            match self.settled(&request, kept.as_ref(), answer) {
                Ok(live) => {
                    self.keep(&request, &live.entry);
                    self.take(&request, live, Freshness::Live);
                }
                Err(error) => self.fell_short(&request, kept, &error),
            }
        }
    }

    /// What an answer amounts to, given the kept one.
    fn settled(
        &self,
        request: &Request,
        kept: Option<&Kept>,
        answer: Result<Answer, FetchError>,
    ) -> Result<Kept, FetchError> {
        let changed_before = kept.and_then(|kept| kept.entry.changed_at);
        let entry = match answer {
            Ok(Answer::NotModified) => {
                let kept = kept.ok_or_else(|| {
                    FetchError::WrongShape("it says unchanged, and nothing is kept".to_owned())
                })?;
                return Ok(Kept {
                    entry: Entry {
                        fetched_at: self.plan.now,
                        ..kept.entry.clone()
                    },
                    reading: kept.reading.clone(),
                });
            }
            Ok(Answer::Body { bytes, validators }) => {
                let source = source(request.source);
                let before = kept.and_then(|kept| source.fingerprint(&kept.entry.body));
                let after = source.fingerprint(&bytes);
                let changed = matches!((&before, &after), (Some(before), Some(after)) if before != after);
                Entry {
                    validators,
                    fetched_at: self.plan.now,
                    changed_at: if changed {
                        Some(self.plan.now)
                    } else {
                        changed_before
                    },
                    refused: None,
                    body: bytes,
                }
            }
            Err(FetchError::Status { status, .. })
                if request.source == SourceName::Progress && matches!(status, 401 | 403 | 404 | 410) =>
            {
                // For a page meant for people a refusal is an answer: it is kept too, so that it is not asked for
                // again and again; and so is the body from before, to see later whether it changed.
                Entry {
                    validators: Validators::default(),
                    fetched_at: self.plan.now,
                    changed_at: changed_before,
                    refused: Some(status),
                    body: kept.map(|kept| kept.entry.body.clone()).unwrap_or_default(),
                }
            }
            Err(error) => return Err(error),
        };
        let reading = read(request, &entry).map_err(|error| FetchError::WrongShape(error.to_string()))?;
        Ok(Kept { entry, reading })
    }

    /// Writes an answer down for later runs.
    fn keep(&mut self, request: &Request, entry: &Entry) {
        if self.unwritable.is_none()
            && let Some(cache) = &self.cache
            && let Err(error) = cache.store(request, entry)
        {
            self.unwritable = Some(error.to_string());
        }
    }

    fn fell_short(&mut self, request: &Request, kept: Option<Kept>, error: &FetchError) {
        self.failures.push((
            request.source,
            FetchFailure {
                subject: request.subject.clone(),
                kind: error.kind(),
                message: error.to_string(),
            },
        ));
        match kept {
            Some(kept) => self.take_kept(request, kept),
            None => *self.missing.entry(request.source).or_default() += 1,
        }
    }

    /// Takes what the cache holds, fresh or not, and counts the rest as failed at the deadline.
    fn give_up(&mut self, requests: Vec<Request>) {
        for (request, kept) in self.look_into_cache(requests) {
            self.fell_short(&request, kept, &FetchError::Deadline);
        }
    }

    fn state(&self, name: SourceName) -> SourceState {
        let of_source = || self.got.iter().filter(|got| got.source == name);
        let live = of_source().filter(|got| got.freshness == Freshness::Live).count();
        let missing = self.missing.get(&name).copied().unwrap_or(0);
        let oldest_kept = of_source()
            .filter_map(|got| match got.freshness {
                Freshness::Cached { since } => Some(since),
                _ => None,
            })
            .min();
        let bundled = matches!(name, SourceName::Cve | SourceName::Kev).then_some(Freshness::Bundled {
            as_of: self.snapshot.as_of,
        });
        SourceState {
            source: name,
            freshness: if missing > 0 {
                bundled
            } else {
                oldest_kept
                    .map(|since| Freshness::Cached { since })
                    .or((live > 0).then_some(Freshness::Live))
            },
            live,
            cached: of_source().count() - live,
            missing,
            failures: self
                .failures
                .iter()
                .filter(|(source, _)| *source == name)
                .map(|(_, failure)| failure.clone())
                .collect(),
        }
    }

    fn assemble(self) -> Gathered {
        let mut advisories = self.snapshot.advisories();
        let listed = advisories.len();
        let sources: Vec<SourceState> = SourceName::ALL.into_iter().map(|name| self.state(name)).collect();
        let mut bulletins = self.bulletins_not_seen(&advisories);

        // Catalogue first: it may add flaws that the records then speak of.
        for got in &self.got {
            if let Reading::Catalogue(entries) = &got.reading {
                apply_catalogue(&mut advisories, entries, got.freshness);
            }
        }
        for got in &self.got {
            match &got.reading {
                Reading::Record(record) => {
                    if let Some(advisory) = advisories.iter_mut().find(|advisory| advisory.cve == record.cve)
                    {
                        apply_record(advisory, record, got.freshness);
                    }
                }
                Reading::Scores(scores) => {
                    for score in scores {
                        if let Some(advisory) =
                            advisories.iter_mut().find(|advisory| advisory.cve == score.cve)
                        {
                            advisory.epss = Some(score.epss);
                        }
                    }
                }
                Reading::Page(page) => {
                    if let Some(bulletin) = bulletins.iter_mut().find(|bulletin| bulletin.url == got.subject)
                    {
                        bulletin.text = page.text;
                        bulletin.title.clone_from(&page.title);
                        bulletin.date = page.date;
                        bulletin.text_sha256.clone_from(&page.text_sha256);
                        bulletin.changed_at = got.changed_at;
                        bulletin.freshness = Some(got.freshness);
                    }
                }
                Reading::Catalogue(_) => {}
            }
        }
        let notices = self.notices(&sources, &advisories[listed..]);
        advisories.sort_by(|a, b| a.published_order().cmp(&b.published_order()));
        Gathered {
            advisories,
            bulletins,
            sources,
            notices,
        }
    }

    fn bulletins_not_seen(&self, advisories: &[Advisory]) -> Vec<Bulletin> {
        let urls = self.snapshot.bulletin_urls();
        urls.into_iter()
            .map(|url| Bulletin {
                url: url.to_owned(),
                cves: advisories
                    .iter()
                    .filter(|advisory| advisory.vendor_advisory.as_deref() == Some(url))
                    .map(|advisory| advisory.cve.clone())
                    .collect(),
                text: PageText::NotSeen,
                title: None,
                date: None,
                text_sha256: None,
                changed_at: None,
                freshness: None,
            })
            .collect()
    }

    fn notices(&self, sources: &[SourceState], new: &[Advisory]) -> Vec<Notice> {
        let mut notices = Vec::new();
        let failed: Vec<&SourceState> = sources
            .iter()
            .filter(|state| !state.failures.is_empty())
            .collect();
        if !failed.is_empty() {
            let kept = failed.iter().any(|state| state.cached > 0);
            notices.push(Notice {
                code: NoticeCode::AdvisoriesNotFetched,
                message: format!(
                    "advisories not fetched: {}; using {} (as of {})",
                    all_told(&failed),
                    if kept {
                        "the cache and the bundled ones"
                    } else {
                        "the bundled ones"
                    },
                    self.snapshot.as_of
                ),
            });
        }
        if let Some(first) = self.damaged.first() {
            let more = match self.damaged.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            notices.push(Notice {
                code: NoticeCode::AdvisoryCacheDamaged,
                message: format!("a damaged cache entry was discarded: {first}{more}"),
            });
        }
        if let Some(problem) = &self.unwritable {
            notices.push(Notice {
                code: NoticeCode::AdvisoryCacheNotWritable,
                message: format!(
                    "advisories could not be cached ({problem}): give a writable folder with --cache-dir"
                ),
            });
        }
        for advisory in new {
            notices.push(Notice {
                code: NoticeCode::NewAdvisory,
                message: format!(
                    "{} is new: CISA lists it as exploited, and this program's list does not hold it yet",
                    advisory.cve
                ),
            });
        }
        notices
    }
}

/// What an answer says.
fn read(request: &Request, entry: &Entry) -> Result<Reading, ShapeError> {
    match entry.refused {
        Some(status) => Ok(Reading::Page(Box::new(Page::refused(status)))),
        None => source(request.source).read(&request.subject, &entry.body),
    }
}

/// The failures of all sources in a few words; fewer still where the network as a whole is the reason.
fn all_told(failed: &[&SourceState]) -> String {
    let mut kinds: Vec<FailureKind> = Vec::new();
    for failure in failed.iter().flat_map(|state| &state.failures) {
        if !kinds.contains(&failure.kind) {
            kinds.push(failure.kind);
        }
    }
    match (kinds.as_slice(), failed.len() > 1) {
        ([FailureKind::NameNotResolved], true) => "no name resolves here".to_owned(),
        ([FailureKind::NotConnected], true) => "no connection can be made".to_owned(),
        ([FailureKind::Deadline], true) => "the network did not answer in time".to_owned(),
        _ => failed
            .iter()
            .map(|state| told(state))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// The failures of one source in a few words.
fn told(state: &SourceState) -> String {
    let mut messages: Vec<&str> = state
        .failures
        .iter()
        .map(|failure| failure.message.as_str())
        .collect();
    messages.dedup();
    let all = state.failures.len();
    let asked = all + state.live;
    let count = if asked > 1 {
        format!(" {all} of {asked}")
    } else {
        String::new()
    };
    let more = if messages.len() > 1 { " and others" } else { "" };
    format!(
        "{}{count} ({}{more})",
        state.source,
        messages.first().unwrap_or(&"")
    )
}
