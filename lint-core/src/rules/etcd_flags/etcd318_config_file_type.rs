use std::ops::Range;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::go_value::parse_duration;
use crate::message;
use crate::message::{Shown, show};
use crate::model::etcd::Etcd;
use crate::model::etcd::{Config, ConfigKey};
use crate::model::etcd_flags;
use crate::model::go_flag::Kind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

use super::argument::{boolean_fix, meant_boolean};
use super::etcd317_config_file_unknown_key::is_read;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD318",
    name: "config-file-type",
    summary: "a value of the configuration file has the wrong type",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd318_config_file_type.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Config::Given(file) = &etcd.config else { return };
    for key in file.keys.iter().filter(|key| is_read(key, etcd.version)) {
        let Some(wanted) = wanted(key, etcd.version).filter(|wanted| !wanted.takes(key)) else { continue };
        let message = message!(
            "{} must be {}: etcd exits with \"cannot unmarshal {} into Go struct field\"",
            show(&key.name),
            wanted.words(),
            given(key, wanted)
        );
        let finding = out.report(key.place.clone(), message).label(message!("a {}", key.kind));
        finding.fix(fix(key, wanted));
    }
}

/// What etcd reads the value into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Boolean,
    Unsigned,
    Signed,
    Nanoseconds,
    Text,
    List,
}

/// The type of a key, where all versions agree on it.
fn wanted(key: &ConfigKey, version: Option<Version>) -> Option<Wanted> {
    let name = key.flag()?;
    match etcd_flags::lookup(&name)?.kind(version)? {
        Kind::Bool => Some(Wanted::Boolean),
        Kind::Uint | Kind::Uint64 => Some(Wanted::Unsigned),
        Kind::Int | Kind::Int64 => Some(Wanted::Signed),
        Kind::Duration => Some(Wanted::Nanoseconds),
        Kind::String if name.contains("-allowed-") => None,
        Kind::String => Some(Wanted::Text),
        Kind::Ignored => None,
        Kind::Var => match name.as_str() {
            "cipher-suites" | "log-outputs" => Some(Wanted::List),
            "log-output" => version.is_some_and(|version| version.minor >= 4).then_some(Wanted::List),
            "max-concurrent-streams" => Some(Wanted::Unsigned),
            "cors"
            | "discovery-fallback"
            | "feature-gates"
            | "host-whitelist"
            | "initial-cluster-state"
            | "proxy"
            | "v2-deprecation" => Some(Wanted::Text),
            name => name.ends_with("-urls").then_some(Wanted::Text),
        },
    }
}

impl Wanted {
    /// Whether etcd can read the value. It leaves a default alone where the value is null.
    fn takes(self, key: &ConfigKey) -> bool {
        match (self, key.kind) {
            (_, "null")
            | (Wanted::Boolean, "boolean")
            | (Wanted::Text, "string")
            | (Wanted::List, "list") => true,
            (Wanted::Unsigned, "number") => {
                let bits = if key.flag().as_deref() == Some("max-concurrent-streams") { 32 } else { 64 };
                is_within(key, 0.0..2.0_f64.powi(bits))
            }
            (Wanted::Signed | Wanted::Nanoseconds, "number") => {
                is_within(key, -2.0_f64.powi(63)..2.0_f64.powi(63))
            }
            _ => false,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Wanted::Boolean => "true or false without quotes",
            Wanted::Unsigned => "a whole number that is not negative",
            Wanted::Signed => "a whole number",
            Wanted::Nanoseconds => "a whole number of nanoseconds",
            Wanted::Text => "one text",
            Wanted::List => "a list",
        }
    }
}

/// Whether a number is whole and between two others, as far as a floating point tells.
fn is_within(key: &ConfigKey, range: Range<f64>) -> bool {
    let number = key.value.as_ref().and_then(|word| word.text.parse::<f64>().ok());
    let is_negative = key.value.as_ref().is_some_and(|word| word.text.starts_with('-'));
    number.is_some_and(|number| {
        let may_have_sign = !is_negative || range.start < 0.0;
        number.fract() == 0.0 && may_have_sign && range.contains(&number)
    })
}

/// The value's type in Go's words; a number that does not fit is named itself.
fn given(key: &ConfigKey, wanted: Wanted) -> Shown {
    match (key.kind, &key.value) {
        ("boolean", _) => show("bool"),
        ("list", _) => show("array"),
        ("mapping", _) => show("object"),
        ("number", Some(word)) if !matches!(wanted, Wanted::Text | Wanted::Boolean | Wanted::List) => {
            show(&format!("number {}", word.text))
        }
        (kind, _) => show(kind),
    }
}

fn fix(key: &ConfigKey, wanted: Wanted) -> Fix {
    let text = key.value.as_ref().map_or("", |word| word.text.as_str());
    let replace = |value| vec![Edit::Replace { place: key.place.clone(), value }];
    match (wanted, key.kind) {
        (Wanted::Boolean, "string") => match meant_boolean(text) {
            Some(meant) => {
                let bare = if meant { "true" } else { "false" };
                let flag = key.flag().unwrap_or_default();
                boolean_fix(
                    &flag,
                    meant,
                    message!("write {} without quotes", bare),
                    replace(Scalar::Bare(bare)),
                )
            }
            None => Fix::advice("write true or false"),
        },
        (Wanted::Nanoseconds, "string") => match parse_duration(text) {
            Ok(nanoseconds) => Fix::advice(message!("write {}", nanoseconds)),
            Err(_) => Fix::advice("write the number of nanoseconds"),
        },
        (Wanted::Text, "number") => {
            Fix::suggested("quote the value", replace(Scalar::String(text.to_owned())))
        }
        (Wanted::Text, "list") => Fix::advice("write one text with commas"),
        (Wanted::List, "string") => Fix::advice("write a list, one item for each"),
        _ => Fix::advice(message!("write {}", wanted.words())),
    }
}
