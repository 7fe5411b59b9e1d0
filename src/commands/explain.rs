//! `explain`: why a name matches, or what held the nearest records back.

use super::{CommandError, Streams};
use crate::cli::{ExplainArgs, SimpleFormat};
use crate::dataset::Dataset;
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::matching::{ExplainedCandidate, Explanation, Query, WordRole};
use crate::report::text::paragraph;
use crate::screening;
use crate::settings::{Common, ListSettings, matching};

pub(super) fn run(
    args: &ExplainArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let index = screening::index(&list);
    let query = Query {
        name: &args.name,
        country: args.country,
        domain: args.domain.as_deref(),
    };
    let explanation = index.explain(&query, matching(&args.matching));
    let rendered = match args.format {
        SimpleFormat::Text => text(&list, &args.name, &explanation, common.layout.width),
        SimpleFormat::Json | SimpleFormat::Jsonl => serde_json::to_string_pretty(&explanation)? + "\n",
    };
    streams.out.write_all(rendered.as_bytes())?;
    Ok(ExitStatus::Nothing)
}

fn text(list: &Dataset, name: &str, explanation: &Explanation, width: usize) -> String {
    let mut out = String::new();
    let mut line = |indent: usize, text: &str| paragraph(&mut out, width, indent, &terminal(text));
    line(0, name);
    line(2, &format!("Normalized: {}", explanation.folded));
    for word in &explanation.words {
        line(
            4,
            &format!(
                "{}: {}, weight {:.2}, in {} of the names behind the word table",
                word.word,
                role(word.role),
                word.weight,
                word.known_names
            ),
        );
    }
    if let Some(host) = &explanation.host {
        line(2, &format!("Host: {host}"));
    }
    if let Some(reason) = explanation.unscreened {
        line(2, &format!("Not looked up: {}", reason.reason()));
    }
    let (matches, others): (Vec<_>, Vec<_>) = explanation
        .candidates
        .iter()
        .partition(|candidate| candidate.strength.is_some());
    let mut candidates = |heading: &str, candidates: &[&ExplainedCandidate]| {
        if candidates.is_empty() {
            return;
        }
        line(2, heading);
        for candidate in candidates {
            let organization = list
                .record(&candidate.id)
                .map_or(candidate.id.as_str(), |r| &r.name);
            let strength = candidate.strength.map_or("no match", |s| s.word());
            let listed = match &candidate.name {
                Some(name) if name != organization => format!(", as \"{name}\""),
                _ => String::new(),
            };
            line(
                4,
                &format!(
                    "{organization} ({}){listed}: {strength}, score {:.3}",
                    candidate.id, candidate.score
                ),
            );
            for evidence in &candidate.evidence {
                let decisive = if evidence.decisive { " (decisive)" } else { "" };
                line(6, &format!("{}{decisive}", evidence.sentence()));
            }
            for reason in &candidate.held_back {
                line(6, &format!("Held back: {reason}"));
            }
        }
    };
    candidates("Matches", &matches);
    candidates("Nearest records that do not match", &others);
    if let Some(margin) = explanation.margin {
        line(
            2,
            &format!("The best stands {margin:.3} before the next organization."),
        );
    }
    if matches.is_empty() {
        line(2, "No record matches. Absence from the list proves nothing.");
    }
    out
}

fn role(role: WordRole) -> &'static str {
    match role {
        WordRole::Content => "a word that tells",
        WordRole::LegalForm => "legal form",
        WordRole::Connective => "small word",
        WordRole::Generic => "a word that many organizations have",
        WordRole::Workplace => "workplace",
        WordRole::Place => "place",
        WordRole::Number => "number",
    }
}
