//! Help heading "Output".

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::words;
use crate::report::Format;
use crate::report::model::FailOn;

/// What the other subcommands print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimpleFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// One record a line.
    Jsonl,
}

impl SimpleFormat {
    /// For subcommands that print one thing.
    pub(super) const TEXT: [(&'static str, Self); 2] = [("text", Self::Text), ("json", Self::Json)];
    /// For subcommands that print a table or the whole.
    pub(super) const TABLE: [(&'static str, Self); 2] = [("table", Self::Text), ("json", Self::Json)];
    /// For subcommands that print rows.
    pub(super) const TABLES: [(&'static str, Self); 3] = [
        ("table", Self::Text),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
    ];
}

/// What `diff` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffFormat {
    /// For people.
    Text,
    /// For a ticket or a comment.
    Markdown,
    /// One JSON object.
    Json,
}

impl DiffFormat {
    pub(super) const WORDS: [(&'static str, Self); 3] = [
        ("text", Self::Text),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
    ];
}

const FAIL_ON: [(&str, FailOn); 5] = [
    ("affected", FailOn::Affected),
    ("reported", FailOn::Reported),
    ("via-vendor", FailOn::ViaVendor),
    ("possible", FailOn::Possible),
    ("never", FailOn::Never),
];

/// What is printed, and when the exit code is 1.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// What to print: table, json, jsonl, csv, xlsx, markdown, html, sarif, junit or github
    #[arg(long, value_name = "F", default_value = "table", value_parser = formats(), hide_possible_values = true)]
    pub format: Format,

    /// Write the report to a file as well, as in csv=out.csv or html=report.html. May be given several times
    #[arg(long, value_name = "F=PATH", value_parser = parse_report)]
    pub report: Vec<(Format, PathBuf)>,

    /// Write your own cells to CSV as they are, even where a spreadsheet would take one for a formula
    #[arg(long)]
    pub raw_cells: bool,

    /// From which verdict on to exit with 1: affected, reported, via-vendor, possible or never
    #[arg(long, value_name = "VERDICT", default_value = "via-vendor", value_parser = fail_on(), hide_possible_values = true)]
    pub fail_on: FailOn,

    /// Exit with 3 when a row could not be screened
    #[arg(long)]
    pub strict: bool,

    /// Threads to screen with [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

pub(super) fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    words(&FAIL_ON)
}

pub(super) fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::word))
        .try_map(|given| Format::from_word(&given).ok_or("unknown format"))
}

pub(super) fn parse_report(text: &str) -> Result<(Format, PathBuf), String> {
    let (word, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or_else(|| "write it as FORMAT=PATH, such as csv=out.csv".to_owned())?;
    let format = Format::from_word(word).ok_or_else(|| {
        format!(
            "\"{word}\" is no format; there are {}",
            Format::ALL.map(Format::word).join(", ")
        )
    })?;
    Ok((format, PathBuf::from(path)))
}
