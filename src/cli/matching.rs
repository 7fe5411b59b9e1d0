//! Help heading "Matching".

use clap::Args;

use super::one_of;
use crate::matching::Strength;

/// How names are matched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Matching")]
pub struct MatchingArgs {
    /// The weakest match to report: possible, strong or exact
    #[arg(long, value_name = "S", default_value = "possible", value_parser = one_of(Strength::ALL, Strength::word), hide_possible_values = true)]
    pub min_strength: Strength,

    /// Do not match misspelled names
    #[arg(long)]
    pub no_fuzzy: bool,
}
