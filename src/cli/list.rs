//! Help heading "The list": which one is searched, and where installed ones are kept.

use std::path::PathBuf;

use clap::Args;

/// Which list is searched.
#[derive(Debug, Args)]
#[command(next_help_heading = "The list")]
pub struct ListArgs {
    /// Add records of your own (TOML or JSON Lines), or replace some by id. May be given several times
    #[arg(long, value_name = "FILE")]
    pub dataset: Vec<PathBuf>,

    /// Search only what --dataset gives
    #[arg(long)]
    pub no_bundled: bool,

    /// Search the bundled list even where a newer one is installed
    #[arg(long)]
    pub no_installed: bool,

    /// Where installed lists are kept.
    #[command(flatten)]
    pub store: StoreArgs,

    /// Refuse a list that was last reviewed more than so many days ago
    #[arg(long, value_name = "DAYS")]
    pub max_data_age: Option<u32>,
}

/// Where installed lists are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "The list")]
pub struct StoreArgs {
    /// Where installed lists are kept [default: the user's data folder]
    #[arg(long, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
}
