//! The nearest of some words to one that was mistyped.

/// Of several, the one whose text is nearest to what was given, if any is near enough to be meant.
pub(crate) fn nearest<T>(
    to: &str,
    among: impl IntoIterator<Item = T>,
    text: impl Fn(&T) -> String,
) -> Option<T> {
    /// Below it, a suggestion would puzzle more than it helps.
    const NEAR: f64 = 0.75;
    among
        .into_iter()
        .map(|one| (strsim::jaro_winkler(to, &text(&one)), one))
        .filter(|(near, _)| *near >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, one)| one)
}
