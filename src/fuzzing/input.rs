//! Lists of subjects: text and CSV, JSON, workbooks.

use std::io::{Cursor, Read, Write as _};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::input::{self, Cells, Format, InputError, InputOptions, Limits, Source, Subject};

/// What reading an input comes to.
#[derive(Debug, PartialEq)]
struct Outcome {
    format: Option<Format>,
    description: String,
    header: Option<Vec<String>>,
    subjects: Vec<Subject>,
    warnings: u64,
    error: Option<String>,
}

/// Few enough bytes that the fuzzer comes up to the limits.
const LIMITS: Limits = Limits {
    record_bytes: 2 << 10,
    workbook_bytes: 1 << 20,
    unpacked_bytes: 4 << 20,
    cells: 1 << 16,
    sheet_text_bytes: 1 << 20,
};

fn read(input: impl Read + Send + 'static) -> Outcome {
    let options = InputOptions {
        cells: Cells::Keep,
        limits: LIMITS,
        ..InputOptions::default()
    };
    let told = |error: InputError| {
        let message = error.to_string();
        assert!(!message.is_empty());
        message
    };
    let mut subjects = match input::open(&Source::Stdin, &options, input) {
        Ok(subjects) => subjects,
        Err(error) => {
            return Outcome {
                format: None,
                description: String::new(),
                header: None,
                subjects: Vec::new(),
                warnings: 0,
                error: Some(told(error)),
            };
        }
    };
    let (mut read, mut error) = (Vec::new(), None);
    for subject in &mut subjects {
        match subject {
            Ok(subject) => read.push(subject),
            Err(found) => error = Some(told(found)),
        }
    }
    assert!(subjects.next().is_none(), "nothing follows the end");
    // Several records of JSON Lines may stand on one line.
    let may_repeat = subjects.format() == Format::JsonLines;
    let forward = |two: &[Subject]| two[0].row < two[1].row || (may_repeat && two[0].row == two[1].row);
    assert!(read.windows(2).all(forward), "rows go forward");
    Outcome {
        format: Some(subjects.format()),
        description: subjects.description(),
        header: subjects.header().map(<[String]>::to_vec),
        subjects: read,
        warnings: subjects.warnings().total(),
        error,
    }
}

/// A reader that gives a few bytes at a time, as a pipe may.
struct Trickle(Cursor<Vec<u8>>);

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let few = buffer.len().min(1 + self.0.position() as usize % 7);
        self.0.read(&mut buffer[..few])
    }
}

/// Reads at once and in small pieces: it makes no difference.
fn read_in_both_ways(bytes: &[u8]) -> Outcome {
    let whole = read(Cursor::new(bytes.to_vec()));
    let pieces = read(Trickle(Cursor::new(bytes.to_vec())));
    assert_eq!(whole, pieces);
    whole
}

/// Plain lists and CSV: no row is lost, and cells are those that the csv crate reads.
pub(super) fn text(bytes: &[u8]) {
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return;
    }
    let outcome = read_in_both_ways(bytes);
    let (Ok(text), None) = (std::str::from_utf8(bytes), &outcome.error) else {
        return;
    };
    // A mark at the beginning is no part of a cell. Where its bytes look like UTF-16 it is read as that.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if outcome.description.contains("UTF-16") || text.contains('\0') {
        return;
    }
    let bare_carriage_returns = text.replace("\r\n", "").contains('\r');
    match outcome.format {
        Some(Format::Text) if !bare_carriage_returns => {
            let lines: Vec<&str> = text
                .split('\n')
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .collect();
            let names: Vec<&str> = outcome.subjects.iter().map(|s| s.name.as_str()).collect();
            assert_eq!(names, lines);
        }
        // Spaces before a quote are no part of a cell for us, and are for that crate.
        Some(Format::Delimited(delimiter)) if !bare_carriage_returns && !text.contains(" \"") => {
            let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter.byte())
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .filter(|cells: &Vec<String>| cells.iter().any(|cell| !cell.trim_ascii().is_empty()))
                .collect();
            let header = outcome.header.unwrap();
            let first = theirs.len() - outcome.subjects.len();
            assert!(first >= 1, "the header is a row");
            let titles: Vec<&str> = theirs[first - 1].iter().map(|title| title.trim()).collect();
            assert_eq!(titles.len(), header.len());
            for (mut theirs, ours) in theirs.into_iter().skip(first).zip(&outcome.subjects) {
                theirs.resize(header.len(), String::new());
                assert_eq!(ours.cells.as_deref(), Some(theirs.as_slice()));
            }
        }
        _ => {}
    }
}

