//! How the content of a carried file is written, and how much of it is unpacked.

use std::io::Read;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD};
use flate2::bufread::MultiGzDecoder;

use super::Undecodable;

/// Go's `base64.StdEncoding`, which does not look at unused bits; nor does Python's `b64decode`.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, PAD.with_decode_allow_trailing_bits(true));

/// How the content of a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As it is.
    Text,
    Base64,
    /// Compressed bytes in a string, where they hardly ever survive.
    Gzip,
    GzipBase64,
}

impl Encoding {
    /// The names that cloud-init knows (`canonicalize_extraction` in `cc_write_files.py`), whatever their
    /// case. Cluster API has `base64`, `gzip` and `gzip+base64` of these, and writes them into cloud-config.
    pub(super) fn of(name: &str) -> Option<Encoding> {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "text/plain" => Some(Encoding::Text),
            "b64" | "base64" => Some(Encoding::Base64),
            "gz" | "gzip" => Some(Encoding::Gzip),
            "gz+b64" | "gz+base64" | "gzip+b64" | "gzip+base64" => Some(Encoding::GzipBase64),
            _ => None,
        }
    }

    /// The text that cloud-init would write to the file.
    pub(super) fn decode(self, content: &str, budget: &mut Budget) -> Result<String, Undecodable> {
        let base64 = || base64(content, |c| c.is_ascii_whitespace());
        match self {
            Encoding::Text => Ok(content.to_owned()),
            Encoding::Base64 => text(base64()?),
            Encoding::Gzip if content.contains(char::REPLACEMENT_CHARACTER) => Err(Undecodable::Encoding),
            Encoding::Gzip => text(budget.unpack(content.as_bytes())?),
            Encoding::GzipBase64 => text(budget.unpack(&base64()?)?),
        }
    }
}

/// A `[]byte` of an object: base64 as Go's JSON reads it, which skips line ends.
pub(super) fn bytes_of_object(content: &str) -> Result<Vec<u8>, Undecodable> {
    base64(content, |c| c == '\n' || c == '\r')
}

/// Bytes as text.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, Undecodable> {
    String::from_utf8(bytes).map_err(|_| Undecodable::Utf8)
}

/// Whether bytes begin as gzip data do (RFC 1952).
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// The first bytes of gzip data, enough to tell what they are.
pub(super) fn begin_of_packed(compressed: &[u8]) -> Vec<u8> {
    let mut begin = Vec::new();
    // What breaks off or is damaged further on begins as it does.
    let _ = MultiGzDecoder::new(compressed).take(256).read_to_end(&mut begin);
    begin
}

fn base64(content: &str, is_skipped: impl Fn(char) -> bool) -> Result<Vec<u8>, Undecodable> {
    let compact: String = content.chars().filter(|c| !is_skipped(*c)).collect();
    BASE64.decode(compact).map_err(|_| Undecodable::Base64)
}

/// To how many bytes the compressed files of one document may still unpack, nested ones included.
///
/// A kilobyte of gzip can hold a megabyte, a document can hold thousands of files, and a file can be a
/// document again; only a common limit keeps the whole bounded.
#[derive(Debug)]
pub struct Budget(u64);

impl Default for Budget {
    /// 3 MiB, what kube-apiserver accepts of a request.
    fn default() -> Budget {
        Budget(3 * 1024 * 1024)
    }
}

impl Budget {
    /// Unpacks gzip data. What goes beyond the budget uses it up.
    pub(super) fn unpack(&mut self, compressed: &[u8]) -> Result<Vec<u8>, Undecodable> {
        if self.0 == 0 {
            return Err(Undecodable::Limit);
        }
        let mut bytes = Vec::new();
        let read = MultiGzDecoder::new(compressed).take(self.0 + 1).read_to_end(&mut bytes);
        let left = u64::try_from(bytes.len()).ok().and_then(|length| self.0.checked_sub(length));
        self.0 = left.unwrap_or(0);
        match (left, read) {
            (None, _) => Err(Undecodable::Limit),
            (_, Err(_)) => Err(Undecodable::Gzip),
            (_, Ok(_)) => Ok(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::testing::gzip;

    fn decoded(name: &str, content: &str) -> Option<Result<String, Undecodable>> {
        Encoding::of(name).map(|encoding| encoding.decode(content, &mut Budget::default()))
    }

    #[test]
    fn contents() {
        let packed = BASE64.encode(gzip(b"hello"));
        let twice = BASE64.encode([gzip(b"hel"), gzip(b"lo")].concat());
        let mut damaged = gzip(b"hello");
        let checksum = damaged.len() - 8;
        damaged[checksum] ^= 1;
        let ok = || Some(Ok("hello".to_owned()));
        let rows = [
            ("", "hello", ok()),
            ("Text/Plain ", "hello", ok()),
            ("base64", "aGVsbG8=", ok()),
            ("b64", " aGVs\n bG8=\n", ok()),
            ("base64", "aGVsbG9=", ok()),
            ("base64", "aGVsbG8", Some(Err(Undecodable::Base64))),
            ("base64", "kind: Pod", Some(Err(Undecodable::Base64))),
            ("base64", "/w==", Some(Err(Undecodable::Utf8))),
            ("gzip+base64", &packed, ok()),
            ("GZ+b64", &packed, ok()),
            ("gz+base64", &twice, ok()),
            ("gzip+b64", &BASE64.encode(&damaged), Some(Err(Undecodable::Gzip))),
            ("gzip+base64", &packed[..20], Some(Err(Undecodable::Gzip))),
            ("gzip+base64", "aGVsbG8=", Some(Err(Undecodable::Gzip))),
            ("gzip", &packed, Some(Err(Undecodable::Gzip))),
            ("gz", "\u{1f}\u{fffd}\u{8}", Some(Err(Undecodable::Encoding))),
            ("zstd", "hello", None),
        ];
        for (name, content, expected) in rows {
            assert_eq!(decoded(name, content), expected, "{name} {content}");
        }
    }

    #[test]
    fn objects_allow_line_ends_only() {
        assert_eq!(bytes_of_object("aGVs\r\nbG8="), Ok(b"hello".to_vec()));
        assert_eq!(bytes_of_object("aGVs bG8="), Err(Undecodable::Base64));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
        let small = gzip(b"hello");
        let mut budget = Budget::default();
        assert_eq!(budget.unpack(&small), Ok(b"hello".to_vec()));
        let start = Instant::now();
        for _ in 0..1000 {
            assert_eq!(budget.unpack(&bomb), Err(Undecodable::Limit));
        }
        assert!(start.elapsed() < Duration::from_secs(30));
        assert_eq!(budget.unpack(&small), Err(Undecodable::Limit));
        let whole = gzip(&vec![b' '; 3 * 1024 * 1024]);
        assert_eq!(Budget::default().unpack(&whole).map(|bytes| bytes.len()), Ok(3 * 1024 * 1024));
    }
}
