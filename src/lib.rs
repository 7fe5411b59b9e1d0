//! Answers whether an organization, or a vendor that holds its people's data, was publicly acknowledged as hit by the
//! 2023 MOVEit thefts, how that is known, and what the reader should do next.
//!
//! The program `moveit-exposure` is a thin layer over this library. The data flows one way: subjects ([`input`]) are
//! matched against the list ([`dataset`], [`matching`]), which gives a verdict and the paths of exposure
//! ([`exposure`]), steps are chosen for it ([`guidance`]), and all of it becomes a [`report`]. Advisories on the flaws
//! ([`advisories`]) enrich a report and never change a verdict. [`letters`] writes to those concerned.
//!
//! # Screen a name
//!
//! ```
//! use moveit_exposure::dataset::Dataset;
//! use moveit_exposure::exposure::Verdict;
//! use moveit_exposure::guidance::{Guidance, Reader};
//! use moveit_exposure::input::Subject;
//! use moveit_exposure::screening::{self, Screening, ScreeningOptions};
//!
//! let list = Dataset::bundled()?;
//! let guidance = Guidance::for_reader(Reader::Individual)?;
//! let index = screening::index(&list);
//! let screening = Screening::new(&list, &index, &guidance, ScreeningOptions::new(Reader::Individual));
//!
//! // One screener a thread: it has memory of its own to work in.
//! let mut screener = screening.screener();
//! let boots = screener.screen(Subject::named("Boots UK Ltd", 1));
//! assert_eq!(boots.verdict, Verdict::Affected);
//! assert!(boots.paths[0].text.starts_with("you → Boots → Zellis"));
//!
//! // No record is no word on whether an organization was hit.
//! let acme = screener.screen(Subject::named("Acme Widgets Ltd", 2));
//! assert_eq!(acme.verdict, Verdict::NoRecord);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Make a report, without the network
//!
//! ```
//! use std::time::Duration;
//!
//! use moveit_exposure::advisories::{self, FetchPlan, Mode};
//! use moveit_exposure::dataset::Dataset;
//! use moveit_exposure::guidance::{Guidance, Reader};
//! use moveit_exposure::input::Subject;
//! use moveit_exposure::report::assemble::{Parts, assemble};
//! use moveit_exposure::report::html;
//! use moveit_exposure::report::model::FailOn;
//! use moveit_exposure::screening::{self, Screening, ScreeningOptions};
//!
//! let (list, guidance) = (Dataset::bundled()?, Guidance::for_reader(Reader::Hr)?);
//! let index = screening::index(&list);
//! let options = ScreeningOptions::new(Reader::Hr);
//! let screening = Screening::new(&list, &index, &guidance, options.clone());
//! let findings = vec![screening.screener().screen(Subject::named("Zellis", 1))];
//! let now = jiff::Timestamp::now();
//! let report = assemble(Parts {
//!     list: &list,
//!     guidance: &guidance,
//!     options: &options,
//!     fail_on: FailOn::ViaVendor,
//!     findings,
//!     advisories: advisories::gather(&FetchPlan::new(Mode::Offline, Duration::ZERO, now)),
//!     now,
//! });
//! assert_eq!(report.summary.verdicts.affected, 1);
//! assert!(html::render(&report)?.contains("Zellis"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Assess an installed version
//!
//! ```
//! use std::time::Duration;
//!
//! use moveit_exposure::advisories::{FetchPlan, Installed, Mode, assess, gather};
//!
//! let known = gather(&FetchPlan::new(Mode::Offline, Duration::ZERO, jiff::Timestamp::now()));
//! let assessment = assess(Installed::parse("MOVEit Transfer 2022.1.4")?, &known.advisories);
//! assert!(assessment.is_open());
//! assert_eq!(assessment.open[0].cve.as_str(), "CVE-2023-34362");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What stays as it is
//!
//! Before version 1.0 a minor release may change this interface, and the changelog says so. Words in data and reports,
//! verdicts, exit codes and the report's schema (`schema_version`) are a contract of their own, which the program keeps
//! too. Enums and structs that will grow are `#[non_exhaustive]`. The modules of the command line are public for the
//! program alone, are not documented here, and may change at any time.

pub mod advisories;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod commands;
pub mod country;
pub mod dataset;
pub mod escape;
pub mod exit;
pub mod exposure;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod guidance;
pub mod http;
pub mod input;
#[doc(hidden)]
pub mod interrupt;
pub mod ledger;
pub mod letters;
pub mod limits;
pub mod matching;
pub mod names;
mod nearest;
#[doc(hidden)]
pub mod pipeline;
#[doc(hidden)]
pub mod progress;
pub mod redact;
pub mod report;
pub mod schema;
pub mod screening;
#[doc(hidden)]
pub mod settings;

pub use country::Country;
