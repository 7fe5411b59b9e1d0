//! Where options get their values: the command line, else the environment, else the configuration file, else a default.
//!
//! clap's definitions are the one description of options; this module walks them. What the environment and the file
//! say becomes clap's default for the option, so that one parser reads all three, and what is typed goes first.

mod error;
mod file;
mod schema;
mod settings;
mod template;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};

use super::Cli;
use crate::escape::terminal;
use crate::nearest::nearest;

use error::ConfigError;
pub(crate) use file::NAME;
pub(crate) use schema::schema;
pub(crate) use settings::variables;
pub(crate) use template::template;

use file::{Chosen, ConfigFile, Entry, Raw, Search};
use settings::{Holds, Kind, PREFIX, Reach, Runnable, Setting, Times, runnables, variable};

/// Options of `check` that say how a list is read. Where names are typed, they are all that is looked up, and a list
/// that the file or the environment names waits for a run without.
const ABOUT_A_LIST: [&str; 3] = ["input", "sheet", "column"];

/// What stands around a run.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The working directory.
    pub folder: Option<PathBuf>,
    /// The environment.
    pub variables: Vec<(OsString, OsString)>,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            folder: std::env::current_dir().ok(),
            variables: std::env::vars_os().collect(),
        }
    }
}

/// Why there is nothing to run.
#[derive(Debug)]
pub enum Stop {
    /// The command line cannot be understood, or asks for help.
    CommandLine(Box<clap::Error>),
    /// The configuration cannot be used: what is wrong, and what to do.
    Configuration {
        /// What is wrong, and where.
        problem: String,
        /// What to do.
        help: String,
    },
}

impl From<clap::Error> for Stop {
    fn from(error: clap::Error) -> Self {
        Self::CommandLine(Box::new(error))
    }
}

impl From<ConfigError> for Stop {
    fn from(error: ConfigError) -> Self {
        Self::Configuration {
            help: error.help(),
            problem: error.to_string(),
        }
    }
}

/// Where a value that nobody typed comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => {
                write!(f, "{}, line {line}", terminal(&path.display().to_string()))
            }
            Self::Variable(name) => write!(f, "the variable {name}"),
        }
    }
}

/// What holds for an option without being typed.
#[derive(Debug, Clone)]
struct Layered {
    id: String,
    long: String,
    kind: Kind,
    values: Vec<String>,
    origin: Origin,
}

impl Layered {
    /// Whether it asks for anything: a switch that is off does not.
    fn is_on(&self) -> bool {
        self.kind != Kind::Switch || is_yes(&self.values)
    }
}

/// What of this run was not typed, and where it comes from.
#[derive(Debug, Default)]
pub struct Layers {
    in_force: Vec<Layered>,
    warnings: Vec<String>,
    shown: Shown,
}

/// What `config show` shows.
#[derive(Debug, Default)]
pub struct Shown {
    /// The configuration file, if one is read.
    pub file: Option<PathBuf>,
    /// Every setting, in the order of the help.
    pub rows: Vec<Row>,
}

/// One setting.
#[derive(Debug)]
pub struct Row {
    /// Its key; with the table before it where subcommands differ.
    pub key: String,
    /// Its values; none: nothing is set.
    pub values: Vec<String>,
    /// Where they come from; `None`: the program's default.
    pub origin: Option<Origin>,
}

impl Layers {
    /// What is in force without being typed, for the reader of a run; nothing where nothing is.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut by_place: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for layered in &self.in_force {
            match &layered.origin {
                Origin::File { path, .. } => {
                    let place = format!("{} sets", path.display());
                    by_place.entry(place).or_default().push(&layered.long);
                }
                Origin::Variable(name) => {
                    by_place
                        .entry("the environment sets".to_owned())
                        .or_default()
                        .push(name);
                }
            }
        }
        by_place
            .into_iter()
            .map(|(place, names)| format!("{place} {}", names.join(", ")))
            .collect()
    }

    /// What may be wrong around the run.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// For a message that speaks of options: where those come from that nobody typed.
    #[must_use]
    pub fn origins_of_options_in(&self, message: &str) -> Vec<String> {
        let is_in = |long: &str| {
            let flag = format!("--{long}");
            message.match_indices(&flag).any(|(at, _)| {
                !message[at + flag.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
            })
        };
        self.in_force
            .iter()
            .filter(|layered| is_in(&layered.long))
            .map(|layered| format!("--{} comes from {}", layered.long, layered.origin))
            .collect()
    }

    /// What `config show` shows.
    #[must_use]
    pub fn shown(&self) -> &Shown {
        &self.shown
    }
}

