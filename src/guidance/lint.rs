//! Checks of the bundled steps: their form, and what each reader is told.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::*;
use crate::country::Country;
use crate::dataset::model::{DataType, Outflow, Route};
use crate::exposure::Verdict;

/// What such an exposure usually holds.
const TYPICAL: &[DataType] = &[
    DataType::Name,
    DataType::DateOfBirth,
    DataType::HomeAddress,
    DataType::NationalId,
    DataType::BankAccount,
];

/// Never said of anybody, in any form.
const FORBIDDEN: &[&str] = &[
    "you are safe",
    "are safe",
    "not affected",
    "unaffected",
    "no risk",
    "in the clear",
    "all clear",
    "guarantee",
];

fn country(code: &str) -> Country {
    Country::from_code(code).unwrap()
}

fn chosen(
    guidance: &Guidance,
    reader: Reader,
    code: Option<&str>,
    verdict: Verdict,
    data_types: &[DataType],
    routes: &[Route],
) -> Vec<String> {
    guidance
        .choose(&Situation {
            reader,
            country: code.map(country),
            verdict,
            data_types,
            routes,
            outflow: Outflow::Acknowledged,
        })
        .iter()
        .map(|step| step.id.clone())
        .collect()
}

#[test]
fn every_file_of_the_folder_is_embedded_and_no_other() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/guidance/steps");
    let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let embedded: BTreeSet<String> = files::FILES
        .iter()
        .map(|(name, _)| format!("{name}.toml"))
        .collect();
    assert_eq!(embedded, on_disk);
    for (name, text) in files::FILES {
        let read = std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
        assert_eq!(&read, text, "{name} is embedded under another name");
    }
}

#[test]
fn a_file_is_named_after_its_reader_and_country_and_its_ids_begin_with_it() {
    for (name, text) in files::FILES {
        let file: StepFile = toml::from_str(text).unwrap();
        for step in file.into_steps() {
            let mut expected = match step.readers[..] {
                [reader] => reader.word().to_owned(),
                _ => {
                    assert_eq!(step.readers, Reader::ALL, "{name}: one reader or all of them");
                    EVERYONE.to_owned()
                }
            };
            if let [region] = step.countries[..] {
                expected = format!("{expected}-{}", region.code().to_lowercase());
            } else {
                assert!(step.countries.is_empty(), "{name}: one country, EU, or none");
            }
            assert_eq!(*name, expected);
            let rest = step.id.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
            let kebab = |text: &str| {
                !text.starts_with('-')
                    && !text.ends_with('-')
                    && text
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            };
            assert!(
                rest.is_some_and(|rest| !rest.is_empty() && kebab(rest)),
                "{}",
                step.id
            );
        }
    }
}

#[test]
fn the_steps_are_well_formed() {
    let guidance = Guidance::bundled().unwrap();
    let mut ids = HashSet::new();
    for step in guidance.steps() {
        let id = &step.id;
        assert!(ids.insert(id), "{id} stands twice");
        assert!(step.order > 0, "{id}: no order");
        assert!(
            (8..=60).contains(&step.title.chars().count()),
            "{id}: length of the title"
        );
        assert!(
            (60..=400).contains(&step.text.chars().count()),
            "{id}: length of the text"
        );
        // What a report sets in comes last, as a sentence of its own, and nothing else is set in.
        let text = step
            .text
            .strip_suffix(super::VERSION_QUESTION)
            .map_or(step.text.as_str(), str::trim_end);
        assert!(!text.contains(['{', '}']), "{id}: a place to set something in");
        assert!(
            text.ends_with('.') && !step.title.ends_with('.'),
            "{id}: full stop"
        );
        assert!(
            !step.text.contains('\n') && !step.text.contains("  "),
            "{id}: white space"
        );
        assert!(
            !step.text.contains('!') && !step.title.contains('!'),
            "{id}: no shouting"
        );
        assert!(
            step.title.starts_with(char::is_uppercase),
            "{id}: title in lower case"
        );
        let said = format!("{} {}", step.title, step.text).to_lowercase();
        for words in FORBIDDEN {
            assert!(!said.contains(words), "{id}: \"{words}\"");
        }
        assert!(!step.sources.is_empty(), "{id}: no source");
        for source in &step.sources {
            let host = source.url.strip_prefix("https://").unwrap_or_default();
            assert!(
                host.contains('.') && !source.url.contains(char::is_whitespace) && host.contains('/'),
                "{id}: {} is no full https address",
                source.url
            );
            assert!(!source.publisher.trim().is_empty(), "{id}: no publisher");
        }
    }
}

