//! The configuration file: found, read, and taken apart into keys that know where they stand.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;

/// What the file is called.
pub(crate) const NAME: &str = "moveit-exposure.toml";

/// A file of settings is short; whatever is longer is something else.
pub(crate) const MOST_BYTES: u64 = 1 << 20;

/// How the file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// It was named.
    Named,
    /// It lay in the working directory or above.
    Found,
}

/// What is looked at.
#[derive(Debug)]
pub(super) enum Search {
    /// A file to read.
    File(PathBuf),
    /// A file that is not this user's to trust.
    OfAnother(PathBuf),
    /// None.
    Nothing,
}

/// A file, read and taken apart.
#[derive(Debug)]
pub(super) struct ConfigFile {
    pub(super) path: PathBuf,
    pub(super) chosen: Chosen,
    pub(super) entries: Vec<Entry>,
    /// Tables that hold keys, or nothing.
    pub(super) tables: Vec<(Vec<String>, Place)>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) table: Vec<String>,
    pub(super) key: String,
    pub(super) value: Raw,
    pub(super) place: Place,
}

/// A value as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    Switch(bool),
    Number(i128),
    Text(String),
    /// A date, as it is written.
    Date(String),
    Many(Vec<Raw>),
    /// Anything that no option takes, in words.
    Other(&'static str),
}

impl Raw {
    /// What it is, for a message.
    pub(super) fn in_words(&self) -> &'static str {
        match self {
            Self::Switch(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Date(_) => "a date",
            Self::Many(_) => "several values",
            Self::Other(words) => words,
        }
    }
}

/// Where something stands, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Place {
    fn at(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Looks for the file in a folder and above it.
pub(super) fn search(folder: &Path) -> Search {
    for above in folder.ancestors() {
        let path = above.join(NAME);
        // Whatever has the name counts, so that a folder or a broken link is told and not passed over.
        let Ok(link) = path.symlink_metadata() else {
            continue;
        };
        if above != folder && !is_trusted(&link, folder) {
            return Search::OfAnother(path);
        }
        return Search::File(path);
    }
    Search::Nothing
}

/// Whether a file above the working directory is its owner's or the system's: in a folder that many may write to, such
/// as `/tmp`, anybody could else set options for everybody below.
#[cfg(unix)]
fn is_trusted(file: &std::fs::Metadata, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.uid() == 0 || folder.metadata().is_ok_and(|folder| folder.uid() == file.uid())
}

#[cfg(not(unix))]
fn is_trusted(_file: &std::fs::Metadata, _folder: &Path) -> bool {
    true
}

/// Reads a file of settings.
pub(super) fn read(path: &Path, chosen: Chosen) -> Result<ConfigFile, ConfigError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ConfigError::Missing {
            path: path.to_owned(),
        },
        std::io::ErrorKind::IsADirectory => ConfigError::NoFile {
            path: path.to_owned(),
        },
        _ => ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        },
    };
    let kind = path.metadata().map_err(unreadable)?;
    // A pipe that was named is read; one that only lay there could make every run wait.
    if kind.is_dir() || (chosen == Chosen::Found && !kind.is_file()) {
        return Err(ConfigError::NoFile {
            path: path.to_owned(),
        });
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ConfigError::TooLarge {
            path: path.to_owned(),
            limit: MOST_BYTES,
        });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let sound = String::from_utf8_lossy(&error.as_bytes()[..sound]).into_owned();
        ConfigError::NotUtf8 {
            path: path.to_owned(),
            place: Place::at(&sound, sound.len()),
        }
    })?;
    // Editors on Windows put it there.
    parse(text.strip_prefix('\u{feff}').unwrap_or(&text), path, chosen)
}

pub(super) fn parse(text: &str, path: &Path, chosen: Chosen) -> Result<ConfigFile, ConfigError> {
    let root = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        path: path.to_owned(),
        place: Place::at(text, error.span().map_or(text.len(), |span| span.start)),
        message: error.message().replace('\n', ", "),
    })?;
    let mut file = ConfigFile {
        path: path.to_owned(),
        chosen,
        entries: Vec::new(),
        tables: Vec::new(),
    };
    take(text, root.get_ref(), &mut Vec::new(), &mut file);
    // The parser gives keys in the order of the alphabet; messages and listings follow the file.
    file.entries
        .sort_by_key(|entry| (entry.place.line, entry.place.column));
    Ok(file)
}

fn take(text: &str, table: &DeTable<'_>, path: &mut Vec<String>, file: &mut ConfigFile) {
    for (key, value) in table {
        let place = Place::at(text, key.span().start);
        let name = key.get_ref().to_string();
        if let DeValue::Table(below) = value.get_ref() {
            path.push(name);
            file.tables.push((path.clone(), place));
            take(text, below, path, file);
            path.pop();
        } else {
            file.entries.push(Entry {
                table: path.clone(),
                key: name,
                value: raw(value),
                place,
            });
        }
    }
}

fn raw(value: &Spanned<DeValue<'_>>) -> Raw {
    match value.get_ref() {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Boolean(on) => Raw::Switch(*on),
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .map_or(Raw::Other("a number that is too large"), Raw::Number),
        DeValue::Datetime(date) => Raw::Date(date.to_string()),
        DeValue::Array(values) => Raw::Many(values.iter().map(raw).collect()),
        DeValue::Float(_) => Raw::Other("a number with a fraction"),
        DeValue::Table(_) => Raw::Other("a table"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_know_where_they_stand() {
        let text =
            "# ü\nfail-on = \"never\"\n[list]\n  since = 2023-06-05\n[data.status]\nformat = \"json\"\n";
        let file = parse(text, Path::new("x.toml"), Chosen::Named).unwrap();
        let seen: Vec<_> = file
            .entries
            .iter()
            .map(|e| (e.table.join("."), e.key.as_str(), e.place.line, e.place.column))
            .collect();
        assert_eq!(
            seen,
            [
                (String::new(), "fail-on", 2, 1),
                ("list".to_owned(), "since", 4, 3),
                ("data.status".to_owned(), "format", 6, 1),
            ]
        );
        assert_eq!(file.entries[1].value, Raw::Date("2023-06-05".to_owned()));
    }

    #[test]
    fn a_broken_file_says_where() {
        for (text, line) in [
            ("a = \n", 1),
            ("\n\n[x\n", 3),
            ("a = 1\na = 2\n", 2),
            ("a = \"\u{1}\"", 1),
        ] {
            match parse(text, Path::new("x.toml"), Chosen::Named) {
                Err(ConfigError::Syntax { place, .. }) => assert_eq!(place.line, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
