//! Whole workbooks: the fixtures, one of 5,000 rows, and what can be wrong with one.

use std::io::{self, Cursor, Write};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format as CellStyle, Formula};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::input::*;

fn fixture(name: &str, options: &InputOptions) -> Result<Subjects, InputError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    open(&Source::File(path), options, io::empty())
}

fn sheet(choice: &str) -> InputOptions {
    InputOptions {
        sheet: Some(SheetChoice::new(choice)),
        ..InputOptions::default()
    }
}

fn limited(limits: Limits) -> InputOptions {
    InputOptions {
        limits,
        ..InputOptions::default()
    }
}

fn all(list: Subjects) -> Vec<(u64, String)> {
    list.map(Result::unwrap)
        .map(|subject| (subject.row, subject.name))
        .collect()
}

fn stdin(bytes: &[u8]) -> Result<Subjects, InputError> {
    open(
        &Source::Stdin,
        &InputOptions::default(),
        Cursor::new(bytes.to_vec()),
    )
}

/// A workbook made of these parts and of what every workbook has.
fn xlsx(parts: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ];
    let usual = usual
        .iter()
        .filter(|(name, _)| parts.iter().all(|(other, _)| other != name));
    archive(usual.chain(parts))
}

fn archive<'a>(parts: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A sheet with these rows, as XML.
fn worksheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn one_sheet(rows: &str) -> Vec<u8> {
    xlsx(&[("xl/worksheets/sheet1.xml", &worksheet(rows))])
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="One">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    archive(
        [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_str()),
        ]
        .iter(),
    )
}

#[test]
fn suppliers_xlsx() {
    let list = fixture("suppliers.xlsx", &InputOptions::default()).unwrap();
    assert_eq!(
        (list.format(), list.sheet(), list.header_row(), list.encoding()),
        (Format::Xlsx, Some("Suppliers"), Some(5), None)
    );
    assert_eq!(
        list.description(),
        "an XLSX workbook, sheet \"Suppliers\", header in row 5"
    );
    let warnings: Vec<String> = list.warnings().first().iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].starts_with("row 13, column \"Supplier Name\": the cell holds the error \"#N/A\""),
        "{warnings:?}"
    );
    let subjects: Vec<Subject> = list.map(Result::unwrap).collect();
    let names: Vec<(u64, &str)> = subjects.iter().map(|s| (s.row, s.name.as_str())).collect();
    assert_eq!(
        names,
        [
            (6, "British Airways plc"),
            (7, "Boots UK Limited"),
            (8, "Aer Lingus"),
            // Its row is hidden.
            (9, "Green Kettle Catering Ltd"),
            (11, "2020"),
            (12, "2023-05-31"),
            (13, ""),
            (14, "Zürich & Söhne AG\nBasel"),
            (15, "TRUE"),
        ]
    );
    assert_eq!(subjects[0].key.as_deref(), Some("001001"));
    assert_eq!(subjects[0].country.unwrap().code(), "GB");
    assert_eq!(subjects[2].vendors[0].name, "ADP, Inc.");
    assert_eq!(subjects[4].vendors.len(), 2);
}

#[test]
fn suppliers_xls_and_ods() {
    let list = fixture("suppliers.xls", &InputOptions::default()).unwrap();
    assert_eq!(
        list.description(),
        "an XLS workbook, sheet \"Suppliers\", header in row 3"
    );
    let expected = ["Boots", "Zürich Bäckerei", "2020", "2023-05-31", "BBC"];
    let expected: Vec<(u64, String)> = (4..).zip(expected.map(str::to_owned)).collect();
    assert_eq!(all(list), expected);
    let list = fixture("suppliers.ods", &InputOptions::default()).unwrap();
    assert_eq!(
        list.description(),
        "an ODS spreadsheet, sheet \"Suppliers\", header in row 4"
    );
    let expected = [
        (5, "Boots"),
        (6, "2023-05-31"),
        (7, "2020"),
        (8, "Aer Lingus"),
        (1_000_009, "Zürich & Söhne"),
    ];
    assert_eq!(all(list), expected.map(|(row, name)| (row, name.to_owned())));
}

