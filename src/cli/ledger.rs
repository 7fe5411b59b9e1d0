//! Help heading "Decisions": the ledger of accepted findings, the subcommand that keeps it, and the baseline.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{ListArgs, SimpleFormat, examples, one_of, parse_country};
use crate::country::Country;
use crate::input::ColumnChoice;
use crate::ledger::decision::parse_date;

/// Which findings were accepted, or are known.
#[derive(Debug, Args)]
#[command(next_help_heading = "Decisions")]
pub struct LedgerArgs {
    /// The ledger of accepted findings [default: moveit-exposure-ledger.toml in this folder, where there is one]
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,

    /// Leave the ledger out of it
    #[arg(long, conflicts_with = "ledger")]
    pub no_ledger: bool,

    /// Exit with 1 only for what is new since an earlier report (check --format json); everything is still shown
    #[arg(long, value_name = "REPORT.json")]
    pub baseline: Option<PathBuf>,
}

/// `accept`
#[derive(Debug, Subcommand)]
#[command(after_help = examples::ACCEPT)]
pub enum AcceptCommand {
    /// Accept the finding of a subject, or renew a decision on it
    Add(Box<AcceptAddArgs>),
    /// Show the decisions, and how each stands
    List(AcceptListArgs),
    /// Remove decisions that expired, that rest on a record that is gone, or that are named
    Prune(AcceptPruneArgs),
}

/// `accept add`
#[derive(Debug, Args)]
#[command(after_help = examples::ACCEPT_ADD)]
pub struct AcceptAddArgs {
    /// The subject, with the name that you check it by
    #[arg(value_name = "SUBJECT", required_unless_present_any = ["domain", "input"])]
    pub subject: Option<String>,

    /// Its domain, web address or e-mail address, as your list has it
    #[arg(
        long,
        value_name = "D",
        conflicts_with = "input",
        help_heading = "The subject"
    )]
    pub domain: Option<String>,
    /// Its country, as your list has it (GB, "United Kingdom")
    #[arg(long, value_name = "CC", value_parser = parse_country, help_heading = "The subject")]
    pub country: Option<Country>,
    /// Its row key, to accept this row only
    #[arg(long, value_name = "KEY", help_heading = "The subject")]
    pub key: Option<String>,
    /// A vendor that it uses. May be given several times
    #[arg(long, value_name = "NAME", help_heading = "The subject")]
    pub vendor: Vec<String>,
    /// Take domain, country and vendors from its row in your list; name the row by SUBJECT or --key
    #[arg(long, short, value_name = "FILE|-", help_heading = "The subject")]
    pub input: Option<PathBuf>,
    /// Which sheet of a workbook to read, by name or number
    #[arg(
        long,
        value_name = "NAME|NUMBER",
        requires = "input",
        help_heading = "The subject"
    )]
    pub sheet: Option<String>,
    /// Which column holds what, when its header is not a usual one: name=, domain=, country=, vendors=, key=
    #[arg(long, value_name = "WHAT=HEADER", value_parser = ColumnChoice::parse, requires = "input", help_heading = "The subject")]
    pub column: Vec<ColumnChoice>,

    /// Why the finding is accepted
    #[arg(long, value_name = "TEXT", help_heading = "The decision")]
    pub reason: String,
    /// Who answers for that
    #[arg(long, value_name = "NAME", help_heading = "The decision")]
    pub owner: String,
    /// The last day on which it holds, at most two years from now
    #[arg(long, value_name = "DATE", value_parser = parse_date, help_heading = "The decision")]
    pub until: Date,
    /// The ledger; it is made where there is none [default: moveit-exposure-ledger.toml in this folder]
    #[arg(long, value_name = "FILE", help_heading = "The decision")]
    pub ledger: Option<PathBuf>,

    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
}

/// `accept list`
#[derive(Debug, Args)]
#[command(after_help = examples::ACCEPT_LIST)]
pub struct AcceptListArgs {
    /// The ledger [default: moveit-exposure-ledger.toml in this folder]
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// table or json
    #[arg(long, value_name = "F", default_value = "table", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word_of_table), hide_possible_values = true)]
    pub format: SimpleFormat,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
}

/// `accept prune`
#[derive(Debug, Args)]
#[command(after_help = examples::ACCEPT_PRUNE)]
pub struct AcceptPruneArgs {
    /// Remove the decisions on these subjects, however they stand
    #[arg(value_name = "SUBJECT")]
    pub subjects: Vec<String>,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The ledger [default: moveit-exposure-ledger.toml in this folder]
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
}
