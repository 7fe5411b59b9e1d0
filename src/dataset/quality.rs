//! How well the records are borne out: measures over a list, and for each record what it has. Pure counting, no judgement.

use serde::Serialize;

use super::Dataset;
use super::model::{Outflow, Record, Route, Seen, Source, SourceKind, Status, Support};
use crate::names::{host, registrable};

/// The measures of a list, and of each record that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quality {
    /// Counts over all records.
    pub measures: Measures,
    /// When the records were last reviewed.
    pub reviews: Reviews,
    /// One a record, in the order of the list.
    pub records: Vec<RecordQuality>,
}

/// Counts of records, but for the last two. Withdrawn records are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Measures {
    /// All of them.
    pub records: usize,
    /// With a primary source of the exposure that was read: see [`is_primary`].
    pub primary_source: usize,
    /// With two sources of the exposure that differ both in publisher and in domain.
    pub two_independent_sources: usize,
    /// With kinds of data.
    pub data_types: usize,
    /// With a number of people.
    pub people: usize,
    /// With whose data it was.
    pub populations: usize,
    /// With a domain.
    pub domain: usize,
    /// With a legal name.
    pub legal_name: usize,
    /// Whose listing is only possible.
    pub status_possible: usize,
    /// Whose sources do not tell the route.
    pub route_unknown: usize,
    /// Where access was acknowledged, and not that data left.
    pub without_outflow: usize,
    /// With a vendor whose service for this very customer is told, in every chain.
    pub relationship_services: usize,
    /// Hit through a vendor: what the measure before is to be held against.
    pub through_vendor: usize,
    /// Steps of chains, counted once a record.
    pub hops: usize,
    /// Of these, with a service of their own.
    pub hops_with_service: usize,
}

/// When records were last reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Reviews {
    /// The earliest day.
    pub oldest: Option<jiff::civil::Date>,
    /// The latest day.
    pub newest: Option<jiff::civil::Date>,
    /// Records that do not say.
    pub missing: usize,
}

/// What one record has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordQuality {
    /// Its id.
    pub id: String,
    /// How sure its listing is; absent for a record without exposure.
    pub status: Option<Status>,
    /// How the data was reached.
    pub route: Option<Route>,
    /// What was acknowledged of data that left.
    pub outflow: Option<Outflow>,
    /// It has a primary source of the exposure that was read.
    pub primary_source: bool,
    /// It has two sources of the exposure that differ both in publisher and in domain.
    pub two_independent_sources: bool,
    /// All its sources.
    pub sources: usize,
    /// Of these, those that were read in full or in part.
    pub sources_read: usize,
    /// It has kinds of data.
    pub data_types: bool,
    /// It has a number of people.
    pub people: bool,
    /// It says whose data it was.
    pub populations: bool,
    /// It has a domain.
    pub domain: bool,
    /// It has a legal name.
    pub legal_name: bool,
    /// Steps of its chains.
    pub hops: usize,
    /// Of these, with a service of their own.
    pub hops_with_service: usize,
    /// When it was last reviewed.
    pub reviewed_on: Option<jiff::civil::Date>,
}

impl Quality {
    /// Measures a list.
    #[must_use]
    pub fn of(list: &Dataset) -> Self {
        let records: Vec<RecordQuality> = list
            .records()
            .iter()
            .filter(|record| record.withdrawn.is_none())
            .map(RecordQuality::of)
            .collect();
        let count =
            |has: &dyn Fn(&RecordQuality) -> bool| records.iter().filter(|record| has(record)).count();
        let measures = Measures {
            records: records.len(),
            primary_source: count(&|r| r.primary_source),
            two_independent_sources: count(&|r| r.two_independent_sources),
            data_types: count(&|r| r.data_types),
            people: count(&|r| r.people),
            populations: count(&|r| r.populations),
            domain: count(&|r| r.domain),
            legal_name: count(&|r| r.legal_name),
            status_possible: count(&|r| r.status == Some(Status::Possible)),
            route_unknown: count(&|r| r.route == Some(Route::Unknown)),
            without_outflow: count(&|r| r.outflow.is_some_and(|outflow| !outflow.is_acknowledged())),
            relationship_services: count(&|r| r.hops > 0 && r.hops == r.hops_with_service),
            through_vendor: count(&|r| r.hops > 0),
            hops: records.iter().map(|r| r.hops).sum(),
            hops_with_service: records.iter().map(|r| r.hops_with_service).sum(),
        };
        let days = || records.iter().filter_map(|record| record.reviewed_on);
        let reviews = Reviews {
            oldest: days().min(),
            newest: days().max(),
            missing: records.len() - days().count(),
        };
        Self {
            measures,
            reviews,
            records,
        }
    }
}

impl RecordQuality {
    fn of(record: &Record) -> Self {
        let exposure = record.exposure.as_ref();
        let read = |source: &&Source| source.seen != Seen::Cited;
        let of_exposure: Vec<&Source> = record
            .sources
            .iter()
            .filter(|source| source.supports.contains(&Support::Exposure))
            .collect();
        let hops = || exposure.iter().flat_map(|e| e.chains.iter().flatten());
        Self {
            id: record.id.clone(),
            status: exposure.map(|e| e.status),
            route: exposure.map(|e| e.route),
            outflow: exposure.map(|e| e.outflow),
            primary_source: of_exposure
                .iter()
                .any(|source| is_primary(source.kind) && read(source)),
            two_independent_sources: has_two_independent(&of_exposure),
            sources: record.sources.len(),
            sources_read: record.sources.iter().filter(read).count(),
            data_types: exposure.is_some_and(|e| !e.data_types.is_empty()),
            people: exposure.is_some_and(|e| e.people_affected.is_some()),
            populations: exposure.is_some_and(|e| !e.populations.is_empty()),
            domain: !record.domains.is_empty(),
            legal_name: record.legal_name.is_some(),
            hops: hops().count(),
            hops_with_service: hops().filter(|hop| hop.service.is_some()).count(),
            reviewed_on: record.reviewed_on,
        }
    }
}

