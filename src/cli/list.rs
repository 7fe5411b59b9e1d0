//! Help heading "The list".

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

    /// Refuse a list that was last reviewed more than so many days ago
    #[arg(long, value_name = "DAYS")]
    pub max_data_age: Option<u32>,
}
