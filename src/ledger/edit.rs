//! Changing a ledger: what the program writes is added, replaced or taken away; everything else in the file stays.
//!
//! A new decision goes to its place in the alphabet, so that two branches that add some rarely touch the same lines.
//! A comment right above a decision belongs to it, and one set off by a blank line to the file.

use std::io::Write as _;

use jiff::civil::Date;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::decision::Decision;
use super::file::{Entry, Ledger};
use super::subject::Identity;
use super::{LedgerError, Problem};
use crate::dataset::files::{ReadError, read_limited};
use crate::report::output::ReportFile;

const PREAMBLE: &str = "\
# Findings that were looked at and accepted (moveit-exposure accept add). Each holds for this very subject, until its
# last day, and while the facts behind it stay the same.

";

/// What became of a decision that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It took the place of an older one on the same subject.
    InPlaceOf(Box<Decision>),
}

/// A ledger that is being changed.
pub struct Editor<'a> {
    ledger: &'a Ledger,
    /// Everything but the decisions.
    document: DocumentMut,
    /// A table a decision, in the order of the ledger.
    tables: ArrayOfTables,
}

impl<'a> Editor<'a> {
    /// Opens a ledger for changes.
    ///
    /// # Errors
    /// Its decisions stand in a form that cannot be changed piece by piece.
    pub fn open(ledger: &'a Ledger) -> Result<Self, LedgerError> {
        let invalid = |line, reason: &str| {
            LedgerError::Invalid(vec![Problem {
                file: ledger.path().display().to_string(),
                line,
                reason: reason.to_owned(),
            }])
        };
        let text = ledger.text();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| invalid(1, error.message().trim()))?;
        let tables = match document.remove("accepted") {
            None => Some(ArrayOfTables::new()),
            Some(Item::ArrayOfTables(tables)) => Some(tables),
            Some(_) => None,
        };
        match tables {
            Some(tables) if tables.len() == ledger.entries().len() => Ok(Self {
                ledger,
                document,
                tables,
            }),
            _ => Err(invalid(
                1,
                "the decisions stand in one array; write each as a table of its own, under [[accepted]]",
            )),
        }
    }

    /// Adds a decision, in the place of an older one on the same subject.
    pub fn add(&mut self, decision: &Decision) -> Added {
        let entries = self.ledger.entries();
        let identity = decision.identity();
        let same =
            |entry: &Entry| entry.decision.key == decision.key && entry.decision.identity() == identity;
        if let Some(at) = entries.iter().position(same) {
            if let Some(table) = self.tables.get_mut(at) {
                fill(table, decision);
            }
            return Added::InPlaceOf(Box::new(entries[at].decision.clone()));
        }
        let order = |identity: &Identity, decision: &Decision| {
            (
                identity.name().to_owned(),
                decision.domain.clone(),
                decision.key.clone(),
            )
        };
        let own = order(&identity, decision);
        let at = entries
            .iter()
            .position(|entry| order(&entry.decision.identity(), &entry.decision) > own)
            .unwrap_or(entries.len());
        let first_ever = self.ledger.text().trim().is_empty();
        let tables = &mut self.tables;
        let mut table = Table::new();
        fill(&mut table, decision);
        let mut prefix = if tables.is_empty() {
            String::new()
        } else {
            "\n".to_owned()
        };
        if at == 0
            && let Some(second) = tables.get_mut(0)
        {
            // What stands at the head of the file stays there.
            let (files_own, its_own) = split_comments(&prefix_of(second));
            second.decor_mut().set_prefix(format!("\n{its_own}"));
            prefix = files_own;
        }
        if first_ever {
            PREAMBLE.clone_into(&mut prefix);
        } else if tables.is_empty() {
            // A file of comments alone: they are its head.
            let head = self.document.trailing().as_str().unwrap_or_default().trim_end();
            prefix = format!("{head}\n\n").trim_start().to_owned();
            self.document.set_trailing("");
        }
        table.decor_mut().set_prefix(prefix);
        tables.insert(at, table);
        Added::New
    }

    /// Takes decisions away; `gone` says which.
    pub fn remove(&mut self, gone: impl Fn(&Entry) -> bool) -> Vec<&'a Entry> {
        let entries = self.ledger.entries();
        let mut removed = Vec::new();
        let mut kept_comments = String::new();
        let tables = &mut self.tables;
        let mut at = 0;
        for entry in entries {
            if gone(entry) {
                let comments = split_comments(&prefix_of(&tables.remove(at))).0;
                if comments.contains('#') {
                    kept_comments.push_str(comments.trim_start_matches('\n'));
                }
                removed.push(entry);
                continue;
            }
            if let Some(table) = tables.get_mut(at).filter(|_| !removed.is_empty()) {
                let own = prefix_of(table);
                let own = own.trim_start_matches('\n');
                let gap = if at == 0 { "" } else { "\n" };
                table
                    .decor_mut()
                    .set_prefix(format!("{gap}{}{own}", std::mem::take(&mut kept_comments)));
            }
            at += 1;
        }
        if !kept_comments.is_empty() {
            let trailing = self.document.trailing().as_str().unwrap_or_default().to_owned();
            self.document.set_trailing(format!("{kept_comments}{trailing}"));
        }
        removed
    }

    /// What the file would hold.
    #[must_use]
    pub fn text(mut self) -> String {
        if !self.tables.is_empty() {
            self.document.insert("accepted", Item::ArrayOfTables(self.tables));
        }
        self.document.to_string()
    }

    /// Writes the file, whole or not at all, and gives the ledger that stands in it now.
    ///
    /// # Errors
    /// The file was changed by somebody else in the meantime, or cannot be written; it stands as it was then.
    pub fn save(self, today: Date) -> Result<Ledger, LedgerError> {
        let old = self.ledger;
        let path = old.path();
        // What is written is read first: a file that does not read back never takes the place of one that does.
        let ledger = Ledger::parse(path, self.text(), today)?;
        let unwritable = |error| LedgerError::Unwritable {
            path: path.to_owned(),
            error,
        };
        let mut file = ReportFile::open(path).map_err(|error| unwritable(error.error))?;
        file.write_all(ledger.text().as_bytes()).map_err(unwritable)?;
        let there = match read_limited(path, old.text().len()) {
            Ok(bytes) => bytes,
            Err(ReadError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(ReadError::Io(error)) => return Err(unwritable(error)),
            Err(ReadError::TooLarge(_)) => return Err(LedgerError::Changed(path.to_owned())),
        };
        if there != old.text().as_bytes() {
            return Err(LedgerError::Changed(path.to_owned()));
        }
        file.finish().map_err(|error| unwritable(error.error))?;
        Ok(ledger)
    }
}