#[test]
fn a_sheet_is_chosen_by_name_or_number() {
    for choice in ["Archive", " archive", "3"] {
        let list = fixture("suppliers.xlsx", &sheet(choice)).unwrap();
        assert_eq!((list.sheet(), list.header_row()), (Some("Archive"), Some(1)));
        assert_eq!(all(list)[0], (2, "BBC".to_owned()));
    }
    for choice in ["Supplierz", "0", "4", ""] {
        let message = fixture("suppliers.xlsx", &sheet(choice)).unwrap_err().to_string();
        assert!(
            message.contains("There are: \"Read me\", \"Suppliers\", \"Archive\""),
            "{message}"
        );
        assert_eq!(
            message.contains("did you mean \"Suppliers\"?"),
            choice == "Supplierz"
        );
    }
    let message = fixture("suppliers.xlsx", &sheet("Read me"))
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("sheet \"Read me\": row 1: no column for the name"),
        "{message}"
    );
}

#[test]
fn a_workbook_is_known_by_its_bytes() {
    for name in ["suppliers.xlsx", "suppliers.xls", "suppliers.ods"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let bytes = std::fs::read(&path).unwrap();
        let of_file = all(fixture(name, &InputOptions::default()).unwrap());
        assert_eq!(all(stdin(&bytes).unwrap()), of_file, "{name}");
        let directory = tempfile::tempdir().unwrap();
        let misnamed = directory.path().join("suppliers.csv");
        std::fs::write(&misnamed, bytes).unwrap();
        let list = open(&Source::File(misnamed), &InputOptions::default(), io::empty()).unwrap();
        assert_eq!(all(list), of_file, "{name}");
    }
}

#[test]
fn cells_are_kept_where_they_are_wanted() {
    let options = InputOptions {
        cells: Cells::Keep,
        ..InputOptions::default()
    };
    let mut list = fixture("suppliers.xlsx", &options).unwrap();
    let width = list.header().unwrap().len();
    // Two cells without a title stand beside the table.
    assert_eq!(width, 9);
    let first = list.next().unwrap().unwrap();
    assert_eq!(
        first.cells.unwrap().to_vec(),
        [
            "001001",
            "British Airways plc",
            "United Kingdom",
            "",
            "2019-04-01",
            "TRUE",
            "",
            "Aer",
            "Lingus"
        ]
    );
    assert!(list.all(|subject| subject.unwrap().cells.unwrap().len() == width));
    let dropped = fixture("suppliers.xlsx", &InputOptions::default())
        .unwrap()
        .next();
    assert_eq!(dropped.unwrap().unwrap().cells, None);
}

#[test]
fn five_thousand_rows_with_everything_in_them() {
    const ROWS: u32 = 5_000;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let cover = workbook.add_worksheet().set_name("Cover").unwrap();
    cover.write(0, 0, "Northwind Ltd").unwrap();
    let sheet = workbook.add_worksheet().set_name("Register").unwrap();
    let title = CellStyle::new().set_bold();
    sheet
        .merge_range(0, 0, 0, 4, "All suppliers, 2026", &title)
        .unwrap();
    sheet.write(2, 0, "Exported on 4 May").unwrap();
    for (column, header) in (0..).zip(["No", "Supplier", "Country", "Website", "Since"]) {
        sheet.write(4, column, header).unwrap();
    }
    let date = CellStyle::new().set_num_format("dd/mm/yyyy");
    let mut expected = Vec::new();
    for number in 0..ROWS {
        // A blank row after every hundredth.
        let row = 5 + number + number / 100;
        sheet.write(row, 0, number).unwrap();
        let name = match number % 10 {
            7 => {
                sheet.write(row, 1, number).unwrap();
                number.to_string()
            }
            8 => {
                let day = ExcelDateTime::from_ymd(2023, 5, 31).unwrap();
                sheet.write_with_format(row, 1, &day, &date).unwrap();
                "2023-05-31".to_owned()
            }
            9 => {
                let name = format!("Supplier {number} Ltd");
                let formula = Formula::new(format!("=\"Supplier \"&A{}&\" Ltd\"", row + 1)).set_result(&name);
                sheet.write(row, 1, formula).unwrap();
                name
            }
            _ => {
                let name = format!("Müller & Söhne <{number}>");
                sheet.write(row, 1, &name).unwrap();
                name
            }
        };
        sheet.write(row, 2, "GB").unwrap();
        expected.push((u64::from(row) + 1, number.to_string(), name));
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let list = stdin(&bytes).unwrap();
    assert_eq!((list.sheet(), list.header_row()), (Some("Register"), Some(5)));
    assert_eq!(list.warnings().total(), 0);
    let read: Vec<(u64, String, String)> = list
        .map(Result::unwrap)
        .map(|subject| {
            assert_eq!(subject.country.unwrap().code(), "GB");
            (subject.row, subject.key.unwrap(), subject.name)
        })
        .collect();
    assert_eq!(read, expected);
}

#[test]
fn hidden_sheets_come_last() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let hidden = workbook.add_worksheet().set_name("Lists").unwrap();
    hidden.set_hidden(true);
    hidden.write(0, 0, "Company").unwrap();
    hidden.write(1, 0, "BBC").unwrap();
    let shown = workbook.add_worksheet().set_name("Data").unwrap();
    shown.set_active(true);
    shown.write(0, 0, "Company").unwrap();
    shown.write(1, 0, "Boots").unwrap();
    let list = stdin(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(list.sheet(), Some("Data"));
}

#[test]
fn nothing_to_screen() {
    let message = stdin(&one_sheet("")).unwrap_err();
    assert!(message.is_nothing_to_screen(), "{message}");
    assert!(message.to_string().contains("every sheet is empty"), "{message}");
    let header = one_sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "Supplier")));
    let message = stdin(&header).unwrap_err();
    assert!(message.is_nothing_to_screen(), "{message}");
    let blank = one_sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "  ")));
    let chosen = open(&Source::Stdin, &sheet("One"), Cursor::new(blank)).unwrap_err();
    assert!(
        chosen.is_nothing_to_screen() && chosen.to_string().contains("the sheet \"One\" is empty"),
        "{chosen}"
    );
}

