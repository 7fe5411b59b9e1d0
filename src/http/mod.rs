//! The HTTP client of everything that is fetched: what it allows, how long it waits, what it tries again.
//!
//! Nothing is built before the first request: an offline run has no client, no runtime and no socket.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};

mod network;

pub(crate) use network::{Network, Tally};

/// Requests under way to one host at the same time.
pub(crate) const IN_FLIGHT: usize = 4;
/// Redirects that are followed before it counts as a loop.
pub(crate) const MOST_REDIRECTS: usize = 5;

/// How long to wait, and how often to try.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For one attempt as a whole.
    pub attempt: Duration,
    /// Attempts at one request, the first included.
    pub attempts: u32,
    /// The pause before the second attempt; it doubles with each further one.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            attempt: Duration::from_secs(10),
            attempts: 3,
            pause: Duration::from_millis(250),
        }
    }
}

/// Where a redirect may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirects {
    /// To the same site: the answer is believed because of where it came from.
    SameSite,
    /// To any site, by https: the answer proves itself, as a signed file does.
    AnyHttps,
}

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("the name {0} does not resolve")]
    NameNotResolved(String),
    #[error("no connection to {host} ({problem})")]
    NotConnected { host: String, problem: String },
    #[error("{0} did not answer in time")]
    TimedOut(String),
    #[error("the time for fetching ran out")]
    Deadline,
    #[error("{host} answered {status}")]
    Status {
        host: String,
        status: u16,
        retry_after: Option<Duration>,
    },
    #[error("the answer is larger than {}", size(*.0 as u64))]
    TooLarge(usize),
    #[error("the answer is {0}, not what this source publishes")]
    WrongContentType(String),
    #[error("the answer cannot be used: {0}")]
    WrongShape(String),
    #[error("the redirect was not followed: {0}")]
    Redirect(String),
    #[error("the answer broke off ({0})")]
    BrokenOff(String),
    #[error("the client could not be set up: {0}")]
    NoClient(String),
}

/// The kind of a failure, as reports name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The name of the host does not resolve.
    NameNotResolved,
    /// No connection could be made.
    NotConnected,
    /// No answer in the time for one attempt.
    TimedOut,
    /// The overall deadline passed.
    Deadline,
    /// An answer with a status that is none of success.
    Status,
    /// A body beyond the limit.
    TooLarge,
    /// A body of another type.
    WrongContentType,
    /// A body of the right type with the wrong content.
    WrongShape,
    /// A redirect to where it must not lead, or in circles.
    Redirect,
    /// A body that ended too soon.
    BrokenOff,
    /// No client, for want of CA certificates or the like.
    NoClient,
}

impl FetchError {
    pub(crate) const fn kind(&self) -> FailureKind {
        match self {
            Self::NameNotResolved(_) => FailureKind::NameNotResolved,
            Self::NotConnected { .. } => FailureKind::NotConnected,
            Self::TimedOut(_) => FailureKind::TimedOut,
            Self::Deadline => FailureKind::Deadline,
            Self::Status { .. } => FailureKind::Status,
            Self::TooLarge(_) => FailureKind::TooLarge,
            Self::WrongContentType(_) => FailureKind::WrongContentType,
            Self::WrongShape(_) => FailureKind::WrongShape,
            Self::Redirect(_) => FailureKind::Redirect,
            Self::BrokenOff(_) => FailureKind::BrokenOff,
            Self::NoClient(_) => FailureKind::NoClient,
        }
    }

    /// Whether the same request may succeed a moment later.
    const fn may_pass(&self) -> bool {
        match self {
            Self::TimedOut(_) => true,
            Self::Status { status, .. } => matches!(status, 429 | 502..=504),
            _ => false,
        }
    }

    /// Whether no other request to the host will fare better.
    const fn is_of_the_host(&self) -> bool {
        matches!(
            self,
            Self::NameNotResolved(_) | Self::NotConnected { .. } | Self::NoClient(_)
        )
    }
}

/// What kind of body an address must answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// JSON.
    Json,
    /// A web page.
    Html,
    /// A file, of whatever type its server takes it for; a web page in its place is somebody's sign or log-in.
    File,
}

impl Media {
    /// What to send as `Accept`.
    pub(crate) const fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::File => "*/*",
        }
    }

    /// Whether the content type of an answer is of this kind.
    pub(crate) fn accepts(self, content_type: &str) -> bool {
        let essence = content_type
            .split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase();
        match self {
            Self::Json => {
                essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
            }
            Self::Html => essence == "text/html" || essence == "application/xhtml+xml",
            Self::File => !Self::Html.accepts(&essence),
        }
    }
}

