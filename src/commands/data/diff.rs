//! `data diff`: what changed from one list to another.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::lint::no_records;
use super::{CommandError, Streams, store};
use crate::cli::{DataDiffArgs, SimpleFormat, StoreArgs};
use crate::dataset::diff::{Changes, FieldChange, Named};
use crate::dataset::model::Record;
use crate::dataset::release::{MANIFEST, Manifest};
use crate::dataset::update::read_release;
use crate::dataset::{Dataset, DatasetError, folder, read_file};
use crate::escape::{terminal, terminal_short};
use crate::exit::ExitStatus;

/// The longest value that is shown beside its field, in characters.
const LONGEST_VALUE: usize = 60;

/// One of the two lists.
#[derive(Serialize)]
struct List {
    /// As it was named.
    given: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    records: usize,
    #[serde(skip)]
    content: Vec<Record>,
}

/// What `data diff --format json` prints.
#[derive(Serialize)]
struct Diff<'a> {
    before: &'a List,
    after: &'a List,
    #[serde(flatten)]
    changes: Changes,
}

pub(super) fn run(args: &DataDiffArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let before = read(&args.before, &args.store)?;
    let after = read(&args.after, &args.store)?;
    let diff = Diff {
        before: &before,
        after: &after,
        changes: Changes::between(&before.content, &after.content)?,
    };
    let rendered = match args.format {
        SimpleFormat::Json | SimpleFormat::Jsonl => serde_json::to_string_pretty(&diff)? + "\n",
        SimpleFormat::Text => text(&diff),
    };
    streams.out.write_all(rendered.as_bytes())?;
    Ok(ExitStatus::Nothing)
}

/// Reads a list by the words of the command line: `bundled`, `installed`, or a path.
fn read(given: &str, args: &StoreArgs) -> Result<List, CommandError> {
    let of = |version: Option<String>, content: Vec<Record>| List {
        given: given.to_owned(),
        version,
        records: content.len(),
        content,
    };
    let of_dataset = |list: &Dataset| {
        of(
            list.header().map(|header| header.version.clone()),
            list.records().to_vec(),
        )
    };
    let path = Path::new(given);
    match given {
        "bundled" => Ok(of_dataset(&Dataset::bundled()?)),
        "installed" => {
            let store = store(args)?;
            let state = store.state()?.ok_or_else(|| {
                CommandError::usage(
                    format!("no list is installed in {}", store.folder().display()),
                    "name the bundled one, a release, a folder of records or a list file",
                )
            })?;
            Ok(of_dataset(&store.load(&state.current)?))
        }
        _ if path.is_dir() && !path.join(MANIFEST).is_file() => {
            let read = folder::read(path)?;
            if !read.problems.is_empty() {
                return Err(DatasetError::Invalid(read.problems).into());
            }
            if read.records.is_empty() {
                return Err(no_records(path));
            }
            let version = read.header.map(|(_, header)| header.version);
            Ok(of(
                version,
                read.records.into_iter().map(|filed| filed.record).collect(),
            ))
        }
        _ if path.is_dir() || path.extension().is_some_and(|extension| extension == "json") => {
            let (manifest, records): (Manifest, Vec<Record>) = read_release(path)?;
            Ok(of(Some(manifest.version.to_string()), records))
        }
        _ => {
            let (filed, _) = read_file(path)?;
            Ok(of(None, filed.into_iter().map(|filed| filed.record).collect()))
        }
    }
}

fn text(diff: &Diff<'_>) -> String {
    let named = |list: &List| match &list.version {
        Some(version) => format!("{} ({version}, {} records)", terminal(&list.given), list.records),
        None => format!("{} ({} records)", terminal(&list.given), list.records),
    };
    let changes = &diff.changes;
    let mut out = format!(
        "{} → {}: {} added, {} changed, {} withdrawn, {} removed\n",
        named(diff.before),
        named(diff.after),
        changes.added.len(),
        changes.changed.len(),
        changes.withdrawn.len(),
        changes.removed.len()
    );
    let names = |out: &mut String, title: &str, records: &[Named]| {
        if records.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{title}");
        for record in records {
            let _ = writeln!(out, "  {} ({})", terminal(&record.name), terminal(&record.id));
        }
    };
    names(&mut out, "Added", &changes.added);
    if !changes.changed.is_empty() {
        out.push_str("\nChanged\n");
    }
    for record in &changes.changed {
        let fields: Vec<String> = record.fields.iter().map(field).collect();
        let _ = writeln!(
            out,
            "  {} ({}): {}",
            terminal(&record.name),
            terminal(&record.id),
            fields.join(", ")
        );
    }
    if !changes.withdrawn.is_empty() {
        out.push_str("\nWithdrawn\n");
    }
    for record in &changes.withdrawn {
        let _ = writeln!(
            out,
            "  {} ({}), {}: {}",
            terminal(&record.name),
            terminal(&record.id),
            record.on,
            terminal(&record.reason)
        );
    }
    names(
        &mut out,
        "Removed (a list should withdraw instead)",
        &changes.removed,
    );
    out
}

/// A field, with its values where these are short.
fn field(change: &FieldChange) -> String {
    let short = |value: &Option<Value>| match value {
        None => Some("nothing".to_owned()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
        Some(_) => None,
    };
    let fits = |text: &String| text.chars().count() <= LONGEST_VALUE;
    let values = short(&change.before)
        .filter(fits)
        .zip(short(&change.after).filter(fits));
    match values {
        Some((before, after)) => format!(
            "{} {} → {}",
            change.field,
            terminal_short(&before, LONGEST_VALUE),
            terminal_short(&after, LONGEST_VALUE)
        ),
        None => change.field.clone(),
    }
}