/// Reads the command line, the environment and the configuration file.
///
/// # Errors
/// The command line or the configuration cannot be used, or help is asked for.
pub fn parse(args: &[OsString], around: &Surroundings) -> Result<Cli, Stop> {
    // What is typed, alone: it says which file is read, and what the layers below it do not change.
    let typed = match all_optional(with_values_for_switches(Cli::command())).try_get_matches_from(args) {
        Ok(typed) => typed,
        Err(error) => return Err(in_plain_words(error, args).into()),
    };
    let (path, leaf) = leaf(&typed);
    let root = Cli::command();
    let conflicts = conflicts(&root);
    refuse_conflicts(&conflicts, leaf, &root)?;
    let known = runnables(&root);
    let mut layers = Layers::default();
    let mut command = with_values_for_switches(root);
    if path == ["config", "show"] {
        let config = Config::load(known, conflicts, &typed, around)?;
        layers.shown = config.shown()?;
        layers.warnings = config.warnings;
    } else if let Some(at) = known.iter().position(|runnable| runnable.path == path) {
        let config = Config::load(known, conflicts, &typed, around)?;
        layers.in_force = config.of(&config.runnables[at], leaf)?;
        layers.warnings = config.warnings;
        command = with_defaults(command, &path, &layers.in_force);
    }
    let matches = command.try_get_matches_from(args)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.layers = layers;
    Ok(cli)
}

/// The subcommand that was asked for, and what was typed for it.
fn leaf(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let (mut path, mut at) = (Vec::new(), matches);
    while let Some((name, below)) = at.subcommand() {
        path.push(name.to_owned());
        at = below;
    }
    (path, at)
}

/// Refuses options that exclude each other, both typed. clap would count `--offline=false` as asking for it.
fn refuse_conflicts(
    conflicts: &[(String, String)],
    typed: &ArgMatches,
    root: &Command,
) -> Result<(), clap::Error> {
    let asked_for = |id: &str| is_typed(typed, id) && is_on_when_typed(typed, id);
    let flag = |id: &str| format!("--{}", id.replace('_', "-"));
    match conflicts.iter().find(|(a, b)| asked_for(a) && asked_for(b)) {
        None => Ok(()),
        Some((a, b)) => Err(root.clone().error(
            ErrorKind::ArgumentConflict,
            format!("the argument '{}' cannot be used with '{}'", flag(a), flag(b)),
        )),
    }
}

/// Lets every switch be written with a value as well, as in `--offline=false`: what the file switches on can be
/// switched off.
fn with_values_for_switches(command: Command) -> Command {
    command
        .mut_args(|arg| {
            let arg = if arg.is_global_set() {
                arg
            } else {
                // Looked after by this module.
                arg.conflicts_with(clap::builder::Resettable::<clap::Id>::Reset)
            };
            if !matches!(arg.get_action(), ArgAction::SetTrue) {
                return arg;
            }
            arg.action(ArgAction::Set)
                .num_args(0..=1)
                .require_equals(true)
                .value_parser(settings::switch_parser())
                .default_missing_value("true")
                .default_value("false")
        })
        .mut_subcommands(with_values_for_switches)
}

/// Asks for no option: the file or the environment may give it.
fn all_optional(command: Command) -> Command {
    command
        .mut_args(|arg| {
            let is_option = arg.get_long().is_some();
            if is_option { arg.required(false) } else { arg }
        })
        .mut_subcommands(all_optional)
}

