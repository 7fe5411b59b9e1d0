//! `data`: the list itself, and what looks after it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::network::parse_duration;
use super::{ListArgs, SimpleFormat, StoreArgs, examples, one_of};
use crate::dataset::release::ListVersion;
use crate::dataset::update::Place;

/// `data`
#[derive(Debug, Subcommand)]
pub enum DataCommand {
    /// Count records, vendors, relationships and sources; tell which list is searched, its version, age and hash
    Status(DataStatusArgs),
    /// Bring a newer list, verify it and put it into use
    ///
    /// A release is a folder, at an address or on disk, with manifest.json, its minisign signature
    /// manifest.json.minisig, and the list. Nothing is used before it is verified; what is refused leaves the list in
    /// use as it was, and the exit code is 4. No address is asked unless you name it.
    Update(DataUpdateArgs),
    /// Go back to the list before the installed one, or to the bundled one
    Rollback(DataRollbackArgs),
    /// Recompute the hash of the bundled list, and of the installed one
    #[command(after_help = examples::DATA_VERIFY)]
    Verify(StoreArgs),
    /// Write the list as a release that anybody can host: list.jsonl and manifest.json, to be signed with minisign
    Export(DataExportArgs),
    /// Tell which records were added, changed, withdrawn or removed from one list to another; the exit code is 0
    Diff(DataDiffArgs),
    /// Check record files against the rules of the list
    Lint(DataLintArgs),
}

/// `data status`
#[derive(Debug, Args)]
#[command(after_help = examples::DATA_STATUS)]
pub struct DataStatusArgs {
    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
    /// Measure how well the records are borne out: sources, facts, reviews. JSON has each record
    #[arg(long)]
    pub quality: bool,
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word), help_heading = "Output",
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `data update`
#[derive(Debug, Args)]
#[command(after_help = examples::DATA_UPDATE)]
pub struct DataUpdateArgs {
    /// The release: address or path of its manifest, or of the folder that holds it
    #[arg(long, value_name = "URL|PATH", value_parser = Place::parse)]
    pub from: Place,

    /// Trust a release that is signed with this minisign key (the key, or a file of keys). May be given several times
    #[arg(long, value_name = "KEY|FILE")]
    pub public_key: Vec<String>,

    /// Trust the release whose manifest.json has this SHA-256
    #[arg(long, value_name = "HEX", value_parser = parse_sha256)]
    pub sha256: Option<String>,

    /// Where installed lists are kept.
    #[command(flatten)]
    pub store: StoreArgs,

    /// The longest wait for the download: 90s, 5m
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = parse_duration)]
    pub deadline: Duration,

    /// Leave the network alone: --from is a path then
    #[arg(long)]
    pub offline: bool,
}

/// `data rollback`
#[derive(Debug, Args)]
#[command(after_help = examples::DATA_ROLLBACK)]
pub struct DataRollbackArgs {
    /// Remove every installed list, so that the bundled one is in use
    #[arg(long)]
    pub to_bundled: bool,

    /// Where installed lists are kept.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `data export`
#[derive(Debug, Args)]
#[command(after_help = examples::DATA_EXPORT)]
pub struct DataExportArgs {
    /// Folder for the release; it is made if need be
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,

    /// Take the records of this folder, with the list.toml beside it, instead of the list in use
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["dataset", "no_bundled", "no_installed", "max_data_age"])]
    pub records: Option<PathBuf>,

    /// Version of the release, such as 2026.12.1 [default: that of the list; needed with --dataset]
    #[arg(long, value_name = "VERSION", value_parser = str::parse::<ListVersion>)]
    pub list_version: Option<ListVersion>,

    /// When the records were last reviewed [default: as the list says]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<jiff::civil::Date>,

    /// Licence of the records, SPDX [default: as the list says]
    #[arg(long, value_name = "SPDX")]
    pub licence: Option<String>,

    /// Which list is written.
    #[command(flatten)]
    pub list: ListArgs,
}

/// `data diff`
#[derive(Debug, Args)]
#[command(after_help = examples::DATA_DIFF)]
pub struct DataDiffArgs {
    /// The list before: bundled, installed, a release, a folder of records, or a list file (JSON Lines, TOML)
    #[arg(value_name = "A")]
    pub before: String,

    /// The list after, in the same words
    #[arg(value_name = "B")]
    pub after: String,

    /// Where installed lists are kept.
    #[command(flatten)]
    pub store: StoreArgs,

    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word), help_heading = "Output",
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `data lint`
#[derive(Debug, Args)]
#[command(after_help = examples::DATA_LINT)]
pub struct DataLintArgs {
    /// Folder of record files
    #[arg(value_name = "FOLDER", default_value = "src/dataset/records")]
    pub folder: PathBuf,
}

fn parse_sha256(text: &str) -> Result<String, String> {
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a SHA-256 has 64 hexadecimal digits, as sha256sum prints them".to_owned())
    }
}
