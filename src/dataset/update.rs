//! From an address or a folder to an installed list: everything is verified before anything is put into use.
//!
//! Signature first, over the manifest's bytes as they came; then what the manifest says; then the list, which must be
//! what the manifest says and pass the rules for records. What is fetched depends on the address and on nothing else.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::Url;

use super::files::{ReadError, read_limited};
use super::installed::{Installed, InstalledError, Locked, New, Proof, Store, is_newer};
use super::model::Record;
use super::release::{
    LARGEST_MANIFEST, LARGEST_SIGNATURE, MANIFEST, Manifest, ReleaseError, SIGNATURE_SUFFIX,
};
use super::signature::{PublicKey, SignatureError, verify};
use super::{bundled_manifest, sha256_hex};
use crate::http::{
    Answer, FetchError, Get, Limits, Media, Network, NotAsked, Redirects, Validators, check_address,
    fragment, size,
};

/// How long a download may take in all.
pub const UPDATE_DEADLINE: Duration = Duration::from_secs(120);
/// Of a hundred records, how many a newer list must still hold: what is withdrawn stays in the list as withdrawn.
const LEAST_OF_A_HUNDRED: u64 = 90;

/// Where a release stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At an address: that of its manifest.
    Url(Url),
    /// In a folder: the path of its manifest.
    File(PathBuf),
}

/// A `--from` cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// It is no address.
    #[error("the address cannot be read ({0})")]
    NotAUrl(String),
    /// Plain http to another machine, or another scheme.
    #[error("the address must begin with https:// (http:// is for this machine alone)")]
    NotHttps,
    /// A user name or password stands in it.
    #[error("the address holds a user name or password; none is sent")]
    Credentials,
}

impl Place {
    /// Takes an address or a path, of a manifest or of the folder that holds one.
    ///
    /// # Errors
    /// An address that is not asked.
    pub fn parse(text: &str) -> Result<Self, PlaceError> {
        if !text.contains("://") {
            let path = PathBuf::from(text);
            return Ok(Self::File(if path.is_dir() { path.join(MANIFEST) } else { path }));
        }
        let mut url = Url::parse(text).map_err(|error| PlaceError::NotAUrl(error.to_string()))?;
        check_address(&url).map_err(|why| match why {
            NotAsked::NotHttps => PlaceError::NotHttps,
            NotAsked::Credentials => PlaceError::Credentials,
        })?;
        if url.path().ends_with('/') {
            let path = format!("{}{MANIFEST}", url.path());
            url.set_path(&path);
        }
        url.set_fragment(None);
        Ok(Self::Url(url))
    }

    /// The same for a file whose name replaces that of the manifest.
    fn beside(&self, name: &str) -> Self {
        match self {
            Self::Url(url) => {
                let mut beside = url.clone();
                let folder = url.path().rsplit_once('/').map_or("", |(folder, _)| folder);
                beside.set_path(&format!("{folder}/{name}"));
                Self::Url(beside)
            }
            Self::File(path) => Self::File(path.with_file_name(name)),
        }
    }

    /// Where the manifest's signature stands.
    fn signature(&self) -> Self {
        match self {
            Self::Url(url) => {
                let mut beside = url.clone();
                beside.set_path(&format!("{}{SIGNATURE_SUFFIX}", url.path()));
                Self::Url(beside)
            }
            Self::File(path) => {
                let mut name = path.as_os_str().to_owned();
                name.push(SIGNATURE_SUFFIX);
                Self::File(name.into())
            }
        }
    }

    /// The place for the record of the installation, wherever the program is started then.
    fn origin(&self) -> String {
        match self {
            Self::File(path) => std::path::absolute(path)
                .unwrap_or_else(|_| path.clone())
                .display()
                .to_string(),
            Self::Url(_) => self.shown(),
        }
    }