/// Help as the definitions have it, without the values that switches can also be given.
fn in_plain_words(error: clap::Error, args: &[OsString]) -> clap::Error {
    if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error;
    }
    let bare = args.iter().map(|arg| match arg.to_str() {
        Some(text) if text.starts_with("--") => match text.split_once('=') {
            Some((switch, value)) if is_yes(&[value.to_owned()]) || value == "false" => {
                OsString::from(switch)
            }
            _ => arg.clone(),
        },
        _ => arg.clone(),
    });
    match Cli::command().try_get_matches_from(bare) {
        Err(plain) if plain.kind() == error.kind() => plain,
        _ => error,
    }
}

/// Puts what the layers say where clap looks when nothing is typed.
fn with_defaults(command: Command, path: &[String], layered: &[Layered]) -> Command {
    let command = command.mut_args(|arg| match of_arg(&arg, layered) {
        Some(found) if path.is_empty() || arg.is_global_set() => {
            arg.default_values(found.values.clone()).required(false)
        }
        _ => arg,
    });
    match path {
        [] => command,
        [first, rest @ ..] => command.mut_subcommand(first, |below| with_defaults(below, rest, layered)),
    }
}

fn of_arg<'a>(arg: &Arg, layered: &'a [Layered]) -> Option<&'a Layered> {
    layered.iter().find(|layered| arg.get_id() == layered.id.as_str())
}

/// Everything that is set outside of the command line.
struct Config {
    runnables: Vec<Runnable>,
    file: Option<ConfigFile>,
    variables: BTreeMap<String, OsString>,
    /// Pairs of options of one subcommand that exclude each other, by clap's names.
    conflicts: Vec<(String, String)>,
    warnings: Vec<String>,
}

