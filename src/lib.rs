//! Answers whether an organization, or a vendor that holds its people's data, was publicly acknowledged as hit by the
//! 2023 MOVEit thefts, how that is known, and what the reader should do next.

pub mod advisories;
pub mod cli;
pub mod commands;
pub mod country;
pub mod dataset;
pub mod escape;
pub mod exit;
pub mod exposure;
pub mod guidance;
pub mod http;
pub mod input;
pub mod matching;
pub mod names;
pub mod pipeline;
pub mod report;
pub mod schema;
pub mod screening;
pub mod settings;

pub use country::Country;
