use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::go_value::parse_duration;
use crate::message;
use crate::message::{Shown, show};
use crate::model::etcd::Etcd;
use crate::model::etcd::{CATCH_UP, Config, ConfigFile, ConfigKey};
use crate::model::etcd_flags::{self, Flag};
use crate::model::go_flag::Kind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Path, Place};
use crate::subject::image::Version;
use crate::subject::word::Word;

use super::argument::{boolean_fix, meant_boolean};
use super::etcd317_config_file_unknown_key::{CLIENT, PEER, is_read};
use super::etcd324_options_in_conflict::is_3_6;

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

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Config::Given(file) = &etcd.config else { return };
    check_sections(etcd, file, cx, out);
    check_empty(etcd, file, out);
    let is_seen = |key: &&ConfigKey| key.value.as_ref().is_none_or(Word::is_known);
    for key in file.keys.iter().filter(is_seen).filter(|key| is_read(key, etcd.version)) {
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

/// etcd 3.6 takes some keys out of the file once more, and panics at one that has no value. It looks for their names as
/// they are.
fn check_empty(etcd: &Etcd, file: &ConfigFile, out: &mut Findings) {
    for key in file.keys.iter().filter(|key| is_3_6(etcd) && key.kind == "null") {
        if let Some(go_type) = read_again(key) {
            out.report(
                key.place.clone(),
                message!(
                    "etcd panics at {} without a value: interface conversion: interface {{}} is nil, not {}",
                    show(&key.name),
                    go_type
                ),
            )
            .label("no value")
            .fix(Fix::suggested("remove the key", vec![Edit::Remove { place: key.place.clone() }]));
        }
    }
}

/// The type that etcd 3.6 expects of a key when it reads it for the second time.
fn read_again(key: &ConfigKey) -> Option<&'static str> {
    if !key.section.is_empty() {
        return None;
    }
    if key.name == CATCH_UP[1] {
        return Some("float64");
    }
    let successor = etcd_flags::lookup(&key.name).and_then(Flag::successor)?;
    (successor.name == "feature-gates").then_some("bool")
}

/// A section that holds no keys stops etcd too, from 3.6 on even the one of the peers that holds nothing.
fn check_sections(etcd: &Etcd, file: &ConfigFile, cx: &Context, out: &mut Findings) {
    let root = cx.at(&Place::value(file.document, Path::ROOT));
    for (name, value) in root.iter().flat_map(|root| root.entries()) {
        let kind = value.node.kind();
        if ![CLIENT, PEER].iter().any(|section| name.eq_ignore_ascii_case(section)) || kind == "mapping" {
            continue;
        }
        if kind != "null" {
            let message = message!(
                "{} must be a mapping: etcd exits with \"cannot unmarshal {} into Go struct field\"",
                show(name),
                go_kind(kind)
            );
            out.report(value.place(), message)
                .label(message!("a {}", kind))
                .fix(Fix::advice("write the TLS options under it, as keys with values"));
        } else if name == PEER && etcd.at_most(5) == Some(false) {
            out.report(
                value.place(),
                "etcd exits with \"invalid peer-transport-security\": the section is empty",
            )
            .label("holds nothing")
            .fix(Fix::suggested("remove it", vec![Edit::Remove { place: value.place() }]));
        }
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
    // The section of the clients has this key, too, and no flag stands for it there.
    if !key.section.is_empty() && key.name.eq_ignore_ascii_case("skip-client-san-verification") {
        return Some(Wanted::Boolean);
    }
    let name = key.flag()?;
    if name.contains("-allowed-") {
        // One text in the first release that had these keys.
        let is_list = version?.is_at_least(Version::new(3, 5, 15))?;
        return Some(if is_list { Wanted::List } else { Wanted::Text });
    }
    match etcd_flags::lookup(&name)?.kind(version)? {
        Kind::Bool => Some(Wanted::Boolean),
        Kind::Uint | Kind::Uint64 => Some(Wanted::Unsigned),
        Kind::Int | Kind::Int64 => Some(Wanted::Signed),
        Kind::Duration => Some(Wanted::Nanoseconds),
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
            (Wanted::Unsigned, "number") if key.flag().as_deref() == Some("max-concurrent-streams") => {
                go_number(key).parse::<u32>().is_ok()
            }
            (Wanted::Unsigned, "number") => go_number(key).parse::<u64>().is_ok(),
            (Wanted::Signed | Wanted::Nanoseconds, "number") => go_number(key).parse::<i64>().is_ok(),
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

/// A number as etcd writes it into JSON before it reads it: one that is no integer has become a float, and is whole
/// again if it prints without a point.
fn go_number(key: &ConfigKey) -> String {
    let text = key.value.as_ref().map_or("", |word| word.text.as_str());
    match text.parse::<f64>() {
        Ok(number) if text.contains(['.', 'e']) => match number.abs() {
            1e21.. => format!("{number:e}").replace('e', "e+"),
            ..1e-6 if number != 0.0 => format!("{number:e}"),
            _ => number.to_string(),
        },
        _ => text.to_owned(),
    }
}

/// The value's type in Go's words; a number that does not fit is named itself.
fn given(key: &ConfigKey, wanted: Wanted) -> Shown {
    match key.kind {
        "number" if !matches!(wanted, Wanted::Text | Wanted::Boolean | Wanted::List) => {
            show(&format!("number {}", go_number(key)))
        }
        kind => go_kind(kind),
    }
}

/// A type of JSON in Go's words.
fn go_kind(kind: &str) -> Shown {
    match kind {
        "boolean" => show("bool"),
        "list" => show("array"),
        "mapping" => show("object"),
        kind => show(kind),
    }
}

fn fix(key: &ConfigKey, wanted: Wanted) -> Fix {
    let text = key.value.as_ref().map_or("", |word| word.text.as_str());
    let replace = |value| vec![Edit::Replace { place: key.place.clone(), value }];
    match (wanted, key.kind) {
        (Wanted::Boolean, "string") => match meant_boolean(text) {
            Some(meant) => {
                let bare = if meant { "true" } else { "false" };
                let flag = key.flag().unwrap_or_else(|| key.name.to_lowercase());
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
