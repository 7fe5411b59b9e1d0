//! The records of the CVE programme, versions 5.0 to 5.2, as irregular as they are.

use jiff::civil::Date;
use serde_json::Value;

use super::bundled::Snapshot;
use super::model::{Affected, AffectedRange, CveId, Cvss, RecordState, Ssvc, UnlistedOlder};
use super::prose;
use super::source::{Reading, Request, ShapeError, Source, SourceName, SourceUrl};
use super::versions::{Product, Version};
use crate::http::{Media, fragment};

const SERVICE: &str = "https://cveawg.mitre.org/api/cve/";

/// Of a record in which very much is not understood, only this much is shown.
const MOST_UNPARSED: usize = 20;

/// The source.
pub(crate) struct CveRecords;

/// What a record says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) cve: CveId,
    pub(crate) state: RecordState,
    pub(crate) published: Option<Date>,
    pub(crate) description: Option<String>,
    pub(crate) weakness: Option<String>,
    pub(crate) cvss: Option<Cvss>,
    pub(crate) kev_added: Option<Date>,
    pub(crate) ssvc: Option<Ssvc>,
    pub(crate) affected: Vec<Affected>,
    pub(crate) unparsed: Vec<String>,
    pub(crate) vendor_advisory: Option<String>,
}

fn record_url(id: &str, elsewhere: Option<&SourceUrl>) -> Result<reqwest::Url, String> {
    elsewhere.map_or_else(
        || reqwest::Url::parse(&format!("{SERVICE}{id}")).map_err(|error| error.to_string()),
        |place| place.for_id(id),
    )
}

impl Source for CveRecords {
    fn requests(&self, snapshot: &Snapshot, elsewhere: Option<&SourceUrl>) -> Vec<Request> {
        snapshot
            .ids()
            .flat_map(|cve| self.requests_for_new(cve, elsewhere))
            .collect()
    }

    fn requests_for_new(&self, cve: &CveId, elsewhere: Option<&SourceUrl>) -> Vec<Request> {
        let request = |url| Request {
            source: SourceName::Cve,
            subject: cve.as_str().to_owned(),
            url,
            media: Media::Json,
        };
        record_url(cve.as_str(), elsewhere)
            .into_iter()
            .map(request)
            .collect()
    }

    fn read(&self, subject: &str, body: &[u8]) -> Result<Reading, ShapeError> {
        let record: Value =
            serde_json::from_slice(body).map_err(|_| ShapeError("it is not a record's JSON".to_owned()))?;
        parse(subject, &record).map(|record| Reading::Record(Box::new(record)))
    }
}

fn items<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value
        .get(field)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value
        .get(field)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The day of a timestamp that may lack its zone.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

fn parse(subject: &str, record: &Value) -> Result<Record, ShapeError> {
    let missing = |what: &str| ShapeError(format!("the record of {subject} lacks {what}"));
    let version = text(record, "dataVersion").ok_or_else(|| missing("its dataVersion"))?;
    if !version.starts_with("5.") {
        return Err(ShapeError(format!(
            "the record of {subject} has the format {}; 5.0 to 5.2 are understood",
            fragment(version, 20)
        )));
    }
    let metadata = record.get("cveMetadata").ok_or_else(|| missing("its metadata"))?;
    let cve = text(metadata, "cveId")
        .and_then(|id| CveId::parse(id).ok())
        .ok_or_else(|| missing("its number"))?;
    if cve.as_str() != subject {
        return Err(ShapeError(format!(
            "the record is that of {cve}, not of {subject}"
        )));
    }
    let state = match text(metadata, "state") {
        Some("PUBLISHED") => RecordState::Published,
        Some("REJECTED") => RecordState::Rejected,
        _ => return Err(missing("its state")),
    };
    let containers = record
        .get("containers")
        .ok_or_else(|| missing("its containers"))?;
    let cna = containers
        .get("cna")
        .ok_or_else(|| missing("the container of its author"))?;
    // The author's word first, then what others added to it.
    let all: Vec<&Value> = std::iter::once(cna).chain(items(containers, "adp")).collect();

    let description = description(cna);
    let (affected, mut unparsed) = affected(cna, description.as_deref());
    let more = unparsed.len().saturating_sub(MOST_UNPARSED);
    if more > 0 {
        unparsed.truncate(MOST_UNPARSED);
        unparsed.push(format!("and {more} more"));
    }
    Ok(Record {
        cve,
        state,
        published: text(metadata, "datePublished").and_then(day),
        weakness: all.iter().find_map(|container| weakness(container)),
        cvss: all.iter().find_map(|container| cvss(container)),
        kev_added: all.iter().find_map(|container| kev_added(container)),
        ssvc: all.iter().find_map(|container| ssvc(container)),
        vendor_advisory: vendor_advisory(cna),
        description: description.map(|text| fragment(&text, 600)),
        affected,
        unparsed,
    })
}

