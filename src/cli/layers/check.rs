//! Checks the whole configuration file, and says what was likely meant.

use super::config::Config;
use super::error::ConfigError;
use super::file::{ConfigFile, Entry};
use super::settings::{ABOUT_THE_FILE, Reach, variable};
use super::values::{in_words, values};
use crate::nearest::nearest;

impl Config {
    /// Checks the whole file, also what this run has no use for: a mistake is told on the first run, not on the day
    /// when it matters.
    pub(super) fn check(&self, file: &ConfigFile) -> Result<(), ConfigError> {
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
            [one, other] => return format!("{written} belongs to {one} or {other}"),
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
        if ABOUT_THE_FILE.contains(&written.as_str()) {
            return format!("give it as --{written} or {}", variable(&[], &written));
        }
        match nearest(&written, &here, |key| (*key).clone()) {
            Some(near) => format!("did you mean {near}?"),
            None => "see every key with: moveit-exposure schema config".to_owned(),
        }
    }
}
