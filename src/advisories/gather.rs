//! Brings the advisories together: live where the network allows, else from the cache, else the snapshot; in the
//! background, and never past the deadline.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;

use super::bundled::{Snapshot, catalogue_page, record_page, snapshot, vendor_page};
use super::cache::{Cache, Entry, Validators};
use super::cve::Record;
use super::http::{Answer, FailureKind, FetchError, Http, Limits};
use super::kev::CatalogueEntry;
use super::model::{
    Advisory, Affected, Basis, CveId, Epss, Exploitation, Exploited, Freshness, Kev, Listing, RecordState,
};
use super::progress::{Page, PageText};
use super::source::{Reading, Request, SourceName, SourceUrls, source};
use crate::dataset::model::PartialDate;

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

/// One request that brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FetchFailure {
    /// What was asked for: a CVE number, the address of a page, or the source's word for all.
    pub subject: String,
    /// The kind of failure.
    pub kind: FailureKind,
    /// What happened.
    pub message: String,
}

/// How it went with one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
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
    pub date: Option<jiff::civil::Date>,
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

/// A gathering under way.
pub struct Handle {
    plan: FetchPlan,
    started: Instant,
    results: Option<Receiver<Gathered>>,
}

/// How much later than the deadline the background's own result is still waited for: its clock and this one differ by
/// the start of a thread.
const GRACE: Duration = Duration::from_millis(20);

/// Starts gathering in the background.
#[must_use]
pub fn spawn(plan: FetchPlan) -> Handle {
    let started = Instant::now();
    let (sender, receiver) = mpsc::channel();
    let planned = plan.clone();
    let spawned = std::thread::Builder::new()
        .name("advisories".to_owned())
        .spawn(move || {
            // Nobody waits any more after the deadline; then the result is of no use.
            let _ = sender.send(gather(&planned));
        });
    Handle {
        plan,
        started,
        results: spawned.is_ok().then_some(receiver),
    }
}

impl Handle {
    /// Waits for the result, at most until the deadline; after it, what the cache and the snapshot hold is given.
    #[must_use]
    pub fn join_within_deadline(self) -> Gathered {
        let Some(results) = self.results else {
            return without_network(&self.plan);
        };
        let left = (self.plan.deadline + GRACE).saturating_sub(self.started.elapsed());
        results
            .recv_timeout(left)
            .unwrap_or_else(|_| without_network(&self.plan))
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
    // Starts the clock, and makes nothing before the first request; offline there is none.
    let mut network = Network::new(plan);
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

/// The runtime and client of a run, made when the first request is to be sent.
struct Network {
    limits: Limits,
    end: Instant,
    running: Option<Result<(tokio::runtime::Runtime, std::sync::Arc<Http>), FetchError>>,
}

impl Network {
    fn new(plan: &FetchPlan) -> Self {
        // A part of the time is kept for reading the answers and writing them down.
        let kept_back = (plan.deadline / 10).min(Duration::from_millis(250));
        Self {
            limits: plan.limits,
            end: Instant::now() + (plan.deadline - kept_back),
            running: None,
        }
    }

    fn fetch_all(&mut self, requests: &[(Request, Validators)]) -> Vec<Result<Answer, FetchError>> {
        let (limits, end) = (self.limits, self.end);
        let running = self.running.get_or_insert_with(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map(|runtime| (runtime, std::sync::Arc::new(Http::new(limits, end.into()))))
                .map_err(|error| FetchError::NoClient(error.to_string()))
        });
        let (runtime, http) = match running {
            Ok(running) => running,
            Err(error) => return requests.iter().map(|_| Err(error.clone())).collect(),
        };
        runtime.block_on(async {
            let tasks: Vec<_> = requests
                .iter()
                .cloned()
                .map(|(request, validators)| {
                    let http = std::sync::Arc::clone(http);
                    tokio::spawn(async move { http.fetch(&request, &validators).await })
                })
                .collect();
            let mut answers = Vec::with_capacity(tasks.len());
            for task in tasks {
                answers.push(
                    task.await
                        .unwrap_or_else(|error| Err(FetchError::NoClient(error.to_string()))),
                );
            }
            answers
        })
    }

    /// Ends without waiting for look-ups of names that hang.
    fn close(self) {
        if let Some(Ok((runtime, _))) = self.running {
            runtime.shutdown_background();
        }
    }
}

/// A thing that was read, and how fresh it is.
struct Got {
    source: SourceName,
    subject: String,
    reading: Reading,
    freshness: Freshness,
    changed_at: Option<Timestamp>,
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
    fn look_into_cache(&mut self, requests: Vec<Request>) -> Vec<(Request, Option<Entry>)> {
        let mut to_ask = Vec::new();
        for request in requests {
            let kept = self.kept(&request);
            let age = kept
                .as_ref()
                .map(|kept| self.plan.now.duration_since(kept.fetched_at));
            // An entry from the future is not fresh: some clock was wrong.
            let fresh =
                age.is_some_and(|age| !age.is_negative() && age.unsigned_abs() < self.plan.max_cache_age);
            match (self.plan.mode, kept) {
                (Mode::CacheFirst, Some(kept)) if fresh => self.take_kept(&request, &kept),
                (Mode::Offline, Some(kept)) => self.take_kept(&request, &kept),
                (Mode::Offline, None) => *self.missing.entry(request.source).or_default() += 1,
                (_, kept) => to_ask.push((request, kept)),
            }
        }
        to_ask
    }