fn description(cna: &Value) -> Option<String> {
    let descriptions = items(cna, "descriptions");
    let english =
        |entry: &&Value| text(entry, "lang").is_some_and(|lang| lang.to_ascii_lowercase().starts_with("en"));
    descriptions
        .iter()
        .find(english)
        .or_else(|| descriptions.first())
        .and_then(|entry| text(entry, "value"))
        .map(str::to_owned)
}

fn weakness(container: &Value) -> Option<String> {
    let entries = items(container, "problemTypes")
        .iter()
        .flat_map(|kind| items(kind, "descriptions"));
    entries
        .filter_map(|entry| text(entry, "cweId").or_else(|| text(entry, "description")))
        .filter_map(|text| {
            let digits = text.trim().strip_prefix("CWE-")?;
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            (end > 0).then(|| format!("CWE-{}", &digits[..end]))
        })
        .next()
}

fn provider(container: &Value) -> Option<String> {
    let metadata = container.get("providerMetadata")?;
    text(metadata, "shortName").map(|name| fragment(name, 40))
}

fn cvss(container: &Value) -> Option<Cvss> {
    // The scheme that the vendor uses throughout comes first, so that scores of different flaws can be compared.
    for (field, version) in [
        ("cvssV3_1", "3.1"),
        ("cvssV3_0", "3.0"),
        ("cvssV4_0", "4.0"),
        ("cvssV2_0", "2.0"),
    ] {
        let found = items(container, "metrics").iter().find_map(|metric| {
            let data = metric.get(field)?;
            let score = data
                .get("baseScore")?
                .as_f64()
                .filter(|score| (0.0..=10.0).contains(score))?;
            Some(Cvss {
                score,
                by: provider(container),
                version: Some(version.to_owned()),
                vector: text(data, "vectorString").map(|vector| fragment(vector, 200)),
            })
        });
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The contents of the metrics of one other kind (`kev`, `ssvc`) that CISA adds.
fn others<'a>(container: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    items(container, "metrics")
        .iter()
        .filter_map(|metric| metric.get("other"))
        .filter(move |other| text(other, "type").is_some_and(|found| found.eq_ignore_ascii_case(kind)))
        .filter_map(|other| other.get("content"))
}

fn kev_added(container: &Value) -> Option<Date> {
    others(container, "kev").find_map(|content| text(content, "dateAdded").and_then(day))
}

fn ssvc(container: &Value) -> Option<Ssvc> {
    others(container, "ssvc")
        .flat_map(|content| items(content, "options"))
        .find_map(
            |option| match text(option, "Exploitation")?.to_ascii_lowercase().as_str() {
                "none" => Some(Ssvc::None),
                "poc" => Some(Ssvc::Poc),
                "active" => Some(Ssvc::Active),
                _ => None,
            },
        )
}

/// The vendor's own page among the references: an article before release notes before anything else of the vendor.
fn vendor_advisory(cna: &Value) -> Option<String> {
    let rank = |url: &str| {
        let parsed = reqwest::Url::parse(url)
            .ok()
            .filter(|url| url.scheme() == "https")?;
        let host = parsed.host_str()?;
        match host {
            "community.progress.com" if parsed.path().starts_with("/s/article/") => Some(0),
            "docs.progress.com" => Some(1),
            _ if host == "progress.com" || host.ends_with(".progress.com") => Some(2),
            _ => None,
        }
    };
    let urls = items(cna, "references")
        .iter()
        .filter_map(|reference| text(reference, "url"));
    let ranked = urls.filter_map(|url| rank(url).map(|rank| (rank, url)));
    ranked
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, url)| url.to_owned())
}

