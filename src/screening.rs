//! One subject in, one finding out: matching, verdict, paths and steps put together.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::country::Country;
use crate::dataset::Dataset;
use crate::dataset::model::{
    AliasKind, DataType, Exposure, ListedAs, Outflow, Record, Route, Standing, Status,
};
use crate::exposure::path::{DeclaredHop, paths};
use crate::exposure::{Verdict, listing_verdict, vendor_verdict};
use crate::guidance::{Guidance, Reader, Situation};
use crate::input::{DeclaredVendor, Subject};
use crate::ledger::{Register, Ruling};
use crate::matching::{
    Index, ListedName, ListedOrganization, Match, Options, Query, Searcher, Strength, Unscreened,
};
use crate::report::model::{
    Finding, ListingInfo, MatchInfo, PathInfo, StepList, StepReference, SubjectInfo, VendorInfo, shown,
};

/// Builds the matcher's index over the records that stand.
#[must_use]
pub fn index(list: &Dataset) -> Index {
    let organizations = list
        .records()
        .iter()
        .filter(|record| record.withdrawn.is_none())
        .map(|record| {
            let name = |name: &str, kind, standing| ListedName {
                name: name.to_owned(),
                kind,
                standing,
            };
            let mut names = vec![name(&record.name, AliasKind::Name, record.name_standing)];
            names.extend(
                record
                    .legal_name
                    .iter()
                    .map(|n| name(n, AliasKind::Name, Standing::Alone)),
            );
            names.extend(record.aliases.iter().map(|a| name(&a.name, a.kind, a.standing)));
            ListedOrganization {
                id: record.id.clone(),
                names,
                domains: record.domains.clone(),
                country: record.country,
                region: record.region.clone(),
            }
        })
        .collect();
    Index::new(organizations)
}

/// What holds for every subject of a run.
#[derive(Debug, Clone)]
pub struct ScreeningOptions {
    /// Who reads the steps.
    pub reader: Reader,
    /// Country for subjects without one.
    pub country: Option<Country>,
    /// Vendors of every subject.
    pub vendors: Vec<DeclaredVendor>,
    /// How names are matched.
    pub matching: Options,
}

impl ScreeningOptions {
    /// The usual options for a reader; change what should differ.
    #[must_use]
    pub fn new(reader: Reader) -> Self {
        Self {
            reader,
            country: None,
            vendors: Vec::new(),
            matching: Options::default(),
        }
    }
}

/// Everything that screening needs; shared between threads.
pub struct Screening<'a> {
    list: &'a Dataset,
    index: &'a Index,
    guidance: &'a Guidance,
    options: ScreeningOptions,
    ledger: Option<&'a Register<'a>>,
}

impl<'a> Screening<'a> {
    /// Puts a list, its index and the guidance together.
    #[must_use]
    pub fn new(
        list: &'a Dataset,
        index: &'a Index,
        guidance: &'a Guidance,
        options: ScreeningOptions,
    ) -> Self {
        Self {
            list,
            index,
            guidance,
            options,
            ledger: None,
        }
    }

    /// The same, with a ledger that accepts findings.
    #[must_use]
    pub fn with_ledger(self, ledger: Option<&'a Register<'a>>) -> Self {
        Self { ledger, ..self }
    }

    /// A worker with its own scratch memory, one per thread.
    #[must_use]
    pub fn screener(&self) -> Screener<'_> {
        Screener {
            screening: self,
            searcher: self.index.searcher(self.options.matching),
            steps: FxHashMap::default(),
            listings: FxHashMap::default(),
            vendors: FxHashMap::default(),
        }
    }
}

/// Answers of a kind that a worker keeps; beyond, it starts anew, so that memory stays bounded.
const MOST_KEPT: usize = 10_000;

/// Screens subjects one after another.
pub struct Screener<'a> {
    screening: &'a Screening<'a>,
    searcher: Searcher<'a>,
    /// The steps for subjects without a listing, or with one: the same for the same record, verdict, country and outflow.
    steps: FxHashMap<(Option<&'a str>, Verdict, Option<Country>, Outflow), Arc<StepList>>,
    /// What a report says of a record, by its id: made once, however often the record is hit.
    listings: FxHashMap<&'a str, Arc<ListingInfo>>,
    /// What declared vendors come to, by name: a supplier list has few of them, again and again.
    vendors: FxHashMap<String, (Verdict, Vec<MatchInfo>)>,
}

