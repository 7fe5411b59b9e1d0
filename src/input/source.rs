//! Where an input comes from.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::error::InputError;

/// A file, or the standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file, a FIFO or a device.
    File(PathBuf),
    /// The standard input.
    Stdin,
}

impl Source {
    /// `-` is the standard input, everything else a path (`./-` for a file of that name).
    ///
    /// ```
    /// use moveit_exposure::input::Source;
    /// assert_eq!(Source::from_argument("-".as_ref()), Source::Stdin);
    /// ```
    #[must_use]
    pub fn from_argument(argument: &Path) -> Self {
        if argument == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(argument.to_owned())
        }
    }

    /// SHA-256 of a regular file, read for that alone: for what must be written before the last row is read. `None`
    /// for everything that can be read but once.
    #[must_use]
    pub fn sha256(&self) -> Option<String> {
        let Self::File(path) = self else { return None };
        let mut file = File::open(path).ok()?;
        if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return None;
        }
        let mut hasher = Sha256::new();
        let mut chunk = vec![0; 1 << 16];
        loop {
            match file.read(&mut chunk).ok()? {
                0 => return Some(hex(hasher)),
                count => hasher.update(&chunk[..count]),
            }
        }
    }

    /// The extension in lower case, which says the format where it is a known one.
    pub(super) fn extension(&self) -> Option<String> {
        match self {
            Self::File(path) => Some(path.extension()?.to_str()?.to_ascii_lowercase()),
            Self::Stdin => None,
        }
    }

    pub(super) fn reader(
        &self,
        stdin: impl Read + Send + 'static,
    ) -> Result<Box<dyn Read + Send>, InputError> {
        let path = match self {
            Self::Stdin => return Ok(Box::new(stdin)),
            Self::File(path) => path,
        };
        let input = self.to_string();
        let file = File::open(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => InputError::Missing { input: input.clone() },
            // Windows refuses to open a directory in this way.
            _ if path.is_dir() => InputError::Directory { input: input.clone() },
            ErrorKind::PermissionDenied => InputError::Permission { input: input.clone() },
            _ => InputError::Unreadable {
                input: input.clone(),
                source,
            },
        })?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(InputError::Directory { input });
        }
        Ok(Box::new(file))
    }
}

fn hex(hasher: Sha256) -> String {
    crate::dataset::hex(&hasher.finalize())
}

/// The SHA-256 of what was read through a [`Hashing`], known once that was read to its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Digest(Arc<Mutex<(Sha256, bool)>>);

impl Digest {
    pub(super) fn known(&self) -> Option<String> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.1.then(|| hex(state.0.clone()))
    }
}

/// A reader that takes the hash of what passes through it.
pub(super) struct Hashing {
    rest: Box<dyn Read + Send>,
    digest: Digest,
}

impl Hashing {
    pub(super) fn new(rest: Box<dyn Read + Send>) -> (Self, Digest) {
        let digest = Digest::default();
        let hashing = Self {
            rest,
            digest: digest.clone(),
        };
        (hashing, digest)
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.rest.read(buffer)?;
        let mut state = self.digest.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0.update(&buffer[..count]);
        state.1 |= count == 0 && !buffer.is_empty();
        Ok(count)
    }
}

/// An input whose beginning is read and not consumed.
pub(super) struct Peeked {
    head: Vec<u8>,
    at: usize,
    /// What went wrong behind the head; it comes up when reading gets there.
    failed: Option<io::Error>,
    rest: Box<dyn Read + Send>,
}

impl Peeked {
    /// Reads `bytes` ahead, or up to the end, or up to an error.
    pub(super) fn new(mut rest: Box<dyn Read + Send>, bytes: usize) -> Self {
        let mut head = vec![0; bytes];
        let (mut end, mut failed) = (0, None);
        while end < bytes {
            match rest.read(&mut head[end..]) {
                Ok(0) => break,
                Ok(count) => end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        head.truncate(end);
        Self {
            head,
            at: 0,
            failed,
            rest,
        }
    }

    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }
}

impl Read for Peeked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ahead = &self.head[self.at..];
        if !ahead.is_empty() {
            let count = ahead.len().min(buffer.len());
            buffer[..count].copy_from_slice(&ahead[..count]);
            self.at += count;
            return Ok(count);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.rest.read(buffer),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("stdin"),
        }
    }
}
