//! Answers kept from earlier runs: one file each, checked by its hash whenever it is read.
//!
//! A file is a line of JSON (address, validators, hash, times) and then the body. It is written under another name and
//! then renamed, so that two processes never see half a file; a file that does not pass its check is removed.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::source::{LARGEST_BODY, Request};
use crate::http::Validators;
use crate::interrupt::Unfinished;

/// The folder for advisories inside the cache folder.
const FOLDER: &str = "advisories";
/// How the name of an entry ends.
const ENTRY: &str = ".entry";
/// How the name of an entry that is being written ends.
const UNFINISHED: &str = ".unfinished";
/// The layout of the files; entries of another layout are discarded.
const LAYOUT: u32 = 1;
/// No entry is larger: the largest body and its line of JSON.
pub(crate) const LARGEST: u64 = LARGEST_BODY as u64 + 64 * 1024;

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The line before the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    layout: u32,
    subject: String,
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    sha256: String,
    fetched_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<u16>,
}

/// An answer of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What the server gave for asking later whether it changed.
    pub(crate) validators: Validators,
    /// When it was fetched, or last confirmed to be unchanged.
    pub(crate) fetched_at: Timestamp,
    /// When its content was last seen to differ from what was seen before.
    pub(crate) changed_at: Option<Timestamp>,
    /// The status with which the server refused, if that was its last word; the body is then the one before.
    pub(crate) refused: Option<u16>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// An entry did not pass its check and was removed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Damaged(pub(crate) &'static str);

/// The cache of one folder.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    folder: PathBuf,
}

/// What clearing removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Cleared {
    /// Files removed.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

impl Cache {
    /// The cache inside a folder; nothing is touched yet.
    pub(crate) fn inside(cache_dir: &Path) -> Self {
        Self {
            folder: cache_dir.join(FOLDER),
        }
    }

    fn path(&self, request: &Request) -> PathBuf {
        // The address is part of the name, so that a mirror's answers are never taken for the source's own.
        let address = hex(&Sha256::digest(request.url.as_str().as_bytes())[..16]);
        self.folder.join(format!("{}-{address}{ENTRY}", request.source))
    }

    /// The kept answer to a request, if there is one.
    pub(crate) fn read(&self, request: &Request) -> Result<Option<Entry>, Damaged> {
        let path = self.path(request);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.len() <= LARGEST => {}
            Ok(_) => return Err(self.discard(request, "it is too large")),
            Err(_) => return Ok(None),
        }
        let Ok(bytes) = fs::read(&path) else {
            return Ok(None);
        };
        match decode(&bytes, request) {
            Ok(entry) => Ok(Some(entry)),
            Err(reason) => Err(self.discard(request, reason)),
        }
    }

    /// Removes an entry that turned out to be of no use.
    pub(crate) fn discard(&self, request: &Request, reason: &'static str) -> Damaged {
        let _ = fs::remove_file(self.path(request));
        Damaged(reason)
    }

    /// Keeps an answer.
    pub(crate) fn store(&self, request: &Request, entry: &Entry) -> io::Result<()> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        private_folder(&self.folder)?;
        let bytes = encode(entry, request).map_err(io::Error::other)?;
        let path = self.path(request);
        let unfinished = path.with_extension(format!(
            "{}-{}{UNFINISHED}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        ));
        let _until_renamed = Unfinished::file(&unfinished);
        let written = private_file(&unfinished).and_then(|mut file| file.write_all(&bytes));
        let renamed = written.and_then(|()| fs::rename(&unfinished, &path));
        if renamed.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        renamed
    }
}

/// An entry as the bytes of its file.
pub(super) fn encode(entry: &Entry, request: &Request) -> serde_json::Result<Vec<u8>> {
    let head = Head {
        layout: LAYOUT,
        subject: request.subject.clone(),
        url: request.url.as_str().to_owned(),
        etag: entry.validators.etag.clone(),
        last_modified: entry.validators.last_modified.clone(),
        sha256: hex(&Sha256::digest(&entry.body)),
        fetched_at: entry.fetched_at,
        changed_at: entry.changed_at,
        refused: entry.refused,
    };
    let mut bytes = serde_json::to_vec(&head)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(&entry.body);
    Ok(bytes)
}

/// The entry that a file holds, if it is the whole answer to this request.
pub(super) fn decode(bytes: &[u8], request: &Request) -> Result<Entry, &'static str> {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or("it has no head")?;
    let head: Head = serde_json::from_slice(&bytes[..end]).map_err(|_| "its head cannot be read")?;
    let body = &bytes[end + 1..];
    if head.layout != LAYOUT {
        return Err("it is of another version of this program");
    }
    if head.url != request.url.as_str() || head.subject != request.subject {
        return Err("it is about something else");
    }
    if head.sha256 != hex(&Sha256::digest(body)) {
        return Err("its content does not match its hash");
    }
    Ok(Entry {
        validators: Validators {
            etag: head.etag,
            last_modified: head.last_modified,
        },
        fetched_at: head.fetched_at,
        changed_at: head.changed_at,
        refused: head.refused,
        body: body.to_vec(),
    })
}