/// What one version entry says.
enum Entry {
    Affected(AffectedRange),
    Unaffected(Version),
    /// "n/a" and the like: the field had to be filled.
    Placeholder,
    Unreadable(String),
}

fn is_placeholder(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "n/a" | "na" | "unspecified" | "unknown" | "-"
    )
}

fn entry(entry: &Value, default_status: &str) -> Entry {
    let version = text(entry, "version").unwrap_or("");
    let (less_than, through) = (text(entry, "lessThan"), text(entry, "lessThanOrEqual"));
    let unreadable = || {
        let status = text(entry, "status").unwrap_or(default_status);
        let mut shown = format!("{status}: {version}");
        for (word, value) in [("before", less_than), ("through", through)] {
            if let Some(value) = value {
                shown = format!("{shown} {word} {value}");
            }
        }
        Entry::Unreadable(fragment(&shown, 120))
    };
    let parsed = Version::parse(version).ok();
    // "0", "*" and nothing at all mean: from the very first.
    let from_the_first = matches!(version, "0" | "0.0" | "0.0.0" | "*" | "") || is_placeholder(version);
    match text(entry, "status").unwrap_or(default_status) {
        "affected" => {
            if less_than.is_none() && through.is_none() {
                return match parsed {
                    Some(only) => Entry::Affected(AffectedRange {
                        from: Some(only),
                        fixed: None,
                        through: Some(only),
                    }),
                    None if is_placeholder(version) => Entry::Placeholder,
                    None => {
                        // Some authors put the whole range into the one field ("before 2024.0.0", "< 2024.0.0").
                        let worded = version.strip_prefix("< ").or_else(|| version.strip_prefix('<'));
                        let told = prose::affected_versions(
                            &worded.map_or_else(|| version.to_owned(), |bound| format!("before {bound}")),
                        );
                        match told.ranges[..] {
                            [range] if told.unparsed.is_empty() => Entry::Affected(range),
                            _ => unreadable(),
                        }
                    }
                };
            }
            let from = match parsed {
                Some(from) => Some(from),
                None if from_the_first => None,
                None => return unreadable(),
            };
            let bound = |value: Option<&str>| match value {
                None | Some("*") => Ok(None),
                Some(value) => Version::parse(value).map(Some),
            };
            let (Ok(mut fixed), Ok(through)) = (bound(less_than), bound(through)) else {
                return unreadable();
            };
            // A change back to unaffected inside the range is where it was fixed.
            let changes = items(entry, "changes")
                .iter()
                .filter(|change| text(change, "status") == Some("unaffected"));
            for change in changes {
                match text(change, "at").map(Version::parse) {
                    Some(Ok(at)) => fixed = Some(fixed.map_or(at, |fixed| fixed.min(at))),
                    _ => return unreadable(),
                }
            }
            let range = AffectedRange { from, fixed, through };
            if range.runs_forward() {
                Entry::Affected(range)
            } else {
                unreadable()
            }
        }
        "unaffected" => match parsed {
            Some(version) => Entry::Unaffected(version),
            None if from_the_first => Entry::Placeholder,
            None => unreadable(),
        },
        _ if is_placeholder(version) => Entry::Placeholder,
        _ => unreadable(),
    }
}

