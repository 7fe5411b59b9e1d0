//! What the sources of advisories answer, and what the cache keeps of it: the targets of `crate::fuzzing`.
#![allow(
    clippy::unwrap_used,
    reason = "a target says what is wrong by a panic, and is called by nobody else"
)]

use serde_json::json;

use super::bundled::snapshot;
use super::cache::{decode, encode};
use super::gathered::Gathered;
use super::merge::{apply_catalogue, apply_record};
use super::model::{Advisory, Freshness};
use super::source::{Reading, Request, SourceName, source};
use super::{Installed, assess, fixed_versions, text, version_question};
use crate::fuzzing::assert_safe_on_a_terminal;

const FLAW: &str = "CVE-2023-34362";
const FRESHNESS: Freshness = Freshness::Live;

/// Advisories are shown, serialized, read back and held against an installed version.
fn check(advisories: Vec<Advisory>) {
    for advisory in &advisories {
        assert_safe_on_a_terminal(&text::advisory(advisory, &[]));
        let json = serde_json::to_string(advisory).unwrap();
        assert_eq!(serde_json::from_str::<Advisory>(&json).unwrap(), *advisory);
        for affected in &advisory.affected {
            for range in &affected.ranges {
                assert!(range.runs_forward(), "{range:?}");
            }
        }
    }
    let _ = fixed_versions(super::Product::Transfer, &advisories);
    let _ = version_question(super::Product::Transfer, &advisories);
    let gathered = Gathered {
        advisories,
        bulletins: Vec::new(),
        sources: Vec::new(),
        notices: Vec::new(),
    };
    for width in [60, 120] {
        assert_safe_on_a_terminal(&text::list(&gathered, width));
    }
    let installed = Installed::parse("MOVEit Transfer 2022.1.4").unwrap();
    let assessment = assess(installed, &gathered.advisories);
    assert_safe_on_a_terminal(&text::assessment(&assessment, &gathered));
}

/// A CVE record, or a sentence about versions that stands in one as its description.
pub(crate) fn cve(bytes: &[u8]) {
    let reader = source(SourceName::Cve);
    let reading = if bytes.trim_ascii_start().starts_with(b"{") {
        reader.read(FLAW, bytes)
    } else {
        let record = json!({
            "dataVersion": "5.1",
            "cveMetadata": { "cveId": FLAW, "state": "PUBLISHED" },
            "containers": { "cna": {
                "descriptions": [{ "lang": "en", "value": String::from_utf8_lossy(bytes) }],
            } },
        });
        reader.read(FLAW, record.to_string().as_bytes())
    };
    let Ok(Reading::Record(record)) = reading else {
        return;
    };
    assert_eq!(record.cve.as_str(), FLAW);
    assert!(record.unparsed.len() <= 21);
    let mut advisories = snapshot().advisories();
    let advisory = advisories
        .iter_mut()
        .find(|advisory| advisory.cve == record.cve)
        .unwrap();
    apply_record(advisory, &record, FRESHNESS);
    check(vec![advisory.clone()]);
}

/// CISA's catalogue.
pub(crate) fn kev(bytes: &[u8]) {
    let Ok(Reading::Catalogue(entries)) = source(SourceName::Kev).read("catalogue", bytes) else {
        return;
    };
    let mut advisories = snapshot().advisories();
    apply_catalogue(&mut advisories, &entries, FRESHNESS);
    let new = advisories.split_off(snapshot().advisories().len());
    assert!(new.len() <= entries.len());
    check(new);
}

/// A vendor's page, or the answer of the scores' service.
pub(crate) fn bulletin(bytes: &[u8]) {
    let reader = source(SourceName::Progress);
    if let Ok(Reading::Page(page)) = reader.read("page", bytes) {
        assert!(
            page.title
                .as_ref()
                .is_none_or(|title| title.chars().count() <= 300)
        );
        assert_eq!(reader.fingerprint(bytes), page.text_sha256);
    }
    if let Ok(Reading::Scores(scores)) = source(SourceName::Epss).read("scores", bytes) {
        for score in scores {
            assert!((0.0..=1.0).contains(&score.epss.probability));
        }
    }
}

/// An entry of the cache, as it is, and with the hash that its body has: what is read is written as what reads the same.
pub(crate) fn cached(bytes: &[u8]) {
    let request = source(SourceName::Kev).requests(snapshot(), None).remove(0);
    read_entry(bytes, &request);
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return;
    };
    let Ok(mut head) = serde_json::from_slice::<serde_json::Value>(&bytes[..end]) else {
        return;
    };
    let Some(fields) = head.as_object_mut() else {
        return;
    };
    let body = &bytes[end + 1..];
    fields.insert("sha256".to_owned(), crate::dataset::sha256_hex(body).into());
    fields.insert("url".to_owned(), request.url.as_str().into());
    let mut fitting = head.to_string().into_bytes();
    fitting.push(b'\n');
    fitting.extend_from_slice(body);
    read_entry(&fitting, &request);
}

fn read_entry(bytes: &[u8], request: &Request) {
    let Ok(entry) = decode(bytes, request) else { return };
    assert_eq!(
        decode(&encode(&entry, request).unwrap(), request),
        Ok(entry.clone())
    );
    kev(&entry.body);
}