/// Removes the kept answers inside a cache folder and nothing else.
///
/// # Errors
/// The folder cannot be read, or a file in it cannot be removed.
pub fn clear(cache_dir: &Path) -> io::Result<Cleared> {
    let folder = cache_dir.join(FOLDER);
    let mut cleared = Cleared::default();
    let listing = match fs::read_dir(&folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(cleared),
        Err(error) => return Err(error),
    };
    for file in listing {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        if !(name.ends_with(ENTRY) || name.ends_with(UNFINISHED)) {
            continue;
        }
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        match fs::remove_file(file.path()) {
            Ok(()) => {
                cleared.files += 1;
                cleared.bytes += size;
            }
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    // Only goes if nothing else lies in it.
    let _ = fs::remove_dir(&folder);
    Ok(cleared)
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advisories::source::SourceName;
    use crate::http::Media;

    fn request(url: &str) -> Request {
        Request {
            source: SourceName::Kev,
            subject: "catalogue".to_owned(),
            url: reqwest::Url::parse(url).unwrap(),
            media: Media::Json,
        }
    }

    fn entry(body: &[u8]) -> Entry {
        Entry {
            validators: Validators {
                etag: Some("\"a\"".to_owned()),
                last_modified: None,
            },
            fetched_at: "2026-11-20T10:00:00Z".parse().unwrap(),
            changed_at: None,
            refused: None,
            body: body.to_vec(),
        }
    }

    fn files(dir: &Path) -> Vec<PathBuf> {
        fs::read_dir(dir.join(FOLDER))
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect()
    }

    #[test]
    fn what_is_stored_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::inside(dir.path());
        let asked = request("https://a.example/kev");
        assert_eq!(cache.read(&asked), Ok(None));
        cache.store(&asked, &entry(b"{\n}")).unwrap();
        assert_eq!(cache.read(&asked), Ok(Some(entry(b"{\n}"))));
        assert_eq!(cache.read(&request("https://b.example/kev")), Ok(None));
        cache.store(&asked, &entry(b"2")).unwrap();
        assert_eq!(cache.read(&asked).unwrap().unwrap().body, b"2");
        assert_eq!(files(dir.path()).len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn others_cannot_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let cache_dir = dir.path().join("new");
        Cache::inside(&cache_dir)
            .store(&request("https://a.example/"), &entry(b"1"))
            .unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&cache_dir.join(FOLDER)), 0o700);
        assert_eq!(mode(&cache_dir), 0o700);
        assert_eq!(mode(&files(&cache_dir)[0]), 0o600);
    }

    #[test]
    fn a_damaged_entry_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::inside(dir.path());
        let asked = request("https://a.example/kev");
        let whole = {
            cache.store(&asked, &entry(b"{\"vulnerabilities\":[]}")).unwrap();
            fs::read(&files(dir.path())[0]).unwrap()
        };
        let path = files(dir.path())[0].clone();
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for damaged in [
            &whole[..whole.len() - 1],
            &whole[..10],
            b"",
            &flipped,
            b"{}\n",
            b"\xff\xfe\n\n",
        ] {
            fs::write(&path, damaged).unwrap();
            assert!(cache.read(&asked).is_err());
            assert!(!path.exists());
            assert_eq!(cache.read(&asked), Ok(None));
        }
    }

    #[test]
    fn clearing_takes_only_entries() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(clear(dir.path()).unwrap(), Cleared::default());
        let cache = Cache::inside(dir.path());
        cache
            .store(&request("https://a.example/1"), &entry(b"1"))
            .unwrap();
        cache
            .store(&request("https://a.example/2"), &entry(b"2"))
            .unwrap();
        fs::write(dir.path().join(FOLDER).join("x.1-1.unfinished"), "").unwrap();
        fs::write(dir.path().join(FOLDER).join("mine.txt"), "keep").unwrap();
        assert_eq!(clear(dir.path()).unwrap().files, 3);
        assert!(dir.path().join(FOLDER).join("mine.txt").exists());
    }

    #[test]
    fn writers_at_the_same_time_leave_a_whole_entry() {
        let dir = tempfile::tempdir().unwrap();
        let asked = request("https://a.example/kev");
        std::thread::scope(|scope| {
            for writer in 0..4_u8 {
                let (cache, asked) = (Cache::inside(dir.path()), &asked);
                scope.spawn(move || {
                    for _ in 0..20 {
                        cache.store(asked, &entry(&vec![writer; 20_000])).unwrap();
                        assert!(cache.read(asked).unwrap().is_some());
                    }
                });
            }
        });
        assert_eq!(files(dir.path()).len(), 1);
    }
}
