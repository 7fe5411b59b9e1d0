//! JSON: an array, or one record after the other (JSON Lines). A record is a name or an object.
//!
//! Records are cut out of the stream one by one, so that an array of any length needs the memory of one record.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use super::cells::{self, Countries};
use super::columns::{Chosen, Column, ColumnChoice, Columns, chosen, resolve, unknown};
use super::error::InputError;
use super::feed::Feed;
use super::limits::Limits;
use super::warnings::Warnings;
use super::{DeclaredVendor, Format, Subject};

/// Records of a JSON text.
pub(super) struct Json {
    feed: Feed,
    layout: Layout,
    place: Place,
    record: u64,
    choices: Vec<ColumnChoice>,
    /// Which choices some record had a field for.
    met: Vec<bool>,
    /// The fields of the record before, and what they mean: most records have the same.
    fields: Vec<String>,
    columns: Option<Columns>,
    countries: Countries,
    warnings: Warnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Array,
    Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    AfterRecord,
    End,
}

impl Json {
    pub(super) fn new(feed: Feed, format: Format, choices: &[ColumnChoice]) -> Self {
        Self {
            feed,
            layout: match format {
                Format::JsonLines => Layout::Values,
                _ => Layout::Array,
            },
            place: Place::Start,
            record: 0,
            met: vec![false; choices.len()],
            choices: choices.to_vec(),
            fields: Vec::new(),
            columns: None,
            countries: Countries::default(),
            warnings: Warnings::default(),
        }
    }

    pub(super) fn feed(&self) -> &Feed {
        &self.feed
    }

    pub(super) fn warnings(&self) -> &Warnings {
        &self.warnings
    }

    /// What each column in use is called, as the last record has it.
    pub(super) fn used(&self) -> Vec<(Column, &str)> {
        self.columns
            .as_ref()
            .map_or_else(Vec::new, |columns| columns.used(&self.fields))
    }

    /// The next subject. Its row is the line in JSON Lines, and the number of the record in an array, which may
    /// stand on one line.
    pub(super) fn next(&mut self) -> Result<Option<Subject>, InputError> {
        if self.place == Place::End || !self.find_record()? {
            if let Some(at) = self.met.iter().position(|met| !met).filter(|_| self.record > 0) {
                self.met.clear();
                return Err(unknown(self.feed.input(), &self.fields, &self.choices[at]));
            }
            return Ok(None);
        }
        self.record += 1;
        let (line, column) = (self.feed.line_number(), self.feed.column_number());
        let length = self.record_length()?;
        if length > self.feed.limit() {
            return Err(self.feed.too_long(line));
        }
        let parsed = serde_json::from_str::<Record>(&self.feed.next_text(length)?);
        self.feed.consume(length);
        self.place = Place::AfterRecord;
        let row = match self.layout {
            Layout::Array => self.record,
            Layout::Values => line,
        };
        match parsed {
            Ok(Record::Name(name)) => Ok(Some(Subject::named(&name, row))),
            Ok(Record::Fields(fields)) => self.subject(fields, row, line).map(Some),
            Err(error) => {
                let text = error.to_string();
                let message = text
                    .rsplit_once(" at line ")
                    .map_or(text.as_str(), |(message, _)| message);
                let too_deep = format!(
                    "lists and objects in it go deeper than {} levels; give records of names and texts, or a CSV",
                    Limits::JSON_LEVELS
                );
                let message = if message.starts_with("recursion limit") {
                    too_deep.as_str()
                } else {
                    message
                };
                let column = match error.line() {
                    0 | 1 => column + error.column().saturating_sub(1),
                    _ => error.column(),
                };
                Err(self.error(line + (error.line() as u64).saturating_sub(1), column, message))
            }
        }
    }