#[test]
fn what_is_replaced_exists_is_less_particular_and_never_the_step_itself() {
    let guidance = Guidance::bundled().unwrap();
    let by_id: HashMap<&str, &Step> = guidance
        .steps()
        .iter()
        .map(|step| (step.id.as_str(), step))
        .collect();
    let rank = |step: &Step| match step.countries[..] {
        [] if step.verdicts.is_empty() => 0,
        [] if step.outflows.is_empty() => 1,
        [] => 2,
        [Region::EuropeanUnion] => 3,
        _ => 4,
    };
    for step in guidance.steps() {
        for id in &step.replaces {
            let replaced = by_id
                .get(id.as_str())
                .unwrap_or_else(|| panic!("{}: no step {id}", step.id));
            assert!(
                rank(step) > rank(replaced),
                "{} is not more particular than {id}",
                step.id
            );
            assert!(
                step.readers
                    .iter()
                    .all(|reader| replaced.readers.contains(reader)),
                "{}",
                step.id
            );
        }
    }
}

#[test]
fn steps_that_name_a_service_carry_its_official_address() {
    let official = [
        ("IdentityTheft.gov", "https://www.identitytheft.gov/"),
        ("annualcreditreport.com", "https://www.annualcreditreport.com/"),
        ("Identity Protection PIN", "https://www.irs.gov/ippin"),
        ("Report Fraud", "https://www.reportfraud.police.uk/"),
        ("Cifas", "https://www.cifas.org.uk/"),
        ("Information Commissioner's Office", "https://ico.org.uk/"),
        ("report@phishing.gov.uk", "https://www.ncsc.gov.uk/"),
        ("Central Credit Register", "https://www.centralcreditregister.ie/"),
        ("SCHUFA", "https://www.meineschufa.de/"),
        ("116 116", "https://www.sperr-notruf.de/"),
        ("Verbraucherzentralen", "https://www.verbraucherzentrale.de/"),
        ("Data Protection Commission", "dataprotection.ie/"),
        (
            "Canadian Anti-Fraud Centre",
            "https://antifraudcentre-centreantifraude.ca/",
        ),
        ("IDCARE", "https://www.idcare.org/"),
        ("Client Identity Support Centre", "https://www.ato.gov.au/"),
        ("cyber.gov.au", "https://www.cyber.gov.au/"),
        ("cisa.gov/report", "https://www.cisa.gov/report"),
        (
            "AA23-158A",
            "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-158a",
        ),
        ("GDPR Article", "https://eur-lex.europa.eu/eli/reg/2016/679/oj"),
    ];
    for step in Guidance::bundled().unwrap().steps() {
        for (name, address) in official {
            let named = step.text.contains(name) || step.title.contains(name);
            // SCHUFA cites Article 15 in passing; its own page is the source there.
            if named && !(name == "GDPR Article" && step.id == "individual-de-credit-record") {
                assert!(
                    step.sources.iter().any(|source| source.url.contains(address)),
                    "{} names {name} without {address}",
                    step.id
                );
            }
        }
    }
}

#[test]
fn every_reader_everywhere_is_told_enough_and_not_too_much() {
    let guidance = Guidance::bundled().unwrap();
    let places = ["US", "GB", "IE", "CA", "DE", "AU", "FR", "JP"];
    let places = places.into_iter().map(Some).chain([None]);
    for place in places {
        for reader in Reader::ALL {
            for verdict in Verdict::ALL {
                for (data_types, routes) in [
                    (TYPICAL, &[Route::Vendor][..]),
                    (TYPICAL, &[Route::OwnServer][..]),
                    (&[][..], &[][..]),
                ] {
                    let steps = chosen(&guidance, reader, place, verdict, data_types, routes);
                    assert!(
                        (2..=9).contains(&steps.len()),
                        "{reader} in {place:?}, {verdict}: {} steps: {steps:#?}",
                        steps.len()
                    );
                }
            }
        }
    }
}

