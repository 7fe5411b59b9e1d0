//! `advisories`: MOVEit's flaws, listed, shown, and held against an installed version.

use serde::Serialize;

use super::{CommandError, Streams};
use crate::advisories::{
    Advisory, Assessment, Bulletin, CveId, Gathered, Handle, Installed, SourceState, assess, spawn, text,
};
use crate::cli::{AdvisoriesArgs, AdvisoriesCommand, AdvisoriesShowArgs, NetworkArgs, SimpleFormat};
use crate::exit::ExitStatus;
use crate::progress::Meter;
use crate::settings::{Common, Live, NetworkSettings};

/// What `advisories show --format json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    advisory: &'a Advisory,
    bulletins: Vec<&'a Bulletin>,
    all_live: bool,
    sources: &'a [SourceState],
}

/// What `advisories --format json` prints.
#[derive(Serialize)]
struct Listed<'a> {
    all_live: bool,
    #[serde(flatten)]
    gathered: &'a Gathered,
}

/// What `advisories --installed ... --format json` prints.
#[derive(Serialize)]
struct Assessed<'a> {
    assessment: &'a Assessment,
    internal_version: String,
    advisories: Vec<&'a Advisory>,
    all_live: bool,
    sources: &'a [SourceState],
}

pub(super) fn run(
    args: &AdvisoriesArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    if let Some(AdvisoriesCommand::Show(args)) = &args.command {
        return show(args, common, streams);
    }
    let installed = args
        .installed
        .as_deref()
        .map(Installed::parse)
        .transpose()
        .map_err(|error| {
            CommandError::usage(
                format!("--installed cannot be understood: {error}"),
                "name the product and its version, as in --installed \"MOVEit Transfer 2022.1.4\"",
            )
        })?;
    let live = if args.refresh { Live::Asked } else { Live::Beside };
    let (gathered, fetched) = fetch(&args.network, live, common, streams)?;
    let Some(installed) = installed else {
        let rendered = match args.format {
            SimpleFormat::Text => text::list(&gathered, common.layout.width),
            SimpleFormat::Json | SimpleFormat::Jsonl => json(&Listed {
                all_live: gathered.all_live(),
                gathered: &gathered,
            })?,
        };
        streams.out.write_all(rendered.as_bytes())?;
        return Ok(fetched);
    };
    let assessment = assess(installed, &gathered.advisories);
    let rendered = match args.format {
        SimpleFormat::Text => text::assessment(&assessment, &gathered),
        SimpleFormat::Json | SimpleFormat::Jsonl => json(&Assessed {
            assessment: &assessment,
            internal_version: installed.version.internal(),
            advisories: assessment
                .open
                .iter()
                .filter_map(|open| gathered.advisory(&open.cve))
                .collect(),
            all_live: gathered.all_live(),
            sources: &gathered.sources,
        })?,
    };
    streams.out.write_all(rendered.as_bytes())?;
    Ok(if assessment.is_open() {
        ExitStatus::Findings
    } else {
        fetched
    })
}

fn json(value: &impl Serialize) -> Result<String, CommandError> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Brings the advisories together and tells what went wrong; the status is that of the fetching alone.
fn fetch(
    args: &NetworkArgs,
    live: Live,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<(Gathered, ExitStatus), CommandError> {
    let settings = NetworkSettings::resolve(args, live, common)?;
    let gathered = wait(spawn(settings.plan), common);
    tell(&gathered, streams)?;
    let status = status(&gathered, settings.require_live);
    Ok((gathered, status))
}

/// Waits for the advisories, and shows how far they are.
pub(super) fn wait(handle: Handle, common: &Common) -> Gathered {
    let mut meter = Meter::new(common.progress);
    handle.join_telling(|waiting| {
        if meter.is_due() {
            meter.requests(waiting.answered, waiting.asked, waiting.left);
        }
    })
}

/// Says on standard error what a reader should know of the fetching.
pub(super) fn tell(gathered: &Gathered, streams: &mut Streams<'_>) -> std::io::Result<()> {
    gathered.notices.iter().try_for_each(|notice| {
        if notice.code.is_warning() {
            streams.warn(&notice.message)
        } else {
            streams.note(&notice.message)
        }
    })
}

/// How a run ends for its fetching alone.
pub(super) fn status(gathered: &Gathered, require_live: bool) -> ExitStatus {
    if require_live && !gathered.all_live() {
        ExitStatus::Network
    } else {
        ExitStatus::Nothing
    }
}

fn show(
    args: &AdvisoriesShowArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let cve = CveId::parse(&args.cve).map_err(|error| {
        CommandError::usage(
            error.to_string(),
            "see the numbers with: moveit-exposure advisories",
        )
    })?;
    let (gathered, fetched) = fetch(&args.network, Live::Beside, common, streams)?;
    let Some(advisory) = gathered.advisory(&cve) else {
        return Err(CommandError::usage(
            format!("{cve} is no MOVEit flaw that is known here"),
            "see the numbers with: moveit-exposure advisories",
        ));
    };
    let bulletins: Vec<&Bulletin> = gathered
        .bulletins
        .iter()
        .filter(|bulletin| bulletin.cves.contains(&cve))
        .collect();
    let rendered = match args.format {
        SimpleFormat::Text => text::advisory(advisory, &bulletins),
        SimpleFormat::Json | SimpleFormat::Jsonl => json(&Shown {
            advisory,
            bulletins,
            all_live: gathered.all_live(),
            sources: &gathered.sources,
        })?,
    };
    streams.out.write_all(rendered.as_bytes())?;
    Ok(fetched)
}
