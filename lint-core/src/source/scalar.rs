//! What type a scalar has: the rules of go-yaml v2 (`resolve.go`) and of sigs.k8s.io/yaml's
//! conversion to JSON (`yaml.go`), as Kubernetes applies them.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD};
use serde_json::Number;

use super::Value;

const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// Go's `base64.StdEncoding`, which does not look at unused bits.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, PAD.with_decode_allow_trailing_bits(true));

/// A scalar with its type.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(super) enum Scalar<'t> {
    Null,
    Bool(bool),
    Int(i64),
    /// An integer that only fits without a sign.
    Uint(u64),
    Float(f64),
    String(Cow<'t, str>),
}

/// Resolves a scalar; `plain` if it has neither quotes nor a tag. An error says what the tag asked for.
pub(super) fn resolve<'t>(text: &'t str, tag: Option<&str>, plain: bool) -> Result<Scalar<'t>, &'static str> {
    let Some(tag) = tag else {
        return Ok(if plain { untagged(text) } else { Scalar::String(text.into()) });
    };
    match (tag.strip_prefix(TAG_PREFIX), untagged(text)) {
        (Some("null"), Scalar::Null) => Ok(Scalar::Null),
        (Some("null"), _) => Err("the value is not a !!null"),
        (Some("bool"), value @ Scalar::Bool(_)) => Ok(value),
        (Some("bool"), _) => Err("the value is not a !!bool"),
        (Some("int"), value @ (Scalar::Int(_) | Scalar::Uint(_))) => Ok(value),
        (Some("int"), _) => Err("the value is not an !!int"),
        (Some("float"), value @ Scalar::Float(_)) => Ok(value),
        (Some("float"), Scalar::Int(value)) => Ok(Scalar::Float(value as f64)),
        (Some("float"), _) => Err("the value is not a !!float"),
        (Some("binary"), _) => binary(text),
        _ => Ok(Scalar::String(text.into())),
    }
}

/// Whether a scalar used as a key merges its value into the mapping.
pub(super) fn is_merge(text: &str, tag: Option<&str>, plain: bool) -> bool {
    text == "<<" && (plain || tag.and_then(|tag| tag.strip_prefix(TAG_PREFIX)) == Some("merge"))
}

fn untagged(text: &str) -> Scalar<'_> {
    let resolved = match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Scalar::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        _ if text.starts_with('.') => fraction(text),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '-') => number(text),
        _ => None,
    };
    // Timestamps need no rule: they stay strings, and no number looks like one.
    resolved.unwrap_or_else(|| Scalar::String(text.into()))
}

/// A number that starts with a dot. Go allows `_` in it only between digits.
fn fraction(text: &str) -> Option<Scalar<'static>> {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let separates = |at: usize| is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1));
    text.match_indices('_').all(|(at, _)| separates(at)).then_some(())?;
    float(&text.replace('_', ""))
}

/// A number that starts with a digit or a sign, `_` anywhere in it.
fn number(text: &str) -> Option<Scalar<'static>> {
    let text = text.replace('_', "");
    integer(&text).or_else(|| float(&text)).or_else(|| signed_binary(&text))
}

/// Go's `strconv.ParseInt` with base 0, then `ParseUint`.
fn integer(text: &str) -> Option<Scalar<'static>> {
    let (sign, magnitude) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.chars().next(), rest),
        None => (None, text),
    };
    let (radix, digits) = radix(magnitude);
    // from_str_radix takes a sign of its own, Go does not.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    match sign {
        Some('-') => 0i64.checked_sub_unsigned(value).map(Scalar::Int),
        Some(_) => i64::try_from(value).ok().map(Scalar::Int),
        None => Some(i64::try_from(value).map_or(Scalar::Uint(value), Scalar::Int)),
    }
}

fn radix(digits: &str) -> (u32, &str) {
    let Some(rest) = digits.strip_prefix('0').filter(|rest| !rest.is_empty()) else { return (10, digits) };
    for (letters, radix) in [(['x', 'X'], 16), (['o', 'O'], 8), (['b', 'B'], 2)] {
        if let Some(digits) = rest.strip_prefix(letters) {
            return (radix, digits);
        }
    }
    (8, rest)
}

/// go-yaml reads what follows `0b` once more, with a sign: `0b-101` is -5.
fn signed_binary(text: &str) -> Option<Scalar<'static>> {
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok().map(Scalar::Int)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, unless it is out of range.
fn float(text: &str) -> Option<Scalar<'static>> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = |text| str::strip_prefix(text, ['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (unsigned(mantissa), Some(unsigned(exponent))),
        None => (unsigned(text), None),
    };
    let has_mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => is_number(fraction),
        Some((whole, fraction)) => is_number(whole) && (fraction.is_empty() || is_number(fraction)),
        None => is_number(mantissa),
    };
    if !has_mantissa || !exponent.is_none_or(is_number) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Scalar::Float)
}

fn binary(text: &str) -> Result<Scalar<'static>, &'static str> {
    let encoded: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    let bytes = BASE64.decode(encoded).map_err(|_| "the value is not base64, as !!binary requires")?;
    // Go writes a replacement character for every byte that is not UTF-8.
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Ok(Scalar::String(out.into()))
}

impl Scalar<'_> {
    /// The value in JSON's terms, through which Kubernetes reads every document.
    pub(super) fn into_value(self) -> Result<Value, &'static str> {
        Ok(match self {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Int(value) => Value::Number(value.into()),
            Scalar::Uint(value) => Value::Number(value.into()),
            Scalar::Float(value) => Value::Number(json_number(value)?),
            Scalar::String(text) => Value::String(text.into_owned()),
        })
    }

    /// The name that a scalar has as a key of a mapping.
    pub(super) fn into_key(self) -> Result<String, &'static str> {
        match self {
            Scalar::Bool(value) => Ok(value.to_string()),
            Scalar::Int(value) => Ok(value.to_string()),
            Scalar::Float(value) => Ok(format_float(value)),
            Scalar::String(text) => Ok(text.into_owned()),
            Scalar::Null | Scalar::Uint(_) => Err("this value cannot be a key"),
        }
    }
}