/// The steps for an organization that stood open, without an established outflow of data.
fn without_outflow(guidance: &Guidance, reader: Reader, code: Option<&str>) -> Vec<String> {
    guidance
        .choose(&Situation {
            reader,
            country: code.map(country),
            verdict: Verdict::Possible,
            data_types: TYPICAL,
            routes: &[Route::OwnServer],
            outflow: Outflow::NotEstablished,
        })
        .iter()
        .map(|step| step.id.clone())
        .collect()
}

#[test]
fn where_no_outflow_was_established_nobody_is_told_of_stolen_files() {
    let guidance = Guidance::bundled().unwrap();
    for reader in Reader::ALL {
        for place in [Some("DE"), Some("US"), None] {
            let steps = without_outflow(&guidance, reader, place);
            assert_eq!(steps[0], "everyone-open", "{reader} in {place:?}");
            assert!((2..=9).contains(&steps.len()), "{reader} in {place:?}: {steps:?}");
            assert!(!steps.contains(&"everyone-same-organization".to_owned()));
            assert!(!steps.iter().any(|id| id.ends_with("-no-deletion")));
        }
    }
}

#[test]
fn every_step_can_be_reached() {
    let guidance = Guidance::bundled().unwrap();
    let mut seen = HashSet::new();
    let places = ["US", "GB", "IE", "CA", "DE", "AU", "FR"];
    for place in places.into_iter().map(Some).chain([None]) {
        for reader in Reader::ALL {
            for verdict in Verdict::ALL {
                for route in Route::ALL {
                    for data in DataType::ALL {
                        seen.extend(chosen(&guidance, reader, place, verdict, &[*data], &[*route]));
                    }
                }
            }
            seen.extend(without_outflow(&guidance, reader, place));
        }
    }
    for step in guidance.steps() {
        assert!(seen.contains(&step.id), "{} is never chosen", step.id);
    }
}

#[test]
fn a_person_in_the_uk_and_an_hr_team_in_the_us_are_told_other_things() {
    let guidance = Guidance::bundled().unwrap();
    let bank = &[DataType::Name, DataType::BankAccount];
    let person = chosen(
        &guidance,
        Reader::Individual,
        Some("GB"),
        Verdict::Affected,
        bank,
        &[Route::Vendor],
    );
    assert_eq!(
        person,
        [
            "individual-ask",
            "individual-gb-phishing",
            "individual-gb-bank",
            "individual-gb-cifas",
            "individual-no-deletion",
            "individual-gb-report",
            "individual-gb-complain",
            "individual-keep-notices",
        ]
    );
    let team = chosen(
        &guidance,
        Reader::Hr,
        Some("US"),
        Verdict::Affected,
        bank,
        &[Route::Vendor],
    );
    assert_eq!(
        team,
        [
            "hr-ask",
            "hr-follow-chain",
            "hr-ask-fix",
            "hr-tell-people",
            "hr-payroll-changes",
            "hr-us-state-law",
            "hr-us-sec",
            "hr-no-deletion",
            "hr-evidence",
        ]
    );
}

#[test]
fn germany_hears_of_its_own_and_the_unions_steps_without_doubles() {
    let guidance = Guidance::bundled().unwrap();
    let bank = &[DataType::BankAccount];
    let person = chosen(
        &guidance,
        Reader::Individual,
        Some("DE"),
        Verdict::Affected,
        bank,
        &[],
    );
    assert!(person.contains(&"individual-de-bank".to_owned()));
    assert!(person.contains(&"individual-eu-access".to_owned()));
    for double in ["individual-bank", "individual-eu-bank"] {
        assert!(!person.contains(&double.to_owned()), "{double}");
    }
}

#[test]
fn the_steps_of_one_reader_are_the_same_read_alone() {
    for reader in Reader::ALL {
        let all = Guidance::bundled().unwrap();
        let own: Vec<_> = all
            .steps()
            .iter()
            .filter(|step| step.readers.contains(&reader))
            .collect();
        let alone = Guidance::for_reader(reader).unwrap();
        assert_eq!(alone.steps().iter().collect::<Vec<_>>(), own);
    }
}