/// Whether somebody responsible speaks in it: the organization, its vendor, or a regulator or exchange that holds its
/// filing. What a court holds may be a plaintiff's word, so it is not among them.
#[must_use]
pub fn is_primary(kind: SourceKind) -> bool {
    match kind {
        SourceKind::OrganizationStatement
        | SourceKind::RegulatorFiling
        | SourceKind::SecuritiesFiling
        | SourceKind::VendorStatement => true,
        SourceKind::CourtFiling | SourceKind::Press | SourceKind::Research => false,
    }
}

/// Two sources by one publisher, or on one site, may well be one voice. A reprint elsewhere under another name is not told
/// apart from a second voice, so the measure is an upper bound.
fn has_two_independent(sources: &[&Source]) -> bool {
    let voices: Vec<(String, String)> = sources.iter().map(|source| voice(source)).collect();
    voices.iter().enumerate().any(|(at, (publisher, site))| {
        voices[..at]
            .iter()
            .any(|(other, other_site)| publisher != other && site != other_site)
    })
}

/// The letters of the publisher, and the site.
fn voice(source: &Source) -> (String, String) {
    let publisher = source
        .publisher
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let host = host(&source.url).unwrap_or_default();
    let site = registrable(&host).unwrap_or(&host).to_owned();
    (publisher, site)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(sources: &[(&str, &str, &str, &str)], extra: &str) -> RecordQuality {
        let mut text = format!("id = \"a\"\nname = \"A\"\n{extra}\n");
        for (url, publisher, kind, seen) in sources {
            text += &format!(
                "[[sources]]\nurl = \"{url}\"\npublisher = \"{publisher}\"\nkind = \"{kind}\"\nseen = \"{seen}\"\nsupports = [\"exposure\"]\n"
            );
        }
        RecordQuality::of(&super::super::lint::parse_record("a.toml", &text).unwrap())
    }

    #[test]
    fn a_primary_source_is_one_that_was_read() {
        for (kind, seen, primary) in [
            ("organization-statement", "full", true),
            ("regulator-filing", "excerpt", true),
            ("vendor-statement", "excerpt", true),
            ("securities-filing", "excerpt", true),
            ("organization-statement", "cited", false),
            ("press", "full", false),
            ("court-filing", "full", false),
            ("research", "full", false),
        ] {
            let found = record(&[("https://a.example/", "A", kind, seen)], "");
            assert_eq!(found.primary_source, primary, "{kind}, {seen}");
            assert_eq!(found.sources_read, usize::from(seen != "cited"));
        }
    }

    #[test]
    fn two_sources_are_independent_only_when_both_publisher_and_site_differ() {
        let two = |url: &str, publisher: &str| {
            let first = (
                "https://www.herald.example.co.uk/1",
                "The Herald",
                "press",
                "full",
            );
            record(&[first, (url, publisher, "press", "full")], "").two_independent_sources
        };
        assert!(two("https://gazette.org/2", "Gazette"));
        assert!(!two("https://gazette.org/2", "the herald"));
        assert!(!two("https://news.example.co.uk/2", "Gazette"));
        assert!(!record(&[("https://a.org/", "A", "press", "full")], "").two_independent_sources);
    }

    #[test]
    fn what_a_record_has_is_counted() {
        let bare = record(&[], "");
        assert_eq!((bare.status, bare.hops, bare.domain), (None, 0, false));
        let full = record(
            &[],
            "domains = [\"a.org\"]\nlegal_name = \"A Ltd\"\nreviewed_on = \"2026-11-24\"\n[exposure]\nstatus = \"possible\"\nroute = \"vendor\"\nacknowledged_by = \"press\"\npeople_affected = 3\npopulations = [\"members\"]\ndata_types = [\"name\"]\nchains = [[{ vendor = \"b\", service = \"payroll\" }, { vendor = \"c\" }]]",
        );
        assert!(full.domain && full.legal_name && full.people && full.populations && full.data_types);
        assert_eq!((full.hops, full.hops_with_service), (2, 1));
        assert_eq!(full.reviewed_on, Some(jiff::civil::date(2026, 11, 24)));
    }

    #[test]
    fn the_measures_of_the_bundled_list_agree_with_its_records() {
        let list = Dataset::bundled().unwrap();
        let quality = Quality::of(&list);
        let measures = quality.measures;
        assert_eq!(measures.records, list.counts().records);
        assert_eq!(quality.records.len(), measures.records);
        let reviewed = quality.records.iter().filter(|r| r.reviewed_on.is_some()).count();
        assert_eq!(quality.reviews.missing + reviewed, measures.records);
        assert!(measures.hops_with_service <= measures.hops);
        assert!(measures.relationship_services <= measures.through_vendor);
        assert!(measures.primary_source > 0 && measures.two_independent_sources > 0);
    }
}