/// JSON: what is read whole is what serde_json reads.
pub(super) fn json(bytes: &[u8]) {
    if !bytes.trim_ascii_start().starts_with(b"[") && !bytes.trim_ascii_start().starts_with(b"{") {
        return;
    }
    let outcome = read_in_both_ways(bytes);
    if outcome.error.is_some() {
        return;
    }
    let records: Vec<Value> = match outcome.format {
        Some(Format::Json) => {
            match serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
                Ok(records) => records,
                // Lines in another encoding are decoded one by one.
                Err(error) => {
                    assert!(
                        std::str::from_utf8(bytes).is_err() || bytes.contains(&0),
                        "{error}"
                    );
                    return;
                }
            }
        }
        Some(Format::JsonLines) if std::str::from_utf8(bytes).is_ok() => {
            serde_json::Deserializer::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
                .into_iter::<Value>()
                .collect::<Result<_, _>>()
                .unwrap()
        }
        _ => return,
    };
    assert_eq!(records.len(), outcome.subjects.len());
    for (record, subject) in records.iter().zip(&outcome.subjects) {
        if let Value::String(name) = record {
            assert_eq!(*name, subject.name);
        }
    }
}

/// A workbook as a file.
pub(super) fn workbook(bytes: &[u8]) {
    let outcome = read(Cursor::new(bytes.to_vec()));
    check_workbook(&outcome);
}

fn check_workbook(outcome: &Outcome) {
    let kept: usize = outcome
        .subjects
        .iter()
        .flat_map(|subject| subject.cells.iter().flat_map(|cells| cells.iter()))
        .map(String::len)
        .sum();
    let is_workbook = matches!(outcome.format, Some(Format::Xlsx | Format::Xls | Format::Ods));
    assert!(!is_workbook || kept <= 2 * LIMITS.sheet_text_bytes, "{kept}");
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The parts of a workbook, which the fuzzer would hardly find inside an archive with its checksums. The first byte
/// says which part the rest is.
pub(super) fn workbook_parts(bytes: &[u8]) {
    let Some((kind, part)) = bytes.split_first() else {
        return;
    };
    let sheet = format!(
        r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>7</v></c></row></sheetData></worksheet>"#
    );
    let strings = format!(
        r#"<sst xmlns="{MAIN}" count="3" uniqueCount="3"><si><t>Supplier</t></si><si><t>Country</t></si><si><t>Boots</t></si></sst>"#
    );
    let styles = format!(
        r#"<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#
    );
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let file = match kind {
        b'x' => xlsx(part, strings.as_bytes(), styles.as_bytes(), workbook.as_bytes()),
        b's' => xlsx(sheet.as_bytes(), part, styles.as_bytes(), workbook.as_bytes()),
        b'f' => xlsx(sheet.as_bytes(), strings.as_bytes(), part, workbook.as_bytes()),
        b'w' => xlsx(sheet.as_bytes(), strings.as_bytes(), styles.as_bytes(), part),
        b'o' => archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", part),
        ]),
        b'c' => compound_file(part),
        _ => return,
    };
    check_workbook(&read(Cursor::new(file)));
}

fn xlsx(sheet: &[u8], strings: &[u8], styles: &[u8], workbook: &[u8]) -> Vec<u8> {
    let types = format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#);
    let root = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let relationships = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>"#
    );
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relationships.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An XLS file whose workbook is this stream of records.
fn compound_file(records: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook")
        .unwrap()
        .write_all(records)
        .unwrap();
    file.into_inner().into_inner()
}
