//! Checks of the templates, and of letters on the whole list.

use std::collections::{BTreeMap, BTreeSet};

use super::template::TEMPLATES;
use super::*;
use crate::dataset::model::{DataType, Outflow, Route};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 12, 1);

fn request<'a>(recipient: Recipient, language: Language, subject: &'a str, known: Known<'a>) -> Request<'a> {
    Request {
        recipient,
        subject,
        known,
        customer: None,
        place: Place::parse("DE").ok(),
        language,
        markup: Markup::Text,
        today: TODAY,
    }
}

/// Records that differ in what a letter tells: every tenth, and every one that is not confirmed.
fn records(list: &Dataset) -> impl Iterator<Item = &Record> {
    list.records().iter().enumerate().filter_map(|(at, record)| {
        let unsure = record
            .exposure
            .as_ref()
            .is_some_and(|e| e.status != Status::Confirmed);
        (at % 10 == 0 || unsure).then_some(record)
    })
}

#[test]
fn every_template_of_the_folder_is_embedded_in_every_language() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/letters/templates");
    let on_disk: BTreeMap<String, String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    let embedded: BTreeMap<String, String> = TEMPLATES
        .iter()
        .map(|(name, language, text)| (format!("{name}.{language}.md"), (*text).to_owned()))
        .collect();
    assert_eq!(embedded, on_disk);
    let names: BTreeSet<&str> = TEMPLATES.iter().map(|(name, ..)| *name).collect();
    assert!(
        Recipient::ALL
            .iter()
            .all(|recipient| names.contains(recipient.word()))
    );
    for name in names {
        for language in Language::ALL {
            assert!(
                TEMPLATES.iter().any(|(n, l, _)| *n == name && *l == language),
                "{name} has no {language}"
            );
        }
    }
}

#[test]
fn nothing_stands_in_a_letter_unescaped_but_the_numbers_of_sources() {
    for (name, language, text) in TEMPLATES {
        for (before, _) in text.match_indices("safe").map(|(at, _)| text.split_at(at)) {
            assert!(before.ends_with(".cited | "), "{name}.{language}: {before}");
        }
        assert!(!text.contains("autoescape"), "{name}.{language}");
    }
}

/// What of a letter does not depend on its language.
fn shape(text: &str) -> (Vec<&str>, [usize; 4]) {
    let addresses = text
        .split_whitespace()
        .filter(|word| word.starts_with("http") && !word.contains("fedlex"))
        .collect();
    let items = |start: &dyn Fn(&str) -> bool| text.lines().filter(|line| start(line)).count();
    // The German date begins with a number too.
    let numbered = |line: &str| {
        line.split_once(". ")
            .is_some_and(|(n, rest)| n.parse::<u8>().is_ok() && !rest.starts_with("Dezember"))
    };
    let counts = [
        text.matches(BLANK_START).count(),
        items(&numbered),
        items(&|line| line.starts_with("- ")),
        text.matches('[').count(),
    ];
    (addresses, counts)
}

#[test]
fn letters_of_one_record_tell_the_same_in_every_language_and_leave_no_gap() {
    let list = Dataset::bundled().unwrap();
    let known = records(&list).map(Known::Listed).chain([Known::Nothing]);
    for known in known.chain(records(&list).take(5).map(Known::Perhaps)) {
        for recipient in Recipient::ALL {
            let letters = Language::ALL.map(|language| {
                let letter = write(&list, &request(recipient, language, "Acme Ltd", known)).unwrap();
                (language, letter)
            });
            for (language, letter) in &letters {
                let text = &letter.text;
                let place = format!("{recipient:?} in {language} on {known:?}:\n{text}");
                assert_eq!(shape(text), shape(&letters[0].1.text), "{place}");
                assert!(letter.blanks >= 5, "{place}");
                assert_eq!(
                    text.matches(BLANK_START).count(),
                    text.matches(BLANK_END).count(),
                    "{place}"
                );
                for gap in [
                    "{{",
                    "{%",
                    "}}",
                    "%}",
                    "**",
                    "undefined",
                    " none",
                    ": \n",
                    "TODO",
                    " .",
                ] {
                    assert!(!text.contains(gap), "{gap:?} in {place}");
                }
                assert!(text.ends_with('\n') && !text.contains("\n\n\n"), "{place}");
                let dates = text.matches("2026").count();
                assert!(dates >= 1, "no date in {place}");
            }
        }
    }
}

