//! What a run tells of the ledger on standard error: that it is in force, and what the owners of its decisions should do.

use std::io;

use super::Streams;
use crate::escape::shell_word;
use crate::ledger::{DEFAULT_FILE, Decision, Ledger, Notice, NoticeKind};
use crate::settings::ListSettings;

/// Notices that are told one by one; more are counted.
const SHOWN: usize = 20;
/// Unused decisions that are named.
const NAMED: usize = 5;

/// The commands that mend a ledger, as the user would type them.
pub(super) struct Mending {
    /// Which ledger and which list.
    options: Vec<(&'static str, Option<String>)>,
}

impl Mending {
    /// For this ledger and this list.
    pub(super) fn new(ledger: &Ledger, list: &ListSettings) -> Self {
        let file = ledger.path().display().to_string();
        let mut options = list.options();
        options.extend((file != DEFAULT_FILE).then_some(("--ledger", Some(file))));
        Self { options }
    }

    /// Accepts the finding of a decision's subject again.
    pub(super) fn accept(&self, decision: &Decision, vendors: &[String]) -> String {
        let mut words = vec!["moveit-exposure accept add".to_owned()];
        words.extend((!decision.subject.is_empty()).then(|| shell_word(&decision.subject).into_owned()));
        let mut option = |name: &str, value: Option<&str>| {
            words.extend(value.map(|value| format!("{name} {}", shell_word(value))));
        };
        option("--domain", decision.domain.as_deref());
        option("--country", decision.country.as_ref().map(|c| c.code()));
        option("--key", decision.key.as_deref());
        for vendor in vendors {
            option("--vendor", Some(vendor));
        }
        option("--reason", Some("WHY"));
        option("--owner", Some(&decision.owner));
        option("--until", Some("DATE"));
        self.with_options(words)
    }

    /// Removes decisions: those on a subject, or those that cannot hold any more.
    pub(super) fn prune(&self, subject: Option<&str>) -> String {
        let mut words = vec!["moveit-exposure accept prune".to_owned()];
        words.extend(subject.map(|subject| shell_word(subject).into_owned()));
        self.with_options(words)
    }

    fn with_options(&self, mut words: Vec<String>) -> String {
        for (name, value) in &self.options {
            words.push((*name).to_owned());
            words.extend(value.as_deref().map(|value| shell_word(value).into_owned()));
        }
        words.join(" ")
    }
}

/// Says that a ledger is in force.
pub(super) fn announce(ledger: &Ledger, streams: &mut Streams<'_>) -> io::Result<()> {
    let decisions = match ledger.entries().len() {
        1 => "1 decision".to_owned(),
        n => format!("{n} decisions"),
    };
    streams.note(&format!(
        "the ledger {} is in force, with {decisions}; --no-ledger leaves it out",
        ledger.path().display()
    ))
}

/// Tells the owners of decisions what they should know, each with the command that mends it.
pub(super) fn tell(
    ledger: &Ledger,
    notices: &[Notice<'_>],
    mending: &Mending,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let (unused, others): (Vec<_>, Vec<_>) = notices
        .iter()
        .partition(|notice| notice.kind == NoticeKind::Unused);
    for notice in others.iter().take(SHOWN) {
        streams.warn(&sentence(ledger, notice, mending))?;
    }
    if others.len() > SHOWN {
        streams.warn(&format!(
            "and {} more decisions to look at: moveit-exposure accept list",
            others.len() - SHOWN
        ))?;
    }
    if let Some(first) = unused.first() {
        let mut names: Vec<String> = unused
            .iter()
            .take(NAMED)
            .map(|notice| format!("\"{}\"", notice.entry.decision.shown()))
            .collect();
        if unused.len() > NAMED {
            names.push(format!("{} more", unused.len() - NAMED));
        }
        streams.note(&format!(
            "{} of {} decisions in {} were not used, since their subjects have no finding in this run: {}; \
             remove one that is not needed any more: {}",
            unused.len(),
            ledger.entries().len(),
            ledger.path().display(),
            names.join(", "),
            mending.prune(Some(first.entry.decision.shown()))
        ))?;
    }
    Ok(())
}

fn sentence(ledger: &Ledger, notice: &Notice<'_>, mending: &Mending) -> String {
    let decision = &notice.entry.decision;
    let what = format!(
        "{}:{}: the decision of {} on \"{}\" {}",
        ledger.path().display(),
        notice.entry.line,
        decision.owner,
        decision.shown(),
        notice.text
    );
    let renew = || mending.accept(decision, &notice.vendors);
    match notice.kind {
        NoticeKind::ExpiresSoon => format!("{what}; renew it: {}", renew()),
        NoticeKind::Expired => format!(
            "{what}; renew it: {}; or remove it: {}",
            renew(),
            mending.prune(None)
        ),
        NoticeKind::Changed => format!(
            "{what}; look at the finding, and accept it anew: {}; or remove the decision: {}",
            renew(),
            mending.prune(Some(decision.shown()))
        ),
        NoticeKind::UnknownRecord => format!("{what}; remove it: {}", mending.prune(None)),
        NoticeKind::SameName | NoticeKind::Unused => {
            format!(
                "{what}; remove it, if it is not needed any more: {}",
                mending.prune(Some(decision.shown()))
            )
        }
    }
}
