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
            let $left = $f.query_left + $f.query_left_tail + 0.3 * $f.aside_left;
            let $fresh = flag($same.is_none());
            [$($value,)+]
        }
    };
}

// weights-begin
signals! { f, same, left, fresh;
    constant -25.1073 1.0;
    agreed -0.1096 f.agreed.min(40.0);
    agreed_s 23.4598 sat(f.agreed);
    agreed_most 0.3596 f.agreed_most;
    distinctive_s -2.5960 sat(f.agreed_distinctive);
    nothing_distinctive -0.1282 flag(f.agreed_distinctive <= 0.0);
    query_left -0.0290 f.query_left.min(30.0);
    query_left_s -0.7563 sat(f.query_left);
    query_tail -0.0118 f.query_left_tail.min(30.0);
    query_tail_s -2.7046 sat(f.query_left_tail);
    query_tail_any 1.4273 flag(f.query_left_tail > 0.0);
    listed_left -0.0222 f.listed_left.min(30.0);
    listed_left_s -5.0722 sat(f.listed_left);
    listed_left_any 2.1923 flag(f.listed_left > 0.0);
    both_left 0.0406 f.both_left.min(30.0);
    both_left_s -7.4937 sat(f.both_left);
    both_left_any 1.2825 flag(f.both_left > 0.0);
    workplace_s 9.8647 sat(f.workplace_left);
    workplace_any -5.7903 flag(f.workplace_left > 0.0);
    query_place 0.1893 f.query_place_left.min(30.0);
    query_place_s 0.6533 sat(f.query_place_left);
    query_place_any -1.7148 flag(f.query_place_left > 0.0);
    listed_place -0.0270 f.listed_place_left.min(30.0);
    listed_place_s -1.0712 sat(f.listed_place_left);
    listed_place_any 0.2146 flag(f.listed_place_left > 0.0);
    lost 1.3657 f.lost.min(30.0);
    lost_s -22.9238 sat(f.lost);
    lost_any 0.5056 flag(f.lost > 0.0);
    typo_lost -2.1053 f.typo_lost.min(30.0);
    typo_lost_s 15.9803 sat(f.typo_lost);
    query_left_most 0.2043 f.query_left_most;
    query_left_most_s -5.4296 sat(f.query_left_most);
    query_left_most_any 1.8574 flag(f.query_left_most > 0.0);
    listed_left_most 0.1282 f.listed_left_most;
    listed_left_most_s -1.2240 sat(f.listed_left_most);
    query_share 3.6404 f.query_share;
    query_share_2 -0.1668 f.query_share * f.query_share;
    listed_share 1.1780 f.listed_share;
    listed_share_2 0.3681 f.listed_share * f.listed_share;
    head_share 3.8633 f.head_share;
    head_share_2 -1.3824 f.head_share * f.head_share;
    least_quality 3.1739 f.least_quality;
    least_quality_2 -3.2969 f.least_quality * f.least_quality;
    both_shares -1.0340 f.query_share * f.listed_share;
    agreed_against_left 0.2018 f.agreed / (1.0 + left + f.listed_left);
    agreed_and_both_left 0.0260 sat(f.agreed) * f.both_left.min(30.0);
    distinctive_and_left 1.4215 sat(f.agreed_distinctive) * sat(left);
    distinctive_and_listed 3.3771 sat(f.agreed_distinctive) * sat(f.listed_left);
    most_and_left 0.3314 f.agreed_most * sat(left);
    most_and_listed 0.0639 f.agreed_most * sat(f.listed_left);
    query_generic -0.0093 f.query_generic_left.min(4.0);
    listed_generic 0.0763 f.listed_generic_left.min(4.0);
    query_number -1.0203 f.query_number_left.min(4.0);
    listed_number -1.8622 f.listed_number_left.min(4.0);
    same_words 0.2034 f.same.min(4.0);
    abbreviations -0.2110 f.abbreviations.min(4.0);
    inflections -0.1075 f.inflections.min(4.0);
    translations 1.7219 f.translations.min(4.0);
    typos 0.5567 f.typos.min(4.0);
    joins 0.9705 f.joins.min(4.0);
    cuts 1.6826 f.cuts.min(4.0);
    initials 2.4605 f.initials.min(4.0);
    order 0.0067 flag(f.order_breaks > 0.0);
    order_breaks 0.0291 f.order_breaks.min(4.0);
    order_distinctive -0.0505 flag(f.order_breaks > 0.0) * sat(f.agreed_distinctive);
    turned_at_separator 0.5805 f.turned_at_separator;
    turned_round -0.4402 f.turned_round;
    legal_agrees 0.1082 f.legal_agrees;
    legal_differs -1.8658 f.legal_differs;
    legal_one_sided -0.0541 f.legal_one_sided;
    connectives_differ -0.3355 f.connectives_differ;
    first_agrees 0.1902 f.first_agrees;
    typo_most 0.1137 f.typos * f.agreed_most;
    typo_alone -0.2251 flag(f.typos > 0.0 && f.pairs <= 1.0);
    one_pair 0.3944 flag(f.pairs <= 1.0);
    one_word_given -0.5325 flag(f.query_words <= 1.0);
    one_word_listed 2.2227 flag(f.listed_words <= 1.0);
    one_word_listed_left -2.9160 flag(f.listed_words <= 1.0) * sat(left);
    whole_0 2.9347 fresh * flag(f.whole_errors < 0.5);
    whole_1 2.3993 fresh * flag((0.5..1.5).contains(&f.whole_errors));
    whole_2 1.5636 fresh * flag((1.5..2.5).contains(&f.whole_errors));
    whole_3 0.5471 fresh * flag((2.5..3.5).contains(&f.whole_errors));
    whole_agreed 1.0864 flag(f.whole_errors < 9.0) * sat(f.agreed);
    whole_typos -0.3919 flag(f.whole_errors < 9.0) * f.typos.min(3.0);
    whole_share 1.5066 flag(f.whole_errors < 9.0) * f.whole_share;
    cut 5.4367 f.cut;
    cut_in_word 0.5301 f.cut_in_word;
    cut_left 4.2400 f.cut * sat(f.listed_left);
    cut_agreed -6.6787 f.cut * sat(f.agreed);
    cut_of_two -4.2038 f.cut * flag(f.cut_owners > 1.5);
    cut_of_many -0.5516 f.cut * flag(f.cut_owners > 2.5);
    last_left 0.5890 f.last_left;
    last_left_uncut -0.7831 f.last_left * (1.0 - f.cut);
    acronym -2.3174 f.acronym;
    acronym_left 3.3176 f.acronym * sat(left);
    acronym_alone -1.6610 f.acronym * flag(f.pairs <= 1.0);
    written 7.3011 flag(same == Some(Sameness::Written));
    normalized 4.5161 flag(same == Some(Sameness::Normalized));
    core 2.7944 flag(same == Some(Sameness::Core));
    spacing 1.4033 flag(same == Some(Sameness::Spacing));
    same_order 0.7847 flag(same == Some(Sameness::Order));
    all_agree 0.0728 fresh * flag(left <= 0.0 && f.listed_left <= 0.0);
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
    let rest: f32 = signals.remainder().iter().zip(weights.remainder()).map(|(s, w)| s * w).sum();
    sums.iter().sum::<f32>() + rest
}

/// The probability for log-odds.
pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
