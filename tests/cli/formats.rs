//! Every format from one report: golden outputs, hostile names, files.

use super::{Ran, file, folder, program, run, run_with_stdin};

/// The formats that are text.
pub(super) const FORMATS: [&str; 9] = [
    "table", "json", "jsonl", "csv", "markdown", "html", "sarif", "junit", "github",
];

/// One report on the small list, in a format.
fn golden(format: &str) -> Ran {
    run(&[
        "check",
        "--offline",
        "--no-bundled",
        "--dataset",
        "fixtures/list.toml",
        "--input",
        "fixtures/reports.csv",
        "--format",
        format,
    ])
}

#[test]
fn golden_outputs() {
    for format in FORMATS {
        let ran = golden(format);
        assert_eq!(ran.code, 1, "{format}: {}", ran.err);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format, ran.out);
        });
    }
}

#[test]
fn a_terminal_that_has_links_gets_them_and_a_file_gets_plain_text() {
    let folder = folder();
    let saved = folder.path().join("saved.txt");
    let report = format!("table={}", saved.display());
    let args = [
        "check",
        "--offline",
        "Boots",
        "\u{1b}]8;;https://evil.example\u{1b}\\x",
    ];
    let shown = |more: &[&str]| {
        let out = program()
            .env("FORCE_HYPERLINK", "1")
            .args(args)
            .args(more)
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let plain = run(&args).out;
    assert!(!plain.contains('\u{1b}'));
    let linked = shown(&["--color", "always", "--report", &report]);
    assert!(linked.contains("\u{1b}[1m"), "{linked}");
    let links = linked.matches("\u{1b}]8;;http").count();
    assert!(links > 2, "{linked}");
    assert_eq!(
        linked.matches("\u{1b}]8;;\u{1b}\\").count(),
        links,
        "each link ends"
    );
    assert!(!linked.contains("\u{1b}]8;;https://evil.example"));
    let opened: Vec<&str> = linked
        .split("\u{1b}]8;;")
        .filter(|part| part.starts_with("http"))
        .collect();
    for link in opened {
        let (address, text) = link.split_once("\u{1b}\\").unwrap();
        assert_eq!(address, text, "a link shows where it leads");
    }
    let file = std::fs::read_to_string(saved).unwrap();
    assert!(!file.contains('\u{1b}'), "{file}");
    assert!(file.contains("https://"));
    assert!(!shown(&["--color", "never"]).contains('\u{1b}'));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    for format in FORMATS {
        assert_eq!(golden(format).out, golden(format).out, "{format}");
    }
}

#[test]
fn every_format_tells_coverage_list_tool_and_every_count() {
    for format in FORMATS {
        let out = run(&[
            "check",
            "--offline",
            "--format",
            format,
            "Boots",
            "Acme Widgets Ltd",
        ])
        .out;
        let text = out
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\\', "");
        for wanted in ["Absence from the list proves nothing", "2026-11-24"] {
            assert!(text.contains(wanted), "{wanted} is not in {format}:\n{out}");
        }
        let status = run(&["data", "status", "--format", "json"]).json();
        let hash = status["dataset"]["sha256"].as_str().unwrap();
        assert!(out.contains(hash), "{format} lacks the hash");
    }
}

#[test]
fn hostile_names_do_nothing_in_any_format() {
    let long = "x".repeat(10_000);
    let names = [
        "\u{1b}[31mBoots",
        "\u{202e}stooB",
        "nul\u{0}byte",
        "line\r\nbreak",
        "=HYPERLINK(\"http://x.example\")",
        "@SUM(A1)",
        "pipe|name",
        "<script>alert(1)</script>",
        "%0A::error::x",
        "]]><x>",
        "[link](javascript:alert(1))",
        long.as_str(),
    ];
    let input = serde_json::to_string(&names).unwrap();
    for format in FORMATS {
        let ran = run_with_stdin(
            &["check", "--offline", "--input", "-", "--format", format],
            input.as_bytes(),
        );
        let out = &ran.out;
        assert!(matches!(ran.code, 0 | 1), "{format}: {}", ran.err);
        let control = out.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r'));
        assert_eq!(control, None, "{format}");
        if !matches!(format, "json" | "jsonl" | "sarif" | "csv") {
            assert!(!out.contains('\u{202e}'), "{format}");
        }
        match format {
            "json" | "sarif" => drop(ran.json()),
            "jsonl" => assert_eq!(ran.lines().len(), names.len()),
            "html" => {
                assert!(!out.contains("<script>alert") && !out.contains("<x>"), "{out}");
                assert_eq!(out.matches("<script").count(), 1);
            }
            "junit" => assert!(!out.contains("<script") && !out.contains("<x>") && !out.contains("]]>")),
            "github" => {
                assert!(out.lines().all(|line| line.starts_with("::")), "{out}");
                assert_eq!(
                    out.lines().filter(|line| line.starts_with("::error")).count(),
                    0,
                    "{out}"
                );
            }
            "markdown" => {
                let unescaped = out.replace("\\<", "").replace("\\[", "");
                assert!(
                    !unescaped.contains("<script") && !unescaped.contains("[link"),
                    "{out}"
                );
            }
            "csv" => {
                let mut reader = csv::Reader::from_reader(out.as_bytes());
                let cells: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
                assert_eq!(cells.len(), names.len());
                for cell in cells.iter().flatten() {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn reports_go_to_files_and_nothing_else_to_standard_output() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let mut args: Vec<String> = ["check", "--offline", "Boots", "--format", "jsonl"]
        .map(str::to_owned)
        .to_vec();
    for format in FORMATS {
        args.extend([
            "--report".to_owned(),
            format!("{format}={}", path(format).display()),
        ]);
    }
    let ran = run(&args);
    assert_eq!((ran.code, ran.lines().len()), (1, 1), "{}", ran.err);
    for format in FORMATS {
        let written = std::fs::read_to_string(path(format)).unwrap();
        let printed = run(&["check", "--offline", "Boots", "--format", format]).out;
        assert_eq!(written, printed, "{format}");
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        FORMATS.len(),
        "no temporary file is left"
    );
}

#[test]
fn a_report_that_cannot_be_written_fails_before_the_work() {
    for report in [
        "csv=no/such/folder/out.csv",
        "csv=src",
        "papyrus=x",
        "csv",
        "csv=",
    ] {
        let ran = run(&["check", "--offline", "Boots", "--report", report]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{report}: {}", ran.err);
    }
    let folder = folder();
    let old = file(folder.path(), "out.csv", "old");
    let report = format!("csv={}", old.display());
    let ran = run(&[
        "check",
        "--offline",
        "--input",
        "nowhere.csv",
        "--report",
        &report,
    ]);
    assert_eq!(
        (ran.code, std::fs::read_to_string(&old).unwrap().as_str()),
        (2, "old")
    );
}

#[test]
fn a_long_report_is_a_small_page() {
    let mut csv = "name,country\n".to_owned();
    for n in 0..5000 {
        csv += &if n % 20 == 0 {
            "Boots,GB\n".to_owned()
        } else {
            format!("Supplier Number {n} Ltd,GB\n")
        };
    }
    let ran = run_with_stdin(
        &["check", "--offline", "--input", "-", "--format", "html"],
        csv.as_bytes(),
    );
    assert!(ran.out.len() < 3_000_000, "{} bytes", ran.out.len());
}

#[test]
fn csv_gives_the_users_own_columns_back() {
    let folder = folder();
    let own = "Colour,Supplier,Payroll provider\nred,\"Boots, UK\",\n=1+1,Nobody Known Ltd,Zellis\n";
    let path = file(folder.path(), "own.csv", own);
    let csv = |more: &[&str]| {
        let args = [
            &[
                "check",
                "--offline",
                "--format",
                "csv",
                "--input",
                path.to_str().unwrap(),
            ],
            more,
        ]
        .concat();
        let out = run(&args).out;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(out.as_bytes());
        reader.records().map(Result::unwrap).collect::<Vec<_>>()
    };
    let rows = csv(&[]);
    assert_eq!(rows.len(), 3);
    let cells = |row: usize| rows[row].iter().take(4).collect::<Vec<_>>();
    assert_eq!(cells(0), ["Colour", "Supplier", "Payroll provider", "verdict"]);
    assert_eq!(cells(1), ["red", "Boots, UK", "", "affected"]);
    assert_eq!(cells(2), ["'=1+1", "Nobody Known Ltd", "Zellis", "via-vendor"]);
    assert_eq!(&csv(&["--raw-cells"])[2][0], "=1+1");
    let sheet = run(&[
        "check",
        "--offline",
        "--format",
        "csv",
        "--input",
        "fixtures/suppliers.xlsx",
    ])
    .out;
    assert!(
        sheet.lines().count() > 2 && !sheet.starts_with("key,name,domain"),
        "{sheet}"
    );
}
