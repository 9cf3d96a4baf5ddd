//! The text of a `secret:` field, in types that cannot be printed.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest, Sha256};

use super::placeholder::{self, Marker};
use super::published_keys;
use super::weakness::{self, TextEncoding, Weakness};

/// Go's `base64.StdEncoding`: padding is mandatory, bits left over at the end may be anything.
const GO_STANDARD: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// The text of a `secret:` field.
///
/// There is no way to print it: no `Display`, and `Debug` shows nothing of it.
#[derive(Clone)]
pub struct KeyMaterial(String);

impl KeyMaterial {
    /// Takes the text of the field.
    pub fn new(text: impl Into<String>) -> KeyMaterial {
        KeyMaterial(text.into())
    }

    /// Bytes of the text.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no text, which kube-apiserver treats as a missing field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Decodes as Go's `base64.StdEncoding.DecodeString`: `\r` and `\n` are skipped, blanks are not.
    pub fn decode(&self) -> Result<Decoded, DecodeError> {
        decode(&self.0).map(Decoded)
    }

    /// Whether the text stands for a key to be filled in, instead of being one.
    ///
    /// True for every [`Marker`] too.
    pub fn is_placeholder(&self) -> bool {
        self.marker().is_some() || placeholder::is_placeholder(&self.0)
    }

    /// The tool that is to replace the text, when it can be told from the text.
    pub fn marker(&self) -> Option<Marker> {
        placeholder::marker(&self.0)
    }

    /// The text that was probably meant, if this one does not decode and a small change makes it
    /// decode to one of `lengths` bytes.
    pub fn repair(&self, lengths: &[usize]) -> Option<Repaired> {
        if decode(&self.0).is_ok() {
            return None;
        }
        let trimmed = self.0.trim();
        let standard: String = trimmed.chars().map(standard_alphabet).collect();
        let mut text = trimmed.to_owned();
        let mut steps = Vec::new();
        if text != self.0 {
            steps.push(Repair::Trim);
        }
        if standard != text {
            steps.push(Repair::Alphabet);
            text = standard;
        }
        if let Some(padding) = missing_padding(&text) {
            steps.push(Repair::Padding);
            text.push_str(padding);
        }
        let bytes = decode(&text).ok()?;
        lengths.contains(&bytes.len()).then_some(Repaired { steps, text: KeyMaterial(text) })
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

fn decode(text: &str) -> Result<Vec<u8>, DecodeError> {
    let joined: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    GO_STANDARD.decode(joined).map_err(|error| match error {
        base64::DecodeError::InvalidByte(_, byte) if byte != b'=' => DecodeError::Character,
        _ => DecodeError::Padding,
    })
}

/// The character of the standard alphabet for one of the URL-safe alphabet.
fn standard_alphabet(c: char) -> char {
    match c {
        '-' => '+',
        '_' => '/',
        other => other,
    }
}

/// The `=` that text without any lacks.
fn missing_padding(text: &str) -> Option<&'static str> {
    let digits = text.chars().filter(|c| !matches!(c, '\r' | '\n' | '=')).count();
    let present = text.chars().filter(|c| *c == '=').count();
    match (digits % 4, present) {
        (2, 0) => Some("=="),
        (2, 1) | (3, 0) => Some("="),
        _ => None,
    }
}

/// Why text is not base64. It carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A character outside the alphabet; blanks and the URL-safe `-` and `_` count too.
    #[error("a character that is not in the standard base64 alphabet")]
    Character,
    /// Missing, misplaced or superfluous `=`.
    #[error("wrong padding")]
    Padding,
}

/// Text that is probably what was meant.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// What was changed, in order.
    pub steps: Vec<Repair>,
    text: KeyMaterial,
}

impl Repaired {
    /// The text, for nothing but the replacement in an edit: it is key material.
    pub fn replacement_text(&self) -> &str {
        &self.text.0
    }
}

/// A change that makes key text readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Blanks around it were removed.
    Trim,
    /// `-` and `_` became `+` and `/`.
    Alphabet,
    /// Missing `=` were added.
    Padding,
}

/// The bytes of a key; they cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded(Vec<u8>);

impl Decoded {
    /// Takes the bytes of a key.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Decoded {
        Decoded(bytes.into())
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// SHA-256 of the bytes, in 64 lower-case hex digits.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.0).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first 8 digits of [`Decoded::sha256`]: enough to tell two keys apart in messages.
    pub fn fingerprint(&self) -> String {
        self.sha256().chars().take(8).collect()
    }

    /// Why the bytes are easier to guess than random ones.
    pub fn weakness(&self) -> Option<Weakness> {
        weakness::of(&self.0)
    }

    /// Whether the key is printed in public documentation.
    pub fn is_published(&self) -> bool {
        published_keys::contains(&self.sha256())
    }