impl Config {
    fn load(
        runnables: Vec<Runnable>,
        conflicts: Vec<(String, String)>,
        typed: &ArgMatches,
        around: &Surroundings,
    ) -> Result<Self, ConfigError> {
        let variables: BTreeMap<String, OsString> = around
            .variables
            .iter()
            .filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value.clone())))
            // An empty variable is how a script takes one away.
            .filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty())
            .collect();
        let mut config = Self {
            runnables,
            file: None,
            variables,
            conflicts,
            warnings: Vec::new(),
        };
        config.warn_of_unknown_variables();
        config.file = config.find(typed, around)?;
        if let Some(file) = &config.file {
            config.check(file)?;
        }
        Ok(config)
    }

    /// Which file is read, by the flags, else the environment, else where it lies.
    fn find(&mut self, typed: &ArgMatches, around: &Surroundings) -> Result<Option<ConfigFile>, ConfigError> {
        let typed_no = is_typed(typed, "no_config").then(|| typed.get_flag("no_config"));
        if typed_no == Some(true) {
            return Ok(None);
        }
        if let Some(path) = typed.get_one::<PathBuf>("config") {
            return file::read(path, Chosen::Named).map(Some);
        }
        let no_config = variable(&[], "no-config");
        if typed_no.is_none()
            && let Some(value) = self.text_of(&no_config)?
        {
            let given = [value];
            if is_yes(&given) {
                return Ok(None);
            }
            if !is_no(&given) {
                let [value] = given;
                return Err(ConfigError::Variable {
                    name: no_config,
                    value: quoted(&value),
                    reason: "write 1, true, yes or on; or 0, false, no or off".to_owned(),
                });
            }
        }
        if let Some(path) = self.variables.get(&variable(&[], "config")) {
            return file::read(Path::new(path), Chosen::Named).map(Some);
        }
        let folder = around.folder.as_ref().ok_or_else(|| ConfigError::NoFolder {
            error: std::io::ErrorKind::NotFound.into(),
        })?;
        match file::search(folder) {
            Search::Nothing => Ok(None),
            Search::File(path) => {
                // In the working directory its name says enough.
                let path = path.strip_prefix(folder).unwrap_or(&path);
                file::read(path, Chosen::Found).map(Some)
            }
            Search::OfAnother(path) => {
                self.warnings.push(format!(
                    "{} belongs to another user and is left out; name it with --config if you trust it",
                    path.display()
                ));
                Ok(None)
            }
        }
    }

    fn text_of(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let Some(value) = self.variables.get(name) else {
            return Ok(None);
        };
        let text = value.to_str().ok_or_else(|| ConfigError::VariableNotUtf8 {
            name: name.to_owned(),
        })?;
        Ok(Some(text.to_owned()))
    }

    fn warn_of_unknown_variables(&mut self) {
        let known: Vec<String> = self
            .runnables
            .iter()
            .flat_map(|runnable| {
                runnable.settings.iter().flat_map(|setting| {
                    setting
                        .depths(&runnable.path)
                        .map(|depth| variable(&runnable.path[..depth], &setting.long))
                })
            })
            .chain(settings::ABOUT_THE_FILE.map(|long| variable(&[], long)))
            .collect();
        for name in self.variables.keys().filter(|name| !known.contains(name)) {
            let near = nearest(name, &known, |known| (*known).clone())
                .map_or_else(String::new, |near| format!("; did you mean {near}?"));
            self.warnings.push(format!(
                "no option has the variable {name}, so it changes nothing{near}"
            ));
        }
    }

    /// Whom a key or variable of that scope speaks to.
    fn addressed<'a>(
        &'a self,
        scope: &'a [String],
        long: &'a str,
    ) -> impl Iterator<Item = (&'a Runnable, &'a Setting)> {
        self.runnables
            .iter()
            .filter(move |runnable| runnable.path.starts_with(scope))
            .flat_map(|runnable| runnable.settings.iter().map(move |setting| (runnable, setting)))
            .filter(move |(runnable, setting)| {
                setting.long == long && setting.depths(&runnable.path).any(|depth| depth == scope.len())
            })
    }

    /// Checks the whole file, also what this run has no use for: a mistake is told on the first run, not on the day
    /// when it matters.
    fn check(&self, file: &ConfigFile) -> Result<(), ConfigError> {
        for (table, place) in &file.tables {
            if !self
                .runnables
                .iter()
                .any(|runnable| runnable.path.starts_with(table))
            {
                return Err(ConfigError::UnknownTable {
                    path: file.path.clone(),
                    place: *place,
                    table: table.clone(),
                    help: self.help_for_table(table),
                });
            }
        }
        for entry in &file.entries {
            let mut addressed = self
                .addressed(&entry.table, &entry.key)
                .filter(|(_, setting)| setting.has_key())
                .peekable();
            if addressed.peek().is_none() {
                return Err(ConfigError::UnknownKey {
                    path: file.path.clone(),
                    place: entry.place,
                    table: entry.table.clone(),
                    key: entry.key.clone(),
                    help: self.help_for_key(entry),
                });
            }
            let mut reasons = Vec::new();
            for (_, setting) in addressed {
                match values(setting, entry, file) {
                    Ok(_) => {
                        reasons.clear();
                        break;
                    }
                    Err(reason) => reasons.push(reason),
                }
            }
            if !reasons.is_empty() {
                return Err(ConfigError::Value {
                    path: file.path.clone(),
                    place: entry.place,
                    key: entry.key.clone(),
                    value: in_words(&entry.value),
                    reason: reasons.swap_remove(0),
                });
            }
        }
        Ok(())
    }

    fn help_for_table(&self, table: &[String]) -> String {
        let name = table.join(".");
        if self
            .addressed(&[], table.last().map_or("", String::as_str))
            .next()
            .is_some()
        {
            return format!("it is an option: write {name} = ..., on one line");
        }
        let mut tables: Vec<String> = self
            .runnables
            .iter()
            .filter(|runnable| runnable.settings.iter().any(|s| s.reach != Reach::Everywhere))
            .map(|runnable| runnable.path.join("."))
            .collect();
        tables.dedup();
        match nearest(&name, &tables, |table| (*table).clone()) {
            Some(near) => format!("did you mean [{near}]?"),
            None => format!("there are [{}]", tables.join("], [")),
        }
    }

    fn help_for_key(&self, entry: &Entry) -> String {
        let written = entry.key.to_lowercase().replace('_', "-");
        let keys = |scope: &[String]| -> Vec<String> {
            let mut keys: Vec<String> = self
                .runnables
                .iter()
                .filter(|runnable| runnable.path.starts_with(scope))
                .flat_map(|runnable| runnable.settings.iter().map(move |setting| (runnable, setting)))
                .filter(|(runnable, setting)| {
                    setting.has_key() && setting.depths(&runnable.path).any(|depth| depth == scope.len())
                })
                .map(|(_, setting)| setting.long.clone())
                .collect();
            keys.sort();
            keys.dedup();
            keys
        };
        let here = keys(&entry.table);
        if here.contains(&written) {
            return format!("did you mean {written}?");
        }
        // A key that is right elsewhere is more likely meant than one that is only like it.
        let elsewhere: Vec<String> = self
            .runnables
            .iter()
            .filter(|r| {
                r.settings
                    .iter()
                    .any(|s| s.long == written && s.reach != Reach::Everywhere)
            })
            .map(|r| format!("[{}]", r.path.join(".")))
            .collect();
        match elsewhere.as_slice() {
            [table] => return format!("{written} belongs to {table}"),
            _ if keys(&[]).contains(&written) => {
                return format!("{written} belongs to the top of the file, before the first table");
            }
            [] => {}
            several => return format!("{written} belongs to one of {}", several.join(", ")),
        }
        if self.addressed(&[], &written).next().is_some() {
            return format!(
                "{written} is for one run: give it as --{written} or {}",
                variable(&[], &written)
            );
        }
        if settings::ABOUT_THE_FILE.contains(&written.as_str()) {
            return format!("give it as --{written} or {}", variable(&[], &written));
        }
        match nearest(&written, &here, |key| (*key).clone()) {
            Some(near) => format!("did you mean {near}?"),
            None => "see every key with: moveit-exposure schema config".to_owned(),
        }
    }

    /// What holds for a subcommand without being typed.
    fn of(&self, runnable: &Runnable, typed: &ArgMatches) -> Result<Vec<Layered>, ConfigError> {
        let names_typed = ["names", "domain"].iter().any(|id| is_typed(typed, id));
        let mut found = Vec::new();
        for setting in &runnable.settings {
            if is_typed(typed, &setting.id)
                || (names_typed
                    && runnable.path == ["check"]
                    && ABOUT_A_LIST.contains(&setting.long.as_str()))
            {
                continue;
            }
            let layered = match self.in_environment(runnable, setting)? {
                Some(layered) => Some(layered),
                None => self.in_file(runnable, setting),
            };
            found.extend(layered);
        }
        // A sheet without a workbook is a mistake when it is typed, and no more than unused here.
        if runnable.path == ["check"]
            && !is_typed(typed, "input")
            && !found.iter().any(|layered| layered.long == "input")
        {
            found.retain(|layered| layered.long != "sheet");
        }
        self.settle_conflicts(found, typed)
    }

    /// Of two options that exclude each other the one of the higher layer holds.
    fn settle_conflicts(&self, found: Vec<Layered>, typed: &ArgMatches) -> Result<Vec<Layered>, ConfigError> {
        let rivals = |id: &str| {
            self.conflicts
                .iter()
                .filter_map(move |(a, b)| match (a == id, b == id) {
                    (true, _) => Some(b.clone()),
                    (_, true) => Some(a.clone()),
                    _ => None,
                })
                .collect::<Vec<String>>()
        };
        let mut kept = Vec::new();
        for layered in &found {
            let mut yields = false;
            for rival in rivals(&layered.id).iter().filter(|_| layered.is_on()) {
                if is_typed(typed, rival) && is_on_when_typed(typed, rival) {
                    yields = true;
                }
                let Some(other) = found.iter().find(|other| other.id == *rival && other.is_on()) else {
                    continue;
                };
                match (&layered.origin, &other.origin) {
                    (Origin::File { .. }, Origin::Variable(_)) => yields = true,
                    (Origin::Variable(_), Origin::File { .. }) => {}
                    _ => {
                        return Err(ConfigError::Conflict {
                            first: layered.long.clone(),
                            first_origin: layered.origin.clone(),
                            second: other.long.clone(),
                            second_origin: other.origin.clone(),
                        });
                    }
                }
            }
            if !yields {
                kept.push(layered.clone());
            }
        }
        Ok(kept)
    }

    fn in_environment(&self, runnable: &Runnable, setting: &Setting) -> Result<Option<Layered>, ConfigError> {
        for depth in setting.depths(&runnable.path) {
            let scope = &runnable.path[..depth];
            let name = variable(scope, &setting.long);
            let Some(text) = self.text_of(&name)? else {
                continue;
            };
            let values = in_variable(setting, &text);
            match setting.accepts(&values) {
                Ok(()) => {
                    return Ok(Some(Layered {
                        id: setting.id.clone(),
                        long: setting.long.clone(),
                        kind: setting.kind,
                        values,
                        origin: Origin::Variable(name),
                    }));
                }
                // A format that only `check` has is not meant for `show`.
                Err(_)
                    if self
                        .addressed(scope, &setting.long)
                        .any(|(_, other)| other.accepts(&in_variable(other, &text)).is_ok()) => {}
                Err(reason) => {
                    return Err(ConfigError::Variable {
                        name,
                        value: quoted(&text),
                        reason,
                    });
                }
            }
        }
        Ok(None)
    }

    /// What the file says, which was checked: a value that this subcommand does not take is meant for another.
    fn in_file(&self, runnable: &Runnable, setting: &Setting) -> Option<Layered> {
        let file = self.file.as_ref()?;
        setting
            .depths(&runnable.path)
            .filter_map(|depth| {
                file.entries
                    .iter()
                    .find(|entry| entry.table == runnable.path[..depth] && entry.key == setting.long)
            })
            .find_map(|entry| {
                Some(Layered {
                    id: setting.id.clone(),
                    long: setting.long.clone(),
                    kind: setting.kind,
                    values: values(setting, entry, file).ok()?,
                    origin: Origin::File {
                        path: file.path.clone(),
                        line: entry.place.line,
                    },
                })
            })
    }

    /// Every setting of every subcommand, once where they agree.
    fn shown(&self) -> Result<Shown, ConfigError> {
        type Value = (Vec<String>, Option<Origin>);
        let nothing_typed = ArgMatches::default();
        let mut by_long: Vec<(String, Vec<(String, Reach, Value)>)> = Vec::new();
        for runnable in &self.runnables {
            let layered = self.of(runnable, &nothing_typed)?;
            for setting in &runnable.settings {
                let value = layered
                    .iter()
                    .find(|layered| layered.id == setting.id)
                    .map_or_else(
                        || (setting.defaults.clone(), None),
                        |layered| (layered.values.clone(), Some(layered.origin.clone())),
                    );
                let of_one = (runnable.path.join("."), setting.reach, value);
                match by_long.iter_mut().find(|(long, _)| *long == setting.long) {
                    Some((_, all)) => all.push(of_one),
                    None => by_long.push((setting.long.clone(), vec![of_one])),
                }
            }
        }
        let mut rows = Vec::new();
        for (long, all) in by_long {
            let agree = all.iter().all(|(_, reach, value)| {
                *reach == Reach::Everywhere || (*reach == Reach::Subcommand && *value == all[0].2)
            });
            let together = agree && (all.len() > 1);
            let shown = if together { 1 } else { all.len() };
            for (path, _, (values, origin)) in all.into_iter().take(shown) {
                rows.push(Row {
                    key: if together {
                        long.clone()
                    } else {
                        format!("{path}.{long}")
                    },
                    values,
                    origin,
                });
            }
        }
        Ok(Shown {
            file: self.file.as_ref().map(|file| file.path.clone()),
            rows,
        })
    }
}

