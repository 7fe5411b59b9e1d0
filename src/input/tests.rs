//! Whole inputs: the fixtures that users really have, and what can be wrong with one.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::*;

fn fixture(name: &str) -> Subjects {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    open(&Source::File(path), &InputOptions::default(), io::empty()).unwrap()
}

fn names(subjects: Subjects) -> Vec<String> {
    subjects.map(|subject| subject.unwrap().name).collect()
}

fn stdin(bytes: &[u8]) -> Result<Subjects, InputError> {
    let bytes = io::Cursor::new(bytes.to_vec());
    open(&Source::Stdin, &InputOptions::default(), bytes)
}

fn file(name: &str, bytes: &[u8]) -> Result<Vec<Subject>, InputError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, bytes).unwrap();
    open(&Source::File(path), &InputOptions::default(), io::empty())?.collect()
}

#[test]
fn suppliers_csv() {
    let list = fixture("suppliers.csv");
    assert_eq!(list.format(), Format::Delimited(Delimiter::Comma));
    assert_eq!(list.header().unwrap().len(), 6);
    let used = [
        (Column::Name, "Supplier Name"),
        (Column::Domain, "Website"),
        (Column::Country, "Country"),
        (Column::Vendors, "Payroll provider"),
        (Column::Key, "Supplier Number"),
    ];
    assert_eq!(list.columns(), used);
    let all: Vec<Subject> = list.of_input(2).map(Result::unwrap).collect();
    assert_eq!(all.len(), 6);
    assert_eq!(
        (all[2].name.as_str(), all[2].row, all[2].input),
        ("Hartley, Moss & Daughters Ltd", 4, Some(2))
    );
    assert_eq!(
        (all[5].name.as_str(), all[5].vendors.len()),
        ("The \"Blue Door\" Bakery", 2)
    );
    assert!(
        all.iter()
            .all(|subject| subject.country.is_some() && subject.key.is_some())
    );
}

#[test]
fn employers_txt() {
    let list = fixture("employers.txt");
    assert_eq!((list.format(), list.header()), (Format::Text, None));
    let all: Vec<Subject> = list.map(Result::unwrap).collect();
    assert_eq!((all[2].name.as_str(), all[2].row), ("Aer Lingus", 4));
    assert_eq!(all[3].name, "Smith, Jones Ltd");
    assert_eq!(all[4].name, "#1 Windows & Doors");
    assert_eq!(all[6].name, "Güneş Bäckerei GmbH");
}

#[test]
fn suppliers_semicolon_csv() {
    let list = fixture("suppliers-semicolon.csv");
    assert_eq!(list.format().to_string(), "CSV, separated by a semicolon");
    let all: Vec<Subject> = list.map(Result::unwrap).collect();
    assert_eq!(
        (all[0].name.as_str(), all[0].country.unwrap().code()),
        ("Müller & Söhne GmbH", "DE")
    );
    assert_eq!((all[2].name.as_str(), all.len()), ("Schneider; Wolf GbR", 3));
}

#[test]
fn vendors_tsv() {
    let list = fixture("vendors.tsv");
    assert_eq!(list.format(), Format::Delimited(Delimiter::Tab));
    assert_eq!(
        names(list),
        ["Zellis", "PBI Research Services", "North Pier Ice Cream Ltd"]
    );
}

#[test]
fn subjects_json_and_jsonl() {
    let all: Vec<Subject> = fixture("subjects.json").map(Result::unwrap).collect();
    assert_eq!(
        (all[2].key.as_deref(), all[2].row, all[2].vendors.len()),
        (Some("3"), 3, 2)
    );
    assert_eq!(all[2].vendors[0].service.as_deref(), Some("payroll"));
    let list = fixture("subjects.jsonl");
    assert_eq!(list.format(), Format::JsonLines);
    assert_eq!(
        names(list),
        ["Government of Nova Scotia", "Zellis", "Two Rivers Plumbing Inc"]
    );
}

#[test]
fn carriage_returns_alone_end_lines_too() {
    assert_eq!(
        names(stdin(b"name,id\rBoots,1\rBBC,2\r").unwrap()),
        ["Boots", "BBC"]
    );
    assert_eq!(names(stdin(b"\r\rBoots\rBBC").unwrap()), ["Boots", "BBC"]);
}

