//! `letter`: the letters themselves, whom they go to, and what is said beside them.

use super::{file, folder, run};

/// A letter made from the small list, whose records do not change with the bundled one.
fn golden(args: &[&str]) -> String {
    let small = [
        "letter",
        "--no-bundled",
        "--dataset",
        "fixtures/list.toml",
        "--to",
    ];
    let ran = run(&[&small, args].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn the_letters_for_one_record_in_each_language() {
    for recipient in ["employer", "supplier", "vendor"] {
        for (language, country) in [("en", "GB"), ("de", "DE"), ("fr", "FR")] {
            let letter = golden(&[recipient, "northwind-payroll", "--country", country]);
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("letter-{recipient}-{language}"), letter);
            });
        }
    }
}

#[test]
fn markdown_is_the_same_letter() {
    let letter = golden(&[
        "supplier",
        "northwind-payroll",
        "--country",
        "US",
        "--format",
        "markdown",
    ]);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("letter-markdown", letter);
    });
}

#[test]
fn country_and_language_come_from_the_record_where_nobody_says() {
    for (args, marks) in [
        (
            &["aok-bayern"][..],
            ["Sehr geehrte", "Artikel 15", "24. November"],
        ),
        (
            &["aok-bayern", "--lang", "fr"],
            ["Madame, Monsieur", "article 15", "novembre"],
        ),
        (&["Boots"], ["Dear Sir or Madam", "UK GDPR", "1 December 2026"]),
        (
            &["boise-state-university"],
            ["Dear Sir or Madam", "grateful", "December 1, 2026"],
        ),
        (
            &["Boots", "--country", "at"],
            ["Sehr geehrte", "anwendbar", "1. Dezember"],
        ),
        (
            &["Boots", "--country", "CA-QC"],
            ["Madame", "article 27", "1er décembre"],
        ),
    ] {
        let ran = run(&[&["letter", "--to", "employer"], args].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        for mark in marks {
            assert!(ran.out.contains(mark), "{args:?}: {mark}:\n{}", ran.out);
        }
    }
}

#[test]
fn notes_count_the_blanks_and_stay_off_standard_output() {
    let ran = run(&["letter", "--to", "employer", "Boots"]);
    let blanks = ran.out.matches("[[ ").count();
    assert!(
        ran.err.contains(&format!("note: {blanks} blanks to fill in")),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("no legal advice") && !ran.out.contains("note:"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("https://www.legislation.gov.uk/"), "{}", ran.err);
}

#[test]
fn several_candidates_are_asked_back_and_one_doubtful_one_is_worded_so() {
    let ran = run(&["letter", "--to", "employer", "UD"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for text in ["university-of-dayton", "university-of-delaware", "--not-listed"] {
        assert!(ran.err.contains(text), "{}", ran.err);
    }
    let ran = run(&["letter", "--to", "employer", "UD", "--not-listed"]);
    assert_eq!(ran.code, 0);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("I do not claim that it was"), "{text}");

    let ran = run(&["letter", "--to", "supplier", "Bootz Ltd", "--country", "GB"]);
    assert_eq!(ran.code, 0);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("We do not know whether Boots is your organization"),
        "{text}"
    );
    assert!(text.contains("Bootz Ltd [[ your contact"), "{text}");
    assert!(ran.err.contains("may be Boots (boots)"), "{}", ran.err);
}

#[test]
fn an_organization_without_a_record_gets_a_letter_that_accuses_nobody() {
    for recipient in ["employer", "supplier", "vendor"] {
        let ran = run(&[
            "letter",
            "--to",
            recipient,
            "Green Kettle Catering Ltd",
            "--country",
            "IE",
        ]);
        let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            text.contains("Green Kettle Catering Ltd") && text.contains("do not claim that it was"),
            "{text}"
        );
        assert!(
            !text.contains("reported") && !text.contains("public list"),
            "{text}"
        );
        assert!(
            ran.err.contains("absence from the list proves nothing"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_vendor_is_told_whose_data_it_is_and_a_customer_is_pointed_to_its_vendor() {
    let ran = run(&[
        "letter",
        "--to",
        "vendor",
        "Zellis",
        "--customer",
        "Acme Widgets Ltd",
    ]);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("come to you through Acme Widgets Ltd."), "{text}");
    let ran = run(&["letter", "--to", "vendor", "Boots"]);
    assert!(
        ran.err.contains("--to vendor zellis --customer \"Boots\""),
        "{}",
        ran.err
    );
}

#[test]
fn wrong_usage_ends_with_2_and_writes_nothing() {
    for args in [
        &["letter", "Boots"][..],
        &["letter", "--to", "employer"],
        &["letter", "--to", "nobody", "Boots"],
        &["letter", "--to", "employer", " "],
        &["letter", "--to", "employer", "Boots", "--lang", "nl"],
        &["letter", "--to", "employer", "Boots", "--country", "Atlantis"],
        &["letter", "--to", "employer", "Boots", "--customer", "Acme"],
        &["letter", "--to", "employer", "Boots", "--format", "pdf"],
    ] {
        let ran = run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
    }
}

#[test]
fn records_of_ones_own_make_letters_too() {
    let folder = folder();
    let path = file(
        folder.path(),
        "own.toml",
        "[[record]]\nid = \"evil\"\nname = \"[[ Evil ]] <b>|\"\ncountry = \"DE\"\n\n[record.exposure]\nstatus = \"reported\"\n\
         route = \"unknown\"\nacknowledged_by = \"press\"\n",
    );
    let ran = run(&[
        "letter",
        "--to",
        "employer",
        "evil",
        "--no-bundled",
        "--dataset",
        path.to_str().unwrap(),
        "--format",
        "markdown",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("soll") && !ran.out.contains("<b>") && !ran.out.contains("[[ Evil"),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains("moveit-exposure"),
        "no list is named: {}",
        ran.out
    );
}
