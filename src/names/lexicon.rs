//! What is known of words before any list is read: legal forms, abbreviations, words that tell nothing apart.
//!
//! The tables under `tables/` are general knowledge, written for this project; [`Lexicon::shared`] reads them once.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::fold::{Folded, Word};
use super::key::{chain, key};

const LEGAL_FORMS: &str = include_str!("tables/legal-forms.csv");
const PLACEHOLDERS: &str = include_str!("tables/placeholders.txt");
const WORDS: &str = include_str!("tables/words.csv");
const FAMILIES: &str = include_str!("tables/families.csv");

/// The words of the longest legal form.
const LONGEST_LEGAL_FORM: usize = 7;

/// What kind of company a legal form makes; forms of one class are close, of two classes still weak evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LegalClass {
    /// Private companies with limited liability.
    Limited,
    /// Companies with shares.
    Stock,
    /// Partnerships.
    Partnership,
    /// Cooperatives.
    Cooperative,
    /// Associations.
    Association,
    /// Bodies under public law.
    Public,
    /// Companies of professionals.
    Professional,
    /// Banks by charter.
    Bank,
}

impl LegalClass {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "limited" => Self::Limited,
            "stock" => Self::Stock,
            "partnership" => Self::Partnership,
            "cooperative" => Self::Cooperative,
            "association" => Self::Association,
            "public" => Self::Public,
            "professional" => Self::Professional,
            "bank" => Self::Bank,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct LegalForm {
    class: LegalClass,
    front: bool,
    back: bool,
}

/// What a word is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordClass {
    /// Articles, prepositions, "and".
    Connective,
    /// Words that many organizations have somewhere in their name.
    Generic,
    /// Words that companies add to a name and leave away again: group, holdings, services.
    Corporate,
    /// Words of departments, sites and addresses, which say where in an organization somebody works.
    Workplace,
    /// Words of countries, states, large cities and directions.
    Place,
    /// Words that join a name to another of the same organization ("dba", "formerly").
    Separator,
}

/// What a word is within its family (`university`, `univ`, `universitat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The word in full.
    Full,
    /// An abbreviation of it.
    Abbreviation,
    /// Another form of it: plural, adjective, other spelling.
    Form,
    /// The same in another language.
    Language,
}

#[derive(Debug, Clone, Copy)]
struct Relative {
    key: u64,
    family: u16,
    relation: Relation,
}

/// The tables, ready for look-ups by key.
pub(crate) struct Lexicon {
    legal: FxHashMap<u64, LegalForm>,
    /// Last (for the back) and first (for the front) words of legal forms, to leave early.
    legal_edges: FxHashMap<u64, ()>,
    placeholders: FxHashMap<u64, ()>,
    classes: FxHashMap<u64, WordClass>,
    /// By family.
    families: Vec<Relative>,
    /// The same by key.
    relatives: Vec<Relative>,
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

pub(crate) fn sequence_key(words: &[Word]) -> u64 {
    words.iter().fold(0, |sequence, word| chain(sequence, word.key))
}

impl Lexicon {
    /// The tables, read at first use.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Lexicon> = OnceLock::new();
        SHARED.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut folded = Folded::default();
        let mut legal = FxHashMap::default();
        let mut legal_edges = FxHashMap::default();
        for row in rows(LEGAL_FORMS).skip(1) {
            let mut cells = row.split(',');
            let (Some(form), Some(class), Some(place)) = (
                cells.next(),
                cells.next().and_then(LegalClass::from_word),
                cells.next(),
            ) else {
                continue;
            };
            folded.fold(form);
            let (Some(first), Some(last)) = (folded.words().first(), folded.words().last()) else {
                continue;
            };
            let form = LegalForm {
                class,
                front: place != "back",
                back: place != "front",
            };
            if form.back {
                legal_edges.insert(last.key, ());
            }
            if form.front {
                legal_edges.insert(first.key, ());
            }
            legal.entry(sequence_key(folded.words())).or_insert(form);
        }
        let mut placeholders = FxHashMap::default();
        for row in rows(PLACEHOLDERS) {
            folded.fold(row);
            placeholders.insert(sequence_key(folded.words()), ());
        }
        let mut classes = FxHashMap::default();
        for row in rows(WORDS).skip(1) {
            let Some((word, class)) = row.split_once(',') else {
                continue;
            };
            let class = match class {
                "connective" => WordClass::Connective,
                "generic" => WordClass::Generic,
                "corporate" => WordClass::Corporate,
                "place" => WordClass::Place,
                "separator" => WordClass::Separator,
                _ => WordClass::Workplace,
            };
            classes.insert(key(word), class);
        }
        let mut families = Vec::new();
        for (family, row) in (0_u16..).zip(rows(FAMILIES).skip(1)) {
            let columns = [
                Relation::Full,
                Relation::Abbreviation,
                Relation::Form,
                Relation::Language,
            ];
            for (cell, relation) in row.split(',').zip(columns) {
                families.extend(
                    cell.split(' ')
                        .filter(|word| !word.is_empty())
                        .map(|word| Relative {
                            key: key(word),
                            family,
                            relation,
                        }),
                );
            }
        }
        let mut relatives = families.clone();
        relatives.sort_unstable_by_key(|relative| (relative.key, relative.family));
        Self {
            legal,
            legal_edges,
            placeholders,
            classes,
            families,
            relatives,
        }
    }

