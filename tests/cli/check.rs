//! The main job: names and lists in, verdicts, paths, sources and steps out.

use super::{check_file, file, finish, folder, program, run, run_with_stdin};

const SEVEN: [&str; 7] = [
    "British Airways",
    "Aer Lingus",
    "Boots",
    "BBC",
    "Government of Nova Scotia",
    "University of Rochester",
    "Acme Widgets Ltd",
];

#[test]
fn the_seven_of_the_readme() {
    let mut args = vec!["check", "--offline", "--format", "json"];
    args.extend(SEVEN);
    let ran = run(&args);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 7);
    for finding in &findings[..6] {
        assert_eq!(finding["verdict"], "affected", "{finding}");
        assert!(!finding["listings"][0]["sources"].as_array().unwrap().is_empty());
        assert!(!finding["paths"].as_array().unwrap().is_empty());
        assert!(!finding["steps"].as_array().unwrap().is_empty());
        assert!(!finding["matches"][0]["evidence"].as_array().unwrap().is_empty());
    }
    for finding in &findings[..4] {
        let path = finding["paths"][0]["text"].as_str().unwrap();
        assert!(
            path.ends_with("→ Zellis (payroll) → MOVEit Transfer, CVE-2023-34362"),
            "{path}"
        );
    }
    assert_eq!(findings[6]["verdict"], "no-record");
    assert!(
        report["dataset"]["coverage"]
            .as_str()
            .unwrap()
            .contains("Absence from the list proves nothing")
    );
    assert_eq!(report["summary"]["exit_code"], 1);
    assert_eq!(report["dataset"]["sha256"].as_str().unwrap().len(), 64);
    let named: Vec<&str> = findings
        .iter()
        .flat_map(|f| f["steps"].as_array().into_iter().flatten())
        .map(|s| s["id"].as_str().unwrap())
        .collect();
    let full: Vec<&str> = report["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["id"].as_str().unwrap())
        .collect();
    assert!(
        named.iter().all(|id| full.contains(id)),
        "every step that is named stands in full"
    );
}

#[test]
fn text_says_the_same_in_a_table_and_in_blocks() {
    for width in ["160", "100", "80", "40"] {
        let ran = finish(
            program()
                .args(["check", "--offline"])
                .args(SEVEN)
                .env("COLUMNS", width),
        );
        assert_eq!(ran.code, 1);
        for text in [
            "affected",
            "no-record",
            "MOVEit",
            "Sources",
            "Next steps",
            "SHA-256",
            "as of",
        ] {
            assert!(ran.out.contains(text), "{text} at width {width}:\n{}", ran.out);
        }
        let widest = ran
            .out
            .lines()
            .filter(|l| !l.contains("http"))
            .map(|l| l.chars().count())
            .max()
            .unwrap();
        assert!(
            widest <= width.parse::<usize>().unwrap().max(70),
            "{widest} at width {width}:\n{}",
            ran.out
        );
    }
}

