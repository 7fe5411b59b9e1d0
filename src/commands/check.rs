//! `check`: subjects in, findings out.

use std::io::{self, Write};

use super::{CommandError, Streams};
use crate::cli::CheckArgs;
use crate::exit::ExitStatus;
use crate::exposure::path::Citation;
use crate::guidance::{Guidance, VERSION_QUESTION};
use crate::input::{self, Column, Subject, Subjects};
use crate::pipeline;
use crate::report::Format;
use crate::report::csv::Rows;
use crate::report::json::Lines;
use crate::report::model::{
    AdvisoryInfo, Counts, Finding, InputInfo, ListInfo, Report, SCHEMA_VERSION, StepInfo, Summary, Tool,
};
use crate::report::output::{OutputError, ReportFile};
use crate::report::render::{RenderError, Rendering, render};
use crate::report::sheet::{OwnTable, Sheet};
use crate::screening::{self, Screening, ScreeningOptions};
use crate::settings::{CheckSettings, Common};

pub(super) fn run(
    args: &CheckArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let settings = CheckSettings::resolve(args, common)?;
    // Fetched beside the screening; what is asked never depends on who is looked up.
    let advisories = crate::advisories::spawn(settings.network.plan.clone());
    let list = super::load(&settings.list, common, streams)?;
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

    let mut files: Vec<(Format, ReportFile)> = Vec::new();
    for (format, path) in &settings.reports {
        files.push((*format, ReportFile::open(path)?));
    }
    let mut inputs = Inputs::open(&settings, streams)?;
    let formats: Vec<Format> = settings.formats().collect();
    let generated_at = common.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let sheet = || {
        Sheet::new(
            &info,
            &settings.info(),
            &inputs.infos,
            &inputs.tables,
            &generated_at,
        )
    };
    let by_row = RowFormats::new(&formats, &info, &settings, sheet)?;
    let tables = inputs.tables.clone();
    let whole = formats.iter().any(|format| !format.is_by_row());
    let keep_cells = formats.contains(&Format::Xlsx);

    let mut counts = Counts::default();
    let mut findings = Vec::new();
    let mut own_cells = Vec::new();
    let mut sinks: Vec<&mut dyn Write> = vec![&mut *streams.out];
    sinks.extend(files.iter_mut().map(|(_, file)| file as &mut dyn Write));
    by_row.titles(&mut sinks, &settings)?;
    pipeline::ordered(
        inputs.by_ref(),
        settings.threads,
        || {
            let mut screener = screening.screener();
            let by_row = &by_row;
            // A window's lines are about as long as those of the window before.
            let mut room = RowRoom::default();
            move |subjects: Vec<Subject>| {
                let mut screened = Screened {
                    lines: room.lines(),
                    ..Screened::default()
                };
                for mut subject in subjects {
                    let cells = subject.cells.take();
                    let finding = screener.screen(subject);
                    screened.counts.add(finding.verdict);
                    by_row.add(&finding, cells.as_deref(), &mut screened.lines)?;
                    screened.findings.extend(whole.then_some(finding));
                    screened.cells.extend(keep_cells.then_some(cells));
                }
                room.learn(&screened.lines);
                Ok(screened)
            }
        },
        |screened: Result<Screened, CommandError>| {
            let screened = screened?;
            counts.add_all(&screened.counts);
            findings.extend(screened.findings);
            own_cells.extend(screened.cells);
            screened.lines.write(&mut sinks, &settings)
        },
    )?;
    inputs.report_warnings(streams)?;

    let gathered = advisories.join_within_deadline();
    super::advisories::tell(&gathered, streams)?;
    let status = match counts.exit_status(settings.fail_on, settings.strict) {
        ExitStatus::Nothing => super::advisories::status(&gathered, settings.network.require_live),
        found => found,
    };
    let advisories = AdvisoryInfo::of(gathered, settings.reader, &findings);
    let report = Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool: Tool::this(),
        generated_at,
        dataset: info,
        settings: settings.info(),
        inputs: inputs.infos,
        summary: Summary {
            subjects: counts.total(),
            verdicts: counts,
            exit_code: status,
        },
        steps: steps(&guidance, &findings, advisories.question.as_deref()),
        advisories,
        findings,
    };
    let rendering = Rendering {
        layout: common.layout,
        own_cells: settings.own_cells,
        tables: &tables,
        cells: &own_cells,
    };
    streams
        .out
        .write_all(&rest(&report, settings.format, &rendering)?)?;
    for ((format, mut file), (_, path)) in files.into_iter().zip(&settings.reports) {
        file.write_all(&rest(&report, format, &rendering)?)
            .map_err(|error| OutputError {
                path: path.clone(),
                error,
            })?;
        file.finish()?;
    }
    if settings.format != Format::Table {
        streams.note(&counts.sentence())?;
    }
    if counts.total() == counts.unscreened {
        streams.warn("none of the names could be looked up; give fuller names, or a domain")?;
    }
    Ok(status)
}

/// The steps that findings name, in full, with what the advisories say of versions set into them.
fn steps(guidance: &Guidance, findings: &[Finding], question: Option<&str>) -> Vec<StepInfo> {
    let named: std::collections::HashSet<&str> = findings
        .iter()
        .flat_map(|f| f.steps.iter())
        .map(|s| s.id.as_str())
        .collect();
    guidance
        .steps()
        .iter()
        .filter(|step| named.contains(step.id.as_str()))
        .map(|step| StepInfo {
            id: step.id.clone(),
            title: step.title.clone(),
            text: step
                .text
                .replace(VERSION_QUESTION, question.unwrap_or_default())
                .trim_end()
                .to_owned(),
            sources: step
                .sources
                .iter()
                .map(|s| Citation {
                    url: s.url.clone(),
                    publisher: s.publisher.clone(),
                })
                .collect(),
        })
        .collect()
}

