//! The snapshot inside the program: which flaws there are, and what was known of them on its day.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::model::{
    Advisory, AdvisorySource, Affected, AffectedRange, Basis, CveId, Cvss, Exploited, Freshness, Kev,
    Listing, RecordState, UnlistedOlder,
};
use super::versions::Product;

const SNAPSHOT: &str = include_str!("bundled.toml");

/// The snapshot as its file holds it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snapshot {
    /// The day on which the entries were last compared with their sources.
    pub(crate) as_of: Date,
    /// Pages of the vendor that are not about one flaw alone.
    pub(crate) pages: Vec<String>,
    #[serde(rename = "advisory")]
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    cve: CveId,
    product: Product,
    weakness: Option<String>,
    summary: String,
    published: Option<Date>,
    cvss: Option<Cvss>,
    exploited: Option<Exploited>,
    kev: Option<Kev>,
    affected: Vec<AffectedRange>,
    #[serde(default)]
    unlisted_older: UnlistedOlder,
    #[serde(default)]
    basis: Basis,
    note: Option<String>,
    vendor_advisory: Option<String>,
}

/// The public page of a CVE record.
pub(crate) fn record_page(cve: &CveId) -> AdvisorySource {
    AdvisorySource {
        publisher: "CVE programme".into(),
        url: format!("https://www.cve.org/CVERecord?id={cve}"),
    }
}

/// The public page of CISA's catalogue.
pub(crate) fn catalogue_page() -> AdvisorySource {
    AdvisorySource {
        publisher: "CISA".into(),
        url: "https://www.cisa.gov/known-exploited-vulnerabilities-catalog".to_owned(),
    }
}

/// The vendor's page.
pub(crate) fn vendor_page(url: &str) -> AdvisorySource {
    AdvisorySource {
        publisher: "Progress".into(),
        url: url.to_owned(),
    }
}

/// The snapshot, read once.
pub(crate) fn snapshot() -> &'static Snapshot {
    static SNAPSHOT_READ: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT_READ.get_or_init(|| match toml::from_str(SNAPSHOT) {
        Ok(snapshot) => snapshot,
        // The file is part of the program and a test reads it: this cannot happen in a build that passed.
        Err(error) => unreachable!("the bundled advisories do not parse: {error}"),
    })
}

impl Snapshot {
    /// The CVE numbers of the list.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &CveId> {
        self.entries.iter().map(|entry| &entry.cve)
    }

    /// The vendor's pages: those of the entries and the general ones, each once.
    pub(crate) fn bulletin_urls(&self) -> Vec<&str> {
        let mut urls: Vec<&str> = Vec::new();
        let of_entries = self
            .entries
            .iter()
            .filter_map(|entry| entry.vendor_advisory.as_deref());
        for url in self.pages.iter().map(String::as_str).chain(of_entries) {
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        urls
    }

    /// The entries as advisories.
    pub(crate) fn advisories(&self) -> Vec<Advisory> {
        self.entries
            .iter()
            .map(|entry| entry.advisory(self.as_of))
            .collect()
    }
}

impl Entry {
    fn advisory(&self, as_of: Date) -> Advisory {
        let vendor = self.vendor_advisory.as_deref().map(vendor_page);
        Advisory {
            cve: self.cve.clone(),
            product: Some(self.product),
            weakness: self.weakness.clone(),
            summary: self.summary.clone(),
            published: self.published,
            cvss: self.cvss.clone(),
            exploited: self.exploited,
            ssvc_exploitation: None,
            kev: self.kev,
            epss: None,
            affected: vec![Affected {
                product: Some(self.product),
                ranges: self.affected.clone(),
                unlisted_older: self.unlisted_older,
            }],
            unparsed: Vec::new(),
            basis: self.basis,
            freshness: Freshness::Bundled { as_of },
            state: RecordState::Published,
            listing: Listing::Listed,
            note: self.note.clone(),
            vendor_advisory: self.vendor_advisory.clone(),
            sources: std::iter::once(record_page(&self.cve))
                .chain(vendor)
                .chain(self.kev.map(|_| catalogue_page()))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snapshot_parses_and_is_in_order() {
        let advisories = snapshot().advisories();
        assert_eq!(advisories.len(), 21);
        let mut numbers: Vec<&CveId> = snapshot().ids().collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 21);
        for advisory in &advisories {
            let ranges = &advisory.affected[0].ranges;
            assert!(!ranges.is_empty(), "{}", advisory.cve);
            // Ranges ascend and do not overlap; only the first may be open towards the past.
            for pair in ranges.windows(2) {
                assert!(
                    pair[0].fixed.unwrap() <= pair[1].from.unwrap(),
                    "{}",
                    advisory.cve
                );
            }
            for range in ranges {
                assert!(range.from < range.fixed, "{}", advisory.cve);
            }
        }
    }

    #[test]
    fn the_vendor_pages_are_on_the_vendors_own_sites() {
        let urls = snapshot().bulletin_urls();
        assert_eq!(urls.len(), 16, "{urls:#?}");
        for url in urls {
            let host = url
                .strip_prefix("https://")
                .and_then(|rest| rest.split('/').next())
                .unwrap();
            assert!(host.ends_with(".progress.com"), "{url}");
        }
    }
}
