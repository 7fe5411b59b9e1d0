//! How common a word is among the names of organizations in the world.
//!
//! The table is `tables/word-frequencies.txt`, made from public-domain registers; the build compiles it to
//! [`super::frequency_format`]. A word that it lacks is rarer than any that it has.

use super::frequency_format::{BUCKETS, STEPS, place};

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/word-frequencies.bin"));

const OFFSETS: usize = 4;
const ENTRIES: usize = OFFSETS + 2 * (BUCKETS + 1);

fn offset(bucket: usize) -> usize {
    let at = OFFSETS + 2 * bucket;
    usize::from(u16::from_le_bytes([TABLE[at], TABLE[at + 1]]))
}

/// In how many names of the registers the word occurs, to within a few per cent; 0 where it is unknown.
pub(crate) fn names_with(key: u64) -> f32 {
    let (bucket, rest) = place(key);
    let (from, to, all) = (offset(bucket), offset(bucket + 1), offset(BUCKETS));
    let wanted = &rest.to_le_bytes()[..3];
    for at in from..to {
        if &TABLE[ENTRIES + 3 * at..ENTRIES + 3 * at + 3] == wanted {
            let level = f64::from(TABLE[ENTRIES + 3 * all + at] - 1);
            #[allow(clippy::cast_possible_truncation, reason = "a few thousand")]
            return (level / STEPS).exp2() as f32;
        }
    }
    0.0
}

/// The number of all names in the registers.
pub(crate) fn all_names() -> f32 {
    #[allow(clippy::cast_precision_loss, reason = "some ten thousand")]
    let names = u32::from_le_bytes([TABLE[0], TABLE[1], TABLE[2], TABLE[3]]) as f32;
    names
}

/// How much a word tells, in natural logarithms: about 1.5 for "university", 11 for a word that no register has.
pub(crate) fn information(key: u64) -> f32 {
    let names = names_with(key);
    ((all_names() + 1.0) / (names + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::super::key::key;
    use super::*;

    #[test]
    fn common_words_tell_little() {
        assert!(names_with(key("university")) > 3_000.0);
        assert!(names_with(key("meijo")) < 5.0);
        assert_eq!(names_with(key("qqqqzzzz")).to_bits(), 0.0_f32.to_bits());
        assert!(information(key("university")) < information(key("connecticut")));
        assert!(information(key("connecticut")) < information(key("qqqqzzzz")));
    }

    #[test]
    fn every_word_of_the_table_is_found() {
        let text = include_str!("tables/word-frequencies.txt");
        for line in text
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        {
            let (count, words) = line.split_once(' ').unwrap();
            let count: f32 = count.parse().unwrap();
            for word in words.split(' ') {
                let names = names_with(key(word));
                assert!((names / count - 1.0).abs() < 0.1, "{word}: {names} for {count}");
            }
        }
    }
}
