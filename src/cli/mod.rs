//! The command line: clap's types, one file per help heading. Nothing below this module knows clap.

mod data;
mod list;
mod matching;
mod network;
mod output;
mod subjects;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::country::{Country, UnknownCountry};
use crate::dataset::model::{PartialDate, Sector, Status};
use crate::report::Format;
use crate::report::model::FailOn;
use crate::schema::SchemaName;

pub use data::{
    DataCommand, DataDiffArgs, DataExportArgs, DataLintArgs, DataRollbackArgs, DataStatusArgs, DataUpdateArgs,
};
pub use list::{ListArgs, StoreArgs};
pub use matching::MatchingArgs;
pub use network::NetworkArgs;
use output::{fail_on, formats, parse_report};

pub use output::{DiffFormat, OutputArgs, SimpleFormat};
pub use subjects::SubjectArgs;

const EXAMPLES: &str = "\
Examples:
  moveit-exposure check \"British Airways\"
  moveit-exposure check \"Acme Ltd\" --vendor Zellis --country GB
  moveit-exposure check --input suppliers.xlsx --sheet 2022 --for hr
  moveit-exposure check --input suppliers.csv --format json
  moveit-exposure show zellis
  moveit-exposure list --vendor pbi-research-services
  moveit-exposure data update --from https://lists.example/moveit/ --public-key RWQ...

Exit codes:
   0  nothing at or above --fail-on; this does not say that anybody is safe
   1  findings at or above --fail-on
   2  wrong usage or configuration, or an input that cannot be read
   3  nothing to screen, or, with --strict, a row that could not be screened
   4  the list is corrupt, fails its hash or signature, or is older than --max-data-age
   5  a network step that was required failed
  70  a bug in the program";

/// Was this organization, or a vendor that holds its people's data, publicly acknowledged as hit by the 2023 MOVEit thefts?
///
/// Searches a bundled list of acknowledged organizations, says how it knows, and what to do next. No name that you give
/// leaves this machine. A name that is not found is not thereby safe: the list covers a part of all who were hit.
#[derive(Debug, Parser)]
#[command(name = "moveit-exposure", version, after_help = EXAMPLES, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Options of every subcommand.
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Options of every subcommand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct CommonArgs {
    /// When to colour text: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true, hide_possible_values = true,
          value_parser = ["auto", "always", "never"])]
    pub color: String,

    /// The present moment, for reproducible output (RFC 3339, or a date)
    #[arg(long, global = true, value_name = "TIME", hide = true, value_parser = parse_now)]
    pub now: Option<jiff::Timestamp>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look up employers or suppliers, and say what to do next
    Check(Box<CheckArgs>),
    /// Say why a name matches, or what held the nearest records back
    Explain(ExplainArgs),
    /// Show everything on one organization, with sources
    Show(ShowArgs),
    /// List organizations
    List(ListCommandArgs),
    /// Look after the list itself
    #[command(subcommand)]
    Data(DataCommand),
    /// Show what the vendor, CISA and the CVE programme publish on MOVEit's flaws
    Advisories(Box<AdvisoriesArgs>),
    /// Look after the advisories that were fetched earlier
    #[command(subcommand)]
    Cache(CacheCommand),
    /// Put a report that was saved as JSON into another format
    Convert(ConvertArgs),
    /// Say what is new, changed and gone since an earlier report; exit with 1 on a new exposure
    Diff(DiffArgs),
    /// Print the JSON Schema of what check writes and --dataset reads
    Schema(SchemaArgs),
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Whom to look up.
    #[command(flatten)]
    pub subjects: SubjectArgs,
    /// How names are matched.
    #[command(flatten)]
    pub matching: MatchingArgs,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// What is printed, and the exit code.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Whether and where advisories are fetched.
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The name to explain
    pub name: String,
    /// Country of the organization (GB, \"United Kingdom\")
    #[arg(long, value_name = "CC", value_parser = parse_country)]
    pub country: Option<Country>,
    /// Domain, web address or e-mail address of the organization
    #[arg(long, value_name = "D")]
    pub domain: Option<String>,
    /// How names are matched.
    #[command(flatten)]
    pub matching: MatchingArgs,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = words(&SimpleFormat::TEXT))]
    pub format: SimpleFormat,
}

/// `show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of a record, or a name of the organization
    #[arg(value_name = "ID-OR-NAME")]
    pub organization: String,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = words(&SimpleFormat::TEXT))]
    pub format: SimpleFormat,
}

/// `list`
#[derive(Debug, Args)]
pub struct ListCommandArgs {
    /// Only those exposed through this vendor (id or name)
    #[arg(long, value_name = "VENDOR", help_heading = "Which")]
    pub vendor: Option<String>,
    /// Only those in this country
    #[arg(long, value_name = "CC", value_parser = parse_country, help_heading = "Which")]
    pub country: Option<Country>,
    /// Only those of this sector
    #[arg(long, value_name = "SECTOR", value_parser = sectors(), help_heading = "Which")]
    pub sector: Option<Sector>,
    /// Only those whose listing is confirmed, reported or possible
    #[arg(long, value_name = "STATUS", value_parser = statuses(), help_heading = "Which")]
    pub status: Option<Status>,
    /// Only those disclosed on or after this date (2023-06-05, 2023-06 or 2023)
    #[arg(long, value_name = "DATE", value_parser = PartialDate::parse, help_heading = "Which")]
    pub since: Option<PartialDate>,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// table, json or jsonl (the records themselves, one a line)
    #[arg(long, value_name = "F", default_value = "table", value_parser = words(&SimpleFormat::TABLES))]
    pub format: SimpleFormat,
}

