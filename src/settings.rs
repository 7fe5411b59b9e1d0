//! From what was typed to what will be done: everything is checked before any work starts.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use crate::advisories::{CHECK_DEADLINE, FetchPlan, Mode, REFRESH_DEADLINE};
use crate::cli::{CheckArgs, CommonArgs, LedgerArgs, ListArgs, MatchingArgs, NetworkArgs, StoreArgs};
use crate::country::Country;
use crate::dataset::Dataset;
use crate::dataset::installed::{Found, Store};
use crate::guidance::Reader;
use crate::input::{Cells, DeclaredVendor, InputOptions, Limits, SheetChoice, Source, Subject};
use crate::ledger::{DEFAULT_FILE, Ledger};
use crate::matching::{Fuzzy, Options, Strength};
use crate::progress::Progress;
use crate::redact::Redaction;
use crate::report::Format;
use crate::report::csv::OwnCells;
use crate::report::json::RunLine;
use crate::report::model::{FailOn, SettingsInfo};
use crate::report::text::{Colour, Layout, Links};

use crate::commands::CommandError;

/// What holds for every subcommand.
#[derive(Debug, Clone, Copy)]
pub struct Common {
    /// The present moment: the clock, or `--now`.
    pub now: jiff::Timestamp,
    /// How text is laid out.
    pub layout: Layout,
    /// Whether progress is shown.
    pub progress: Progress,
}

impl Common {
    /// Reads the clock, the terminal and its environment, once.
    #[must_use]
    pub fn resolve(args: &CommonArgs) -> Self {
        let choice = match args.color.as_str() {
            "always" => anstream::ColorChoice::Always,
            "never" => anstream::ColorChoice::Never,
            // What NO_COLOR, CLICOLOR and the terminal say.
            _ => anstream::AutoStream::choice(&std::io::stdout()),
        };
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|c| c.parse::<usize>().ok())
            .filter(|c| *c > 0);
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            now: args.now.unwrap_or_else(jiff::Timestamp::now),
            progress: Progress::choose(if args.no_progress {
                Progress::Hidden
            } else {
                Progress::Shown
            }),
            layout: Layout {
                width: columns.or(terminal).unwrap_or(Layout::IN_A_FILE.width),
                colour: if choice == anstream::ColorChoice::Never {
                    Colour::Off
                } else {
                    Colour::On
                },
                links: if args.color != "never"
                    && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
                {
                    Links::On
                } else {
                    Links::Off
                },
            },
        }
    }

    /// Today, in UTC.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        jiff::tz::TimeZone::UTC.to_datetime(self.now).date()
    }
}

/// Which list is searched.
#[derive(Debug, Clone)]
pub struct ListSettings {
    additions: Vec<PathBuf>,
    base: Base,
    max_age: Option<u32>,
}

/// What the user's own records are added to.
#[derive(Debug, Clone)]
enum Base {
    /// The list that is kept here, where it is newer than the bundled one.
    InUse(Store),
    /// The bundled list.
    Bundled,
    /// Nothing.
    Empty,
}

impl From<&ListArgs> for ListSettings {
    fn from(args: &ListArgs) -> Self {
        let base = match (args.no_bundled, args.no_installed) {
            (true, _) => Base::Empty,
            (false, true) => Base::Bundled,
            // A system that tells no data folder has no installed list either.
            (false, false) => store(&args.store).map_or(Base::Bundled, Base::InUse),
        };
        Self {
            additions: args.dataset.clone(),
            base,
            max_age: args.max_data_age,
        }
    }
}

impl ListSettings {
    /// The options that name this list, for a command that the user is told to run.
    #[must_use]
    pub fn options(&self) -> Vec<(&'static str, Option<String>)> {
        let mut options: Vec<_> = self
            .additions
            .iter()
            .map(|path| ("--dataset", Some(path.display().to_string())))
            .collect();
        match &self.base {
            Base::Empty => options.push(("--no-bundled", None)),
            Base::Bundled => options.push(("--no-installed", None)),
            Base::InUse(_) => {}
        }
        options
    }

