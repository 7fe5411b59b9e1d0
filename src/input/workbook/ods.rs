//! ODS, cell by cell. This is our own reading of `content.xml`: `calamine` lays every repeated row and cell out, up to
//! a hundred million, and reads on for ever where a table is cut off.

use std::borrow::Cow;
use std::io::{BufReader, Cursor};
use std::ops::ControlFlow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::value::Value;
use super::{Book, SheetInfo, Trouble, Visibility, Visit};
use crate::input::limits::Limits;

const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

pub(super) struct Ods {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    sheets: Vec<SheetInfo>,
}

type Content<'a> = Reader<BufReader<zip::read::ZipFile<'a, Cursor<Vec<u8>>>>>;

impl Ods {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Trouble> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Trouble::corrupt)?;
        let kind = std::io::read_to_string(archive.by_name("mimetype").map_err(Trouble::corrupt)?)?;
        if !kind.trim().starts_with(SPREADSHEET) {
            return Err(Trouble::Other {
                what: "an OpenDocument file without a spreadsheet in it",
                remedy: "give a spreadsheet (XLSX, XLS, ODS), or a CSV, JSON or text file",
            });
        }
        if let Ok(manifest) = archive.by_name("META-INF/manifest.xml")
            && std::io::read_to_string(manifest)?.contains("encryption-data")
        {
            return Err(Trouble::Encrypted);
        }
        let sheets = sheets(&mut archive)?;
        Ok(Self { archive, sheets })
    }
}

fn content(archive: &mut ZipArchive<Cursor<Vec<u8>>>) -> Result<Content<'_>, Trouble> {
    let file = archive.by_name("content.xml").map_err(Trouble::corrupt)?;
    let mut reader = Reader::from_reader(BufReader::new(file));
    reader.config_mut().expand_empty_elements = true;
    Ok(reader)
}