/// What is still to be written when all rows are screened: everything, or the end of what is written row by row.
fn rest(report: &Report, format: Format, rendering: &Rendering<'_>) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Jsonl => Ok(Lines::end(report)?),
        Format::Csv => Ok(Vec::new()),
        _ => render(report, format, rendering),
    }
}

/// What a worker makes of a window of subjects.
#[derive(Default)]
struct Screened {
    counts: Counts,
    /// The lines for the formats that are written row by row.
    lines: RowLines,
    /// The findings, where a format needs the whole report.
    findings: Vec<Finding>,
    /// The user's own cells of each, where such a format gives them back.
    cells: Vec<Option<Box<[String]>>>,
}

/// The formats that are written row by row, each rendered once however many outputs want it.
struct RowFormats {
    jsonl: Option<Lines>,
    csv: Option<Rows>,
}

/// Finished lines by format.
#[derive(Default)]
struct RowLines {
    jsonl: Vec<u8>,
    csv: Vec<u8>,
}

/// How much room a window's lines take.
#[derive(Default)]
struct RowRoom {
    jsonl: usize,
    csv: usize,
}

impl RowRoom {
    fn lines(&self) -> RowLines {
        RowLines {
            jsonl: Vec::with_capacity(self.jsonl),
            csv: Vec::with_capacity(self.csv),
        }
    }

    fn learn(&mut self, lines: &RowLines) {
        self.jsonl = self.jsonl.max(lines.jsonl.len());
        self.csv = self.csv.max(lines.csv.len());
    }
}

impl RowFormats {
    fn new(
        wanted: &[Format],
        info: &ListInfo,
        settings: &CheckSettings,
        sheet: impl Fn() -> Sheet,
    ) -> Result<Self, CommandError> {
        let csv = || Rows::new(sheet(), settings.own_cells);
        Ok(Self {
            jsonl: wanted
                .contains(&Format::Jsonl)
                .then(|| Lines::new(info))
                .transpose()?,
            csv: wanted.contains(&Format::Csv).then(csv),
        })
    }

    fn titles(&self, sinks: &mut [&mut dyn Write], settings: &CheckSettings) -> Result<(), CommandError> {
        let mut lines = RowLines::default();
        if let Some(csv) = &self.csv {
            csv.add_titles(&mut lines.csv);
        }
        lines.write(sinks, settings)
    }

    fn add(
        &self,
        finding: &Finding,
        cells: Option<&[String]>,
        lines: &mut RowLines,
    ) -> Result<(), CommandError> {
        if let Some(jsonl) = &self.jsonl {
            jsonl.add(finding, &mut lines.jsonl)?;
        }
        if let Some(csv) = &self.csv {
            csv.add(finding, cells, &mut lines.csv);
        }
        Ok(())
    }
}

impl RowLines {
    /// Hands the lines to standard output and to the files of their format.
    fn write(&self, sinks: &mut [&mut dyn Write], settings: &CheckSettings) -> Result<(), CommandError> {
        for (format, lines) in [(Format::Jsonl, &self.jsonl), (Format::Csv, &self.csv)] {
            if settings.format == format {
                sinks[0].write_all(lines)?;
            }
            for ((wanted, path), sink) in settings.reports.iter().zip(&mut sinks[1..]) {
                if *wanted == format {
                    sink.write_all(lines).map_err(|error| OutputError {
                        path: path.clone(),
                        error,
                    })?;
                }
            }
        }
        Ok(())
    }
}

/// The names of the arguments, then every input, one after the other.
struct Inputs {
    named: std::vec::IntoIter<Subject>,
    open: std::vec::IntoIter<Subjects>,
    current: Option<Subjects>,
    infos: Vec<InputInfo>,
    tables: Vec<OwnTable>,
    warnings: Vec<String>,
}

impl Inputs {
    /// Opens every input before the work starts, so that a bad path fails at once.
    fn open(settings: &CheckSettings, streams: &mut Streams<'_>) -> Result<Self, CommandError> {
        let mut open = Vec::new();
        let mut infos = Vec::new();
        let mut tables = Vec::new();
        let csv = settings.formats().any(|format| format == Format::Csv);
        for (number, source) in settings.inputs.iter().enumerate() {
            let subjects = input::open(source, &settings.input_options, io::stdin())?.of_input(number);
            let format = subjects.description();
            streams.note(&format!("{source}: read as {format}{}", columns(&subjects)))?;
            infos.push(InputInfo {
                name: source.to_string(),
                format,
                rows: 0,
                // The lines of CSV are written before the input is read to its end.
                sha256: csv.then(|| source.sha256()).flatten(),
            });
            tables.push(table(&subjects));
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
            tables,
            warnings: Vec::new(),
        })
    }

    fn report_warnings(&self, streams: &mut Streams<'_>) -> io::Result<()> {
        self.warnings.iter().try_for_each(|warning| streams.warn(warning))
    }
}

/// The titles of an input, where it is a table.
fn table(subjects: &Subjects) -> OwnTable {
    let titles = subjects.header().unwrap_or_default();
    let used = subjects.columns();
    let name = used.iter().find(|(column, _)| *column == Column::Name);
    OwnTable {
        titles: titles.to_vec(),
        name: name.and_then(|(_, title)| titles.iter().position(|t| t == title)),
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
                    None => {
                        self.warnings.extend(warnings(current));
                        if let (Some(info), hash @ Some(_)) =
                            (self.infos.get_mut(current.index()), current.sha256())
                        {
                            info.sha256 = hash;
                        }
                    }
                }
            }
            self.current = Some(self.open.next()?);
        }
    }
}
