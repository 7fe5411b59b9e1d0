//! Everything that is set outside of the command line, and what of it holds for a subcommand.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::command::{is_on_when_typed, is_typed};
use super::error::ConfigError;
use super::file::{Chosen, ConfigFile, Search};
use super::settings::{PREFIX, Reach, Runnable, Setting, variable};
use super::values::{in_variable, is_no, is_yes, quoted, values};
use super::{Layered, Origin, Row, Shown, Surroundings, file, settings};
use crate::nearest::nearest;

/// Options of `check` that say how a list is read. Where names are typed, they are all that is looked up, and a list
/// that the file or the environment names waits for a run without.
const ABOUT_A_LIST: [&str; 3] = ["input", "sheet", "column"];

/// Everything that is set outside of the command line.
pub(super) struct Config {
    pub(super) runnables: Vec<Runnable>,
    file: Option<ConfigFile>,
    variables: BTreeMap<String, OsString>,
    /// Pairs of options of one subcommand that exclude each other, by clap's names.
    conflicts: Vec<(String, String)>,
    pub(super) warnings: Vec<String>,
}

impl Config {
    pub(super) fn load(
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

    /// Nothing but a file.
    #[cfg(any(test, fuzzing))]
    pub(super) fn of_file(runnables: Vec<Runnable>, file: ConfigFile) -> Result<Self, ConfigError> {
        let config = Self {
            runnables,
            file: None,
            variables: BTreeMap::new(),
            conflicts: Vec::new(),
            warnings: Vec::new(),
        };
        config.check(&file)?;
        Ok(Self {
            file: Some(file),
            ..config
        })
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
    pub(super) fn addressed<'a>(
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

    /// What holds for a subcommand without being typed.
    pub(super) fn of(&self, runnable: &Runnable, typed: &ArgMatches) -> Result<Vec<Layered>, ConfigError> {
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
    pub(super) fn shown(&self) -> Result<Shown, ConfigError> {
        let nothing_typed = ArgMatches::default();
        let mut all: Vec<(&Setting, Row)> = Vec::new();
        for runnable in &self.runnables {
            let layered = self.of(runnable, &nothing_typed)?;
            for setting in &runnable.settings {
                let found = layered.iter().find(|layered| layered.id == setting.id);
                let row = Row {
                    key: format!("{}.{}", runnable.path.join("."), setting.long),
                    values: found
                        .map_or_else(|| setting.defaults.clone(), |found| setting.shown(&found.values)),
                    origin: found.map(|found| found.origin.clone()),
                };
                all.push((setting, row));
            }
        }
        let mut rows = Vec::new();
        while let Some((first, _)) = all.first() {
            let long = first.long.clone();
            let (same, others): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|(setting, _)| setting.long == long);
            all = others;
            let (first, row) = &same[0];
            let agree = same.iter().all(|(setting, other)| {
                setting.reach == first.reach
                    && (setting.reach == Reach::Everywhere
                        || (&other.values, &other.origin) == (&row.values, &row.origin))
            });
            if agree && same.len() > 1 {
                rows.push(Row {
                    key: long,
                    values: row.values.clone(),
                    origin: row.origin.clone(),
                });
            } else {
                rows.extend(same.into_iter().map(|(_, row)| row));
            }
        }
        Ok(Shown {
            file: self.file.as_ref().map(|file| file.path.clone()),
            rows,
        })
    }
}