/// The affected versions by product, from the structured part, or where that says nothing from the description.
fn affected(cna: &Value, description: Option<&str>) -> (Vec<Affected>, Vec<String>) {
    let mut found: Vec<Affected> = Vec::new();
    let mut unparsed = Vec::new();
    for product in items(cna, "affected") {
        let name = text(product, "product").unwrap_or("");
        let default_status = text(product, "defaultStatus").unwrap_or("unknown");
        let mut ranges = Vec::new();
        let mut unaffected: Vec<Version> = Vec::new();
        let mut not_read = Vec::new();
        for version in items(product, "versions") {
            match entry(version, default_status) {
                Entry::Affected(range) => ranges.push(range),
                Entry::Unaffected(version) => unaffected.push(version),
                Entry::Placeholder => {}
                Entry::Unreadable(text) => not_read.push(text),
            }
        }
        let mut unlisted_older = if default_status == "affected" {
            UnlistedOlder::Affected
        } else {
            UnlistedOlder::NotStated
        };
        if ranges.is_empty()
            && not_read.is_empty()
            && unlisted_older == UnlistedOlder::Affected
            && let Some(first) = unaffected.iter().min()
        {
            // Everything is affected but what is listed: so everything before the first listed version.
            ranges.push(AffectedRange {
                from: None,
                fixed: Some(*first),
                through: None,
            });
            unlisted_older = UnlistedOlder::NotStated;
        }
        unparsed.extend(not_read);
        if ranges.is_empty() {
            continue;
        }
        let known = Product::in_text(name);
        if known.is_none()
            && !(is_placeholder(name) || matches!(name.to_ascii_lowercase().as_str(), "" | "moveit"))
        {
            unparsed.push(format!("versions of \"{}\"", fragment(name, 60)));
            continue;
        }
        ranges.sort_by_key(|range| (range.from, range.fixed.or(range.through)));
        ranges.dedup();
        found.push(Affected {
            product: known.or_else(|| description.and_then(first_product)),
            ranges,
            unlisted_older,
        });
    }
    if found.is_empty()
        && let Some(description) = description
    {
        let told = prose::affected_versions(description);
        unparsed.extend(told.unparsed);
        if told.ranges.is_empty() {
            unparsed.push(fragment(description, 240));
        } else {
            found.push(Affected {
                product: first_product(description),
                ranges: told.ranges,
                unlisted_older: UnlistedOlder::NotStated,
            });
        }
    }
    (found, unparsed)
}