    /// The words of the families that a word belongs to, with what both are in it: the word itself, the relative.
    pub(crate) fn relatives(&self, key: u64) -> impl Iterator<Item = (u64, Relation, Relation)> + '_ {
        let from = self.relatives.partition_point(|relative| relative.key < key);
        self.relatives[from..]
            .iter()
            .take_while(move |own| own.key == key)
            .flat_map(move |own| {
                let start = self
                    .families
                    .partition_point(|relative| relative.family < own.family);
                self.families[start..]
                    .iter()
                    .take_while(move |relative| relative.family == own.family)
                    .filter(move |relative| relative.key != key)
                    .map(move |relative| (relative.key, own.relation, relative.relation))
            })
    }

    /// The class of a word, where it has one.
    pub(crate) fn class(&self, key: u64) -> Option<WordClass> {
        self.classes.get(&key).copied()
    }

    /// Whether the whole name is what people write where they have no name to give.
    pub(crate) fn is_placeholder(&self, words: &[Word]) -> bool {
        self.placeholders.contains_key(&sequence_key(words))
    }

    /// Finds the legal forms at both ends of each part of the name. `mark` is called with the range of words of each.
    /// A name is never stripped to nothing: where every word belongs to a legal form, none is marked, and the
    /// answer is `true`.
    pub(crate) fn legal_forms(
        &self,
        words: &[Word],
        mut mark: impl FnMut(std::ops::Range<usize>, LegalClass),
    ) -> bool {
        let mut found: [(usize, usize, LegalClass); 6] = [(0, 0, LegalClass::Limited); 6];
        let mut count = 0;
        let mut covered = 0;
        let mut end = words.len();
        let mut part_start;
        while end > 0 {
            let part = words[end - 1].part;
            part_start = words[..end]
                .iter()
                .rposition(|w| w.part != part)
                .map_or(0, |at| at + 1);
            let part_end = end;
            while end > part_start && count < found.len() {
                let Some((length, class)) = self.form_ending(&words[part_start..end]) else {
                    break;
                };
                // "County, PA" names a state; "Anesthesia, P.A." a legal form.
                if part_start > 0
                    && length == part_end - part_start
                    && length == 1
                    && is_state_code(&words[end - 1], class)
                {
                    break;
                }
                end -= length;
                found[count] = (end, end + length, class);
                count += 1;
                covered += length;
            }
            end = part_start;
        }
        let first_marked = found[..count].iter().any(|f| f.0 == 0);
        if !first_marked && count < found.len() {
            let part = words.first().map_or(0, |w| w.part);
            let first_part = words.iter().take_while(|w| w.part == part).count();
            if let Some((length, class)) = self.form_starting(&words[..first_part])
                && length < words.len()
                && !found[..count].iter().any(|f| f.0 < length)
            {
                found[count] = (0, length, class);
                count += 1;
                covered += length;
            }
        }
        if covered >= words.len() {
            return !words.is_empty();
        }
        for &(start, end, class) in &found[..count] {
            mark(start..end, class);
        }
        false
    }

    fn form_ending(&self, words: &[Word]) -> Option<(usize, LegalClass)> {
        self.legal_edges.get(&words.last()?.key)?;
        (1..=words.len().min(LONGEST_LEGAL_FORM))
            .rev()
            .find_map(|length| {
                let form = self.legal.get(&sequence_key(&words[words.len() - length..]))?;
                form.back.then_some((length, form.class))
            })
    }

    fn form_starting(&self, words: &[Word]) -> Option<(usize, LegalClass)> {
        self.legal_edges.get(&words.first()?.key)?;
        (1..=words.len().min(LONGEST_LEGAL_FORM))
            .rev()
            .find_map(|length| {
                let form = self.legal.get(&sequence_key(&words[..length]))?;
                form.front.then_some((length, form.class))
            })
    }
}

