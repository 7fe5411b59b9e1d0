//! The search as its callers see it.

use super::*;
use crate::Country;
use crate::dataset::model::AliasKind;

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
            })
            .collect(),
        domains: domains.iter().map(|&d| d.to_owned()).collect(),
        country: Country::parse(country).ok(),
        region: None,
    }
}

fn list() -> Index {
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
