//! Lists that were installed: a folder each, and one small file that says which of them is in use.
//!
//! A list's folder is written first and under a name of its own; it counts from the moment at which `installed.json`
//! is replaced by one that names it, and that happens at once. A run that is killed leaves a folder that nothing names.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::files::{ReadError, UNFINISHED, read_limited, replace, sync_folder};
use super::release::{CONTENT, MANIFEST, Manifest, SIGNATURE_SUFFIX};
use super::signature::Signed;
use super::{Dataset, DatasetError, bundled_manifest};
use crate::http::fragment;

/// The file that says which list is in use.
const STATE: &str = "installed.json";
/// The folder of the lists' folders.
const LISTS: &str = "lists";
/// The file that an installing process holds.
const LOCK: &str = "lock";
/// The layout of `installed.json`.
const LAYOUT: u32 = 1;
/// The largest `installed.json` that is read, in bytes.
pub(crate) const LARGEST_STATE: usize = 256 * 1024;
/// How long to wait for another process that installs: it takes a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a list proved itself when it was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Proof {
    /// By a signature of a key that the user trusts.
    Signed(Signed),
    /// By the SHA-256 of its manifest, which the user gave.
    ManifestSha256(String),
}

/// A list that was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installed {
    /// Its folder, inside the folder of the lists.
    folder: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// How it proved itself.
    pub proof: Proof,
    /// Where it came from.
    pub from: String,
    /// When it was installed.
    pub installed_at: Timestamp,
}

/// What is installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    layout: u32,
    /// The list in use, unless the bundled one is newer.
    pub current: Installed,
    /// The one before it, which a rollback brings back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Installed>,
}

