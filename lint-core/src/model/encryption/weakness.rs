//! Keys that are easier to guess than random bytes.

use std::collections::BTreeSet;

/// Why a key is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Every byte is the same.
    AllEqual,
    /// The bytes repeat after so many.
    Period(usize),
    /// Each byte differs from the one before it by the same amount.
    ArithmeticSequence,
    /// The bytes are text of an encoding: what was encoded twice has only part of the length's strength.
    Encoded(TextEncoding),
    /// The bytes are printable ASCII, such as a password: at most about 6 bits a byte.
    PrintableText,
    /// So many bytes in a row are the same.
    Run(usize),
    /// At most half of the bytes differ from all others.
    FewValues,
}

/// An encoding that turns bytes into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// Standard base64.
    Base64,
    /// Hexadecimal digits.
    Hex,
}

/// Shorter keys are refused anyway, and too short to tell a pattern from chance.
const SHORTEST: usize = 16;

/// Why `bytes` are easy to guess, the narrowest reason first.
pub(super) fn of(bytes: &[u8]) -> Option<Weakness> {
    if bytes.len() < SHORTEST {
        return None;
    }
    let has_period = |period: &usize| bytes.iter().zip(bytes.iter().skip(*period)).all(|(a, b)| a == b);
    match (1..=bytes.len() / 2).find(has_period) {
        Some(1) => return Some(Weakness::AllEqual),
        Some(period) => return Some(Weakness::Period(period)),
        None => {}
    }
    if is_arithmetic(bytes) {
        return Some(Weakness::ArithmeticSequence);
    }
    if let Some(encoding) = encoding(bytes) {
        return Some(Weakness::Encoded(encoding));
    }
    if is_mostly_printable(bytes) {
        return Some(Weakness::PrintableText);
    }
    let run = longest_run(bytes);
    if run >= LONG_RUN {
        return Some(Weakness::Run(run));
    }
    has_few_values(bytes).then_some(Weakness::FewValues)
}

/// A random key has such a run with a probability of 4e-16 at most.
const LONG_RUN: usize = 8;

fn longest_run(bytes: &[u8]) -> usize {
    bytes.chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or_default()
}

/// A random key has so few values with a probability of 4e-10 (16 bytes), 2e-12 (24) or 3e-14 (32).
fn has_few_values(bytes: &[u8]) -> bool {
    let values: BTreeSet<u8> = bytes.iter().copied().collect();
    values.len() <= bytes.len() / 2
}

fn is_arithmetic(bytes: &[u8]) -> bool {
    let mut steps = bytes.windows(2).map(|pair| match pair {
        [a, b] => b.wrapping_sub(*a),
        _ => 0,
    });
    let first = steps.next();
    steps.all(|step| Some(step) == first)
}

/// A random key passes for printable with a probability of 1e-7 (16 bytes), 4e-8 (24) or 4e-10 (32).
fn is_mostly_printable(bytes: &[u8]) -> bool {
    let threshold = match bytes.len() {
        16 => 16,
        24 => 22,
        32 => 29,
        _ => return false,
    };
    bytes.iter().filter(|byte| matches!(byte, b' '..=b'~')).count() >= threshold
}

/// The encoding that `bytes` are text of.
///
/// Words are made of base64's alphabet too, so base64 must show both cases and a digit or symbol. Whether there are
/// enough of them to tell, callers see from the length.
pub(super) fn encoding(bytes: &[u8]) -> Option<TextEncoding> {
    if bytes.iter().all(u8::is_ascii_hexdigit) {
        return Some(TextEncoding::Hex);
    }
    let padding = bytes.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = bytes.get(..bytes.len().checked_sub(padding)?)?;
    let other = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'/');
    let is_base64 = bytes.len().is_multiple_of(4)
        && padding <= 2
        && digits.iter().all(|byte| byte.is_ascii_alphabetic() || other(byte))
        && digits.iter().any(u8::is_ascii_uppercase)
        && digits.iter().any(u8::is_ascii_lowercase)
        && digits.iter().any(other);
    is_base64.then_some(TextEncoding::Base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons() {
        let sequence: Vec<u8> = (250u16..282).map(|n| n as u8).collect();
        let mut mostly_text = b"correct horse battery staple 123".to_vec();
        mostly_text.splice(0..3, [0, 200, 7]);
        let mut less_text = mostly_text.clone();
        less_text.splice(3..4, [1]);
        let random_16 =
            [0x59, 0x4e, 0x51, 0x9a, 0xe4, 0x99, 0x31, 0x2b, 0x29, 0x43, 0x3b, 0x7d, 0xd8, 0xa9, 0x7f, 0xf0];
        let mirrored: Vec<u8> = random_16.iter().chain(random_16.iter().rev()).copied().collect();
        let rows: [(&[u8], Option<Weakness>); 21] = [
            (&[0; 32], Some(Weakness::AllEqual)),
            (b"abababababababab", Some(Weakness::Period(2))),
            (&[1, 2, 3].repeat(8), Some(Weakness::Period(3))),
            (&[9, 2, 3, 250].repeat(8), Some(Weakness::Period(4))),
            (&[9, 2, 3, 250, 8].repeat(8), Some(Weakness::Period(5))),
            (&random_16.repeat(2), Some(Weakness::Period(16))),
            (&[&random_16[..], &[0; 8], &random_16[..8]].concat(), Some(Weakness::Run(8))),
            (&[&random_16[..], &[0; 7], &random_16[..9]].concat(), None),
            (&mirrored, Some(Weakness::FewValues)),
            (&sequence, Some(Weakness::ArithmeticSequence)),
            (b"0123456789abcdef0123456789abcdeF", Some(Weakness::Encoded(TextEncoding::Hex))),
            (b"q83vEjRWeJq83vEjRWeJqg==", Some(Weakness::Encoded(TextEncoding::Base64))),
            (b"passwordPassWordpasswordpassword", Some(Weakness::PrintableText)),
            (b"secret is secure", Some(Weakness::PrintableText)),
            (&mostly_text, Some(Weakness::PrintableText)),
            (&less_text, None),
            (b"\x00\xc8rrect horse battery st", Some(Weakness::PrintableText)),
            (b"\x00\xc8\x07rect horse battery st", None),
            (b"secret is secur\x00", None),
            (&[1; 15], None),
            (&[], None),
        ];
        for (index, (bytes, expected)) in rows.iter().enumerate() {
            assert_eq!(of(bytes), *expected, "row {index}");
        }
    }

    #[test]
    fn a_key_of_random_bytes_is_not_weak() {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        };
        for length in [16, 24, 32] {
            for _ in 0..1000 {
                let key: Vec<u8> = (0..length).map(|_| random()).collect();
                assert_eq!(of(&key), None);
            }
        }
    }
}
