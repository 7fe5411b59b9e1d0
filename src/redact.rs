//! A report to pass on: what the user gave stands as salted hashes, what the list says stays as it is.
//!
//! A hash is the first 80 bits of the SHA-256 over the salt, a zero byte and the folded name (case, marks and signs left
//! out), so that one name has one hash in every report of one salt. Whoever has the salt can try names against it.
//!
//! A finding still names the listed organization: a subject that is found is known by that.

use std::borrow::Cow;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::dataset::hex;
use crate::exposure::ExposurePath;
use crate::exposure::path::PathHop;
use crate::matching::{Evidence, Finding as EvidenceFinding};
use crate::names::fold;
use crate::report::Report;
use crate::report::model::{
    DecisionInfo, Finding, InputInfo, ListInfo, MatchInfo, SettingsInfo, VendorInfo, shown,
};

/// What stands for a word of the user's in a piece of evidence.
const WORD: &str = "(redacted)";

/// Puts salted hashes in the place of what the user gave.
#[derive(Debug, Clone)]
pub struct Redaction {
    salt: String,
}

impl Redaction {
    /// With a salt: the same one gives the same hashes.
    #[must_use]
    pub fn new(salt: String) -> Self {
        Self { salt }
    }

    /// With a salt of 128 bits from the system's source of randomness.
    ///
    /// # Errors
    /// The system has none.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        Ok(Self::new(hex(&salt)))
    }

    /// The salt, to be shown to the user once.
    #[must_use]
    pub fn salt(&self) -> &str {
        &self.salt
    }

    /// The hash of a text, behind the word for what it is: `name-0a1b2c3d4e5f60718293`.
    fn hashed(&self, what: &str, text: &str) -> String {
        if text.trim().is_empty() {
            return String::new();
        }
        // What folds to nothing, such as a row of signs, is hashed as it stands.
        let folded = match fold(text) {
            folded if folded.is_empty() => text.to_owned(),
            folded => folded,
        };
        let digest = Sha256::new()
            .chain_update(self.salt.as_bytes())
            .chain_update([0])
            .chain_update(folded.as_bytes())
            .finalize();
        format!("{what}-{}", hex(&digest[..10]))
    }

    /// Redacts a finding.
    pub fn finding(&self, finding: &mut Finding) {
        let name = self.hashed("name", &finding.subject.name);
        let domain = finding
            .subject
            .domain
            .as_deref()
            .map(|d| self.hashed("domain", d));
        self.paths(finding, shown(&name, domain.as_deref()));
        self.reason(finding);
        let subject = &mut finding.subject;
        subject.name = name;
        subject.key = subject.key.as_deref().map(|key| self.hashed("key", key));
        subject.domain = domain;
        for vendor in &mut finding.vendors {
            self.vendor(vendor);
        }
        finding.matches.iter_mut().for_each(matched);
        if let Some(decision) = &mut finding.accepted {
            self.decision(decision);
        }
        if let Some(reopened) = &mut finding.reopened {
            self.decision(&mut reopened.decision);
        }
    }

    fn decision(&self, decision: &mut Arc<DecisionInfo>) {
        let decision = Arc::make_mut(decision);
        decision.owner = self.hashed("owner", &decision.owner);
        WORD.clone_into(&mut decision.reason);
    }

    /// Redacts what a report says of the ledger and of the baseline.
    pub fn decisions(&self, report: &mut Report) {
        if let Some(ledger) = &mut report.ledger {
            "ledger".clone_into(&mut ledger.file);
            // They name subjects and owners; whoever keeps the ledger has them on standard error.
            ledger.notices.clear();
        }
        if let Some(baseline) = &mut report.baseline {
            "baseline".clone_into(&mut baseline.file);
        }
    }

    /// Only a hop that the user declared has the user's own words.
    fn paths(&self, finding: &mut Finding, name: &str) {
        let given = finding.subject.shown();
        for path in &mut finding.paths {
            let mut is_given = false;
            for PathHop {
                from,
                to,
                to_id,
                services,
                ..
            } in &mut path.hops
            {
                if is_given {
                    name.clone_into(from);
                    services.clear();
                }
                is_given = to_id.is_none() && to.as_str() == given;
                if is_given {
                    name.clone_into(to);
                }
            }
            let record = path.hops.iter().find_map(|hop| hop.to_id.as_deref());
            let listing = finding.listings.iter().find(|l| Some(l.id.as_str()) == record);
            let again = ExposurePath {
                outflow: listing.map(|l| l.outflow).unwrap_or_default(),
                hops: std::mem::take(&mut path.hops),
            };
            path.text = again.to_string();
            path.hops = again.hops;
        }
    }

    fn reason(&self, finding: &mut Finding) {
        for vendor in &finding.vendors {
            let quoted = format!("\"{}\"", vendor.name);
            if finding.reason.contains(&quoted) {
                let hash = format!("\"{}\"", self.hashed("name", &vendor.name));
                finding.reason = Cow::Owned(finding.reason.replace(&quoted, &hash));
            }
        }
    }

    fn vendor(&self, vendor: &mut VendorInfo) {
        vendor.name = self.hashed("name", &vendor.name);
        vendor.service = None;
        vendor.matches.iter_mut().for_each(matched);
    }

    /// Redacts what a run was told.
    pub fn settings(&self, settings: &mut SettingsInfo) {
        settings.redacted = true;
        for vendor in &mut settings.vendors {
            *vendor = self.hashed("name", vendor);
        }
    }

    /// Redacts what was read: the name of a file may tell, and so may the hash of a short one.
    pub fn inputs(&self, inputs: &mut [InputInfo]) {
        for (number, input) in (1..).zip(inputs) {
            input.name = format!("input {number}");
            input.sha256 = None;
            // Behind the format stands what was found in the file, such as the name of a sheet.
            let format = input.format.split(", sheet").next().unwrap_or_default();
            input.format = format.to_owned();
        }
    }

    /// Redacts the names of files with records of the user's own.
    pub fn dataset(&self, dataset: &mut ListInfo) {
        for (number, addition) in (1..).zip(&mut dataset.additions) {
            addition.file = format!("own list {number}");
        }
    }

    /// Redacts a whole report.
    pub fn report(&self, report: &mut Report) {
        self.settings(&mut report.settings);
        self.inputs(&mut report.inputs);
        self.dataset(&mut report.dataset);
        self.decisions(report);
        for finding in &mut report.findings {
            self.finding(finding);
        }
    }
}

