//! A plain list: one name on each line.

use super::Subject;
use super::error::InputError;
use super::feed::Feed;

/// Reads names from lines. Blank lines are skipped; `#` begins no comment, since it may begin a name.
pub(super) struct Text {
    feed: Feed,
}

impl Text {
    pub(super) fn new(feed: Feed) -> Self {
        Self { feed }
    }

    pub(super) fn next(&mut self) -> Result<Option<Subject>, InputError> {
        while let Some(line) = self.feed.next_line()? {
            let name = self.feed.text(line)?.trim();
            if !name.is_empty() {
                return Ok(Some(Subject::named(name, line.number)));
            }
        }
        Ok(None)
    }
}
