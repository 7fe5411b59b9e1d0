//! What is checked of a workbook before a library parses it: that it is one, is not encrypted, and neither unpacks nor
//! unfolds to more than there is room for.

use std::io::{self, BufReader, Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::Trouble;
use crate::input::error::Excess;
use crate::input::limits::Limits;

/// How the container of older Office files begins.
pub(super) const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0";

const AS_XLSX: &str = "save it as an Excel workbook (XLSX) and give that";
const NO_SHEET: &str = "give a spreadsheet (XLSX, XLS, ODS), or a CSV, JSON or text file";

/// Files in an archive; workbooks have a few dozen.
const FILES: usize = 10_000;

/// Which kind of workbook it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xls,
    Ods,
}

/// Finds the kind and refuses what cannot be read.
pub(super) fn examine(bytes: &[u8], limits: &Limits) -> Result<Kind, Trouble> {
    if bytes.starts_with(COMPOUND_FILE) {
        compound_file(bytes, limits).map(|()| Kind::Xls)
    } else {
        archive(bytes, limits)
    }
}

fn archive(bytes: &[u8], limits: &Limits) -> Result<Kind, Trouble> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Trouble::corrupt)?;
    let too_much = || Trouble::Excess(Excess::UnpackedBytes(limits.unpacked_bytes));
    if archive.len() > FILES {
        return Err(too_much());
    }
    let has = |names: &[&str]| {
        archive
            .file_names()
            .filter_map(Result::ok)
            .any(|name| names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
    };
    let kind = if has(&["xl/workbook.xml", "xl\\workbook.xml"]) {
        Kind::Xlsx
    } else if has(&["xl/workbook.bin"]) {
        return Err(Trouble::Other {
            what: "a binary Excel workbook (XLSB)",
            remedy: AS_XLSX,
        });
    } else if has(&["mimetype"]) && has(&["content.xml"]) {
        Kind::Ods
    } else {
        return Err(Trouble::Other {
            what: "a ZIP archive without a spreadsheet in it",
            remedy: "unpack it first, or give a spreadsheet (XLSX, XLS, ODS)",
        });
    };
    // First what the archive says of itself, then what is really in it: the one costs nothing, the other cannot lie.
    let mut declared = 0_u64;
    for at in 0..archive.len() {
        let file = match archive.by_index_raw(at) {
            Err(ZipError::Io(error)) => return Err(Trouble::corrupt(error)),
            other => other.map_err(Trouble::corrupt)?,
        };
        if file.encrypted() {
            return Err(Trouble::Encrypted);
        }
        declared = declared.saturating_add(file.size());
    }
    if declared > limits.unpacked_bytes {
        return Err(too_much());
    }
    let mut left = limits.unpacked_bytes;
    for at in 0..archive.len() {
        shared_strings(archive.by_index(at).map_err(Trouble::corrupt)?)?;
        let file = archive.by_index(at).map_err(Trouble::corrupt)?;
        // Beyond what a file says of itself it is not read: that is an error anyway.
        let count = io::copy(&mut file.take(left + 1), &mut io::sink())?;
        left = left.checked_sub(count).ok_or_else(too_much)?;
    }
    Ok(kind)
}

/// The library makes room for as many shared texts as the part with them says it has; it cannot have more than bytes.
fn shared_strings(file: zip::read::ZipFile<'_, Cursor<&[u8]>>) -> Result<(), Trouble> {
    let name = file.name().map_err(Trouble::corrupt)?.to_ascii_lowercase();
    if !name.ends_with("sharedstrings.xml") {
        return Ok(());
    }
    let bytes = file.size();
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(file));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(Trouble::corrupt)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "sst" => {
                let count = element
                    .try_get_attribute("uniqueCount")
                    .map_err(Trouble::corrupt)?;
                let count = count.map_or(0.0, |count| count.value.parse::<f64>().unwrap_or(0.0));
                return match count <= bytes as f64 {
                    true => Ok(()),
                    false => Err(Trouble::corrupt("it says that it has more texts than bytes")),
                };
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// Walks over the records of an XLS workbook, since the library lays every sheet out as a rectangle, however far apart
/// its cells are, and trusts the places of the sheets.
fn compound_file(bytes: &[u8], limits: &Limits) -> Result<(), Trouble> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes))?;
    if file.exists("EncryptedPackage") || file.exists("EncryptionInfo") {
        return Err(Trouble::Encrypted);
    }
    let name = ["Workbook", "Book"].into_iter().find(|name| file.is_stream(name));
    let Some(name) = name else {
        return Err(Trouble::Other {
            what: "an Office file without a spreadsheet in it",
            remedy: NO_SHEET,
        });
    };
    let mut stream = Vec::new();
    file.open_stream(name)?
        .take(limits.unpacked_bytes)
        .read_to_end(&mut stream)?;
    records(&stream, limits)
}

