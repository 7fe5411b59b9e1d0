//! `accept`: decisions on findings are made, shown and removed.

use std::io;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use super::{CommandError, Streams};
use crate::cli::{AcceptAddArgs, AcceptCommand, AcceptListArgs, AcceptPruneArgs, SimpleFormat};
use crate::dataset::Dataset;
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::exposure::Verdict;
use crate::guidance::{Guidance, Reader};
use crate::input::{self, DeclaredVendor, InputOptions, SheetChoice, Source, Subject};
use crate::ledger::decision::{Part, check_term};
use crate::ledger::fingerprint::Fingerprint;
use crate::ledger::register::{change, lost_records, records_behind};
use crate::ledger::subject::Identity;
use crate::ledger::{Added, DEFAULT_FILE, Decision, Editor, Entry, Ledger, Standing};
use crate::matching::{Index, Options};
use crate::report::model::Finding;
use crate::screening::{self, Screening, ScreeningOptions};
use crate::settings::{Common, LedgerSettings, ListSettings};

pub(super) fn run(
    command: &AcceptCommand,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    match command {
        AcceptCommand::Add(args) => add(args, common, streams),
        AcceptCommand::List(args) => list(args, common, streams),
        AcceptCommand::Prune(args) => prune(args, common, streams),
    }
}

fn add(args: &AcceptAddArgs, common: &Common, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let today = common.today();
    let refused = |problem: String| CommandError::usage(problem, "see moveit-exposure accept add --help");
    Part::Reason.check(&args.reason).map_err(refused)?;
    Part::Owner.check(&args.owner).map_err(refused)?;
    check_term(today, args.until).map_err(refused)?;
    let ledger_settings = LedgerSettings::from(args.ledger.as_ref());
    let path = ledger_settings.path();
    let ledger = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ledger::new(path),
        _ => Ledger::read(path, today)?,
    };
    let editor = Editor::open(&ledger)?;

    let mut subject = subject(args)?;
    if args.input.is_some() {
        // The decision is for any row with that name, unless a key was asked for.
        subject.key.clone_from(&args.key);
    }
    let name = plain(&subject.name);
    for (part, text) in [
        (Part::Name, Some(&name).filter(|name| !name.is_empty())),
        (Part::Domain, subject.domain.as_ref()),
        (Part::Key, subject.key.as_ref()),
    ]
    .into_iter()
    .chain(
        subject
            .vendors
            .iter()
            .map(|vendor| (Part::Name, Some(&vendor.name))),
    ) {
        text.map_or(Ok(()), |text| part.check(text)).map_err(refused)?;
    }
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let finding = Screen::new(&list)?.finding(subject.clone());
    if finding.verdict.gravity() == 0 {
        let shown = terminal(finding.subject.shown()).into_owned();
        return Err(CommandError::usage(
            format!(
                "there is nothing to accept: {shown} is {}, {}",
                finding.verdict, finding.reason
            ),
            "give the name, --domain, --country and --vendor with which check finds it",
        ));
    }
    let decision = Decision {
        subject: name,
        domain: subject.domain,
        country: subject.country,
        key: subject.key,
        vendors: subject.vendors.into_iter().map(|vendor| vendor.name).collect(),
        verdict: finding.verdict,
        records: records_behind(&finding),
        reason: args.reason.trim().to_owned(),
        owner: args.owner.trim().to_owned(),
        accepted_on: today,
        until: args.until,
        fingerprint: Fingerprint::of(&finding),
    };
    let mut editor = editor;
    let added = editor.add(&decision);
    let written = editor.save(today)?;
    let line = written
        .entries()
        .iter()
        .find(|entry| entry.decision == decision)
        .map_or(1, |entry| entry.line);
    tell_added(&decision, &finding, &added, streams)?;
    writeln!(streams.out, "  In {}, line {line}", path.display())?;
    Ok(ExitStatus::Nothing)
}

