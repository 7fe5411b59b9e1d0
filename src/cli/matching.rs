//! Help heading "Matching".

use clap::Args;

use super::words;
use crate::matching::Strength;

const STRENGTHS: [(&str, Strength); 3] = [
    ("possible", Strength::Possible),
    ("strong", Strength::Strong),
    ("exact", Strength::Exact),
];

/// How names are matched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Matching")]
pub struct MatchingArgs {
    /// The weakest match to report: possible, strong or exact
    #[arg(long, value_name = "S", default_value = "possible", value_parser = words(&STRENGTHS), hide_possible_values = true)]
    pub min_strength: Strength,

    /// Do not match misspelled names
    #[arg(long)]
    pub no_fuzzy: bool,
}
