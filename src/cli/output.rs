//! Help heading "Output".

use clap::Args;

use super::words;
use crate::report::model::FailOn;

/// What `check` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// A table, or blocks where the terminal is narrow.
    Table,
    /// One JSON object.
    Json,
    /// One JSON object a subject.
    Jsonl,
}

const REPORT_FORMATS: [(&str, ReportFormat); 3] = [
    ("table", ReportFormat::Table),
    ("json", ReportFormat::Json),
    ("jsonl", ReportFormat::Jsonl),
];

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
    /// What to print on standard output: table, json or jsonl
    #[arg(long, value_name = "F", default_value = "table", value_parser = words(&REPORT_FORMATS), hide_possible_values = true)]
    pub format: ReportFormat,

    /// From which verdict on to exit with 1: affected, reported, via-vendor, possible or never
    #[arg(long, value_name = "VERDICT", default_value = "via-vendor", value_parser = words(&FAIL_ON), hide_possible_values = true)]
    pub fail_on: FailOn,

    /// Exit with 3 when a row could not be screened
    #[arg(long)]
    pub strict: bool,

    /// Leave the network alone
    #[arg(long)]
    pub offline: bool,

    /// Threads to screen with [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}
