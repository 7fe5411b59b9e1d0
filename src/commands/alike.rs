//! Names that were typed, have no record, and are written much like a listed one: a slip to ask back about, no finding.

use std::io;

use super::Streams;
use crate::dataset::Dataset;
use crate::dataset::model::{AliasKind, Record};
use crate::exposure::Verdict;
use crate::names::fold;
use crate::report::model::Finding;

/// Names that are asked back about at most; a pasted list is not proofread.
const MOST: usize = 20;
/// In names with fewer letters, another letter makes another name.
const SHORTEST: usize = 4;
/// From this length on two slips are tolerated.
const LONG: usize = 8;

/// Asks back about each such name.
pub(super) fn tell(findings: &[Finding], list: &Dataset, streams: &mut Streams<'_>) -> io::Result<()> {
    let typed: Vec<(&str, String)> = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::NoRecord && finding.subject.input.is_none())
        .take(MOST)
        .map(|finding| (finding.subject.name.as_str(), fold(&finding.subject.name)))
        .filter(|(_, folded)| folded.chars().count() >= SHORTEST)
        .collect();
    if typed.is_empty() {
        return Ok(());
    }
    let listed: Vec<(String, &Record)> = list
        .records()
        .iter()
        .filter(|record| record.withdrawn.is_none())
        .flat_map(|record| names(record).map(move |name| (fold(name), record)))
        .collect();
    for (name, folded) in typed {
        if let Some(record) = nearest(&folded, &listed) {
            streams.note(&format!(
                "no record for \"{name}\"; a listed name that is written much like it is {} ({}): check the spelling",
                record.name, record.id
            ))?;
        }
    }
    Ok(())
}

/// The names of a record that are long enough to be mistyped.
fn names(record: &Record) -> impl Iterator<Item = &str> {
    let aliases = record
        .aliases
        .iter()
        .filter(|alias| alias.kind != AliasKind::Acronym);
    std::iter::once(record.name.as_str()).chain(aliases.map(|alias| alias.name.as_str()))
}

fn nearest<'a>(to: &str, listed: &[(String, &'a Record)]) -> Option<&'a Record> {
    let length = to.chars().count();
    let slips = if length < LONG { 1 } else { 2 };
    listed
        .iter()
        .filter(|(name, _)| name.chars().count().abs_diff(length) <= slips)
        .map(|(name, record)| (strsim::osa_distance(to, name), *record))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, record)| record)
}
