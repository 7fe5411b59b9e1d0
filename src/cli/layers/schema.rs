//! The JSON Schema of the configuration file, from the same definitions as the command line.

use serde_json::{Map, Value, json};

use clap::CommandFactory as _;

use super::settings::{Kind, Reach, Runnable, Setting, Times, runnables};
use crate::cli::Cli;

/// The schema, for editors and for those who write the file by program.
pub(crate) fn schema() -> Value {
    let runnables = runnables(&Cli::command());
    let mut root = table(&runnables, &[]);
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("moveit-exposure.toml");
    root["description"] = json!(
        "Settings of moveit-exposure. A key is the long name of an option. At the top level it holds for every \
         subcommand that has the option; in the table of a subcommand for that one, before the top level."
    );
    root
}

fn table(runnables: &[Runnable], scope: &[String]) -> Value {
    let mut properties = Map::new();
    let below: Vec<&Runnable> = runnables.iter().filter(|r| r.path.starts_with(scope)).collect();
    let mut longs: Vec<&str> = Vec::new();
    for runnable in &below {
        for setting in &runnable.settings {
            let here = setting.depths(&runnable.path).any(|depth| depth == scope.len());
            if here && setting.has_key() && !longs.contains(&setting.long.as_str()) {
                longs.push(&setting.long);
            }
        }
    }
    for long in longs {
        let same: Vec<(&Runnable, &Setting)> = below
            .iter()
            .flat_map(|r| r.settings.iter().map(|s| (*r, s)))
            .filter(|(r, s)| s.long == long && s.depths(&r.path).any(|depth| depth == scope.len()))
            .collect();
        properties.insert(long.to_owned(), property(&same));
    }
    let mut tables: Vec<&String> = below
        .iter()
        .filter(|r| r.settings.iter().any(|s| s.reach != Reach::Everywhere))
        .filter_map(|r| r.path.get(scope.len()))
        .collect();
    tables.dedup();
    for name in tables {
        let scope: Vec<String> = scope.iter().chain([name]).cloned().collect();
        let mut below = table(runnables, &scope);
        below["description"] = json!(format!("For `{}` alone.", scope.join(" ")));
        properties.insert(name.clone(), below);
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// What a key takes: whatever one of the options of that name takes.
fn property(same: &[(&Runnable, &Setting)]) -> Value {
    let (_, first) = same[0];
    let mut words: Vec<&str> = Vec::new();
    for word in same.iter().flat_map(|(_, setting)| &setting.words) {
        if !words.contains(&word.as_str()) {
            words.push(word);
        }
    }
    let one = match first.kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": "integer", "minimum": 0 }),
        Kind::Text if !words.is_empty() => json!({ "type": "string", "enum": words }),
        Kind::Text => json!({ "type": ["string", "integer"] }),
    };
    let mut property = if same.iter().any(|(_, setting)| setting.times == Times::Many) {
        json!({ "anyOf": [one, { "type": "array", "items": one }] })
    } else {
        one
    };
    let differs = same.iter().any(|(_, setting)| setting.help != first.help);
    property["description"] = json!(if differs {
        let each: Vec<String> = same
            .iter()
            .map(|(runnable, setting)| format!("{}: {}", runnable.path.join(" "), setting.help))
            .collect();
        each.join("\n")
    } else {
        first.help.clone()
    });
    let default = match (first.kind, first.defaults.as_slice()) {
        (Kind::Switch, _) => Some(json!(false)),
        (_, [one]) => Some(json!(one)),
        _ => None,
    };
    if let Some(default) = default.filter(|_| !differs) {
        property["default"] = default;
    }
    property
}
