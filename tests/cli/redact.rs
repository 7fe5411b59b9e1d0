//! A report to pass on: nothing of what the user gave is in it, in any format.

use super::formats::FORMATS;
use super::{file, folder, run};

/// What the user gives, every word of it a secret.
const SECRETS: [&str; 8] = [
    "Kingfisher",
    "kingfisher",
    "Osprey",
    "osprey",
    "Plover",
    "Dunlin",
    "Redshank",
    "K-77",
];

fn redacted(format: &str, list: &str, more: &[&str]) -> super::Ran {
    let mut args = vec![
        "check",
        "--offline",
        "--redact",
        "--input",
        list,
        "--vendor",
        "Redshank Payroll",
        "--format",
        format,
    ];
    args.extend(more);
    run(&args)
}

#[test]
fn nothing_that_was_given_is_in_a_redacted_report() {
    let folder = folder();
    let list = file(
        folder.path(),
        "Plover suppliers.csv",
        "Number,Company,Website,Vendor,Note\n\
         K-77,Kingfisher Freight Ltd,kingfisher.example,Osprey Ltd,Dunlin\n\
         K-77b,Boots Kingfisher,boots.com,Zellis Osprey,Dunlin\n\
         ,Kingfisher,osprey.example,Zellis,Dunlin\n",
    );
    let list = list.to_str().unwrap();
    for format in FORMATS {
        let ran = redacted(format, list, &[]);
        assert_eq!(ran.code, 1, "{format}: {}", ran.err);
        for secret in SECRETS {
            assert!(!ran.out.contains(secret), "{secret} is in {format}:\n{}", ran.out);
        }
        assert!(ran.out.contains("name-"), "{format}:\n{}", ran.out);
        assert!(ran.out.contains("Zellis"), "what is listed stays: {format}");
        let salts: Vec<&str> = ran.err.lines().filter(|l| l.contains("with the salt")).collect();
        assert_eq!(salts.len(), 1, "{}", ran.err);
        let salt = salts[0].split_whitespace().find(|w| w.len() == 33).unwrap();
        assert!(!ran.out.contains(salt.trim_end_matches(';')), "{format}");
    }
    let xlsx = folder.path().join("out.xlsx");
    let report = format!("xlsx={}", xlsx.display());
    redacted("table", list, &["--report", &report]);
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(&xlsx).unwrap();
    for (_, sheet) in calamine::Reader::worksheets(&mut workbook) {
        let text: String = sheet.rows().flatten().map(|cell| format!("{cell}\n")).collect();
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} is in the workbook");
        }
    }
}

#[test]
fn one_salt_gives_one_name_one_hash_and_another_salt_another() {
    let names = |salt: &str| -> Vec<String> {
        let ran = run(&[
            "check",
            "--offline",
            "--redact",
            "--redact-salt",
            salt,
            "--format",
            "jsonl",
            "Boots",
            "BOOTS!",
            "BBC",
        ]);
        let name = |line: &serde_json::Value| line["subject"]["name"].as_str().unwrap().to_owned();
        ran.lines().iter().map(name).collect()
    };
    let first = names("tide");
    assert_eq!(first, names("tide"));
    assert_eq!(first[0], first[1]);
    assert_ne!(first[0], first[2]);
    assert!(names("ebb").iter().all(|name| !first.contains(name)));
    assert!(
        first
            .iter()
            .all(|name| name.starts_with("name-") && name.len() == 25),
        "{first:?}"
    );
}

#[test]
fn redacted_reports_of_one_salt_can_be_held_against_each_other() {
    let folder = folder();
    let saved = |file_name: &str, names: &[&str]| {
        let mut args = vec![
            "check",
            "--offline",
            "--redact",
            "--redact-salt",
            "tide",
            "--format",
            "json",
        ];
        args.extend(names);
        file(folder.path(), file_name, run(&args).out)
    };
    let old = saved("old.json", &["Boots", "Kingfisher Freight"]);
    let new = saved("new.json", &["Boots", "Kingfisher Freight", "BBC"]);
    let ran = run(&["diff", old.to_str().unwrap(), new.to_str().unwrap()]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("New: 1\n") && ran.out.contains("New: 1 subject."),
        "{}",
        ran.out
    );
}

#[test]
fn a_salt_without_redact_or_without_a_letter_is_refused() {
    assert_eq!(
        run(&["check", "--offline", "Boots", "--redact-salt", "x"]).code,
        2
    );
    assert_eq!(
        run(&["check", "--offline", "Boots", "--redact", "--redact-salt", ""]).code,
        2
    );
}
