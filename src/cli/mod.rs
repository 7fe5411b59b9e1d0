//! The command line: clap's types, one file per help heading. Nothing below this module knows clap.

mod data;
mod examples;
pub(crate) mod layers;
mod ledger;
mod letter;
mod list;
pub(crate) mod man;
mod matching;
mod network;
mod output;
mod subjects;
mod tooling;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::country::Country;
use crate::dataset::model::{PartialDate, Sector, Status};
use crate::nearest::nearest;
use crate::report::Format;
use crate::report::model::FailOn;

pub use data::{
    DataCommand, DataDiffArgs, DataExportArgs, DataLintArgs, DataRollbackArgs, DataStatusArgs, DataUpdateArgs,
};
pub(crate) use layers::MOST_BYTES as LARGEST_CONFIGURATION;
pub use layers::{Layers, Stop, Surroundings, parse};
pub use ledger::{AcceptAddArgs, AcceptCommand, AcceptListArgs, AcceptPruneArgs, LedgerArgs};
pub use letter::LetterArgs;
pub use list::{ListArgs, StoreArgs};
pub use matching::MatchingArgs;
pub use network::NetworkArgs;
pub use output::{DiffFormat, OutputArgs, SimpleFormat};
use output::{RunLineArg, parse_report};
pub use subjects::SubjectArgs;
pub(crate) use tooling::completions;
pub use tooling::{CompletionsArgs, ConfigCommand, ConfigShowArgs, InitArgs, ManArgs, SchemaArgs, SchemaOf};

/// Was this organization, or a vendor that holds its people's data, publicly acknowledged as hit by the 2023 MOVEit thefts?
///
/// Searches a bundled list of acknowledged organizations, says how it knows, and what to do next. No name that you give
/// leaves this machine. A name that is not found is not thereby safe: the list covers a part of all who were hit.
#[derive(Debug, Parser)]
#[command(name = "moveit-exposure", version, after_help = examples::PROGRAM, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Options of every subcommand.
    #[command(flatten)]
    pub common: CommonArgs,

    /// Where values come from that were not typed.
    #[arg(skip)]
    pub layers: Layers,
}

/// Options of every subcommand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct CommonArgs {
    /// When to colour text: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true, hide_possible_values = true,
          value_parser = ["auto", "always", "never"])]
    pub color: String,

    /// Read settings from this file, and look for no other
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, global = true)]
    pub no_config: bool,

    /// Show no progress on long lists and fetches
    #[arg(long, global = true)]
    pub no_progress: bool,

    /// The present moment, for reproducible output (RFC 3339, or a date)
    #[arg(long, global = true, value_name = "TIME", hide = true, value_parser = parse_now)]
    pub now: Option<jiff::Timestamp>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look up employers or suppliers, and say what to do next
    Check(Box<CheckArgs>),
    /// Accept findings with a reason, an owner and a last day, and look after these decisions
    #[command(subcommand)]
    Accept(AcceptCommand),
    /// Say why a name matches, or what held the nearest records back
    Explain(ExplainArgs),
    /// Show everything on one organization, with sources
    Show(ShowArgs),
    /// Write a letter to an employer, a supplier or a vendor, ready to send but for its marked blanks
    Letter(Box<LetterArgs>),
    /// List organizations
    List(ListCommandArgs),
    /// Look after the list itself
    #[command(subcommand, after_help = examples::DATA)]
    Data(DataCommand),
    /// Show what the vendor, CISA and the CVE programme publish on MOVEit's flaws
    Advisories(Box<AdvisoriesArgs>),
    /// Look after the advisories that were fetched earlier
    #[command(subcommand, after_help = examples::CACHE)]
    Cache(CacheCommand),
    /// Put a report that was saved as JSON into another format
    Convert(ConvertArgs),
    /// Say what is new, changed and gone since an earlier report; exit with 1 on a new exposure
    Diff(DiffArgs),
    /// Write a configuration file with every option, explained and commented out
    Init(InitArgs),
    /// See what is set outside of the command line
    #[command(subcommand, after_help = examples::CONFIG)]
    Config(ConfigCommand),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print a page of the manual
    Man(ManArgs),
    /// Print the JSON Schema of what check writes, --dataset reads, or settings are
    Schema(SchemaArgs),
}

