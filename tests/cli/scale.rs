//! Long lists: the same bytes on any number of threads, and a word on formats that keep everything.

use std::fmt::Write as _;

use super::run_with_stdin;

/// Rows of every kind: hits, slips, vendors, names that need quotes, names that say nothing.
fn mixed_rows(count: usize) -> String {
    let names = [
        "Boots",
        "Quux Bakery Ltd",
        "University of Rochestre",
        "\"Smith, \"\"Jones\"\" & Co\"",
        "Zellis UK Limited",
        "n/a",
        "Güneş Bäckerei GmbH",
        "First Bank of Quux",
    ];
    let mut csv = "id,name,country,payroll provider\n".to_owned();
    for n in 0..count {
        let vendor = if n % 11 == 0 { "Zellis" } else { "" };
        let _ = writeln!(csv, "{n},{},GB,{vendor}", names[n % names.len()]);
    }
    csv
}

#[test]
fn standard_input_comes_out_the_same_on_one_and_on_many_threads() {
    let csv = mixed_rows(3000);
    for format in ["jsonl", "csv"] {
        let on = |threads: &str| {
            let args = [
                "check",
                "--offline",
                "--format",
                format,
                "--threads",
                threads,
                "--input",
                "-",
            ];
            run_with_stdin(&args, csv.as_bytes()).out
        };
        let one = on("1");
        assert!(one.lines().count() >= 3000, "{format}");
        for threads in ["2", "5"] {
            assert_eq!(on(threads), one, "{format} on {threads} threads");
        }
    }
}

#[test]
fn formats_that_keep_every_finding_say_so_on_a_long_list() {
    let mut csv = "name\n".to_owned();
    for n in 0..100_000 {
        let _ = writeln!(csv, "Q{n}");
    }
    let warned = |format: &str| {
        let args = ["check", "--offline", "--format", format, "--input", "-"];
        run_with_stdin(&args, csv.as_bytes())
            .err
            .contains("100,000 findings and more are kept in memory")
    };
    assert!(warned("github"));
    assert!(!warned("jsonl"));
}