/// `PA`, `NA` and the like alone after a comma are the state, unless written with dots.
fn is_state_code(word: &Word, class: LegalClass) -> bool {
    class == LegalClass::Professional && !word.initials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(name: &str) -> String {
        let mut folded = Folded::default();
        folded.fold(name);
        let mut legal = vec![false; folded.words().len()];
        Lexicon::shared().legal_forms(folded.words(), |range, _| range.for_each(|at| legal[at] = true));
        let words: Vec<&str> = folded
            .words()
            .iter()
            .zip(legal)
            .filter(|(_, legal)| !legal)
            .map(|(word, _)| folded.text(word))
            .collect();
        words.join(" ")
    }

    #[test]
    fn legal_forms_at_both_ends() {
        for (name, expected) in [
            ("Aer Lingus Limited", "aer lingus"),
            ("British Airways P.L.C.", "british airways"),
            ("PT Astra International Tbk", "astra international"),
            ("OOO Gazprom Neft", "gazprom neft"),
            ("SIA Latvijas Mobilais", "latvijas mobilais"),
            ("UAB Maxima", "maxima"),
            ("Avira Operations GmbH & Co. KG", "avira operations"),
            ("norisbank Gesellschaft mit beschränkter Haftung", "norisbank"),
            ("Sunflower Bank, National Association", "sunflower bank"),
            ("NorthStar Anesthesia, P.A.", "northstar anesthesia"),
            ("Allegheny County, PA", "allegheny county pa"),
            ("Acme Sp. z o.o.", "acme"),
            ("Samsung Co., Ltd.", "samsung"),
            ("The Company", "the"),
            ("Limited", "limited"),
            ("11420 CORP.", "11420"),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
    }
}

#[cfg(test)]
mod tables {
    use std::collections::HashSet;

    use super::super::fold::fold;
    use super::*;

    #[test]
    fn legal_forms_are_sound() {
        let mut seen = HashSet::new();
        for row in rows(LEGAL_FORMS).skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            assert_eq!(cells.len(), 4, "{row}");
            assert!(LegalClass::from_word(cells[1]).is_some(), "{row}");
            assert!(["front", "back", "both"].contains(&cells[2]), "{row}");
            assert!(cells[3].split(' ').all(|code| code.len() == 2), "{row}");
            let folded = fold(cells[0]);
            assert!(
                !folded.is_empty() && folded.split(' ').count() <= LONGEST_LEGAL_FORM,
                "{row}"
            );
            assert!(seen.insert((cells[0], cells[2])), "{row} twice");
        }
    }

    #[test]
    fn words_are_folded_and_have_one_class() {
        let mut seen = HashSet::new();
        for row in rows(WORDS).skip(1) {
            let (word, class) = row.split_once(',').unwrap();
            assert_eq!(fold(word), word);
            assert!(seen.insert(word), "{word} twice");
            let known = [
                "connective",
                "generic",
                "corporate",
                "workplace",
                "place",
                "separator",
            ];
            assert!(known.contains(&class), "{row}");
        }
    }

    #[test]
    fn families_are_folded_and_without_repetition() {
        for row in rows(FAMILIES).skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            assert_eq!(cells.len(), 4, "{row}");
            let mut seen = HashSet::new();
            for word in cells
                .iter()
                .flat_map(|cell| cell.split(' '))
                .filter(|w| !w.is_empty())
            {
                assert_eq!(fold(word), word, "{row}");
                assert!(seen.insert(word), "{word} twice in {row}");
            }
        }
    }
}