/// Why an installed list could not be had, or a list not be installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstalledError {
    /// The folder cannot be looked into.
    #[error("cannot look for installed lists in {}: {error}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file that says which list is in use is damaged.
    #[error("{} is damaged: {problem}", path.display())]
    DamagedState {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The list itself is damaged.
    #[error("the installed list {version} in {} is damaged: {problem}", path.display())]
    DamagedList {
        /// Its version.
        version: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Nothing can be written where lists are kept.
    #[error("cannot keep a list in {}: {error}", path.display())]
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Another process is installing a list.
    #[error("another update is under way in {}", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The list that is built into the program is damaged.
    #[error(transparent)]
    Bundled(#[from] DatasetError),
    /// There is nothing to go back from.
    #[error("no list is installed in {}; the bundled one is in use", path.display())]
    NothingInstalled {
        /// The folder.
        path: PathBuf,
    },
}

/// The folder in which lists are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

/// The list that was found in use.
#[derive(Debug)]
pub struct Found {
    /// The list.
    pub list: Dataset,
    /// What the user should know about the choice.
    pub note: Option<String>,
}

/// Which installed lists are given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollback {
    /// The one in use, for the one before it.
    ToPrevious,
    /// All, for the bundled one.
    ToBundled,
}

impl Store {
    /// The store in a folder; nothing is touched yet.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder in which lists are kept.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the list of an installation stands.
    #[must_use]
    pub fn list_path(&self, installed: &Installed) -> PathBuf {
        self.folder.join(LISTS).join(&installed.folder).join(CONTENT)
    }

    /// What is installed, if anything is.
    ///
    /// # Errors
    /// The folder cannot be read, or what says which list is in use is damaged.
    pub fn state(&self) -> Result<Option<State>, InstalledError> {
        let path = self.folder.join(STATE);
        let damaged = |problem: String| InstalledError::DamagedState {
            path: path.clone(),
            problem,
        };
        let bytes = match read_limited(&path, LARGEST_STATE) {
            Ok(bytes) => bytes,
            Err(ReadError::Io(error))
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(None);
            }
            Err(ReadError::Io(error)) => return Err(InstalledError::Unreadable { path, error }),
            Err(error @ ReadError::TooLarge(_)) => return Err(damaged(error.to_string())),
        };
        let state: State =
            serde_json::from_slice(&bytes).map_err(|error| damaged(fragment(&error.to_string(), 200)))?;
        if state.layout != LAYOUT {
            return Err(damaged(format!("it has layout {}, not {LAYOUT}", state.layout)));
        }
        for installed in std::iter::once(&state.current).chain(&state.previous) {
            installed
                .manifest
                .check()
                .map_err(|error| damaged(error.to_string()))?;
            if !is_folder_name(&installed.folder) {
                return Err(damaged(
                    "it names a folder that does not lie in that of the lists".to_owned(),
                ));
            }
        }
        Ok(Some(state))
    }

    /// The list in use: the installed one where it is newer than the bundled one, else that.
    ///
    /// # Errors
    /// An installed list is damaged. The bundled one is never taken in its stead unasked.
    pub fn in_use(&self) -> Result<Found, InstalledError> {
        let bundled = |note| -> Result<Found, InstalledError> {
            Ok(Found {
                list: Dataset::bundled()?,
                note,
            })
        };
        let mut state = match self.state() {
            Ok(Some(state)) => state,
            Ok(None) => return bundled(None),
            // Whether one is installed cannot be told, so nothing is known to be damaged; but it is said.
            Err(error @ InstalledError::Unreadable { .. }) => {
                return bundled(Some(format!("{error}; the bundled list is searched")));
            }
            Err(error) => return Err(error),
        };
        let own = bundled_manifest()?;
        loop {
            let theirs = &state.current.manifest;
            if !is_newer(theirs, &own) {
                return bundled((theirs.sha256 != own.sha256).then(|| {
                    format!(
                        "the installed list {} is not newer than the bundled one, {}, which is searched",
                        theirs.version, own.version
                    )
                }));
            }
            match self.load(&state.current) {
                Ok(list) => return Ok(Found { list, note: None }),
                Err(error) => match self.state()? {
                    // Another process put a list into its place, and swept the one that was about to be read.
                    Some(now) if now != state => state = now,
                    _ => return Err(error),
                },
            }
        }
    }

    /// Reads an installed list and holds it against the hash with which it was installed.
    ///
    /// # Errors
    /// It is damaged.
    pub fn load(&self, installed: &Installed) -> Result<Dataset, InstalledError> {
        let path = self.list_path(installed);
        let manifest = &installed.manifest;
        let damaged = |problem: String| InstalledError::DamagedList {
            version: manifest.version.to_string(),
            path: path.clone(),
            problem,
        };
        let largest = usize::try_from(manifest.size).unwrap_or(usize::MAX - 1);
        let content = read_limited(&path, largest).map_err(|error| damaged(error.to_string()))?;
        let records = manifest
            .read_records(&content)
            .map_err(|error| damaged(error.to_string()))?;
        Ok(Dataset::installed(manifest, records))
    }

    /// Takes the store for this process alone; others that only read go on reading.
    ///
    /// # Errors
    /// The folder cannot be made, or another process holds it for long.
    pub fn lock(&self) -> Result<Locked<'_>, InstalledError> {
        let unwritable = |error| self.unwritable(error);
        fs::create_dir_all(self.folder.join(LISTS)).map_err(unwritable)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(LOCK))
            .map_err(unwritable)?;
        let end = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    return Ok(Locked {
                        store: self,
                        _lock: file,
                    });
                }
                Err(TryLockError::WouldBlock) if Instant::now() < end => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(InstalledError::Busy {
                        path: self.folder.clone(),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(unwritable(error)),
            }
        }
    }

    fn unwritable(&self, error: io::Error) -> InstalledError {
        InstalledError::Unwritable {
            path: self.folder.clone(),
            error,
        }
    }
}

/// Whether a list is newer than another: by its version, and not reviewed earlier.
pub(crate) fn is_newer(one: &Manifest, other: &Manifest) -> bool {
    one.version > other.version && one.as_of >= other.as_of
}

/// What an installation brings.
#[derive(Debug)]
pub(crate) struct New<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) manifest_bytes: &'a [u8],
    pub(crate) signature: Option<&'a [u8]>,
    pub(crate) content: &'a [u8],
    pub(crate) proof: Proof,
    pub(crate) from: String,
    pub(crate) installed_at: Timestamp,
}

/// A store that no other process changes.
#[derive(Debug)]
pub struct Locked<'a> {
    store: &'a Store,
    // Given back when it is dropped, and by the system when the process dies.
    _lock: File,
}

