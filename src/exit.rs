//! Exit codes: a public contract, the same in every format.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a run ends. Where several apply, the order is 2, 4, 3, 1, 5. An interrupt goes before all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(into = "u8", try_from = "u8")]
#[non_exhaustive]
pub enum ExitStatus {
    /// Nothing at or above `--fail-on`.
    Nothing,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Wrong usage or configuration.
    Usage,
    /// Nothing to screen, or, with `--strict`, an unscreened row.
    NothingToScreen,
    /// The data is corrupt, fails its hash or signature, or is older than `--max-data-age`.
    Data,
    /// A network step that was required failed.
    Network,
    /// A bug in the program.
    Bug,
    /// Ctrl-C, whatever was found until then.
    Interrupted,
}

impl ExitStatus {
    /// Every status, by code.
    pub const ALL: [Self; 8] = [
        Self::Nothing,
        Self::Findings,
        Self::Usage,
        Self::NothingToScreen,
        Self::Data,
        Self::Network,
        Self::Bug,
        Self::Interrupted,
    ];

    /// The process's exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::NothingToScreen => 3,
            Self::Data => 4,
            Self::Network => 5,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }

    /// What it means, in one line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Nothing => "nothing at or above --fail-on; this does not say that anybody is safe",
            Self::Findings => "findings at or above --fail-on",
            Self::Usage => "wrong usage or configuration, or an input that cannot be read",
            Self::NothingToScreen => "nothing to screen, or, with --strict, a row that could not be screened",
            Self::Data => "the list is corrupt, fails its hash or signature, or is older than --max-data-age",
            Self::Network => "a network step that was required failed",
            Self::Bug => "a bug in the program",
            Self::Interrupted => "interrupted (Ctrl-C); what was printed is not whole",
        }
    }
}

impl From<ExitStatus> for u8 {
    fn from(status: ExitStatus) -> Self {
        status.code()
    }
}

/// A number that is none of the exit codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is none of the exit codes")]
pub struct UnknownCode(u8);

impl TryFrom<u8> for ExitStatus {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|status| status.code() == code)
            .ok_or(UnknownCode(code))
    }
}

impl From<ExitStatus> for std::process::ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}