#[test]
fn damaged_workbooks() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for name in ["suppliers.xlsx", "suppliers.xls", "suppliers.ods"] {
        let whole = std::fs::read(path.join(name)).unwrap();
        for length in [8, 100, whole.len() / 2, whole.len() - 30] {
            let error = stdin(&whole[..length]);
            if name == "suppliers.xls" && length > 100 {
                // The end of the file may well hold nothing that is needed.
                continue;
            }
            assert!(
                matches!(error, Err(InputError::CorruptWorkbook { .. })),
                "{name} {length}: {error:?}"
            );
        }
    }
    for rows in [
        "<row r=\"1\"><c r=\"A1\"",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>",
        "<row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"b\"><v>maybe</v></c></row>",
    ] {
        let error = stdin(&one_sheet(rows)).unwrap_err();
        assert!(
            matches!(error, InputError::CorruptWorkbook { .. }),
            "{rows}: {error}"
        );
    }
    let without = xlsx(&[("xl/other.xml", "<x/>")]);
    assert!(matches!(stdin(&without), Err(InputError::CorruptWorkbook { .. })));
    for rows in [
        "<table:table-row><table:table-cell>",
        "<table:table-row table:number-rows-repeated=\"many\"/>",
    ] {
        let error = stdin(&ods(rows)).unwrap_err();
        assert!(
            matches!(error, InputError::CorruptWorkbook { .. }),
            "{rows}: {error}"
        );
    }
}

#[test]
fn a_count_that_lies_reserves_no_memory() {
    for count in ["99999999999999", "18446744073709551615", "1e30"] {
        let texts = format!("<sst uniqueCount=\"{count}\"><si><t>Supplier</t></si></sst>");
        let bytes = xlsx(&[
            ("xl/sharedStrings.xml", &texts),
            ("xl/worksheets/sheet1.xml", &worksheet("")),
        ]);
        assert!(matches!(stdin(&bytes), Err(InputError::CorruptWorkbook { .. })));
    }
}

#[test]
fn archives_that_are_no_workbook() {
    for (name, word) in [("word/document.xml", "ZIP archive"), ("xl/workbook.bin", "XLSB")] {
        let message = stdin(&archive([(name, "x")].iter())).unwrap_err().to_string();
        assert!(message.contains(word), "{message}");
    }
    let text = archive(
        [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "<x/>"),
        ]
        .iter(),
    );
    assert!(matches!(stdin(&text), Err(InputError::NotText { .. })));
}

#[test]
fn encrypted_workbooks() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("EncryptionInfo").unwrap();
    file.create_stream("EncryptedPackage").unwrap();
    let bytes = file.into_inner().into_inner();
    let message = stdin(&bytes).unwrap_err().to_string();
    assert!(
        message.contains("encrypted") && message.contains("without one"),
        "{message}"
    );
    let manifest = archive(
        [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", "secret"),
            ("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"),
        ]
        .iter(),
    );
    assert!(matches!(stdin(&manifest), Err(InputError::Encrypted { .. })));
}

/// An XLS workbook whose stream holds these records.
fn xls(records: &[(u16, &[u8])]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (kind, data) in records {
        stream.extend_from_slice(&kind.to_le_bytes());
        stream.extend_from_slice(&u16::try_from(data.len()).unwrap().to_le_bytes());
        stream.extend_from_slice(data);
    }
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook")
        .unwrap()
        .write_all(&stream)
        .unwrap();
    file.into_inner().into_inner()
}