    /// Loads the list.
    ///
    /// # Errors
    /// A file cannot be read or is bad, an installed list is damaged, or the list is too old.
    pub fn load(&self, common: &Common) -> Result<Found, CommandError> {
        if matches!(self.base, Base::Empty) && self.additions.is_empty() {
            return Err(CommandError::usage(
                "--no-bundled searches only what --dataset gives, and it gives nothing",
                "name a file with --dataset, or leave --no-bundled out",
            ));
        }
        let mut found = match &self.base {
            Base::InUse(store) => store.in_use()?,
            Base::Bundled => Found {
                list: Dataset::bundled()?,
                note: None,
            },
            Base::Empty => Found {
                list: Dataset::empty(),
                note: None,
            },
        };
        for path in &self.additions {
            found.list.add_file(path, common.today())?;
        }
        if let (Some(max), Some(age)) = (self.max_age, found.list.age_in_days(common.today()))
            && i64::from(age) > i64::from(max)
        {
            return Err(CommandError::ListTooOld { age, max });
        }
        Ok(found)
    }
}

/// Which ledger is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerSettings {
    /// The file that the user named.
    Named(PathBuf),
    /// The one of the usual name in the current folder, where there is one.
    Usual,
    /// None.
    Off,
}

impl From<&LedgerArgs> for LedgerSettings {
    fn from(args: &LedgerArgs) -> Self {
        match (&args.ledger, args.no_ledger) {
            (Some(path), _) => Self::Named(path.clone()),
            (None, false) => Self::Usual,
            (None, true) => Self::Off,
        }
    }
}

impl From<Option<&PathBuf>> for LedgerSettings {
    fn from(named: Option<&PathBuf>) -> Self {
        named.map_or(Self::Usual, |path| Self::Named(path.clone()))
    }
}

impl LedgerSettings {
    /// The file, whether it is there or not.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Usual | Self::Off => Path::new(DEFAULT_FILE),
        }
    }

    /// Reads the ledger that is in force, if one is.
    ///
    /// # Errors
    /// A file that the user named is not there, or any file cannot be read or is no ledger.
    pub fn load(&self, common: &Common) -> Result<Option<Ledger>, CommandError> {
        match self {
            Self::Off => Ok(None),
            // Even a link into nowhere is there: who put it there expects a ledger to be in force.
            Self::Usual if self.path().symlink_metadata().is_err() => Ok(None),
            Self::Usual | Self::Named(_) => Ok(Some(Ledger::read(self.path(), common.today())?)),
        }
    }
}

/// Where installed lists are kept: as told, else in the user's data folder, where the system tells one.
#[must_use]
pub fn store(args: &StoreArgs) -> Option<Store> {
    let usual = || {
        let strategy = etcetera::choose_base_strategy().ok()?;
        Some(etcetera::BaseStrategy::data_dir(&strategy).join("moveit-exposure"))
    };
    args.data_dir.clone().or_else(usual).map(Store::at)
}

/// Whether, where and how long advisories are fetched.
#[derive(Debug, Clone)]
pub struct NetworkSettings {
    /// What to fetch and how.
    pub plan: FetchPlan,
    /// Whether the run fails unless all of it was read live.
    pub require_live: bool,
}

impl NetworkSettings {
    /// Checks what was typed. `live` says that the subcommand itself is about fetching.
    ///
    /// # Errors
    /// A `--source-url` that cannot be used.
    pub fn resolve(args: &NetworkArgs, live: Live, common: &Common) -> Result<Self, CommandError> {
        let require_live = args.require_live || live == Live::Asked;
        let mode = match (args.offline, require_live) {
            (true, _) => Mode::Offline,
            (false, true) => Mode::Refresh,
            (false, false) => Mode::CacheFirst,
        };
        let usual = if require_live {
            REFRESH_DEADLINE
        } else {
            CHECK_DEADLINE
        };
        let mut plan = FetchPlan::new(mode, args.deadline.unwrap_or(usual), common.now);
        for name_and_url in &args.source_url {
            plan.source_urls.add(name_and_url).map_err(|error| {
                CommandError::usage(
                    format!("--source-url cannot be used: {error}"),
                    "give NAME=URL, as in --source-url kev=https://mirror.example/kev.json",
                )
            })?;
        }
        plan.max_cache_age = args.max_cache_age;
        plan.cache_dir = args.cache_dir.clone().or_else(cache_dir);
        Ok(Self { plan, require_live })
    }
}

