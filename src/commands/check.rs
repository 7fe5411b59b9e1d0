//! `check`: subjects in, findings out.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::decisions::{self, Mending};
use super::{CommandError, Streams};
use crate::cli::CheckArgs;
use crate::exit::ExitStatus;
use crate::guidance::Guidance;
use crate::input::{self, Column, Subject, Subjects};
use crate::interrupt::{MARK_OF_LINES, MARK_OF_ROWS, RowByRow};
use crate::ledger::Register;
use crate::pipeline;
use crate::progress::{Meter, Reading};
use crate::report::assemble::steps;
use crate::report::baseline::{Baseline, BaselineInfo};
use crate::report::csv::Rows;
use crate::report::json::Lines;
use crate::report::line_writer::LineWriter;
use crate::report::model::{
    AdvisoryInfo, Counts, Finding, InputInfo, ListInfo, Report, SCHEMA_VERSION, Summary, Tool,
};
use crate::report::output::{OutputError, ReportFile};
use crate::report::render::{RenderError, Rendering, render};
use crate::report::saved::SavedReport;
use crate::report::sheet::{OwnTable, Sheet};
use crate::report::text::Layout;
use crate::report::{Format, MOST_FINDINGS};
use crate::screening::{self, Screening, ScreeningOptions};
use crate::settings::{CheckSettings, Common};

