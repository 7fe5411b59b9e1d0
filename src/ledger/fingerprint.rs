//! The facts behind a finding as one short text, which changes when a decision on the finding must be made anew.
//!
//! In it are the verdict, the records, and of each record what it says happened: why it is listed, how sure that is, who
//! acknowledged it, whether data left, by which route and through which vendors, how many people, whose and which data,
//! and its country.
//! Not in it is what leaves those facts as they were: wording (name, note), sources and their addresses, the date of the
//! disclosure, scores and next steps, and how many others a vendor exposed, which changes with records of others.

use std::fmt::{self, Write as _};

use crate::dataset::sha256_hex;
use crate::report::model::{Finding, ListingInfo};

/// Which facts are in it, and how; a change of that would be a change of this.
const VERSION: &str = "v1-";
/// Hexadecimal digits behind the version: 128 bits.
const DIGITS: usize = 32;

/// A fingerprint, as it stands in the ledger: `v1-` and 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of a finding that no ledger has touched.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        let mut facts = format!("verdict={}\n", finding.verdict);
        let mut listings: Vec<&ListingInfo> = finding.listings.iter().map(AsRef::as_ref).collect();
        listings.sort_by(|a, b| a.id.cmp(&b.id));
        for listing in listings {
            add_listing(&mut facts, listing);
        }
        let mut routes: Vec<String> = finding
            .paths
            .iter()
            .map(|path| {
                let ids: Vec<&str> = path.hops.iter().filter_map(|h| h.to_id.as_deref()).collect();
                ids.join(">")
            })
            .collect();
        routes.sort_unstable();
        routes.dedup();
        for route in routes {
            let _ = writeln!(facts, "path={route}");
        }
        Self(format!("{VERSION}{}", &sha256_hex(facts.as_bytes())[..DIGITS]))
    }

    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix(VERSION).ok_or_else(|| {
            format!("the fingerprint is not of the kind that this program makes ({VERSION}...); accept the finding again")
        })?;
        if digits.len() == DIGITS && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "the fingerprint is not {VERSION} and {DIGITS} hexadecimal digits; accept the finding again"
            ))
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn add_listing(facts: &mut String, listing: &ListingInfo) {
    let words = |sorted: &mut Vec<&'static str>| {
        sorted.sort_unstable();
        sorted.dedup();
        sorted.join(",")
    };
    let _ = writeln!(facts, "record={}", listing.id);
    let _ = writeln!(
        facts,
        "country={}",
        listing.country.as_ref().map_or("", |c| c.code())
    );
    let _ = writeln!(facts, "listed-as={}", listing.listed_as.word());
    let _ = writeln!(facts, "status={}", listing.status.map_or("", |s| s.word()));
    let _ = writeln!(facts, "route={}", listing.route.map_or("", |r| r.word()));
    let _ = writeln!(
        facts,
        "acknowledged-by={}",
        listing.acknowledged_by.map_or("", |a| a.word())
    );
    let _ = writeln!(facts, "outflow={}", listing.outflow.word());
    let people = listing
        .people_affected
        .map_or_else(String::new, |p| p.to_string());
    let _ = writeln!(facts, "people={people}");
    let mut whose: Vec<&'static str> = listing.populations.iter().map(|p| p.word()).collect();
    let _ = writeln!(facts, "populations={}", words(&mut whose));
    let mut data: Vec<&'static str> = listing.data_types.iter().map(|d| d.word()).collect();
    let _ = writeln!(facts, "data={}", words(&mut data));
}