fn matched(hit: &mut MatchInfo) {
    for Evidence { finding, .. } in &mut hit.evidence {
        evidence(finding);
    }
}

/// The words that were given; those of the list stay.
fn evidence(finding: &mut EvidenceFinding) {
    match finding {
        EvidenceFinding::LegalFormDiffers { given, .. } => {
            if let Some(given) = given {
                WORD.clone_into(given);
            }
        }
        EvidenceFinding::WordsAgree { given, .. }
        | EvidenceFinding::DomainEqual { given, .. }
        | EvidenceFinding::EmailDomain { given, .. }
        | EvidenceFinding::DomainDiffers { given }
        | EvidenceFinding::DomainShared { given, .. } => WORD.clone_into(given),
        EvidenceFinding::LeftOverGiven { words } => *words = vec![WORD.to_owned()],
        // These speak of the listed name alone.
        EvidenceFinding::NameAsWritten { .. }
        | EvidenceFinding::NameNormalized { .. }
        | EvidenceFinding::ConnectivesDiffer
        | EvidenceFinding::SpacingDiffers
        | EvidenceFinding::WordOrderDiffers
        | EvidenceFinding::CutShort { .. }
        | EvidenceFinding::LeftOverListed { .. }
        | EvidenceFinding::AcronymAlone { .. }
        | EvidenceFinding::CommonName { .. }
        | EvidenceFinding::GenericName
        | EvidenceFinding::LegalFormAgrees { .. }
        | EvidenceFinding::CountryAgrees { .. }
        | EvidenceFinding::CountryDiffers { .. }
        | EvidenceFinding::RegionAgrees { .. }
        | EvidenceFinding::Ambiguous { .. } => {}
    }
}