pub(super) fn run(
    args: &CheckArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let settings = CheckSettings::resolve(args, common)?;
    let ledger = settings.ledger.load(common)?;
    let earlier = settings
        .baseline
        .as_ref()
        .map(|path| SavedReport::File(path.clone()).read())
        .transpose()?;
    let baseline = earlier
        .as_ref()
        .map(|report| Baseline::new(report, settings.fail_on));
    // Fetched beside the screening; what is asked never depends on who is looked up.
    let advisories = crate::advisories::spawn(settings.network.plan.clone());
    let list = super::load(&settings.list, common, streams)?;
    let guidance = Guidance::for_reader(settings.reader)?;
    let index = screening::index(&list);
    let register = ledger
        .as_ref()
        .map(|ledger| Register::open(ledger, common.today()));
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
    )
    .with_ledger(register.as_ref());
    let mut info = ListInfo::of(&list, common.today());

    let mut files: Vec<(Format, ReportFile)> = Vec::new();
    for (format, path) in &settings.reports {
        files.push((*format, ReportFile::open(path)?));
    }
    if let Some(ledger) = &ledger {
        decisions::announce(ledger, streams)?;
    }
    let mut inputs = Inputs::open(&settings, streams)?;
    let formats: Vec<Format> = settings.formats().collect();
    let generated_at = common.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let redaction = settings.redaction.as_ref();
    if let Some(redaction) = redaction {
        redaction.dataset(&mut info);
        // The user's own columns may hold anything.
        inputs.tables.clear();
        streams.note(&format!(
            "names are hidden with the salt {}; keep it to find a name again, and do not pass it on",
            redaction.salt()
        ))?;
    }
    let sheet = || {
        let (mut told, mut infos) = (settings.info(), inputs.infos.clone());
        if let Some(redaction) = redaction {
            redaction.settings(&mut told);
            redaction.inputs(&mut infos);
        }
        Sheet::new(&info, &told, &infos, &inputs.tables, &generated_at)
    };
    let by_row = RowFormats::new(&formats, &info, &settings, sheet)?;
    let tables = inputs.tables.clone();
    let whole = formats.iter().any(|format| !format.is_by_row());
    let keep_cells = formats.contains(&Format::Xlsx);

    // Until the last of it is written.
    let marked = match settings.format {
        Format::Jsonl => Some(RowByRow::ends_with(MARK_OF_LINES)),
        Format::Csv => Some(RowByRow::ends_with(MARK_OF_ROWS)),
        _ => None,
    };
    let mut counts = Counts::default();
    let mut findings = Vec::new();
    let mut own_cells = Vec::new();
    let mut sinks: Vec<&mut dyn Write> = vec![&mut *streams.out];
    sinks.extend(files.iter_mut().map(|(_, file)| file as &mut dyn Write));
    by_row.titles(&mut sinks, &settings)?;
    let reading = Arc::clone(&inputs.reading);
    let mut meter = Meter::new(if settings.format.is_by_row() {
        common.progress.beside_rows_on_standard_output()
    } else {
        common.progress
    });
    pipeline::ordered(
        inputs.by_ref(),
        Subject::bytes,
        settings.threads,
        || {
            let mut screener = screening.screener();
            let (mut by_row, baseline) = (by_row.writers(), &baseline);
            // A window's lines are about as long as those of the window before.
            let mut room = RowRoom::default();
            move |subjects: Vec<Subject>| {
                let mut screened = Screened {
                    lines: room.lines(),
                    ..Screened::default()
                };
                for mut subject in subjects {
                    let cells = subject.cells.take().filter(|_| redaction.is_none());
                    let mut finding = screener.screen(subject);
                    // A redacted baseline knows hashes, any other the names themselves.
                    let (names, hashes) = match baseline {
                        Some(baseline) if baseline.is_redacted() => (None, Some(baseline)),
                        names => (names.as_ref(), None),
                    };
                    if let Some(baseline) = names {
                        baseline.mark(&mut finding);
                    }
                    if let Some(redaction) = redaction {
                        redaction.finding(&mut finding);
                    }
                    if let Some(baseline) = hashes {
                        baseline.mark(&mut finding);
                    }
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
            if whole {
                held(counts.total())?;
            }
            let before = findings.len();
            findings.extend(screened.findings);
            if before < MANY_KEPT && findings.len() >= MANY_KEPT {
                super::warn(streams.err, &many_kept(&formats))?;
            }
            if meter.is_due() {
                meter.rows(counts.total(), reading.part());
            }
            own_cells.extend(screened.cells);
            screened.lines.write(&mut sinks, &settings)
        },
    )?;
    meter.finish();
    inputs.report_warnings(streams)?;
    let mut ledger_info = None;
    if let (Some(ledger), Some(register)) = (&ledger, &register) {
        let notices = register.notices(&list);
        decisions::tell(ledger, &notices, &Mending::new(ledger, &settings.list), streams)?;
        ledger_info = Some(register.info(&notices));
    }
    let baseline_info = match (&baseline, &settings.baseline) {
        (Some(baseline), Some(path)) => Some(tell_baseline(baseline, path, streams)?),
        _ => None,
    };

    let gathered = super::advisories::wait(advisories, common);
    super::advisories::tell(&gathered, streams)?;
    let nothing_new = baseline_info.as_ref().is_some_and(|info| info.counting == 0);
    let status = match counts.exit_status(settings.fail_on, settings.strict) {
        ExitStatus::Findings if !nothing_new => ExitStatus::Findings,
        ExitStatus::Findings | ExitStatus::Nothing => {
            super::advisories::status(&gathered, settings.network.require_live)
        }
        found => found,
    };
    let advisories = AdvisoryInfo::of(gathered, settings.reader, &findings);
    let mut report = Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool: Tool::this(),
        generated_at,
        dataset: info,
        settings: settings.info(),
        inputs: inputs.infos,
        ledger: ledger_info,
        baseline: baseline_info,
        summary: Summary {
            subjects: counts.total(),
            verdicts: counts,
            exit_code: status,
        },
        steps: steps(&guidance, &findings, advisories.question.as_deref()),
        advisories,
        findings,
    };
    if let Some(redaction) = redaction {
        redaction.settings(&mut report.settings);
        redaction.inputs(&mut report.inputs);
        redaction.decisions(&mut report);
    }
    let rendering = Rendering {
        layout: common.layout,
        own_cells: settings.own_cells,
        run_line: settings.run_line,
        tables: &tables,
        cells: &own_cells,
    };
    streams
        .out
        .write_all(&rest(&report, settings.format, &rendering)?)?;
    drop(marked);
    let in_files = Rendering {
        layout: Layout::IN_A_FILE,
        ..rendering
    };
    for (format, file) in files {
        file.complete(&rest(&report, format, &in_files)?)?;
    }
    if settings.format != Format::Table {
        streams.note(&counts.sentence())?;
    }
    super::alike::tell(&report.findings, &list, streams)?;
    if counts.total() == counts.unscreened {
        streams.warn("none of the names could be looked up; give fuller names, or a domain")?;
    }
    Ok(status)
}

/// Findings in memory from which on another format is recommended; they take some 100 MB.
const MANY_KEPT: usize = 100_000;

