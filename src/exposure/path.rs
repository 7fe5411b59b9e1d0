//! Exposure paths: hop by hop from the reader to MOVEit, each hop with service, source and date.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::dataset::model::{Hop, ListedAs, Outflow, PartialDate, Record, Route, Source, Support};

/// The product whose flaw was used, and the flaw.
const FLAW: &str = "MOVEit Transfer, CVE-2023-34362";
/// Where it stands that this flaw was the one used in the thefts of May 2023.
const FLAW_SOURCE: (&str, &str) = (
    "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-158a",
    "CISA and FBI, advisory AA23-158A",
);

/// On what a hop rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// On the user's own words.
    Declared,
    /// On the record of the party that the hop starts from.
    Listed,
    /// The party's own server was hit, by its record.
    OwnServer,
    /// The record does not tell how the data was reached.
    Unknown,
}

/// A source as a hop cites it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// Its address.
    pub url: String,
    /// Who published it.
    pub publisher: String,
}

/// One hop of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PathHop {
    /// Who stands before it: `you`, an organization, a vendor.
    pub from: String,
    /// Who stands behind it: an organization, a vendor, or the product.
    pub to: String,
    /// Id of the record behind it, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_id: Option<String>,
    /// What `to` does for `from`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// On what it rests.
    pub basis: Basis,
    /// Where it stands; absent for what the user said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Citation>,
    /// When it was disclosed, as precise as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
}

/// A way by which the reader's data may have been reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExposurePath {
    /// From the reader to the product.
    pub hops: Vec<PathHop>,
    /// What the listed organization that it leads through acknowledged of data that left.
    #[serde(skip_serializing_if = "Outflow::is_acknowledged")]
    pub outflow: Outflow,
}

impl fmt::Display for ExposurePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.hops.first() {
            f.write_str(&first.from)?;
        }
        for hop in &self.hops {
            if hop.basis == Basis::Unknown {
                f.write_str(" → (route not told)")?;
            }
            write!(f, " → {}", hop.to)?;
            // A vendor of many services would drown the path; the hops have them all.
            let shown: Vec<String> = hop.services.iter().take(2).map(|s| plain_service(s)).collect();
            match hop.services.len() {
                0 => {}
                1 | 2 => write!(f, " ({})", shown.join(", "))?,
                _ => write!(f, " ({} and more)", shown.join(", "))?,
            }
        }
        // A path is read alone in tables and logs; without this it would tell of a theft.
        match self.outflow {
            Outflow::Acknowledged => Ok(()),
            Outflow::NotEstablished => f.write_str(" (open to access; no outflow of data was established)"),
            Outflow::Denied => f.write_str(" (open to access; by its own word no data left)"),
        }
    }
}

/// A service in plain words: `pension-administration` reads "pension administration".
#[must_use]
pub fn plain_service(service: &str) -> String {
    match service {
        "hr-services" => "HR services".to_owned(),
        other => other.replace('-', " "),
    }
}

/// A vendor that the user named for a subject, and the record it was found to be.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredHop<'a> {
    /// The subject's name as the user wrote it.
    pub subject: &'a str,
    /// What the vendor does for it, where the user said so.
    pub service: Option<&'a str>,
}

/// Every path through a listed organization: one per chain of vendors, or one to its own server.
///
/// With `declared`, the organization is a vendor of the subject, and the paths start there.
#[must_use]
pub fn paths(list: &Dataset, record: &Record, declared: Option<DeclaredHop<'_>>) -> Vec<ExposurePath> {
    let Some(exposure) = &record.exposure else {
        return Vec::new();
    };
    if record.listed_as == ListedAs::Maker {
        return Vec::new();
    }
    let mut start = Vec::new();
    let from = declared.map_or("you", |d| d.subject);
    if let Some(declared) = declared {
        start.push(hop("you", declared.subject, Basis::Declared));
    }
    let mut first = hop(from, &record.name, Basis::Declared);
    first.to_id = Some(record.id.clone());
    first.services = declared
        .and_then(|d| d.service)
        .map(str::to_owned)
        .into_iter()
        .collect();
    start.push(first);

    let mut chains: Vec<&[_]> = exposure.chains.iter().map(Vec::as_slice).collect();
    if chains.is_empty() {
        chains.push(&[]);
    }
    chains
        .into_iter()
        .map(|chain| {
            let mut hops = start.clone();
            let end = follow(list, record, record, chain, &mut hops);
            ExposurePath {
                hops: finish(list, end, hops),
                outflow: exposure.outflow,
            }
        })
        .collect()
}

/// Walks a chain of vendors; `witness` is the record that tells of it. Returns the last party that is a record.
fn follow<'a>(
    list: &'a Dataset,
    witness: &Record,
    customer: &'a Record,
    chain: &[Hop],
    hops: &mut Vec<PathHop>,
) -> &'a Record {
    let mut customer = customer;
    for link in chain {
        let vendor = list.record(&link.vendor);
        let mut step = hop(
            &customer.name,
            vendor.map_or(&link.vendor, |v| &v.name),
            Basis::Listed,
        );
        step.to_id = Some(link.vendor.clone());
        step.services = match (&link.service, vendor.and_then(|v| v.vendor.as_ref())) {
            (Some(service), _) => vec![service.clone()],
            (None, Some(role)) => role.services.clone(),
            (None, None) => Vec::new(),
        };
        step.source = cite(witness, Support::Via);
        step.date = customer.exposure.as_ref().and_then(|e| e.disclosed_on);
        hops.push(step);
        let Some(vendor) = vendor else { break };
        customer = vendor;
    }
    customer
}

