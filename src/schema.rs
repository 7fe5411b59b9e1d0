//! JSON Schemas (draft 2020-12) of what the program writes and reads, made from the types themselves.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::dataset::model::Record;
use crate::report::Report;
use crate::report::diff::Diff;
use crate::report::json::Line;

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaName {
    /// A whole report: `check --format json`.
    Report,
    /// A line of `check --format jsonl`.
    Line,
    /// The difference of two reports: `diff --format json`.
    Diff,
    /// A record of the list: its files, and what `--dataset` reads.
    Record,
}

impl SchemaName {
    /// Every schema.
    pub const ALL: [Self; 4] = [Self::Report, Self::Line, Self::Diff, Self::Record];

    /// The word that stands for it in options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Line => "line",
            Self::Diff => "diff",
            Self::Record => "record",
        }
    }

    /// The schema. What is written is described as it is written, what is read as it may be read.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Report => written::<Report>(),
            Self::Line => written::<Line<'_>>(),
            Self::Diff => written::<Diff>(),
            Self::Record => SchemaSettings::draft2020_12()
                .for_deserialize()
                .into_generator()
                .into_root_schema_for::<Record>(),
        }
    }
}

fn written<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}
