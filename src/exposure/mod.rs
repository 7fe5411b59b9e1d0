//! From matches to verdicts and exposure paths.

pub mod verdict;

pub use verdict::Verdict;
