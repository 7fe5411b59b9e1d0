//! CISA's catalogue of known exploited vulnerabilities: one file of some 1.3 MB, of which MOVEit's entries are kept.

use jiff::civil::Date;
use serde::Deserialize;

use super::bundled::Snapshot;
use super::model::{CveId, Kev};
use super::source::{Reading, Request, ShapeError, Source, SourceName, SourceUrl};
use super::versions::Product;
use crate::http::{Media, fragment};

const FEED: &str = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";

/// The source.
pub(crate) struct Catalogue;

/// An entry on a MOVEit product.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CatalogueEntry {
    pub(crate) cve: CveId,
    pub(crate) product: Option<Product>,
    pub(crate) kev: Kev,
    pub(crate) weakness: Option<String>,
    pub(crate) text: String,
}

#[derive(Deserialize)]
struct Feed {
    vulnerabilities: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "cveID")]
    cve: String,
    #[serde(default)]
    vendor_project: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    vulnerability_name: String,
    date_added: Option<String>,
    due_date: Option<String>,
    #[serde(default)]
    short_description: String,
    known_ransomware_campaign_use: Option<String>,
    #[serde(default)]
    cwes: Vec<String>,
}

impl Entry {
    fn concerns_moveit(&self) -> bool {
        [&self.vendor_project, &self.product, &self.vulnerability_name]
            .iter()
            .any(|text| text.to_ascii_lowercase().contains("moveit"))
    }

    fn read(self) -> Result<CatalogueEntry, ShapeError> {
        let cve = CveId::parse(&self.cve).map_err(|error| ShapeError(error.to_string()))?;
        let date = |text: Option<&str>| text.and_then(|text| text.parse::<Date>().ok());
        let added = date(self.date_added.as_deref())
            .ok_or_else(|| ShapeError(format!("the entry on {cve} has no date of adding")))?;
        Ok(CatalogueEntry {
            product: Product::in_text(&self.product).or_else(|| Product::in_text(&self.vulnerability_name)),
            kev: Kev {
                added,
                due: date(self.due_date.as_deref()),
                ransomware: match self.known_ransomware_campaign_use.as_deref() {
                    Some("Known") => Some(true),
                    _ => None,
                },
            },
            weakness: self.cwes.into_iter().next(),
            text: fragment(&self.short_description, 400),
            cve,
        })
    }
}

impl Source for Catalogue {
    fn requests(&self, _snapshot: &Snapshot, elsewhere: Option<&SourceUrl>) -> Vec<Request> {
        let url = elsewhere.map_or_else(
            || reqwest::Url::parse(FEED).map_err(|error| error.to_string()),
            |place| place.for_id(""),
        );
        url.into_iter()
            .map(|url| Request {
                source: SourceName::Kev,
                subject: "catalogue".to_owned(),
                url,
                media: Media::Json,
            })
            .collect()
    }

    fn read(&self, _subject: &str, body: &[u8]) -> Result<Reading, ShapeError> {
        let feed: Feed = serde_json::from_slice(body).map_err(|error| {
            ShapeError(format!(
                "it is not the catalogue's JSON: {}",
                fragment(&error.to_string(), 120)
            ))
        })?;
        let entries = feed
            .vulnerabilities
            .into_iter()
            .filter(Entry::concerns_moveit)
            .map(Entry::read);
        entries.collect::<Result<Vec<_>, _>>().map(Reading::Catalogue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<CatalogueEntry>, ShapeError> {
        match Catalogue.read("catalogue", body.as_bytes())? {
            Reading::Catalogue(entries) => Ok(entries),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_moveit_is_kept() {
        let entries = read(include_str!("../../fixtures/advisories/kev.json")).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].cve.as_str(), "CVE-2023-34362");
        assert_eq!(entries[0].product, Some(Product::Transfer));
        assert_eq!(entries[0].kev.added.to_string(), "2023-06-02");
        assert_eq!(entries[0].kev.due.unwrap().to_string(), "2023-06-23");
        assert_eq!(entries[0].kev.ransomware, Some(true));
    }

    #[test]
    fn unknown_use_in_ransomware_is_not_a_no() {
        let entries = read(
            r#"{"vulnerabilities":[{"cveID":"CVE-2026-9999","product":"MOVEit Automation","dateAdded":"2026-05-02",
                "knownRansomwareCampaignUse":"Unknown"}]}"#,
        )
        .unwrap();
        assert_eq!(entries[0].kev.ransomware, None);
        assert_eq!(entries[0].product, Some(Product::Automation));
    }

    #[test]
    fn another_json_is_not_the_catalogue() {
        for body in ["{}", "[]", r#"{"vulnerabilities":{}}"#, "<html>", ""] {
            assert!(read(body).is_err(), "{body}");
        }
    }
}