impl Locked<'_> {
    /// Installs a list beside the one in use, and then puts it into use.
    pub(crate) fn install(&self, new: New<'_>, before: Option<State>) -> Result<Installed, InstalledError> {
        let unwritable = |error| self.store.unwritable(error);
        let lists = self.store.folder.join(LISTS);
        let folder = tempfile::Builder::new()
            .prefix(&format!("{}-", new.manifest.version))
            .tempdir_in(&lists)
            .map_err(unwritable)?;
        make_enterable(folder.path()).map_err(unwritable)?;
        replace(folder.path(), CONTENT, new.content).map_err(unwritable)?;
        replace(folder.path(), MANIFEST, new.manifest_bytes).map_err(unwritable)?;
        if let Some(signature) = new.signature {
            let name = format!("{MANIFEST}{SIGNATURE_SUFFIX}");
            replace(folder.path(), &name, signature).map_err(unwritable)?;
        }
        sync_folder(&lists).map_err(unwritable)?;
        // From here on it may be named, and must not go with the guard; if it is not named, the next update sweeps it.
        let name = folder
            .keep()
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let installed = Installed {
            folder: name,
            manifest: new.manifest.clone(),
            proof: new.proof,
            from: new.from,
            installed_at: new.installed_at,
        };
        // A list that is brought anew because it was damaged does not become its own predecessor.
        let previous = before.and_then(|before| {
            if before.current.manifest == installed.manifest {
                before.previous
            } else {
                Some(before.current)
            }
        });
        let state = State {
            layout: LAYOUT,
            current: installed,
            previous,
        };
        self.write(&state)?;
        self.sweep(&[Some(&state.current), state.previous.as_ref()]);
        Ok(state.current)
    }

    /// Gives up the list in use for the one before it, or all for the bundled one; says what is installed then.
    ///
    /// # Errors
    /// Nothing is installed, or the list before is damaged: nothing is changed then.
    pub fn roll_back(&self, how: Rollback) -> Result<Option<Installed>, InstalledError> {
        if how == Rollback::ToBundled {
            return self.remove_all().map(|()| None);
        }
        let Some(state) = self.store.state()? else {
            return Err(InstalledError::NothingInstalled {
                path: self.store.folder.clone(),
            });
        };
        let Some(previous) = state.previous else {
            return self.remove_all().map(|()| None);
        };
        self.store.load(&previous)?;
        let state = State {
            layout: LAYOUT,
            current: previous,
            previous: None,
        };
        self.write(&state)?;
        self.sweep(&[Some(&state.current), None]);
        Ok(Some(state.current))
    }

    fn remove_all(&self) -> Result<(), InstalledError> {
        match fs::remove_file(self.store.folder.join(STATE)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(self.store.unwritable(error)),
        }
        sync_folder(&self.store.folder).map_err(|error| self.store.unwritable(error))?;
        self.sweep(&[]);
        Ok(())
    }

    fn write(&self, state: &State) -> Result<(), InstalledError> {
        let text = serde_json::to_string_pretty(state)
            .map_err(io::Error::other)
            .map_err(|error| self.store.unwritable(error))?;
        replace(&self.store.folder, STATE, (text + "\n").as_bytes())
            .map_err(|error| self.store.unwritable(error))
    }

    /// Removes what killed runs left, and lists that nothing names any more. What cannot be removed does no harm.
    fn sweep(&self, kept: &[Option<&Installed>]) {
        let lists = fs::read_dir(self.store.folder.join(LISTS));
        for entry in lists.into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let named = kept.iter().flatten().any(|installed| installed.folder == name);
            if !named && is_folder_name(&name) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        for entry in fs::read_dir(&self.store.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// A folder as this program names them: a version, a hyphen, letters.
fn is_folder_name(name: &str) -> bool {
    name.split_once('-').is_some_and(|(version, rest)| {
        version.parse::<super::release::ListVersion>().is_ok()
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// A temporary folder is its owner's alone; a list is no secret.
#[cfg(unix)]
fn make_enterable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_enterable(_folder: &Path) -> io::Result<()> {
    Ok(())
}