    /// The place for a message; what stands behind `?` may be a secret.
    fn shown(&self) -> String {
        match self {
            Self::Url(url) => {
                let mut shown = url.clone();
                shown.set_query(None);
                shown.to_string()
            }
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// By what a release must prove itself: a signature, the SHA-256 of its manifest, or both.
#[derive(Debug, Clone)]
pub struct Trust {
    keys: Vec<PublicKey>,
    sha256: Option<String>,
}

impl Trust {
    /// Nothing without at least one of the two.
    #[must_use]
    pub fn new(keys: Vec<PublicKey>, sha256: Option<String>) -> Option<Self> {
        (!keys.is_empty() || sha256.is_some()).then_some(Self { keys, sha256 })
    }
}

/// Why no list was installed. The one in use stays in use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// A file of the release cannot be read.
    #[error("cannot read {place}: {error}")]
    Unreadable {
        /// The file.
        place: String,
        /// Why.
        error: io::Error,
    },
    /// A file of the release cannot be fetched.
    #[error("cannot fetch {place}: {problem}")]
    NotFetched {
        /// Its address.
        place: String,
        /// Why.
        problem: String,
    },
    /// A file of the release is larger than any should be.
    #[error("{place} is larger than {}, and no {what} is", size(*largest as u64))]
    TooLarge {
        /// Where it stands.
        place: String,
        /// What it should be.
        what: &'static str,
        /// The limit in bytes.
        largest: usize,
    },
    /// Nothing that the user trusts vouches for it.
    #[error("{place}: {error}")]
    Signature {
        /// Where the release stands.
        place: String,
        /// Why.
        error: SignatureError,
    },
    /// The manifest is another than the one whose SHA-256 was given.
    #[error("{place}: the manifest has SHA-256 {found}, not {expected} as given")]
    OtherManifest {
        /// Where it stands.
        place: String,
        /// As given.
        expected: String,
        /// As computed.
        found: String,
    },
    /// The release contradicts itself, or breaks a rule.
    #[error("{place}: {error}")]
    Release {
        /// Where the release stands.
        place: String,
        /// Why.
        error: ReleaseError,
    },
    /// It is older than the list in use.
    #[error(
        "the release is {new} (as of {new_as_of}), and the list in use is {old} (as of {old_as_of}); an older one is not installed"
    )]
    Older {
        /// Version of the release.
        new: String,
        /// When it was last reviewed.
        new_as_of: Date,
        /// Version of the list in use.
        old: String,
        /// When that was last reviewed.
        old_as_of: Date,
    },
    /// It has the version of the list in use and another content.
    #[error("the release and the list in use both call themselves {version}, and differ")]
    SameVersion {
        /// The version.
        version: String,
    },
    /// It lost more records than a correction would explain.
    #[error(
        "the release has {new} records, and the list in use has {old}; more than a tenth fewer are not believed"
    )]
    Shrunk {
        /// Records of the release.
        new: u64,
        /// Records of the list in use.
        old: u64,
    },
    /// The place where lists are kept.
    #[error(transparent)]
    Installed(#[from] InstalledError),
}

/// What became of an update.
#[derive(Debug)]
pub enum Outcome {
    /// The list was installed, in the place of the one in use.
    New(Box<Installed>),
    /// The release is the list that is in use already.
    InUseAlready(Box<Manifest>),
}

/// Fetches a release, verifies it and installs it.
///
/// # Errors
/// Whatever keeps it from being put into use; the list in use stays then.
pub fn update(
    place: &Place,
    trust: &Trust,
    store: &Store,
    deadline: Duration,
    now: Timestamp,
) -> Result<Outcome, UpdateError> {
    let mut reader = Reader::new(deadline);
    let outcome = update_with(&mut reader, place, trust, store, now);
    reader.close();
    outcome
}

fn update_with(
    reader: &mut Reader,
    place: &Place,
    trust: &Trust,
    store: &Store,
    now: Timestamp,
) -> Result<Outcome, UpdateError> {
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let at = place.shown();
    let refused = |error| UpdateError::Release {
        place: at.clone(),
        error,
    };
    let manifest_bytes = reader.read(place, "manifest", LARGEST_MANIFEST)?;
    let (signature, proof) = prove(place, &manifest_bytes, trust, reader)?;
    let manifest = Manifest::read(&manifest_bytes).map_err(refused)?;
    manifest.check_date(today).map_err(refused)?;
    // Before the download, so that a release that will not be installed costs none, and again with the store in hand.
    if let Standing::InUse(manifest) = compare(store, &manifest)? {
        return Ok(Outcome::InUseAlready(manifest));
    }
    let content = reader.content(&place.beside(&manifest.file), &manifest, &at)?;
    manifest.read_and_lint(&content).map_err(refused)?;

    let locked: Locked<'_> = store.lock()?;
    if let Standing::InUse(manifest) = compare(store, &manifest)? {
        return Ok(Outcome::InUseAlready(manifest));
    }
    let installed = locked.install(
        New {
            manifest: &manifest,
            manifest_bytes: &manifest_bytes,
            signature: signature.as_deref(),
            content: &content,
            proof,
            from: place.origin(),
            installed_at: now.round(jiff::Unit::Second).unwrap_or(now),
        },
        store.state()?,
    )?;
    Ok(Outcome::New(Box::new(installed)))
}