#[test]
fn an_xls_workbook_that_would_not_fit_in_memory() {
    let number = |row: u16, column: u16| {
        let mut data = [row.to_le_bytes(), column.to_le_bytes()].concat();
        data.extend([0; 10]);
        data
    };
    let far = xls(&[(0x0203, &number(0, 0)), (0x0203, &number(65_535, 65_535))]);
    assert!(matches!(
        stdin(&far),
        Err(InputError::Excess {
            excess: Excess::Cells(_),
            ..
        })
    ));
    let mut dimensions = [0; 14];
    dimensions[4..8].fill(0xff);
    dimensions[10..12].fill(0xff);
    assert!(matches!(
        stdin(&xls(&[(0x0200, &dimensions)])),
        Err(InputError::Excess { .. })
    ));
    // In the record of old, and with a first column that the library takes for none.
    assert!(matches!(
        stdin(&xls(&[(0x0200, &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0])])),
        Err(InputError::Excess { .. })
    ));
    let mut far_columns = [0; 14];
    far_columns[5..7].fill(0xff);
    far_columns[8..12].copy_from_slice(&[0, 1, 1, 0xff]);
    assert!(matches!(
        stdin(&xls(&[(0x0200, &far_columns)])),
        Err(InputError::Excess { .. })
    ));
    // A sheet that begins within another record, where nothing but it sees the size that it announces.
    let hidden = [&[0x00, 0x02, 14, 0][..], &dimensions].concat();
    let place = (4 + 9 + 4_u32).to_le_bytes();
    let bound = [&place[..], &[0, 0, 1, 0, b'x']].concat();
    assert!(matches!(
        stdin(&xls(&[(0x0085, &bound), (0x0001, &hidden)])),
        Err(InputError::Excess { .. })
    ));
    // Many sheets that are the same one, and would be laid out each.
    let same = [&[0; 4][..], &[0, 0, 1, 0, b'x']].concat();
    assert!(matches!(
        stdin(&xls(&[(0x0085, &same), (0x0085, &same), (0x0001, &[0; 100])])),
        Err(InputError::CorruptWorkbook { .. })
    ));
    let beyond = xls(&[(0x0085, &[0xff, 0xff, 0xff, 0x7f, 0, 0, 1, 0, b'x'])]);
    assert!(matches!(stdin(&beyond), Err(InputError::CorruptWorkbook { .. })));
    assert!(matches!(
        stdin(&xls(&[(0x002f, &[1, 0])])),
        Err(InputError::Encrypted { .. })
    ));
}

#[test]
fn a_sparse_sheet_takes_no_memory() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}{}</row>",
        cell("A1", "Supplier"),
        cell("A1048576", "Boots"),
        cell("XFD1048576", "x")
    );
    assert_eq!(
        all(stdin(&one_sheet(&rows)).unwrap()),
        [(1_048_576, "Boots".to_owned())]
    );
}

#[test]
fn what_is_too_much_is_refused() {
    let rows = (2..2000)
        .map(|row| format!("<row r=\"{row}\">{}</row>", cell(&format!("A{row}"), "Boots")))
        .collect::<String>();
    let bytes = one_sheet(&format!("<row r=\"1\">{}</row>{rows}", cell("A1", "Supplier")));
    let excess = |limits: Limits, bytes: &[u8]| match open(
        &Source::Stdin,
        &limited(limits),
        Cursor::new(bytes.to_vec()),
    ) {
        Err(InputError::Excess { excess, .. }) => Some(excess),
        _ => None,
    };
    let usual = Limits::default();
    assert_eq!(excess(usual, &bytes), None);
    let workbook_bytes = 1000;
    let limits = Limits {
        workbook_bytes,
        ..usual
    };
    assert_eq!(excess(limits, &bytes), Some(Excess::FileBytes(workbook_bytes)));
    let limits = Limits {
        unpacked_bytes: 100_000,
        ..usual
    };
    assert_eq!(excess(limits, &bytes), Some(Excess::UnpackedBytes(100_000)));
    let limits = Limits { cells: 1000, ..usual };
    assert_eq!(excess(limits, &bytes), Some(Excess::Cells(1000)));
    let limits = Limits {
        sheet_text_bytes: 5000,
        ..usual
    };
    assert_eq!(excess(limits, &bytes), Some(Excess::TextBytes(5000)));
    let limits = Limits {
        record_bytes: 4,
        ..usual
    };
    assert_eq!(
        excess(limits, &bytes),
        Some(Excess::RowBytes { row: 1, limit: 4 })
    );
    let wide: String = (0..26_u8)
        .map(|letter| cell(&format!("{}1", char::from(b'A' + letter)), "Supplier"))
        .collect();
    let columns = InputOptions {
        cells: Cells::Keep,
        columns: vec![ColumnChoice::parse("name=Only").unwrap()],
        limits: Limits {
            cells: 10_000,
            ..usual
        },
        ..InputOptions::default()
    };
    let wide = one_sheet(&format!(
        "<row r=\"1\">{}{}</row>{rows}",
        cell("A1", "Only"),
        &wide[wide.find("<c r=\"B1\"").unwrap()..]
    ));
    assert!(matches!(
        open(&Source::Stdin, &columns, Cursor::new(wide)),
        Err(InputError::Excess {
            excess: Excess::Cells(10_000),
            ..
        })
    ));
    let repeated = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>name</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(
        excess(usual, &ods(repeated)),
        Some(Excess::Cells(Limits::default().cells))
    );
    let endless = format!(
        "<table:table-row table:number-rows-repeated=\"4000000000\"/>{}",
        &repeated[..repeated.find("<table:table-row table").unwrap()]
    );
    assert_eq!(
        excess(usual, &ods(&endless)),
        Some(Excess::Rows(Limits::SHEET_ROWS))
    );
}

