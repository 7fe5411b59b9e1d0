//! One test per bad input: the error names the place and says what to do, and nothing panics or hangs.

use std::io::Write;
use std::process::Stdio;

use super::{Ran, check_file, finish, folder, program, run, run_with_stdin};

#[track_caller]
fn refused(ran: &Ran, code: i32, says: &[&str]) {
    assert_eq!(ran.code, code, "{}\n{}", ran.out, ran.err);
    for text in says {
        assert!(ran.err.contains(text), "{text:?} is not in: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

/// Exit code 2, with the path.
#[test]
fn a_missing_file() {
    refused(
        &run(&["check", "--input", "nowhere/list.csv"]),
        2,
        &["nowhere/list.csv", "check the path"],
    );
}

/// Exit code 2: give one file.
#[test]
fn a_directory() {
    refused(
        &run(&["check", "--input", "src"]),
        2,
        &["src", "directory", "give one file"],
    );
}

/// Exit code 3.
#[test]
fn an_empty_file() {
    for name in ["a.csv", "a.txt", "a.json", "a.jsonl", "a"] {
        refused(&check_file(name, ""), 3, &[name, "empty"]);
    }
}

/// Exit code 3.
#[test]
fn a_header_and_no_row() {
    refused(&check_file("a.csv", "name,country\n"), 3, &["a.csv", "no row"]);
}

/// Exit code 2, with the columns that there are.
#[test]
fn no_name_column() {
    let ran = check_file("a.csv", "alpha,beta\n1,2\n");
    refused(&ran, 2, &["a.csv", "alpha", "beta", "--column"]);
}

/// Exit code 2, with the first NUL byte.
#[test]
fn a_binary_file() {
    refused(
        &check_file("a.csv", b"\x7fELF\x02\x01\x01\0\0\0\0"),
        2,
        &["a.csv"],
    );
    refused(&check_file("a.txt", b"Boots\nBB\0C\n"), 2, &["a.txt", "NUL"]);
}

/// Exit code 2, with the row.
#[test]
fn what_is_neither_utf_8_nor_windows_1252() {
    let ran = check_file("a.csv", b"name,country\nBoots,GB\n\x93\x8c\x8b\x9e\x81\x40,JP\n");
    refused(&ran, 2, &["a.csv", "row 3", "UTF-8"]);
}

#[test]
fn damaged_and_encrypted_workbooks_and_other_archives() {
    let whole = std::fs::read("fixtures/suppliers.xlsx").unwrap();
    refused(
        &check_file("a.xlsx", &whole[..whole.len() / 2]),
        2,
        &["a.xlsx", "damaged", "save"],
    );
    refused(
        &check_file("a.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        2,
        &["a.zip", "ZIP archive"],
    );
    refused(
        &check_file("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        2,
        &["a.doc", "damaged"],
    );
}

#[test]
fn a_sheet_that_is_not_there_or_has_no_header() {
    let check = |sheet: &str| {
        run(&[
            "check",
            "--offline",
            "--input",
            "fixtures/suppliers.xlsx",
            "--sheet",
            sheet,
        ])
    };
    refused(
        &check("Suplliers"),
        2,
        &[
            "no sheet \"Suplliers\"",
            "did you mean \"Suppliers\"?",
            "\"Archive\"",
        ],
    );
    refused(&check("Read me"), 2, &["Read me", "no column for the name"]);
    refused(
        &run(&[
            "check",
            "--offline",
            "--input",
            "fixtures/suppliers.csv",
            "--sheet",
            "1",
        ]),
        2,
        &["--sheet", "no input is a workbook"],
    );
    refused(
        &run(&["check", "Boots", "--sheet", "1"]),
        2,
        &["--sheet", "--input"],
    );
}

/// Exit code 2, with the row, in 400 MB of address space.
#[test]
fn a_line_of_a_gigabyte_takes_no_memory() {
    // 400 MB of address space is less than half of what the line would need.
    let mut command = std::process::Command::new("sh");
    command.env_clear().env("PATH", std::env::var("PATH").unwrap());
    command.arg("-c").arg(format!(
        "ulimit -v 400000; head -c 1000000000 /dev/zero | tr '\\0' 'a' | '{}' check --offline --input -",
        env!("CARGO_BIN_EXE_moveit-exposure")
    ));
    refused(&finish(&mut command), 2, &["row 1"]);
}

#[test]
fn a_duplicate_header() {
    let ran = check_file("a.csv", "name,Name\nBoots,BBC\n");
    refused(&ran, 2, &["a.csv", "name"]);
}

/// Exit code 2.
#[test]
fn an_unreadable_standard_input() {
    // A directory as standard input can be opened and not read.
    let folder = folder();
    let handle = std::fs::File::open(folder.path()).unwrap();
    let ran = finish(
        program()
            .args(["check", "--offline", "--input", "-"])
            .stdin(Stdio::from(handle)),
    );
    refused(&ran, 2, &["stdin"]);
}

#[test]
fn an_unknown_country() {
    refused(
        &run(&["check", "Boots", "--country", "Atlantis"]),
        2,
        &["Atlantis", "ISO 3166-1"],
    );
    let ran = check_file("a.csv", "name,country\nBoots,Atlantis\n");
    assert_eq!(
        ran.code, 1,
        "a row is still screened without its country: {}",
        ran.err
    );
    assert!(
        ran.err.contains("Atlantis") && ran.err.contains("row 2"),
        "{}",
        ran.err
    );
}

#[test]
fn an_unknown_format() {
    refused(
        &run(&["check", "Boots", "--format", "papyrus"]),
        2,
        &["papyrus", "table"],
    );
}

#[test]
fn an_unknown_column() {
    let folder = folder();
    let path = super::file(folder.path(), "a.csv", "Supplier Nam,x\nBoots,1\n");
    let ran = run(&[
        "check",
        "--input",
        path.to_str().unwrap(),
        "--column",
        "name=Supplier Name",
    ]);
    refused(&ran, 2, &["Supplier Name", "Supplier Nam"]);
}

/// Exit code 0 and no message.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = program()
        .args(["list", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Control characters and marks that reorder text stand as visible escapes.
#[test]
fn hostile_names_never_reach_the_terminal_raw() {
    let names =
        "\u{1b}[31mBoots\u{202e}\nbell\u{7}name\nzero\u{200b}width corp\n".to_owned() + &"x".repeat(10_000);
    for width in ["60", "200"] {
        let mut command = program();
        command
            .args(["check", "--offline", "--input", "-", "--color", "never"])
            .env("COLUMNS", width);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(names.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let raw = out
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || matches!(*c, '\u{202e}' | '\u{200b}'));
        assert_eq!(raw, None, "{out}");
        assert!(out.contains("\\u{1b}") && out.contains("\\u{202e}"), "{out}");
    }
}

#[test]
fn every_row_gets_a_verdict_whatever_it_holds() {
    let rows = [
        "Boots",
        "",
        "   ",
        "-",
        "n/a",
        "\u{200b}",
        "東京電力",
        "a",
        "\"x\"",
        "💥",
        "=HYPERLINK(1)",
    ];
    let json = serde_json::to_string(&rows).unwrap();
    let ran = run_with_stdin(
        &["check", "--offline", "--input", "-", "--format", "jsonl"],
        json.as_bytes(),
    );
    assert_eq!(ran.lines().len(), rows.len(), "{}", ran.err);
    for (line, row) in ran.lines().iter().zip(rows) {
        assert_eq!(line["subject"]["name"], *row);
        assert!(line["verdict"].is_string());
    }
}
