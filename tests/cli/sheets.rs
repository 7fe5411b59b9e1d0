//! Lists of an HR team as spreadsheets: a real workbook in, its columns back out, as CSV and as a workbook.

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};

use super::{file, folder, run};

const ROWS: u32 = 5_000;
const TITLES: [&str; 5] = ["No.", "Supplier", "Country", "Since", "Note"];

/// A sheet as people keep it: a title over merged cells, blank lines, a header in row 5, blank rows in between.
fn suppliers(path: &std::path::Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Suppliers 2026").unwrap();
    let title = Format::new().set_bold();
    sheet
        .merge_range(0, 0, 1, 4, "Approved suppliers, all sites", &title)
        .unwrap();
    sheet.write_string(2, 0, "Confidential").unwrap();
    for (column, text) in (0u16..).zip(TITLES) {
        sheet.write_string(4, column, text).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for number in 0..ROWS {
        // Every hundredth row is blank, as after a break of pages.
        let row = 5 + number + number / 100;
        let name = match number % 50 {
            7 => "Boots".to_owned(),
            11 => "Zellis".to_owned(),
            13 => "=SUM(A1) Ltd".to_owned(),
            _ => format!("Kestrel Tooling {number}"),
        };
        sheet.write_number(row, 0, f64::from(number)).unwrap();
        sheet.write_string(row, 1, &name).unwrap();
        sheet.write_string(row, 2, "GB").unwrap();
        let since = rust_xlsxwriter::ExcelDateTime::from_ymd(2020, 1, 2).unwrap();
        sheet.write_datetime_with_format(row, 3, &since, &date).unwrap();
        sheet
            .write_formula(row, 4, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))
            .unwrap();
    }
    workbook.save(path).unwrap();
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

#[test]
fn a_workbook_of_5000_rows_comes_back_with_its_columns() {
    let folder = folder();
    let list = folder.path().join("suppliers.xlsx");
    suppliers(&list);
    let (csv_path, xlsx_path) = (folder.path().join("out.csv"), folder.path().join("out.xlsx"));
    let (csv_report, xlsx_report) = (
        format!("csv={}", csv_path.display()),
        format!("xlsx={}", xlsx_path.display()),
    );
    let ran = run(&[
        "check",
        "--offline",
        "--input",
        list.to_str().unwrap(),
        "--format",
        "jsonl",
        "--report",
        &csv_report,
        "--report",
        &xlsx_report,
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("header in row 5"), "{}", ran.err);
    assert_eq!(ran.lines().len(), ROWS as usize);

    let mut csv_rows = csv::Reader::from_path(&csv_path).unwrap();
    let titles: Vec<String> = csv_rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        titles[..6],
        ["No.", "Supplier", "Country", "Since", "Note", "verdict"]
    );
    let csv_rows: Vec<csv::StringRecord> = csv_rows.records().map(Result::unwrap).collect();

    let mut workbook: Xlsx<_> = open_workbook(&xlsx_path).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        ["Findings", "Next steps", "About this answer"]
    );
    let findings = workbook.worksheet_range("Findings").unwrap();
    let rows: Vec<Vec<String>> = findings
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect();
    assert_eq!(rows[0], titles);
    assert_eq!((rows.len() - 1, csv_rows.len()), (ROWS as usize, ROWS as usize));
    for (at, (row, csv_row)) in rows[1..].iter().zip(&csv_rows).enumerate() {
        assert_eq!(row[0], at.to_string());
        assert_eq!(&row[3], "2020-01-02");
        assert_eq!(row[5], csv_row[5]);
        match at % 50 {
            7 => assert_eq!((&*row[1], &*row[5], &*row[9]), ("Boots", "affected", "boots")),
            // A text in the workbook, guarded in CSV.
            13 => assert_eq!((&*row[1], &csv_row[1]), ("=SUM(A1) Ltd", "'=SUM(A1) Ltd")),
            _ => assert_eq!(row[1], csv_row[1]),
        }
    }
    assert!(workbook.worksheet_formula("Findings").unwrap().is_empty());
    let about = workbook.worksheet_range("About this answer").unwrap();
    let about: String = about.rows().flatten().map(|cell| text(cell) + "\n").collect();
    for wanted in ["proves nothing", "SHA-256", "Settings", "suppliers.xlsx"] {
        assert!(about.contains(wanted), "{wanted} is not in {about}");
    }
    let steps = workbook.worksheet_range("Next steps").unwrap();
    assert!(steps.height() > 3);
}

#[test]
fn the_same_run_gives_the_same_workbook() {
    let folder = folder();
    let written = |name: &str| {
        let path = folder.path().join(name);
        let report = format!("xlsx={}", path.display());
        run(&["check", "--offline", "Boots", "--report", &report]);
        std::fs::read(path).unwrap()
    };
    assert!(written("a.xlsx") == written("b.xlsx"));
}

#[test]
fn hostile_names_are_texts_in_a_workbook() {
    let folder = folder();
    let long = "x".repeat(40_000);
    let names = [
        "\u{1b}[31mBoots",
        "nul\u{0}byte",
        "=HYPERLINK(\"http://x\")",
        "<a>&\u{ffff}",
        &long,
    ];
    let list = file(
        folder.path(),
        "names.json",
        serde_json::to_string(&names).unwrap(),
    );
    let path = folder.path().join("out.xlsx");
    let report = format!("xlsx={}", path.display());
    run(&[
        "check",
        "--offline",
        "--input",
        list.to_str().unwrap(),
        "--report",
        &report,
    ]);
    let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
    let findings = workbook.worksheet_range("Findings").unwrap();
    let shown: Vec<String> = findings.rows().skip(1).map(|row| text(&row[1])).collect();
    assert_eq!(
        shown[..4],
        [
            "\\u{1b}[31mBoots",
            "nul\\u{0}byte",
            "=HYPERLINK(\"http://x\")",
            "<a>&\\u{ffff}"
        ]
    );
    assert!(shown[4].ends_with('…') && shown[4].len() < 32_800);
    assert!(workbook.worksheet_formula("Findings").unwrap().is_empty());
}

#[test]
fn several_tables_come_back_in_one_with_each_title_once() {
    let folder = folder();
    let first = file(folder.path(), "a.csv", "Supplier,Country,Buyer\nBoots,GB,Ann\n");
    let second = file(folder.path(), "b.csv", "Site;Supplier\nYork;Zellis\n");
    let third = file(folder.path(), "c.txt", "BBC\n");
    let ran = run(&[
        "check",
        "--offline",
        "--format",
        "csv",
        "Aer Lingus",
        "--input",
        first.to_str().unwrap(),
        "--input",
        second.to_str().unwrap(),
        "--input",
        third.to_str().unwrap(),
    ]);
    let mut rows = csv::Reader::from_reader(ran.out.as_bytes());
    let titles: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(titles[..5], ["Supplier", "Country", "Buyer", "Site", "verdict"]);
    let rows: Vec<Vec<String>> = rows
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let own: Vec<&[String]> = rows.iter().map(|row| &row[..4]).collect();
    assert_eq!(own[0], ["Aer Lingus", "", "", ""]);
    assert_eq!(own[1], ["Boots", "GB", "Ann", ""]);
    assert_eq!(own[2], ["Zellis", "", "", "York"]);
    assert_eq!(own[3], ["BBC", "", "", ""]);
    let run_of = |at: usize| rows[at].last().unwrap().clone();
    assert!(!run_of(0).contains("; input") && run_of(2).contains("b.csv"));
    assert!(run_of(1).contains("SHA-256"), "{}", run_of(1));
}
