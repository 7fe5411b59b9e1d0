//! What makes a record bad. The build refuses a list with any problem; `data lint` prints them.
//!
//! This file is also compiled into the build script, so it leans on nothing but the model.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::model::{
    AcknowledgedBy, AliasKind, ListHeader, PartialDate, Record, Route, Seen, Source, Standing, Status,
    Support,
};

/// The first day of the thefts: nothing about them was said before.
const FIRST_THEFTS: jiff::civil::Date = jiff::civil::Date::constant(2023, 5, 27);

/// Words that many organizations are called by: as a whole name, none of them tells one by itself.
const COMMON_WORDS: [&str; 32] = [
    "american",
    "anthem",
    "capital",
    "central",
    "columbia",
    "delta",
    "eastern",
    "first",
    "gen",
    "general",
    "global",
    "halifax",
    "heritage",
    "horizon",
    "liberty",
    "maine",
    "midwest",
    "national",
    "northern",
    "pacific",
    "pioneer",
    "premier",
    "progress",
    "southern",
    "summit",
    "temple",
    "trinity",
    "union",
    "united",
    "universal",
    "vitality",
    "western",
];

/// Capitals up to this many are read as an acronym.
const SHORT_ACRONYM: usize = 4;

/// One thing that is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, and the line where that is known.
    pub place: String,
    /// Stable kebab-case code.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.reason, self.code)
    }
}

/// A record and the file that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The file as the messages name it.
    pub file: String,
    /// The record.
    pub record: Record,
}

/// How much a record must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// The bundled list: facts, sources and a note for every record, one file each.
    Full,
    /// A user's own additions: an id and a name are enough, and real registers do give one name or domain to several.
    Matching,
}

/// Reads one record from TOML.
///
/// # Errors
/// The text is no TOML, or no record: unknown field, unknown word, unknown country, bad date.
pub fn parse_record(file: &str, text: &str) -> Result<Record, Problem> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        Problem {
            place: line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")),
            code: "unreadable-record",
            reason: error.message().trim().replace('\n', "; "),
        }
    })
}

/// Reads what the list says of itself.
///
/// # Errors
/// A field is missing, unknown or malformed.
pub fn parse_header(file: &str, text: &str) -> Result<ListHeader, Problem> {
    toml::from_str(text).map_err(|error| Problem {
        place: file.to_owned(),
        code: "unreadable-header",
        reason: error.message().trim().replace('\n', "; "),
    })
}

/// Checks records against each other and against the world: all problems, in the order of the records.
///
/// `latest` is the last day that a date may name: the list's as-of date, or today for a user's own additions.
#[must_use]
pub fn lint(records: &[Filed], completeness: Completeness, latest: jiff::civil::Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    for filed in records {
        let mut checker = Checker {
            filed,
            latest,
            problems: &mut problems,
        };
        checker.identity(completeness);
        checker.names(completeness);
        checker.facts(completeness);
        checker.sources(completeness);
    }
    references(records, &mut problems);
    if completeness == Completeness::Full {
        shared(records, &mut problems);
    }
    problems
}