/// Hands out one byte at a time, as a slow pipe does.
struct Dripping(io::Cursor<Vec<u8>>);

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn a_slow_pipe_reads_the_same() {
    for name in [
        "suppliers.csv",
        "employers.txt",
        "suppliers-semicolon.csv",
        "subjects.json",
        "subjects.jsonl",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let drip = Dripping(io::Cursor::new(fs::read(&path).unwrap()));
        let slow = open(&Source::Stdin, &InputOptions::default(), drip).unwrap();
        assert_eq!(names(slow), names(fixture(name)), "{name}");
    }
}

#[test]
fn a_slow_pipe_keeps_what_stands_before_the_header() {
    let drip = Dripping(io::Cursor::new(
        b"\r\n \n\tSupplier\tCountry\n1\tBoots\tGB\n".to_vec(),
    ));
    let list = open(&Source::Stdin, &InputOptions::default(), drip).unwrap();
    assert_eq!(list.header().unwrap(), ["", "Supplier", "Country"]);
    let all: Vec<Subject> = list.map(Result::unwrap).collect();
    assert_eq!((all[0].name.as_str(), all[0].row), ("Boots", 4));
}

#[test]
fn a_long_array_on_one_line() {
    let records = vec!["{\"name\":\"Boots\"}"; 200_000].join(",");
    let all = file("x.json", format!("[{records}]").as_bytes()).unwrap();
    assert!(records.len() > Limits::DEFAULT_RECORD_BYTES);
    assert_eq!((all.len(), all[199_999].row), (200_000, 200_000));
}

#[cfg(unix)]
#[test]
fn devices_and_pipes() {
    let read = |path: &Path| {
        open(
            &Source::File(path.to_owned()),
            &InputOptions::default(),
            io::empty(),
        )
    };
    assert!(matches!(
        read(Path::new("/dev/zero")),
        Err(InputError::Nul { row: 1, .. })
    ));
    assert!(read(Path::new("/dev/null")).unwrap_err().is_nothing_to_screen());
    let directory = tempfile::tempdir().unwrap();
    let fifo = directory.path().join("suppliers.csv");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let writer = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::write(fifo, "name,id\nBoots,1\n")
    });
    assert_eq!(names(read(&fifo).unwrap()), ["Boots"]);
    writer.join().unwrap().unwrap();
}

#[test]
fn missing_file() {
    let source = Source::File(PathBuf::from("no/such/suppliers.csv"));
    let error = open(&source, &InputOptions::default(), io::empty()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no/such/suppliers.csv: there is no such file; check the path"
    );
    assert!(!error.is_nothing_to_screen());
}

#[test]
fn directory() {
    let directory = tempfile::tempdir().unwrap();
    let source = Source::File(directory.path().to_owned());
    let error = open(&source, &InputOptions::default(), io::empty()).unwrap_err();
    assert!(matches!(error, InputError::Directory { .. }));
}

#[test]
fn nothing_to_screen() {
    for (name, text) in [
        ("x.csv", ""),
        ("x.csv", "name,id\n"),
        ("x.csv", "name,id\n,,\n\n"),
        ("x.txt", "\n \n"),
        ("x.json", "[]"),
        ("x.jsonl", "\n"),
    ] {
        let error = file(name, text.as_bytes()).unwrap_err();
        assert!(error.is_nothing_to_screen(), "{name} {text:?}: {error}");
        assert!(error.to_string().contains("nothing to screen"), "{error}");
    }
    assert!(stdin(b"").unwrap_err().is_nothing_to_screen());
}

#[test]
fn no_name_column() {
    let message = file("x.csv", b"Title,Spend\nBoots,1\n").unwrap_err().to_string();
    assert!(
        message.contains("\"Title\", \"Spend\"") && message.contains("--column name="),
        "{message}"
    );
}

#[test]
fn a_chosen_column() {
    let options = |choice: &str| InputOptions {
        columns: vec![ColumnChoice::parse(choice).unwrap()],
        ..InputOptions::default()
    };
    let read = |text: &'static str, choice: &str| open(&Source::Stdin, &options(choice), text.as_bytes());
    assert_eq!(
        names(read("Spend;Title\n1;Boots\n", "name=Title").unwrap()),
        ["Boots"]
    );
    assert_eq!(names(read("Title\nBoots\n", "name=Title").unwrap()), ["Boots"]);
    let message = read("Spend;Supplier\n1;Boots\n", "name=Suplier")
        .unwrap_err()
        .to_string();
    assert!(message.contains("did you mean \"Supplier\"?"), "{message}");
    assert!(matches!(
        read("Boots\nBBC\n", "name=Title"),
        Err(InputError::NoColumns { .. })
    ));
}