fn prefix_of(table: &Table) -> String {
    table
        .decor()
        .prefix()
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default()
        .to_owned()
}

/// The comments in front of a table: those of the file, up to the last blank line, and those of the table itself.
fn split_comments(prefix: &str) -> (String, String) {
    match prefix
        .rfind("\n\n")
        .map(|at| at + 2)
        .or_else(|| prefix.starts_with('\n').then_some(1))
    {
        Some(at) => (prefix[..at].to_owned(), prefix[at..].to_owned()),
        None => (String::new(), prefix.to_owned()),
    }
}

/// Writes a decision into a table; comments behind values stay.
fn fill(table: &mut Table, decision: &Decision) {
    let texts = |list: &[String]| {
        let mut array = Array::new();
        array.extend(list.iter().map(String::as_str));
        value(array)
    };
    let given = |text: &str| (!text.is_empty()).then(|| value(text));
    let fields = [
        ("subject", given(&decision.subject)),
        ("domain", decision.domain.as_deref().and_then(given)),
        ("country", decision.country.map(|c| value(c.code()))),
        ("key", decision.key.as_deref().and_then(given)),
        (
            "vendors",
            (!decision.vendors.is_empty()).then(|| texts(&decision.vendors)),
        ),
        ("verdict", given(decision.verdict.word())),
        ("records", Some(texts(&decision.records))),
        ("reason", given(&decision.reason)),
        ("owner", given(&decision.owner)),
        ("accepted_on", Some(value(decision.accepted_on.to_string()))),
        ("until", Some(value(decision.until.to_string()))),
        ("fingerprint", Some(value(decision.fingerprint.to_string()))),
    ];
    for (name, field) in fields {
        let Some(field) = field else {
            table.remove(name);
            continue;
        };
        match (table.get_mut(name).and_then(Item::as_value_mut), field) {
            (Some(old), Item::Value(mut new)) => {
                *Value::decor_mut(&mut new) = old.decor().clone();
                *old = new;
            }
            (_, field) => {
                table.insert(name, field);
            }
        }
    }
}
