//! The decision: from the log-odds of a name, country and domain to a score and a strength.
//!
//! The score is a probability; the strength also asks what kind of evidence it stands on. Some evidence, however well it
//! agrees, leaves a match for a person to look at: an acronym that several organizations share, a name that the
//! list itself says does not stand alone, a name of common words, a name turned round (York University, University of York), another country.

use super::features::Features;
use super::keys::Sameness;
use super::model::Strength;
use super::score::probability;
use crate::dataset::model::Standing;

/// From this score on a match is strong, where nothing holds it back.
pub(crate) const STRONG: f64 = 0.86;
/// From this score on a match is possible.
pub(crate) const POSSIBLE: f64 = 0.67;

/// What equal countries add to the log-odds, and different ones take away.
const COUNTRY_AGREES: f32 = 0.9;
const COUNTRY_DIFFERS: f32 = -3.2;
/// What a domain of the organization adds, and another domain takes away.
const DOMAIN_AGREES: f32 = 6.0;
const DOMAIN_DIFFERS: f32 = -1.6;
/// Log-odds of a domain alone.
const DOMAIN_ALONE: f32 = 3.0;

/// The least log-odds of a listed acronym, or of a name that needs its country, in the right country.
const ACRONYM_AND_COUNTRY: f32 = 2.2;

/// What a second fact says, where both sides have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Agreement {
    /// One side does not have it.
    #[default]
    Unknown,
    /// Both have it and it agrees.
    Agrees,
    /// Both have it and it differs.
    Differs,
}

/// What is known of one organization as the subject.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    /// The best of its names: its log-odds, features, sameness, and what it needs beside it.
    pub(crate) name: Option<NameCase>,
    pub(crate) country: Agreement,
    pub(crate) domain: Agreement,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct NameCase {
    pub(crate) log_odds: f32,
    pub(crate) features: Features,
    pub(crate) sameness: Option<Sameness>,
    /// It is a short acronym.
    pub(crate) acronym: bool,
    /// What it needs beside it to tell the organization.
    pub(crate) standing: Standing,
}

impl NameCase {
    /// Whether the whole names are the same, but for legal forms and spaces.
    fn is_whole(&self) -> bool {
        matches!(
            self.sameness,
            Some(Sameness::Written | Sameness::Normalized | Sameness::Core | Sameness::Spacing)
        )
    }
}

/// What keeps a match from being stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HeldBack {
    pub(crate) acronym: bool,
    /// The list says that the name does not stand alone.
    pub(crate) standing: bool,
    pub(crate) generic: bool,
    pub(crate) turned_round: bool,
    pub(crate) country: bool,
    pub(crate) ambiguous: bool,
    /// One of the names goes on with words of its own.
    pub(crate) goes_on: bool,
    /// All that tells is one doubtful misspelling.
    pub(crate) typo: bool,
}

impl HeldBack {
    fn any(self) -> bool {
        self.acronym
            || self.standing
            || self.generic
            || self.turned_round
            || self.country
            || self.ambiguous
            || self.goes_on
            || self.typo
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    /// Odds before other organizations are looked at.
    pub(crate) odds: f64,
    pub(crate) score: f64,
    pub(crate) strength: Option<Strength>,
    pub(crate) held: HeldBack,
}

impl Case {
    /// The log-odds of all evidence together.
    fn log_odds(&self) -> f32 {
        let country = match self.country {
            Agreement::Unknown => 0.0,
            Agreement::Agrees => COUNTRY_AGREES,
            Agreement::Differs => COUNTRY_DIFFERS,
        };
        let Some(name) = &self.name else {
            return DOMAIN_ALONE + country.max(-1.0);
        };
        match self.domain {
            Agreement::Agrees => {
                (name.log_odds.max(-2.0) + DOMAIN_AGREES + country.max(-1.0)).max(DOMAIN_ALONE)
            }
            Agreement::Differs => name.log_odds + DOMAIN_DIFFERS + country,
            Agreement::Unknown
                if name.standing == Standing::WithCountry
                    && name.is_whole()
                    && self.country == Agreement::Agrees =>
            {
                (name.log_odds + country).max(ACRONYM_AND_COUNTRY)
            }
            Agreement::Unknown => name.log_odds + country,
        }
    }

