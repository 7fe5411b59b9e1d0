//! A plain list: one name on each line.

use super::error::InputError;
use super::feed::Feed;
use super::{Cells, Subject};

/// Reads names from lines. Blank lines are skipped; `#` begins no comment, since it may begin a name.
pub(super) struct Text {
    feed: Feed,
    cells: Cells,
}

impl Text {
    pub(super) fn new(feed: Feed, cells: Cells) -> Self {
        Self { feed, cells }
    }

    pub(super) fn feed(&self) -> &Feed {
        &self.feed
    }

    pub(super) fn next(&mut self) -> Result<Option<Subject>, InputError> {
        while let Some(line) = self.feed.next_line()? {
            let name = self.feed.text(line).trim();
            if !name.is_empty() {
                let mut subject = Subject::named(name, line.number);
                if self.cells == Cells::Keep {
                    subject.cells = Some([self.feed.text(line).to_owned()].into());
                }
                return Ok(Some(subject));
            }
        }
        Ok(None)
    }
}
