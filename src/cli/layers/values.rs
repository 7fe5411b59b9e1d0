//! Values as the file and the environment have them, made into what the command line would have.

use std::path::Path;

use super::file::{Chosen, ConfigFile, Entry, Raw};
use super::settings::{Holds, Kind, Setting, Times};

/// The values of a variable: of an option that may be given several times, one a line, since a name may hold any other
/// separator.
pub(super) fn in_variable(setting: &Setting, text: &str) -> Vec<String> {
    match setting.times {
        Times::Once if setting.kind == Kind::Switch => {
            let given = [text.to_owned()];
            let [text] = match (is_yes(&given), is_no(&given)) {
                (true, _) => ["true".to_owned()],
                (_, true) => ["false".to_owned()],
                _ => given,
            };
            vec![text]
        }
        Times::Once => vec![text.to_owned()],
        Times::Many => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

/// The values of a key, as the command line would have them.
pub(super) fn values(setting: &Setting, entry: &Entry, file: &ConfigFile) -> Result<Vec<String>, String> {
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
pub(super) fn rebased(setting: &Setting, text: &str, file: &ConfigFile) -> Result<String, String> {
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

pub(super) fn is_yes(values: &[String]) -> bool {
    matches!(values, [one] if ["y", "yes", "t", "true", "on", "1"].contains(&one.to_lowercase().as_str()))
}

pub(super) fn is_no(values: &[String]) -> bool {
    matches!(values, [one] if ["n", "no", "f", "false", "off", "0"].contains(&one.to_lowercase().as_str()))
}

/// A value for a message: cut to what can be read.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let cut: String = text.chars().take(SHOWN).collect();
    let more = if cut.len() < text.len() { "..." } else { "" };
    format!("\"{cut}{more}\"")
}

pub(super) fn in_words(raw: &Raw) -> String {
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