/// The record types that matter here ([MS-XLS] 2.3).
mod record {
    pub(super) const START_OF_SUBSTREAM: u16 = 0x0809;
    pub(super) const END_OF_SUBSTREAM: u16 = 0x000a;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const MULTIPLE_NUMBERS: u16 = 0x00bd;
    /// Formula, string in a formula's cell, number, label, rich label, boolean or error, number, shared label.
    pub(super) const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd];
}

/// Looks through the stream once from its start, and once more from the place of each sheet: where a place lies within
/// a record, other records begin there.
fn records(stream: &[u8], limits: &Limits) -> Result<(), Trouble> {
    let mut places = Vec::new();
    let mut seen = Rectangles::new(limits);
    for (kind, data) in records_of(stream) {
        match kind {
            record::FILE_PASS
                if data.first().is_some_and(|b| *b != 0) || data.get(1).is_some_and(|b| *b != 0) =>
            {
                return Err(Trouble::Encrypted);
            }
            record::BOUND_SHEET => {
                let place = data
                    .first_chunk()
                    .map(|bytes| u32::from_le_bytes(*bytes) as usize);
                match place.filter(|place| *place < stream.len()) {
                    Some(place) => places.push(place),
                    None => return Err(Trouble::corrupt("a sheet lies beyond its end")),
                }
            }
            _ => seen.record(kind, data)?,
        }
    }
    let mut seen = Rectangles::new(limits);
    let mut left = stream.len();
    for place in places {
        let length = sheet(&stream[place..], &mut seen)?;
        left = left
            .checked_sub(length)
            .ok_or_else(|| Trouble::corrupt("its sheets lie within each other"))?;
    }
    Ok(())
}

/// Looks through the records of one sheet up to its end, past the charts within it. Returns its length in bytes.
fn sheet(stream: &[u8], seen: &mut Rectangles<'_>) -> Result<usize, Trouble> {
    let mut open = 0_usize;
    let mut length = 0;
    for (kind, data) in records_of(stream) {
        length += HEAD + data.len();
        seen.record(kind, data)?;
        match kind {
            record::START_OF_SUBSTREAM => open += 1,
            // A sheet that does not say that it begins ends all the same.
            record::END_OF_SUBSTREAM if open <= 1 => break,
            record::END_OF_SUBSTREAM => open -= 1,
            _ => {}
        }
    }
    Ok(length)
}

/// How much the sheets take when each is laid out as a rectangle.
struct Rectangles<'a> {
    limits: &'a Limits,
    area: Area,
    total: u64,
}

impl<'a> Rectangles<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            area: Area::default(),
            total: 0,
        }
    }

    fn record(&mut self, kind: u16, data: &[u8]) -> Result<(), Trouble> {
        match kind {
            record::DIMENSIONS if announced(data)? > self.limits.cells => return Err(self.too_many()),
            record::MULTIPLE_NUMBERS if data.len() >= 6 => {
                self.area.add(u16_at(data, 0), u16_at(data, 2));
                self.area.add(u16_at(data, 0), u16_at(data, data.len() - 2));
            }
            kind if record::CELLS.contains(&kind) && data.len() >= 4 => {
                self.area.add(u16_at(data, 0), u16_at(data, 2));
            }
            record::END_OF_SUBSTREAM => self.total += std::mem::take(&mut self.area).cells(),
            _ => {}
        }
        if self.total + self.area.cells() > self.limits.cells {
            return Err(self.too_many());
        }
        Ok(())
    }

    fn too_many(&self) -> Trouble {
        Trouble::Excess(Excess::Cells(self.limits.cells))
    }
}

/// How many cells a sheet says that it has, for which the library makes room at once. It takes a first column that no
/// sheet can have for none.
fn announced(data: &[u8]) -> Result<u64, Trouble> {
    let short = |at: usize| u64::from(u16_at(data, at));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let (top, bottom, left, right) = match data.len() {
        10 => (short(0), short(2), short(4), short(6)),
        14.. => (long(0), long(4), short(8), short(10)),
        // Refused by the library.
        _ => return Ok(0),
    };
    if bottom < top || right < left {
        return Err(Trouble::corrupt("a sheet ends before it begins"));
    }
    let left = if left > 0xff { 0 } else { left };
    Ok((bottom - top).saturating_mul(right - left))
}

/// Bytes before the data of a record: its kind, and how long the data is.
const HEAD: usize = 4;

/// The records that stand one behind the other, with their kinds, up to the first that is cut short.
fn records_of(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (head, behind) = rest.split_at_checked(HEAD)?;
        let (data, next) = behind.split_at_checked(usize::from(u16_at(head, 2)))?;
        rest = next;
        Some((u16_at(head, 0), data))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// The rectangle of a sheet's cells.
#[derive(Default)]
struct Area(Option<[u16; 4]>);

impl Area {
    fn add(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}