/// Go prints whole numbers below 1e21 without a point, which makes them integers for JSON if they fit.
/// The digits that are not needed to tell the number from others are zeros, in Go as in Rust.
fn json_number(value: f64) -> Result<Number, &'static str> {
    let digits = value.to_string();
    let integer =
        digits.parse::<i64>().map(Number::from).or_else(|_| digits.parse::<u64>().map(Number::from));
    integer.ok().or_else(|| Number::from_f64(value)).ok_or("infinity and not-a-number have no place in JSON")
}

/// Go's `strconv.FormatFloat(value, 'g', -1, 32)`, with YAML's names for what is not finite.
fn format_float(value: f64) -> String {
    let value = value as f32;
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.abs())
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str, tag: Option<&str>, plain: bool) -> Option<serde_json::Value> {
        let tag = tag.map(|tag| format!("{TAG_PREFIX}{tag}"));
        let value = resolve(text, tag.as_deref(), plain).ok()?.into_value().ok()?;
        Some(crate::source::Node { value, location: None }.to_json())
    }

    /// What sigs.k8s.io/yaml 1.6.0 answers for each.
    #[test]
    fn plain_scalars() {
        let rows = [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("nULL", r#""nULL""#),
            ("y", "true"),
            ("Yes", "true"),
            ("on", "true"),
            ("TRUE", "true"),
            ("n", "false"),
            ("NO", "false"),
            ("Off", "false"),
            ("yEs", r#""yEs""#),
            ("0", "0"),
            ("-0", "0"),
            ("00", "0"),
            ("0644", "420"),
            ("0o644", "420"),
            ("+0o17", "15"),
            ("08", "8"),
            ("0x1F", "31"),
            ("0x_1F", "31"),
            ("0x", r#""0x""#),
            ("0x+1", r#""0x+1""#),
            ("-0b11", "-3"),
            ("0b-101", "-5"),
            ("0b+1", "1"),
            ("0b2", r#""0b2""#),
            ("0b", r#""0b""#),
            ("1_000", "1000"),
            ("1_", "1"),
            ("_1", r#""_1""#),
            ("-_5", "-5"),
            ("+", r#""+""#),
            ("--name", r#""--name""#),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("18446744073709551615", "18446744073709551615"),
            ("+18446744073709551615", "1.8446744073709552e19"),
            ("1e3", "1000"),
            ("1.e3", "1000"),
            ("1.5", "1.5"),
            ("+.5", "0.5"),
            ("-.5e3", "-500"),
            (".5_0", "0.5"),
            ("-.5_0", "-0.5"),
            ("._5", r#""._5""#),
            (".5_", r#"".5_""#),
            ("1234567890123456789.0", "1234567890123456800"),
            ("-9223372036854775808.0", "-9.223372036854776e18"),
            ("1e19", "10000000000000000000"),
            ("1e400", r#""1e400""#),
            ("1e21", "1e21"),
            ("0x1p3", r#""0x1p3""#),
            ("190:20:30", r#""190:20:30""#),
            ("2001-12-14", r#""2001-12-14""#),
            ("3.5.1", r#""3.5.1""#),
            ("<<", r#""<<""#),
        ];
        for (text, expected) in rows {
            let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
            assert_eq!(json(text, None, true), Some(expected), "{text}");
            assert_eq!(json(text, None, false), Some(text.into()), "quoted {text}");
        }
        for text in [".inf", "-.INF", ".nan"] {
            assert_eq!(json(text, None, true), None, "{text}");
        }
    }

    #[test]
    fn tags() {
        let rows = [
            ("str", "0644", Some("\"0644\"")),
            ("int", "3", Some("3")),
            ("int", "1e3", None),
            ("bool", "yes", Some("true")),
            ("bool", "1", None),
            ("null", "", Some("null")),
            ("null", "x", None),
            ("float", "3", Some("3")),
            ("float", "18446744073709551615", None),
            ("foo", "12", Some("\"12\"")),
            ("binary", "aGk=", Some("\"hi\"")),
            ("binary", "aG\nl=", Some("\"hi\"")),
            ("binary", "aGk", None),
            ("binary", "aGk= ", None),
            ("binary", "4oI=", Some("\"\u{fffd}\u{fffd}\"")),
        ];
        for (tag, text, expected) in rows {
            let expected = expected.map(|json| serde_json::from_str(json).unwrap());
            assert_eq!(json(text, Some(tag), false), expected, "!!{tag} {text:?}");
        }
        assert_eq!(resolve("12", Some("!foo"), false), Ok(Scalar::String("12".into())));
    }

    #[test]
    fn keys() {
        let rows = [
            ("1", Some("1")),
            ("yes", Some("true")),
            ("08", Some("8")),
            ("1e3", Some("1000")),
            ("1e30", Some("1e+30")),
            ("1.5", Some("1.5")),
            ("1000000.0", Some("1e+06")),
            ("0.00001", Some("1e-05")),
            ("-0.0", Some("-0")),
            (".inf", Some(".inf")),
            ("-.inf", Some("-.inf")),
            (".nan", Some(".nan")),
            ("~", None),
            ("18446744073709551615", None),
        ];
        for (text, expected) in rows {
            assert_eq!(untagged(text).into_key().ok().as_deref(), expected, "{text}");
        }
    }
}
