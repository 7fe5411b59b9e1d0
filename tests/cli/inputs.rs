//! Every kind of list that people have, alone and together.

use super::{Ran, check_file, finish, run, run_with_stdin};

/// Row and name of every subject, in order.
fn rows(ran: &Ran) -> Vec<(u64, String)> {
    let row = |line: &serde_json::Value| line["subject"]["row"].as_u64().unwrap();
    let name = |line: &serde_json::Value| line["subject"]["name"].as_str().unwrap().to_owned();
    ran.lines().iter().map(|line| (row(line), name(line))).collect()
}

fn check(inputs: &[&str]) -> Ran {
    let mut args = vec!["check", "--offline", "--format", "jsonl"];
    for input in inputs {
        args.extend(["--input", input]);
    }
    run(&args)
}

#[test]
fn a_workbook_says_what_was_read_of_it() {
    let ran = check(&["fixtures/suppliers.xlsx"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for text in [
        "read as an XLSX workbook, sheet \"Suppliers\", header in row 5; columns: name = \"Supplier Name\"",
        "warning: row 13, column \"Supplier Name\": the cell holds the error \"#N/A\"",
    ] {
        assert!(ran.err.contains(text), "{text}: {}", ran.err);
    }
    let found: Vec<(String, String)> = ran
        .lines()
        .iter()
        .map(|line| {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            (text(&line["subject"]["key"]), text(&line["verdict"]))
        })
        .collect();
    assert_eq!(found.len(), 9);
    assert_eq!(found[0], ("001001".to_owned(), "affected".to_owned()));
    assert_eq!(found[6], ("001007".to_owned(), "unscreened".to_owned()));
    assert_eq!(rows(&ran)[2], (8, "Aer Lingus".to_owned()));
}

#[test]
fn a_workbook_from_a_pipe() {
    for name in ["suppliers.xlsx", "suppliers.xls", "suppliers.ods"] {
        let path = format!("fixtures/{name}");
        let bytes = std::fs::read(&path).unwrap();
        let piped = run_with_stdin(
            &["check", "--offline", "--format", "jsonl", "--input", "-"],
            &bytes,
        );
        assert_eq!(rows(&piped), rows(&check(&[&path])), "{name}");
    }
}

#[test]
fn inputs_of_every_kind_in_one_run() {
    let inputs = [
        "fixtures/suppliers.xlsx",
        "fixtures/suppliers.csv",
        "fixtures/suppliers.xls",
        "fixtures/employers.txt",
        "fixtures/suppliers.ods",
        "fixtures/subjects.json",
        "fixtures/vendors.tsv",
        "fixtures/subjects.jsonl",
        "fixtures/suppliers-semicolon.csv",
    ];
    let together = check(&inputs);
    let mut expected = Vec::new();
    for (number, input) in (0_u64..).zip(inputs) {
        let alone = check(&[input]);
        expected.extend(rows(&alone).into_iter().map(|(row, name)| (number, row, name)));
        assert!(
            together.err.contains(&format!("{input}: read as")),
            "{}",
            together.err
        );
    }
    let found: Vec<(u64, u64, String)> = together
        .lines()
        .iter()
        .zip(rows(&together))
        .map(|(line, (row, name))| (line["subject"]["input"].as_u64().unwrap(), row, name))
        .collect();
    assert_eq!(found, expected);
    // --sheet is for the workbooks among them.
    let ran = run(&[
        "check",
        "--offline",
        "--format",
        "jsonl",
        "--sheet",
        "Archive",
        "--input",
        "fixtures/suppliers.xlsx",
        "--input",
        "fixtures/employers.txt",
    ]);
    assert_eq!(rows(&ran)[0], (2, "BBC".to_owned()), "{}", ran.err);
}

#[test]
fn encodings_are_read_and_said() {
    let utf16: Vec<u8> = "\u{feff}Firma;Land\r\nZürich AG;CH\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, encoding) in [
        (&b"Firma;Land\r\nZ\xfcrich AG;CH\r\n"[..], "Windows-1252"),
        (&utf16, "UTF-16 (little-endian)"),
        ("Firma;Land\r\nZürich AG;CH\r\n".as_bytes(), "UTF-8"),
        (
            "\u{feff}Firma;Land\r\nZürich AG;CH\r\n".as_bytes(),
            "UTF-8 with a byte order mark",
        ),
    ] {
        let ran = check_file("a.csv", bytes);
        assert_eq!(rows(&ran), [(2, "Zürich AG".to_owned())], "{}", ran.err);
        let note = format!("CSV, separated by a semicolon, in {encoding}; columns");
        assert!(ran.err.contains(&note), "{note}: {}", ran.err);
    }
    let late = "Boots\n".repeat(5000).into_bytes();
    let ran = check_file("a.txt", [&late[..], b"Z\xfcrich AG\n"].concat());
    assert_eq!(rows(&ran)[5000].1, "Zürich AG");
    assert!(ran.err.contains("row 5001: not valid UTF-8"), "{}", ran.err);
}

#[test]
fn captions_above_a_header() {
    let ran = check_file(
        "a.csv",
        "Suppliers of Northwind;;\n;;\n\nNo;Supplier;Country\n1;Boots;GB\n",
    );
    assert_eq!(rows(&ran), [(5, "Boots".to_owned())], "{}", ran.err);
    assert!(ran.err.contains("header in row 4"), "{}", ran.err);
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_takes_no_memory() {
    use std::io::Write;
    let folder = super::folder();
    let path = folder.path().join("bomb.xlsx");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("xl/workbook.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..600 {
        writer.write_all(&zeros).unwrap();
    }
    writer.finish().unwrap();
    let mut command = std::process::Command::new("sh");
    command.env_clear().env("PATH", std::env::var("PATH").unwrap());
    command.arg("-c").arg(format!(
        "ulimit -v 400000; '{}' check --offline --input '{}'",
        env!("CARGO_BIN_EXE_moveit-exposure"),
        path.display()
    ));
    let ran = finish(&mut command);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("unpacks to more than 512 MiB"), "{}", ran.err);
}
