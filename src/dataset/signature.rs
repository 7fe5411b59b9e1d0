//! Signatures of a release: minisign's, by keys that the user trusts.

use std::path::{Path, PathBuf};

use minisign_verify::{Error, PublicKey as Key, Signature};
use serde::{Deserialize, Serialize};

use super::files::{ReadError, read_limited};
use crate::http::fragment;

/// The largest file of keys that is read, in bytes.
pub(crate) const LARGEST_KEY_FILE: usize = 64 * 1024;

/// A public key that the user trusts, as minisign writes it (`RWQ…`, 56 characters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    text: String,
    key: Key,
}

/// A `--public-key` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It is no key, and no file of that name can be read.
    #[error("\"{given}\" is no minisign public key, and cannot be read as a file of keys: {error}")]
    NeitherKeyNorFile {
        /// As given, shortened.
        given: String,
        /// Why the file cannot be read.
        error: ReadError,
    },
    /// A line of the file is no key.
    #[error("{}:{line}: not a minisign public key", path.display())]
    BadLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The file holds no key.
    #[error("{} holds no minisign public key", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
}

impl PublicKey {
    fn from_text(text: &str) -> Option<Self> {
        let key = Key::from_base64(text).ok()?;
        Some(Self {
            text: text.to_owned(),
            key,
        })
    }

    /// Takes a key, or the keys of a file in the form of `minisign.pub` (lines of comment are passed over).
    ///
    /// # Errors
    /// It is neither, or the file holds something else.
    pub fn from_key_or_file(given: &str) -> Result<Vec<Self>, KeyError> {
        if let Some(key) = Self::from_text(given.trim()) {
            return Ok(vec![key]);
        }
        let path = PathBuf::from(given);
        let bytes = read_limited(&path, LARGEST_KEY_FILE).map_err(|error| KeyError::NeitherKeyNorFile {
            given: fragment(given, 80),
            error,
        })?;
        Self::keys_in(&path, &bytes)
    }

    /// The keys of a file, from its bytes.
    pub(crate) fn keys_in(path: &Path, bytes: &[u8]) -> Result<Vec<Self>, KeyError> {
        let path = path.to_owned();
        let text = String::from_utf8_lossy(bytes);
        let mut keys = Vec::new();
        for (line, text) in (1..).zip(text.lines().map(str::trim)) {
            if text.is_empty() || text.starts_with("untrusted comment:") || text.starts_with('#') {
                continue;
            }
            let Some(key) = Self::from_text(text) else {
                return Err(KeyError::BadLine { path, line });
            };
            keys.push(key);
        }
        if keys.is_empty() {
            return Err(KeyError::NoKey { path });
        }
        Ok(keys)
    }
}

/// Who signed, and what the signer said: both are proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The public key, as minisign writes it.
    pub key: String,
    /// The comment that the signature covers too.
    pub comment: String,
}

/// Why a signature proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is none.
    #[error("the release is not signed: there is no signature beside its manifest")]
    Missing,
    /// It is no signature of minisign's.
    #[error("the signature cannot be read: it is not what minisign writes")]
    Unreadable,
    /// It was made in the manner of minisign before 0.6, over the file instead of its hash.
    #[error("the release is signed in minisign's old manner; it must be signed anew without -l")]
    OldManner,
    /// It was made with a key that the user does not trust.
    #[error("the release is signed with another key than those that you trust")]
    OtherKey,
    /// It does not fit the manifest, or its comment.
    #[error("the signature does not fit: the manifest or the signature was changed after signing")]
    DoesNotFit,
}