impl<'a> Screener<'a> {
    /// The finding for a subject: the same whatever was screened before it.
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub fn screen(&mut self, subject: Subject) -> Finding {
        let options = &self.screening.options;
        let country = subject.country.or(options.country);
        let found = self.searcher.search(&Query {
            name: &subject.name,
            country,
            domain: subject.domain.as_deref(),
        });
        let vendors: Vec<VendorInfo> = subject
            .vendors
            .iter()
            .chain(&options.vendors)
            .map(|vendor| self.vendor(vendor))
            .collect();

        let (matches, unscreened) = match found {
            Ok(matches) => (matches, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        let best = matches.first().map(|m| (m.strength, self.record(m)));
        let own = match (best, unscreened) {
            (Some((strength, record)), _) => listing_verdict(record, strength),
            (None, Some(_)) => Verdict::Unscreened,
            (None, None) => Verdict::NoRecord,
        };
        let through = vendors.iter().map(|v| v.verdict).max_by_key(|v| v.gravity());
        let verdict = match through {
            Some(vendor) if vendor.gravity() > own.gravity() => vendor,
            _ => own,
        };

        let mut listings = Vec::new();
        let mut routes = Vec::new();
        if let Some((_, record)) = best {
            listings.push(record);
            routes.extend(paths(self.screening.list, record, None));
        }
        for vendor in &vendors {
            let Some(hit) = vendor.matches.first() else {
                continue;
            };
            let Some(record) = self.screening.list.record(&hit.id) else {
                continue;
            };
            if !listings.iter().any(|l| l.id == record.id) {
                listings.push(record);
            }
            // What the list itself tells of this vendor and subject is better than what was declared.
            if routes
                .iter()
                .any(|path| path.hops.iter().any(|h| h.to_id.as_deref() == Some(&record.id)))
            {
                continue;
            }
            let declared = DeclaredHop {
                subject: shown(&subject.name, subject.domain.as_deref()),
                service: vendor.service.as_deref(),
            };
            routes.extend(paths(self.screening.list, record, Some(declared)));
        }

        let reason = reason(verdict, own, best, unscreened, &vendors, self.screening.list);
        let steps_for = country.or_else(|| best.and_then(|(_, record)| record.country));
        let outflow = outflow(verdict, own, best, &vendors, self.screening.list);
        let steps = self.steps(verdict, steps_for, &listings, outflow);
        let mut finding = Finding {
            verdict,
            reason,
            accepted: None,
            reopened: None,
            baseline: None,
            matches: self.infos(matches),
            vendors,
            listings: listings.iter().map(|r| self.listing(r)).collect(),
            paths: routes
                .into_iter()
                .map(|path| PathInfo {
                    text: path.to_string(),
                    hops: path.hops,
                })
                .collect(),
            steps,
            steps_for,
            subject: SubjectInfo {
                key: subject.key,
                name: subject.name,
                domain: subject.domain,
                country: subject.country,
                input: subject.input,
                row: subject.row,
            },
        };
        if let Some(ledger) = self.screening.ledger {
            match ledger.rule(&finding, country) {
                Some(Ruling::Accepted(decision)) => {
                    finding.verdict = Verdict::Accepted;
                    finding.accepted = Some(decision);
                    finding.steps = self.steps(Verdict::Accepted, steps_for, &listings, outflow);
                }
                Some(Ruling::Reopened(reopened)) => finding.reopened = Some(Box::new(reopened)),
                None => {}
            }
        }
        finding
    }

    fn listing(&mut self, record: &'a Record) -> Arc<ListingInfo> {
        let list = self.screening.list;
        Arc::clone(
            self.listings
                .entry(&record.id)
                .or_insert_with(|| Arc::new(ListingInfo::of(list, record))),
        )
    }

    fn record(&self, found: &Match) -> &'a Record {
        // The index was built from this list, so the id is there; the fallback keeps a bug from being a panic.
        let id = &self.screening.index.organizations()[found.organization].id;
        self.screening
            .list
            .record(id)
            .unwrap_or(&self.screening.list.records()[0])
    }

    fn vendor(&mut self, vendor: &DeclaredVendor) -> VendorInfo {
        if self.vendors.len() >= MOST_KEPT {
            self.vendors.clear();
        }
        let (verdict, matches) = match self.vendors.get(&vendor.name) {
            Some(known) => known.clone(),
            None => {
                let found = self.look_up_vendor(vendor);
                self.vendors.insert(vendor.name.clone(), found.clone());
                found
            }
        };
        VendorInfo {
            name: vendor.name.clone(),
            service: vendor.service.clone(),
            verdict,
            matches,
        }
    }

    fn look_up_vendor(&mut self, vendor: &DeclaredVendor) -> (Verdict, Vec<MatchInfo>) {
        let query = Query {
            name: &vendor.name,
            country: None,
            domain: None,
        };
        let matches = self.searcher.search(&query).unwrap_or_default();
        let verdict = matches
            .first()
            .map_or(Verdict::NoRecord, |m| vendor_verdict(self.record(m), m.strength));
        (verdict, self.infos(matches))
    }

    fn infos(&self, matches: Vec<Match>) -> Vec<MatchInfo> {
        matches
            .into_iter()
            .map(|found| {
                let organization = &self.screening.index.organizations()[found.organization];
                let display = &organization.names[0].name;
                MatchInfo {
                    id: organization.id.clone(),
                    name: found
                        .name
                        .map_or(display, |at| &organization.names[at].name)
                        .clone(),
                    organization: display.clone(),
                    score: found.score,
                    strength: found.strength,
                    evidence: found.evidence,
                }
            })
            .collect()
    }

    fn steps(
        &mut self,
        verdict: Verdict,
        country: Option<Country>,
        listings: &[&'a Record],
        outflow: Outflow,
    ) -> Arc<StepList> {
        let screening = self.screening;
        let record = match listings {
            [] => None,
            [record] => Some(record.id.as_str()),
            _ => return screening.steps(verdict, country, listings, outflow),
        };
        if self.steps.len() >= MOST_KEPT {
            self.steps.clear();
        }
        Arc::clone(
            self.steps
                .entry((record, verdict, country, outflow))
                .or_insert_with(|| screening.steps(verdict, country, listings, outflow)),
        )
    }
}

impl Screening<'_> {
    fn steps(
        &self,
        verdict: Verdict,
        country: Option<Country>,
        listings: &[&Record],
        outflow: Outflow,
    ) -> Arc<StepList> {
        let exposures = || listings.iter().filter_map(|r| r.exposure.as_ref());
        let mut data_types: Vec<DataType> = exposures().flat_map(|e| e.data_types.clone()).collect();
        data_types.sort_unstable();
        data_types.dedup();
        let mut routes: Vec<Route> = exposures().map(|e| e.route).collect();
        routes.sort_unstable();
        routes.dedup();
        let situation = Situation {
            reader: self.options.reader,
            country,
            verdict,
            data_types: &data_types,
            routes: &routes,
            outflow,
        };
        let chosen = self.guidance.choose(&situation);
        Arc::new(StepList::new(
            chosen
                .into_iter()
                .map(|step| StepReference {
                    id: step.id.clone(),
                    title: step.title.clone(),
                })
                .collect(),
        ))
    }
}

/// The verdict in one sentence.
fn reason(
    verdict: Verdict,
    own: Verdict,
    best: Option<(Strength, &Record)>,
    unscreened: Option<Unscreened>,
    vendors: &[VendorInfo],
    list: &Dataset,
) -> Cow<'static, str> {
    if verdict != own
        && let Some(vendor) = vendors.iter().find(|v| v.verdict == verdict)
    {
        let listed = vendor
            .matches
            .first()
            .map_or(vendor.name.as_str(), |m| &m.organization);
        let open = sure_record(vendor, list).and_then(|record| open_to_access(record, list));
        if let Some(open) = open {
            return Cow::Owned(format!("not itself listed; its declared vendor {open}"));
        }
        return Cow::Owned(if verdict == Verdict::ViaVendor {
            format!("not itself listed, but its declared vendor {listed} is")
        } else {
            format!(
                "its declared vendor \"{}\" may be {listed}, which is listed; please check",
                vendor.name
            )
        });
    }
    match (best, unscreened) {
        (Some((strength, record)), _) => Cow::Owned(listed_reason(verdict, strength, record, list)),
        (None, Some(why)) => Cow::Owned(format!("not looked up: {}", why.reason())),
        (None, None) => Cow::Borrowed("no record found; this says nothing about whether it was hit"),
    }
}

