//! Values as Go's standard library reads them: booleans, numbers and durations.

mod duration;

pub use duration::{DurationError, parse_duration};

/// Why Go does not take a text for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is no number; the words are those of Go's `flag` package.
    #[error("parse error")]
    Syntax,
    /// The number does not fit.
    #[error("value out of range")]
    Range,
}

/// `strconv.ParseBool`: exactly twelve spellings.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseUint(text, 0, 64)`, which the `flag` package uses for `uint` and `uint64`: base
/// prefixes and underscores between digits are allowed, signs are not.
pub fn parse_uint(text: &str) -> Result<u64, NumberError> {
    let (digits, radix) = digits_and_radix(text)?;
    if digits.is_empty() {
        return Err(NumberError::Syntax);
    }
    let mut value: Option<u64> = Some(0);
    for digit in digits.bytes().filter(|byte| *byte != b'_') {
        let digit = char::from(digit).to_digit(radix).ok_or(NumberError::Syntax)?;
        value = value
            .and_then(|value| value.checked_mul(u64::from(radix)))
            .and_then(|value| value.checked_add(u64::from(digit)));
    }
    value.ok_or(NumberError::Range)
}

/// `strconv.ParseInt(text, 0, 64)`, which the `flag` package uses for `int` and `int64`.
pub fn parse_int(text: &str) -> Result<i64, NumberError> {
    let (negative, magnitude) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    let magnitude = i128::from(parse_uint(magnitude)?);
    let value = if negative { -magnitude } else { magnitude };
    i64::try_from(value).map_err(|_| NumberError::Range)
}

/// The digits behind a base prefix, with the underscores that Go allows: one between two digits,
/// or between the prefix and a digit, and only where the base is left to the prefix.
fn digits_and_radix(text: &str) -> Result<(&str, u32), NumberError> {
    let lower = text.get(..2).unwrap_or_default().to_ascii_lowercase();
    let (digits, radix) = match lower.as_str() {
        "0x" => (text.get(2..).unwrap_or_default(), 16),
        "0b" => (text.get(2..).unwrap_or_default(), 2),
        "0o" => (text.get(2..).unwrap_or_default(), 8),
        _ if text.len() > 1 && text.starts_with('0') => (text.get(1..).unwrap_or_default(), 8),
        _ => (text, 10),
    };
    let may_lead = digits.len() < text.len();
    let misplaced = digits.ends_with('_') || digits.contains("__") || (digits.starts_with('_') && !may_lead);
    if misplaced { Err(NumberError::Syntax) } else { Ok((digits, radix)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans() {
        for text in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(parse_bool(text), Some(true), "{text}");
        }
        for text in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(parse_bool(text), Some(false), "{text}");
        }
        for text in ["yes", "tRuE", "", "\"true\"", "on", " true"] {
            assert_eq!(parse_bool(text), None, "{text}");
        }
    }

    // The verdicts are those of etcd 3.4.23 for --heartbeat-interval.
    #[test]
    fn unsigned_numbers() {
        use NumberError::{Range, Syntax};
        let table = [
            ("100", Ok(100)),
            ("1_0", Ok(10)),
            ("0x10", Ok(16)),
            ("0X_f", Ok(15)),
            ("010", Ok(8)),
            ("0_1", Ok(1)),
            ("0o17", Ok(15)),
            ("0b1", Ok(1)),
            ("0", Ok(0)),
            ("100ms", Err(Syntax)),
            ("08", Err(Syntax)),
            ("-1", Err(Syntax)),
            ("+5", Err(Syntax)),
            ("", Err(Syntax)),
            ("0x", Err(Syntax)),
            ("1__0", Err(Syntax)),
            ("_1", Err(Syntax)),
            ("1_", Err(Syntax)),
            ("1 ", Err(Syntax)),
            ("ü", Err(Syntax)),
            ("18446744073709551615", Ok(u64::MAX)),
            ("18446744073709551616", Err(Range)),
            ("99999999999999999999x", Err(Syntax)),
        ];
        for (text, expected) in table {
            assert_eq!(parse_uint(text), expected, "{text}");
        }
    }

    #[test]
    fn signed_numbers() {
        let table = [
            ("-1", Ok(-1)),
            ("+5", Ok(5)),
            ("0x7fffffffffffffff", Ok(i64::MAX)),
            ("-0x8000000000000000", Ok(i64::MIN)),
            ("9223372036854775808", Err(NumberError::Range)),
            ("8Gi", Err(NumberError::Syntax)),
            ("--1", Err(NumberError::Syntax)),
            ("-", Err(NumberError::Syntax)),
        ];
        for (text, expected) in table {
            assert_eq!(parse_int(text), expected, "{text}");
        }
    }

    // The verdicts are those of etcd 3.4.23 for --grpc-keepalive-interval.
    #[test]
    fn durations() {
        let second = 1_000_000_000;
        let table = [
            ("5s", Some(5 * second)),
            ("1h2m", Some(3720 * second)),
            (".5s", Some(second / 2)),
            ("1.5h", Some(5400 * second)),
            ("1.s", Some(second)),
            ("0", Some(0)),
            ("-0", Some(0)),
            ("-1s", Some(-second)),
            ("+1s", Some(second)),
            ("1us", Some(1000)),
            ("1µs", Some(1000)),
            ("0.000000001s", Some(1)),
            ("2540400h10m10.000000000s", Some((2_540_400 * 3600 + 610) * second)),
            ("9223372037s", None),
            ("5", None),
            ("", None),
            ("1d", None),
            ("s", None),
            (".", None),
            ("1e3s", None),
            ("1 s", None),
            ("1s5", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse_duration(text).ok(), expected, "{text}");
        }
    }
}
