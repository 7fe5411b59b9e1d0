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
        pub(crate) const WEIGHTS: &[f32] = &[$($weight,)+];

        /// The signals of an alignment.
        pub(crate) fn signals($f: &Features, $same: Option<Sameness>) -> [f32; NAMES.len()] {
            let $left = $f.query_left + $f.query_left_tail + 0.3 * $f.aside_left;
            let $fresh = flag($same.is_none());
            [$($value,)+]
        }
    };
}

// weights-begin
signals! { f, same, left, fresh;
    constant -24.2279 1.0;
    agreed -0.0984 f.agreed.min(40.0);
    agreed_s 22.8885 sat(f.agreed);
    agreed_most 0.3512 f.agreed_most;
    distinctive_s -2.0153 sat(f.agreed_distinctive);
    nothing_distinctive -0.1078 flag(f.agreed_distinctive <= 0.0);
    query_left -0.0309 f.query_left.min(30.0);
    query_left_s -0.6876 sat(f.query_left);
    query_tail -0.0123 f.query_left_tail.min(30.0);
    query_tail_s -2.5371 sat(f.query_left_tail);
    query_tail_any 1.3570 flag(f.query_left_tail > 0.0);
    listed_left -0.0257 f.listed_left.min(30.0);
    listed_left_s -4.9424 sat(f.listed_left);
    listed_left_any 2.1789 flag(f.listed_left > 0.0);
    both_left 0.0293 f.both_left.min(30.0);
    both_left_s -7.5483 sat(f.both_left);
    both_left_any 1.4085 flag(f.both_left > 0.0);
    workplace_s 8.9051 sat(f.workplace_left);
    workplace_any -5.2924 flag(f.workplace_left > 0.0);
    query_place 0.1818 f.query_place_left.min(30.0);
    query_place_s 0.7200 sat(f.query_place_left);
    query_place_any -1.6578 flag(f.query_place_left > 0.0);
    listed_place -0.0200 f.listed_place_left.min(30.0);
    listed_place_s -1.0285 sat(f.listed_place_left);
    listed_place_any 0.1834 flag(f.listed_place_left > 0.0);
    lost 1.3519 f.lost.min(30.0);
    lost_s -22.9758 sat(f.lost);
    lost_any 0.5077 flag(f.lost > 0.0);
    typo_lost -2.0802 f.typo_lost.min(30.0);
    typo_lost_s 15.5987 sat(f.typo_lost);
    query_left_most 0.2010 f.query_left_most;
    query_left_most_s -5.4578 sat(f.query_left_most);
    query_left_most_any 1.9814 flag(f.query_left_most > 0.0);
    listed_left_most 0.1190 f.listed_left_most;
    listed_left_most_s -1.0373 sat(f.listed_left_most);
    query_share 3.8394 f.query_share;
    query_share_2 -0.2891 f.query_share * f.query_share;
    listed_share 1.2386 f.listed_share;
    listed_share_2 0.2323 f.listed_share * f.listed_share;
    head_share 3.7819 f.head_share;
    head_share_2 -1.4207 f.head_share * f.head_share;
    least_quality 2.6301 f.least_quality;
    least_quality_2 -3.3284 f.least_quality * f.least_quality;
    both_shares -1.2506 f.query_share * f.listed_share;
    agreed_against_left 0.2042 f.agreed / (1.0 + left + f.listed_left);
    agreed_and_both_left 0.0418 sat(f.agreed) * f.both_left.min(30.0);
    distinctive_and_left 0.9040 sat(f.agreed_distinctive) * sat(left);
    distinctive_and_listed 2.6004 sat(f.agreed_distinctive) * sat(f.listed_left);
    most_and_left 0.3316 f.agreed_most * sat(left);
    most_and_listed 0.0902 f.agreed_most * sat(f.listed_left);
    query_generic 0.0101 f.query_generic_left.min(4.0);
    listed_generic 0.0816 f.listed_generic_left.min(4.0);
    query_number -0.9245 f.query_number_left.min(4.0);
    listed_number -1.8640 f.listed_number_left.min(4.0);
    same_words 0.1763 f.same.min(4.0);
    abbreviations -0.3424 f.abbreviations.min(4.0);
    inflections -0.1111 f.inflections.min(4.0);
    translations 1.7062 f.translations.min(4.0);
    typos 0.6178 f.typos.min(4.0);
    joins 0.8043 f.joins.min(4.0);
    cuts 1.6839 f.cuts.min(4.0);
    initials 2.3797 f.initials.min(4.0);
    order 0.1246 flag(f.order_breaks > 0.0);
    order_breaks 0.0642 f.order_breaks.min(4.0);
    order_distinctive -0.1981 flag(f.order_breaks > 0.0) * sat(f.agreed_distinctive);
    turned_at_separator 0.4561 f.turned_at_separator;
    turned_round -0.3782 f.turned_round;
    legal_agrees -0.0378 f.legal_agrees;
    legal_differs -1.9459 f.legal_differs;
    legal_one_sided -0.0716 f.legal_one_sided;
    connectives_differ -0.3207 f.connectives_differ;
    first_agrees 0.1520 f.first_agrees;
    typo_most 0.1064 f.typos * f.agreed_most;
    typo_alone -0.0975 flag(f.typos > 0.0 && f.pairs <= 1.0);
    one_pair 0.3022 flag(f.pairs <= 1.0);
    one_word_given -0.4486 flag(f.query_words <= 1.0);
    one_word_listed 1.8245 flag(f.listed_words <= 1.0);
    one_word_listed_left -2.2193 flag(f.listed_words <= 1.0) * sat(left);
    whole_0 2.6406 fresh * flag(f.whole_errors < 0.5);
    whole_1 2.5441 fresh * flag((0.5..1.5).contains(&f.whole_errors));
    whole_2 1.6215 fresh * flag((1.5..2.5).contains(&f.whole_errors));
    whole_3 0.5085 fresh * flag((2.5..3.5).contains(&f.whole_errors));
    whole_agreed 0.9662 flag(f.whole_errors < 9.0) * sat(f.agreed);
    whole_typos -0.1225 flag(f.whole_errors < 9.0) * f.typos.min(3.0);
    whole_share 1.7158 flag(f.whole_errors < 9.0) * f.whole_share;
    cut 5.3542 f.cut;
    cut_in_word 0.6299 f.cut_in_word;
    cut_left 4.4714 f.cut * sat(f.listed_left);
    cut_agreed -6.7459 f.cut * sat(f.agreed);
    cut_of_two -4.3146 f.cut * flag(f.cut_owners > 1.5);
    cut_of_many -0.5012 f.cut * flag(f.cut_owners > 2.5);
    last_left 0.5989 f.last_left;
    last_left_uncut -0.7724 f.last_left * (1.0 - f.cut);
    acronym -2.4669 f.acronym;
    acronym_left 3.4640 f.acronym * sat(left);
    acronym_alone -1.6637 f.acronym * flag(f.pairs <= 1.0);
    written 7.5922 flag(same == Some(Sameness::Written));
    normalized 4.8690 flag(same == Some(Sameness::Normalized));
    core 3.0430 flag(same == Some(Sameness::Core));
    spacing 1.4848 flag(same == Some(Sameness::Spacing));
    same_order 0.8905 flag(same == Some(Sameness::Order));
    all_agree_plainly 1.8628 fresh * flag(left <= 0.0 && f.listed_left <= 0.0 && f.typos + f.translations + f.order_breaks + f.initials + f.cuts <= 0.0);
    only_added 0.0602 fresh * flag(f.listed_left <= 0.0 && f.query_own_left + f.query_number_left + f.order_breaks <= 0.0) * f.first_agrees * flag(left > 0.0);
    only_added_corporate 0.7579 fresh * flag(f.listed_left <= 0.0 && f.query_own_left + f.query_number_left + f.query_place_left + f.order_breaks <= 0.0) * f.first_agrees * flag(left > 0.0);
    only_dropped_corporate 0.6060 fresh * flag(left <= 0.0 && f.listed_own_left + f.listed_place_left + f.listed_number_left + f.order_breaks <= 0.0);
    order_turned_at_separator 4.9482 flag(same == Some(Sameness::Order)) * f.turned_at_separator;
    order_turned_round -0.2669 flag(same == Some(Sameness::Order)) * f.turned_round * (1.0 - f.turned_at_separator);
    all_agree -0.8804 fresh * flag(left <= 0.0 && f.listed_left <= 0.0);
}
// weights-end

/// The log-odds that the names mean one organization, on the names alone.
pub(crate) fn log_odds(candidate: &Candidate, f: &Features) -> f32 {
    // Eight sums side by side, which the compiler turns into vector instructions; the order is fixed, so the sum is.
    let signals = signals(f, candidate.sameness);
    let mut sums = [0.0_f32; 8];
    let (mut signals, mut weights) = (signals.chunks_exact(8), WEIGHTS.chunks_exact(8));
    for (signals, weights) in signals.by_ref().zip(weights.by_ref()) {
        for lane in 0..8 {
            sums[lane] += signals[lane] * weights[lane];
        }
    }
    let rest: f32 = signals
        .remainder()
        .iter()
        .zip(weights.remainder())
        .map(|(s, w)| s * w)
        .sum();
    sums.iter().sum::<f32>() + rest
}

/// The probability for log-odds.
pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
