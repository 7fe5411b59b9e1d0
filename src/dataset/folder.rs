//! A folder of record files, one TOML file an organization, with the list's own header beside it.

use std::path::{Path, PathBuf};

use super::DatasetError;
use super::files::read_limited;
use super::lint::{Filed, Problem, parse_header, parse_record};
use super::model::ListHeader;

/// The largest file of one record, in bytes.
pub(crate) const LARGEST_RECORD: usize = 1 << 20;

/// What stands in a folder of records.
#[derive(Debug)]
pub struct Folder {
    /// The records that read, in the order of the files.
    pub records: Vec<Filed>,
    /// The files that do not.
    pub problems: Vec<Problem>,
    /// What the list says of itself, and in which file.
    pub header: Option<(String, ListHeader)>,
}

/// Reads every record file of a folder, and `list.toml` beside the folder.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn read(folder: &Path) -> Result<Folder, DatasetError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| DatasetError::Unreadable { path, error }
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();

    let mut read = Folder {
        records: Vec::with_capacity(files.len()),
        problems: Vec::new(),
        header: None,
    };
    for path in &files {
        let file = path.display().to_string();
        let bytes = read_limited(path, LARGEST_RECORD).map_err(|error| DatasetError::unread(path, error))?;
        let parsed = match String::from_utf8(bytes) {
            Ok(text) => parse_record(&file, &text),
            Err(_) => Err(Problem {
                place: file.clone(),
                code: "not-utf-8",
                reason: "not UTF-8; save the file as UTF-8".to_owned(),
            }),
        };
        match parsed {
            Ok(record) => read.records.push(Filed { file, record }),
            Err(problem) => read.problems.push(problem),
        }
    }
    let header = folder
        .parent()
        .map(|parent| parent.join("list.toml"))
        .filter(|path| path.is_file());
    if let Some(path) = header {
        let bytes =
            read_limited(&path, LARGEST_RECORD).map_err(|error| DatasetError::unread(&path, error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            unreadable(&path)(std::io::Error::new(std::io::ErrorKind::InvalidData, error))
        })?;
        let file = path.display().to_string();
        match parse_header(&file, &text) {
            Ok(header) => read.header = Some((file, header)),
            Err(problem) => read.problems.push(problem),
        }
    }
    Ok(read)
}
