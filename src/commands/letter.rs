//! `letter`: a letter to an employer, a supplier or a vendor.

use super::show::{LookUp, did_you_mean, look_up};
use super::{CommandError, Streams};
use crate::cli::LetterArgs;
use crate::dataset::Dataset;
use crate::dataset::model::Record;
use crate::exit::ExitStatus;
use crate::letters::{self, Known, Language, Place, Recipient, Request, tells};
use crate::settings::{Common, ListSettings};

pub(super) fn run(
    args: &LetterArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let subject = args.subject.trim();
    if subject.is_empty() {
        return Err(CommandError::usage(
            "there is nobody to write to: the name is empty",
            "name an organization, as in letter --to employer \"British Airways\"",
        ));
    }
    if args.customer.is_some() && args.to != Recipient::Vendor {
        return Err(CommandError::usage(
            "--customer goes with --to vendor",
            "leave it out, or write to the vendor",
        ));
    }
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let known = known(&list, args, subject)?;
    let place = args.country.clone().or_else(|| match known {
        Known::Listed(record) => record.country.map(Place::from),
        _ => None,
    });
    let language = args
        .lang
        .or_else(|| place.as_ref().map(Language::usual_in))
        .unwrap_or(Language::English);
    let letter = letters::write(
        &list,
        &Request {
            recipient: args.to,
            subject,
            known,
            customer: args.customer.as_deref(),
            place: place.clone(),
            language,
            markup: args.format,
            today: common.today(),
        },
    )?;
    streams.out.write_all(letter.text.as_bytes())?;
    for note in notes(&list, args, known, place.as_ref(), language, &letter) {
        streams.note(&note)?;
    }
    Ok(ExitStatus::Nothing)
}

fn known<'a>(list: &'a Dataset, args: &LetterArgs, subject: &str) -> Result<Known<'a>, CommandError> {
    if args.not_listed {
        return Ok(Known::Nothing);
    }
    match look_up(list, subject) {
        LookUp::Sure(record) => Ok(Known::Listed(record)),
        LookUp::Unsure(candidates) => match candidates.as_slice() {
            [] => Ok(Known::Nothing),
            [one] => Ok(Known::Perhaps(one)),
            several => Err(CommandError::usage(
                format!("no single record for \"{subject}\""),
                format!(
                    "{} Give one of these ids, or --not-listed if none is meant",
                    did_you_mean(several)
                ),
            )),
        },
    }
}

/// What the writer should know before the letter is sent.
fn notes(
    list: &Dataset,
    args: &LetterArgs,
    known: Known<'_>,
    place: Option<&Place>,
    language: Language,
    letter: &letters::Letter,
) -> Vec<String> {
    let mut notes = Vec::new();
    match known {
        Known::Nothing => notes.push(
            "the letter tells of no record and claims nothing of its recipient; absence from the list proves nothing"
                .to_owned(),
        ),
        Known::Listed(record) if !tells(record) => notes.push(without_exposure(record)),
        Known::Listed(record) => notes.extend(other_vendor(list, args.to, record)),
        Known::Perhaps(record) => notes.push(format!(
            "\"{}\" may be {} ({}), and the letter says so; if it is, give the id, and if it is not, --not-listed",
            args.subject, record.name, record.id
        )),
    }
    let asked = match args.to {
        Recipient::Supplier => "no duty to answer",
        Recipient::Employer | Recipient::Vendor => "no right of access",
    };
    notes.push(match (place, &letter.law) {
        (None, _) => format!(
            "written in {}; it claims {asked}, since no country is known: give yours with --country",
            language.plain()
        ),
        (Some(place), Some(law)) => {
            format!(
                "written in {} for {place}; it names {}: {}",
                language.plain(),
                law.right,
                law.url
            )
        }
        (Some(place), None) if place.to_string() == "US" && args.to != Recipient::Supplier => format!(
            "written in {} for US; it claims {asked}: California has one, with --country US-CA",
            language.plain()
        ),
        (Some(place), None) => format!(
            "written in {} for {place}; it claims {asked}: none is on file that is sure to hold there for such a letter",
            language.plain()
        ),
    });
    notes.push(format!(
        "{} blanks to fill in, each marked [[ ... ]]; read the letter before you send it. It is no legal advice",
        letter.blanks
    ));
    notes
}

fn without_exposure(record: &Record) -> String {
    match &record.withdrawn {
        Some(withdrawn) => format!(
            "the record of {} was withdrawn on {}, so the letter claims nothing of its recipient: {}",
            record.name, withdrawn.on, withdrawn.reason
        ),
        None => format!(
            "the record of {} tells of no data taken from it, so the letter claims nothing of its recipient",
            record.name
        ),
    }
}

/// A letter to a vendor that goes to somebody who is none.
fn other_vendor(list: &Dataset, to: Recipient, record: &Record) -> Option<String> {
    if to != Recipient::Vendor || (record.vendor.is_some() || !list.customers_of(&record.id).is_empty()) {
        return None;
    }
    let chain = record.exposure.as_ref()?.chains.first()?;
    let vendor = list.record(&chain.last()?.vendor)?;
    Some(format!(
        "{} is not listed as a vendor; its data was reached at {}: --to vendor {} --customer \"{}\" writes there",
        record.name, vendor.name, vendor.id, record.name
    ))
}
