//! A finding as a line of JSON, written from pieces that are made once: what a listing says comes again with every hit on
//! its record, and of the millions of rows without a hit only the subject differs.
//!
//! The line is what `serde_json` makes of the finding, letter for letter, which every debug build checks.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::json::Lines;
use super::model::{Finding, ListingInfo, SubjectInfo};

/// Listings whose JSON is kept; beyond, it starts anew, so that memory stays bounded.
const MOST_LISTINGS: usize = 10_000;

/// Writes findings as lines, one worker's.
#[derive(Debug)]
pub struct LineWriter<'l> {
    lines: &'l Lines,
    /// By address, which is another's only when the listing beside its JSON is let go; it is compared and never followed.
    listings: FxHashMap<*const ListingInfo, (Arc<ListingInfo>, Box<[u8]>)>,
}

impl<'l> LineWriter<'l> {
    pub(super) fn new(lines: &'l Lines) -> Self {
        Self {
            lines,
            listings: FxHashMap::default(),
        }
    }

    /// Adds the line of a finding to a text of lines.
    ///
    /// # Errors
    /// None in practice: the model holds nothing that JSON cannot.
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub fn add(&mut self, finding: &Finding, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let start = out.len();
        self.finding(finding, out)?;
        debug_assert_eq!(
            String::from_utf8_lossy(&out[start..]),
            serde_json::to_string(finding)?,
            "the line and the model tell different things"
        );
        // The list is the same on every line: it is appended as text in the place of the closing brace.
        out.pop();
        out.extend_from_slice(self.lines.tail());
        Ok(())
    }

    fn finding(&mut self, finding: &Finding, out: &mut Vec<u8>) -> serde_json::Result<()> {
        // A new field of the model has to be written here too.
        let Finding {
            subject: about,
            verdict,
            reason,
            accepted,
            reopened,
            baseline,
            matches,
            vendors,
            listings,
            paths,
            steps,
            steps_for,
        } = finding;
        out.extend_from_slice(b"{\"subject\":");
        subject(about, out)?;
        out.extend_from_slice(b",\"verdict\":\"");
        out.extend_from_slice(verdict.word().as_bytes());
        out.extend_from_slice(b"\",\"reason\":");
        text(reason, out)?;
        optional(b",\"accepted\":", accepted.as_ref(), out)?;
        optional(b",\"reopened\":", reopened.as_ref(), out)?;
        optional(b",\"baseline\":", baseline.as_ref(), out)?;
        out.extend_from_slice(b",\"matches\":");
        if matches.is_empty() {
            out.extend_from_slice(b"[]");
        } else {
            serde_json::to_writer(&mut *out, matches)?;
        }
        optional(b",\"vendors\":", (!vendors.is_empty()).then_some(vendors), out)?;
        if !listings.is_empty() {
            out.extend_from_slice(b",\"listings\":[");
            for (at, listing) in listings.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(self.listing(listing)?);
            }
            out.push(b']');
        }
        optional(b",\"paths\":", (!paths.is_empty()).then_some(paths), out)?;
        if !steps.is_empty() {
            out.extend_from_slice(b",\"steps\":");
            match steps.json() {
                Some(json) => out.extend_from_slice(json.as_bytes()),
                None => serde_json::to_writer(&mut *out, &**steps)?,
            }
        }
        if let Some(country) = steps_for {
            out.extend_from_slice(b",\"steps_for\":\"");
            out.extend_from_slice(country.code().as_bytes());
            out.push(b'"');
        }
        out.push(b'}');
        Ok(())
    }

    fn listing(&mut self, listing: &Arc<ListingInfo>) -> serde_json::Result<&[u8]> {
        if self.listings.len() >= MOST_LISTINGS {
            self.listings.clear();
        }
        let kept = match self.listings.entry(Arc::as_ptr(listing)) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let json = serde_json::to_vec(listing)?.into_boxed_slice();
                entry.insert((Arc::clone(listing), json))
            }
        };
        Ok(&kept.1)
    }
}

fn subject(about: &SubjectInfo, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let SubjectInfo {
        key,
        name,
        domain,
        country,
        input,
        row,
    } = about;
    out.extend_from_slice(b"{\"key\":");
    match key {
        Some(key) => text(key, out)?,
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"name\":");
    text(name, out)?;
    if let Some(domain) = domain {
        out.extend_from_slice(b",\"domain\":");
        text(domain, out)?;
    }
    if let Some(country) = country {
        out.extend_from_slice(b",\"country\":\"");
        out.extend_from_slice(country.code().as_bytes());
        out.push(b'"');
    }
    optional(b",\"input\":", input.as_ref(), out)?;
    out.extend_from_slice(b",\"row\":");
    serde_json::to_writer(&mut *out, row)?;
    out.push(b'}');
    Ok(())
}

/// A text in quotes; most need no escapes.
fn text(text: &str, out: &mut Vec<u8>) -> serde_json::Result<()> {
    if text.bytes().any(|b| b < b' ' || b == b'"' || b == b'\\') {
        return serde_json::to_writer(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

fn optional(key: &[u8], value: Option<&impl Serialize>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    if let Some(value) = value {
        out.extend_from_slice(key);
        serde_json::to_writer(out, value)?;
    }
    Ok(())
}
