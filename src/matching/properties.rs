//! Properties that hold for any name.

use proptest::prelude::*;

use super::tests::{list, traps};
use super::*;
use crate::names::fold;

fn strength_of(index: &Index, name: &str) -> Option<(usize, Strength)> {
    let query = Query {
        name,
        ..Query::default()
    };
    let matches = index.searcher(Options::default()).search(&query).ok()?;
    matches.first().map(|first| (first.organization, first.strength))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn normalization_is_idempotent(name in any::<String>()) {
        let once = fold(&name);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn normalization_of_name_like_text_is_idempotent(name in "[A-Za-zÀ-žА-я0-9 .,&'’()/-]{0,60}") {
        let once = fold(&name);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn no_name_or_domain_makes_it_panic(name in any::<String>(), domain in any::<String>()) {
        let index = list();
        let query = Query { name: &name, country: None, domain: Some(&domain) };
        let _ = index.searcher(Options::default()).search(&query);
        let _ = index.explain(&query, Options::default());
    }

    #[test]
    fn results_do_not_depend_on_what_was_searched_before(names in proptest::collection::vec("[a-zA-Z .&]{0,40}", 1..6)) {
        let index = traps();
        let mut shared = index.searcher(Options::default());
        for name in &names {
            let query = Query { name, ..Query::default() };
            prop_assert_eq!(shared.search(&query), index.searcher(Options::default()).search(&query));
        }
    }

    #[test]
    fn a_stronger_match_never_stands_behind_a_weaker(name in "(The )?[A-Z][a-z]{3,9} (University|State|Bank|College|Airways)( Inc| Ltd)?") {
        let index = traps();
        let query = Query { name: &name, ..Query::default() };
        if let Ok(matches) = index.searcher(Options::default()).search(&query) {
            prop_assert!(matches.windows(2).all(|two| two[0].strength >= two[1].strength));
            prop_assert!(matches.iter().all(|found| (0.0..=1.0).contains(&found.score)));
        }
    }
}

#[test]
fn case_and_legal_form_never_turn_a_strong_match_into_none() {
    let index = traps();
    for organization in index.organizations() {
        let name = &organization.names[0].name;
        let Some((expected, strength)) = strength_of(&index, name) else {
            continue;
        };
        if strength < Strength::Strong {
            continue;
        }
        for form in [
            "",
            " Inc",
            " Inc.",
            ", LLC",
            " Ltd",
            " GmbH",
            " S.A.",
            " plc",
            " Corporation",
        ] {
            for name in [name.clone(), name.to_uppercase(), name.to_lowercase()] {
                let written = format!("{name}{form}");
                let found = strength_of(&index, &written);
                assert!(
                    found.is_some_and(|(organization, _)| organization == expected),
                    "{written}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn long_and_hostile_names_cost_little() {
    let index = traps();
    let mut searcher = index.searcher(Options::default());
    let start = std::time::Instant::now();
    for name in [
        "é".repeat(3_000),
        "university ".repeat(3_000),
        "a b ".repeat(3_000),
        "\0\u{202e}\u{feff}".repeat(3_000),
        "&amp;".repeat(3_000),
        "Ã".repeat(3_000),
        "(((((".repeat(3_000),
    ] {
        let query = Query {
            name: &name,
            ..Query::default()
        };
        let _ = searcher.search(&query);
        let _ = index.explain(&query, Options::default());
    }
    assert!(start.elapsed().as_secs() < 2);
}