/// Adds what lies behind the last vendor of a chain: its own one vendor, where its record tells of just one, and the product.
fn finish(list: &Dataset, end: &Record, mut hops: Vec<PathHop>) -> Vec<PathHop> {
    let mut end = end;
    // The linter keeps vendors from running in a circle; a user's own records are not linted against the list.
    while let Some([only]) = end.exposure.as_ref().map(|e| e.chains.as_slice()) {
        let passed = |id: &str| hops.iter().any(|h| h.to_id.as_deref() == Some(id));
        if hops.last().and_then(|h| h.to_id.as_deref()) != Some(&end.id)
            || only.iter().any(|h| passed(&h.vendor))
        {
            break;
        }
        let next = follow(list, end, end, only, &mut hops);
        if next.id == end.id {
            break;
        }
        end = next;
    }
    hops.push(last_hop(end));
    hops
}

fn last_hop(owner: &Record) -> PathHop {
    let route = owner.exposure.as_ref().map(|e| e.route);
    let basis = if route == Some(Route::OwnServer) {
        Basis::OwnServer
    } else {
        Basis::Unknown
    };
    let mut last = hop(&owner.name, FLAW, basis);
    last.source = cite(owner, Support::Exposure).or_else(|| {
        Some(Citation {
            url: FLAW_SOURCE.0.to_owned(),
            publisher: FLAW_SOURCE.1.to_owned(),
        })
    });
    last.date = owner.exposure.as_ref().and_then(|e| e.disclosed_on);
    last
}

fn hop(from: &str, to: &str, basis: Basis) -> PathHop {
    PathHop {
        from: from.to_owned(),
        to: to.to_owned(),
        to_id: None,
        services: Vec::new(),
        basis,
        source: None,
        date: None,
    }
}

/// The first source of a record that bears something out; else its first source.
fn cite(record: &Record, what: Support) -> Option<Citation> {
    let source: &Source = record
        .sources
        .iter()
        .find(|s| s.supports.contains(&what))
        .or_else(|| record.sources.first())?;
    Some(Citation {
        url: source.url.clone(),
        publisher: source.publisher.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(id: &str) -> Vec<String> {
        let list = Dataset::bundled().unwrap();
        paths(&list, list.record(id).unwrap(), None)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn one_vendor() {
        assert_eq!(
            texts("boots"),
            ["you → Boots → Zellis (payroll) → MOVEit Transfer, CVE-2023-34362"]
        );
    }

    #[test]
    fn two_vendors() {
        let list = Dataset::bundled().unwrap();
        let all = paths(&list, list.record("portland-state-university").unwrap(), None);
        let long = all.iter().find(|p| p.hops.len() == 4).unwrap();
        let names: Vec<&str> = long.hops.iter().map(|h| h.to.as_str()).collect();
        assert_eq!(
            names[1..],
            ["TIAA", "PBI Research Services", "MOVEit Transfer, CVE-2023-34362"]
        );
        assert!(long.hops[1..].iter().all(|h| h.source.is_some()));
    }

    #[test]
    fn a_vendors_own_vendor_is_followed() {
        let all = texts("colorado-state-university");
        assert!(
            all.iter()
                .any(|p| p.contains("→ Sun Life") && p.contains("→ PBI Research Services")),
            "{all:?}"
        );
    }

    #[test]
    fn own_server_and_unknown_route() {
        assert_eq!(
            texts("zellis"),
            ["you → Zellis → MOVEit Transfer, CVE-2023-34362"]
        );
        let list = Dataset::bundled().unwrap();
        let unknown = list
            .records()
            .iter()
            .find(|r| {
                r.exposure.as_ref().is_some_and(|e| e.route == Route::Unknown)
                    && r.listed_as == ListedAs::Exposed
            })
            .unwrap();
        assert!(texts(&unknown.id)[0].contains("(route not told)"));
    }

    #[test]
    fn a_declared_vendor_is_a_hop_of_its_own() {
        let list = Dataset::bundled().unwrap();
        let declared = DeclaredHop {
            subject: "Acme Ltd",
            service: Some("payroll"),
        };
        let path = &paths(&list, list.record("zellis").unwrap(), Some(declared))[0];
        assert_eq!(
            path.to_string(),
            "you → Acme Ltd → Zellis (payroll) → MOVEit Transfer, CVE-2023-34362"
        );
        assert_eq!(path.hops[1].basis, Basis::Declared);
        assert!(path.hops[2].source.is_some());
    }

    #[test]
    fn the_maker_has_no_path() {
        assert_eq!(texts("progress-software"), [] as [&str; 0]);
    }
}