#[test]
fn what_is_no_text_is_refused() {
    assert!(matches!(
        file("x.csv", b"PK\x03\x04\x14\0"),
        Err(InputError::CorruptWorkbook { .. })
    ));
    assert!(matches!(
        file("x.csv", b"name\nBo\0ots\n"),
        Err(InputError::Nul { row: 2, .. })
    ));
    assert!(matches!(
        file("x.csv", b"\xff\xfe\0\0n\0\0\0"),
        Err(InputError::NotText { .. })
    ));
    // Shift JIS uses bytes that Windows-1252 has no letters for.
    let error = file("x.csv", b"name,id\nBoots,1\n\x93\x8c\x8b\x9e\x81\x40,2\n").unwrap_err();
    assert!(
        matches!(
            error,
            InputError::InvalidUtf8 {
                row: 3,
                byte: 1,
                value: 0x93,
                ..
            }
        ),
        "{error}"
    );
    assert!(matches!(
        file("x.json", b"[\"Caf\xe9\x01\"]"),
        Err(InputError::InvalidUtf8 { row: 1, byte: 6, .. })
    ));
}

#[test]
fn windows_1252() {
    let list = stdin(b"Name;Land\nZ\xfcrich Caf\xe9 \x80;CH\n").unwrap();
    assert_eq!(list.encoding(), Some(Encoding::Windows1252));
    assert_eq!(list.warnings().total(), 0);
    assert_eq!(names(list), ["Zürich Café €"]);
    assert_eq!(names(stdin(b"[\"Caf\xe9\"]").unwrap()), ["Café"]);
    assert_eq!(names(stdin(b"Caf\xe9\nBoots\n").unwrap()), ["Café", "Boots"]);
}

#[test]
fn a_late_line_in_windows_1252_is_a_warning() {
    for extension in ["csv", "txt", "jsonl"] {
        let (header, line, late) = match extension {
            "csv" => ("name,id\n", "Boots,1\n", &b"Z\xfcrich,2\n"[..]),
            "txt" => ("", "Boots\n", &b"Z\xfcrich\n"[..]),
            _ => ("", "\"Boots\"\n", &b"\"Z\xfcrich\"\n"[..]),
        };
        let mut bytes = (header.to_owned() + &line.repeat(20_000)).into_bytes();
        bytes.extend_from_slice(late);
        bytes.extend_from_slice(line.as_bytes());
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(format!("x.{extension}"));
        fs::write(&path, bytes).unwrap();
        let mut list = open(&Source::File(path), &InputOptions::default(), io::empty()).unwrap();
        assert_eq!(list.encoding(), Some(Encoding::Utf8));
        let all: Vec<Subject> = list.by_ref().map(Result::unwrap).collect();
        assert_eq!(
            (all[20_000].name.as_str(), all.len()),
            ("Zürich", 20_002),
            "{extension}"
        );
        let warnings = list.warnings();
        assert_eq!((warnings.total(), warnings.first()[0].row), (1, all[20_000].row));
        assert!(warnings.first()[0].to_string().contains("Windows-1252"));
    }
}

#[test]
fn utf16_with_and_without_a_mark() {
    let text = "Firma;Land\r\nMüller & Söhne;DE\r\n東京電力;JP\r\n";
    for (mark, order, expected) in [
        (
            "\u{feff}",
            u16::to_le_bytes as fn(u16) -> [u8; 2],
            Encoding::Utf16LittleEndian,
        ),
        ("\u{feff}", u16::to_be_bytes, Encoding::Utf16BigEndian),
        ("", u16::to_le_bytes, Encoding::Utf16LittleEndian),
        ("", u16::to_be_bytes, Encoding::Utf16BigEndian),
    ] {
        let bytes: Vec<u8> = mark
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(order)
            .collect();
        let slow = open(
            &Source::Stdin,
            &InputOptions::default(),
            Dripping(io::Cursor::new(bytes)),
        )
        .unwrap();
        assert_eq!(slow.encoding(), Some(expected));
        assert_eq!(slow.format(), Format::Delimited(Delimiter::Semicolon));
        assert_eq!(names(slow), ["Müller & Söhne", "東京電力"]);
    }
    let marked = stdin(b"\xef\xbb\xbfname,id\nBoots,1\n").unwrap();
    assert_eq!(marked.encoding(), Some(Encoding::Utf8WithMark));
    assert_eq!(marked.columns()[0], (Column::Name, "name"));
}

