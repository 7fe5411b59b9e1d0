//! Puts together what several sources say of one flaw: the snapshot first, then CISA's catalogue, then the record.

use super::bundled::{catalogue_page, record_page, vendor_page};
use super::cve::Record;
use super::kev::CatalogueEntry;
use super::model::{Advisory, Basis, Exploitation, Exploited, Freshness, Kev, Listing, RecordState};
use crate::dataset::model::PartialDate;

pub(super) fn apply_catalogue(
    advisories: &mut Vec<Advisory>,
    entries: &[CatalogueEntry],
    freshness: Freshness,
) {
    for advisory in advisories.iter_mut() {
        // The catalogue is complete: what it does not hold, it holds no more.
        if !entries.iter().any(|entry| entry.cve == advisory.cve) {
            advisory.kev = None;
        }
    }
    for entry in entries {
        match advisories.iter_mut().find(|advisory| advisory.cve == entry.cve) {
            Some(advisory) => {
                advisory.kev = Some(entry.kev);
                known_to_be_used(advisory, entry.kev);
            }
            None => advisories.push(from_catalogue(entry, freshness)),
        }
    }
}

/// What stands in the catalogue is known to have been used; what the snapshot says of it in more detail is kept.
fn known_to_be_used(advisory: &mut Advisory, kev: Kev) {
    let said_more = advisory
        .exploited
        .is_some_and(|exploited| exploited.extent != Exploitation::Attempts);
    if !said_more {
        advisory.exploited = Some(Exploited {
            extent: Exploitation::Known,
            since: PartialDate::parse(&kev.added.to_string()).ok(),
        });
    }
    if !advisory.sources.contains(&catalogue_page()) {
        advisory.sources.push(catalogue_page());
    }
}

fn from_catalogue(entry: &CatalogueEntry, freshness: Freshness) -> Advisory {
    let mut advisory = Advisory {
        cve: entry.cve.clone(),
        product: entry.product,
        weakness: entry.weakness.clone(),
        summary: entry.text.clone(),
        published: None,
        cvss: None,
        exploited: None,
        ssvc_exploitation: None,
        kev: Some(entry.kev),
        epss: None,
        affected: Vec::new(),
        unparsed: Vec::new(),
        basis: Basis::CatalogueAlone,
        freshness,
        state: RecordState::Published,
        listing: Listing::New,
        note: Some(
            "Its record could not be read yet: which versions are affected is not known here.".to_owned(),
        ),
        vendor_advisory: None,
        sources: vec![record_page(&entry.cve)],
    };
    known_to_be_used(&mut advisory, entry.kev);
    advisory
}

pub(super) fn apply_record(advisory: &mut Advisory, record: &Record, freshness: Freshness) {
    advisory.state = record.state;
    if record.published.is_some() {
        advisory.published = record.published;
    }
    if record.weakness.is_some() {
        advisory.weakness.clone_from(&record.weakness);
    }
    if record.cvss.is_some() {
        advisory.cvss.clone_from(&record.cvss);
    }
    if record.ssvc.is_some() {
        advisory.ssvc_exploitation = record.ssvc;
    }
    if let (None, Some(added)) = (advisory.kev, record.kev_added) {
        let kev = Kev {
            added,
            due: None,
            ransomware: None,
        };
        advisory.kev = Some(kev);
        known_to_be_used(advisory, kev);
    }
    if let Some(url) = &record.vendor_advisory {
        if advisory.vendor_advisory.is_none() {
            advisory.sources.push(vendor_page(url));
        }
        advisory.vendor_advisory.get_or_insert_with(|| url.clone());
    }
    if advisory.listing == Listing::New
        && let Some(description) = &record.description
    {
        advisory.summary.clone_from(description);
    }
    advisory.unparsed.clone_from(&record.unparsed);
    if record.affected.is_empty() {
        match record.state {
            RecordState::Rejected => advisory.freshness = freshness,
            // What is shown of versions is not the record's, so it is not as fresh as the record either.
            RecordState::Published => {
                let kept =
                    "what its record says of affected versions could not be understood, and is not used here";
                advisory.note = Some(match advisory.note.take() {
                    Some(note) => format!("{note} Moreover, {kept}."),
                    None => format!("Beware: {kept}."),
                });
            }
        }
        return;
    }
    advisory.freshness = freshness;
    if advisory.basis != Basis::Record {
        // The note said that the record had not been read.
        advisory.note = None;
    }
    advisory.basis = Basis::Record;
    advisory.affected.clone_from(&record.affected);
    let mut products = record.affected.iter().filter_map(|affected| affected.product);
    if let Some(first) = products.next() {
        advisory.product = products.all(|other| other == first).then_some(first);
    }
}
