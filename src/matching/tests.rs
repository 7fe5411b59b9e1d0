//! The search as its callers see it.

use super::*;
use crate::Country;
use crate::dataset::model::{AliasKind, Standing};

fn organization(
    id: &str,
    names: &[(&str, AliasKind)],
    domains: &[&str],
    country: &str,
) -> ListedOrganization {
    ListedOrganization {
        id: id.to_owned(),
        names: names
            .iter()
            .map(|(name, kind)| ListedName {
                name: (*name).to_owned(),
                kind: *kind,
                standing: Standing::Alone,
            })
            .collect(),
        domains: domains.iter().map(|&d| d.to_owned()).collect(),
        country: Country::parse(country).ok(),
        region: None,
    }
}

pub(super) fn list() -> Index {
    use AliasKind::{Acronym, Name};
    Index::new(vec![
        organization(
            "british-airways",
            &[("British Airways", Name), ("BA", Acronym)],
            &["ba.com"],
            "GB",
        ),
        organization("caresource", &[("CareSource", Name)], &["caresource.com"], "US"),
        organization("m-and-t-bank", &[("M&T Bank", Name)], &["mtb.com"], "US"),
        organization(
            "msu",
            &[("Michigan State University", Name), ("MSU", Acronym)],
            &["msu.edu"],
            "US",
        ),
        organization(
            "hse",
            &[("Health Service Executive", Name), ("HSE", Acronym)],
            &["hse.ie"],
            "IE",
        ),
        organization(
            "heidelberger",
            &[("Heidelberger Druckmaschinen", Name)],
            &[],
            "DE",
        ),
    ])
}

fn best(name: &str, country: &str, domain: &str) -> Option<(String, Strength)> {
    let index = list();
    let query = Query {
        name,
        country: Country::parse(country).ok(),
        domain: Some(domain).filter(|d| !d.is_empty()),
    };
    let matches = index.searcher(Options::default()).search(&query).ok()?;
    let first = matches.first()?;
    Some((
        index.organizations()[first.organization].id.clone(),
        first.strength,
    ))
}

#[test]
fn the_same_name_in_other_clothes() {
    for (name, strength) in [
        ("British Airways", Strength::Exact),
        ("BRITISH AIRWAYS", Strength::Exact),
        ("British Airways P.L.C.", Strength::Strong),
        ("The British Airways", Strength::Strong),
        ("TheBritish Airways", Strength::Strong),
        ("Plc British Airways", Strength::Strong),
    ] {
        assert_eq!(
            best(name, "", ""),
            Some(("british-airways".to_owned(), strength)),
            "{name}"
        );
    }
    assert_eq!(best("CARE SOURCE", "", "").unwrap().0, "caresource");
    assert_eq!(best("M + T Bank", "US", "").unwrap().0, "m-and-t-bank");
}

#[test]
fn a_short_acronym_needs_a_country_or_a_domain() {
    assert_eq!(best("MSU", "", "").unwrap().1, Strength::Possible);
    assert_eq!(
        best("HSE", "IE", "").unwrap().1,
        Strength::Strong.max(Strength::Exact)
    );
    assert!(best("HSE", "GB", "").is_none_or(|(_, strength)| strength == Strength::Possible));
    assert!(best("MSU", "US", "msu.edu").unwrap().1 >= Strength::Strong);
    assert_eq!(best("MSU", "US", "montana.edu").unwrap().1, Strength::Possible);
}