fn tell_added(
    decision: &Decision,
    finding: &Finding,
    added: &Added,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let out = &mut *streams.out;
    writeln!(
        out,
        "Accepted until {}: {}, {}",
        decision.until,
        terminal(&whom(decision)),
        decision.verdict
    )?;
    writeln!(out, "  Finding: {}", terminal(&finding.reason))?;
    writeln!(
        out,
        "  Reason: {} ({})",
        terminal(&decision.reason),
        terminal(&decision.owner)
    )?;
    if let Added::InPlaceOf(old) = added {
        writeln!(
            out,
            "  In place of the decision of {}, made on {} until {}: {}",
            terminal(&old.owner),
            old.accepted_on,
            old.until,
            terminal(&old.reason)
        )?;
    }
    Ok(())
}

/// The subject of a decision, with all that tells it from others of its name.
fn whom(decision: &Decision) -> String {
    let mut apart: Vec<String> = Vec::new();
    if !decision.subject.is_empty() {
        apart.extend(decision.domain.clone());
    }
    apart.extend(decision.country.map(|c| c.code().to_owned()));
    apart.extend(decision.key.as_ref().map(|key| format!("key {key}")));
    if apart.is_empty() {
        decision.shown().to_owned()
    } else {
        format!("{} ({})", decision.shown(), apart.join(", "))
    }
}

/// A name on one line, without characters that nobody sees: names are compared without them too.
fn plain(name: &str) -> String {
    let visible: String = name
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| terminal(c.encode_utf8(&mut [0; 4])).len() == c.len_utf8())
        .collect();
    visible.trim().to_owned()
}

/// The subject as it was given, or as it stands in its row of a list.
fn subject(args: &AcceptAddArgs) -> Result<Subject, CommandError> {
    let vendors = || {
        args.vendor.iter().map(|name| DeclaredVendor {
            name: name.clone(),
            service: None,
        })
    };
    let Some(path) = &args.input else {
        let mut subject = Subject::named(args.subject.as_deref().unwrap_or_default(), 1);
        subject.domain.clone_from(&args.domain);
        subject.country = args.country;
        subject.key.clone_from(&args.key);
        subject.vendors = vendors().collect();
        return Ok(subject);
    };
    if args.subject.is_none() && args.key.is_none() {
        return Err(CommandError::usage(
            "--input is given, and nothing says which row of it is meant",
            "name the subject as its row does, or give the row's key with --key",
        ));
    }
    let source = if path.as_os_str() == "-" {
        Source::Stdin
    } else {
        Source::File(path.clone())
    };
    let options = InputOptions {
        columns: args.column.clone(),
        sheet: args.sheet.as_deref().map(SheetChoice::new),
        ..InputOptions::default()
    };
    let identity = |subject: &Subject| {
        Identity::new(
            &subject.name,
            subject.domain.as_deref(),
            subject.country.or(args.country),
        )
    };
    let wanted = args.subject.as_ref().map(|name| Identity::new(name, None, None));
    let mut found: Option<Subject> = None;
    for subject in input::open(&source, &options, io::stdin()).map_err(CommandError::Input)? {
        let subject = subject.map_err(CommandError::Input)?;
        let own = identity(&subject);
        if wanted.as_ref().is_some_and(|wanted| wanted.name() != own.name())
            || args.key.is_some() && args.key != subject.key
        {
            continue;
        }
        match &found {
            Some(first) if identity(first) != own => {
                return Err(CommandError::usage(
                    format!(
                        "rows {} and {} of {source} are both named so, and are not one subject",
                        first.row, subject.row
                    ),
                    "name one of them by its name and --key",
                ));
            }
            Some(_) => {}
            None => found = Some(subject),
        }
    }
    let mut subject = found.ok_or_else(|| {
        CommandError::usage(
            format!("no row of {source} is the one that is named"),
            "write the name as its row has it, or give the row's key with --key",
        )
    })?;
    subject.country = subject.country.or(args.country);
    subject.vendors.extend(vendors());
    Ok(subject)
}

