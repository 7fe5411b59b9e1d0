//! The library that parses workbooks panics on some damaged ones, where a record is cut short or a range runs backwards.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::Trouble;

/// What `parse` gives, or that the workbook is damaged if it panics. What it would say of its panic is not for the user.
/// Only for calls into the library: a bug of our own must stay one.
pub(super) fn caught<T>(parse: impl FnOnce() -> T) -> Result<T, Trouble> {
    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    // After a panic, what the library was at work on is not used again.
    let parsed = panic::catch_unwind(AssertUnwindSafe(parse));
    QUIET.set(false);
    parsed.map_err(|_| Trouble::corrupt("a part of it is cut short or contradicts another"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_damaged_workbook() {
        assert!(matches!(caught(|| 1), Ok(1)));
        assert!(matches!(
            caught(|| Vec::<u8>::new().remove(0)),
            Err(Trouble::Corrupt(_))
        ));
    }
}