#[test]
fn captions_and_blank_lines_above_the_header() {
    let text =
        "Suppliers of Northwind Ltd;;;\n\n;;;\nas of May;;;\nNo;Supplier;Country;Spend\n1;Boots;GB;3\n;;;\n";
    for list in [
        stdin(text.as_bytes()).unwrap(),
        stdin(text.replace(';', ",").as_bytes()).unwrap(),
        stdin(text.replace(';', "\t").as_bytes()).unwrap(),
    ] {
        assert_eq!((list.header_row(), list.header().unwrap().len()), (Some(5), 4));
        let all: Vec<Subject> = list.map(Result::unwrap).collect();
        assert_eq!(
            (all[0].name.as_str(), all[0].key.as_deref(), all[0].row, all.len()),
            ("Boots", Some("1"), 6, 1)
        );
    }
    assert_eq!(
        file("x.csv", b"Suppliers\n\nSupplier,Country\nBoots,GB\n").unwrap()[0].row,
        4
    );
    // A quote that is not closed further down is still found only there.
    let mut list = stdin(b"Name\nBoots\n\"BBC\n");
    if let Ok(list) = &mut list {
        assert!(list.next().unwrap().is_ok());
    }
    let far = "x\n".repeat(60) + "name,id\nBoots,1\n";
    assert!(matches!(
        file("x.csv", far.as_bytes()),
        Err(InputError::NoNameColumn { row: 1, .. })
    ));
}

#[test]
fn cells_are_kept_where_they_are_wanted() {
    let keep = |bytes: &'static [u8]| -> Vec<Subject> {
        let options = InputOptions {
            cells: Cells::Keep,
            ..InputOptions::default()
        };
        open(&Source::Stdin, &options, bytes)
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let cells = |subject: &Subject| subject.cells.as_ref().map(|cells| cells.to_vec());
    let all = keep(b"id,name,spend\n1,\" Boots, UK\",=1+1\n2,BBC\n");
    assert_eq!(cells(&all[0]).unwrap(), ["1", " Boots, UK", "=1+1"]);
    assert_eq!(cells(&all[1]).unwrap(), ["2", "BBC", ""]);
    assert_eq!(cells(&keep(b" Boots \n")[0]).unwrap(), [" Boots "]);
    assert_eq!(cells(&keep(b"[\"Boots\"]")[0]), None);
    let dropped = stdin(b"id,name\n1,Boots\n").unwrap().next().unwrap().unwrap();
    assert_eq!(dropped.cells, None);
}

#[test]
fn endless_inputs_are_refused_and_fit_in_memory() {
    for begin in ["", "name,id\n", "name,id\n\"", "[\"", "[{\"name\":", "{", "["] {
        let endless = io::Cursor::new(begin.as_bytes().to_vec()).chain(io::repeat(b'x'));
        assert!(
            open(&Source::Stdin, &InputOptions::default(), endless).is_err(),
            "{begin:?}"
        );
    }
    assert!(open(&Source::Stdin, &InputOptions::default(), io::repeat(0)).is_err());
    let quoted = io::Cursor::new(b"name,id\n\"".to_vec()).chain(io::repeat(b'\n'));
    let error = open(&Source::Stdin, &InputOptions::default(), quoted).unwrap_err();
    assert!(
        matches!(
            error,
            InputError::UnclosedQuote {
                row: 2,
                column: 1,
                ..
            }
        ),
        "{error}"
    );
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the pipe is broken"))
    }
}

#[test]
fn unreadable_stdin() {
    let error = open(&Source::Stdin, &InputOptions::default(), Broken).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("stdin: cannot be read: the pipe is broken;"),
        "{error}"
    );
    let later = io::Cursor::new(b"Boots\nBBC\nUniversity of Rochester\n".to_vec()).chain(Broken);
    let read: Result<Vec<Subject>, InputError> = open(&Source::Stdin, &InputOptions::default(), later)
        .unwrap()
        .collect();
    assert!(read.is_err());
}

#[test]
fn after_an_error_nothing_follows() {
    let mut list = stdin(b"name,id\nBoots,1\nA,B,C\nBBC,2\n").unwrap();
    assert!(list.next().unwrap().is_ok());
    assert!(list.next().unwrap().is_err());
    assert!(list.next().is_none() && list.next().is_none());
}

#[test]
fn an_unknown_country_is_a_warning() {
    let mut list = stdin(b"name,country\nBoots,Atlantis\nBBC,GB\n").unwrap();
    assert_eq!(
        list.by_ref()
            .filter(|subject| subject.as_ref().is_ok_and(|s| s.country.is_none()))
            .count(),
        1
    );
    assert_eq!((list.warnings().total(), list.warnings().first()[0].row), (1, 2));
}
