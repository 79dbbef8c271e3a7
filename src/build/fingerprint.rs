//! What something is, in 32 bytes: equal contents, equal fingerprints.
//!
//! Fingerprints of inputs and steps are keyed: without the key, which never leaves the office, nobody can try out whether
//! a case file is the one that a stray manifest speaks of.

use std::fmt::{self, Debug, Write};
use std::io::{self, Read};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A BLAKE3 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u8; blake3::OUT_LEN]);

/// Makes keyed fingerprints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mint {
    key: [u8; blake3::KEY_LEN],
}

impl Fingerprint {
    /// Of published bytes, without a key: whoever has the file can check it (`b3sum`).
    pub fn plain(bytes: &[u8]) -> Self {
        blake3::hash(bytes).into()
    }

    /// The first eight digits, for people.
    pub fn short(&self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl Mint {
    /// With a key.
    pub fn new(key: [u8; blake3::KEY_LEN]) -> Self {
        Mint { key }
    }

    /// The key, to keep.
    pub fn key(&self) -> &[u8; blake3::KEY_LEN] {
        &self.key
    }

    /// Of bytes.
    pub fn of(&self, bytes: &[u8]) -> Fingerprint {
        blake3::keyed_hash(&self.key, bytes).into()
    }

    /// Of a value in memory, by all that its debug form tells.
    pub fn of_value(&self, value: &impl Debug) -> Fingerprint {
        let mut digest = Digest(self.hasher());
        // Writing into a digest cannot fail.
        let _ = write!(digest, "{value:?}");
        digest.0.finalize().into()
    }

    /// Of a stream to its end.
    ///
    /// # Errors
    /// Where reading fails.
    pub fn of_stream(&self, source: impl Read) -> io::Result<Fingerprint> {
        let mut hasher = self.hasher();
        hasher.update_reader(source)?;
        Ok(hasher.finalize().into())
    }

    /// A reader that fingerprints what passes through it.
    pub fn witness<R: Read>(&self, source: R) -> Witness<R> {
        Witness { source, hasher: self.hasher() }
    }

    fn hasher(&self) -> blake3::Hasher {
        blake3::Hasher::new_keyed(&self.key)
    }
}

/// A reader that fingerprints what passes through it.
pub struct Witness<R> {
    source: R,
    hasher: blake3::Hasher,
}

impl<R> Witness<R> {
    /// Of all that was read so far.
    pub fn fingerprint(&self) -> Fingerprint {
        self.hasher.finalize().into()
    }
}

impl<R: Read> Read for Witness<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}

/// Takes text as it is written.
struct Digest(blake3::Hasher);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl From<blake3::Hash> for Fingerprint {
    fn from(hash: blake3::Hash) -> Self {
        Fingerprint(hash.into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from(self.0).to_hex())
    }
}

impl Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        blake3::Hash::from_hex(&text)
            .map(Into::into)
            .map_err(|_| D::Error::custom("64 hexadecimal digits are expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_a_witness_and_a_slice_agree_and_the_key_matters() {
        let (mint, other) = (Mint::new([1; 32]), Mint::new([2; 32]));
        let print = mint.of(b"cases");
        assert_eq!(mint.of_stream(&b"cases"[..]).unwrap(), print);
        let mut witness = mint.witness(&b"cases"[..]);
        io::copy(&mut witness, &mut io::sink()).unwrap();
        assert_eq!(witness.fingerprint(), print);
        assert_ne!(other.of(b"cases"), print);
        assert_ne!(Fingerprint::plain(b"cases"), print);
        assert_eq!(mint.of_value(&"a"), mint.of(b"\"a\""));
    }

    #[test]
    fn text_and_back() {
        let print = Fingerprint::plain(b"x");
        let json = serde_json::to_string(&print).unwrap();
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), print);
        assert!(serde_json::from_str::<Fingerprint>("\"12\"").is_err());
        assert_eq!(print.short().len(), 8);
    }
}
