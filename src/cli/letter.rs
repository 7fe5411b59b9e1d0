//! `letter`

use clap::Args;

use super::{ListArgs, words};
use crate::country::UnknownCountry;
use crate::letters::{Language, Markup, Place, Recipient};

const RECIPIENTS: [(&str, Recipient); 3] = [
    ("employer", Recipient::Employer),
    ("supplier", Recipient::Supplier),
    ("vendor", Recipient::Vendor),
];

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::English),
    ("de", Language::German),
    ("fr", Language::French),
];

const MARKUPS: [(&str, Markup); 2] = [("text", Markup::Text), ("markdown", Markup::Markdown)];

const AFTER_HELP: &str = "\
What you add yourself is marked [[ like this ]]; your name and numbers are never asked for here.
Read the letter before you send it; it is no legal advice. Where it claims a right, it names the law and its text.

Examples:
  moveit-exposure letter --to employer Boots
  moveit-exposure letter --to vendor Zellis --customer \"Acme Widgets Ltd\" --country IE
  moveit-exposure letter --to supplier Majorel --country DE --format markdown > letter.md";

/// `letter`
///
/// Writes a letter from the facts of the list, with their sources and dates. Of an organization that is not on the list, or
/// may only be, it claims nothing. The letter goes to standard output, notes go to standard error.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct LetterArgs {
    /// Whom you write to: id of a record, or a name
    #[arg(value_name = "ID-OR-NAME")]
    pub subject: String,

    /// employer: you ask, as a person, whoever holds your data; supplier: your company asks; vendor: you ask, as a person, who
    /// held your data for somebody else
    #[arg(long, value_name = "WHOM", value_parser = words(&RECIPIENTS), hide_possible_values = true)]
    pub to: Recipient,

    /// Where you live, or your company is; its law is named (GB, "United Kingdom", US-CA, CA-QC) [default: the record's country]
    #[arg(long, value_name = "CC", value_parser = parse_place)]
    pub country: Option<Place>,

    /// Language: en, de or fr [default: that of the country, else en]
    #[arg(long, value_name = "LANG", value_parser = words(&LANGUAGES), hide_possible_values = true)]
    pub lang: Option<Language>,

    /// With --to vendor: the organization that gave your data to the vendor, such as your employer
    #[arg(long, value_name = "NAME")]
    pub customer: Option<String>,

    /// Write as to an organization that is not on the list, when no record is meant
    #[arg(long)]
    pub not_listed: bool,

    /// text or markdown
    #[arg(long, value_name = "F", default_value = "text", value_parser = words(&MARKUPS), hide_possible_values = true)]
    pub format: Markup,

    /// Which list is searched.
    #[command(flatten)]
    pub list: ListArgs,
}

fn parse_place(text: &str) -> Result<Place, UnknownCountry> {
    Place::parse(text)
}
