//! `check`: subjects in, findings out.

use std::io;

use super::{CommandError, Streams};
use crate::cli::{CheckArgs, ReportFormat};
use crate::exit::ExitStatus;
use crate::exposure::Verdict;
use crate::exposure::path::Citation;
use crate::guidance::Guidance;
use crate::input::{self, Subject, Subjects};
use crate::pipeline;
use crate::report::json::{self, Lines};
use crate::report::model::{
    Counts, Finding, InputInfo, ListInfo, Report, SCHEMA_VERSION, StepInfo, Summary, Tool,
};
use crate::report::text;
use crate::screening::{self, Screening, ScreeningOptions};
use crate::settings::{CheckSettings, Common};

/// What a worker makes of a subject.
enum Screened {
    /// For a format that needs the whole report.
    Whole(Box<Finding>),
    /// A finished line, and what it says.
    Line(Verdict, Vec<u8>),
}

pub(super) fn run(
    args: &CheckArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let settings = CheckSettings::resolve(args)?;
    let list = settings.list.load(common)?;
    let guidance = Guidance::for_reader(settings.reader)?;
    let index = screening::index(&list);
    let screening = Screening::new(
        &list,
        &index,
        &guidance,
        ScreeningOptions {
            reader: settings.reader,
            country: settings.country,
            vendors: settings.vendors.clone(),
            matching: settings.matching,
        },
    );
    let info = ListInfo::of(&list, common.today());
    let lines = Lines::new(&info)?;

    let mut inputs = Inputs::open(&settings, streams)?;
    let mut counts = Counts::default();
    let mut findings = Vec::new();
    let format = settings.format;
    let out = &mut *streams.out;
    pipeline::ordered(
        inputs.by_ref(),
        settings.threads,
        || {
            let mut screener = screening.screener();
            let lines = &lines;
            move |subject: Subject| {
                let finding = screener.screen(subject);
                Ok(match format {
                    ReportFormat::Jsonl => Screened::Line(finding.verdict, lines.line(&finding)?),
                    ReportFormat::Table | ReportFormat::Json => Screened::Whole(Box::new(finding)),
                })
            }
        },
        |screened: Result<Screened, CommandError>| {
            match screened? {
                Screened::Line(verdict, line) => {
                    counts.add(verdict);
                    out.write_all(&line)?;
                }
                Screened::Whole(finding) => {
                    counts.add(finding.verdict);
                    findings.push(*finding);
                }
            }
            Ok(())
        },
    )?;
    inputs.report_warnings(streams)?;

    let status = counts.exit_status(settings.fail_on, settings.strict);
    match format {
        ReportFormat::Jsonl => streams.note(&counts.sentence())?,
        ReportFormat::Table | ReportFormat::Json => {
            let report = report(
                &settings,
                common,
                info,
                inputs.infos,
                counts,
                findings,
                &guidance,
                status,
            );
            let rendered = match format {
                ReportFormat::Json => json::whole(&report)?,
                _ => text::render(&report, common.layout),
            };
            streams.out.write_all(rendered.as_bytes())?;
        }
    }
    if counts.total() == counts.unscreened {
        streams.warn("none of the names could be looked up; give fuller names, or a domain")?;
    }
    Ok(status)
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of the report, put together in one place"
)]
fn report(
    settings: &CheckSettings,
    common: &Common,
    dataset: ListInfo,
    inputs: Vec<InputInfo>,
    counts: Counts,
    findings: Vec<Finding>,
    guidance: &Guidance,
    status: ExitStatus,
) -> Report {
    let steps = guidance
        .steps()
        .iter()
        .filter(|step| findings.iter().any(|f| f.steps.iter().any(|s| s.id == step.id)))
        .map(|step| StepInfo {
            id: step.id.clone(),
            title: step.title.clone(),
            text: step.text.clone(),
            sources: step
                .sources
                .iter()
                .map(|s| Citation {
                    url: s.url.clone(),
                    publisher: s.publisher.clone(),
                })
                .collect(),
        })
        .collect();
    Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool: Tool::this(),
        generated_at: common.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        dataset,
        settings: settings.info(),
        inputs,
        summary: Summary {
            subjects: counts.total(),
            verdicts: counts,
            exit_code: status,
        },
        steps,
        findings,
    }
}

/// The names of the arguments, then every input, one after the other.
struct Inputs {
    named: std::vec::IntoIter<Subject>,
    open: std::vec::IntoIter<Subjects>,
    current: Option<Subjects>,
    infos: Vec<InputInfo>,
    warnings: Vec<String>,
}

impl Inputs {
    /// Opens every input before the work starts, so that a bad path fails at once.
    fn open(settings: &CheckSettings, streams: &mut Streams<'_>) -> Result<Self, CommandError> {
        let mut open = Vec::new();
        let mut infos = Vec::new();
        for (number, source) in settings.inputs.iter().enumerate() {
            let subjects = input::open(source, &settings.input_options, io::stdin())
                .map_err(CommandError::Input)?
                .of_input(number);
            let format = subjects.description();
            streams.note(&format!("{source}: read as {format}{}", columns(&subjects)))?;
            infos.push(InputInfo {
                name: source.to_string(),
                format,
                rows: 0,
            });
            open.push(subjects);
        }
        if settings.input_options.sheet.is_some() && open.iter().all(|subjects| subjects.sheet().is_none()) {
            return Err(CommandError::usage(
                "--sheet is given, and no input is a workbook",
                "give an XLSX, XLS or ODS file, or leave --sheet out",
            ));
        }
        Ok(Self {
            named: settings.subjects.clone().into_iter(),
            open: open.into_iter(),
            current: None,
            infos,
            warnings: Vec::new(),
        })
    }

    fn report_warnings(&self, streams: &mut Streams<'_>) -> io::Result<()> {
        self.warnings.iter().try_for_each(|warning| streams.warn(warning))
    }
}

/// Which columns were taken for what.
fn columns(subjects: &Subjects) -> String {
    let used: Vec<String> = subjects
        .columns()
        .iter()
        .map(|(role, title)| format!("{role} = \"{title}\""))
        .collect();
    if used.is_empty() {
        String::new()
    } else {
        format!("; columns: {}", used.join(", "))
    }
}

/// What was odd in an input, each with its place.
fn warnings(subjects: &Subjects) -> Vec<String> {
    let found = subjects.warnings();
    let mut lines: Vec<String> = found.first().iter().map(ToString::to_string).collect();
    let more = found.total() - found.first().len() as u64;
    if more > 0 {
        lines.push(format!("and {more} more like these"));
    }
    lines
}

impl Iterator for Inputs {
    type Item = Result<Subject, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(subject) = self.named.next() {
            return Some(Ok(subject));
        }
        loop {
            if let Some(current) = &mut self.current {
                match current.next() {
                    Some(Ok(subject)) => {
                        if let Some(info) = subject.input.and_then(|at| self.infos.get_mut(at)) {
                            info.rows += 1;
                        }
                        return Some(Ok(subject));
                    }
                    Some(Err(error)) => return Some(Err(CommandError::Input(error))),
                    None => self.warnings.extend(warnings(current)),
                }
            }
            self.current = Some(self.open.next()?);
        }
    }
}