/// Whether a subcommand is about fetching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Live {
    /// It was asked to fetch everything anew.
    Asked,
    /// It fetches what it needs beside its own work.
    Beside,
}

/// The user's cache folder for this program, where the system tells one.
#[must_use]
pub fn cache_dir() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(etcetera::BaseStrategy::cache_dir(&strategy).join("moveit-exposure"))
}

/// How names are matched.
#[must_use]
pub fn matching(args: &MatchingArgs) -> Options {
    Options {
        fuzzy: if args.no_fuzzy { Fuzzy::Off } else { Fuzzy::On },
        min_strength: args.min_strength,
        ..Options::default()
    }
}

/// What `check` will do.
#[derive(Debug)]
pub struct CheckSettings {
    /// Names given as arguments.
    pub subjects: Vec<Subject>,
    /// Files, in the order given.
    pub inputs: Vec<Source>,
    /// How they are read.
    pub input_options: InputOptions,
    /// Country for subjects without one.
    pub country: Option<Country>,
    /// Vendors of every subject.
    pub vendors: Vec<DeclaredVendor>,
    /// Who reads the steps.
    pub reader: Reader,
    /// How names are matched.
    pub matching: Options,
    /// Which list is searched.
    pub list: ListSettings,
    /// What is printed.
    pub format: Format,
    /// What is written to files.
    pub reports: Vec<(Format, PathBuf)>,
    /// Whether the user's own cells are guarded against formulas.
    pub own_cells: OwnCells,
    /// Whether JSON Lines end with a line about the run.
    pub run_line: RunLine,
    /// How the user's own names are hidden, for a report to pass on.
    pub redaction: Option<Redaction>,
    /// From which verdict on the exit code is 1.
    pub fail_on: FailOn,
    /// Whether an unscreened row is an error.
    pub strict: bool,
    /// Which findings were accepted.
    pub ledger: LedgerSettings,
    /// An earlier report beside which only what is new counts for the exit code.
    pub baseline: Option<PathBuf>,
    /// What is fetched beside the screening.
    pub network: NetworkSettings,
    /// Threads to screen with.
    pub threads: usize,
}

/// Refuses a list that is given as a name: it would be looked up, not read, and read as an all-clear.
fn refuse_files_as_names(names: &[String]) -> Result<(), CommandError> {
    const OF_LISTS: [&str; 8] = ["xlsx", "xls", "ods", "csv", "tsv", "txt", "json", "jsonl"];
    let is_list = |name: &&String| {
        name.as_str() == "-"
            || name.rsplit_once('.').is_some_and(|(stem, end)| {
                !stem.is_empty() && OF_LISTS.contains(&end.to_lowercase().as_str())
            })
    };
    names.iter().find(is_list).map_or(Ok(()), |name| {
        let name = crate::escape::terminal(name);
        Err(CommandError::usage(
            format!("\"{name}\" would be looked up as a name, and looks like a list"),
            format!("read the names in it with --input \"{name}\""),
        ))
    })
}