/// One address to fetch.
#[derive(Debug, Clone)]
pub(crate) struct Get {
    /// The address; see [`check_address`].
    pub(crate) url: Url,
    /// What it must answer with.
    pub(crate) media: Media,
    /// The largest body that is taken, in bytes, after decompression.
    pub(crate) largest: usize,
}

/// What a server gives for asking later whether an answer changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// Why an address is not asked, whatever stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAsked {
    /// Plain http to another machine, or another scheme.
    NotHttps,
    /// A user name or password stands in it.
    Credentials,
}

/// Only https is spoken, and plain http with this machine alone; and nobody's password is sent.
pub(crate) fn check_address(url: &Url) -> Result<(), NotAsked> {
    let allowed = match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => is_loopback(url),
        _ => false,
    };
    if !allowed {
        return Err(NotAsked::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotAsked::Credentials);
    }
    Ok(())
}

/// Whether an address is on this machine.
fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        host == "localhost"
            || host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

/// Shortens a foreign text for a message and replaces what no terminal should be sent.
pub(crate) fn fragment(text: &str, most: usize) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut kept: String = spaced.chars().filter(|c| !c.is_control()).take(most).collect();
    if spaced.chars().count() > most {
        kept.push('…');
    }
    kept
}

/// A size in the largest unit that it has at least one of.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

/// An answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Unchanged since the kept one.
    NotModified,
    /// A body.
    Body { bytes: Vec<u8>, validators: Validators },
}

/// What is known of a host in this run.
struct Host {
    permits: Semaphore,
    down: OnceLock<FetchError>,
}

/// The client of one run.
pub(crate) struct Http {
    limits: Limits,
    redirects: Redirects,
    deadline: Instant,
    public: OnceLock<Result<Client, FetchError>>,
    loopback: OnceLock<Result<Client, FetchError>>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

impl Http {
    pub(crate) fn new(limits: Limits, redirects: Redirects, deadline: Instant) -> Self {
        Self {
            limits,
            redirects,
            deadline,
            public: OnceLock::new(),
            loopback: OnceLock::new(),
            hosts: Mutex::new(HashMap::new()),
        }
    }