/// The list, ready to look up the subjects of decisions as `check` looks up its own.
struct Screen<'a> {
    list: &'a Dataset,
    index: Index,
    guidance: Guidance,
}

impl<'a> Screen<'a> {
    fn new(list: &'a Dataset) -> Result<Self, CommandError> {
        Ok(Self {
            list,
            index: screening::index(list),
            guidance: Guidance::for_reader(Reader::Hr)?,
        })
    }

    fn finding(&self, subject: Subject) -> Finding {
        let options = ScreeningOptions {
            reader: Reader::Hr,
            country: None,
            vendors: Vec::new(),
            matching: Options::default(),
        };
        let screening = Screening::new(self.list, &self.index, &self.guidance, options);
        screening.screener().screen(subject)
    }

    /// The finding of a decision's subject as it is now.
    fn of(&self, decision: &Decision) -> Finding {
        let mut subject = Subject::named(&decision.subject, 1);
        subject.domain.clone_from(&decision.domain);
        subject.country = decision.country;
        subject.key.clone_from(&decision.key);
        subject.vendors = decision
            .vendors
            .iter()
            .map(|name| DeclaredVendor {
                name: name.clone(),
                service: None,
            })
            .collect();
        self.finding(subject)
    }
}

/// How a decision stands, for `accept list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Stands {
    InForce,
    ExpiresSoon,
    Expired,
    Changed,
    UnknownRecord,
}

impl Stands {
    const fn plain(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::ExpiresSoon => "expires soon",
            Self::Expired => "expired",
            Self::Changed => "changed",
            Self::UnknownRecord => "unknown record",
        }
    }
}

/// What `accept list --format json` prints of a decision.
#[derive(Serialize)]
struct Listed<'a> {
    line: usize,
    stands: Stands,
    /// Why it does not hold, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<crate::country::Country>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    vendors: &'a [String],
    verdict: Verdict,
    records: &'a [String],
    reason: &'a str,
    owner: &'a str,
    accepted_on: String,
    until: String,
}

fn list(
    args: &AcceptListArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let ledger = LedgerSettings::from(args.ledger.as_ref()).load(common)?;
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let screen = Screen::new(&list)?;
    let entries = ledger.as_ref().map_or(&[][..], Ledger::entries);
    let listed: Vec<Listed<'_>> = entries
        .iter()
        .map(|entry| {
            let (stands, why) = stands(&screen, &entry.decision, common);
            let decision = &entry.decision;
            Listed {
                line: entry.line,
                stands,
                why,
                subject: &decision.subject,
                domain: decision.domain.as_deref(),
                country: decision.country,
                key: decision.key.as_deref(),
                vendors: &decision.vendors,
                verdict: decision.verdict,
                records: &decision.records,
                reason: &decision.reason,
                owner: &decision.owner,
                accepted_on: decision.accepted_on.to_string(),
                until: decision.until.to_string(),
            }
        })
        .collect();
    match (args.format, &ledger) {
        (SimpleFormat::Json | SimpleFormat::Jsonl, _) => {
            writeln!(streams.out, "{}", serde_json::to_string_pretty(&listed)?)?;
        }
        (SimpleFormat::Text, None) => no_ledger(streams)?,
        (SimpleFormat::Text, Some(ledger)) => {
            let width = u16::try_from(common.layout.width.min(200)).unwrap_or(200);
            if !listed.is_empty() {
                for line in table(entries, &listed, width).to_string().lines() {
                    writeln!(streams.out, "{}", line.trim_end())?;
                }
                writeln!(streams.out)?;
            }
            let held = listed
                .iter()
                .filter(|l| matches!(l.stands, Stands::InForce | Stands::ExpiresSoon))
                .count();
            writeln!(
                streams.out,
                "{held} of {} in force, in {}",
                match listed.len() {
                    1 => "1 decision".to_owned(),
                    n => format!("{n} decisions"),
                },
                ledger.path().display()
            )?;
            for entry in listed.iter().filter(|entry| entry.why.is_some()) {
                let why = entry.why.as_deref().unwrap_or_default();
                writeln!(streams.out, "  Line {}: {}", entry.line, terminal(why))?;
            }
        }
    }
    Ok(ExitStatus::Nothing)
}

