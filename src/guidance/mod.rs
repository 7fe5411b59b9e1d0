//! What to do next: steps as data (`steps/*.toml`) and the rules that choose them for a finding.
//!
//! A file holds the steps of one reader, everywhere (`individual.toml`) or in one country or group of countries
//! (`individual-gb.toml`, `hr-eu.toml`); `everyone.toml` holds those of all readers. A step of a country adds to the
//! general ones, or stands in for those that its `replaces` names.
//!
//! To add a step: put it into the file of its reader and country (a new file is also entered in `files.rs`), give it an
//! id that begins with the file's name and never changes, write one to three plain sentences in your own words, and name
//! the official page that bears it out. What has no source is left out. The tests of this module check the rest.

mod choose;
mod files;
#[cfg(test)]
mod lint;
mod model;

pub use model::{Reader, Region, Situation, Step, StepSource};

use model::StepFile;

/// Stands in a step's text where a report sets in what the advisories say of versions, or nothing.
pub const VERSION_QUESTION: &str = "{version-question}";

/// A bundled step file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "the bundled guidance file {file}.toml cannot be read: {reason}; this is a fault of the program, please report it"
)]
pub struct GuidanceError {
    file: &'static str,
    reason: Box<toml::de::Error>,
}

/// The steps, in the order in which they are shown.
#[derive(Debug, Clone)]
pub struct Guidance {
    steps: Vec<Step>,
}

impl Guidance {
    /// Every bundled step.
    ///
    /// ```
    /// use moveit_exposure::dataset::model::Outflow;
    /// use moveit_exposure::exposure::Verdict;
    /// use moveit_exposure::guidance::{Guidance, Reader, Situation};
    ///
    /// let guidance = Guidance::bundled()?;
    /// let steps = guidance.choose(&Situation {
    ///     reader: Reader::Individual,
    ///     country: None,
    ///     verdict: Verdict::NoRecord,
    ///     data_types: &[],
    ///     routes: &[],
    ///     outflow: Outflow::Acknowledged,
    /// });
    /// assert_eq!(steps[0].id, "individual-no-record-ask");
    /// # Ok::<(), moveit_exposure::guidance::GuidanceError>(())
    /// ```
    ///
    /// # Errors
    /// A bundled file that cannot be read, which the tests exclude.
    pub fn bundled() -> Result<Self, GuidanceError> {
        Self::parse(files::FILES.iter().copied())
    }

    /// The bundled steps of one reader, read without those of the others: what a report needs.
    ///
    /// # Errors
    /// As for [`Guidance::bundled`].
    pub fn for_reader(reader: Reader) -> Result<Self, GuidanceError> {
        let wanted = |name: &str| matches!(name.split('-').next(), Some(word) if word == reader.word() || word == EVERYONE);
        Self::parse(files::FILES.iter().copied().filter(|(name, _)| wanted(name)))
    }

    fn parse(files: impl Iterator<Item = (&'static str, &'static str)>) -> Result<Self, GuidanceError> {
        let mut steps = Vec::new();
        for (file, text) in files {
            let read: StepFile = toml::from_str(text).map_err(|reason| GuidanceError {
                file,
                reason: Box::new(reason),
            })?;
            steps.extend(read.into_steps());
        }
        steps.sort_by(|a: &Step, b: &Step| (a.order, &a.id).cmp(&(b.order, &b.id)));
        Ok(Self { steps })
    }

    /// Every step, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps for a situation, in order; the same situation always gives the same steps.
    #[must_use]
    pub fn choose(&self, situation: &Situation<'_>) -> Vec<&Step> {
        choose::choose(&self.steps, situation)
    }
}

/// The name of the file whose steps are for every reader.
const EVERYONE: &str = "everyone";
