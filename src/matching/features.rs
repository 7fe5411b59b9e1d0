//! Features: what an alignment comes down to, in numbers that the score is made from.

use super::align::{Alignment, Prepared, class_of, is_roman_numeral};
use super::evidence::WordAgreement;
use super::index::{Index, IndexedName};
use crate::names::WordClass;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// What an alignment comes down to.
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        pub(crate) struct Features {
            $($(#[$doc])* pub(crate) $name: f32,)+
        }

        impl Features {
            pub(crate) const NAMES: &'static [&'static str] = &[$(stringify!($name),)+];

            pub(crate) fn values(&self) -> Vec<f32> {
                vec![$(self.$name,)+]
            }
        }
    };
}

features! {
    /// Information of the listed words that agree, times how well they do.
    agreed,
    /// The most that one agreeing word tells.
    agreed_most,
    /// Share of the query's information that agrees.
    query_share,
    /// Share of the listed name's information that agrees.
    listed_share,
    /// Information left over in the query before its first separator.
    query_left,
    /// The same after it.
    query_left_tail,
    /// Of both, the most that one word tells.
    query_left_most,
    /// Information left over in the listed name.
    listed_left,
    /// The most that one word of it tells.
    listed_left_most,
    /// The lesser of what is left over in both.
    both_left,
    /// Information of left-over workplace words of the query.
    workplace_left,
    /// Information of left-over places of the query.
    query_place_left,
    /// Information of left-over places of the listed name.
    listed_place_left,
    /// Left-over generic words of the query.
    query_generic_left,
    /// Left-over generic words of the listed name.
    listed_generic_left,
    /// Information of agreeing words that is not generic and not a place.
    agreed_distinctive,
    /// Left-over numbers of the query.
    query_number_left,
    /// Left-over numbers of the listed name.
    listed_number_left,
    /// Words that agree exactly.
    same,
    abbreviations,
    inflections,
    translations,
    typos,
    joins,
    cuts,
    initials,
    /// Information lost to agreement that is not exact.
    lost,
    /// The same, by typing errors.
    typo_lost,
    /// The least quality of a pairing.
    least_quality,
    /// Agreeing words that stand in another order.
    order_breaks,
    /// The order differs, but only as a name turned round at a comma is.
    turned_at_separator,
    /// Both have a legal form of one class.
    legal_agrees,
    /// Both have legal forms, of different classes.
    legal_differs,
    /// One has a legal form.
    legal_one_sided,
    connectives_differ,
    /// Words of the query.
    query_words,
    /// Words of the listed name.
    listed_words,
    pairs,
    /// First words agree.
    first_agrees,
    /// Information of the query before its first separator that agrees, as a share.
    head_share,
}

impl Features {
    pub(crate) fn of(query: &Prepared, alignment: &Alignment, index: &Index, name: &IndexedName) -> Self {
        let mut f = Self::default();
        let listed = index.words(name);
        let vocabulary = index.vocabulary();
        f.query_words = query.words.len() as f32;
        f.listed_words = listed.len() as f32;
        f.pairs = alignment.pairings.len() as f32;
        f.least_quality = 1.0;
        let mut agreed_full = 0.0;
        for pairing in &alignment.pairings {
            f.agreed += pairing.information * pairing.quality;
            agreed_full += pairing.information;
            f.agreed_most = f.agreed_most.max(pairing.information * pairing.quality);
            f.least_quality = f.least_quality.min(pairing.quality);
            let lost = pairing.information * (1.0 - pairing.quality);
            f.lost += lost;
            match pairing.how {
                WordAgreement::Same => f.same += 1.0,
                WordAgreement::Abbreviation => f.abbreviations += 1.0,
                WordAgreement::Inflection => f.inflections += 1.0,
                WordAgreement::Translation => f.translations += 1.0,
                WordAgreement::Typo => {
                    f.typos += 1.0;
                    f.typo_lost += lost;
                }
                WordAgreement::Joined => f.joins += 1.0,
                WordAgreement::Cut => f.cuts += 1.0,
                WordAgreement::Initials => f.initials += 1.0,
            }
            if !matches!(
                class_of(index, listed[usize::from(pairing.listed)].word),
                Some(WordClass::Generic | WordClass::Place | WordClass::Workplace)
            ) {
                f.agreed_distinctive += pairing.information * pairing.quality;
            }
        }
        let (mut head, mut head_agreed) = (0.0, 0.0);
        for (at, word) in query.words.iter().enumerate() {
            let information = word.resolved.information;
            if word.part == 0 {
                head += information;
            }
            if !alignment.is_query_free(at) {
                if word.part == 0 {
                    head_agreed += information;
                }
                continue;
            }
            if word.number {
                f.query_number_left += 1.0;
            }
            match word.resolved.class {
                Some(WordClass::Workplace | WordClass::Separator) => {
                    f.workplace_left += information;
                    continue;
                }
                Some(WordClass::Place) => f.query_place_left += information,
                Some(WordClass::Generic) => f.query_generic_left += 1.0,
                _ => f.query_left_most = f.query_left_most.max(information),
            }
            if word.part == 0 {
                f.query_left += information;
            } else {
                f.query_left_tail += information;
            }
        }
        f.head_share = if head > 0.0 { head_agreed / head } else { 0.0 };
        for (at, word) in listed.iter().enumerate() {
            if !alignment.is_listed_free(at) {
                continue;
            }
            let information = vocabulary.word(word.word).information;
            f.listed_left += information;
            let text = vocabulary.text(word.word);
            if text.bytes().any(|b| b.is_ascii_digit()) || is_roman_numeral(text) {
                f.listed_number_left += 1.0;
            }
            match class_of(index, word.word) {
                Some(WordClass::Place) => f.listed_place_left += information,
                Some(WordClass::Generic | WordClass::Workplace) => f.listed_generic_left += 1.0,
                _ => f.listed_left_most = f.listed_left_most.max(information),
            }
        }
        let left = f.query_left + f.query_left_tail;
        f.both_left = left.min(f.listed_left);
        f.query_share = agreed_full / (agreed_full + left + 0.3 * f.workplace_left).max(0.01);
        f.listed_share = agreed_full / (agreed_full + f.listed_left).max(0.01);
        let mut breaks = 0;
        for two in alignment.pairings.windows(2) {
            if two[1].listed < two[0].listed {
                breaks += 1;
                let parts = (query.words[usize::from(two[0].query)].part, query.words[usize::from(two[1].query)].part);
                if parts.0 != parts.1 {
                    f.turned_at_separator += 1.0;
                }
            }
        }
        f.order_breaks = breaks as f32;
        if breaks != 1 {
            f.turned_at_separator = 0.0;
        }
        match (query.legal, name.legal) {
            (0, 0) => {}
            (0, _) | (_, 0) => f.legal_one_sided = 1.0,
            (a, b) if a & b != 0 => f.legal_agrees = 1.0,
            _ => f.legal_differs = 1.0,
        }
        f.connectives_differ = f32::from(query.connectives != name.connectives);
        f.first_agrees =
            f32::from(alignment.pairings.first().is_some_and(|p| p.query == 0 && p.listed == 0));
        f
    }
}
