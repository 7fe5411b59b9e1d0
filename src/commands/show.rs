//! `show`: everything on one organization.

use std::fmt::Write as _;

use serde::Serialize;

use super::{CommandError, Streams};
use crate::cli::{ShowArgs, SimpleFormat};
use crate::dataset::Dataset;
use crate::dataset::model::{AliasKind, ListedAs, Record, Standing};
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::exposure::path::paths;
use crate::matching::{Options, Query};
use crate::nearest::nearest;
use crate::report::facts::facts;
use crate::report::model::{ListInfo, ListingInfo, PathInfo};
use crate::report::text::{days, paragraph};
use crate::screening;
use crate::settings::{Common, ListSettings, SURE};

/// What `show --format json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    record: &'a Record,
    paths: Vec<PathInfo>,
    parts: Vec<Named<'a>>,
    exposed_through_it: Vec<Named<'a>>,
    dataset: ListInfo,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<&'a str>,
}

pub(super) fn run(
    args: &ShowArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let record = find(&list, &args.organization)?;
    let shown = Shown {
        record,
        paths: paths(&list, record, None)
            .into_iter()
            .map(|path| PathInfo {
                text: path.to_string(),
                hops: path.hops,
            })
            .collect(),
        parts: list
            .records()
            .iter()
            .filter(|r| r.parent.as_deref() == Some(&record.id))
            .map(|r| Named {
                id: &r.id,
                name: &r.name,
                through: None,
            })
            .collect(),
        exposed_through_it: list
            .customers_of(&record.id)
            .iter()
            .map(|c| Named {
                id: &c.record.id,
                name: &c.record.name,
                through: middle(&list, c.record, &record.id),
            })
            .collect(),
        dataset: ListInfo::of(&list, common.today()),
    };
    let rendered = match args.format {
        SimpleFormat::Json | SimpleFormat::Jsonl => serde_json::to_string_pretty(&shown)? + "\n",
        SimpleFormat::Text => text(&list, &shown, common.layout.width),
    };
    streams.out.write_all(rendered.as_bytes())?;
    Ok(ExitStatus::Nothing)
}

/// The vendor that stands directly before `vendor` in the shortest chain to it.
fn middle<'a>(list: &'a Dataset, customer: &'a Record, vendor: &str) -> Option<&'a str> {
    let chains = &customer.exposure.as_ref()?.chains;
    let (at, chain) = chains
        .iter()
        .filter_map(|chain| {
            chain
                .iter()
                .position(|hop| hop.vendor == vendor)
                .map(|at| (at, chain))
        })
        .min_by_key(|(at, _)| *at)?;
    let before = &chain[at.checked_sub(1)?].vendor;
    Some(list.record(before).map_or(before, |r| &r.name))
}

/// What an id or a name leads to.
pub(super) enum LookUp<'a> {
    /// One record.
    Sure(&'a Record),
    /// Records that may be meant, the likeliest first; none where nothing matches.
    Unsure(Vec<&'a Record>),
}

/// Looks an id or a name up.
pub(super) fn look_up<'a>(list: &'a Dataset, asked: &str) -> LookUp<'a> {
    if let Some(record) = list.record(asked) {
        return LookUp::Sure(record);
    }
    let index = screening::index(list);
    let matches = index
        .searcher(Options::default())
        .search(&Query {
            name: asked,
            country: None,
            domain: None,
        })
        .unwrap_or_default();
    let records: Vec<&Record> = matches
        .iter()
        .filter_map(|m| list.record(&index.organizations()[m.organization].id))
        .collect();
    let sure = matches.iter().filter(|m| m.strength >= SURE).count();
    if (sure == 1 || matches.first().is_some_and(|m| m.strength > SURE) && sure < 2)
        && let Some(record) = records.first()
    {
        return LookUp::Sure(record);
    }
    LookUp::Unsure(records)
}

/// The record for an id or a name.
pub(super) fn find<'a>(list: &'a Dataset, asked: &str) -> Result<&'a Record, CommandError> {
    let candidates = match look_up(list, asked) {
        LookUp::Sure(record) => return Ok(record),
        LookUp::Unsure(candidates) => candidates,
    };
    let help = if candidates.is_empty() {
        // Too far for the matcher, and perhaps a slip in an id all the same.
        match nearest(&asked.to_lowercase(), list.records(), |record| record.id.clone()) {
            Some(near) => format!("did you mean {}?", near.id),
            None => "see the ids with: moveit-exposure list".to_owned(),
        }
    } else {
        did_you_mean(&candidates)
    };
    Err(CommandError::usage(
        format!("no single record for \"{}\"", terminal(asked)),
        help,
    ))
}