    /// The kept answer, if it is whole and can still be read.
    fn kept(&mut self, request: &Request) -> Option<Entry> {
        let cache = self.cache.as_ref()?;
        let kept = cache.read(request).and_then(|entry| match entry {
            Some(entry)
                if source(request.source)
                    .read(&request.subject, &entry.body)
                    .is_err() =>
            {
                Err(cache.discard(request, "it is not what the source publishes"))
            }
            entry => Ok(entry),
        });
        kept.unwrap_or_else(|damaged| {
            self.damaged.push(format!("{} ({damaged})", request.subject));
            None
        })
    }

    fn take_kept(&mut self, request: &Request, kept: &Entry) {
        let freshness = Freshness::Cached {
            since: kept.fetched_at,
        };
        self.take(request, kept, freshness);
    }

    fn take(&mut self, request: &Request, entry: &Entry, freshness: Freshness) {
        if let Some(reading) = read(request, entry) {
            self.got.push(Got {
                source: request.source,
                subject: request.subject.clone(),
                reading,
                freshness,
                changed_at: entry.changed_at,
            });
        }
    }

    fn send(&mut self, to_send: Vec<(Request, Option<Entry>)>, network: &mut Network) {
        if to_send.is_empty() {
            return;
        }
        let asking: Vec<(Request, Validators)> = to_send
            .iter()
            .map(|(request, kept)| {
                let validators = kept
                    .as_ref()
                    .map(|kept| kept.validators.clone())
                    .unwrap_or_default();
                (request.clone(), validators)
            })
            .collect();
        let answers = network.fetch_all(&asking);
        for ((request, kept), answer) in to_send.into_iter().zip(answers) {
            self.settle(&request, kept, answer);
        }
    }

    /// Makes use of an answer, or falls back to the kept one.
    fn settle(&mut self, request: &Request, kept: Option<Entry>, answer: Result<Answer, FetchError>) {
        let source = source(request.source);
        let entry = match (answer, kept) {
            (Ok(Answer::NotModified), Some(kept)) => Entry {
                fetched_at: self.plan.now,
                ..kept
            },
            (Ok(Answer::Body { bytes, validators }), kept) => {
                if let Err(error) = source.read(&request.subject, &bytes) {
                    self.fell_short(request, kept, &FetchError::WrongShape(error.to_string()));
                    return;
                }
                let before = kept.as_ref().and_then(|kept| source.fingerprint(&kept.body));
                let after = source.fingerprint(&bytes);
                let changed = matches!((&before, &after), (Some(before), Some(after)) if before != after);
                Entry {
                    validators,
                    fetched_at: self.plan.now,
                    changed_at: if changed {
                        Some(self.plan.now)
                    } else {
                        kept.and_then(|kept| kept.changed_at)
                    },
                    refused: None,
                    body: bytes,
                }
            }
            (Ok(Answer::NotModified), None) => {
                self.fell_short(
                    request,
                    None,
                    &FetchError::WrongShape("it says unchanged, and nothing is kept".to_owned()),
                );
                return;
            }
            (Err(FetchError::Status { status, .. }), kept)
                if request.source == SourceName::Progress && matches!(status, 401 | 403 | 404 | 410) =>
            {
                // For a page meant for people a refusal is an answer: it is kept too, so that it is not asked for
                // again and again; and so is the body from before, to see later whether it changed.
                let (changed_at, body) = kept.map_or((None, Vec::new()), |kept| (kept.changed_at, kept.body));
                Entry {
                    validators: Validators::default(),
                    fetched_at: self.plan.now,
                    changed_at,
                    refused: Some(status),
                    body,
                }
            }
            (Err(error), kept) => {
                self.fell_short(request, kept, &error);
                return;
            }
        };
        self.take(request, &entry, Freshness::Live);
        if self.unwritable.is_none()
            && let Some(cache) = &self.cache
            && let Err(error) = cache.store(request, &entry)
        {
            self.unwritable = Some(error.to_string());
        }
    }