fn no_ledger(streams: &mut Streams<'_>) -> io::Result<()> {
    writeln!(
        streams.out,
        "No decisions: there is no {DEFAULT_FILE} in this folder. accept add makes one."
    )
}

fn stands(screen: &Screen<'_>, decision: &Decision, common: &Common) -> (Stands, Option<String>) {
    let lost = lost_records(screen.list, decision);
    if !lost.is_empty() {
        return (Stands::UnknownRecord, Some(format!("it rests on {lost}")));
    }
    if let Some(changed) = change(decision, &screen.of(decision)) {
        return (Stands::Changed, Some(changed));
    }
    match decision.standing(common.today()) {
        Standing::InForce => (Stands::InForce, None),
        Standing::ExpiresSoon(_) => (Stands::ExpiresSoon, None),
        Standing::Expired => (Stands::Expired, None),
    }
}

fn table(entries: &[Entry], listed: &[Listed<'_>], width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header(["stands", "subject", "verdict", "until", "owner", "reason"]);
    for (entry, listed) in entries.iter().zip(listed) {
        table.add_row([
            listed.stands.plain().to_owned(),
            terminal(&whom(&entry.decision)).into_owned(),
            listed.verdict.word().to_owned(),
            listed.until.clone(),
            terminal(listed.owner).into_owned(),
            terminal(listed.reason).into_owned(),
        ]);
    }
    table
}

fn prune(
    args: &AcceptPruneArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let Some(ledger) = LedgerSettings::from(args.ledger.as_ref()).load(common)? else {
        no_ledger(streams)?;
        return Ok(ExitStatus::Nothing);
    };
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let named = |entry: &Entry, asked: &str| {
        entry.decision.identity().name() == Identity::new(asked, None, None).name()
            || entry.decision.shown() == asked
    };
    for asked in &args.subjects {
        if !ledger.entries().iter().any(|entry| named(entry, asked)) {
            return Err(CommandError::usage(
                format!(
                    "there is no decision on \"{}\" in {}",
                    terminal(asked),
                    ledger.path().display()
                ),
                "moveit-exposure accept list shows those that there are; nothing was removed",
            ));
        }
    }
    let why = |entry: &Entry| -> Option<String> {
        if !args.subjects.is_empty() {
            return args
                .subjects
                .iter()
                .any(|asked| named(entry, asked))
                .then(|| "as asked".to_owned());
        }
        let lost = lost_records(&list, &entry.decision);
        if !lost.is_empty() {
            return Some(format!("it rests on {lost}"));
        }
        (entry.decision.standing(common.today()) == Standing::Expired)
            .then(|| format!("it expired on {}", entry.decision.until))
    };
    let gone: Vec<(&Entry, String)> = ledger
        .entries()
        .iter()
        .filter_map(|entry| Some((entry, why(entry)?)))
        .collect();
    if gone.is_empty() {
        writeln!(
            streams.out,
            "Nothing to remove: no decision in {} has expired or rests on a record that is gone.",
            ledger.path().display()
        )?;
        return Ok(ExitStatus::Nothing);
    }
    if !args.dry_run {
        let mut editor = Editor::open(&ledger)?;
        editor.remove(|entry| gone.iter().any(|(other, _)| other.line == entry.line));
        editor.save(common.today())?;
    }
    let verb = if args.dry_run { "Would remove" } else { "Removed" };
    for (entry, why) in &gone {
        let decision = &entry.decision;
        writeln!(
            streams.out,
            "{verb}, {}: {}, accepted by {}: {}",
            terminal(why),
            terminal(&whom(decision)),
            terminal(&decision.owner),
            terminal(&decision.reason)
        )?;
    }
    Ok(ExitStatus::Nothing)
}
