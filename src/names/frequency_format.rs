//! The layout of the embedded frequency table, written by the build and read by [`super::frequency`].
//!
//! Words are not kept, only 36 bits of their keys, sorted: twelve bits choose a bucket, 24 bits stand in it. A word that
//! is not in the table is taken for one that is about once in two million look-ups, which does no harm.

/// Buckets, by the upper bits of a key.
pub(crate) const BUCKETS: usize = 4_096;
/// Steps of a level per doubling of the number of names.
pub(crate) const STEPS: f64 = 16.0;

/// Bucket and remainder of a key.
pub(crate) const fn place(key: u64) -> (usize, u32) {
    ((key >> 52) as usize, ((key >> 28) & 0xFF_FFFF) as u32)
}

/// The table as bytes: the number of names (u32), the first entry of each bucket and the end of the last (u16 each), the
/// remainders (3 bytes each), the levels (1 byte each; `STEPS` times the binary logarithm of the number of names with the
/// word, plus one). All little-endian.
///
/// # Errors
/// Says which line of the text is not as agreed.
#[allow(dead_code, reason = "the build compiles the table, the library only reads it")]
pub(crate) fn compile(text: &str, key: impl Fn(&str) -> u64) -> Result<Vec<u8>, String> {
    let mut names = None;
    let mut entries: Vec<(usize, u32, u8)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let first = words.next().unwrap_or_default();
        if first == "names" {
            names = words.next().and_then(|n| n.parse::<u32>().ok());
            continue;
        }
        let count: u32 = first
            .parse()
            .map_err(|_| format!("no number before the words: {first}"))?;
        let level = (f64::from(count.max(1)).log2() * STEPS).round() + 1.0;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 16 * 15"
        )]
        let level = level.clamp(1.0, 255.0) as u8;
        for word in words {
            let (bucket, rest) = place(key(word));
            entries.push((bucket, rest, level));
        }
    }
    let names = names.ok_or("the line with the number of names is missing")?;
    entries.sort_unstable();
    entries.dedup_by_key(|entry| (entry.0, entry.1));
    if entries.len() > usize::from(u16::MAX) {
        return Err(format!("{} words are more than the layout holds", entries.len()));
    }
    let mut out = names.to_le_bytes().to_vec();
    for bucket in 0..=BUCKETS {
        let at = entries.partition_point(|entry| entry.0 < bucket);
        out.extend_from_slice(&u16::try_from(at).unwrap_or(u16::MAX).to_le_bytes());
    }
    for (_, rest, _) in &entries {
        out.extend_from_slice(&rest.to_le_bytes()[..3]);
    }
    out.extend(entries.iter().map(|(_, _, level)| level));
    Ok(out)
}
