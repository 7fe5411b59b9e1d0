//! Keys: 64-bit hashes of folded text, the same on every machine and in every run.
//!
//! The committed frequency table holds such keys, so the function must never change without regenerating it.

/// A key being built from pieces of text; `finish` may be called at any time.
#[derive(Clone, Copy)]
pub(crate) struct KeyBuilder(u64);

impl KeyBuilder {
    pub(crate) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds the bytes (FNV-1a, so that pieces and their concatenation give one key).
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The key of what was pushed so far.
    pub(crate) const fn finish(self) -> u64 {
        mix(self.0)
    }
}

/// Spreads the bits (the finalizer of MurmurHash3).
pub(crate) const fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// The key of one piece of text.
pub(crate) fn key(text: &str) -> u64 {
    let mut builder = KeyBuilder::new();
    builder.push(text.as_bytes());
    builder.finish()
}

/// The key of a sequence of keys; order counts.
pub(crate) const fn chain(sequence: u64, next: u64) -> u64 {
    mix(sequence.rotate_left(17) ^ next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_whole_have_one_key() {
        let mut builder = KeyBuilder::new();
        builder.push(b"care");
        builder.push(b"source");
        assert_eq!(builder.finish(), key("caresource"));
    }

    #[test]
    fn keys_are_stable() {
        // Tables on disk hold them.
        assert_eq!(key("university"), key("university"));
        assert_ne!(
            chain(chain(0, key("a")), key("b")),
            chain(chain(0, key("b")), key("a"))
        );
    }
}