#[test]
fn a_common_word_needs_what_the_list_says_it_needs() {
    let named = |name: &str, standing| ListedName {
        name: name.to_owned(),
        kind: AliasKind::Name,
        standing,
    };
    let mut western = organization("western", &[], &["wosc.edu"], "US");
    western.names = vec![
        named("Western Oklahoma State College", Standing::Alone),
        named("Western", Standing::WithDomain),
    ];
    let mut short = organization("gen", &[], &["gendigital.com"], "CZ");
    short.names = vec![named("Gen", Standing::WithCountry)];
    let index = Index::new(vec![western, short]);
    let strength = |name: &str, country: &str, domain: Option<&str>| {
        let query = Query {
            name,
            country: Country::parse(country).ok(),
            domain,
        };
        let matches = index.searcher(Options::default()).search(&query).unwrap();
        matches.first().map(|found| found.strength)
    };
    let possible = Some(Strength::Possible);
    assert_eq!(strength("Western", "", None), possible);
    assert_eq!(strength("Western", "US", None), possible);
    assert!(strength("Western", "", Some("wosc.edu")) > possible);
    assert!(strength("Western", "US", Some("western.example")) <= possible);
    assert!(strength("Western Inc.", "US", None) <= possible);
    assert!(strength("Western Oklahoma State College", "", None) > possible);
    assert_eq!(strength("Gen", "", None), possible);
    assert!(strength("Gen", "CZ", None) > possible);
    assert!(strength("Gen", "US", None) <= possible);
    assert!(strength("Gen", "", Some("gendigital.com")) > possible);
    assert!(strength("Gen", "CZ", Some("gen.example")) <= possible);
    let explained = index.explain(
        &Query {
            name: "Western",
            country: None,
            domain: None,
        },
        Options::default(),
    );
    assert!(explained.candidates[0].held_back[0].contains("common word"));
    assert!(
        explained.candidates[0]
            .evidence
            .iter()
            .any(|e| matches!(e.finding, Finding::CommonName { .. }))
    );
}

#[test]
fn a_domain_alone_is_strong_and_free_mail_is_nothing() {
    assert_eq!(
        best("", "", "crew@mail.ba.com"),
        Some(("british-airways".to_owned(), Strength::Strong))
    );
    assert_eq!(best("", "", "someone@gmail.com"), None);
}

#[test]
fn junk_is_unscreened() {
    let index = list();
    let mut searcher = index.searcher(Options::default());
    for (name, reason) in [
        ("", Unscreened::Empty),
        ("  - ", Unscreened::Empty),
        ("N/A", Unscreened::Placeholder),
        ("self-employed", Unscreened::Placeholder),
        ("GmbH", Unscreened::NoContent),
        ("the", Unscreened::NoContent),
        ("x", Unscreened::Placeholder),
    ] {
        let query = Query {
            name,
            ..Query::default()
        };
        assert_eq!(searcher.search(&query), Err(reason), "{name:?}");
    }
}

/// Names that tempt a careless matcher.
pub(super) fn traps() -> Index {
    use AliasKind::{Acronym, Name};
    let plain = |id: &str, name: &str| organization(id, &[(name, Name)], &[], "US");
    Index::new(vec![
        organization(
            "coop",
            &[("Mr. Cooper Group", Name), ("COOP", Acronym)],
            &[],
            "US",
        ),
        organization(
            "amba",
            &[("American Malting Barley Association", Name), ("AMBA", Acronym)],
            &[],
            "US",
        ),
        plain("11420", "11420 CORP."),
        plain("abc", "A-B-C Company"),
        plain("emma", "EMMA LLC"),
        plain("afox", "American Futures and Options Exchange"),
        organization("meiji", &[("Meiji University", Name)], &[], "JP"),
        plain("depaul", "DePaul University"),
        plain("western", "Western Connecticut State University"),
        plain("fund-iv", "Horizon Growth Fund IV"),
        organization("york", &[("University of York", Name)], &[], "GB"),
        organization("merck", &[("Merck", Name)], &[], "US"),
        organization("astra", &[("Astra International", Name)], &[], "ID"),
        organization("gazprom", &[("Gazprom Neft", Name)], &[], "RU"),
        organization("latvijas", &[("Latvijas Mobilais Telefons", Name)], &[], "LV"),
        organization("maxima", &[("Maxima", Name)], &[], "LT"),
        plain("penn", "University of Pennsylvania"),
        plain("health", "Department of Health"),
        plain("national", "National Bank"),
    ])
}

fn trap(name: &str) -> Option<(String, Strength)> {
    let index = traps();
    let query = Query {
        name,
        ..Query::default()
    };
    let matches = index.searcher(Options::default()).search(&query).ok()?;
    let first = matches.first()?;
    Some((
        index.organizations()[first.organization].id.clone(),
        first.strength,
    ))
}

