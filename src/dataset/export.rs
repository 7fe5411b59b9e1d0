//! Writes a list as a release that anybody can host: the same bytes for the same list.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{read_limited, replace};
use super::model::{ListHeader, Record};
use super::release::{
    CONTENT, ListVersion, MANIFEST, Manifest, ReleaseError, SIGNATURE_SUFFIX, check_rules, lines,
};
use super::sha256_hex;

/// Why a release was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It would be refused wherever it is installed.
    #[error(transparent)]
    Refused(#[from] ReleaseError),
    /// The folder cannot be written.
    #[error("cannot write the release into {}: {error}", path.display())]
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The list could not be written as JSON.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What was written.
#[derive(Debug)]
pub struct Exported {
    /// What the release says of itself.
    pub manifest: Manifest,
    /// The manifest's file.
    pub path: PathBuf,
    /// SHA-256 of the manifest, by which it may be trusted instead of a signature.
    pub manifest_sha256: String,
    /// A signature of an earlier manifest that stands beside this one.
    pub stale_signature: Option<PathBuf>,
}

/// Writes a release into a folder, which is made if need be.
///
/// # Errors
/// The list breaks a rule for records, or the folder cannot be written.
pub fn write(
    folder: &Path,
    header: &ListHeader,
    version: ListVersion,
    records: Vec<Record>,
) -> Result<Exported, ExportError> {
    let mut records = check_rules(records, header.as_of, |_, record| format!("{}.toml", record.id))?;
    let content = lines(&mut records)?;
    let manifest = Manifest::of(header, version, records.len(), &content);
    manifest.check()?;
    let bytes = manifest.to_bytes()?;
    let unwritable = |error| ExportError::Unwritable {
        path: folder.to_owned(),
        error,
    };
    fs::create_dir_all(folder).map_err(unwritable)?;
    let path = folder.join(MANIFEST);
    let unchanged = read_limited(&path, bytes.len()).is_ok_and(|old| old == bytes);
    // The list first: a manifest never names a list that is not there yet.
    replace(folder, CONTENT, content.as_bytes()).map_err(unwritable)?;
    replace(folder, MANIFEST, &bytes).map_err(unwritable)?;
    let signature = folder.join(format!("{MANIFEST}{SIGNATURE_SUFFIX}"));
    Ok(Exported {
        manifest,
        path,
        manifest_sha256: sha256_hex(&bytes),
        stale_signature: (!unchanged && signature.exists()).then_some(signature),
    })
}