/// Reads a release on disk, and holds it against its own manifest; nobody vouches for that.
///
/// # Errors
/// It cannot be read, or contradicts itself.
pub fn read_release(path: &Path) -> Result<(Manifest, Vec<Record>), UpdateError> {
    let place = if path.is_dir() {
        Place::File(path.join(MANIFEST))
    } else {
        Place::File(path.to_owned())
    };
    let at = place.shown();
    let refused = |error| UpdateError::Release {
        place: at.clone(),
        error,
    };
    let mut reader = Reader::new(UPDATE_DEADLINE);
    let manifest = Manifest::read(&reader.read(&place, "manifest", LARGEST_MANIFEST)?).map_err(refused)?;
    let content = reader.content(&place.beside(&manifest.file), &manifest, &at)?;
    let records = manifest.read_records(&content).map_err(refused)?;
    Ok((manifest, records))
}

/// Holds the manifest's bytes against what the user trusts; nothing in them is read before.
fn prove(
    place: &Place,
    manifest: &[u8],
    trust: &Trust,
    reader: &mut Reader,
) -> Result<(Option<Vec<u8>>, Proof), UpdateError> {
    let sha256 = sha256_hex(manifest);
    if let Some(expected) = trust.sha256.as_ref().filter(|expected| **expected != sha256) {
        return Err(UpdateError::OtherManifest {
            place: place.shown(),
            expected: expected.clone(),
            found: sha256,
        });
    }
    if trust.keys.is_empty() {
        return Ok((None, Proof::ManifestSha256(sha256)));
    }
    let unproven = |error| UpdateError::Signature {
        place: place.shown(),
        error,
    };
    let signature = reader
        .signature(&place.signature())?
        .ok_or_else(|| unproven(SignatureError::Missing))?;
    let signed = verify(manifest, &signature, &trust.keys).map_err(unproven)?;
    Ok((Some(signature), Proof::Signed(signed)))
}

/// How a release stands to the list in use.
enum Standing {
    /// It is newer, or stands in for the same list that was damaged.
    ToInstall,
    /// It is that very list.
    InUse(Box<Manifest>),
}

fn compare(store: &Store, new: &Manifest) -> Result<Standing, UpdateError> {
    let state = store.state()?;
    let bundled = bundled_manifest().map_err(InstalledError::from)?;
    let installed = state.map(|state| state.current);
    let in_use = match &installed {
        Some(installed) if is_newer(&installed.manifest, &bundled) => &installed.manifest,
        _ => &bundled,
    };
    if new.version == in_use.version && new.sha256 == in_use.sha256 && new.as_of == in_use.as_of {
        // A list that was damaged since is brought anew by the same release.
        let sound = installed
            .as_ref()
            .filter(|installed| installed.manifest == *in_use)
            .is_none_or(|installed| store.load(installed).is_ok());
        return Ok(if sound {
            Standing::InUse(Box::new(in_use.clone()))
        } else {
            Standing::ToInstall
        });
    }
    if new.version == in_use.version {
        return Err(UpdateError::SameVersion {
            version: new.version.to_string(),
        });
    }
    if !is_newer(new, in_use) {
        return Err(UpdateError::Older {
            new: new.version.to_string(),
            new_as_of: new.as_of,
            old: in_use.version.to_string(),
            old_as_of: in_use.as_of,
        });
    }
    // Both are bounded by what a manifest may say.
    if new.records * 100 < in_use.records * LEAST_OF_A_HUNDRED {
        return Err(UpdateError::Shrunk {
            new: new.records,
            old: in_use.records,
        });
    }
    Ok(Standing::ToInstall)
}

/// Why a file was not read.
enum Unread {
    Missing(io::Error),
    Unreadable(io::Error),
    TooLarge,
    NotFetched(FetchError),
}

impl Unread {
    fn of(self, place: &Place, what: &'static str, largest: usize) -> UpdateError {
        let place = place.shown();
        match self {
            Self::Missing(error) | Self::Unreadable(error) => UpdateError::Unreadable { place, error },
            Self::TooLarge => UpdateError::TooLarge { place, what, largest },
            Self::NotFetched(error) => UpdateError::NotFetched {
                place,
                problem: fragment(&error.to_string(), 200),
            },
        }
    }
}

/// Reads the files of a release, from the disk or from the network; the network is set up when it is first needed.
struct Reader {
    network: Network,
}

