//! `advisories --installed` against the facts.

use crate::{finish, program};

#[test]
fn what_an_installed_version_lacks_agrees_with_the_facts() {
    let table = std::fs::read_to_string("fixtures/advisories/installed.tsv").unwrap();
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap_or((line, "")))
        .collect();
    assert!(rows.len() >= 60, "{}", rows.len());
    for (installed, expected) in rows {
        let ran = finish(program().args([
            "advisories",
            "--offline",
            "--format",
            "json",
            "--installed",
            installed,
        ]));
        let report = ran.json();
        let open: Vec<&str> = report["assessment"]["open"]
            .as_array()
            .unwrap()
            .iter()
            .map(|open| open["cve"].as_str().unwrap())
            .collect();
        assert_eq!(open.join(" "), expected, "{installed}");
        assert_eq!(ran.code, i32::from(!expected.is_empty()), "{installed}");
        assert_eq!(ran.err, "", "{installed}");
    }
}

#[test]
fn the_answer_for_people() {
    let ran = finish(program().args([
        "advisories",
        "--offline",
        "--installed",
        "MOVEit Transfer 2022.1.4",
    ]));
    assert_eq!(ran.code, 1);
    for part in [
        "MOVEit Transfer 2022.1.4 (14.1.4) is open to 14 flaws that are on record:",
        "CVE-2023-34362, CVSS 9.8, mass exploitation: fixed in 2022.1.5 (14.1.5)",
        "the first version that has is 2024.1.8 (16.1.8)",
        "The line 2022.1 is out of support as far as the records tell: its last fix on record is 2022.1.12 (14.1.12), and \
         CVE-2024-5806 of 2024-06-25 names none for it.",
        "bundled, as of 2026-11-24",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let fixed = finish(program().args([
        "advisories",
        "--offline",
        "--installed",
        "MOVEit Transfer 2025.0.4",
    ]));
    assert_eq!(fixed.code, 0);
    assert!(fixed.out.contains("no proof that it is safe"), "{}", fixed.out);
}

#[test]
fn what_is_not_understood_is_a_usage_error_that_helps() {
    for installed in [
        "2022.1.4",
        "MOVEit Transfer",
        "MOVEit Cloud",
        "MOVEit Transfer 2022.1.4 (15.1.4)",
        "Excel 2019",
        "",
    ] {
        let ran = finish(program().args(["advisories", "--offline", "--installed", installed]));
        assert_eq!(ran.code, 2, "{installed}");
        assert_eq!(ran.out, "");
        assert!(
            ran.err.starts_with("error: --installed cannot be understood: "),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("\nhelp: "), "{}", ran.err);
    }
}
