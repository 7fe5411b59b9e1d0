//! The score: from features to a probability.

use super::candidates::Candidate;
use super::features::Features;
use super::keys::Sameness;

/// The probability that the names mean one organization, on the names alone.
pub(crate) fn probability(candidate: &Candidate, f: &Features) -> f32 {
    match candidate.sameness {
        Some(Sameness::Written) => 0.995,
        Some(Sameness::Normalized) => 0.99,
        Some(Sameness::Core) => 0.98 - 0.005 * f.legal_differs - 0.003 * f.legal_one_sided,
        Some(Sameness::Spacing) => 0.96,
        Some(Sameness::Order) => 0.85,
        None => {
            let shares = f.query_share * f.listed_share;
            let both = (-f.both_left / 3.0).exp();
            (shares * both * (-f.typo_lost / 6.0).exp()).clamp(0.0, 0.95)
        }
    }
}
