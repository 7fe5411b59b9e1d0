//! From matches to verdicts and exposure paths. Pure: no I/O, no clock.

pub mod path;
pub mod verdict;

use crate::dataset::model::{ListedAs, Record, Status};
use crate::matching::Strength;

pub use path::ExposurePath;
pub use verdict::Verdict;

/// What a listing alone comes to for a match of this strength.
///
/// An organization that stood open, and of which no outflow of data was established, is [`Verdict::Possible`] however
/// sure its access is: `affected` in a cell or a log reads as "data was taken", and no sentence stands beside it there
/// to say otherwise. `possible` is a finding all the same, with steps, and with `--fail-on possible` an exit code.
#[must_use]
pub fn listing_verdict(record: &Record, strength: Strength) -> Verdict {
    match (&record.exposure, record.listed_as, strength) {
        (_, _, Strength::Possible) | (None, _, _) | (_, ListedAs::Maker, _) => Verdict::Possible,
        (Some(exposure), ListedAs::Exposed, _) => match exposure.status {
            _ if !exposure.outflow.is_acknowledged() => Verdict::Possible,
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
