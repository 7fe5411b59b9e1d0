//! What a letter says of a record: each fact in the words of its language, with the sources that bear it out.

use serde::Serialize;

use super::language::Locale;
use crate::dataset::Dataset;
use crate::dataset::model::{DataType, Exposure, Hop, Outflow, Record, Route, Source, SourceKind, Support};

/// Sources cited for one fact at most: a letter is no bibliography.
const CITED_FOR_A_FACT: usize = 2;

/// One fact, ready to be set into a letter.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) value: String,
    /// The numbers of its sources, as ` [1][2]`; empty where no source of the record says that it bears it out.
    pub(super) cited: String,
}

/// Numbers sources in the order in which a letter cites them.
#[derive(Default)]
pub(super) struct Sources<'a> {
    records: Vec<&'a Source>,
}

impl<'a> Sources<'a> {
    fn cite(&mut self, record: &'a Record, what: Support) -> String {
        let mut best: Vec<&Source> = record
            .sources
            .iter()
            .filter(|source| source.supports.contains(&what))
            .collect();
        best.sort_by_key(|source| rank(source.kind));
        best.truncate(CITED_FOR_A_FACT);
        let mut numbers: Vec<usize> = best
            .into_iter()
            .map(
                |source| match self.records.iter().position(|s| s.url == source.url) {
                    Some(at) => at + 1,
                    None => {
                        self.records.push(source);
                        self.records.len()
                    }
                },
            )
            .collect();
        numbers.sort_unstable();
        cited(&numbers)
    }

    /// The sources that were cited, the first first.
    pub(super) fn records(&self) -> &[&'a Source] {
        &self.records
    }
}

/// ` [1][2]`, or nothing.
pub(super) fn cited(numbers: &[usize]) -> String {
    if numbers.is_empty() {
        return String::new();
    }
    let numbers: String = numbers.iter().map(|number| format!("[{number}]")).collect();
    format!(" {numbers}")
}

/// The words of those responsible go before those of others.
fn rank(kind: SourceKind) -> u8 {
    match kind {
        SourceKind::OrganizationStatement => 0,
        SourceKind::RegulatorFiling | SourceKind::SecuritiesFiling => 1,
        SourceKind::VendorStatement => 2,
        SourceKind::CourtFiling => 3,
        SourceKind::Press => 4,
        SourceKind::Research => 5,
    }
}

/// The facts of a record, in the order in which they are told.
pub(super) fn facts<'a>(
    list: &Dataset,
    record: &'a Record,
    exposure: &Exposure,
    locale: &Locale,
    sources: &mut Sources<'a>,
) -> Vec<Fact> {
    let words = locale.words;
    let mut facts = Vec::new();
    let mut tell = |label: &str, value: String, what: Support| {
        if !value.is_empty() {
            facts.push(Fact {
                label: label.to_owned(),
                value,
                cited: sources.cite(record, what),
            });
        }
    };
    let all = |keys: Vec<&str>, table: &std::collections::BTreeMap<String, String>| {
        let known: Vec<&str> = keys
            .into_iter()
            .filter_map(|key| table.get(key).map(String::as_str))
            .collect();
        locale.typography(&known.join(", ")).into_owned()
    };

    let taken = exposure.outflow.is_acknowledged();
    let by = all(vec![exposure.acknowledged_by.word()], &words.acknowledged_by);
    let made_public = match exposure.disclosed_on {
        Some(date) => format!("{}, {by}", locale.date(date)),
        None => by,
    };
    tell(&words.labels.acknowledged, made_public, Support::Exposure);
    // Said before what could be reached, so that nobody reads that as taken.
    if !taken {
        let outflow = all(vec![exposure.outflow.word()], &words.outflows);
        let outflow = match exposure.outflow {
            Outflow::Denied => {
                let by = all(vec![exposure.acknowledged_by.word()], &words.said_by);
                format!("{outflow} {by}")
            }
            _ => outflow,
        };
        tell(&words.labels.outflow, outflow, Support::Exposure);
    }
    tell(
        &words.labels.route,
        route(list, exposure, locale),
        if exposure.route == Route::Vendor {
            Support::Via
        } else {
            Support::Exposure
        },
    );
    // "Other data" alone tells nothing.
    let kinds: Vec<&str> = match exposure.data_types.as_slice() {
        [DataType::Other] => Vec::new(),
        kinds => kinds.iter().map(|d| d.word()).collect(),
    };
    tell(
        if taken {
            &words.labels.data_types
        } else {
            &words.labels.within_reach
        },
        all(kinds, &words.data_types),
        Support::Data,
    );
    tell(
        if taken {
            &words.labels.populations
        } else {
            &words.labels.people_within_reach
        },
        all(
            exposure.populations.iter().map(|p| p.word()).collect(),
            &words.populations,
        ),
        // No source says of itself that it bears out whose data it was; one that counts the people comes nearest.
        Support::People,
    );
    let people = exposure
        .people_affected
        .filter(|_| taken)
        .map_or_else(String::new, |n| locale.number(n));
    tell(&words.labels.people, people, Support::People);
    facts
}

fn route(list: &Dataset, exposure: &Exposure, locale: &Locale) -> String {
    let words = locale.words;
    let mut chains: Vec<String> = exposure
        .chains
        .iter()
        .map(|chain| {
            let hops: Vec<String> = chain.iter().map(|hop| vendor(list, hop, locale)).collect();
            hops.join(&words.its_vendor)
        })
        .collect();
    chains.dedup();
    if exposure.route == Route::Vendor && !chains.is_empty() {
        return format!("{}{}", words.through.before, chains.join("; "));
    }
    words
        .routes
        .get(exposure.route.word())
        .cloned()
        .unwrap_or_default()
}

fn vendor(list: &Dataset, hop: &Hop, locale: &Locale) -> String {
    let name = list.record(&hop.vendor).map_or(hop.vendor.as_str(), |v| &v.name);
    let service = hop.service.as_ref().and_then(|s| locale.words.services.get(s));
    match service {
        Some(service) => format!("{name} ({service})"),
        None => name.to_owned(),
    }
}