/// The product that a sentence names first.
fn first_product(text: &str) -> Option<Product> {
    let lower = text.to_ascii_lowercase();
    let place = |product: &Product| lower.find(&product.name().to_ascii_lowercase());
    Product::ALL
        .into_iter()
        .filter(|product| place(product).is_some())
        .min_by_key(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(cve: &str) -> Value {
        let path = format!(
            "{}/fixtures/advisories/cve/{cve}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    /// A record around one entry of `affected`.
    fn around(affected: Value, description: &str) -> Record {
        let record = serde_json::json!({
            "dataVersion": "5.1",
            "cveMetadata": { "cveId": "CVE-2026-9999", "state": "PUBLISHED" },
            "containers": { "cna": { "affected": [affected], "descriptions": [{ "lang": "en", "value": description }] } }
        });
        parse("CVE-2026-9999", &record).unwrap()
    }

    fn versions(versions: Value) -> Record {
        around(
            serde_json::json!({ "product": "MOVEit Transfer", "defaultStatus": "unaffected", "versions": versions }),
            "A flaw.",
        )
    }

    fn shown(record: &Record) -> Vec<String> {
        let bound =
            |version: Option<Version>| version.map_or_else(String::new, |version| version.to_string());
        let ranges = record.affected.iter().flat_map(|affected| &affected.ranges);
        ranges
            .map(|range| match range.through {
                Some(through) => format!("{}..={through}", bound(range.from)),
                None => format!("{}..{}", bound(range.from), bound(range.fixed)),
            })
            .collect()
    }

    #[test]
    fn every_flaw_of_the_list_parses_from_its_own_shape_to_the_listed_versions() {
        let listed = super::super::bundled::snapshot().advisories();
        assert_eq!(listed.len(), 21);
        for advisory in listed {
            let id = advisory.cve.as_str();
            let record = parse(id, &fixture(id)).unwrap();
            assert_eq!(record.affected, advisory.affected, "{id}");
            assert_eq!(record.unparsed, Vec::<String>::new(), "{id}");
            assert_eq!(record.weakness, advisory.weakness, "{id}");
            assert_eq!(
                record.cvss.as_ref().map(|cvss| cvss.score),
                advisory.cvss.as_ref().map(|cvss| cvss.score),
                "{id}"
            );
            if advisory.published.is_some() {
                assert_eq!(record.published, advisory.published, "{id}");
            }
            assert_eq!(record.vendor_advisory, advisory.vendor_advisory, "{id}");
            assert_eq!(record.kev_added, advisory.kev.map(|kev| kev.added), "{id}");
            assert_eq!(record.state, RecordState::Published);
        }
    }

    #[test]
    fn scores_name_who_gave_them() {
        let by = |id: &str| parse(id, &fixture(id)).unwrap().cvss.unwrap().by.unwrap();
        assert_eq!(by("CVE-2023-34362"), "CISA-ADP");
        assert_eq!(by("CVE-2024-5805"), "ProgressSoftware");
        assert_eq!(
            parse("CVE-2023-34362", &fixture("CVE-2023-34362")).unwrap().ssvc,
            Some(Ssvc::Active)
        );
        assert_eq!(
            parse("CVE-2024-5806", &fixture("CVE-2024-5806")).unwrap().ssvc,
            Some(Ssvc::Poc)
        );
    }

    #[test]
    fn other_ways_to_write_a_range() {
        let record = versions(serde_json::json!([
            { "status": "affected", "version": "2025.0.0", "lessThanOrEqual": "2025.0.8" },
            { "status": "affected", "version": "2024.1.3" },
            { "status": "affected", "version": "before 2023.0.1 (15.0.1)" },
            { "status": "affected", "version": "< 2022.0.4" },
            { "status": "affected", "version": "2025.1.0", "lessThan": "*", "changes": [{ "at": "2025.1.5", "status": "unaffected" }] },
            { "status": "affected", "version": "2026.0.0", "lessThan": "*" },
        ]));
        assert_eq!(
            shown(&record),
            [
                "..2022.0.4",
                "..2023.0.1",
                "2024.1.3..=2024.1.3",
                "2025.0.0..=2025.0.8",
                "2025.1.0..2025.1.5",
                "2026.0.0.."
            ]
        );
        assert_eq!(record.unparsed, Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_read_is_shown_and_not_guessed() {
        let record = versions(serde_json::json!([
            { "status": "affected", "version": "2025.0.0", "lessThan": "the June release" },
            { "status": "affected", "version": "2023.0.6 (14.0.6)", "lessThan": "2023.0.7" },
            { "status": "affected", "version": "some builds" },
            { "status": "unknown", "version": "2022.0.0", "lessThan": "2022.0.4" },
            { "status": "affected", "version": "2024.0.0", "lessThan": "2023.0.7" },
            { "status": "affected", "version": "2024.1.0", "lessThan": "2024.1.8" },
        ]));
        assert_eq!(shown(&record), ["2024.1.0..2024.1.8"]);
        assert_eq!(
            record.unparsed,
            [
                "affected: 2025.0.0 before the June release",
                "affected: 2023.0.6 (14.0.6) before 2023.0.7",
                "affected: some builds",
                "unknown: 2022.0.0 before 2022.0.4",
                "affected: 2024.0.0 before 2023.0.7",
            ]
        );
        let record = around(
            serde_json::json!({ "product": "n/a", "versions": [{ "version": "n/a", "status": "affected" }] }),
            "Some are open.",
        );
        assert_eq!(
            (shown(&record).len(), record.unparsed),
            (0, vec!["Some are open.".to_owned()])
        );
        // Only an unaffected version, and nothing says that all others are affected.
        let record = around(
            serde_json::json!({ "product": "MOVEit Automation", "versions": [{ "version": "2024.0.0", "status": "unaffected" }] }),
            "A flaw in MOVEit Automation prior to 2024.0.0.",
        );
        assert_eq!(shown(&record), ["..2024.0.0"]);
        assert_eq!(record.affected[0].product, Some(Product::Automation));
        assert_eq!(record.affected[0].unlisted_older, UnlistedOlder::NotStated);
    }

    #[test]
    fn several_products_are_kept_apart() {
        let record = serde_json::json!({
            "dataVersion": "5.2",
            "cveMetadata": { "cveId": "CVE-2026-9999", "state": "PUBLISHED" },
            "containers": { "cna": { "affected": [
                { "product": "MOVEit Transfer", "versions": [{ "status": "affected", "version": "0", "lessThan": "2025.0.4" }] },
                { "product": "MOVEit Gateway", "versions": [{ "status": "affected", "version": "0", "lessThan": "2025.0.2" }] },
                { "product": "WhatsUp Gold", "versions": [{ "status": "affected", "version": "0", "lessThan": "23.1.0" }] },
            ] } }
        });
        let record = parse("CVE-2026-9999", &record).unwrap();
        let products: Vec<_> = record.affected.iter().map(|affected| affected.product).collect();
        assert_eq!(products, [Some(Product::Transfer), Some(Product::Gateway)]);
        assert_eq!(record.unparsed, ["versions of \"WhatsUp Gold\""]);
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let refused = |record: Value| parse("CVE-2023-34362", &record).unwrap_err().to_string();
        assert!(refused(serde_json::json!({})).contains("dataVersion"));
        assert!(refused(serde_json::json!({ "dataVersion": "4.0" })).contains("5.0 to 5.2"));
        assert!(refused(serde_json::json!([])).contains("dataVersion"));
        assert!(refused(fixture("CVE-2023-35036")).contains("not of CVE-2023-34362"));
        let mut headless = fixture("CVE-2023-34362");
        headless["containers"].as_object_mut().unwrap().remove("cna");
        assert!(refused(headless).contains("its author"));
        let mut odd = fixture("CVE-2023-34362");
        odd["containers"]["cna"]["affected"] = serde_json::json!("n/a");
        odd["containers"]["adp"] = serde_json::json!({ "metrics": 7 });
        odd["containers"]["cna"]["references"] = serde_json::json!([{ "url": 7 }, "x"]);
        assert_eq!(shown(&parse("CVE-2023-34362", &odd).unwrap()).len(), 5);
    }

    /// Every value of a record, replaced by values of every other kind: read or refused, but never a panic.
    #[test]
    fn odd_values_anywhere_do_no_harm() {
        fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
            found.push(at.to_owned());
            match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        pointers(item, &format!("{at}/{index}"), found);
                    }
                }
                Value::Object(fields) => {
                    for (name, field) in fields {
                        pointers(field, &format!("{at}/{name}"), found);
                    }
                }
                _ => {}
            }
        }
        let odd = serde_json::json!([
            null,
            true,
            -7,
            1e300,
            "",
            "é",
            "CWE-é",
            "2023.0.1 (",
            "before 2023.0.1 (15.0.1",
            [],
            {}
        ]);
        for id in ["CVE-2023-34362", "CVE-2023-6217", "CVE-2024-4563"] {
            let record = fixture(id);
            let mut places = Vec::new();
            pointers(&record, "", &mut places);
            for place in &places {
                for value in odd.as_array().unwrap() {
                    let mut changed = record.clone();
                    *changed.pointer_mut(place).unwrap() = value.clone();
                    let _ = parse(id, &changed);
                }
            }
            assert!(places.len() > 60);
        }
    }

    #[test]
    fn a_rejected_record_is_read_as_such() {
        let mut record = fixture("CVE-2024-2291");
        record["cveMetadata"]["state"] = serde_json::json!("REJECTED");
        record["containers"]["cna"] =
            serde_json::json!({ "rejectedReasons": [{ "lang": "en", "value": "Not a flaw." }] });
        assert_eq!(
            parse("CVE-2024-2291", &record).unwrap().state,
            RecordState::Rejected
        );
    }
}