#[test]
fn named_traps() {
    // Not strong, whatever is near.
    for name in [
        "Coop",
        "Cooper Tire",
        "Amba",
        "11421 CORP.",
        "11420 Main Street Holdings",
        "emma daniels",
        "america",
        "Meijo University",
        "DePauw University",
        "Eastern Connecticut State University",
        "Horizon Growth Fund V",
        "York University",
        "MERC",
        "Indiana University of Pennsylvania",
        "Department of Health",
        "National Bank",
        "A Company",
    ] {
        let found = trap(name);
        assert!(
            found
                .as_ref()
                .is_none_or(|(_, strength)| *strength == Strength::Possible),
            "{name}: {found:?}"
        );
    }
    // Found all the same.
    for (name, id) in [
        ("PT Astra International Tbk", "astra"),
        ("OOO Gazprom Neft", "gazprom"),
        ("SIA Latvijas Mobilais Telefons", "latvijas"),
        ("UAB Maxima", "maxima"),
        ("11420 Corporation", "11420"),
        ("ABC Company", "abc"),
        ("Emma", "emma"),
        ("Pennsylvania, University of", "penn"),
    ] {
        let found = trap(name);
        assert!(
            found
                .as_ref()
                .is_some_and(|(found, strength)| found == id && *strength >= Strength::Strong),
            "{name}: {found:?}"
        );
    }
    assert_eq!(trap("York University").map(|(id, _)| id).as_deref(), Some("york"));
}

#[test]
fn the_closer_the_name_the_higher_the_score() {
    let index = list();
    let scores: Vec<f64> = [
        "Heidelberger Druckmaschinen",
        "HEIDELBERGER DRUCKMASCHINEN",
        "Heidelberger Druckmaschinen AG",
        "HeidelbergerDruckmaschinen",
        "Druckmaschinen Heidelberger",
        "Heidelberger Druckmachinen",
    ]
    .iter()
    .map(|name| {
        let query = Query {
            name,
            ..Query::default()
        };
        let matches = index.searcher(Options::default()).search(&query).unwrap();
        matches.first().unwrap_or_else(|| panic!("{name}")).score
    })
    .collect();
    assert!(scores.windows(2).all(|two| two[0] > two[1]), "{scores:?}");
}

#[test]
fn without_the_decisive_evidence_a_match_falls() {
    let index = list();
    let top = |name: &str, country: &str, domain: &str| {
        let query = Query {
            name,
            country: Country::parse(country).ok(),
            domain: Some(domain).filter(|d| !d.is_empty()),
        };
        index
            .searcher(Options::default())
            .search(&query)
            .ok()
            .and_then(|matches| matches.into_iter().next())
    };
    let decisive = |found: &Match| -> Vec<Finding> {
        found
            .evidence
            .iter()
            .filter(|e| e.decisive)
            .map(|e| e.finding.clone())
            .collect()
    };
    let with = top("HSE", "IE", "").unwrap();
    assert!(decisive(&with).contains(&Finding::CountryAgrees {
        country: Country::parse("IE").unwrap()
    }));
    assert!(top("HSE", "", "").is_none_or(|found| found.strength < with.strength));

    let with = top("Front desk", "", "desk@mail.ba.com").unwrap();
    assert!(
        decisive(&with)
            .iter()
            .any(|f| matches!(f, Finding::EmailDomain { .. }))
    );
    assert!(top("Front desk", "", "").is_none());

    let with = top("Michgan State University", "", "").unwrap();
    let words: Vec<String> = decisive(&with)
        .into_iter()
        .filter_map(|finding| match finding {
            Finding::WordsAgree { given, .. } => Some(given),
            _ => None,
        })
        .collect();
    assert_eq!(words, ["michgan"]);
    assert!(top("State University", "", "").is_none_or(|found| found.strength < with.strength));
}

#[test]
fn a_non_hit_says_what_held_it_back() {
    let index = list();
    let query = Query {
        name: "Michigan Technological University",
        ..Query::default()
    };
    let explanation = index.explain(&query, Options::default());
    assert!(
        explanation
            .words
            .iter()
            .any(|word| word.word == "michigan" && word.weight > 0.3)
    );
    assert!(
        explanation
            .candidates
            .iter()
            .all(|c| c.strength.is_none() && !c.held_back.is_empty())
    );
    let json = serde_json::to_value(&explanation).unwrap();
    assert!(json["candidates"].is_array());
}

#[test]
fn without_fuzzy_matching_only_the_same_names_match() {
    let index = list();
    let options = Options {
        fuzzy: Fuzzy::Off,
        ..Options::default()
    };
    let mut searcher = index.searcher(options);
    let mut hits = |name: &str| {
        let query = Query {
            name,
            ..Query::default()
        };
        searcher.search(&query).unwrap().len()
    };
    assert_eq!(hits("BRITISH AIRWAYS PLC"), 1);
    assert_eq!(hits("Britsh Airways"), 0);
}
