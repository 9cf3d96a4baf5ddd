//! Which values etcd takes for which flag, and what it says about others.

use crate::go_value::{self, NumberError, parse_bool, parse_duration, parse_int, parse_uint};
use crate::message;
use crate::message::{Message, Shown, show};
use crate::model::etcd::variable_of;
use crate::model::go_flag::Kind;
use crate::model::setting::Origin;
use crate::subject::image::Version;

use super::{auth_token, feature_gates};

/// Why etcd refuses a value.
pub(super) struct Refusal {
    said: Said,
    /// What the flag takes instead.
    takes: &'static str,
}

/// What etcd says about a value.
enum Said {
    /// While it reads the flags: `invalid value "x" for flag -name: REASON`.
    Reading(Message),
    /// The same for booleans, which Go gives a text of their own.
    ReadingBoolean,
    /// While it checks the configuration: these words and the value in quotes.
    Checking(&'static str),
    /// Words that are the same for all values.
    Always(&'static str),
}

impl Refusal {
    /// The sentence about the value of a flag, or of the variable or key in its place.
    pub(super) fn message(&self, flag: &str, value: &str, origin: Origin) -> Message {
        let (name, value) = (show(flag), quoted(value));
        match (&self.said, origin) {
            (Said::Checking(words), _) => {
                message!("etcd exits: {} {}; {} takes {}", words, value, name, self.takes)
            }
            (Said::Always(words), _) => message!("etcd exits: {}; {} takes {}", words, name, self.takes),
            // The words for the file differ from option to option.
            (Said::Reading(_) | Said::ReadingBoolean, Origin::File) => {
                message!("etcd does not start with {} for {}; it takes {}", value, name, self.takes)
            }
            (Said::ReadingBoolean, Origin::Flag) => {
                message!(
                    "etcd exits: invalid boolean value {} for -{}: parse error; it takes {}",
                    value,
                    name,
                    self.takes
                )
            }
            (Said::Reading(reason), Origin::Flag) => {
                message!(
                    "etcd exits: invalid value {} for flag -{}: {}; it takes {}",
                    value,
                    name,
                    reason,
                    self.takes
                )
            }
            (Said::ReadingBoolean, Origin::Environment) => {
                let variable = show(&variable_of(flag));
                message!(
                    "etcd exits: invalid value {} for {}: parse error; it takes {}",
                    value,
                    variable,
                    self.takes
                )
            }
            (Said::Reading(reason), Origin::Environment) => {
                let variable = show(&variable_of(flag));
                message!(
                    "etcd exits: invalid value {} for {}: {}; it takes {}",
                    value,
                    variable,
                    reason,
                    self.takes
                )
            }
        }
    }

    /// Whether etcd looks at each use of the flag, and not at the last one alone.
    pub(super) fn is_of_every_use(&self) -> bool {
        matches!(self.said, Said::Reading(_) | Said::ReadingBoolean)
    }

    fn reading(reason: impl Into<Message>, takes: &'static str) -> Refusal {
        Refusal { said: Said::Reading(reason.into()), takes }
    }
}

/// A text in quotes, as Go's `%q` writes it.
pub(super) fn quoted(text: &str) -> Shown {
    show(&format!("{text:?}"))
}

/// Why etcd of this version refuses a value of a flag. URLs and cipher suites are not looked at.
pub(super) fn refusal(flag: &str, kind: Kind, value: &str, version: Option<Version>) -> Option<Refusal> {
    match kind {
        Kind::Bool => parse_bool(value)
            .is_none()
            .then_some(Refusal { said: Said::ReadingBoolean, takes: "true or false" }),
        Kind::Uint | Kind::Uint64 => number(flag, parse_uint(value).err()),
        Kind::Int | Kind::Int64 => number(flag, parse_int(value).err()),
        Kind::Duration => parse_duration(value)
            .is_err()
            .then(|| Refusal::reading("parse error", "a number with a unit, such as 5s")),
        Kind::Var if flag == "v2-deprecation" => stages(value, version),
        Kind::Var if flag == "feature-gates" => feature_gates::refusal(value, version)
            .map(|reason| Refusal::reading(reason, "a list such as CompactHashCheck=true")),
        Kind::Var => choice(flag, value, version),
        Kind::String => checked_later(flag, value, version),
        Kind::Ignored => None,
    }
}

fn number(flag: &str, error: Option<NumberError>) -> Option<Refusal> {
    let takes = match flag {
        "heartbeat-interval" | "election-timeout" => "a whole number of milliseconds",
        "quota-backend-bytes" | "max-request-bytes" => "a whole number of bytes",
        _ => "a whole number without a unit",
    };
    error.map(|error| match error {
        NumberError::Syntax => Refusal::reading("parse error", takes),
        NumberError::Range => Refusal::reading("value out of range", takes),
    })
}

/// Flags with a type of etcd's own.
fn choice(flag: &str, value: &str, version: Option<Version>) -> Option<Refusal> {
    let (choices, takes): (&[&str], _) = match flag {
        "initial-cluster-state" => (&["new", "existing"], "new or existing"),
        "discovery-fallback" if value == "proxy" && version.is_some_and(|version| version.minor >= 6) => {
            let words = "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"";
            return Some(Refusal { said: Said::Always(words), takes: "exit" });
        }
        "discovery-fallback" => (&["exit", "proxy"], "exit or proxy"),
        "proxy" => (&["off", "readonly", "on"], "off, readonly or on"),
        "max-concurrent-streams" => return streams(value),
        _ => return None,
    };
    (!choices.contains(&value)).then(|| Refusal::reading("invalid value", takes))
}

/// A list of the stages in which etcd gives up its second version, which are not the same in all releases.
fn stages(value: &str, version: Option<Version>) -> Option<Refusal> {
    let can_skip_check = version.is_none_or(|version| {
        let first = Version::new(3, version.minor, if version.minor == 5 { 32 } else { 13 });
        version.minor >= 7 || version.is_at_least(first) != Some(false)
    });
    let is_known = |stage: &str| match stage {
        "not-yet" => version.is_none_or(|version| version.minor <= 5),
        "write-only-skip-check" => can_skip_check,
        "write-only" | "write-only-drop-data" | "gone" => true,
        _ => false,
    };
    let wrong = value.split(',').find(|stage| !is_known(stage))?;
    let takes = "write-only, write-only-drop-data or gone";
    Some(Refusal::reading(message!("invalid value {}", quoted(wrong)), takes))
}

/// etcd reads this one flag itself, as a number of 32 bits.
fn streams(value: &str) -> Option<Refusal> {
    let reason = match parse_uint(value) {
        Ok(number) if u32::try_from(number).is_ok() => return None,
        Ok(_) | Err(NumberError::Range) => "value out of range",
        Err(NumberError::Syntax) => "invalid syntax",
    };
    let reason = message!("strconv.ParseUint: parsing {}: {}", quoted(value), reason);
    Some(Refusal::reading(reason, "a whole number without a unit"))
}

/// Texts that etcd reads as they are and looks at when it sets itself up.
fn checked_later(flag: &str, value: &str, version: Option<Version>) -> Option<Refusal> {
    let is_old = version.is_some_and(|version| version.minor <= 4);
    let (is_fine, said, takes) = match flag {
        "log-level" if is_old => {
            let levels = ["debug", "info", "warn", "error", "dpanic", "panic", "fatal"];
            (
                levels.contains(&value),
                Said::Checking("unknown level"),
                "debug, info, warn, error, panic or fatal",
            )
        }
        "log-level" => (
            is_zap_level(value, version),
            Said::Checking("unrecognized level:"),
            "debug, info, warn, error, panic or fatal",
        ),
        "log-format" => {
            let is_fine = ["", "json", "console"].contains(&value);
            (is_fine, Said::Always("unknown log format"), "json or console")
        }
        "logger" if value == "capnslog" => {
            let is_gone = version.is_some_and(|version| version.minor >= 5);
            (!is_gone, Said::Always("--logger=capnslog is removed in v3.5"), "zap")
        }
        "logger" => (value == "zap", Said::Checking("unknown logger option"), "zap"),
        "auth-token" => {
            let words = auth_token::refused(value, version)?;
            (false, Said::Always(words), "simple, or jwt with sign-method and a key of that method")
        }
        "auto-compaction-mode" if value.is_empty() => {
            let may_be_empty = version.is_none_or(|version| version.minor <= 5);
            (may_be_empty, Said::Always("undefined auto-compaction-mode"), "periodic or revision")
        }
        "auto-compaction-mode" => {
            let is_fine = ["periodic", "revision"].contains(&value);
            (is_fine, Said::Checking("unknown auto-compaction-mode"), "periodic or revision")
        }
        "auto-compaction-retention" => {
            let is_fine = value.is_empty() || is_retention(value);
            (is_fine, Said::Always("error parsing CompactionRetention"), "a number, or a duration such as 5m")
        }
        _ => return None,
    };
    (!is_fine).then_some(Refusal { said, takes })
}

/// The levels of the zap library, which etcd has used alone since 3.5. `warning` came with the one of 3.7.
fn is_zap_level(value: &str, version: Option<Version>) -> bool {
    let levels = ["", "debug", "info", "warn", "error", "dpanic", "panic", "fatal"];
    let level = value.to_ascii_lowercase();
    levels.contains(&level.as_str()) || level == "warning" && version.is_none_or(|version| version.minor >= 7)
}

/// As `strconv.Atoi` for a number that is not negative, else as a duration.
fn is_retention(value: &str) -> bool {
    let digits = value.strip_prefix('+').unwrap_or(value);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number || go_value::parse_duration(value).is_ok()
}

/// The number that a text with a unit was meant to be: milliseconds of `100ms`, bytes of `8Gi`.
pub(super) fn without_unit(flag: &str, value: &str) -> Option<u64> {
    match flag {
        "heartbeat-interval" | "election-timeout" => {
            let nanoseconds = u64::try_from(parse_duration(value).ok()?).ok()?;
            (nanoseconds % 1_000_000 == 0).then_some(nanoseconds / 1_000_000)
        }
        "quota-backend-bytes" | "max-request-bytes" => {
            let (digits, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit())?);
            let scale: u64 = match unit {
                "Ki" | "KiB" => 1 << 10,
                "Mi" | "MiB" => 1 << 20,
                "Gi" | "GiB" => 1 << 30,
                "K" | "k" | "KB" | "kB" => 1_000,
                "M" | "MB" => 1_000_000,
                "G" | "GB" => 1_000_000_000,
                _ => return None,
            };
            digits.parse::<u64>().ok()?.checked_mul(scale)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of later releases, from their sources; those of 3.6.6 are what it printed.
    #[test]
    fn the_words_of_other_releases() {
        let proxy = "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"";
        let not_yet = "invalid value \"not-yet\"";
        let skip = "invalid value \"write-only-skip-check\"";
        let list = "invalid value \"x\"";
        let table = [
            ("3.5.24", "discovery-fallback", "proxy", None),
            ("3.6.0", "discovery-fallback", "proxy", Some(proxy)),
            ("3.7.3", "discovery-fallback", "exit", None),
            ("3.5.24", "v2-deprecation", "not-yet", None),
            ("3.6.6", "v2-deprecation", "not-yet", Some(not_yet)),
            ("3.6.6", "v2-deprecation", "write-only,gone", None),
            ("3.6.6", "v2-deprecation", "gone,x", Some(list)),
            ("3.6.6", "v2-deprecation", "", Some("invalid value \"\"")),
            ("3.5.31", "v2-deprecation", "write-only-skip-check", Some(skip)),
            ("3.5.32", "v2-deprecation", "write-only-skip-check", None),
            ("3.6.12", "v2-deprecation", "write-only-skip-check", Some(skip)),
            ("3.6.13", "v2-deprecation", "write-only-skip-check", None),
            ("3.6", "v2-deprecation", "write-only-skip-check", None),
            ("3.7.0", "v2-deprecation", "write-only-skip-check", None),
            ("3.6.6", "feature-gates", "InitialCorruptCheck= true,, CompactHashCheck=T,", None),
            ("3.6.6", "feature-gates", "", None),
            ("3.6.6", "feature-gates", "Foo=true", Some("unrecognized feature gate: Foo")),
            (
                "3.6.6",
                "feature-gates",
                "FastLeaseKeepAlive=true",
                Some("unrecognized feature gate: FastLeaseKeepAlive"),
            ),
            ("3.7.0", "feature-gates", "FastLeaseKeepAlive=true", None),
            ("3.8.0", "feature-gates", "Foo=true", None),
            ("3.6.6", "feature-gates", "Foo=true,Bar", Some("missing bool value for Bar")),
            (
                "3.7.3",
                "feature-gates",
                "AllBeta=yes",
                Some("invalid value of AllBeta=yes, err: strconv.ParseBool: parsing \"yes\": invalid syntax"),
            ),
            ("3.6.6", "log-format", "text", Some("unknown log format")),
            ("3.6.6", "log-level", "warning", Some("unrecognized level: \"warning\"")),
            ("3.5.24", "auto-compaction-mode", "", None),
            ("3.6.6", "auto-compaction-mode", "", Some("undefined auto-compaction-mode")),
        ];
        for (tag, flag, value, expected) in table {
            let is_text = ["auto-compaction-mode", "log-format", "log-level"].contains(&flag);
            let kind = if is_text { Kind::String } else { Kind::Var };
            let said = said_by(tag, flag, kind, value, Origin::Flag);
            let before = format!("invalid value {value:?} for flag -{flag}: ");
            let words = said.as_deref().and_then(words_of_etcd);
            let words = words.map(|words| words.strip_prefix(&before).unwrap_or(words));
            assert_eq!(words, expected, "{tag}: {flag}={value}");
        }
        for value in ["not-yet", "write-only-skip-check", "gone"] {
            assert!(refusal("v2-deprecation", Kind::Var, value, None).is_none(), "{value}");
        }
    }

    fn said(flag: &str, kind: Kind, value: &str, minor: u32, origin: Origin) -> Option<String> {
        said_by(&format!("3.{minor}.23"), flag, kind, value, origin)
    }

    fn said_by(tag: &str, flag: &str, kind: Kind, value: &str, origin: Origin) -> Option<String> {
        let refusal = refusal(flag, kind, value, Version::from_tag(tag))?;
        Some(refusal.message(flag, value, origin).to_string())
    }

    /// What stands between our own words.
    fn words_of_etcd(said: &str) -> Option<&str> {
        said.strip_prefix("etcd exits: ")?.split("; ").next()
    }

    // What stands behind "etcd exits: " and before the semicolon is what etcd 3.4.23 printed.
    #[test]
    fn the_words_are_those_of_etcd() {
        let table = [
            (
                "client-cert-auth",
                Kind::Bool,
                "yes",
                "invalid boolean value \"yes\" for -client-cert-auth: parse error",
            ),
            (
                "strict-reconfig-check",
                Kind::Bool,
                "",
                "invalid boolean value \"\" for -strict-reconfig-check: parse error",
            ),
            (
                "heartbeat-interval",
                Kind::Uint,
                "100ms",
                "invalid value \"100ms\" for flag -heartbeat-interval: parse error",
            ),
            (
                "heartbeat-interval",
                Kind::Uint,
                "99999999999999999999999",
                "invalid value \"99999999999999999999999\" for flag -heartbeat-interval: value out of range",
            ),
            (
                "quota-backend-bytes",
                Kind::Int64,
                "8Gi",
                "invalid value \"8Gi\" for flag -quota-backend-bytes: parse error",
            ),
            (
                "backend-batch-limit",
                Kind::Int,
                "x",
                "invalid value \"x\" for flag -backend-batch-limit: parse error",
            ),
            (
                "snapshot-count",
                Kind::Uint64,
                "x",
                "invalid value \"x\" for flag -snapshot-count: parse error",
            ),
            (
                "grpc-keepalive-interval",
                Kind::Duration,
                "5",
                "invalid value \"5\" for flag -grpc-keepalive-interval: parse error",
            ),
            (
                "initial-cluster-state",
                Kind::Var,
                "old",
                "invalid value \"old\" for flag -initial-cluster-state: invalid value",
            ),
            (
                "discovery-fallback",
                Kind::Var,
                "foo",
                "invalid value \"foo\" for flag -discovery-fallback: invalid value",
            ),
            ("proxy", Kind::Var, "foo", "invalid value \"foo\" for flag -proxy: invalid value"),
            (
                "max-concurrent-streams",
                Kind::Var,
                "x",
                "invalid value \"x\" for flag -max-concurrent-streams: strconv.ParseUint: parsing \"x\": invalid syntax",
            ),
            (
                "max-concurrent-streams",
                Kind::Var,
                "4294967296",
                "invalid value \"4294967296\" for flag -max-concurrent-streams: strconv.ParseUint: parsing \"4294967296\": value out of range",
            ),
            ("log-level", Kind::String, "trace", "unknown level \"trace\""),
            ("log-level", Kind::String, "WARN", "unknown level \"WARN\""),
            ("logger", Kind::String, "foo", "unknown logger option \"foo\""),
            ("logger", Kind::String, "", "unknown logger option \"\""),
            ("auth-token", Kind::String, "foo", "auth: invalid auth options"),
            ("auth-token", Kind::String, "simple,x", "auth: invalid auth options"),
            ("auth-token", Kind::String, "simple,x=1,x=2", "auth: invalid auth options"),
            ("auto-compaction-mode", Kind::String, "foo", "unknown auto-compaction-mode \"foo\""),
            ("auto-compaction-retention", Kind::String, "foo", "error parsing CompactionRetention"),
            ("auto-compaction-retention", Kind::String, "-1", "error parsing CompactionRetention"),
        ];
        for (flag, kind, value, expected) in table {
            let said = said(flag, kind, value, 4, Origin::Flag).unwrap_or_else(|| panic!("{flag}={value}"));
            assert_eq!(words_of_etcd(&said), Some(expected));
        }
    }

    #[test]
    fn the_words_for_variables() {
        let table = [
            (
                "client-cert-auth",
                Kind::Bool,
                "yes",
                "invalid value \"yes\" for ETCD_CLIENT_CERT_AUTH: parse error",
            ),
            (
                "heartbeat-interval",
                Kind::Uint,
                "100ms",
                "invalid value \"100ms\" for ETCD_HEARTBEAT_INTERVAL: parse error",
            ),
            (
                "initial-cluster-state",
                Kind::Var,
                "old",
                "invalid value \"old\" for ETCD_INITIAL_CLUSTER_STATE: invalid value",
            ),
            (
                "client-cert-auth",
                Kind::Bool,
                "\"true\"",
                "invalid value \"\\\"true\\\"\" for ETCD_CLIENT_CERT_AUTH: parse error",
            ),
            ("version", Kind::Bool, "3.4.13", "invalid value \"3.4.13\" for ETCD_VERSION: parse error"),
        ];
        for (flag, kind, value, expected) in table {
            let said = said(flag, kind, value, 4, Origin::Environment).unwrap();
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn values_that_etcd_takes() {
        let table = [
            ("log-level", Kind::String, "dpanic", 4),
            ("log-level", Kind::String, "WARN", 5),
            ("log-level", Kind::String, "warning", 7),
            ("log-level", Kind::String, "Warn", 5),
            ("log-format", Kind::String, "", 6),
            ("log-format", Kind::String, "console", 6),
            ("logger", Kind::String, "capnslog", 4),
            ("auth-token", Kind::String, "", 4),
            ("auth-token", Kind::String, "simple,x=1", 4),
            ("auth-token", Kind::String, "jwt,sign-method=RS256,priv-key=/pki/jwt.key", 6),
            ("auto-compaction-mode", Kind::String, "", 4),
            ("auto-compaction-retention", Kind::String, "", 4),
            ("auto-compaction-retention", Kind::String, "8", 4),
            ("auto-compaction-retention", Kind::String, "5m", 4),
            ("max-concurrent-streams", Kind::Var, "0x10", 5),
            ("metrics", Kind::String, "foo", 4),
            ("data-dir", Kind::String, "", 6),
            ("config", Kind::Ignored, "foo", 6),
            ("listen-client-urls", Kind::Var, "foo", 6),
        ];
        for (flag, kind, value, minor) in table {
            assert_eq!(said(flag, kind, value, minor, Origin::Flag), None, "{flag}={value}");
        }
        let capnslog = said("logger", Kind::String, "capnslog", 5, Origin::Flag);
        let words = capnslog.as_deref().and_then(words_of_etcd);
        assert_eq!(words, Some("--logger=capnslog is removed in v3.5"));
        assert!(said("auto-compaction-mode", Kind::String, "", 6, Origin::Flag).is_some());
    }

    #[test]
    fn numbers_without_their_units() {
        let table = [
            ("heartbeat-interval", "100ms", Some(100)),
            ("election-timeout", "1.5s", Some(1500)),
            ("election-timeout", "1us", None),
            ("quota-backend-bytes", "8Gi", Some(8_589_934_592)),
            ("quota-backend-bytes", "8GB", Some(8_000_000_000)),
            ("quota-backend-bytes", "512MiB", Some(536_870_912)),
            ("max-request-bytes", "1536Ki", Some(1_572_864)),
            ("max-request-bytes", "10M", Some(10_000_000)),
            ("max-request-bytes", "1500kB", Some(1_500_000)),
            ("quota-backend-bytes", "99999999999Gi", None),
            ("quota-backend-bytes", "8", None),
            ("max-txn-ops", "8Gi", None),
        ];
        for (flag, value, expected) in table {
            assert_eq!(without_unit(flag, value), expected, "{flag}={value}");
        }
    }
}