#[test]
fn a_vendor_that_is_declared() {
    let ran = run(&[
        "check",
        "--offline",
        "--format",
        "jsonl",
        "Acme Widgets Ltd",
        "--vendor",
        "Zellis UK Ltd",
    ]);
    let line = &ran.lines()[0];
    assert_eq!(line["verdict"], "via-vendor");
    assert_eq!(line["matches"].as_array().unwrap().len(), 0);
    assert_eq!(line["vendors"][0]["matches"][0]["id"], "zellis");
    assert_eq!(
        line["paths"][0]["text"],
        "you → Acme Widgets Ltd → Zellis → MOVEit Transfer, CVE-2023-34362"
    );

    let csv = "Supplier;Payroll provider;Country\nAcme Ltd;Zellis;GB\nBoots;;GB\nOther Ltd;Nobody Inc;GB\n";
    let lines = check_file("suppliers.csv", csv).lines();
    let verdicts: Vec<&str> = lines.iter().map(|l| l["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["via-vendor", "affected", "no-record"]);
    assert_eq!(
        lines[0]["paths"][0]["text"],
        "you → Acme Ltd → Zellis (payroll) → MOVEit Transfer, CVE-2023-34362"
    );
}

#[test]
fn a_vendor_that_is_asked_about_says_how_many_went_through_it() {
    let line = &run(&["check", "--offline", "--format", "jsonl", "PBI Research Services"]).lines()[0];
    assert_eq!(line["verdict"], "affected");
    assert!(
        line["listings"][0]["exposed_through_it"].as_u64().unwrap() >= 20,
        "{line}"
    );
    let text = run(&["check", "--offline", "PBI Research Services"]).out;
    assert!(
        text.contains("listed organizations were exposed through it"),
        "{text}"
    );
}

#[test]
fn the_maker_of_moveit_is_not_called_a_victim() {
    let line = &run(&["check", "--offline", "--format", "jsonl", "Progress Software"]).lines()[0];
    assert_eq!(line["verdict"], "possible");
    assert!(line["reason"].as_str().unwrap().contains("maker"), "{line}");
}

#[test]
fn statuses_become_verdicts() {
    let own = r#"{"id":"r","name":"Reported Corp","exposure":{"status":"reported","route":"unknown","acknowledged_by":"press"}}
{"id":"p","name":"Perhaps Corp","exposure":{"status":"possible","route":"unknown","acknowledged_by":"researcher"}}
{"id":"c","name":"Confirmed Corp","exposure":{"status":"confirmed","route":"own-server","acknowledged_by":"organization"}}
{"id":"n","name":"Nameonly Corp"}
{"id":"w","name":"Withdrawn Corp","withdrawn":{"on":"2024","reason":"an error"}}
"#;
    let folder = folder();
    let own = file(folder.path(), "own.jsonl", own);
    let ran = run(&[
        "check",
        "--offline",
        "--format",
        "jsonl",
        "--no-bundled",
        "--dataset",
        own.to_str().unwrap(),
        "Reported Corp",
        "Perhaps Corp",
        "Confirmed Corp",
        "Nameonly Corp",
        "Withdrawn Corp",
    ]);
    let verdicts: Vec<String> = ran
        .lines()
        .iter()
        .map(|l| l["verdict"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        verdicts,
        ["reported", "possible", "affected", "possible", "no-record"]
    );
}

#[test]
fn the_ways_of_writing_one_name() {
    for name in [
        "BRITISH AIRWAYS",
        "  british   airways ",
        "British Airways plc",
        "The British Airways",
        "British-Airways",
        "BritishAirways",
        "British Airways P.L.C.",
    ] {
        let line = &run(&["check", "--offline", "--format", "jsonl", name]).lines()[0];
        assert_eq!(line["matches"][0]["id"], "british-airways", "{name}");
        assert_eq!(line["verdict"], "affected", "{name}");
    }
}

#[test]
fn a_domain_is_enough() {
    for domain in ["ba.com", "https://www.ba.com/jobs", "someone@ba.com"] {
        let line = &run(&["check", "--offline", "--format", "jsonl", "--domain", domain]).lines()[0];
        assert_eq!(line["matches"][0]["id"], "british-airways", "{domain}");
        assert_eq!(line["verdict"], "affected", "{domain}");
    }
    let free = &run(&[
        "check",
        "--offline",
        "--format",
        "jsonl",
        "--domain",
        "someone@gmail.com",
    ])
    .lines()[0];
    assert_eq!(free["matches"].as_array().unwrap().len(), 0, "{free}");
}

#[test]
fn an_acronym_alone_is_only_possible() {
    let verdict = |args: &[&str]| {
        let all = [&["check", "--offline", "--format", "jsonl"], args].concat();
        run(&all).lines()[0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(&["BA"]), "possible");
    assert_eq!(verdict(&["BA", "--domain", "ba.com"]), "affected");
    assert_eq!(verdict(&["CMS"]), "possible");
}

#[test]
fn steps_fit_reader_country_and_data() {
    let steps = |args: &[&str]| -> Vec<String> {
        let all = [&["check", "--offline", "--format", "jsonl"], args].concat();
        let line = run(&all).lines().remove(0);
        line["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let person = steps(&["British Airways", "--country", "GB"]);
    let team = steps(&["British Airways", "--country", "US", "--for", "hr"]);
    assert!(!person.is_empty() && !team.is_empty());
    assert!(
        person.iter().all(|step| !team.contains(step)),
        "{person:?} {team:?}"
    );
    assert_ne!(
        steps(&["CalPERS", "--country", "US"]),
        steps(&["CalPERS", "--country", "DE"])
    );
}

#[test]
fn every_format_of_input_gives_the_same_findings() {
    let expected: Vec<String> = vec!["boots".into(), "zellis".into(), "-".into()];
    let inputs: [(&str, &str); 7] = [
        ("a.txt", "Boots\n\nZellis\r\nAcme Widgets Ltd\n"),
        (
            "a.csv",
            "\u{feff}Company Name,Country\r\nBoots,UK\r\nZellis,gb\r\n\"Acme Widgets Ltd\",\r\n",
        ),
        (
            "a.tsv",
            "employer\tid\nBoots\t1\nZellis\t2\nAcme Widgets Ltd\t3\n",
        ),
        (
            "b.csv",
            "ORGANISATION;WEBSITE\nBoots;\nZellis;https://www.zellis.com/\nAcme Widgets Ltd;acme.example\n",
        ),
        (
            "a.json",
            "[\"Boots\", {\"name\": \"Zellis\", \"country\": \"GB\"}, {\"company\": \"Acme Widgets Ltd\"}]",
        ),
        (
            "a.jsonl",
            "{\"name\":\"Boots\"}\n{\"name\":\"Zellis\"}\n{\"name\":\"Acme Widgets Ltd\"}\n",
        ),
        ("a", "Boots\nZellis\nAcme Widgets Ltd\n"),
    ];
    let ids = |lines: Vec<serde_json::Value>| -> Vec<String> {
        lines
            .iter()
            .map(|l| l["matches"][0]["id"].as_str().unwrap_or("-").to_owned())
            .collect()
    };
    for (name, content) in inputs {
        let ran = check_file(name, content);
        assert_eq!(ids(ran.lines()), expected, "{name}: {}", ran.err);
        let piped = run_with_stdin(
            &["check", "--offline", "--format", "jsonl", "--input", "-"],
            content.as_bytes(),
        );
        assert_eq!(
            ids(piped.lines()),
            expected,
            "{name} on standard input: {}",
            piped.err
        );
    }
}

#[test]
fn keys_rows_and_order_are_kept() {
    let mut csv = "vendor number,supplier\n".to_owned();
    for n in 0..5000 {
        csv += &format!("V{n},{} {n} Ltd\n", if n % 7 == 0 { "Boots" } else { "Quux" });
    }
    let one = check_file("a.csv", &csv);
    let folder = folder();
    let path = file(folder.path(), "a.csv", &csv);
    let args = |threads: &'static str| {
        vec![
            "check",
            "--offline",
            "--format",
            "jsonl",
            "--threads",
            threads,
            "--input",
            path.to_str().unwrap(),
        ]
    };
    let (single, several) = (run(&args("1")), run(&args("4")));
    assert_eq!(single.out, several.out);
    let lines = one.lines();
    assert_eq!(lines.len(), 5000);
    for (n, line) in lines.iter().enumerate() {
        assert_eq!(line["subject"]["key"], format!("V{n}"));
        assert_eq!(line["subject"]["row"], n as u64 + 2);
    }
}

#[test]
fn json_lines_carry_list_age_hash_and_coverage() {
    let line = &run(&["check", "--offline", "--format", "jsonl", "Acme Widgets Ltd"]).lines()[0];
    for field in ["version", "as_of", "age_in_days", "sha256", "records", "coverage"] {
        assert!(!line["dataset"][field].is_null(), "{field}: {line}");
    }
    assert_eq!(line["dataset"]["age_in_days"], 7);
}

#[test]
fn nothing_is_ever_called_safe() {
    for format in ["table", "json", "jsonl"] {
        for reader in ["individual", "hr", "security"] {
            let ran = run(&[
                "check",
                "--offline",
                "--format",
                format,
                "--for",
                reader,
                "Acme Widgets Ltd",
                "Boots",
                "x",
            ]);
            let text = (ran.out + &ran.err).to_lowercase();
            for word in [
                "you are safe",
                "is safe",
                "not affected",
                "unaffected",
                "all clear",
            ] {
                assert!(!text.contains(word), "{word} in {format} for {reader}");
            }
        }
    }
}

#[test]
fn a_users_own_records_are_searched_and_named() {
    let folder = folder();
    let own = file(
        folder.path(),
        "own.toml",
        "id = \"acme\"\nname = \"Acme Widgets\"\naliases = [\"Acme Co\"]\n",
    );
    let ran = run(&[
        "check",
        "--offline",
        "--format",
        "json",
        "Acme Widgets Ltd",
        "--dataset",
        own.to_str().unwrap(),
    ]);
    let report = ran.json();
    assert_eq!(report["findings"][0]["matches"][0]["id"], "acme");
    assert_eq!(report["dataset"]["additions"][0]["records"], 1);
    assert!(
        report["dataset"]["additions"][0]["file"]
            .as_str()
            .unwrap()
            .ends_with("own.toml")
    );
}

#[test]
fn a_team_is_told_which_versions_are_open() {
    for reader in ["hr", "security"] {
        let args = ["check", "--offline", "--format", "json", "--for", reader, "Boots"];
        let report = run(&args).json();
        let texts: Vec<&str> = report["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["text"].as_str().unwrap())
            .collect();
        assert!(
            texts.iter().any(|text| text.contains("anything before 20")),
            "{texts:?}"
        );
        assert!(
            texts
                .iter()
                .all(|text| !text.contains('{') && !text.ends_with(' ')),
            "{texts:?}"
        );
    }
    let person = run(&["check", "--offline", "--format", "json", "Boots"]).out;
    assert!(!person.contains("{version") && !person.contains("anything before 20"));
}