/// Pairs of options that exclude each other, wherever they stand.
fn conflicts(command: &Command) -> Vec<(String, String)> {
    let own = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set())
        .flat_map(|arg| {
            command
                .get_arg_conflicts_with(arg)
                .into_iter()
                .map(move |other| (arg.get_id().to_string(), other.get_id().to_string()))
        });
    own.chain(command.get_subcommands().flat_map(conflicts)).collect()
}

/// The values of a variable: of an option that may be given several times, one a line, since a name may hold any other
/// separator.
fn in_variable(setting: &Setting, text: &str) -> Vec<String> {
    match setting.times {
        Times::Once => vec![text.to_owned()],
        Times::Many => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

/// The values of a key, as the command line would have them.
fn values(setting: &Setting, entry: &Entry, file: &ConfigFile) -> Result<Vec<String>, String> {
    let one = |raw: &Raw| match (setting.kind, raw) {
        (Kind::Switch, Raw::Switch(on)) => Ok(on.to_string()),
        (Kind::Switch, _) => Err("write true or false, without quotes".to_owned()),
        (Kind::Number, Raw::Number(number)) => Ok(number.to_string()),
        (Kind::Number, _) => Err("write a whole number, without quotes".to_owned()),
        (Kind::Text, Raw::Text(text) | Raw::Date(text)) => rebased(setting, text, file),
        // A sheet by its number, or a year.
        (Kind::Text, Raw::Number(number)) => Ok(number.to_string()),
        (Kind::Text, _) => Err("write it as text, in quotes".to_owned()),
    };
    let values = match (&entry.value, setting.times) {
        (Raw::Many(several), Times::Many) => several.iter().map(one).collect::<Result<Vec<_>, _>>()?,
        (Raw::Many(_), Times::Once) => return Err("it takes one value".to_owned()),
        (raw, _) => vec![one(raw)?],
    };
    setting.accepts(&values)?;
    Ok(values)
}

/// A relative path, from where the file lies and not from where the program is run.
fn rebased(setting: &Setting, text: &str, file: &ConfigFile) -> Result<String, String> {
    let folder = file.path.parent().unwrap_or(Path::new(""));
    let from_file = |path: &str| folder.join(path).to_string_lossy().into_owned();
    match setting.holds {
        Holds::NoPath => Ok(text.to_owned()),
        // The standard input, and what is empty, stay what they are.
        Holds::Path if text == "-" || text.is_empty() => Ok(text.to_owned()),
        Holds::Path => Ok(from_file(text)),
        Holds::Report => {
            let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
                return Ok(text.to_owned());
            };
            // Whoever works in a folder that came from elsewhere has not agreed to have other files replaced.
            let stays = Path::new(path).components().all(|part| {
                matches!(
                    part,
                    std::path::Component::Normal(_) | std::path::Component::CurDir
                )
            });
            if file.chosen == Chosen::Found && !stays {
                return Err(
                    "a file that was found writes reports only into its own folder or below; name the file with --config"
                        .to_owned(),
                );
            }
            Ok(format!("{format}={}", from_file(path)))
        }
    }
}

fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// Whether what was typed asks for anything: a switch that is typed as off does not.
fn is_on_when_typed(typed: &ArgMatches, id: &str) -> bool {
    !matches!(typed.try_get_one::<bool>(id), Ok(Some(false)))
}

fn is_yes(values: &[String]) -> bool {
    matches!(values, [one] if ["y", "yes", "t", "true", "on", "1"].contains(&one.to_lowercase().as_str()))
}

fn is_no(values: &[String]) -> bool {
    matches!(values, [one] if ["n", "no", "f", "false", "off", "0"].contains(&one.to_lowercase().as_str()))
}

/// A value for a message: cut to what can be read.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let cut: String = text.chars().take(SHOWN).collect();
    let more = if cut.len() < text.len() { "..." } else { "" };
    format!("\"{cut}{more}\"")
}

fn in_words(raw: &Raw) -> String {
    match raw {
        Raw::Text(text) => quoted(text),
        Raw::Number(number) => number.to_string(),
        Raw::Switch(on) => on.to_string(),
        Raw::Many(several) => match several.iter().find(|one| matches!(one, Raw::Text(_))) {
            Some(text) if several.len() == 1 => in_words(text),
            _ => raw.in_words().to_owned(),
        },
        other => other.in_words().to_owned(),
    }
}