/// `advisories`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AdvisoriesArgs {
    /// What else to do than to list them.
    #[command(subcommand)]
    pub command: Option<AdvisoriesCommand>,
    /// Fetch everything anew; exit with 5 if that fails
    #[arg(long, conflicts_with = "offline", help_heading = "What")]
    pub refresh: bool,
    /// Say what an installed version still lacks, such as "MOVEit Transfer 2022.1.4"; exit with 1 if anything is open
    #[arg(long, value_name = "PRODUCT VERSION", help_heading = "What")]
    pub installed: Option<String>,
    /// Whether, where and how long advisories are fetched.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// table or json
    #[arg(long, value_name = "F", default_value = "table", value_parser = words(&SimpleFormat::TABLE), help_heading = "What",
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `advisories show`
#[derive(Debug, Subcommand)]
pub enum AdvisoriesCommand {
    /// Show everything on one flaw, with sources
    Show(AdvisoriesShowArgs),
}

/// `advisories show`
#[derive(Debug, Args)]
pub struct AdvisoriesShowArgs {
    /// Number of the flaw, such as CVE-2023-34362
    #[arg(value_name = "CVE")]
    pub cve: String,
    /// Whether, where and how long advisories are fetched.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = words(&SimpleFormat::TEXT), help_heading = "What",
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `cache`
#[derive(Debug, Subcommand)]
pub enum CacheCommand {
    /// Remove the advisories that were fetched earlier
    Clear(CacheClearArgs),
}

/// `cache clear`
#[derive(Debug, Args)]
pub struct CacheClearArgs {
    /// Where fetched advisories are kept [default: the user's cache folder]
    #[arg(long, value_name = "FOLDER")]
    pub cache_dir: Option<PathBuf>,
}

/// `convert`
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// A report that check --format json wrote; - for standard input
    #[arg(value_name = "REPORT.json|-")]
    pub saved: PathBuf,
    /// What to print: table, json, jsonl, csv, xlsx, markdown, html, sarif, junit or github
    #[arg(long, value_name = "F", default_value = "table", value_parser = formats(), hide_possible_values = true)]
    pub format: Format,
    /// Write it to a file as well, as in html=report.html. May be given several times
    #[arg(long, value_name = "F=PATH", value_parser = parse_report)]
    pub report: Vec<(Format, PathBuf)>,
}

/// `diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier report, as check --format json wrote it; - for standard input
    #[arg(value_name = "OLD.json|-")]
    pub old: PathBuf,
    /// The later report
    #[arg(value_name = "NEW.json|-")]
    pub new: PathBuf,
    /// From which verdict on a new finding ends with 1: affected, reported, via-vendor, possible or never
    #[arg(long, value_name = "VERDICT", default_value = "via-vendor", value_parser = fail_on(), hide_possible_values = true)]
    pub fail_on: FailOn,
    /// text, markdown or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = words(&DiffFormat::WORDS), hide_possible_values = true)]
    pub format: DiffFormat,
}

/// `schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// report (check --format json), line (a line of --format jsonl), diff (diff --format json) or record (an
    /// organization of the list)
    #[arg(value_name = "OF", value_parser = schemas(), hide_possible_values = true)]
    pub of: SchemaName,
}

fn parse_country(text: &str) -> Result<Country, UnknownCountry> {
    Country::parse(text)
}

fn parse_now(text: &str) -> Result<jiff::Timestamp, String> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(moment);
    }
    text.parse::<jiff::civil::Date>()
        .ok()
        .and_then(|date| jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok())
        .ok_or_else(|| "write it as 2026-11-24 or 2026-11-24T12:00:00Z".to_owned())
}

/// A parser for a closed set of words.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let possible: Vec<PossibleValue> = all.iter().map(|(word, _)| PossibleValue::new(*word)).collect();
    PossibleValuesParser::new(possible).try_map(move |given| {
        all.iter()
            .find(|(word, _)| *word == given)
            .map(|&(_, value)| value)
            .ok_or_else(|| format!("unknown word {given}"))
    })
}

fn sectors() -> impl TypedValueParser<Value = Sector> {
    PossibleValuesParser::new(Sector::ALL.iter().map(|s| s.word()))
        .try_map(|given| Sector::from_word(&given).ok_or("unknown sector"))
}

fn schemas() -> impl TypedValueParser<Value = SchemaName> {
    PossibleValuesParser::new(SchemaName::ALL.map(SchemaName::word)).try_map(|given| {
        SchemaName::ALL
            .into_iter()
            .find(|name| name.word() == given)
            .ok_or("unknown schema")
    })
}

fn statuses() -> impl TypedValueParser<Value = Status> {
    PossibleValuesParser::new(Status::ALL.iter().map(|s| s.word()))
        .try_map(|given| Status::from_word(&given).ok_or("unknown status"))
}