#[test]
fn a_zip_bomb_is_refused_by_what_it_says_and_by_what_it_holds() {
    let big = "x".repeat(3_000_000);
    let limits = Limits {
        unpacked_bytes: 1_000_000,
        ..Limits::default()
    };
    let bytes = xlsx(&[("xl/worksheets/sheet1.xml", &big)]);
    assert!(bytes.len() < 20_000);
    let refused = |bytes: Vec<u8>| {
        let error = open(&Source::Stdin, &limited(limits), Cursor::new(bytes)).unwrap_err();
        assert!(
            matches!(
                error,
                InputError::Excess {
                    excess: Excess::UnpackedBytes(_),
                    ..
                } | InputError::CorruptWorkbook { .. }
            ),
            "{error}"
        );
    };
    refused(bytes.clone());
    // The same with a lie about the size, in the directory and in the file's own header.
    let lie = |bytes: &[u8]| {
        let size = 3_000_000_u32.to_le_bytes();
        let mut bytes = bytes.to_vec();
        let places: Vec<usize> = (0..bytes.len() - 4)
            .filter(|at| bytes[*at..*at + 4] == size)
            .collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
        bytes
    };
    refused(lie(&bytes));
}

/// Opens it; whatever comes of it, it must neither panic nor go on for ever.
fn must_end(bytes: &[u8]) {
    if let Ok(list) = stdin(bytes) {
        let _ = list.count();
    }
}

#[test]
fn no_byte_of_an_xls_workbook_makes_it_panic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/suppliers.xls");
    let mut bytes = std::fs::read(path).unwrap();
    for at in 0..bytes.len() {
        let was = bytes[at];
        for other in [0, 0xff, was ^ 0x80, was.wrapping_add(1)] {
            bytes[at] = other;
            must_end(&bytes);
        }
        bytes[at] = was;
    }
}

#[test]
fn no_cut_and_no_byte_of_the_parts_makes_xlsx_and_ods_panic() {
    for name in ["suppliers.xlsx", "suppliers.ods"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let mut whole = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        let parts: Vec<(String, Vec<u8>)> = (0..whole.len())
            .map(|at| {
                let mut file = whole.by_index(at).unwrap();
                let mut content = Vec::new();
                io::Read::read_to_end(&mut file, &mut content).unwrap();
                (file.name().unwrap().into_owned(), content)
            })
            .collect();
        let packed = |changed: usize, content: &[u8]| {
            let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
            for (at, (name, original)) in parts.iter().enumerate() {
                writer.start_file(name.as_str(), stored).unwrap();
                let content = if at == changed { content } else { original };
                writer.write_all(content).unwrap();
            }
            writer.finish().unwrap().into_inner()
        };
        for (at, (name, original)) in parts.iter().enumerate() {
            if name.contains("theme") || name.contains("docProps") {
                continue;
            }
            for place in (0..original.len()).step_by(7) {
                must_end(&packed(at, &original[..place]));
                for other in [b'<', b'"', b'9', 0xff] {
                    let mut content = original.clone();
                    content[place] = other;
                    must_end(&packed(at, &content));
                }
            }
        }
    }
}
