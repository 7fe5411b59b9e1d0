//! Help heading "Output".

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::one_of;
use crate::report::Format;
use crate::report::json::RunLine;
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
    /// For subcommands that print one thing, or a table.
    pub(super) const ONE: [Self; 2] = [Self::Text, Self::Json];
    /// For subcommands that print rows.
    pub(super) const ROWS: [Self; 3] = [Self::Text, Self::Json, Self::Jsonl];

    /// The word for it where what people read is text.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// The word for it where what people read is a table.
    pub(super) const fn word_of_table(self) -> &'static str {
        match self {
            Self::Text => "table",
            other => other.word(),
        }
    }
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
    pub(super) const ALL: [Self; 3] = [Self::Text, Self::Markdown, Self::Json];

    /// The word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }
}

/// How JSON Lines end.
#[derive(Debug, Clone, Copy, Args)]
pub struct RunLineArg {
    /// End jsonl with a line about the run: settings, inputs, advisories, counts. A text without it was cut short
    #[arg(long)]
    run_line: bool,
}

impl From<RunLineArg> for RunLine {
    fn from(arg: RunLineArg) -> Self {
        if arg.run_line { Self::Last } else { Self::Left }
    }
}

/// What is printed, and when the exit code is 1.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// What to print: table, json, jsonl, csv, xlsx, markdown, html, sarif, junit or github
    #[arg(long, value_name = "F", default_value = "table", value_parser = one_of(&Format::ALL, Format::word), hide_possible_values = true)]
    pub format: Format,

    /// Write the report to a file as well, as in csv=out.csv or html=report.html. May be given several times
    #[arg(long, value_name = "F=PATH", value_parser = parse_report)]
    pub report: Vec<(Format, PathBuf)>,

    /// Write your own cells to CSV as they are, even where a spreadsheet would take one for a formula
    #[arg(long)]
    pub raw_cells: bool,

    #[command(flatten)]
    pub run_line: RunLineArg,

    /// A report to pass on: salted hashes in the place of your names, keys, domains and files. A finding still names the
    /// listed organization
    #[arg(long)]
    pub redact: bool,

    /// The salt of --redact, to have the same hashes as in an earlier report [default: a new one, shown once]
    #[arg(long, value_name = "SALT", requires = "redact", value_parser = NonEmptyStringValueParser::new())]
    pub redact_salt: Option<String>,

    /// From which verdict on to exit with 1: affected, reported, via-vendor, possible or never
    #[arg(long, value_name = "VERDICT", default_value = "via-vendor", value_parser = one_of(&FailOn::ALL, FailOn::word), hide_possible_values = true)]
    pub fail_on: FailOn,

    /// Exit with 3 when a row could not be screened
    #[arg(long)]
    pub strict: bool,

    /// Threads to screen with [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
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
