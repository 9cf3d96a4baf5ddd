//! Durations as Go's `time.ParseDuration` reads them.

/// Why text is no duration, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Not of the form `[-+](digits unit)+`, or too large.
    #[error("time: invalid duration {0:?}")]
    Invalid(String),
    /// A number without a unit, such as `3`.
    #[error("time: missing unit in duration {0:?}")]
    MissingUnit(String),
    /// A unit that Go does not have, such as `d`.
    #[error("time: unknown unit {unit:?} in duration {text:?}")]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// The whole text.
        text: String,
    },
}

/// `time.ParseDuration`: the nanoseconds of texts such as `1h15m` or `-1.5s`. A number without a unit is
/// an error, except `0`.
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    let invalid = || DurationError::Invalid(text.to_owned());
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (term, tail) = parse_term(rest, text)?;
        total = total.checked_add(term).filter(|sum| *sum <= 1 << 63).ok_or_else(invalid)?;
        rest = tail;
    }
    if negative { Ok(0i64.wrapping_sub_unsigned(total)) } else { i64::try_from(total).map_err(|_| invalid()) }
}

/// Reads one number with its unit; the nanoseconds, and the text after it.
fn parse_term<'a>(rest: &'a str, text: &str) -> Result<(u64, &'a str), DurationError> {
    let invalid = || DurationError::Invalid(text.to_owned());
    let (whole, rest) = split_where(rest, |c| !c.is_ascii_digit());
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => split_where(rest, |c| !c.is_ascii_digit()),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let (unit, rest) = split_where(rest, |c| c == '.' || c.is_ascii_digit());
    let scale = match unit {
        "" => return Err(DurationError::MissingUnit(text.to_owned())),
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000_u64,
        _ => return Err(DurationError::UnknownUnit { unit: unit.to_owned(), text: text.to_owned() }),
    };
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
    let nanoseconds = whole.checked_mul(scale).ok_or_else(invalid)?;
    let fraction: f64 = format!("0.{fraction}0").parse().map_err(|_| invalid())?;
    let nanoseconds = nanoseconds.checked_add((fraction * scale as f64) as u64).ok_or_else(invalid)?;
    Ok((nanoseconds, rest))
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go() {
        let second = 1_000_000_000;
        let rows = [
            ("3s", 3 * second),
            ("0", 0),
            ("-3s", -3 * second),
            ("+1m", 60 * second),
            ("1h2m3.5s", 3_723_500_000_000),
            (".5s", 500_000_000),
            ("1.s", second),
            ("2µs", 2_000),
            ("-9223372036854775808ns", i64::MIN),
        ];
        for (text, nanoseconds) in rows {
            assert_eq!(parse_duration(text), Ok(nanoseconds), "{text}");
        }
    }

    #[test]
    fn refusals_as_go() {
        let rows = [
            ("", r#"time: invalid duration """#),
            ("-", r#"time: invalid duration "-""#),
            (".s", r#"time: invalid duration ".s""#),
            ("s", r#"time: invalid duration "s""#),
            ("9223372036854775808ns", r#"time: invalid duration "9223372036854775808ns""#),
            ("9999999999h", r#"time: invalid duration "9999999999h""#),
            ("3", r#"time: missing unit in duration "3""#),
            ("1d", r#"time: unknown unit "d" in duration "1d""#),
            ("3 s", r#"time: unknown unit " s" in duration "3 s""#),
            ("1e3s", r#"time: unknown unit "e" in duration "1e3s""#),
        ];
        for (text, message) in rows {
            assert_eq!(parse_duration(text).map_err(|error| error.to_string()), Err(message.to_owned()));
        }
    }
}
