//! Typing errors: which words are a slip away from each other, and how likely the slip is.

/// The fewest letters of a word that may be misspelt at all.
const SHORTEST: usize = 4;
/// From so many letters on a word may have two errors.
const TWO_ERRORS: usize = 8;
/// Letters at the beginning of a word whose neighbourhood is indexed (later errors leave it unchanged).
const PREFIX: usize = 8;

/// How many errors a word of so many letters may have.
pub(crate) const fn most_errors(letters: usize) -> usize {
    if letters < SHORTEST {
        0
    } else if letters < TWO_ERRORS {
        1
    } else {
        2
    }
}

/// Whether a word is compared letter by letter: plain letters only, since a digit that differs is another number.
pub(crate) fn may_be_misspelt(word: &str) -> bool {
    word.len() >= SHORTEST && word.bytes().all(|b| b.is_ascii_lowercase())
}

/// Calls `each` with a 32-bit fingerprint of the word's beginning and of all that is left of it after one or two letters
/// are taken out. Two words within the errors that [`most_errors`] grants share a fingerprint.
pub(crate) fn neighbourhood(word: &str, mut each: impl FnMut(u32)) {
    let bytes = word.as_bytes();
    let length = bytes.len().min(PREFIX);
    let letters = &bytes[..length];
    let fingerprint = |skip: [usize; 2]| {
        let mut hash = 0x811c_9dc5_u32;
        for (at, &letter) in letters.iter().enumerate() {
            if at != skip[0] && at != skip[1] {
                hash = (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193);
            }
        }
        hash ^= hash >> 15;
        hash.wrapping_mul(0x2c1b_3c6d) | 1
    };
    let none = usize::MAX;
    each(fingerprint([none, none]));
    let errors = most_errors(bytes.len());
    if errors == 0 {
        return;
    }
    for first in 0..length {
        // Taking out either of two equal neighbours gives the same.
        if first > 0 && letters[first] == letters[first - 1] {
            continue;
        }
        each(fingerprint([first, none]));
        if errors == 2 {
            for second in first + 1..length {
                each(fingerprint([first, second]));
            }
        }
    }
}

/// The number of errors between two words (letters left out, put in, replaced, or two neighbours swapped), if it is at
/// most `most`.
pub(crate) fn errors_between(a: &str, b: &str, most: usize) -> Option<usize> {
    const LONGEST: usize = 64;
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    if a.is_empty() || b.is_empty() {
        let errors = a.len().max(b.len());
        return (errors <= most).then_some(errors);
    }
    // Optimal string alignment, three rows.
    let mut before = [0_u8; LONGEST + 1];
    let mut above = [0_u8; LONGEST + 1];
    let mut row = [0_u8; LONGEST + 1];
    for (column, cell) in (0_u8..).zip(above[..=b.len()].iter_mut()) {
        *cell = column;
    }
    for i in 0..a.len() {
        row[0] = u8::try_from(i + 1).unwrap_or(u8::MAX);
        let mut least = row[0];
        for j in 0..b.len() {
            let mut cost = (above[j] + u8::from(a[i] != b[j]))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if usize::from(least) > most {
            return None;
        }
        (before, above) = (above, row);
    }
    let errors = usize::from(above[b.len()]);
    (errors <= most).then_some(errors)
}

/// How likely one slip is: letters swapped, doubled, left out or hit beside are likely, any other letter less so.
pub(crate) fn is_likely_slip(typed: &str, meant: &str) -> bool {
    let (t, m) = (typed.as_bytes(), meant.as_bytes());
    let same = t.iter().zip(m).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return false;
    }
    match t.len() as isize - m.len() as isize {
        // One letter less than meant.
        -1 => t[same..] == m[same + 1..],
        // One more: a doubled letter, or a neighbouring key hit as well.
        1 => {
            t[same + 1..] == m[same..]
                && (t[same] == t[same - 1]
                    || m.get(same).is_some_and(|&c| beside(t[same], c))
                    || beside(t[same], t[same - 1]))
        }
        0 => {
            if same >= t.len() {
                return true;
            }
            let rest = same + 1;
            (t[rest..] == m[rest..] && beside(t[same], m[same]))
                || (rest < t.len()
                    && t[same] == m[rest]
                    && t[rest] == m[same]
                    && t[rest + 1..] == m[rest + 1..])
        }
        _ => false,
    }
}

/// Whether two letters lie side by side on a QWERTY keyboard, or are vowels or consonants that sound alike.
fn beside(a: u8, b: u8) -> bool {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    const ALIKE: [&[u8]; 8] = [b"aeiou", b"sz", b"sc", b"ck", b"iy", b"vw", b"td", b"vf"];
    let place = |letter: u8| {
        ROWS.iter().enumerate().find_map(|(row, keys)| {
            keys.iter()
                .position(|&key| key == letter)
                .map(|column| (row, column))
        })
    };
    let near = match (place(a), place(b)) {
        // Each row is shifted by about half a key.
        (Some((row, column)), Some((other_row, other))) => match other_row.abs_diff(row) {
            0 => column.abs_diff(other) == 1,
            1 => {
                let (upper, lower) = if row < other_row {
                    (column, other)
                } else {
                    (other, column)
                };
                upper == lower || upper == lower + 1
            }
            _ => false,
        },
        _ => false,
    };
    near || ALIKE.iter().any(|group| group.contains(&a) && group.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted() {
        for (a, b, errors) in [
            ("university", "univeristy", Some(1)),
            ("deutsche", "deutche", Some(1)),
            ("massachussetts", "massachusetts", Some(1)),
            ("heidelberger", "heidlbergr", Some(2)),
            ("western", "eastern", Some(2)),
            ("abcdefgh", "hgfedcba", None),
            ("same", "same", Some(0)),
        ] {
            assert_eq!(errors_between(a, b, 2), errors, "{a} {b}");
            assert_eq!(errors_between(b, a, 2), errors, "{b} {a}");
        }
    }

    #[test]
    fn neighbours_share_a_fingerprint() {
        let all = |word: &str| {
            let mut prints = Vec::new();
            neighbourhood(word, |print| prints.push(print));
            prints
        };
        for (a, b) in [
            ("aerlingus", "aerlingis"),
            ("schwab", "scwhab"),
            ("university", "unviersty"),
            ("deloitte", "deloite"),
            ("heidelberger", "hiedelbergre"),
        ] {
            let prints = all(a);
            assert!(all(b).iter().any(|print| prints.contains(print)), "{a} {b}");
        }
    }

    #[test]
    fn likely_slips() {
        assert!(is_likely_slip("lingis", "lingus"));
        assert!(is_likely_slip("deloite", "deloitte"));
        assert!(is_likely_slip("scwhab", "schwab"));
        assert!(!is_likely_slip("depaup", "depauw"));
    }
}
