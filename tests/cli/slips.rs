//! What people type by mistake, or give instead of a name.

use super::{file, folder, run};

const FORMATS: [&str; 9] = [
    "table", "json", "jsonl", "csv", "markdown", "html", "sarif", "junit", "github",
];

#[test]
fn an_address_in_place_of_a_name_is_looked_up_as_one() {
    for (given, record) in [
        ("bbc.co.uk", "bbc"),
        ("https://www.boots.com/stores", "boots"),
        ("hr@boots.com", "boots"),
    ] {
        let ran = run(&["check", "--offline", "--format", "jsonl", given]);
        let finding = &ran.lines()[0];
        assert_eq!(finding["verdict"], "affected", "{given}");
        assert_eq!(finding["matches"][0]["id"], record, "{given}");
        let why = finding["matches"][0]["evidence"].to_string();
        assert!(why.contains("domain"), "{given}: {why}");
        assert_eq!(run(&["show", given]).code, 0, "{given}");
        let letter = run(&["letter", "--to", "employer", given]);
        assert!(letter.out.contains("Zellis"), "{given}: {}", letter.out);
    }
}

#[test]
fn a_name_with_a_dot_is_no_address_of_somebody_else() {
    for name in ["St.Example", "A.B.C", "Acme.Widgets", "jane@gmail.com"] {
        let ran = run(&["check", "--offline", "--format", "jsonl", name]);
        let finding = &ran.lines()[0];
        assert!(!finding.to_string().contains("domain-"), "{finding}");
    }
}

#[test]
fn a_subject_without_a_name_goes_by_its_domain_in_every_format() {
    let folder = folder();
    let list = file(
        folder.path(),
        "list.csv",
        "company,website\n,bbc.co.uk\n,acme.example\n",
    );
    for format in FORMATS {
        let args = ["check", "--offline", "--vendor", "Zellis", "--format", format];
        let ran = run(&[&args[..], &["--input", list.to_str().unwrap()]].concat());
        // Markdown sets a dot apart.
        let out = ran.out.replace('\\', "");
        for domain in ["bbc.co.uk", "acme.example"] {
            assert!(out.contains(domain), "{format}: {domain}\n{out}");
        }
        let words = out
            .split_whitespace()
            .filter(|word| *word != "┆")
            .collect::<Vec<_>>();
        let flat = words.join(" ");
        if format != "csv" {
            assert!(
                !flat.contains("you →  →") && !flat.contains("\"you → →"),
                "{format}:\n{out}"
            );
        }
        assert!(
            flat.contains("you → acme.example → Zellis") || ["table", "html"].contains(&format),
            "{format}:\n{out}"
        );
        for empty in [
            "name=\" (row",
            "affected%3A ::",
            "\"text\": \": ",
            "| affected |  |",
        ] {
            assert!(!out.contains(empty), "{format}: {empty}\n{out}");
        }
    }
}

#[test]
fn a_domain_is_hidden_with_redact_where_it_stands_for_the_name() {
    for format in FORMATS {
        let args = ["check", "--offline", "--redact", "--vendor", "Zellis", "--domain"];
        let ran = run(&[&args[..], &["acme.example", "--format", format]].concat());
        assert!(!ran.out.contains("acme"), "{format}:\n{}", ran.out);
        if format != "table" {
            assert!(
                ran.out.replace('\\', "").contains("domain-"),
                "{format}:\n{}",
                ran.out
            );
        }
    }
}

#[test]
fn a_name_where_the_subcommand_belongs_is_told_how_it_is_looked_up() {
    let ran = run(&["British Airways"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("moveit-exposure check \"British Airways\""),
        "{}",
        ran.err
    );
    let ran = run(&["chekc", "Boots"]);
    assert!(!ran.err.contains("to look a name up"), "{}", ran.err);
}

#[test]
fn a_list_given_as_a_name_is_refused_and_not_called_unknown() {
    for list in [
        "suppliers.xlsx",
        r"C:\Users\me\Suppliers.CSV",
        "./people.txt",
        "-",
    ] {
        let ran = run(&["check", "--offline", list]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{list}");
        let help = format!("--input \"{list}\"");
        assert!(ran.err.contains(&help), "{list}: {}", ran.err);
    }
}

#[test]
fn a_slip_in_a_typed_name_is_asked_back_about_and_finds_nothing() {
    let ran = run(&["check", "--offline", "Bots"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("no-record"), "{}", ran.out);
    assert!(
        ran.err.contains("written much like it is Boots (boots)"),
        "{}",
        ran.err
    );
    for quiet in ["Acme Widgets Ltd", "Zzz", "University of Rochford"] {
        let ran = run(&["check", "--offline", quiet]);
        assert!(!ran.err.contains("written much like"), "{quiet}: {}", ran.err);
    }
    // A list may hold many, which nobody typed.
    let folder = folder();
    let list = file(folder.path(), "list.txt", "Bots\n");
    let ran = run(&["check", "--offline", "--input", list.to_str().unwrap()]);
    assert!(!ran.err.contains("written much like"), "{}", ran.err);
}