struct Checker<'a> {
    filed: &'a Filed,
    latest: jiff::civil::Date,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, code: &'static str, reason: impl Into<String>) {
        self.problems.push(Problem {
            place: self.filed.file.clone(),
            code,
            reason: reason.into(),
        });
    }

    fn identity(&mut self, completeness: Completeness) {
        let id = &self.filed.record.id;
        match completeness {
            Completeness::Matching => {
                if id.is_empty() || id.len() > 200 || id.chars().any(|c| c.is_control() || c.is_whitespace())
                {
                    self.problem("bad-id", "the id is empty, too long or holds white space");
                }
            }
            Completeness::Full => {
                if !is_kebab_case(id) {
                    self.problem(
                        "bad-id",
                        format!("the id \"{id}\" is not kebab-case (a-z, 0-9, single hyphens)"),
                    );
                }
                // A line of a list has no file of its own.
                let file = self.filed.file.rsplit(['/', '\\']).next().unwrap_or_default();
                if file.strip_suffix(".toml").is_some_and(|stem| stem != id) {
                    self.problem(
                        "id-is-not-file-name",
                        format!("the id \"{id}\" belongs into a file {id}.toml"),
                    );
                }
            }
        }
    }

    fn names(&mut self, completeness: Completeness) {
        let record = &self.filed.record;
        let mut seen = BTreeSet::new();
        // The legal name may well be the name in use, so it is not counted as a repetition.
        let all = std::iter::once(&record.name)
            .chain(record.legal_name.iter().filter(|legal| **legal != record.name))
            .chain(record.aliases.iter().map(|a| &a.name));
        for name in all {
            if name.is_empty() || name.trim() != name || name.chars().any(char::is_control) {
                self.problem(
                    "bad-name",
                    format!(
                        "the name \"{}\" is empty, padded or holds control characters",
                        name.escape_debug()
                    ),
                );
            }
            if !seen.insert(name.as_str()) && completeness == Completeness::Full {
                self.problem("repeated-name", format!("the name \"{name}\" stands twice"));
            }
        }
        if completeness == Completeness::Full {
            self.standing();
        }
        let needs_country = record.name_standing == Standing::WithCountry
            || record.aliases.iter().any(|a| a.standing == Standing::WithCountry);
        if needs_country && record.country.is_none() {
            self.problem(
                "standing-without-country",
                "a name stands only with the country, and the record has none",
            );
        }
        for domain in &record.domains {
            if !is_domain(domain) {
                self.problem(
                    "bad-domain",
                    format!("\"{domain}\" is no domain: write it in lower case, without scheme, www or path"),
                );
            }
        }
    }

    /// No common word and no unmarked acronym stands alone.
    fn standing(&mut self) {
        let record = &self.filed.record;
        let own = std::iter::once((&record.name, record.name_standing));
        let aliases = || {
            record
                .aliases
                .iter()
                .filter(|alias| alias.kind != AliasKind::Acronym)
        };
        for (name, standing) in own.chain(aliases().map(|alias| (&alias.name, alias.standing))) {
            if standing == Standing::Alone && COMMON_WORDS.contains(&name.to_lowercase().as_str()) {
                self.problem(
                    "common-word",
                    format!(
                        "many are called \"{name}\"; give it the standing with-domain, or with-country where people there mean this one"
                    ),
                );
            }
        }
        for alias in aliases().filter(|alias| alias.standing == Standing::Alone) {
            let name = &alias.name;
            if name.len() <= SHORT_ACRONYM && name.bytes().all(|b| b.is_ascii_uppercase()) {
                self.problem(
                    "unmarked-acronym",
                    format!("\"{name}\" is an acronym; give it that kind, or a standing"),
                );
            }
        }
    }

    /// The same thing said twice in one list of a record.
    fn repeated<T: Ord + fmt::Display>(&mut self, field: &str, values: &[T]) {
        let mut seen = BTreeSet::new();
        for value in values {
            if !seen.insert(value) {
                self.problem("repeated-value", format!("{field} has \"{value}\" twice"));
            }
        }
    }

    /// A date on which something about the thefts was said: no future day, and none before them.
    fn said(&mut self, what: &str, date: Option<PartialDate>) {
        self.date(what, date);
        if let Some(date) = date
            && date.last_day().is_none_or(|day| day < FIRST_THEFTS)
        {
            self.problem(
                "before-the-thefts",
                format!("{what} {date} lies before {FIRST_THEFTS}, the day of the first thefts"),
            );
        }
    }

    fn date(&mut self, what: &str, date: Option<PartialDate>) {
        if let Some(date) = date
            && date.first_day().is_none_or(|day| day > self.latest)
        {
            self.problem("future-date", format!("{what} {date} lies after {}", self.latest));
        }
    }

    fn facts(&mut self, completeness: Completeness) {
        let record = &self.filed.record;
        if completeness == Completeness::Full {
            let missing: Vec<&str> = [
                ("country", record.country.is_none()),
                ("sector", record.sector.is_none()),
                ("note", record.note.is_none()),
                ("exposure", record.exposure.is_none()),
            ]
            .iter()
            .filter_map(|&(field, missing)| missing.then_some(field))
            .collect();
            if !missing.is_empty() {
                self.problem("missing-field", format!("missing: {}", missing.join(", ")));
            }
        }
        for (field, text) in [("region", &record.region), ("note", &record.note)] {
            if let Some(text) = text {
                self.text(field, text);
            }
        }
        for service in record.vendor.iter().flat_map(|v| &v.services) {
            self.service(service);
        }
        if let Some(withdrawn) = &record.withdrawn {
            self.said("withdrawn on", Some(withdrawn.on));
            if withdrawn.reason.trim().is_empty() {
                self.problem("withdrawn-without-reason", "a withdrawal needs its reason");
            } else {
                self.text("the reason of the withdrawal", &withdrawn.reason);
            }
        }
        self.review();
        self.repeated("domains", &record.domains);
        if let Some(vendor) = &record.vendor {
            self.repeated("services", &vendor.services);
        }
        let Some(exposure) = &record.exposure else { return };
        self.said("disclosed_on", exposure.disclosed_on);
        self.repeated("populations", &exposure.populations);
        self.repeated("data_types", &exposure.data_types);
        if exposure.people_affected.is_some() && !exposure.outflow.is_acknowledged() {
            self.problem(
                "people-without-outflow",
                "people_affected counts people whose data left; with this outflow leave it out",
            );
        }
        if exposure.people_affected == Some(0) {
            self.problem("zero-people", "people_affected is 0; leave out what is not known");
        }
        let by_press = matches!(
            exposure.acknowledged_by,
            AcknowledgedBy::Press | AcknowledgedBy::Researcher
        );
        match exposure.status {
            Status::Confirmed if by_press => self.problem(
                "status-without-acknowledgement",
                "confirmed needs the organization, its vendor or a regulator; on the word of press or researchers it is reported",
            ),
            Status::Reported if !by_press => self.problem(
                "status-without-acknowledgement",
                "reported is for the word of press or researchers alone; this one is acknowledged",
            ),
            _ => {}
        }
        match (exposure.route, exposure.chains.is_empty()) {
            (Route::Vendor, true) => {
                self.problem("route-without-chain", "route vendor needs a chain of vendors")
            }
            (Route::OwnServer | Route::Unknown, false) => {
                self.problem("chain-without-route", "a chain of vendors needs route vendor");
            }
            _ => {}
        }
        for (at, chain) in exposure.chains.iter().enumerate() {
            if exposure.chains[..at].contains(chain) {
                self.problem("repeated-chain", "a chain of vendors stands twice");
            }
            if chain.is_empty() {
                self.problem("empty-chain", "a chain names no vendor");
            }
            for service in chain.iter().filter_map(|hop| hop.service.as_ref()) {
                self.service(service);
            }
        }
    }

    /// Text that people read: something, in one line, without white space around it.
    fn text(&mut self, field: &str, text: &str) {
        if text.is_empty() || text.trim() != text || text.chars().any(char::is_control) {
            self.problem(
                "bad-text",
                format!("{field} is empty, padded or holds control characters; trim it or leave it out"),
            );
        }
    }

    /// What a record tells, a source tells: the kinds of data, how many people, and by which way.
    fn supported(&mut self) {
        let record = &self.filed.record;
        let Some(exposure) = record.exposure.as_ref().filter(|_| record.withdrawn.is_none()) else {
            return;
        };
        for (told, what, support) in [
            (!exposure.data_types.is_empty(), "data_types", Support::Data),
            (
                exposure.people_affected.is_some(),
                "people_affected",
                Support::People,
            ),
            (
                exposure.route == Route::Vendor,
                "the route through a vendor",
                Support::Via,
            ),
        ] {
            if told && !record.sources.iter().any(|s| s.supports.contains(&support)) {
                self.problem(
                    "unsupported-fact",
                    format!("no source supports {what}; name one with \"{support}\" under supports, or leave it out"),
                );
            }
        }
    }

    /// Nobody reviews tomorrow, nor with a source that did not exist yet.
    fn review(&mut self) {
        let record = &self.filed.record;
        let Some(reviewed) = record.reviewed_on else {
            return;
        };
        self.date("reviewed_on", Some(reviewed.into()));
        let later = |source: &&Source| {
            source
                .published_on
                .and_then(|date| date.first_day())
                .is_some_and(|day| day > reviewed)
        };
        for source in record.sources.iter().filter(later) {
            self.problem(
                "reviewed-before-source",
                format!("reviewed_on {reviewed} lies before {} was published", source.url),
            );
        }
    }

    fn service(&mut self, service: &str) {
        if !is_kebab_case(service) {
            self.problem(
                "bad-service",
                format!("the service \"{service}\" is not kebab-case"),
            );
        }
    }

    fn sources(&mut self, completeness: Completeness) {
        let record = &self.filed.record;
        if completeness == Completeness::Full {
            if record.sources.is_empty() {
                self.problem("no-source", "a record needs at least one source");
            } else if !record
                .sources
                .iter()
                .any(|s| s.supports.contains(&Support::Exposure))
            {
                self.problem("no-source", "no source supports the exposure");
            } else if !record
                .sources
                .iter()
                .any(|s| s.seen != Seen::Cited && s.supports.contains(&Support::Exposure))
            {
                self.problem(
                    "no-read-source",
                    "every source of the exposure is only cited; read one, and say so with seen = \"full\" or \"excerpt\"",
                );
            }
        }
        if completeness == Completeness::Full {
            self.supported();
        }
        let mut seen = BTreeSet::new();
        for source in &record.sources {
            let rest = source
                .url
                .strip_prefix("https://")
                .or_else(|| source.url.strip_prefix("http://"));
            let host = rest
                .and_then(|r| r.split(['/', '?', '#']).next())
                .unwrap_or_default();
            if !host.contains('.') || source.url.chars().any(|c| c.is_whitespace() || c.is_control()) {
                self.problem(
                    "bad-source",
                    format!("\"{}\" is no web address", source.url.escape_debug()),
                );
            }
            if source.publisher.trim().is_empty() {
                self.problem("bad-source", format!("{} has no publisher", source.url));
            } else {
                self.text(&format!("the publisher of {}", source.url), &source.publisher);
            }
            if source.supports.is_empty() {
                self.problem("bad-source", format!("{} supports nothing", source.url));
            }
            if !seen.insert(source.url.as_str()) {
                self.problem("repeated-source", format!("{} stands twice", source.url));
            }
            self.repeated("supports", &source.supports);
            self.said("published_on", source.published_on);
        }
    }
}