/// Why a listed organization has this verdict.
fn listed_reason(verdict: Verdict, strength: Strength, record: &Record, list: &Dataset) -> String {
    let name = &record.name;
    if strength == Strength::Possible {
        return format!("may be {name}, which is listed; please check whether the two are one");
    }
    if record.listed_as == ListedAs::Maker {
        return format!("{name} is listed as the maker of MOVEit, not as one whose data was taken");
    }
    if let Some(open) = open_to_access(record, list) {
        return open;
    }
    let Some(exposure) = &record.exposure else {
        return format!("{name} is listed, but its record tells of no exposure; please check");
    };
    let how = how(exposure, list);
    match verdict {
        Verdict::Affected => {
            format!(
                "{name} was exposed{how}; {} said so",
                exposure.acknowledged_by.plain()
            )
        }
        Verdict::Reported => {
            format!(
                "{name} is reported as exposed{how} by {}; no confirmation is known",
                exposure.acknowledged_by.plain()
            )
        }
        _ => format!("{name} is listed as possibly exposed{how}; the sources do not settle it"),
    }
}

/// What the organization that the verdict rests on acknowledged of data that left. Where the match is weak, it may be
/// another one, and the steps for that come first.
fn outflow(
    verdict: Verdict,
    own: Verdict,
    best: Option<(Strength, &Record)>,
    vendors: &[VendorInfo],
    list: &Dataset,
) -> Outflow {
    let record = if verdict == own {
        best.filter(|(strength, _)| *strength > Strength::Possible)
            .map(|(_, record)| record)
    } else {
        vendors
            .iter()
            .find(|vendor| vendor.verdict == verdict)
            .and_then(|vendor| sure_record(vendor, list))
    };
    record.map_or(Outflow::Acknowledged, Record::outflow)
}