/// That formats of a whole page keep every finding, and which do not.
fn many_kept(formats: &[Format]) -> String {
    let whole: Vec<&str> = formats
        .iter()
        .filter(|f| !f.is_by_row())
        .map(|f| f.word())
        .collect();
    format!(
        "100,000 findings and more are kept in memory for {}; for lists of this length use jsonl or csv, which are \
         written row by row and need no more memory for more rows",
        whole.join(" and ")
    )
}

/// Refuses more findings than may be held for a format that is not written row by row.
fn held(findings: u64) -> Result<(), CommandError> {
    if findings > MOST_FINDINGS {
        return Err(CommandError::usage(
            format!("more than {MOST_FINDINGS} rows, and not every format asked for is written row by row"),
            "ask for jsonl or csv alone, which hold no more than a few rows, or split the list",
        ));
    }
    Ok(())
}

/// Says how the findings stand beside the baseline, and which of its subjects were not asked about.
fn tell_baseline(
    baseline: &Baseline<'_>,
    path: &Path,
    streams: &mut Streams<'_>,
) -> io::Result<BaselineInfo> {
    /// Subjects that are named.
    const NAMED: usize = 5;
    let info = baseline.info(path.display().to_string());
    streams.note(&format!("since the baseline {}: {}", info.file, info.sentence()))?;
    if info.not_asked > 0 {
        let mut names: Vec<String> = baseline
            .not_asked()
            .take(NAMED)
            .map(|finding| format!("\"{}\"", finding.subject.shown()))
            .collect();
        let more = info.not_asked - names.len() as u64;
        names.extend((more > 0).then(|| format!("{more} more")));
        streams.note(&format!(
            "the baseline has findings for subjects that this run did not ask about: {}",
            names.join(", ")
        ))?;
    }
    Ok(info)
}

/// What is still to be written when all rows are screened: everything, or the end of what is written row by row.
fn rest(report: &Report, format: Format, rendering: &Rendering<'_>) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Jsonl => Ok(Lines::end(report, rendering.run_line)?),
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

    /// What a worker writes with.
    fn writers(&self) -> RowWriters<'_> {
        RowWriters {
            jsonl: self.jsonl.as_ref().map(Lines::writer),
            csv: self.csv.as_ref(),
        }
    }
}

/// The formats that are written row by row, as one worker writes them.
struct RowWriters<'a> {
    jsonl: Option<LineWriter<'a>>,
    csv: Option<&'a Rows>,
}

impl RowWriters<'_> {
    fn add(
        &mut self,
        finding: &Finding,
        cells: Option<&[String]>,
        lines: &mut RowLines,
    ) -> Result<(), CommandError> {
        if let Some(jsonl) = &mut self.jsonl {
            jsonl.add(finding, &mut lines.jsonl)?;
        }
        if let Some(csv) = self.csv {
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
    reading: Arc<Reading>,
    /// Bytes of the inputs that are read to their end.
    bytes_before: u64,
    rows_since_told: usize,
}

/// Rows between two looks at how far the reading is.
const ROWS_BETWEEN_LOOKS: usize = 256;

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
        let lengths: Option<Vec<u64>> = open.iter().map(Subjects::bytes).collect();
        Ok(Self {
            named: settings.subjects.clone().into_iter(),
            open: open.into_iter(),
            current: None,
            infos,
            tables,
            warnings: Vec::new(),
            reading: Arc::new(Reading::of(lengths.map(|lengths| lengths.iter().sum()))),
            bytes_before: 0,
            rows_since_told: 0,
        })
    }

    fn look_how_far(&mut self) {
        self.rows_since_told = 0;
        let of_current = self.current.as_ref().map_or(0, Subjects::bytes_done);
        self.reading.is_at(self.bytes_before + of_current);
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
                        self.rows_since_told += 1;
                        if self.rows_since_told == ROWS_BETWEEN_LOOKS {
                            self.look_how_far();
                        }
                        return Some(Ok(subject));
                    }
                    Some(Err(error)) => return Some(Err(CommandError::Input(error))),
                    None => {
                        self.warnings.extend(warnings(current));
                        self.bytes_before += current.bytes().unwrap_or(0);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_holds_a_million_findings_and_no_more() {
        assert!(held(MOST_FINDINGS).is_ok());
        let refused = held(MOST_FINDINGS + 1).unwrap_err();
        assert_eq!(refused.exit_status(), ExitStatus::Usage);
        assert!(refused.help().is_some_and(|help| help.contains("jsonl")));
    }
}
