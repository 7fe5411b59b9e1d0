//! What is known of a listing, in the words that every format for people uses.

use std::fmt;

use super::model::ListingInfo;
use super::text::grouped;
use crate::exposure::path::plain_service;

/// One thing that is known of a listing.
pub(crate) struct Fact {
    /// What it is about; a fact without one is a sentence of its own.
    pub(crate) label: Option<&'static str>,
    /// The fact.
    pub(crate) value: String,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.label {
            Some(label) => write!(f, "{label}: {}", self.value),
            None => f.write_str(&self.value),
        }
    }
}

/// The facts of a listing, in the order in which they are told.
pub(crate) fn facts(listing: &ListingInfo) -> Vec<Fact> {
    [
        outflow(listing),
        data(listing),
        people(listing),
        standing(listing),
        vendor(listing),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn labelled(label: &'static str, value: String) -> Option<Fact> {
    Some(Fact {
        label: Some(label),
        value,
    })
}

/// Said first, so that what follows is not read as taken.
fn outflow(listing: &ListingInfo) -> Option<Fact> {
    let by = listing.acknowledged_by?;
    if listing.outflow.is_acknowledged() {
        return None;
    }
    labelled(
        "Outflow",
        format!("{} said that {}", by.plain(), listing.outflow.plain()),
    )
}

fn data(listing: &ListingInfo) -> Option<Fact> {
    if listing.data_types.is_empty() {
        return None;
    }
    let kinds: Vec<&str> = listing.data_types.iter().map(|d| d.plain()).collect();
    let label = if listing.outflow.is_acknowledged() {
        "Data"
    } else {
        "Data within reach"
    };
    labelled(label, kinds.join(", "))
}

fn people(listing: &ListingInfo) -> Option<Fact> {
    let whose: Vec<&str> = listing.populations.iter().map(|p| p.plain()).collect();
    let whose = whose.join(", ");
    if !listing.outflow.is_acknowledged() {
        return (!whose.is_empty()).then_some(Fact {
            label: Some("People within reach"),
            value: whose,
        });
    }
    match (listing.people_affected, whose.is_empty()) {
        (Some(people), true) => labelled("People", grouped(people)),
        (Some(people), false) => labelled("People", format!("{} ({whose})", grouped(people))),
        (None, false) => labelled("People", format!("{whose}; how many is not known")),
        (None, true) => None,
    }
}

fn standing(listing: &ListingInfo) -> Option<Fact> {
    let (status, by) = (listing.status?, listing.acknowledged_by?);
    let on = listing
        .disclosed_on
        .map_or_else(String::new, |d| format!(", first disclosed {d}"));
    labelled(
        "Listing",
        format!("{}, on the word of {}{on}", status.plain(), by.plain()),
    )
}

fn vendor(listing: &ListingInfo) -> Option<Fact> {
    let through = listing.exposed_through_it?;
    let services: Vec<String> = listing.services.iter().map(|s| plain_service(s)).collect();
    let what = if services.is_empty() {
        String::new()
    } else {
        format!(" ({})", services.join(", "))
    };
    let value = match through {
        0 => format!("A vendor{what}; no listed organization was exposed through it"),
        1 => format!("A vendor{what}; 1 listed organization was exposed through it"),
        n => format!("A vendor{what}; {n} listed organizations were exposed through it"),
    };
    Some(Fact { label: None, value })
}
