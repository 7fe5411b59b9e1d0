//! The list of organizations: model, loading, checking.

pub mod model;
