//! Files that are read up to a limit, and written whole or not at all.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use crate::http::size;
use crate::interrupt::Unfinished;

/// A file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system does not give it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is larger than anything of its kind.
    #[error("it is larger than {}", size(*.0 as u64))]
    TooLarge(usize),
}

/// Reads a file of at most `largest` bytes.
pub(crate) fn read_limited(path: &Path, largest: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(largest as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > largest {
        return Err(ReadError::TooLarge(largest));
    }
    Ok(bytes)
}

/// Puts a file into its folder at once: whoever reads it sees the old one or the new one, and so does whoever comes
/// after a power cut.
pub(crate) fn replace(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    let _unfinished = Unfinished::file(file.path());
    file.write_all(content)?;
    make_readable(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// How the names of what is being written begin.
pub(crate) const UNFINISHED: &str = ".unfinished-";

/// Makes the names in a folder last, where the system has a way to.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A temporary file is its owner's alone; a list is no secret.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &File) -> io::Result<()> {
    Ok(())
}