/// The names of the tables, and whether their styles hide them.
fn sheets(archive: &mut ZipArchive<Cursor<Vec<u8>>>) -> Result<Vec<SheetInfo>, Trouble> {
    let mut reader = content(archive)?;
    let mut buffer = Vec::new();
    let (mut sheets, mut hidden, mut style) = (Vec::new(), Vec::new(), String::new());
    loop {
        match reader.read_event_into(&mut buffer).map_err(Trouble::corrupt)? {
            Event::Start(element) => match element.name().as_ref() {
                "style:style" => style = attribute(&element, "style:name")?.unwrap_or_default(),
                "style:table-properties"
                    if attribute(&element, "table:display")?.as_deref() == Some("false") =>
                {
                    hidden.push(style.clone());
                }
                "table:table" => {
                    let style = attribute(&element, "table:style-name")?;
                    sheets.push(SheetInfo {
                        name: attribute(&element, "table:name")?.unwrap_or_default(),
                        visibility: match style.is_some_and(|style| hidden.contains(&style)) {
                            true => Visibility::Hidden,
                            false => Visibility::Visible,
                        },
                    });
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
        buffer.clear();
    }
}

impl Book for Ods {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn cells(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), Trouble> {
        let mut reader = content(&mut self.archive)?;
        let mut buffer = Vec::new();
        let mut tables = 0;
        loop {
            match reader.read_event_into(&mut buffer).map_err(Trouble::corrupt)? {
                Event::Start(element) if element.name().as_ref() == "table:table" => {
                    if tables == sheet {
                        return table(&mut reader, visit);
                    }
                    tables += 1;
                }
                Event::Eof => return Err(Trouble::corrupt("the sheet is not there")),
                _ => {}
            }
            buffer.clear();
        }
    }
}

fn table(reader: &mut Content<'_>, visit: &mut Visit<'_>) -> Result<(), Trouble> {
    let mut buffer = Vec::new();
    let mut row = 0_u32;
    loop {
        match reader.read_event_into(&mut buffer).map_err(Trouble::corrupt)? {
            Event::Start(element) if element.name().as_ref() == "table:table-row" => {
                let repeated = repetitions(&element, "table:number-rows-repeated")?;
                let cells = read_row(reader)?;
                if !cells.is_empty() {
                    for row in row..row.saturating_add(repeated) {
                        for (column, cell) in &cells {
                            if visit(row, *column, cell.value()) == ControlFlow::Break(()) {
                                return Ok(());
                            }
                        }
                    }
                }
                row = row.saturating_add(repeated);
            }
            Event::End(element) if element.name().as_ref() == "table:table" => return Ok(()),
            Event::Eof => return Err(Trouble::corrupt("a sheet has no end")),
            _ => {}
        }
        buffer.clear();
    }
}

/// A cell that is not empty.
#[derive(Clone)]
enum Cell {
    Text(String),
    Number(f64),
    Boolean(bool),
    Moment(String),
    Duration(String),
    Error(String),
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Number(number) => Value::number(*number),
            Self::Boolean(value) => Value::Boolean(*value),
            Self::Moment(text) => Value::IsoMoment(text),
            Self::Duration(text) => Value::IsoDuration(text),
            Self::Error(text) => Value::Error(text.clone()),
        }
    }
}

/// The cells of a row that are not empty, each with its column. A filled cell that is repeated counts every time.
fn read_row(reader: &mut Content<'_>) -> Result<Vec<(u32, Cell)>, Trouble> {
    let mut buffer = Vec::new();
    let mut cells = Vec::new();
    let mut column = 0_u32;
    loop {
        match reader.read_event_into(&mut buffer).map_err(Trouble::corrupt)? {
            Event::Start(element)
                if matches!(
                    element.name().as_ref(),
                    "table:table-cell" | "table:covered-table-cell"
                ) =>
            {
                let repeated = repetitions(&element, "table:number-columns-repeated")?;
                let element = element.into_owned();
                let text = read_text(reader)?;
                if let Some(cell) = cell(&element, text)? {
                    let until = column.saturating_add(repeated).min(Limits::SHEET_COLUMNS);
                    cells.extend((column..until).map(|at| (at, cell.clone())));
                }
                column = column.saturating_add(repeated);
            }
            Event::End(element) if element.name().as_ref() == "table:table-row" => return Ok(cells),
            Event::Eof => return Err(Trouble::corrupt("a row has no end")),
            _ => {}
        }
        buffer.clear();
    }
}

/// What is written in a cell: its paragraphs, one on each line, without the notes that are pinned to it.
fn read_text(reader: &mut Content<'_>) -> Result<String, Trouble> {
    let mut buffer = Vec::new();
    let mut text = String::new();
    let (mut depth, mut notes, mut paragraphs) = (1_usize, 0_usize, 0_usize);
    loop {
        match reader.read_event_into(&mut buffer).map_err(Trouble::corrupt)? {
            Event::Start(element) => {
                depth += 1;
                match element.name().as_ref() {
                    "office:annotation" => notes += 1,
                    "text:p" | "text:h" if notes == 0 => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" if notes == 0 => {
                        let spaces = repetitions(&element, "text:c")?.min(1000);
                        text.extend((0..spaces).map(|_| ' '));
                    }
                    "text:tab" if notes == 0 => text.push('\t'),
                    "text:line-break" if notes == 0 => text.push('\n'),
                    _ => {}
                }
            }
            Event::End(element) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(text);
                }
                notes -= usize::from(element.name().as_ref() == "office:annotation" && notes > 0);
            }
            // What stands between the paragraphs is only the file's own layout.
            Event::Text(part) if notes == 0 && paragraphs > 0 && depth > 1 => {
                text.push_str(&part.xml10_content());
            }
            Event::CData(part) if notes == 0 && depth > 1 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) if notes == 0 && depth > 1 => {
                match reference.resolve_char_ref().map_err(Trouble::corrupt)? {
                    Some(c) => text.push(c),
                    None => {
                        let name = reference.xml10_content();
                        let known = quick_xml::escape::resolve_predefined_entity(&name);
                        text.push_str(known.ok_or_else(|| Trouble::corrupt("an unknown entity"))?);
                    }
                }
            }
            Event::Eof => return Err(Trouble::corrupt("a cell has no end")),
            _ => {}
        }
        buffer.clear();
    }
}

fn cell(element: &BytesStart<'_>, text: String) -> Result<Option<Cell>, Trouble> {
    if attribute(element, "calcext:value-type")?.as_deref() == Some("error") {
        return Ok(Some(Cell::Error(text)));
    }
    let or_text = |text: String| (!text.is_empty()).then_some(Cell::Text(text));
    let kind = attribute(element, "office:value-type")?;
    Ok(match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            let value = attribute(element, "office:value")?.and_then(|value| value.parse().ok());
            value.map(Cell::Number).or_else(|| or_text(text))
        }
        Some("boolean") => {
            attribute(element, "office:boolean-value")?.map(|value| Cell::Boolean(value == "true"))
        }
        Some("date") => attribute(element, "office:date-value")?.map(Cell::Moment),
        Some("time") => attribute(element, "office:time-value")?.map(Cell::Duration),
        Some("string") if text.is_empty() => attribute(element, "office:string-value")?.and_then(or_text),
        _ => or_text(text),
    })
}

fn repetitions(element: &BytesStart<'_>, name: &str) -> Result<u32, Trouble> {
    match attribute(element, name)? {
        None => Ok(1),
        Some(count) => count
            .trim()
            .parse()
            .map_err(|_| Trouble::corrupt(format!("{name} is no number"))),
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Trouble> {
    let found = element.try_get_attribute(name).map_err(Trouble::corrupt)?;
    let text = found.map(|attribute| {
        attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map(Cow::into_owned)
    });
    text.transpose().map_err(Trouble::corrupt)
}