/// `check`
#[derive(Debug, Args)]
#[command(after_help = examples::CHECK)]
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
    /// Which findings were accepted.
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// Whether and where advisories are fetched.
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// `explain`
#[derive(Debug, Args)]
#[command(after_help = examples::EXPLAIN)]
pub struct ExplainArgs {
    /// The name to explain
    pub name: String,
    /// Country of the organization (GB, "United Kingdom")
    #[arg(long, value_name = "CC", value_parser = parse_country, help_heading = "What else is known of it")]
    pub country: Option<Country>,
    /// Domain, web address or e-mail address of the organization
    #[arg(long, value_name = "D", help_heading = "What else is known of it")]
    pub domain: Option<String>,
    /// How names are matched.
    #[command(flatten)]
    pub matching: MatchingArgs,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word), help_heading = "Output",
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `show`
#[derive(Debug, Args)]
#[command(after_help = examples::SHOW)]
pub struct ShowArgs {
    /// Id of a record, or a name of the organization
    #[arg(value_name = "ID-OR-NAME")]
    pub organization: String,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word), help_heading = "Output",
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `list`
#[derive(Debug, Args)]
#[command(after_help = examples::LIST)]
pub struct ListCommandArgs {
    /// Only those exposed through this vendor (id or name)
    #[arg(long, value_name = "VENDOR", help_heading = "Which")]
    pub vendor: Option<String>,
    /// Only those in this country
    #[arg(long, value_name = "CC", value_parser = parse_country, help_heading = "Which")]
    pub country: Option<Country>,
    /// Only those of this sector
    #[arg(long, value_name = "SECTOR", value_parser = one_of(Sector::ALL, Sector::word), help_heading = "Which")]
    pub sector: Option<Sector>,
    /// Only those whose listing is confirmed, reported or possible
    #[arg(long, value_name = "STATUS", value_parser = one_of(Status::ALL, Status::word), help_heading = "Which",
          hide_possible_values = true)]
    pub status: Option<Status>,
    /// Only those disclosed on or after this date (2023-06-05, 2023-06 or 2023)
    #[arg(long, value_name = "DATE", value_parser = PartialDate::parse, help_heading = "Which")]
    pub since: Option<PartialDate>,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// table, json or jsonl (the records themselves, one a line)
    #[arg(long, value_name = "F", default_value = "table", value_parser = one_of(&SimpleFormat::ROWS, SimpleFormat::word_of_table),
          help_heading = "Output", hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `advisories`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = examples::ADVISORIES)]
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
    #[arg(long, value_name = "F", default_value = "table", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word_of_table), help_heading = "What",
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
#[command(after_help = examples::ADVISORIES_SHOW)]
pub struct AdvisoriesShowArgs {
    /// Number of the flaw, such as CVE-2023-34362
    #[arg(value_name = "CVE")]
    pub cve: String,
    /// Whether, where and how long advisories are fetched.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word), help_heading = "What",
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
#[command(after_help = examples::CACHE_CLEAR)]
pub struct CacheClearArgs {
    /// Where fetched advisories are kept [default: the user's cache folder]
    #[arg(long, value_name = "FOLDER", help_heading = "Network")]
    pub cache_dir: Option<PathBuf>,
}

/// `convert`
#[derive(Debug, Args)]
#[command(after_help = examples::CONVERT)]
pub struct ConvertArgs {
    /// A report that check --format json wrote; - for standard input
    #[arg(value_name = "REPORT.json|-")]
    pub saved: PathBuf,
    /// What to print: table, json, jsonl, csv, xlsx, markdown, html, sarif, junit or github
    #[arg(long, value_name = "F", default_value = "table", value_parser = one_of(&Format::ALL, Format::word), hide_possible_values = true)]
    pub format: Format,
    /// Write it to a file as well, as in html=report.html. May be given several times
    #[arg(long, value_name = "F=PATH", value_parser = parse_report)]
    pub report: Vec<(Format, PathBuf)>,
    #[command(flatten)]
    pub run_line: RunLineArg,
}

/// `diff`
#[derive(Debug, Args)]
#[command(after_help = examples::DIFF)]
pub struct DiffArgs {
    /// The earlier report, as check --format json wrote it; - for standard input
    #[arg(value_name = "OLD.json|-")]
    pub old: PathBuf,
    /// The later report
    #[arg(value_name = "NEW.json|-")]
    pub new: PathBuf,
    /// From which verdict on a new finding ends with 1: affected, reported, via-vendor, possible or never
    #[arg(long, value_name = "VERDICT", default_value = "via-vendor", value_parser = one_of(&FailOn::ALL, FailOn::word), hide_possible_values = true)]
    pub fail_on: FailOn,
    /// text, markdown or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&DiffFormat::ALL, DiffFormat::word), hide_possible_values = true)]
    pub format: DiffFormat,
}

fn parse_country(text: &str) -> Result<Country, String> {
    Country::parse(text).map_err(|unknown| {
        // Of codes every other is near, and none more likely meant than another.
        let near = (text.chars().count() > 3)
            .then(|| nearest(&text.to_lowercase(), Country::all(), |c| c.name().to_lowercase()))
            .flatten();
        match near {
            Some(near) => format!("{unknown}; did you mean \"{}\" ({})?", near.name(), near.code()),
            None => unknown.to_string(),
        }
    })
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

/// A parser for one of a closed set of values, by the words for them.
fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|value| word(*value))).try_map(move |given| {
        all.iter()
            .copied()
            .find(|value| word(*value) == given)
            .ok_or_else(|| format!("unknown word {given}"))
    })
}
