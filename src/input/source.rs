//! Where an input comes from.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

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

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("stdin"),
        }
    }
}