    /// What probably happened to a key whose length kube-apiserver refuses.
    pub fn length_hint(&self) -> Option<LengthHint> {
        if self.is_published() {
            return Some(LengthHint::DocumentationExample);
        }
        let line = self.0.strip_suffix(b"\n").unwrap_or(&self.0);
        match (self.0.len(), weakness::encoding(line)) {
            (44 | 45, Some(TextEncoding::Base64)) => Some(LengthHint::EncodedTwice),
            (64 | 65, Some(TextEncoding::Hex)) => Some(LengthHint::HexText),
            (17 | 25 | 33, _) if line.len() < self.0.len() => Some(LengthHint::TrailingNewline),
            _ => None,
        }
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// What probably happened to a key of a refused length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthHint {
    /// The bytes are base64 text: the key was encoded a second time.
    EncodedTwice,
    /// The bytes are the hex text of a 32-byte key.
    HexText,
    /// A newline follows the key, as from `echo` without `-n`.
    TrailingNewline,
    /// A phrase from the documentation, which kube-apiserver refuses too.
    DocumentationExample,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_AES: [usize; 3] = [16, 24, 32];

    fn length(text: &str) -> Result<usize, DecodeError> {
        KeyMaterial::new(text).decode().map(|bytes| bytes.len())
    }

    #[test]
    fn decodes_as_go() {
        let rows = [
            ("", Ok(0)),
            ("\n", Ok(0)),
            ("AQ==", Ok(1)),
            ("A\r\nQ=\n=\n", Ok(1)),
            ("AR==", Ok(1)),
            ("AQ", Err(DecodeError::Padding)),
            ("AQ=", Err(DecodeError::Padding)),
            ("AQ===", Err(DecodeError::Padding)),
            ("AQ==AQ==", Err(DecodeError::Padding)),
            ("====", Err(DecodeError::Padding)),
            ("A", Err(DecodeError::Padding)),
            (" AQ==", Err(DecodeError::Character)),
            ("A\tQ==", Err(DecodeError::Character)),
            ("_-==", Err(DecodeError::Character)),
            ("é", Err(DecodeError::Character)),
        ];
        for (text, expected) in rows {
            assert_eq!(length(text), expected, "{text:?}");
        }
        let is_empty = |text: &str| KeyMaterial::new(text).decode().map(|bytes| bytes.is_empty());
        assert_eq!((is_empty("\n"), is_empty("AQ==")), (Ok(true), Ok(false)));
    }

    #[test]
    fn nothing_prints_the_key() {
        let key = KeyMaterial::new("QUFBQUFBQUFBQUFBQUFBQQ ");
        let shown = format!("{key:?} {:?} {:?}", key.repair(&[16]), Decoded::new(*b"AAAAAAAA"));
        assert!(!shown.contains("QUF") && !shown.contains("65") && !shown.contains("AAAA"), "{shown}");
    }

    #[test]
    fn repairs() {
        let rows: [(&str, Option<&[Repair]>); 9] = [
            ("AQEBAQEBAQEBAQEBAQEBAQ==", None),
            (" AQEBAQEBAQEBAQEBAQEBAQ== ", Some(&[Repair::Trim])),
            ("AQEBAQEBAQEBAQEBAQEBAQ", Some(&[Repair::Padding])),
            ("AQEBAQEBAQEBAQEBAQEBAQ=", Some(&[Repair::Padding])),
            ("__-BAQEBAQEBAQEBAQEBAQ==", Some(&[Repair::Alphabet])),
            ("\t__-BAQEBAQEBAQEBAQEBAQ", Some(&[Repair::Trim, Repair::Alphabet, Repair::Padding])),
            ("AQEB AQEBAQEBAQEBAQEBAQ==", None),
            ("AQEBAQEBAQ", None),
            ("<key>", None),
        ];
        for (text, expected) in rows {
            let repaired = KeyMaterial::new(text).repair(&ALL_AES);
            assert_eq!(repaired.as_ref().map(|repaired| repaired.steps.as_slice()), expected, "{text:?}");
            if let Some(repaired) = repaired {
                assert_eq!(length(repaired.replacement_text()), Ok(16));
            }
        }
    }

    #[test]
    fn fingerprints_and_published_keys() {
        let decoded = Decoded::new(*b"secret is secure");
        assert_eq!(decoded.fingerprint(), decoded.sha256()[..8]);
        assert_eq!(decoded.sha256().len(), 64);
        assert!(decoded.is_published());
        assert!(!Decoded::new(*b"secret is secur!").is_published());
    }

    #[test]
    fn length_hints() {
        let rows: [(Vec<u8>, Option<LengthHint>); 9] = [
            (b"Y29uc2lkZXJhYmxlIGxlbmd0aCBvZiBhIGtleSAzMgA=".to_vec(), Some(LengthHint::EncodedTwice)),
            (b"Y29uc2lkZXJhYmxlIGxlbmd0aCBvZiBhIGtleSAzMgA=\n".to_vec(), Some(LengthHint::EncodedTwice)),
            ("0123456789abcdef".repeat(4).into_bytes(), Some(LengthHint::HexText)),
            (("0123456789ABCDEF".repeat(4) + "\n").into_bytes(), Some(LengthHint::HexText)),
            ([vec![0xA5; 32], vec![b'\n']].concat(), Some(LengthHint::TrailingNewline)),
            (b"secret is secure, or is it?\n".to_vec(), Some(LengthHint::DocumentationExample)),
            (vec![0xA5; 31], None),
            (vec![0xA5; 33], None),
            (b"Y29uc2lkZXJhYmxlIGxlbmd0aCBvZiBhIGtleSAzMgA12".to_vec(), None),
        ];
        for (bytes, expected) in rows {
            assert_eq!(Decoded::new(bytes).length_hint(), expected);
        }
    }
}
