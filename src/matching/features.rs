//! Features: what an alignment comes down to, in numbers that the score is made from.

use super::align::{Alignment, Pairing, Prepared};
use super::evidence::WordAgreement;
use super::index::{Index, IndexedName};
use super::keys::Sameness;
use super::typo::errors_between;
use crate::names::WordClass;

/// What an alignment comes down to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Features {
    /// Information of the listed words that agree, times how well they do.
    pub(crate) agreed: f32,
    /// The most that one agreeing word tells.
    pub(crate) agreed_most: f32,
    /// Share of the query's information that agrees.
    pub(crate) query_share: f32,
    /// Share of the listed name's information that agrees.
    pub(crate) listed_share: f32,
    /// Information left over in the query before its first separator.
    pub(crate) query_left: f32,
    /// The same after it.
    pub(crate) query_left_tail: f32,
    /// Of both, the most that one word tells.
    pub(crate) query_left_most: f32,
    /// Information left over in the listed name.
    pub(crate) listed_left: f32,
    /// The most that one word of it tells.
    pub(crate) listed_left_most: f32,
    /// The lesser of what is left over in both.
    pub(crate) both_left: f32,
    /// Information of left-over workplace words of the query.
    pub(crate) workplace_left: f32,
    /// Information of left-over places of the query.
    pub(crate) query_place_left: f32,
    /// Information of left-over places of the listed name.
    pub(crate) listed_place_left: f32,
    /// Information left over in the query in brackets, behind a dash and the like.
    pub(crate) aside_left: f32,
    /// Information left over that says nothing against: an address, a department.
    pub(crate) set_apart: f32,
    /// Words of the listed name's own that the query lacks.
    pub(crate) listed_own_left: f32,
    /// Information of left-over words such as "group", "services" of the query.
    pub(crate) corporate_left: f32,
    /// Left-over words of the query that are none of the kinds that organizations add to a name.
    pub(crate) query_own_left: f32,
    /// Left-over generic words of the query.
    pub(crate) query_generic_left: f32,
    /// Left-over generic words of the listed name.
    pub(crate) listed_generic_left: f32,
    /// Information of agreeing words that is not generic and not a place.
    pub(crate) agreed_distinctive: f32,
    /// Left-over numbers of the query.
    pub(crate) query_number_left: f32,
    /// Left-over numbers of the listed name.
    pub(crate) listed_number_left: f32,
    /// Words that agree exactly.
    pub(crate) same: f32,
    pub(crate) abbreviations: f32,
    pub(crate) inflections: f32,
    pub(crate) translations: f32,
    pub(crate) typos: f32,
    pub(crate) joins: f32,
    pub(crate) cuts: f32,
    pub(crate) initials: f32,
    /// Information lost to agreement that is not exact.
    pub(crate) lost: f32,
    /// The same, by typing errors.
    pub(crate) typo_lost: f32,
    /// The least quality of a pairing.
    pub(crate) least_quality: f32,
    /// Agreeing words that stand in another order.
    pub(crate) order_breaks: f32,
    /// The order differs, but only as a name turned round at a comma is.
    pub(crate) turned_at_separator: f32,
    /// Both have a legal form of one class.
    pub(crate) legal_agrees: f32,
    /// Both have legal forms, of different classes.
    pub(crate) legal_differs: f32,
    /// One has a legal form.
    pub(crate) legal_one_sided: f32,
    pub(crate) connectives_differ: f32,
    /// Words of the query.
    pub(crate) query_words: f32,
    /// Words of the listed name.
    pub(crate) listed_words: f32,
    pub(crate) pairs: f32,
    /// First words agree.
    pub(crate) first_agrees: f32,
    /// Information of the query before its first separator that agrees, as a share.
    pub(crate) head_share: f32,
    /// Errors between the whole names without spaces; 9 where they are many.
    pub(crate) whole_errors: f32,
    /// The same, as a share of the letters.
    pub(crate) whole_share: f32,
    /// The query is the beginning of the listed name.
    pub(crate) cut: f32,
    /// The cut goes through a word.
    pub(crate) cut_in_word: f32,
    /// Organizations with a name that begins so.
    pub(crate) cut_owners: f32,
    /// Agreeing words that are generic or of the workplace.
    pub(crate) agreed_generic: f32,
    /// All that agrees but common words is one misspelt word, short or with an unlikely slip.
    pub(crate) doubtful_typo: f32,
    /// A town or county agrees, whose names are often one letter apart.
    pub(crate) settlement: f32,
    /// A word such as "university", "fund", "hospital" agrees.
    pub(crate) agreed_sector: f32,
    /// The listed name is an acronym.
    pub(crate) acronym: f32,
    /// The names agree in two content words or fewer, of which one is generic, in another order: "York University".
    pub(crate) turned_round: f32,
    /// The last word of the query is left over.
    pub(crate) last_left: f32,
}

