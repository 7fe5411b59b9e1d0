//! The commented file that `init` writes, from the same definitions as the command line.

use std::fmt::Write as _;

use clap::CommandFactory as _;

use super::settings::{Kind, Runnable, Setting, Times, runnables, variable};
use crate::cli::Cli;

const HEAD: &str = "\
# Settings of moveit-exposure, for this folder and those below it.
#
# Every line is commented out and changes nothing; take the # away from what you want to set. A key is the long name of
# an option. What is typed goes before the environment (MOVEIT_EXPOSURE_FAIL_ON for fail-on), that before this file.
# A key at the top holds for every subcommand that has the option; in a table, such as [check], for that one alone.
# An option that may be given several times takes a list; what is typed takes the place of the whole list.
# Relative paths are looked up from the folder of this file.
#
# moveit-exposure config show     says what is in force, and where it comes from
# moveit-exposure schema config   prints the JSON Schema of this file, for editors
";

/// Examples for options that have no default to show.
const EXAMPLES: [(&str, &str); 26] = [
    ("as-of", "\"2026-12-01\""),
    ("baseline", "\"last-review.json\""),
    ("cache-dir", "\"cache\""),
    ("column", "[\"name=Supplier Name\", \"key=Supplier Number\"]"),
    ("country", "\"GB\""),
    ("dataset", "[\"our-records.toml\"]"),
    ("deadline", "\"10s\""),
    ("domain", "\"example.org\""),
    ("for", "\"hr\""),
    ("input", "[\"suppliers.xlsx\"]"),
    ("installed", "\"MOVEit Transfer 2022.1.4\""),
    ("key", "\"S-7\""),
    ("ledger", "\"decisions.toml\""),
    ("list-version", "\"2026.12.1\""),
    ("owner", "\"Dana\""),
    ("public-key", "[\"lists.pub\"]"),
    ("reason", "\"Answered in writing\""),
    ("redact-salt", "\"the salt of an earlier report\""),
    ("report", "[\"csv=out.csv\", \"html=report.html\"]"),
    (
        "sha256",
        "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
    ),
    ("sheet", "\"Suppliers\""),
    ("since", "\"2023-06\""),
    ("source-url", "[\"kev=https://mirror.example/kev.json\"]"),
    ("threads", "2"),
    ("until", "\"2027-03-31\""),
    ("vendor", "\"Zellis\""),
];

/// The file.
pub(crate) fn template() -> String {
    let runnables = runnables(&Cli::command());
    let mut out = HEAD.to_owned();
    let mut shared: Vec<&Setting> = Vec::new();
    for setting in runnables.iter().flat_map(|runnable| &runnable.settings) {
        if setting.has_key()
            && is_shared(setting, &runnables)
            && !shared.iter().any(|known| known.long == setting.long)
        {
            shared.push(setting);
        }
    }
    // In the order of their headings' first option.
    let mut headings: Vec<&str> = shared.iter().map(|setting| setting.heading.as_str()).collect();
    let mut seen = Vec::new();
    headings.retain(|heading| {
        let new = !seen.contains(heading);
        seen.push(heading);
        new
    });
    for heading in headings {
        let _ = write!(out, "\n# -- {heading} --\n");
        for setting in shared.iter().filter(|setting| setting.heading == heading) {
            write_setting(&mut out, setting, &variable(&[], &setting.long));
        }
    }
    for runnable in &runnables {
        let mut own = runnable
            .settings
            .iter()
            .filter(|setting| setting.has_key() && !is_shared(setting, &runnables))
            .peekable();
        if own.peek().is_some() {
            let _ = write!(out, "\n[{}]\n", runnable.path.join("."));
        }
        for setting in own {
            let alone = runnables
                .iter()
                .flat_map(|runnable| &runnable.settings)
                .filter(|other| other.long == setting.long)
                .count()
                == 1;
            let scope = if alone { &[][..] } else { &runnable.path };
            write_setting(&mut out, setting, &variable(scope, &setting.long));
        }
    }
    out
}

/// Whether several subcommands have the option, and it means the same to all of them.
fn is_shared(setting: &Setting, runnables: &[Runnable]) -> bool {
    let same: Vec<&Setting> = runnables
        .iter()
        .flat_map(|runnable| &runnable.settings)
        .filter(|other| other.long == setting.long)
        .collect();
    same.len() > 1 && same.iter().all(|other| other.help == setting.help)
}

fn write_setting(out: &mut String, setting: &Setting, variable: &str) {
    let _ = writeln!(out, "\n# {}", setting.help.replace('\n', "\n# "));
    if !setting.words.is_empty()
        && setting
            .words
            .iter()
            .any(|word| !setting.help.contains(word.as_str()))
    {
        let words = format!("It takes {}.", setting.words.join(", "));
        for line in textwrap::wrap(&words, 110) {
            let _ = writeln!(out, "# {line}");
        }
    }
    let _ = writeln!(out, "# Variable: {variable}");
    let example = EXAMPLES.iter().find(|(long, _)| *long == setting.long);
    let value = match (setting.kind, setting.defaults.as_slice(), example) {
        (Kind::Switch, _, _) => "true".to_owned(),
        (_, [default], _) => format!("\"{default}\""),
        (_, _, Some((_, example))) if setting.times == Times::Once => {
            example.trim_matches(['[', ']']).to_owned()
        }
        (_, _, Some((_, example))) if example.starts_with('[') => (*example).to_owned(),
        (_, _, Some((_, example))) => format!("[{example}]"),
        (Kind::Number, _, None) => "30".to_owned(),
        (Kind::Text, _, None) => match setting.words.first() {
            Some(word) => format!("\"{word}\""),
            None => format!("\"{}\"", setting.placeholder),
        },
    };
    let _ = writeln!(out, "#{} = {value}", setting.long);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_of_options_that_there_are() {
        let runnables = runnables(&Cli::command());
        for (long, _) in EXAMPLES {
            assert!(
                runnables.iter().flat_map(|r| &r.settings).any(|s| s.long == long),
                "{long}"
            );
        }
    }
}
