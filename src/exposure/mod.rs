//! From matches to verdicts and exposure paths. Pure: no I/O, no clock.

pub mod path;
pub mod verdict;

use crate::dataset::model::{ListedAs, Record, Status};
use crate::matching::Strength;

pub use path::ExposurePath;
pub use verdict::Verdict;

/// What a listing alone comes to for a match of this strength.
#[must_use]
pub fn listing_verdict(record: &Record, strength: Strength) -> Verdict {
    match (&record.exposure, record.listed_as, strength) {
        (_, _, Strength::Possible) | (None, _, _) | (_, ListedAs::Maker, _) => Verdict::Possible,
        (Some(exposure), ListedAs::Exposed, _) => match exposure.status {
            Status::Confirmed => Verdict::Affected,
            Status::Reported => Verdict::Reported,
            Status::Possible => Verdict::Possible,
        },
    }
}

/// What a declared vendor's listing comes to for the subject that uses it.
#[must_use]
pub fn vendor_verdict(record: &Record, strength: Strength) -> Verdict {
    match listing_verdict(record, strength) {
        Verdict::Affected | Verdict::Reported => Verdict::ViaVendor,
        other => other,
    }
}