/// The question back when several records may be meant.
pub(super) fn did_you_mean(candidates: &[&Record]) -> String {
    let ids: Vec<&str> = candidates.iter().map(|record| record.id.as_str()).collect();
    format!("did you mean {}?", ids.join(", "))
}

/// A name with what is to be known of it: `Western (brand, tells only with a domain)`.
fn with_marks(name: &str, kind: Option<&str>, standing: Standing) -> String {
    let standing = (standing != Standing::Alone).then(|| standing.plain());
    let marks: Vec<&str> = kind.into_iter().chain(standing).collect();
    if marks.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", marks.join(", "))
    }
}

fn text(list: &Dataset, shown: &Shown<'_>, width: usize) -> String {
    let record = shown.record;
    let mut out = terminal(&record.name).into_owned() + "\n";
    let mut line = |text: &str| match text.trim_start() {
        "" => out.push('\n'),
        words => paragraph(&mut out, width, text.len() - words.len(), &terminal(words)),
    };
    line(&format!("  Id: {}", record.id));
    if record.name_standing != Standing::Alone {
        line(&format!("  This name {}.", record.name_standing.plain()));
    }
    if let Some(withdrawn) = &record.withdrawn {
        line(&format!("  Withdrawn on {}: {}", withdrawn.on, withdrawn.reason));
    }
    if let Some(legal) = record.legal_name.as_ref().filter(|l| **l != record.name) {
        line(&format!("  Legal name: {legal}"));
    }
    if !record.aliases.is_empty() {
        let aliases: Vec<String> = record
            .aliases
            .iter()
            .map(|alias| {
                let kind = (alias.kind != AliasKind::Name).then(|| alias.kind.plain());
                with_marks(&alias.name, kind, alias.standing)
            })
            .collect();
        line(&format!("  Also known as: {}", aliases.join("; ")));
    }
    let mut place: Vec<&str> = record.region.as_deref().into_iter().collect();
    place.extend(record.country.map(|c| c.name()));
    if !place.is_empty() {
        line(&format!("  Place: {}", place.join(", ")));
    }
    if let Some(sector) = record.sector {
        line(&format!("  Sector: {}", sector.plain()));
    }
    if !record.domains.is_empty() {
        line(&format!("  Domains: {}", record.domains.join(", ")));
    }
    if let Some(parent) = &record.parent {
        line(&format!(
            "  Part of: {} ({parent})",
            list.record(parent).map_or(parent.as_str(), |p| &p.name)
        ));
    }
    if !shown.parts.is_empty() {
        let parts: Vec<&str> = shown.parts.iter().map(|p| p.id).collect();
        line(&format!("  Its parts on the list: {}", parts.join(", ")));
    }
    line("");
    if let Some(note) = &record.note {
        line(&format!("  {note}"));
    }
    if record.listed_as == ListedAs::Maker {
        line("  Listed as the maker of MOVEit, not as one whose data was taken.");
    }
    for fact in facts(&ListingInfo::of(list, record)) {
        line(&format!("  {fact}"));
    }
    if let Some(exposure) = &record.exposure {
        line(&format!("  Route: {}", exposure.route.plain()));
    }
    for path in &shown.paths {
        line(&format!("  {}", path.text));
    }
    if !shown.exposed_through_it.is_empty() {
        line("");
        line(&format!("  Exposed through {}:", record.name));
        for customer in &shown.exposed_through_it {
            let through = customer
                .through
                .map_or_else(String::new, |t| format!(", through {t}"));
            line(&format!("    {} ({}){through}", customer.name, customer.id));
        }
    }
    line("");
    line("  Sources");
    for (number, source) in (1..).zip(&record.sources) {
        let supports: Vec<&str> = source.supports.iter().map(|s| s.plain()).collect();
        line(&format!(
            "  [{number}] {} ({}, {}; for {})",
            source.label(),
            source.kind.plain(),
            source.seen.plain(),
            supports.join(", ")
        ));
        line(&format!("      {}", source.url));
    }
    if let Some(reviewed) = record.reviewed_on {
        line("");
        line(&format!("  Record reviewed on {reviewed}"));
    }
    let mut end = String::new();
    if let (Some(version), Some(as_of), Some(age)) = (
        &shown.dataset.version,
        &shown.dataset.as_of,
        shown.dataset.age_in_days,
    ) {
        let _ = write!(end, "  List {version}, as of {as_of}, {}", days(age));
    }
    if !end.is_empty() {
        line("");
        line(&end);
    }
    out
}