    /// Moves to the first byte of the next record; `false` at the end.
    fn find_record(&mut self) -> Result<bool, InputError> {
        if self.layout == Layout::Values {
            return Ok(self.peek()?.is_some());
        }
        let first = match (self.place, self.peek()?) {
            (Place::Start, Some(b'[')) => true,
            (Place::AfterRecord, Some(b',')) => false,
            (Place::AfterRecord, Some(b']')) => return self.end_of_array(),
            (Place::Start, _) => return Err(self.here("this is no JSON list: it must begin with [ or {")),
            (_, Some(_)) => return Err(self.here("a comma or ] is missing behind the record before")),
            (_, None) => return Err(self.here("the list ends without its ]; the file may be cut off")),
        };
        self.feed.consume(1);
        match self.peek()? {
            Some(b']') if first => self.end_of_array(),
            Some(b']' | b',') => {
                Err(self.here("a record is missing between two commas or before the ]; take out the comma"))
            }
            Some(_) => Ok(true),
            None => Err(self.here("the list ends without its ]; the file may be cut off")),
        }
    }

    fn end_of_array(&mut self) -> Result<bool, InputError> {
        self.feed.consume(1);
        self.place = Place::End;
        match self.peek()? {
            None => Ok(false),
            Some(_) => {
                Err(self.here("there is more behind the ] that ends the list; put everything into one list"))
            }
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Result<Option<u8>, InputError> {
        loop {
            let bytes = self.feed.available();
            let blank = bytes.iter().take_while(|&&byte| is_space(byte)).count();
            let next = bytes.get(blank).copied();
            self.feed.consume(blank);
            if next.is_some() || !self.feed.more()? {
                return Ok(next);
            }
        }
    }

    /// How many bytes the record has that begins here. Whether it is sound is left to the parser.
    fn record_length(&mut self) -> Result<usize, InputError> {
        let (mut at, mut depth) = (0, 0_usize);
        let (mut in_text, mut escaped) = (false, false);
        loop {
            for &byte in &self.feed.available()[at..] {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    _ if in_text => {}
                    b'{' | b'[' => depth += 1,
                    b',' | b'}' | b']' if depth == 0 && at > 0 => return Ok(at),
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ if is_space(byte) && depth == 0 => return Ok(at),
                    _ => {}
                }
                at += 1;
                if depth == 0 && !in_text && matches!(byte, b'}' | b']' | b'"') {
                    return Ok(at);
                }
            }
            if at > self.feed.limit() {
                return Err(self.feed.too_long(self.feed.line_number()));
            }
            if !self.feed.more()? {
                return Ok(at);
            }
        }
    }

    fn subject(&mut self, fields: Vec<(String, Value)>, row: u64, line: u64) -> Result<Subject, InputError> {
        let same =
            self.fields.len() == fields.len() && self.fields.iter().zip(&fields).all(|(a, (b, _))| a == b);
        if !same || self.columns.is_none() {
            self.fields = fields.iter().map(|(field, _)| field.clone()).collect();
            for (choice, met) in self.choices.iter().zip(&mut self.met) {
                *met |= !chosen(&self.fields, &choice.title).is_empty();
            }
            self.columns = Some(resolve(
                self.feed.input(),
                line,
                &self.fields,
                &self.choices,
                Chosen::MayBeAbsent,
            )?);
        }
        let Some(columns) = self.columns.take() else {
            return Err(self.error(line, 1, "no fields"));
        };
        let text = |at: usize| -> Result<String, InputError> {
            let (field, value) = &fields[at];
            match value {
                Value::Null => Ok(String::new()),
                Value::String(text) => Ok(text.clone()),
                Value::Number(number) => Ok(number.to_string()),
                _ => Err(self.error(line, 1, &format!("the field {field:?} must be a text"))),
            }
        };
        let filled = |at: usize| text(at).map(|text| cells::filled(&text).map(str::to_owned));
        let mut subject = Subject::named(&text(columns.name)?, row);
        subject.key = columns.key.map(filled).transpose()?.flatten();
        for &at in &columns.domains {
            subject.domain = subject.domain.or(filled(at)?);
        }
        for vendor in &columns.vendors {
            let (field, value) = &fields[vendor.at];
            if !vendors(value, vendor.service.as_deref(), &mut subject.vendors) {
                let message = format!(
                    "the field {field:?} must be a name, or an array of names or of objects with name and service"
                );
                return Err(self.error(line, 1, &message));
            }
        }
        if let Some(at) = columns.country {
            let country = text(at)?;
            subject.country = self
                .countries
                .read(&country, row, &self.fields[at], &mut self.warnings);
        }
        self.columns = Some(columns);
        Ok(subject)
    }

    fn here(&self, message: &str) -> InputError {
        self.error(self.feed.line_number(), self.feed.column_number(), message)
    }

    fn error(&self, line: u64, column: usize, message: &str) -> InputError {
        InputError::Json {
            input: self.feed.input().to_owned(),
            line,
            column,
            record: self.record.max(1),
            message: message.to_owned(),
        }
    }
}

/// White space as JSON has it: no form feed, which a parser would refuse inside a record.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Reads vendors from a text, an object, or an array of them; `false` if the value is none of these.
fn vendors(value: &Value, service: Option<&str>, into: &mut Vec<DeclaredVendor>) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => {
            cells::vendors(text, service, into);
            true
        }
        Value::Array(values) => values.iter().all(|value| match value {
            // A name of its own: nothing in it separates.
            Value::String(name) => {
                let name = name.trim();
                if !name.is_empty() {
                    into.push(DeclaredVendor {
                        name: name.to_owned(),
                        service: service.map(str::to_owned),
                    });
                }
                true
            }
            Value::Object(_) => vendors(value, service, into),
            _ => false,
        }),
        Value::Object(object) => {
            let text = |field: &str| object.get(field).unwrap_or(&Value::Null).as_str().map(str::trim);
            match (
                text("name").filter(|name| !name.is_empty()),
                object.get("service"),
            ) {
                (Some(name), None | Some(Value::Null | Value::String(_))) => {
                    into.push(DeclaredVendor {
                        name: name.to_owned(),
                        service: text("service")
                            .filter(|s| !s.is_empty())
                            .or(service)
                            .map(str::to_owned),
                    });
                    true
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// A record as it stands, with every field, so that one that is there twice is seen.
enum Record {
    Name(String),
    Fields(Vec<(String, Value)>),
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Record;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name in quotes, or an object such as {\"name\": \"Boots\"}")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Record, E> {
                Ok(Record::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                if fields.is_empty() {
                    return Err(A::Error::custom(
                        "an empty object; give it a name, or take it out",
                    ));
                }
                Ok(Record::Fields(fields))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::limits::Limits;

    fn read_with(text: &str, format: Format, choices: &[&str]) -> Result<Vec<Subject>, InputError> {
        let reader = std::io::Cursor::new(text.as_bytes().to_vec());
        let feed = Feed::new(
            Box::new(reader),
            "x.json".to_owned(),
            Limits {
                record_bytes: 1000,
                ..Limits::default()
            },
        );
        let choices: Vec<ColumnChoice> = choices.iter().map(|c| ColumnChoice::parse(c).unwrap()).collect();
        let mut json = Json::new(feed, format, &choices);
        std::iter::from_fn(|| json.next().transpose()).collect()
    }

    fn array(text: &str) -> Result<Vec<Subject>, InputError> {
        read_with(text, Format::Json, &[])
    }

    fn lines(text: &str) -> Result<Vec<Subject>, InputError> {
        read_with(text, Format::JsonLines, &[])
    }

    #[test]
    fn names_and_objects() {
        let found = array(
            r#" [ "Boots, \"UK\" ]", {"id": 7, "Company Name": "BBC", "website": null, "email": "a@bbc.co.uk",
               "country": "UK", "payroll_provider": "Zellis", "vendors": ["A; B", {"name": "PBI", "service": "audit"}]},
               {"vendor": "Zellis"} ] "#,
        )
        .unwrap();
        assert_eq!((found[0].name.as_str(), found[0].row), ("Boots, \"UK\" ]", 1));
        let bbc = &found[1];
        assert_eq!(
            (bbc.name.as_str(), bbc.key.as_deref(), bbc.row),
            ("BBC", Some("7"), 2)
        );
        assert_eq!(
            (bbc.domain.as_deref(), bbc.country.unwrap().code()),
            (Some("a@bbc.co.uk"), "GB")
        );
        let vendors: Vec<_> = bbc
            .vendors
            .iter()
            .map(|v| (v.name.as_str(), v.service.as_deref()))
            .collect();
        assert_eq!(
            vendors,
            [
                ("Zellis", Some("payroll")),
                ("A; B", None),
                ("PBI", Some("audit"))
            ]
        );
        assert_eq!(found[2].name, "Zellis");
    }

    #[test]
    fn lines_and_objects_over_several_lines() {
        let found =
            lines("{\"name\":\"Boots\"}\n\n{\n\"name\":\"BBC\"\n}{\"name\":\"Zellis\"}\n\"Acme\"").unwrap();
        let rows: Vec<_> = found.iter().map(|s| (s.name.as_str(), s.row)).collect();
        assert_eq!(rows, [("Boots", 1), ("BBC", 3), ("Zellis", 5), ("Acme", 6)]);
    }

    #[test]
    fn nothing_in_it() {
        assert!(array("[]").unwrap().is_empty());
        assert!(array("[ \n ] ").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, parts) in [
            (
                "[\"a\",\n3]",
                "line 2, column 1 (record 2): invalid type: integer `3`, expected a name in quotes",
            ),
            (
                "[\"a\",\n{\"name\": }]",
                "line 2, column 10 (record 2): expected value",
            ),
            ("[\"a\" \"b\"]", "a comma or ] is missing"),
            ("[\"a\",]", "take out the comma"),
            ("[,]", "take out the comma"),
            ("[\"a\"", "cut off"),
            ("[\"a\"] x", "more behind the ]"),
            ("[{\"name\":\"a\"", "EOF"),
            ("[{}]", "an empty object"),
            ("[[\"a\"]]", "sequence"),
            ("hello", "must begin with [ or {"),
            ("\u{c}[\"a\"]", "line 1, column 1"),
            (
                "[\"a\",\u{c}\"b\"]",
                "line 1, column 6 (record 2): expected value",
            ),
            ("[{\"title\":\"a\"}]", "no column for the name among \"title\""),
            (
                "[{\"name\":\"a\",\"name\":\"b\"}]",
                "two columns are called \"name\"",
            ),
            ("[{\"name\":[]}]", "the field \"name\" must be a text"),
            (
                "[{\"name\":\"a\",\"vendors\":[1]}]",
                "the field \"vendors\" must be",
            ),
            ("[}", "expected value"),
        ] {
            let message = array(text).unwrap_err().to_string();
            assert!(message.contains(parts), "{text}: {message}");
        }
        assert!(lines("{\"name\":\"a\"},\n").is_err());
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!(
            "[{{\"name\":\"a\",\"x\":{}{}}}]",
            "[".repeat(300),
            "]".repeat(300)
        );
        assert!(
            array(&deep)
                .unwrap_err()
                .to_string()
                .contains("deeper than 127 levels")
        );
        let long = format!("[\"{}\"]", "x".repeat(200_000));
        assert!(matches!(
            array(&long),
            Err(InputError::TooLong {
                row: 1,
                limit: 1000,
                ..
            })
        ));
    }

    #[test]
    fn a_chosen_field_may_be_absent_at_times_but_not_always() {
        let text = "{\"title\":\"a\"}\n{\"title\":\"b\",\"www\":\"b.com\"}\n";
        let found = read_with(text, Format::JsonLines, &["name=title", "domain=www"]).unwrap();
        assert_eq!(
            (found[0].domain.as_deref(), found[1].domain.as_deref()),
            (None, Some("b.com"))
        );
        let message = read_with(text, Format::JsonLines, &["name=title", "domain=wwww"])
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("no column \"wwww\"") && message.contains("did you mean \"www\"?"),
            "{message}"
        );
    }
}