    fn fell_short(&mut self, request: &Request, kept: Option<Entry>, error: &FetchError) {
        self.failures.push((
            request.source,
            FetchFailure {
                subject: request.subject.clone(),
                kind: error.kind(),
                message: error.to_string(),
            },
        ));
        match kept {
            Some(kept) => self.take_kept(request, &kept),
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
        let failed: Vec<String> = sources
            .iter()
            .filter(|state| !state.failures.is_empty())
            .map(told)
            .collect();
        if !failed.is_empty() {
            let kept = sources
                .iter()
                .any(|state| !state.failures.is_empty() && state.cached > 0);
            notices.push(Notice {
                code: NoticeCode::AdvisoriesNotFetched,
                message: format!(
                    "advisories not fetched: {}; using {} (as of {})",
                    failed.join("; "),
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
fn read(request: &Request, entry: &Entry) -> Option<Reading> {
    match entry.refused {
        Some(status) => Some(Reading::Page(Box::new(Page::refused(status)))),
        None => source(request.source).read(&request.subject, &entry.body).ok(),
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

fn apply_catalogue(advisories: &mut Vec<Advisory>, entries: &[CatalogueEntry], freshness: Freshness) {
    for advisory in advisories.iter_mut() {
        // The catalogue is complete: what it does not hold, it holds no more.
        if !entries.iter().any(|entry| entry.cve == advisory.cve) {
            advisory.kev = None;
        }
    }
    for entry in entries {
        match advisories.iter_mut().find(|advisory| advisory.cve == entry.cve) {
            Some(advisory) => {
                advisory.kev = Some(entry.kev);
                known_to_be_used(advisory, entry.kev);
            }
            None => advisories.push(from_catalogue(entry, freshness)),
        }
    }
}

/// What stands in the catalogue is known to have been used; what the snapshot says of it in more detail is kept.
fn known_to_be_used(advisory: &mut Advisory, kev: Kev) {
    let said_more = advisory
        .exploited
        .is_some_and(|exploited| exploited.extent != Exploitation::Attempts);
    if !said_more {
        advisory.exploited = Some(Exploited {
            extent: Exploitation::Known,
            since: PartialDate::parse(&kev.added.to_string()).ok(),
        });
    }
    if !advisory.sources.contains(&catalogue_page()) {
        advisory.sources.push(catalogue_page());
    }
}

fn from_catalogue(entry: &CatalogueEntry, freshness: Freshness) -> Advisory {
    let mut advisory = Advisory {
        cve: entry.cve.clone(),
        product: entry.product,
        weakness: entry.weakness.clone(),
        summary: entry.text.clone(),
        published: None,
        cvss: None,
        exploited: None,
        ssvc_exploitation: None,
        kev: Some(entry.kev),
        epss: None::<Epss>,
        affected: Vec::<Affected>::new(),
        unparsed: Vec::new(),
        basis: Basis::CatalogueAlone,
        freshness,
        state: RecordState::Published,
        listing: Listing::New,
        note: Some(
            "Its record could not be read yet: which versions are affected is not known here.".to_owned(),
        ),
        vendor_advisory: None,
        sources: vec![record_page(&entry.cve)],
    };
    known_to_be_used(&mut advisory, entry.kev);
    advisory
}

fn apply_record(advisory: &mut Advisory, record: &Record, freshness: Freshness) {
    advisory.state = record.state;
    if record.published.is_some() {
        advisory.published = record.published;
    }
    if record.weakness.is_some() {
        advisory.weakness.clone_from(&record.weakness);
    }
    if record.cvss.is_some() {
        advisory.cvss.clone_from(&record.cvss);
    }
    if record.ssvc.is_some() {
        advisory.ssvc_exploitation = record.ssvc;
    }
    if let (None, Some(added)) = (advisory.kev, record.kev_added) {
        let kev = Kev {
            added,
            due: None,
            ransomware: None,
        };
        advisory.kev = Some(kev);
        known_to_be_used(advisory, kev);
    }
    if let Some(url) = &record.vendor_advisory {
        if advisory.vendor_advisory.is_none() {
            advisory.sources.push(vendor_page(url));
        }
        advisory.vendor_advisory.get_or_insert_with(|| url.clone());
    }
    if advisory.listing == Listing::New
        && let Some(description) = &record.description
    {
        advisory.summary.clone_from(description);
    }
    advisory.unparsed.clone_from(&record.unparsed);
    if record.affected.is_empty() {
        match record.state {
            RecordState::Rejected => advisory.freshness = freshness,
            // What is shown of versions is not the record's, so it is not as fresh as the record either.
            RecordState::Published => {
                let kept =
                    "what its record says of affected versions could not be understood, and is not used here";
                advisory.note = Some(match advisory.note.take() {
                    Some(note) => format!("{note} Moreover, {kept}."),
                    None => format!("Beware: {kept}."),
                });
            }
        }
        return;
    }
    advisory.freshness = freshness;
    if advisory.basis != Basis::Record {
        // The note said that the record had not been read.
        advisory.note = None;
    }
    advisory.basis = Basis::Record;
    advisory.affected.clone_from(&record.affected);
    let mut products = record.affected.iter().filter_map(|affected| affected.product);
    if let Some(first) = products.next() {
        advisory.product = products.all(|other| other == first).then_some(first);
    }
}