impl Features {
    pub(crate) fn of(
        same: Option<Sameness>,
        query: &Prepared,
        alignment: &Alignment,
        index: &Index,
        name: &IndexedName,
        cut_owners: Option<u32>,
    ) -> Self {
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
                vocabulary.word(listed[usize::from(pairing.listed)].word).class,
                Some(WordClass::Generic | WordClass::Corporate | WordClass::Workplace)
            ) {
                f.agreed_distinctive += pairing.information * pairing.quality;
            }
        }
        let (mut head, mut head_agreed) = (0.0, 0.0);
        for (at, word) in query.words.iter().enumerate() {
            // A letter left alone by a slip or a share class says little.
            let information = if word.letters == 1 && !word.number {
                word.resolved.information.min(3.0)
            } else {
                word.resolved.information
            };
            if word.part == 0 {
                head += information;
            }
            if (word.shortens_the_rest || word.set_apart) && alignment.is_query_free(at) {
                f.set_apart += information;
                continue;
            }
            if !alignment.is_query_free(at) {
                if word.part == 0 {
                    head_agreed += information;
                }
                continue;
            }
            if word.number && word.letters <= 4 {
                f.query_number_left += 1.0;
            }
            f.last_left = f32::from(at + 1 == query.words.len());
            match word.resolved.class {
                Some(WordClass::Workplace | WordClass::Separator) => {
                    f.workplace_left += information;
                    continue;
                }
                Some(WordClass::Corporate) => f.corporate_left += information,
                Some(WordClass::Place) => f.query_place_left += information,
                Some(WordClass::Generic) => {
                    f.query_generic_left += 1.0;
                    f.query_own_left += f32::from(!word.aside);
                }
                _ if word.aside => {}
                _ => {
                    f.query_left_most = f.query_left_most.max(information);
                    f.query_own_left += 1.0;
                }
            }
            if word.aside {
                f.aside_left += information;
            } else if word.part == 0 {
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
            let listed = vocabulary.word(word.word);
            let information = listed.information;
            f.listed_left += information;
            f.listed_number_left += f32::from(listed.number);
            match listed.class {
                Some(WordClass::Place) => f.listed_place_left += information,
                Some(WordClass::Corporate) => f.listed_generic_left += 1.0,
                Some(WordClass::Generic | WordClass::Workplace) => {
                    f.listed_generic_left += 1.0;
                    f.listed_own_left += 1.0;
                }
                _ => {
                    f.listed_own_left += 1.0;
                    f.listed_left_most = f.listed_left_most.max(information);
                }
            }
        }
        if same == Some(Sameness::Spacing) {
            // Written together over more than two words, which no alignment sees.
            f.written_together(name.information);
            agreed_full = name.information;
        }
        let left = f.query_left + f.query_left_tail + 0.3 * f.aside_left;
        f.both_left = left.min(f.listed_left);
        f.query_share = agreed_full / (agreed_full + left + 0.3 * f.workplace_left).max(0.01);
        f.listed_share = agreed_full / (agreed_full + f.listed_left).max(0.01);
        let mut breaks = 0;
        for two in alignment.pairings.windows(2) {
            if two[1].listed < two[0].listed {
                breaks += 1;
                let parts = (
                    query.words[usize::from(two[0].query)].part,
                    query.words[usize::from(two[1].query)].part,
                );
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
        f.settlement = f32::from(alignment.pairings.iter().any(|p| {
            let word = vocabulary.text(listed[usize::from(p.listed)].word);
            matches!(
                word,
                "city" | "town" | "village" | "county" | "township" | "borough"
            )
        }));
        f.acronym = f32::from(name.acronym);
        let mut telling = alignment.pairings.iter().filter(|p| {
            !matches!(
                vocabulary.word(listed[usize::from(p.listed)].word).class,
                Some(WordClass::Generic | WordClass::Corporate | WordClass::Workplace)
            )
        });
        if same.is_none()
            && let (Some(only), None) = (telling.next(), telling.next())
        {
            let meant = vocabulary.text(listed[usize::from(only.listed)].word).len();
            let letters = meant.min(usize::from(query.words[usize::from(only.query)].letters));
            f.doubtful_typo = f32::from(match only.how {
                WordAgreement::Typo => {
                    f.settlement > 0.0 || only.quality < 0.85 || (letters < 7 && f.pairs <= 1.0)
                }
                WordAgreement::Cut | WordAgreement::Inflection => cut_owners.is_none(),
                _ => false,
            });
        }
        let generic = alignment
            .pairings
            .iter()
            .filter(|p| {
                let word = vocabulary.word(listed[usize::from(p.listed)].word);
                // A number alone tells nothing either.
                (word.number && same.is_none())
                    || matches!(
                        word.class,
                        Some(WordClass::Generic | WordClass::Corporate | WordClass::Workplace)
                    )
            })
            .count();
        f.agreed_generic = if same == Some(Sameness::Spacing) {
            0.0
        } else {
            generic as f32
        };
        let class = |p: &Pairing| vocabulary.word(listed[usize::from(p.listed)].word).class;
        let names_place = alignment
            .pairings
            .iter()
            .any(|p| class(p) == Some(WordClass::Place));
        let others = alignment.pairings.len() - generic;
        f.turned_round = f32::from(breaks > 0 && generic > 0 && others <= if names_place { 1 } else { 2 });
        f.agreed_sector = f32::from(
            alignment
                .pairings
                .iter()
                .any(|p| class(p) == Some(WordClass::Generic)),
        );
        if let Some(owners) = cut_owners {
            f.cut = 1.0;
            f.cut_owners = owners as f32;
            f.cut_in_word = f32::from(alignment.pairings.last().is_some_and(|p| {
                p.how == WordAgreement::Cut && usize::from(p.query) + 1 == query.words.len()
            }));
        }
        f.whole_errors = 9.0;
        f.whole_share = 1.0;
        let solid = index.solid(name);
        if alignment.pairings.len() * 2 >= query.words.len().min(listed.len())
            && query.solid.len() >= 5
            && let Some(errors) = errors_between(&query.solid, solid, 3.min(query.solid.len() / 4))
        {
            f.whole_errors = errors as f32;
            f.whole_share = errors as f32 / solid.len().max(1) as f32;
        }
        f.first_agrees = f32::from(
            alignment
                .pairings
                .first()
                .is_some_and(|p| p.query == 0 && p.listed == 0),
        );
        f
    }

    fn written_together(&mut self, information: f32) {
        *self = Self {
            agreed: information,
            agreed_most: information,
            agreed_distinctive: information,
            pairs: self.pairs.max(1.0),
            joins: 1.0,
            least_quality: 0.95,
            head_share: 1.0,
            query_words: self.query_words,
            listed_words: self.listed_words,
            ..Self::default()
        };
    }
}