    /// The client for an address: one for the network, and one for this machine that knows no proxy.
    fn client(&self, url: &Url) -> Result<&Client, FetchError> {
        let on_loopback = url.scheme() == "http" && is_loopback(url);
        let redirects = self.redirects;
        let slot = if on_loopback { &self.loopback } else { &self.public };
        slot.get_or_init(|| {
            // Another part of the process may have chosen a provider already: theirs is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let builder = Client::builder()
                .user_agent(concat!("moveit-exposure/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(self.limits.connect)
                .retry(reqwest::retry::never())
                .referer(false)
                .redirect(redirect::Policy::custom(move |attempt| {
                    follow(attempt, redirects)
                }))
                .pool_max_idle_per_host(IN_FLIGHT);
            let builder = if on_loopback {
                // No TLS is spoken here, so no certificates need be read.
                builder.no_proxy().tls_certs_only([])
            } else {
                builder
            };
            builder
                .build()
                .map_err(|error| FetchError::NoClient(cause(&error)))
        })
        .as_ref()
        .map_err(Clone::clone)
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let name = format!(
            "{}:{}",
            url.host_str().unwrap_or(""),
            url.port_or_known_default().unwrap_or(0)
        );
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(name).or_insert_with(|| {
            Arc::new(Host {
                permits: Semaphore::new(IN_FLIGHT),
                down: OnceLock::new(),
            })
        });
        Arc::clone(host)
    }

    /// Fetches, within the deadline; tries again what may pass.
    pub(crate) async fn fetch(&self, request: &Get, validators: &Validators) -> Result<Answer, FetchError> {
        timeout_at(self.deadline, self.try_and_try_again(request, validators))
            .await
            .unwrap_or(Err(FetchError::Deadline))
    }

    async fn try_and_try_again(&self, request: &Get, validators: &Validators) -> Result<Answer, FetchError> {
        let host = self.host(&request.url);
        let mut attempt = 1;
        loop {
            let outcome = {
                let _permit = host.permits.acquire().await.map_err(|_| FetchError::Deadline)?;
                if let Some(error) = host.down.get() {
                    return Err(error.clone());
                }
                let end = Instant::now() + self.limits.attempt;
                timeout_at(end, self.once(request, validators))
                    .await
                    .unwrap_or_else(|_| Err(FetchError::TimedOut(host_of(&request.url))))
            };
            let error = match outcome {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if error.is_of_the_host() {
                let _ = host.down.set(error.clone());
            }
            if !error.may_pass() || attempt >= self.limits.attempts {
                return Err(error);
            }
            let own = jittered(self.limits.pause * 2_u32.saturating_pow(attempt - 1));
            let wait = match &error {
                FetchError::Status {
                    retry_after: Some(wait),
                    ..
                } => own.max(*wait),
                _ => own,
            };
            if Instant::now() + wait >= self.deadline {
                return Err(error);
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    async fn once(&self, request: &Get, validators: &Validators) -> Result<Answer, FetchError> {
        let mut asking = self
            .client(&request.url)?
            .get(request.url.clone())
            .header(ACCEPT, request.media.accept());
        if let Some(etag) = &validators.etag {
            asking = asking.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            asking = asking.header(IF_MODIFIED_SINCE, date);
        }
        let asked_conditionally = *validators != Validators::default();
        let response = asking
            .send()
            .await
            .map_err(|error| classify(&error, &request.url))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && asked_conditionally {
            return Ok(Answer::NotModified);
        }
        if status != StatusCode::OK {
            return Err(FetchError::Status {
                host: host_of(response.url()),
                status: status.as_u16(),
                retry_after: retry_after(response.headers()),
            });
        }
        let content_type = header(response.headers(), &CONTENT_TYPE).unwrap_or_default();
        if !request.media.accepts(&content_type) {
            return Err(FetchError::WrongContentType(if content_type.is_empty() {
                "of no stated type".to_owned()
            } else {
                fragment(&content_type, 60)
            }));
        }
        let validators = Validators {
            etag: header(response.headers(), &ETAG),
            last_modified: header(response.headers(), &LAST_MODIFIED),
        };
        let bytes = body(response, &request.url, request.largest).await?;
        Ok(Answer::Body { bytes, validators })
    }
}

/// Reads a body up to the limit; what is longer, or swells beyond it when decompressed, is cut off.
async fn body(mut response: Response, url: &Url, largest: usize) -> Result<Vec<u8>, FetchError> {
    if response
        .content_length()
        .is_some_and(|length| length > largest as u64)
    {
        return Err(FetchError::TooLarge(largest));
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > largest => {
                return Err(FetchError::TooLarge(largest));
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(bytes),
            Err(error) if error.is_timeout() => return Err(FetchError::TimedOut(host_of(url))),
            Err(error) => return Err(FetchError::BrokenOff(cause(&error))),
        }
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("the host").to_owned()
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
        .filter(|value| value.len() <= 1024)
}

/// `Retry-After` in seconds, or as a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = header(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds.min(24 * 60 * 60)));
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?;
    Duration::try_from(date.timestamp().duration_since(Timestamp::now())).ok()
}

/// Between half and the whole of a pause, so that many clients do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let random = std::hash::RandomState::new().build_hasher().finish();
    let share = 0.5 + f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX) / 2.0;
    pause.mul_f64(share)
}

/// The innermost reason of an error, which says more than the outer ones.
fn cause(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    fragment(&innermost.to_string(), 160)
}

fn classify(error: &reqwest::Error, url: &Url) -> FetchError {
    let host = error.url().map_or_else(|| host_of(url), host_of);
    if error.is_redirect() {
        FetchError::Redirect(cause(error))
    } else if error.is_dns() {
        FetchError::NameNotResolved(host)
    } else if error.is_timeout() {
        FetchError::TimedOut(host)
    } else if error.is_connect() {
        FetchError::NotConnected {
            host,
            problem: cause(error),
        }
    } else {
        FetchError::BrokenOff(cause(error))
    }
}

fn follow(attempt: redirect::Attempt<'_>, redirects: Redirects) -> redirect::Action {
    let Some(first) = attempt.previous().first() else {
        return attempt.stop();
    };
    if attempt.previous().len() > MOST_REDIRECTS {
        return attempt.error(format!("there were more than {MOST_REDIRECTS}"));
    }
    match may_lead_to(first, attempt.url(), redirects) {
        Ok(()) => attempt.follow(),
        Err(why) => attempt.error(why),
    }
}

/// Whether a redirect may lead from one address to another.
fn may_lead_to(from: &Url, to: &Url, redirects: Redirects) -> Result<(), String> {
    let shown = || fragment(to.host_str().unwrap_or("nowhere"), 80);
    if from.scheme() == "http" {
        // A server on this machine, given by the user: nowhere but to itself.
        return if from.origin() == to.origin() {
            Ok(())
        } else {
            Err(format!(
                "it leads away from this machine's server, to {}",
                shown()
            ))
        };
    }
    if to.scheme() != "https" {
        return Err(format!("it leads to {}, without https", shown()));
    }
    if redirects == Redirects::AnyHttps || same_site(from, to) {
        Ok(())
    } else {
        Err(format!("it leads to another site, {}", shown()))
    }
}

/// Whether two addresses belong to one registrable domain.
fn same_site(one: &Url, other: &Url) -> bool {
    let (Some(one), Some(other)) = (one.host_str(), other.host_str()) else {
        return false;
    };
    if one == other {
        return true;
    }
    let domain = |host| psl::domain_str(host).filter(|_| host.parse::<std::net::IpAddr>().is_err());
    matches!((domain(one), domain(other)), (Some(one), Some(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(from: &str, to: &str, redirects: Redirects) -> bool {
        may_lead_to(&Url::parse(from).unwrap(), &Url::parse(to).unwrap(), redirects).is_ok()
    }

    fn leads(from: &str, to: &str) -> bool {
        may(from, to, Redirects::SameSite)
    }

    #[test]
    fn what_proves_itself_may_come_from_any_site_by_https() {
        let leads = |from, to| may(from, to, Redirects::AnyHttps);
        assert!(leads("https://host.example/a", "https://files.example/a"));
        for to in [
            "http://files.example/a",
            "http://127.0.0.1/a",
            "file:///etc/passwd",
        ] {
            assert!(!leads("https://host.example/a", to), "{to}");
        }
        assert!(!leads("http://127.0.0.1:8000/a", "https://files.example/a"));
    }

    #[test]
    fn redirects_stay_on_the_site_and_on_https() {
        assert!(leads("https://cveawg.mitre.org/a", "https://cveawg.mitre.org/b"));
        assert!(leads(
            "https://community.progress.com/a",
            "https://www.progress.com/b"
        ));
        assert!(leads("https://a.mirror.co.uk/", "https://mirror.co.uk/"));
        for (from, to) in [
            ("https://cveawg.mitre.org/a", "http://cveawg.mitre.org/a"),
            ("https://cveawg.mitre.org/a", "https://mitre.org.example/a"),
            ("https://a.co.uk/", "https://b.co.uk/"),
            ("https://a.github.io/", "https://b.github.io/"),
            ("https://192.0.2.1/", "https://192.0.2.2/"),
            ("https://www.cisa.gov/", "https://127.0.0.1/"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:9000/"),
            ("http://127.0.0.1:8000/", "https://mirror.example/"),
            ("https://www.cisa.gov/", "file:///etc/passwd"),
        ] {
            assert!(!leads(from, to), "{from} {to}");
        }
        assert!(leads("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b"));
    }

    #[test]
    fn content_types() {
        assert!(Media::Json.accepts("application/json; charset=utf-8"));
        assert!(Media::Json.accepts("application/vnd.cve+json"));
        for wrong in ["text/html", "text/plain", "", "application/jsonx"] {
            assert!(!Media::Json.accepts(wrong), "{wrong}");
        }
        assert!(Media::Html.accepts("TEXT/HTML;charset=UTF-8"));
        for file in ["application/json", "application/octet-stream", "text/plain", ""] {
            assert!(Media::File.accepts(file), "{file}");
        }
        assert!(!Media::File.accepts("text/html; charset=utf-8"));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), None);
        let later = wait("Fri, 21 Oct 2095 07:28:00 GMT").unwrap();
        assert!(later > Duration::from_secs(3600));
    }

    #[test]
    fn the_jitter_is_between_half_and_whole() {
        for _ in 0..50 {
            let pause = jittered(Duration::from_millis(100));
            assert!((50..=100).contains(&pause.as_millis()), "{pause:?}");
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let status = |status| FetchError::Status {
            host: String::new(),
            status,
            retry_after: None,
        };
        for passing in [429, 502, 503, 504] {
            assert!(status(passing).may_pass());
        }
        for lasting in [400, 403, 404, 500, 501, 505] {
            assert!(!status(lasting).may_pass());
        }
        assert!(FetchError::TimedOut(String::new()).may_pass());
        assert!(!FetchError::TooLarge(1).may_pass() && !FetchError::Deadline.may_pass());
    }
}