impl CheckSettings {
    /// Checks what was typed.
    ///
    /// # Errors
    /// Options that do not go together, or a `--column` that cannot be understood.
    pub fn resolve(args: &CheckArgs, common: &Common) -> Result<Self, CommandError> {
        let asked = &args.subjects;
        refuse_files_as_names(&asked.names)?;
        let mut subjects: Vec<Subject> = (1..)
            .zip(&asked.names)
            .map(|(row, name)| Subject::named(name, row))
            .collect();
        if let Some(domain) = &asked.domain {
            if subjects.is_empty() && asked.input.is_empty() {
                subjects.push(Subject::named("", 1));
            }
            let [only] = subjects.as_mut_slice() else {
                return Err(CommandError::usage(
                    "--domain belongs to one organization",
                    "name just one, or use a list with a domain column (--input)",
                ));
            };
            if !asked.input.is_empty() {
                return Err(CommandError::usage(
                    "--domain does not go with --input",
                    "put the domains into a column of the list",
                ));
            }
            only.domain = Some(domain.clone());
        }
        if asked.input.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
            return Err(CommandError::usage(
                "standard input can be read once",
                "give --input - only once",
            ));
        }
        let inputs: Vec<Source> = asked
            .input
            .iter()
            .map(|path| {
                if path.as_os_str() == "-" {
                    Source::Stdin
                } else {
                    Source::File(path.clone())
                }
            })
            .collect();
        if asked.sheet.is_some() && inputs.is_empty() {
            return Err(CommandError::usage(
                "--sheet is given, and no workbook",
                "give one with --input, or leave --sheet out",
            ));
        }
        let output = &args.output;
        refuse_on_terminal(output.format)?;
        let formats =
            || std::iter::once(output.format).chain(output.report.iter().map(|(format, _)| *format));
        if subjects.is_empty() && inputs.is_empty() {
            return Err(CommandError::NothingToScreen);
        }
        Ok(Self {
            reader: asked.reader.unwrap_or(if inputs.is_empty() {
                Reader::Individual
            } else {
                Reader::Hr
            }),
            subjects,
            inputs,
            input_options: InputOptions {
                columns: asked.column.clone(),
                sheet: asked.sheet.as_deref().map(SheetChoice::new),
                cells: if formats().any(Format::has_own_columns) {
                    Cells::Keep
                } else {
                    Cells::Drop
                },
                limits: Limits::default(),
            },
            country: asked.country,
            vendors: asked
                .vendor
                .iter()
                .map(|name| DeclaredVendor {
                    name: name.clone(),
                    service: None,
                })
                .collect(),
            matching: matching(&args.matching),
            list: ListSettings::from(&args.list),
            format: args.output.format,
            reports: args.output.report.clone(),
            own_cells: if args.output.raw_cells {
                OwnCells::Raw
            } else {
                OwnCells::Guarded
            },
            run_line: args.output.run_line.into(),
            redaction: redaction(args.output.redact, args.output.redact_salt.as_deref())?,
            fail_on: args.output.fail_on,
            strict: args.output.strict,
            ledger: LedgerSettings::from(&args.ledger),
            baseline: args.ledger.baseline.clone(),
            network: NetworkSettings::resolve(&args.network, Live::Beside, common)?,
            threads: args.output.threads.map_or_else(
                || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
                usize::from,
            ),
        })
    }

    /// The formats of standard output and of the files.
    pub fn formats(&self) -> impl Iterator<Item = Format> + '_ {
        std::iter::once(self.format).chain(self.reports.iter().map(|(format, _)| *format))
    }

    /// What the report says of the settings.
    #[must_use]
    pub fn info(&self) -> SettingsInfo {
        SettingsInfo {
            reader: self.reader,
            country: self.country,
            fail_on: self.fail_on,
            strict: self.strict,
            min_strength: self.matching.min_strength,
            fuzzy: self.matching.fuzzy == Fuzzy::On,
            offline: self.network.plan.mode == Mode::Offline,
            redacted: false,
            vendors: self.vendors.iter().map(|v| v.name.clone()).collect(),
        }
    }
}

/// How names are hidden, if they are: with the salt that was given, or a new one.
fn redaction(wanted: bool, salt: Option<&str>) -> Result<Option<Redaction>, CommandError> {
    match (wanted, salt) {
        (false, _) => Ok(None),
        (true, Some(salt)) => Ok(Some(Redaction::new(salt.to_owned()))),
        (true, None) => Redaction::random().map(Some).map_err(|error| {
            CommandError::usage(
                format!("this system gives no random salt: {error}"),
                "give one with --redact-salt",
            )
        }),
    }
}

/// Refuses to print what is no text on a terminal.
///
/// # Errors
/// The format is that of a workbook, and standard output is a terminal.
pub fn refuse_on_terminal(format: Format) -> Result<(), CommandError> {
    if format == Format::Xlsx && std::io::stdout().is_terminal() {
        return Err(CommandError::usage(
            "a workbook is no text for a terminal",
            "write it to a file, as in --report xlsx=report.xlsx",
        ));
    }
    Ok(())
}

/// The weakest strength that a look-up by name for `show` takes without asking back.
pub const SURE: Strength = Strength::Strong;
