//! What every source of advisories has in common: a name, the requests that it makes, and how it reads an answer.

use std::collections::BTreeMap;
use std::fmt;

use reqwest::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bundled::Snapshot;
use super::cve::Record;
use super::epss::Score;
use super::kev::CatalogueEntry;
use super::model::CveId;
use super::progress::Page;
use crate::http::{Get, Media, NotAsked, check_address};

/// A source of advisories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceName {
    /// The records of the CVE programme, of which most are the vendor's own statements.
    Cve,
    /// CISA's catalogue of known exploited vulnerabilities.
    Kev,
    /// The vendor's bulletin pages.
    Progress,
    /// FIRST's exploit prediction scores.
    Epss,
}

impl SourceName {
    /// Every source.
    pub const ALL: [Self; 4] = [Self::Cve, Self::Kev, Self::Progress, Self::Epss];

    /// The word that stands for it in options and machine-readable output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cve => "cve",
            Self::Kev => "kev",
            Self::Progress => "progress",
            Self::Epss => "epss",
        }
    }

    /// What it is, for a sentence.
    #[must_use]
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Cve => "CVE records",
            Self::Kev => "CISA's catalogue of exploited flaws",
            Self::Progress => "the vendor's bulletins",
            Self::Epss => "exploit prediction scores",
        }
    }

    /// Whether a run that insists on live data fails without it. The scores are an extra: theirs does not.
    #[must_use]
    pub const fn is_required(self) -> bool {
        !matches!(self, Self::Epss)
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a source stands instead of at its own address: a mirror, or a server of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceUrl {
    text: String,
}

/// A `--source-url` cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceUrlError {
    /// It is not `NAME=URL`.
    #[error("\"{0}\" is not NAME=URL: write it as kev=https://mirror.example/kev.json")]
    NotNameAndUrl(String),
    /// The name is none of the sources.
    #[error("\"{0}\" is no source of advisories: use cve, kev, progress or epss")]
    UnknownName(String),
    /// It is no address.
    #[error("the address for {name} cannot be read ({problem}): write a whole one, beginning with https://")]
    NotAUrl {
        /// The source.
        name: SourceName,
        /// What is wrong.
        problem: String,
    },
    /// Plain http to another machine, or another scheme.
    #[error(
        "the address for {0} must begin with https:// (http:// is for this machine alone, such as http://127.0.0.1)"
    )]
    NotHttps(SourceName),
    /// A user name or password stands in it.
    #[error("the address for {0} holds a user name or password; advisories are public and need none")]
    Credentials(SourceName),
    /// The place of the CVE number is missing.
    #[error(
        "the address for cve needs {{id}} where the CVE number goes, as in https://mirror.example/{{id}}.json"
    )]
    NoPlaceForId,
}

/// Addresses that stand in for the sources' own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceUrls(BTreeMap<SourceName, SourceUrl>);

impl SourceUrls {
    /// Takes one `NAME=URL`; a later one for the same name replaces the earlier.
    pub fn add(&mut self, name_and_url: &str) -> Result<(), SourceUrlError> {
        let shown = |text: &str| {
            text.chars()
                .take(60)
                .collect::<String>()
                .escape_debug()
                .to_string()
        };
        let (name, url) = name_and_url
            .split_once('=')
            .ok_or_else(|| SourceUrlError::NotNameAndUrl(shown(name_and_url)))?;
        let name = SourceName::ALL
            .into_iter()
            .find(|source| source.word() == name.trim())
            .ok_or_else(|| SourceUrlError::UnknownName(shown(name)))?;
        let source_url = SourceUrl {
            text: url.trim().to_owned(),
        };
        let sample = source_url
            .for_id("CVE-2023-34362")
            .map_err(|problem| SourceUrlError::NotAUrl { name, problem })?;
        check_address(&sample).map_err(|why| match why {
            NotAsked::NotHttps => SourceUrlError::NotHttps(name),
            NotAsked::Credentials => SourceUrlError::Credentials(name),
        })?;
        if name == SourceName::Cve && !source_url.text.contains("{id}") {
            return Err(SourceUrlError::NoPlaceForId);
        }
        self.0.insert(name, source_url);
        Ok(())
    }

    pub(crate) fn of(&self, name: SourceName) -> Option<&SourceUrl> {
        self.0.get(&name)
    }
}

impl SourceUrl {
    /// The address with the CVE number in its place.
    pub(crate) fn for_id(&self, id: &str) -> Result<Url, String> {
        Url::parse(&self.text.replace("{id}", id)).map_err(|error| error.to_string())
    }

