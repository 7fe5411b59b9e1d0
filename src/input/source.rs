//! Where an input comes from.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

    /// The extension in lower case, which says the format where it is a known one.
    pub(super) fn extension(&self) -> Option<String> {
        match self {
            Self::File(path) => Some(path.extension()?.to_str()?.to_ascii_lowercase()),
            Self::Stdin => None,
        }
    }

    /// How many bytes it holds, where the system knows.
    pub(super) fn bytes(&self) -> Option<u64> {
        let Self::File(path) = self else { return None };
        let metadata = path.metadata().ok()?;
        metadata.is_file().then_some(metadata.len())
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

/// A reader that counts the bytes it gives.
pub(super) struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R, read: Arc<AtomicU64>) -> Self {
        Self { inner, read }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
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
