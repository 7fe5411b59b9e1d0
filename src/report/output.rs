//! Where a report goes: files that are opened before the work starts and appear whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::interrupt::Unfinished;

/// A report file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the report {}: {error}", path.display())]
pub struct OutputError {
    /// The file as the user named it.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

enum Target {
    /// Written beside the file and renamed at the end.
    Beside(BufWriter<NamedTempFile>, Unfinished),
    /// A device or a pipe: written as it comes.
    Direct(BufWriter<File>),
}

/// A report file.
pub struct ReportFile {
    /// As the user named it.
    named: PathBuf,
    path: PathBuf,
    target: Target,
}

impl ReportFile {
    /// Opens a file for a report; nothing of an old one is touched before [`ReportFile::finish`].
    ///
    /// # Errors
    /// The folder does not exist or cannot be written, or the path is a folder.
    pub fn open(path: &Path) -> Result<Self, OutputError> {
        let failed = |error| OutputError {
            path: path.to_owned(),
            error,
        };
        // A link is followed: the file it points to is the one that is replaced.
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(failed(error)),
        };
        let target = match real.metadata() {
            Ok(kind) if kind.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
            Ok(kind) if !kind.is_file() => Target::Direct(BufWriter::new(
                OpenOptions::new().write(true).open(&real).map_err(failed)?,
            )),
            _ => {
                let folder = match real.parent() {
                    Some(folder) if !folder.as_os_str().is_empty() => folder,
                    _ => Path::new("."),
                };
                let file = tempfile::Builder::new()
                    .prefix(".moveit-exposure-")
                    .tempfile_in(folder)
                    .map_err(failed)?;
                let unfinished = Unfinished::file(file.path());
                Target::Beside(BufWriter::new(file), unfinished)
            }
        };
        Ok(Self {
            named: path.to_owned(),
            path: real,
            target,
        })
    }

    /// Writes the rest, and puts the file in its place.
    ///
    /// # Errors
    /// As of [`ReportFile::finish`].
    pub fn complete(mut self, rest: &[u8]) -> Result<(), OutputError> {
        self.write_all(rest).map_err(|error| OutputError {
            path: self.named.clone(),
            error,
        })?;
        self.finish()
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// The disk is full, or the file cannot be replaced; an old file stands as it was then.
    pub fn finish(self) -> Result<(), OutputError> {
        let path = self.path;
        let failed = |error| OutputError {
            path: path.clone(),
            error,
        };
        match self.target {
            Target::Direct(mut file) => file.flush().map_err(failed),
            Target::Beside(file, _unfinished) => {
                let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
                make_readable(file.as_file(), &path).map_err(failed)?;
                file.as_file().sync_all().map_err(failed)?;
                file.persist(&path).map(drop).map_err(|e| failed(e.error))
            }
        }
    }
}

/// A temporary file is its owner's alone; a report has the rights of the file that it replaces, or the usual ones.
#[cfg(unix)]
fn make_readable(file: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = path.metadata().map_or(0o644, |m| m.permissions().mode() & 0o777);
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn make_readable(_file: &File, _path: &Path) -> io::Result<()> {
    Ok(())
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Beside(file, _) => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Beside(file, _) => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        std::fs::write(&path, "old").unwrap();
        let mut file = ReportFile::open(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left behind"
        );

        let mut file = ReportFile::open(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn a_bad_path_fails_at_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(ReportFile::open(folder.path()).is_err());
        assert!(ReportFile::open(&folder.path().join("no/such/folder/report.csv")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut file = ReportFile::open(&link).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "new");
    }
}