#[test]
fn facts_of_a_record_stand_in_the_words_of_the_language_and_in_no_other() {
    let list = Dataset::bundled().unwrap();
    for record in records(&list).filter(|record| tells(record)) {
        let exposure = record.exposure.as_ref().unwrap();
        for language in Language::ALL {
            let request = request(Recipient::Supplier, language, &record.name, Known::Listed(record));
            let text = write(&list, &request).unwrap().text;
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let words = Words::of(language).unwrap();
            if exposure.data_types.as_slice() != [DataType::Other] {
                for kind in &exposure.data_types {
                    assert!(
                        text.contains(&words.data_types[kind.word()]),
                        "{}: {kind}: {text}",
                        record.id
                    );
                }
            }
            for people in &exposure.populations {
                assert!(
                    text.contains(&words.populations[people.word()]),
                    "{}: {people}",
                    record.id
                );
            }
            if exposure.route == Route::Vendor {
                for hop in exposure.chains.iter().flatten() {
                    let vendor = &list.record(&hop.vendor).unwrap().name;
                    assert!(text.contains(vendor), "{}: {vendor}: {text}", record.id);
                }
            }
            // The record's own English sentence never enters a letter.
            assert!(
                !record.note.as_ref().is_some_and(|note| text.contains(note)),
                "{}",
                record.id
            );
            if language != Language::English {
                for english in [
                    "the organization itself",
                    "date of birth",
                    "employees",
                    "its own",
                    "June",
                ] {
                    assert!(
                        !text.replace(&record.name, "").contains(english),
                        "{english}: {text}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_letter_says_no_more_than_the_record() {
    let list = Dataset::bundled().unwrap();
    let sure = [
        (Language::English, "was among the organizations affected"),
        (Language::German, "gehört"),
        (Language::French, "figure parmi"),
    ];
    let unsure = [
        (
            Language::English,
            ["is reported to have been", "may have been", "do not know whether"],
        ),
        (Language::German, ["soll", "könnte", "nicht, ob"]),
        (Language::French, ["figurerait", "pourrait", "sais pas si"]),
    ];
    let all = || list.records().iter().filter(|record| tells(record));
    let with = |status| {
        all()
            .filter(|r| r.outflow().is_acknowledged())
            .find(|r| r.exposure.as_ref().is_some_and(|e| e.status == status))
            .unwrap()
    };
    for ((language, confirmed), (_, [reported, possible, perhaps])) in sure.into_iter().zip(unsure) {
        let text = |known| {
            let text = write(&list, &request(Recipient::Employer, language, "Acme Ltd", known))
                .unwrap()
                .text;
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let [yes, rumour, hint] = [Status::Confirmed, Status::Reported, Status::Possible].map(with);
        assert!(text(Known::Listed(yes)).contains(confirmed));
        for (known, words) in [
            (Known::Listed(rumour), reported),
            (Known::Listed(hint), possible),
            (Known::Perhaps(yes), perhaps),
            (Known::Nothing, perhaps),
        ] {
            let text = text(known);
            assert!(text.contains(words), "{language}: {words}: {text}");
            assert!(
                matches!(known, Known::Perhaps(_)) || !text.contains(&format!(" {confirmed} ")),
                "{text}"
            );
        }
        let nothing = text(Known::Nothing);
        assert!(
            nothing.contains("Acme Ltd") && !nothing.contains("[2]"),
            "{nothing}"
        );
    }
}

#[test]
fn a_withdrawn_record_and_that_of_the_maker_claim_nothing() {
    let list = Dataset::bundled().unwrap();
    let maker = list.record("progress-software").unwrap();
    let mut withdrawn = list.record("boots").unwrap().clone();
    withdrawn.withdrawn = Some(crate::dataset::model::Withdrawn {
        on: PartialDate::parse("2026-12-01").unwrap(),
        reason: "The statement named another.".to_owned(),
    });
    for record in [maker, &withdrawn] {
        let request = request(
            Recipient::Employer,
            Language::English,
            &record.id,
            Known::Listed(record),
        );
        let text = write(&list, &request).unwrap().text;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("do not claim that it was") && !text.contains("was among the organizations"));
        assert!(
            text.contains(&record.name) && !text.contains("moveit-exposure"),
            "{text}"
        );
    }
}

#[test]
fn of_an_organization_that_stood_open_nothing_is_called_taken() {
    let list = Dataset::bundled().unwrap();
    let stood_open = |record: &&Record| tells(record) && !record.outflow().is_acknowledged();
    let said = [
        ("open to unauthorized access", "not established", "was among"),
        (
            "für Unbefugte zugänglich",
            "nicht festgestellt",
            "zu den Organisationen",
        ),
        ("ont été exposées", "non établie", "figure parmi"),
    ];
    for (language, (open, outflow, taken)) in Language::ALL.into_iter().zip(said) {
        for record in list.records().iter().filter(stood_open) {
            let request = request(Recipient::Employer, language, &record.id, Known::Listed(record));
            let text = write(&list, &request).unwrap().text;
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let sure = record.exposure.as_ref().unwrap().status == Status::Confirmed;
            assert!(!sure || text.contains(open), "{open}: {text}");
            assert!(text.contains(outflow) && !text.contains(taken), "{text}");
            // Nobody is made to speak of an outflow who did not.
            assert!(!text.contains(&format!("{outflow},")), "{text}");
            let topic = text.split("1. ").next().unwrap();
            for theft in ["stolen", "diebstahl", "vol de données"] {
                assert!(!topic.contains(theft), "{theft}: {text}");
            }
            assert!(
                sure || !text.contains(open) || language != Language::French,
                "{text}"
            );
        }
    }
}

#[test]
fn a_law_elsewhere_is_called_on_as_far_as_it_applies() {
    let list = Dataset::bundled().unwrap();
    let text = |id: &str, place: &str| {
        let record = list.record(id).unwrap();
        let mut request = request(Recipient::Employer, Language::English, id, Known::Listed(record));
        request.place = Place::parse(place).ok();
        write(&list, &request).unwrap()
    };
    assert!(
        text("aok-bayern", "DE")
            .text
            .contains("With this letter I exercise")
    );
    // Irish data may well lie with a German company: one law holds in both.
    assert!(
        text("aok-bayern", "IE")
            .text
            .contains("With this letter I exercise")
    );
    assert!(text("boots", "IE").text.contains("As far as it applies to you"));
    let none = text("boise-state-university", "US");
    assert!(
        none.law.is_none() && none.text.contains("I would be grateful"),
        "{}",
        none.text
    );
    assert!(!none.text.contains("right"), "{}", none.text);
    assert_eq!(
        text("boise-state-university", "US-CA").law.unwrap().id,
        "us-ca-ccpa-know"
    );
}

#[test]
fn hostile_names_act_on_nothing_and_make_no_blank() {
    let list = Dataset::bundled().unwrap();
    let long = "x".repeat(10_000);
    for name in [
        "\u{1b}[31mred",
        "\u{202e}stooB",
        "nul\u{0}byte",
        "line\r\nbreak",
        "<script>alert(1)</script>",
        "[link](javascript:alert(1))",
        "![image](http://x.example/a.png)",
        "{{ 7 * 7 }} {% include \"head.en.md\" %}",
        "[[ your password ]]",
        "- item",
        "    indented",
        "**bold** _it_ `code`",
        long.as_str(),
    ] {
        for markup in [Markup::Text, Markup::Markdown] {
            for recipient in Recipient::ALL {
                let mut request = request(recipient, Language::English, name, Known::Nothing);
                request.markup = markup;
                request.customer = (recipient == Recipient::Vendor).then_some(name);
                let plain = super::tests::request(recipient, Language::English, "Acme", Known::Nothing);
                let blanks = usize::from(recipient == Recipient::Vendor);
                let letter = write(&list, &request).unwrap();
                let text = &letter.text;
                assert_eq!(
                    letter.blanks + blanks,
                    write(&list, &plain).unwrap().blanks,
                    "{text}"
                );
                assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
                assert!(!text.contains('\u{202e}') && !text.contains("49"), "{text}");
                assert!(!text.contains("[[ your password"), "{text}");
                if markup == Markup::Markdown {
                    let bare = text.replace("\\<", "").replace("\\[", "").replace("\\*", "");
                    assert!(!bare.contains("<script") && !bare.contains("[link"), "{text}");
                    assert!(!bare.contains("[image") && !bare.contains("*bold"), "{text}");
                }
            }
        }
    }
}

#[test]
fn a_denial_stands_with_whose_word_it_is() {
    let list = Dataset::bundled().unwrap();
    let mut record = list.record("aok-bayern").unwrap().clone();
    record.exposure.as_mut().unwrap().outflow = Outflow::Denied;
    let said = [
        "Outflow of data: none, according to the organization itself",
        "Abfluss von Daten: keiner, Angabe von der Organisation selbst",
        "Sortie de données\u{a0}: aucune, selon l'organisation elle-même",
    ];
    for (language, said) in Language::ALL.into_iter().zip(said) {
        for recipient in Recipient::ALL {
            let request = request(recipient, language, "aok-bayern", Known::Listed(&record));
            let text = write(&list, &request).unwrap().text;
            let text = text
                .split(' ')
                .flat_map(|word| word.split('\n'))
                .filter(|word| !word.is_empty());
            let text = text.collect::<Vec<_>>().join(" ");
            assert!(text.contains(said), "{text}");
        }
    }
}