/// Ids are unique; vendors and parents exist; neither runs in a circle.
fn references(records: &[Filed], problems: &mut Vec<Problem>) {
    let mut by_id: BTreeMap<&str, &Filed> = BTreeMap::new();
    for filed in records {
        if let Some(before) = by_id.insert(&filed.record.id, filed) {
            problems.push(Problem {
                place: filed.file.clone(),
                code: "repeated-id",
                reason: format!("the id \"{}\" stands in {} too", filed.record.id, before.file),
            });
        }
    }
    let mut vendors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut parents: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for filed in records {
        let record = &filed.record;
        for chain in record.exposure.iter().flat_map(|e| &e.chains) {
            let mut customer = record.id.as_str();
            for hop in chain {
                if by_id.contains_key(hop.vendor.as_str()) {
                    vendors.entry(customer).or_default().insert(&hop.vendor);
                } else {
                    problems.push(Problem {
                        place: filed.file.clone(),
                        code: "unknown-vendor",
                        reason: format!("the chain names \"{}\", which is no record", hop.vendor),
                    });
                }
                customer = &hop.vendor;
            }
        }
        if let Some(parent) = &record.parent {
            if by_id.contains_key(parent.as_str()) {
                parents.entry(&record.id).or_default().insert(parent);
            } else {
                problems.push(Problem {
                    place: filed.file.clone(),
                    code: "unknown-parent",
                    reason: format!("the parent \"{parent}\" is no record"),
                });
            }
        }
    }
    for (edges, what) in [(&vendors, "vendors"), (&parents, "parents")] {
        if let Some(cycle) = find_cycle(edges) {
            let place = cycle
                .first()
                .and_then(|id| by_id.get(id))
                .map_or_else(String::new, |f| f.file.clone());
            problems.push(Problem {
                place,
                code: "cycle",
                reason: format!("the {what} run in a circle: {}", cycle.join(" → ")),
            });
        }
    }
}