    /// The most that a score can be, so that the closer name always has the higher score.
    fn ceiling(&self) -> f64 {
        let Some(name) = &self.name else { return 0.97 };
        let f = &name.features;
        match name.sameness {
            Some(Sameness::Written) => 0.9995,
            Some(Sameness::Normalized) => 0.998,
            Some(Sameness::Core) => {
                0.996 - 0.002 * f64::from(f.legal_differs) - 0.001 * f64::from(f.legal_one_sided)
            }
            Some(Sameness::Spacing) => 0.988,
            Some(Sameness::Order) => 0.982,
            None => 0.975,
        }
    }

    fn held_back(&self) -> HeldBack {
        let mut held = HeldBack::default();
        let Some(name) = &self.name else { return held };
        if self.domain == Agreement::Agrees {
            return held;
        }
        let f = &name.features;
        let whole = name.is_whole();
        let supported = match name.standing {
            Standing::Alone => true,
            Standing::WithCountry => {
                whole && self.country == Agreement::Agrees && self.domain != Agreement::Differs
            }
            // A domain that agrees has ended the matter above.
            Standing::WithDomain => false,
        };
        held.acronym = name.acronym && !supported;
        held.standing = !name.acronym && !supported;
        held.generic =
            f.agreed_generic >= f.pairs && f.pairs <= 2.0 && !(whole && self.country == Agreement::Agrees);
        held.turned_round = f.turned_round > 0.0 && f.turned_at_separator <= 0.0;
        let whole = whole || name.sameness == Some(Sameness::Order);
        held.goes_on = !whole
            && (f.query_own_left > 0.0
                || f.query_number_left > 0.0
                || f.listed_number_left > 0.0
                || (f.query_place_left > 0.0 && f.agreed_sector > 0.0)
                || (f.listed_own_left > 0.0 && f.cut <= 0.0));
        held.typo = f.doubtful_typo > 0.0;
        held.country = self.country == Agreement::Differs;
        held
    }

    /// Score and strength, given the odds of all other organizations together.
    pub(crate) fn decide(&self, other_odds: f64) -> Decision {
        let log_odds = self.log_odds();
        let odds = f64::from(log_odds.min(14.0)).exp();
        let share = 1.0 / (1.0 + other_odds / (1.0 + odds));
        let score = f64::from(probability(log_odds)) * share * self.ceiling();
        let mut held = self.held_back();
        held.ambiguous = other_odds > odds * 0.5 && other_odds > 1.0;
        let same = self
            .name
            .as_ref()
            .is_some_and(|name| matches!(name.sameness, Some(Sameness::Written | Sameness::Normalized)));
        let score = if held.any() {
            score.min(0.5 + 0.35 * score)
        } else {
            score
        };
        // York University may be the University of York, and UD the University of Delaware or of Dayton: always for a
        // person to look at.
        let to_look_at = (held.turned_round || held.acronym || held.standing)
            && self
                .name
                .as_ref()
                .is_some_and(|name| name.is_whole() || name.sameness == Some(Sameness::Order))
            && self.country != Agreement::Differs
            && self.domain != Agreement::Differs;
        let score = if to_look_at { score.max(POSSIBLE) } else { score };
        // More digits than four would be noise, and differ between machines.
        let score = (score * 10_000.0).round() / 10_000.0;
        let strength = if score < POSSIBLE {
            None
        } else if held.any() || score < STRONG {
            Some(Strength::Possible)
        } else if same {
            Some(Strength::Exact)
        } else {
            Some(Strength::Strong)
        };
        Decision {
            odds,
            score,
            strength,
            held,
        }
    }
}