/// The record of a declared vendor, where the match is sure.
fn sure_record<'l>(vendor: &VendorInfo, list: &'l Dataset) -> Option<&'l Record> {
    vendor
        .matches
        .first()
        .filter(|hit| hit.strength > Strength::Possible)
        .and_then(|hit| list.record(&hit.id))
}

/// Of an organization that stood open, without an established outflow of data: exactly that, and on whose word. What the
/// sources leave open is told as open, and nobody is said to have spoken of an outflow who did not.
fn open_to_access(record: &Record, list: &Dataset) -> Option<String> {
    let exposure = record.exposure.as_ref()?;
    if exposure.outflow.is_acknowledged() || record.listed_as == ListedAs::Maker {
        return None;
    }
    let (name, how, by) = (
        &record.name,
        how(exposure, list),
        exposure.acknowledged_by.plain(),
    );
    let access = match exposure.status {
        Status::Confirmed => format!("{name} was open to access{how}, on the word of {by}"),
        Status::Reported => format!("{name} is reported as open to access{how} by {by}"),
        Status::Possible => {
            format!("{name} is listed as possibly open to access{how}; the sources do not settle it")
        }
    };
    Some(match exposure.outflow {
        Outflow::Denied => format!("{access}; {by} said that no data left"),
        other => format!("{access}; {}", other.plain()),
    })
}

/// ` through A and B`, ` through its own MOVEit server`, or nothing where the route is not told.
fn how(exposure: &Exposure, list: &Dataset) -> String {
    match exposure.route {
        Route::OwnServer => " through its own MOVEit server".to_owned(),
        Route::Vendor => {
            let mut first: Vec<&str> = exposure
                .chains
                .iter()
                .filter_map(|chain| chain.first())
                .map(|hop| list.record(&hop.vendor).map_or(hop.vendor.as_str(), |v| &v.name))
                .collect();
            first.dedup();
            format!(" through {}", and_list(&first))
        }
        Route::Unknown => String::new(),
    }
}

/// `A`, `A and B`, `A, B and C`.
fn and_list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