impl Reader {
    fn new(deadline: Duration) -> Self {
        let limits = Limits {
            connect: Duration::from_secs(10),
            // A list is larger than an advisory, and may come over a slow line: the deadline alone holds.
            attempt: deadline,
            ..Limits::default()
        };
        Self {
            network: Network::new(limits, Redirects::AnyHttps, deadline, Arc::default()),
        }
    }

    fn close(self) {
        self.network.close();
    }

    fn try_read(&mut self, place: &Place, largest: usize) -> Result<Vec<u8>, Unread> {
        match place {
            Place::File(path) => read_limited(path, largest).map_err(|error| match error {
                ReadError::TooLarge(_) => Unread::TooLarge,
                ReadError::Io(error) if error.kind() == io::ErrorKind::NotFound => Unread::Missing(error),
                ReadError::Io(error) => Unread::Unreadable(error),
            }),
            Place::Url(url) => {
                let get = Get {
                    url: url.clone(),
                    media: Media::File,
                    largest,
                };
                match self.network.fetch_all(&[(get, Validators::default())]).pop() {
                    Some(Ok(Answer::Body { bytes, .. })) => Ok(bytes),
                    Some(Err(FetchError::TooLarge(_))) => Err(Unread::TooLarge),
                    Some(Err(error)) => Err(Unread::NotFetched(error)),
                    Some(Ok(Answer::NotModified)) | None => Err(Unread::NotFetched(FetchError::Deadline)),
                }
            }
        }
    }

    fn read(&mut self, place: &Place, what: &'static str, largest: usize) -> Result<Vec<u8>, UpdateError> {
        self.try_read(place, largest)
            .map_err(|unread| unread.of(place, what, largest))
    }

    /// The signature, or none where the release has none.
    fn signature(&mut self, place: &Place) -> Result<Option<Vec<u8>>, UpdateError> {
        match self.try_read(place, LARGEST_SIGNATURE) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(
                Unread::Missing(_)
                | Unread::NotFetched(FetchError::Status {
                    status: 404 | 410, ..
                }),
            ) => Ok(None),
            Err(unread) => Err(unread.of(place, "signature", LARGEST_SIGNATURE)),
        }
    }

    /// The list, of which not a byte more is read than the manifest says.
    fn content(&mut self, place: &Place, manifest: &Manifest, at: &str) -> Result<Vec<u8>, UpdateError> {
        let largest = usize::try_from(manifest.size).unwrap_or(usize::MAX - 1);
        self.read(place, "list", largest).map_err(|error| match error {
            UpdateError::TooLarge { .. } => UpdateError::Release {
                place: at.to_owned(),
                error: ReleaseError::Size {
                    expected: manifest.size,
                    found: "more".to_owned(),
                },
            },
            other => other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_files_of_a_release_stand_beside_each_other() {
        let place = Place::parse("https://host.example/lists/").unwrap();
        assert_eq!(place, Place::Url(url("https://host.example/lists/manifest.json")));
        let place = Place::parse("https://host.example/lists/m.json?token=a#b").unwrap();
        assert_eq!(
            place.beside("list.jsonl"),
            Place::Url(url("https://host.example/lists/list.jsonl?token=a"))
        );
        assert_eq!(
            place.signature(),
            Place::Url(url("https://host.example/lists/m.json.minisig?token=a"))
        );
        assert_eq!(place.shown(), "https://host.example/lists/m.json");
        let place = Place::parse("lists/m.json").unwrap();
        assert_eq!(
            place.signature(),
            Place::File(PathBuf::from("lists/m.json.minisig"))
        );
        assert_eq!(
            place.beside("list.jsonl"),
            Place::File(PathBuf::from("lists/list.jsonl"))
        );
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            Place::parse(folder.path().to_str().unwrap()).unwrap(),
            Place::File(folder.path().join("manifest.json"))
        );
    }

    #[test]
    fn an_address_is_https_or_this_machine() {
        assert!(Place::parse("http://127.0.0.1:8000/manifest.json").is_ok());
        for bad in [
            "http://host.example/",
            "ftp://host.example/",
            "file:///etc/passwd",
        ] {
            assert_eq!(Place::parse(bad), Err(PlaceError::NotHttps), "{bad}");
        }
        assert_eq!(
            Place::parse("https://a:b@host.example/"),
            Err(PlaceError::Credentials)
        );
        assert!(matches!(Place::parse("https://"), Err(PlaceError::NotAUrl(_))));
    }
}