/// Checks that one of the keys signed the manifest, its comment included.
///
/// # Errors
/// None of them did.
pub fn verify(manifest: &[u8], signature: &[u8], keys: &[PublicKey]) -> Result<Signed, SignatureError> {
    let text = std::str::from_utf8(signature).map_err(|_| SignatureError::Unreadable)?;
    let signature = Signature::decode(text).map_err(|_| SignatureError::Unreadable)?;
    let mut why = SignatureError::OtherKey;
    for key in keys {
        match key.key.verify(manifest, &signature, false) {
            Ok(()) => {
                return Ok(Signed {
                    key: key.text.clone(),
                    comment: fragment(signature.trusted_comment(), 200),
                });
            }
            Err(Error::UnexpectedKeyId) => {}
            Err(Error::UnexpectedAlgorithm) => why = SignatureError::OldManner,
            Err(_) => why = SignatureError::DoesNotFit,
        }
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made with minisign 0.11 for these tests; the secret keys are gone.
    const KEY: &str = "RWR9ikKzWU8B7CWL1ddG6wx8fqniWyMv4QIOFQBkNjhj/7fwZufYf5yR";
    const OTHER_KEY: &str = "RWQskkC1jIJfuB3uS2tSZUgTiujytgJi2GYF7fv9HMUYnFKfI9GCgyTY";
    const MESSAGE: &[u8] = b"{\"schema\":1}\n";
    const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RUR9ikKzWU8B7CBhZKm5zNoF8XXmEZTP4ggqLnfAT3DZS2ya229siJU1OweLWXYLUj7aD1kLSo7HfF4tkNk+nfZI4ZrnIrmPMg8=\n\
        trusted comment: list of a test\n\
        t5iX7TOenRbeIboAQ7VxeHbnCkB46c+yEaQoUzhpnUUJh3lTui3r7wPcx1fqJqZDqkNrQVrE0nPsvXrxq4+cCQ==\n";
    const OLD_SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RWR9ikKzWU8B7GtC2pawcyL8tyH+L/6C1KUqe9/tXvlnQFmaEFNGJsd5K/zwUFYtoKk1w5lA/SCZE2ZCi3Cg+NJtK/gZAh4EDAo=\n\
        trusted comment: list of a test\n\
        CAIBRKPovoeK7UnXpyjUPxqNJjLlQ4IjFxmkBsCnT52MKaPnN6CCHLe2DhW68TdRAuSnYaJd3UmGDXiuRXvmBg==\n";

    fn keys(texts: &[&str]) -> Vec<PublicKey> {
        texts
            .iter()
            .map(|text| PublicKey::from_text(text).unwrap())
            .collect()
    }

    #[test]
    fn one_of_the_keys_is_enough() {
        let signed = verify(MESSAGE, SIGNATURE.as_bytes(), &keys(&[OTHER_KEY, KEY])).unwrap();
        assert_eq!(
            (signed.key.as_str(), signed.comment.as_str()),
            (KEY, "list of a test")
        );
        let crlf = SIGNATURE.replace('\n', "\r\n");
        assert!(verify(MESSAGE, crlf.as_bytes(), &keys(&[KEY])).is_ok());
    }

    #[test]
    fn what_was_not_signed_is_refused() {
        let check = |message: &[u8], signature: &str, key: &str| {
            verify(message, signature.as_bytes(), &keys(&[key])).unwrap_err()
        };
        assert_eq!(check(MESSAGE, SIGNATURE, OTHER_KEY), SignatureError::OtherKey);
        assert_eq!(
            check(b"{\"schema\":2}\n", SIGNATURE, KEY),
            SignatureError::DoesNotFit
        );
        let comment = SIGNATURE.replace("list of a test", "list of a fest");
        assert_eq!(check(MESSAGE, &comment, KEY), SignatureError::DoesNotFit);
        assert_eq!(check(MESSAGE, OLD_SIGNATURE, KEY), SignatureError::OldManner);
        assert_eq!(
            verify(MESSAGE, SIGNATURE.as_bytes(), &[]),
            Err(SignatureError::OtherKey)
        );
    }

    #[test]
    fn what_is_no_signature_is_refused_and_never_a_panic() {
        let mut bad: Vec<Vec<u8>> = vec![
            Vec::new(),
            vec![0; 300],
            b"\xff\xfe".to_vec(),
            b"a\nb\nc\nd\n".to_vec(),
            b"\n\n\n\n".to_vec(),
        ];
        for end in 0..SIGNATURE.trim_end().len() {
            bad.push(SIGNATURE.as_bytes()[..end].to_vec());
        }
        for bad in bad {
            assert_eq!(
                verify(MESSAGE, &bad, &keys(&[KEY])),
                Err(SignatureError::Unreadable),
                "{}",
                String::from_utf8_lossy(&bad)
            );
        }
        for at in 0..SIGNATURE.len() {
            let mut flipped = SIGNATURE.as_bytes().to_vec();
            flipped[at] ^= 1;
            // The first line is a comment that nothing vouches for.
            let outcome = verify(MESSAGE, &flipped, &keys(&[KEY]));
            let untrusted = at < SIGNATURE.find('\n').unwrap();
            let at_the_end = at == SIGNATURE.len() - 1;
            assert!(outcome.is_err() || untrusted || at_the_end, "{at}");
        }
    }

    #[test]
    fn keys_are_given_or_stand_in_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.pub");
        let read = |content: &str| {
            std::fs::write(&path, content).unwrap();
            PublicKey::from_key_or_file(path.to_str().unwrap())
        };
        assert_eq!(PublicKey::from_key_or_file(KEY).unwrap(), keys(&[KEY]));
        let two = format!("untrusted comment: a\n{KEY}\r\n\n# next year's\n{OTHER_KEY}\n");
        assert_eq!(read(&two).unwrap(), keys(&[KEY, OTHER_KEY]));
        assert!(matches!(read(""), Err(KeyError::NoKey { .. })));
        assert!(matches!(
            read(&format!("{KEY}\nabc\n")),
            Err(KeyError::BadLine { line: 2, .. })
        ));
        assert!(matches!(
            PublicKey::from_key_or_file(&KEY[..50]),
            Err(KeyError::NeitherKeyNorFile { .. })
        ));
    }
}
