//! The score: a logistic model. Each signal of an alignment adds its weight to the log-odds that the two names mean one
//! organization; the weights were fitted on names of public registers, and a test checks that the outcome reads as a
//! probability.

use super::candidates::Candidate;
use super::features::Features;
use super::keys::Sameness;

/// Rises from 0 to 1, and says less and less of more and more.
fn sat(x: f32) -> f32 {
    x / (x + 4.0)
}

fn flag(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

macro_rules! signals {
    ($f:ident, $same:ident, $left:ident, $fresh:ident; $($name:ident $weight:literal $value:expr;)+) => {
        /// The names of the signals, in order.
        pub(crate) const NAMES: &[&str] = &[$(stringify!($name),)+];
        const WEIGHTS: &[f32] = &[$($weight,)+];

        /// The signals of an alignment.
        pub(crate) fn signals($f: &Features, $same: Option<Sameness>) -> [f32; NAMES.len()] {
            let $left = $f.query_left + $f.query_left_tail;
            let $fresh = flag($same.is_none());
            [$($value,)+]
        }
    };
}

// weights-begin
signals! { f, same, left, fresh;
    constant -19.7446 1.0;
    agreed -0.0672 f.agreed.min(40.0);
    agreed_s 21.7604 sat(f.agreed);
    agreed_most 0.4669 f.agreed_most;
    distinctive_s -2.0032 sat(f.agreed_distinctive);
    nothing_distinctive -0.5056 flag(f.agreed_distinctive <= 0.0);
    query_left -0.0492 f.query_left.min(30.0);
    query_left_s -0.9506 sat(f.query_left);
    query_tail -0.0219 f.query_left_tail.min(30.0);
    query_tail_s -4.1054 sat(f.query_left_tail);
    query_tail_any 2.0414 flag(f.query_left_tail > 0.0);
    listed_left -0.0308 f.listed_left.min(30.0);
    listed_left_s -3.6042 sat(f.listed_left);
    listed_left_any 1.9463 flag(f.listed_left > 0.0);
    both_left 0.0957 f.both_left.min(30.0);
    both_left_s -6.1970 sat(f.both_left);
    both_left_any 1.0923 flag(f.both_left > 0.0);
    workplace_s 6.5397 sat(f.workplace_left);
    workplace_any -3.6187 flag(f.workplace_left > 0.0);
    query_place 0.1180 f.query_place_left.min(30.0);
    query_place_s 0.8099 sat(f.query_place_left);
    query_place_any -1.2579 flag(f.query_place_left > 0.0);
    listed_place -0.1136 f.listed_place_left.min(30.0);
    listed_place_s -0.2462 sat(f.listed_place_left);
    listed_place_any 0.3261 flag(f.listed_place_left > 0.0);
    lost 1.0297 f.lost.min(30.0);
    lost_s -22.8169 sat(f.lost);
    lost_any 0.6637 flag(f.lost > 0.0);
    typo_lost -0.2862 f.typo_lost.min(30.0);
    typo_lost_s 6.0478 sat(f.typo_lost);
    query_left_most 0.2035 f.query_left_most;
    query_left_most_s -5.9815 sat(f.query_left_most);
    query_left_most_any 2.2697 flag(f.query_left_most > 0.0);
    listed_left_most 0.1585 f.listed_left_most;
    listed_left_most_s -1.7432 sat(f.listed_left_most);
    query_share 0.4044 f.query_share;
    query_share_2 0.3035 f.query_share * f.query_share;
    listed_share 0.4771 f.listed_share;
    listed_share_2 -0.0064 f.listed_share * f.listed_share;
    head_share 2.7136 f.head_share;
    head_share_2 -0.1865 f.head_share * f.head_share;
    least_quality -0.7666 f.least_quality;
    least_quality_2 -1.7509 f.least_quality * f.least_quality;
    both_shares -0.4801 f.query_share * f.listed_share;
    agreed_against_left 0.2011 f.agreed / (1.0 + left + f.listed_left);
    agreed_and_both_left -0.0851 sat(f.agreed) * f.both_left.min(30.0);
    distinctive_and_left 1.2271 sat(f.agreed_distinctive) * sat(left);
    distinctive_and_listed 1.9320 sat(f.agreed_distinctive) * sat(f.listed_left);
    most_and_left 0.2754 f.agreed_most * sat(left);
    most_and_listed 0.0125 f.agreed_most * sat(f.listed_left);
    query_generic 0.0222 f.query_generic_left.min(4.0);
    listed_generic 0.0449 f.listed_generic_left.min(4.0);
    query_number 0.8487 f.query_number_left.min(4.0);
    listed_number -1.4054 f.listed_number_left.min(4.0);
    same_words 0.1090 f.same.min(4.0);
    abbreviations -0.3684 f.abbreviations.min(4.0);
    inflections -0.2406 f.inflections.min(4.0);
    translations 1.7491 f.translations.min(4.0);
    typos 0.9577 f.typos.min(4.0);
    joins 0.6811 f.joins.min(4.0);
    cuts 1.4204 f.cuts.min(4.0);
    initials 2.3848 f.initials.min(4.0);
    order -0.9875 flag(f.order_breaks > 0.0);
    order_breaks 0.1808 f.order_breaks.min(4.0);
    order_distinctive 1.1876 flag(f.order_breaks > 0.0) * sat(f.agreed_distinctive);
    turned_at_separator 0.8707 f.turned_at_separator;
    turned_round -0.4545 f.turned_round;
    legal_agrees -0.0985 f.legal_agrees;
    legal_differs -2.0090 f.legal_differs;
    legal_one_sided -0.1523 f.legal_one_sided;
    connectives_differ -0.2171 f.connectives_differ;
    first_agrees 0.2176 f.first_agrees;
    typo_most 0.0660 f.typos * f.agreed_most;
    typo_alone 0.4831 flag(f.typos > 0.0 && f.pairs <= 1.0);
    one_pair 0.1580 flag(f.pairs <= 1.0);
    one_word_given -0.4840 flag(f.query_words <= 1.0);
    one_word_listed 2.0030 flag(f.listed_words <= 1.0);
    one_word_listed_left -2.4028 flag(f.listed_words <= 1.0) * sat(left);
    whole_0 5.7979 fresh * flag(f.whole_errors < 0.5);
    whole_1 3.2735 fresh * flag((0.5..1.5).contains(&f.whole_errors));
    whole_2 3.5213 fresh * flag((1.5..2.5).contains(&f.whole_errors));
    whole_3 2.7152 fresh * flag((2.5..3.5).contains(&f.whole_errors));
    whole_agreed -0.8040 flag(f.whole_errors < 9.0) * sat(f.agreed);
    whole_typos -0.6251 flag(f.whole_errors < 9.0) * f.typos.min(3.0);
    whole_share -1.0734 flag(f.whole_errors < 9.0) * f.whole_share;
    cut 10.5026 f.cut;
    cut_in_word 1.1449 f.cut_in_word;
    cut_left 3.4872 f.cut * sat(f.listed_left);
    cut_agreed -12.7006 f.cut * sat(f.agreed);
    cut_of_two -3.5296 f.cut * flag(f.cut_owners > 1.5);
    cut_of_many -1.2080 f.cut * flag(f.cut_owners > 2.5);
    last_left 0.4203 f.last_left;
    last_left_uncut -0.7689 f.last_left * (1.0 - f.cut);
    acronym -3.5194 f.acronym;
    acronym_left 3.7324 f.acronym * sat(left);
    acronym_alone -0.7489 f.acronym * flag(f.pairs <= 1.0);
    written 7.0482 flag(same == Some(Sameness::Written));
    normalized 6.0606 flag(same == Some(Sameness::Normalized));
    core 3.5735 flag(same == Some(Sameness::Core));
    spacing 7.7946 flag(same == Some(Sameness::Spacing));
    same_order 0.8429 flag(same == Some(Sameness::Order));
    all_agree -0.3036 fresh * flag(left <= 0.0 && f.listed_left <= 0.0);
}
// weights-end

/// The log-odds that the names mean one organization, on the names alone.
pub(crate) fn log_odds(candidate: &Candidate, f: &Features) -> f32 {
    signals(f, candidate.sameness)
        .iter()
        .zip(WEIGHTS)
        .map(|(signal, weight)| signal * weight)
        .sum()
}

/// The probability for log-odds.
pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
