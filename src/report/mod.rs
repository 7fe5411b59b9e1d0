//! Reports: one model, one file per format.

pub mod json;
pub mod model;
pub mod text;

pub use model::Report;
