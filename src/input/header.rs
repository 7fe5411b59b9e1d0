//! Where the header stands: titles, notes and blank rows may come before it.

use super::columns::{ColumnChoice, Known, NameTitle, known_titles};

/// Looks for the header among the first rows that hold something.
pub(super) struct HeaderSearch<'a> {
    choices: &'a [ColumnChoice],
    rows: Vec<Row>,
    bytes: usize,
    best: Option<(Rank, usize)>,
}

/// A row that was offered, with its place in the input.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
}

/// What speaks for a row: how many titles are known, and whether it has more cells than a caption.
type Rank = (Known, bool);

/// Whether more rows are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    GoOn,
    Enough,
}

/// The header, and the rows below it that were offered already.
pub(super) struct FoundHeader {
    pub(super) number: u64,
    pub(super) titles: Vec<String>,
    /// Whether a title for the name is among them; otherwise it is only the first row.
    pub(super) has_name: bool,
    pub(super) below: Vec<Row>,
}

impl<'a> HeaderSearch<'a> {
    /// Rows that are looked at.
    pub(super) const ROWS: usize = 50;
    /// Bytes of them that are kept at most.
    const BYTES: usize = 1 << 20;

    pub(super) fn new(choices: &'a [ColumnChoice]) -> Self {
        Self {
            choices,
            rows: Vec::new(),
            bytes: 0,
            best: None,
        }
    }

    /// Takes the next row that is not blank.
    pub(super) fn offer(&mut self, number: u64, cells: Vec<String>) -> Search {
        let at = self.rows.len();
        let known = known_titles(&cells, self.choices);
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let mut certain = false;
        if known.name != NameTitle::Absent {
            let rank = (known, filled > 1);
            if self.best.is_none_or(|(best, _)| rank > best) {
                self.best = Some((rank, at));
            }
            // A caption is one cell, and a merged heading above several columns leaves blank cells behind it.
            let width = cells.iter().rposition(|cell| !cell.trim().is_empty());
            let no_gap = width.is_some_and(|last| filled == last + 1);
            let wanted = known.name == NameTitle::Wanted;
            certain = wanted && filled > 1 && no_gap && (at == 0 || known.count > 1);
        }
        self.bytes += cells.iter().map(String::len).sum::<usize>();
        self.rows.push(Row { number, cells });
        if certain || self.rows.len() == Self::ROWS || self.bytes > Self::BYTES {
            Search::Enough
        } else {
            Search::GoOn
        }
    }

    /// The best row, or the first if none is a header; `None` if there was no row.
    pub(super) fn finish(mut self) -> Option<FoundHeader> {
        let at = self.best.map_or(0, |(_, at)| at);
        if self.rows.is_empty() {
            return None;
        }
        let below = self.rows.split_off(at + 1);
        let header = self.rows.pop()?;
        Some(FoundHeader {
            number: header.number,
            titles: header.cells.iter().map(|cell| cell.trim().to_owned()).collect(),
            has_name: self
                .best
                .is_some_and(|((known, _), _)| known.name == NameTitle::Wanted),
            below,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&str], choices: &[&str]) -> (u64, bool, usize) {
        let choices: Vec<ColumnChoice> = choices.iter().map(|c| ColumnChoice::parse(c).unwrap()).collect();
        let mut search = HeaderSearch::new(&choices);
        for (number, row) in (1..).zip(rows) {
            let cells = row.split(',').map(str::to_owned).collect();
            if search.offer(number, cells) == Search::Enough {
                break;
            }
        }
        let header = search.finish().unwrap();
        (header.number, header.has_name, header.below.len())
    }

    #[test]
    fn captions_and_headings_are_no_header() {
        for (rows, expected) in [
            (&["Supplier,Country", "Boots,GB"][..], (1, true, 0)),
            (&["Suppliers", "Supplier Name,Spend", "Boots,1"], (2, true, 1)),
            (
                &["Our suppliers 2026", "as of May", "Supplier,Country"],
                (3, true, 0),
            ),
            (
                &["Supplier,,Contact", "Name,Number,Email", "Boots,1,x"],
                (2, true, 0),
            ),
            (&["Name", "Boots", "BBC"], (1, true, 2)),
            (&["Boots,GB", "BBC,GB"], (1, false, 1)),
            (&["name,name", "Supplier,Country"], (1, true, 0)),
        ] {
            assert_eq!(found(rows, &[]), expected, "{rows:?}");
        }
    }

    #[test]
    fn a_chosen_title_marks_the_header() {
        let rows = ["Supplier report,x", "Titel,Land", "Boots,GB"];
        assert_eq!(found(&rows, &["name=Titel"]), (2, true, 1));
        assert!(!found(&["Supplier,x", "Boots,1"], &["name=Titel"]).1);
    }
}
