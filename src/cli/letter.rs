//! `letter`

use clap::Args;

use super::{ListArgs, examples, one_of};
use crate::country::UnknownCountry;
use crate::letters::{Language, Markup, Place, Recipient};

/// `letter`
///
/// Writes a letter from the facts of the list, with their sources and dates. Of an organization that is not on the list, or
/// may only be, it claims nothing. The letter goes to standard output, notes go to standard error.
#[derive(Debug, Args)]
#[command(after_help = examples::LETTER)]
pub struct LetterArgs {
    /// Whom you write to: id of a record, or a name
    #[arg(value_name = "ID-OR-NAME")]
    pub subject: String,

    /// employer: you ask, as a person, whoever holds your data; supplier: your company asks; vendor: you ask, as a person, who
    /// held your data for somebody else
    #[arg(long, value_name = "employer|supplier|vendor", value_parser = one_of(&Recipient::ALL, Recipient::word), hide_possible_values = true)]
    pub to: Recipient,

    /// Where you live, or your company is; its law is named (GB, "United Kingdom", US-CA, CA-QC) [default: the record's country]
    #[arg(long, value_name = "CC", value_parser = parse_place)]
    pub country: Option<Place>,

    /// Language: en, de or fr [default: that of the country, else en]
    #[arg(long, value_name = "LANG", value_parser = one_of(&Language::ALL, Language::word), hide_possible_values = true)]
    pub lang: Option<Language>,

    /// With --to vendor: the organization that gave your data to the vendor, such as your employer
    #[arg(long, value_name = "NAME")]
    pub customer: Option<String>,

    /// Write as to an organization that is not on the list, when no record is meant
    #[arg(long)]
    pub not_listed: bool,

    /// text or markdown
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&Markup::ALL, Markup::word), hide_possible_values = true)]
    pub format: Markup,

    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
}

fn parse_place(text: &str) -> Result<Place, UnknownCountry> {
    Place::parse(text)
}
