//! The rules that choose steps for a situation.

use super::model::{Region, Situation, Step};
use crate::dataset::model::Route;
use crate::exposure::Verdict;

impl Step {
    /// Whether the step is for the situation; another step may still replace it.
    #[must_use]
    pub fn applies(&self, situation: &Situation<'_>) -> bool {
        self.readers.contains(&situation.reader)
            && self.holds_for(situation.verdict)
            && self.holds_in(situation)
            && any_of(&self.outflows, &[situation.outflow])
            && any_of(&self.data_types, situation.data_types)
            && match situation.routes {
                [] => any_of(&self.routes, &[Route::Unknown]),
                routes => any_of(&self.routes, routes),
            }
    }

    fn holds_for(&self, verdict: Verdict) -> bool {
        if self.verdicts.is_empty() {
            return matches!(
                verdict,
                Verdict::Affected | Verdict::Reported | Verdict::ViaVendor | Verdict::Possible
            );
        }
        self.verdicts.contains(&verdict)
    }

    fn holds_in(&self, situation: &Situation<'_>) -> bool {
        let in_country = |region: &Region| situation.country.is_some_and(|country| region.holds(country));
        self.countries.is_empty() || self.countries.iter().any(in_country)
    }
}

fn any_of<T: PartialEq>(wanted: &[T], given: &[T]) -> bool {
    wanted.is_empty() || wanted.iter().any(|value| given.contains(value))
}

/// The steps that apply, without those that another of them replaces, in the order of `steps`.
///
/// A replaced step still hides what it replaces itself, so a chain such as Germany, European Union, everywhere
/// leaves the most particular step alone.
pub(super) fn choose<'s>(steps: &'s [Step], situation: &Situation<'_>) -> Vec<&'s Step> {
    let applying: Vec<&Step> = steps.iter().filter(|step| step.applies(situation)).collect();
    let replaced = |id: &String| applying.iter().any(|step| step.replaces.contains(id));
    applying
        .iter()
        .copied()
        .filter(|step| !replaced(&step.id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::model::{Reader, StepSource};
    use super::*;
    use crate::country::Country;
    use crate::dataset::model::{DataType, Outflow};

    fn step(id: &str, countries: &[&str], replaces: &[&str]) -> Step {
        Step {
            id: id.to_owned(),
            readers: vec![Reader::Individual],
            countries: countries
                .iter()
                .map(|code| match *code {
                    "EU" => Region::EuropeanUnion,
                    code => Region::Country(Country::from_code(code).unwrap()),
                })
                .collect(),
            data_types: Vec::new(),
            routes: Vec::new(),
            verdicts: Vec::new(),
            outflows: Vec::new(),
            replaces: replaces.iter().map(|id| (*id).to_owned()).collect(),
            order: 1,
            title: id.to_owned(),
            text: id.to_owned(),
            sources: vec![StepSource {
                url: "https://example.org/".to_owned(),
                publisher: "Example".to_owned(),
            }],
        }
    }

    fn situation(country: Option<&str>) -> Situation<'static> {
        Situation {
            reader: Reader::Individual,
            country: country.map(|code| Country::from_code(code).unwrap()),
            verdict: Verdict::Affected,
            data_types: &[],
            routes: &[],
            outflow: Outflow::Acknowledged,
        }
    }

    fn ids(steps: &[Step], situation: &Situation<'_>) -> Vec<String> {
        choose(steps, situation)
            .iter()
            .map(|step| step.id.clone())
            .collect()
    }

    #[test]
    fn a_step_replaces_others_only_where_it_applies() {
        let steps = [
            step("everywhere", &[], &[]),
            step("union", &["EU"], &["everywhere"]),
            step("germany", &["DE"], &["union"]),
        ];
        assert_eq!(ids(&steps, &situation(None)), ["everywhere"]);
        assert_eq!(ids(&steps, &situation(Some("US"))), ["everywhere"]);
        assert_eq!(ids(&steps, &situation(Some("FR"))), ["union"]);
        assert_eq!(ids(&steps, &situation(Some("DE"))), ["germany"]);
    }

    #[test]
    fn no_verdicts_mean_any_finding_and_nothing_else() {
        let steps = [step("a", &[], &[])];
        let chosen = |verdict| {
            !ids(
                &steps,
                &Situation {
                    verdict,
                    ..situation(None)
                },
            )
            .is_empty()
        };
        assert!(chosen(Verdict::Possible) && chosen(Verdict::ViaVendor));
        assert!(!chosen(Verdict::NoRecord) && !chosen(Verdict::Accepted) && !chosen(Verdict::Unscreened));
    }

    #[test]
    fn a_step_for_access_without_outflow_stands_in_for_others_there_alone() {
        let mut open = step("open", &[], &["ask"]);
        open.outflows = vec![Outflow::NotEstablished, Outflow::Denied];
        let steps = [step("ask", &[], &[]), open];
        assert_eq!(ids(&steps, &situation(None)), ["ask"]);
        let told = Situation {
            outflow: Outflow::NotEstablished,
            ..situation(None)
        };
        assert_eq!(ids(&steps, &told), ["open"]);
    }

    #[test]
    fn any_of_the_data_types_is_enough_and_no_route_is_an_unknown_one() {
        let mut bank = step("bank", &[], &[]);
        bank.data_types = vec![DataType::BankAccount, DataType::PaymentCard];
        let mut hunt = step("hunt", &[], &[]);
        hunt.routes = vec![Route::OwnServer, Route::Unknown];
        let steps = [bank, hunt];
        assert_eq!(ids(&steps, &situation(None)), ["hunt"]);
        let told = Situation {
            data_types: &[DataType::Name, DataType::PaymentCard],
            routes: &[Route::Vendor],
            ..situation(None)
        };
        assert_eq!(ids(&steps, &told), ["bank"]);
    }
}