/// A circle in a directed graph, first node repeated at the end.
fn find_cycle<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for &start in edges.keys() {
        // Depth first with an explicit trail: each entry is a node and what is left of its neighbours.
        let mut trail: Vec<(&str, Vec<&str>)> = vec![(start, neighbours(edges, start))];
        while let Some((node, rest)) = trail.last_mut() {
            let Some(next) = rest.pop() else {
                done.insert(node);
                trail.pop();
                continue;
            };
            if let Some(at) = trail.iter().position(|&(on_trail, _)| on_trail == next) {
                let mut cycle: Vec<&str> = trail[at..].iter().map(|&(node, _)| node).collect();
                cycle.push(next);
                return Some(cycle);
            }
            if !done.contains(next) {
                trail.push((next, neighbours(edges, next)));
            }
        }
    }
    None
}

fn neighbours<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>, node: &str) -> Vec<&'a str> {
    edges
        .get(node)
        .map(|set| set.iter().copied().collect())
        .unwrap_or_default()
}

/// A name belongs to one record, unless it is an acronym, or needs a domain, wherever it stands; a domain belongs to one record.
fn shared(records: &[Filed], problems: &mut Vec<Problem>) {
    let mut names: BTreeMap<String, (&Filed, AliasKind, Standing)> = BTreeMap::new();
    let mut domains: BTreeMap<&str, &Filed> = BTreeMap::new();
    for filed in records {
        let record = &filed.record;
        let own = std::iter::once((&record.name, AliasKind::Name, record.name_standing))
            .chain(
                record
                    .legal_name
                    .iter()
                    .map(|name| (name, AliasKind::Name, Standing::Alone)),
            )
            .chain(
                record
                    .aliases
                    .iter()
                    .map(|alias| (&alias.name, alias.kind, alias.standing)),
            );
        for (name, kind, standing) in own {
            let key = letters(name);
            match names.get(&key) {
                Some(&(other, other_kind, other_standing)) if other.record.id != record.id => {
                    let acronyms = (kind, other_kind) == (AliasKind::Acronym, AliasKind::Acronym);
                    let common = (standing, other_standing) == (Standing::WithDomain, Standing::WithDomain);
                    if !acronyms && !common {
                        problems.push(Problem {
                            place: filed.file.clone(),
                            code: "shared-alias",
                            reason: format!(
                                "the name \"{name}\" stands in {} too, and is neither an acronym nor a name with-domain in both",
                                other.file
                            ),
                        });
                    }
                }
                _ => {
                    names.insert(key, (filed, kind, standing));
                }
            }
        }
        for domain in &record.domains {
            if let Some(other) = domains.insert(domain, filed) {
                problems.push(Problem {
                    place: filed.file.clone(),
                    code: "shared-domain",
                    reason: format!("the domain {domain} stands in {} too", other.file),
                });
            }
        }
    }
}

/// A name's letters and digits in lower case: what two spellings of one name share.
fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_kebab_case(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn is_domain(text: &str) -> bool {
    text.len() <= 253
        && text.contains('.')
        && !text.starts_with("www.")
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
}