    /// The address with a path of the original site put behind it.
    pub(crate) fn with_path(&self, path: &str) -> Result<Url, String> {
        Url::parse(&format!("{}{path}", self.text.trim_end_matches('/'))).map_err(|error| error.to_string())
    }
}

/// One thing to fetch.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) source: SourceName,
    /// What it is about: a CVE number, the address of a page, or the source's own word for all.
    pub(crate) subject: String,
    pub(crate) url: Url,
    pub(crate) media: Media,
}

/// The largest body that a source of advisories may answer with, in bytes, after decompression.
pub(crate) const LARGEST_BODY: usize = 8 * 1024 * 1024;

impl Request {
    /// What the network is asked for.
    pub(crate) fn get(&self) -> Get {
        Get {
            url: self.url.clone(),
            media: self.media,
            largest: LARGEST_BODY,
        }
    }
}

/// What was read from an answer.
#[derive(Debug, Clone)]
pub(crate) enum Reading {
    Record(Box<Record>),
    Catalogue(Vec<CatalogueEntry>),
    Page(Box<Page>),
    Scores(Vec<Score>),
}

/// The answer is not what the source publishes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ShapeError(pub(crate) String);

/// Which requests a source makes and how it reads the answers. The requests depend on the list of CVE numbers and
/// on nothing else.
pub(crate) trait Source: Sync {
    /// What it asks for, given the list; `elsewhere` replaces its own address.
    fn requests(&self, snapshot: &Snapshot, elsewhere: Option<&SourceUrl>) -> Vec<Request>;

    /// What it asks for about a flaw that the list lacks.
    fn requests_for_new(&self, _cve: &CveId, _elsewhere: Option<&SourceUrl>) -> Vec<Request> {
        Vec::new()
    }

    /// Reads an answer.
    fn read(&self, subject: &str, body: &[u8]) -> Result<Reading, ShapeError>;

    /// What stays the same while the content does; absent for sources whose changes are not followed.
    fn fingerprint(&self, _body: &[u8]) -> Option<String> {
        None
    }
}

/// The source of a name.
pub(crate) fn source(name: SourceName) -> &'static dyn Source {
    match name {
        SourceName::Cve => &super::cve::CveRecords,
        SourceName::Kev => &super::kev::Catalogue,
        SourceName::Progress => &super::progress::Bulletins,
        SourceName::Epss => &super::epss::Scores,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(text: &str) -> Result<SourceUrls, SourceUrlError> {
        let mut urls = SourceUrls::default();
        urls.add(text).map(|()| urls)
    }

    #[test]
    fn source_urls_are_https_or_this_machine() {
        for good in [
            "cve=https://mirror.example/{id}.json",
            "kev=https://mirror.example/kev.json",
            "kev=http://127.0.0.1:8080/kev",
            "progress=http://[::1]:8080",
            "epss=http://localhost/epss",
            "cve=http://127.9.9.9/{id}",
        ] {
            assert!(add(good).is_ok(), "{good}");
        }
        assert!(matches!(add("kev"), Err(SourceUrlError::NotNameAndUrl(_))));
        assert!(matches!(
            add("nvd=https://a.example"),
            Err(SourceUrlError::UnknownName(_))
        ));
        assert!(matches!(
            add("kev=mirror.example"),
            Err(SourceUrlError::NotAUrl { .. })
        ));
        for bad in [
            "http://mirror.example/kev",
            "ftp://127.0.0.1/kev",
            "file:///etc/passwd",
            "http://10.0.0.1/kev",
        ] {
            assert!(
                matches!(add(&format!("kev={bad}")), Err(SourceUrlError::NotHttps(_))),
                "{bad}"
            );
        }
        assert!(matches!(
            add("kev=https://a:b@mirror.example/"),
            Err(SourceUrlError::Credentials(_))
        ));
        assert!(matches!(
            add("cve=https://mirror.example/"),
            Err(SourceUrlError::NoPlaceForId)
        ));
    }

    #[test]
    fn the_security_policy_names_every_host_that_is_asked() {
        let policy = include_str!("../../SECURITY.md");
        let snapshot = super::super::bundled::snapshot();
        for name in SourceName::ALL {
            for request in source(name).requests(snapshot, None) {
                let host = request.url.host_str().unwrap().to_owned();
                assert!(policy.contains(&format!("| `{host}` |")), "{host}");
            }
        }
    }
}
