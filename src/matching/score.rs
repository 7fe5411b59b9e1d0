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
    constant -22.3292 1.0;
    agreed -0.0848 f.agreed.min(40.0);
    agreed_s 21.5559 sat(f.agreed);
    agreed_most 0.3689 f.agreed_most;
    distinctive_s -1.3763 sat(f.agreed_distinctive);
    nothing_distinctive -0.1229 flag(f.agreed_distinctive <= 0.0);
    query_left -0.0350 f.query_left.min(30.0);
    query_left_s -0.3273 sat(f.query_left);
    query_tail -0.0258 f.query_left_tail.min(30.0);
    query_tail_s -1.9308 sat(f.query_left_tail);
    query_tail_any 0.8004 flag(f.query_left_tail > 0.0);
    listed_left -0.0262 f.listed_left.min(30.0);
    listed_left_s -4.7090 sat(f.listed_left);
    listed_left_any 2.0852 flag(f.listed_left > 0.0);
    both_left 0.0474 f.both_left.min(30.0);
    both_left_s -5.9527 sat(f.both_left);
    both_left_any 0.7810 flag(f.both_left > 0.0);
    workplace_s 4.2370 sat(f.workplace_left);
    workplace_any -2.1952 flag(f.workplace_left > 0.0);
    query_place 0.1421 f.query_place_left.min(30.0);
    query_place_s 0.2892 sat(f.query_place_left);
    query_place_any -1.1861 flag(f.query_place_left > 0.0);
    listed_place -0.0507 f.listed_place_left.min(30.0);
    listed_place_s -0.7835 sat(f.listed_place_left);
    listed_place_any 0.2364 flag(f.listed_place_left > 0.0);
    lost 0.9252 f.lost.min(30.0);
    lost_s -20.4657 sat(f.lost);
    lost_any 0.4573 flag(f.lost > 0.0);
    typo_lost -0.7097 f.typo_lost.min(30.0);
    typo_lost_s 8.6089 sat(f.typo_lost);
    query_left_most 0.1932 f.query_left_most;
    query_left_most_s -5.1996 sat(f.query_left_most);
    query_left_most_any 1.7060 flag(f.query_left_most > 0.0);
    listed_left_most 0.0734 f.listed_left_most;
    listed_left_most_s -0.6067 sat(f.listed_left_most);
    query_share 2.3618 f.query_share;
    query_share_2 -0.3050 f.query_share * f.query_share;
    listed_share 0.7399 f.listed_share;
    listed_share_2 0.0886 f.listed_share * f.listed_share;
    head_share 4.0162 f.head_share;
    head_share_2 -0.8876 f.head_share * f.head_share;
    least_quality 1.0785 f.least_quality;
    least_quality_2 -1.9034 f.least_quality * f.least_quality;
    both_shares -1.3651 f.query_share * f.listed_share;
    agreed_against_left 0.2662 f.agreed / (1.0 + left + f.listed_left);
    agreed_and_both_left -0.0085 sat(f.agreed) * f.both_left.min(30.0);
    distinctive_and_left 1.0073 sat(f.agreed_distinctive) * sat(left);
    distinctive_and_listed 2.3224 sat(f.agreed_distinctive) * sat(f.listed_left);
    most_and_left 0.2863 f.agreed_most * sat(left);
    most_and_listed 0.0526 f.agreed_most * sat(f.listed_left);
    query_generic -0.0386 f.query_generic_left.min(4.0);
    listed_generic 0.0818 f.listed_generic_left.min(4.0);
    query_number -0.1607 f.query_number_left.min(4.0);
    listed_number -2.0210 f.listed_number_left.min(4.0);
    same_words 0.0893 f.same.min(4.0);
    abbreviations -0.2539 f.abbreviations.min(4.0);
    inflections -0.0803 f.inflections.min(4.0);
    translations 1.7383 f.translations.min(4.0);
    typos 0.7956 f.typos.min(4.0);
    joins 1.0848 f.joins.min(4.0);
    cuts 1.9527 f.cuts.min(4.0);
    initials 2.4861 f.initials.min(4.0);
    order -0.5417 flag(f.order_breaks > 0.0);
    order_breaks 0.0224 f.order_breaks.min(4.0);
    order_distinctive 0.5806 flag(f.order_breaks > 0.0) * sat(f.agreed_distinctive);
    turned_at_separator 0.3396 f.turned_at_separator;
    turned_round -0.2584 f.turned_round;
    legal_agrees 0.1180 f.legal_agrees;
    legal_differs -1.9175 f.legal_differs;
    legal_one_sided -0.0490 f.legal_one_sided;
    connectives_differ -0.2415 f.connectives_differ;
    first_agrees 0.1631 f.first_agrees;
    typo_most 0.0823 f.typos * f.agreed_most;
    typo_alone 0.1714 flag(f.typos > 0.0 && f.pairs <= 1.0);
    one_pair 0.2123 flag(f.pairs <= 1.0);
    one_word_given -0.4755 flag(f.query_words <= 1.0);
    one_word_listed 2.2850 flag(f.listed_words <= 1.0);
    one_word_listed_left -3.1149 flag(f.listed_words <= 1.0) * sat(left);
    whole_0 5.8195 fresh * flag(f.whole_errors < 0.5);
    whole_1 3.5415 fresh * flag((0.5..1.5).contains(&f.whole_errors));
    whole_2 2.9664 fresh * flag((1.5..2.5).contains(&f.whole_errors));
    whole_3 1.8614 fresh * flag((2.5..3.5).contains(&f.whole_errors));
    whole_agreed -0.2321 flag(f.whole_errors < 9.0) * sat(f.agreed);
    whole_typos -0.3554 flag(f.whole_errors < 9.0) * f.typos.min(3.0);
    whole_share 0.2890 flag(f.whole_errors < 9.0) * f.whole_share;
    cut 6.8143 f.cut;
    cut_in_word 0.1937 f.cut_in_word;
    cut_left 4.4584 f.cut * sat(f.listed_left);
    cut_agreed -8.3147 f.cut * sat(f.agreed);
    cut_of_two -4.1491 f.cut * flag(f.cut_owners > 1.5);
    cut_of_many -0.4197 f.cut * flag(f.cut_owners > 2.5);
    last_left 0.3702 f.last_left;
    last_left_uncut -0.5809 f.last_left * (1.0 - f.cut);
    acronym -3.1472 f.acronym;
    acronym_left 3.7886 f.acronym * sat(left);
    acronym_alone -1.1611 f.acronym * flag(f.pairs <= 1.0);
    written 6.7020 flag(same == Some(Sameness::Written));
    normalized 6.0340 flag(same == Some(Sameness::Normalized));
    core 2.9402 flag(same == Some(Sameness::Core));
    spacing 0.8656 flag(same == Some(Sameness::Spacing));
    same_order 0.0895 flag(same == Some(Sameness::Order));
    all_agree -0.8782 fresh * flag(left <= 0.0 && f.listed_left <= 0.0);
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
