use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::go_value::parse_bool;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::Etcd;
use crate::model::etcd::{Config, ConfigFile, ConfigKey};
use crate::model::etcd_flags::{self, Flag};
use crate::model::go_flag::Kind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Path, Place};
use crate::subject::image::Version;

use super::argument::weakens;
use super::etcd320_crl_unsupported_in_config_file::names_crl;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD317",
    name: "config-file-unknown-key",
    summary: "etcd does not read a key of its configuration file",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd317_config_file_unknown_key.md"),
    check: Check::Etcd(check),
};

/// Keys that are named otherwise than a flag.
const KEYS_ONLY: [&str; 4] =
    ["disable-log-sampling", "discovery-config", "grpc-additional-server-options", "socket-options"];

/// Flags that no key is named after.
const FLAGS_ONLY: [&str; 13] = [
    "client-cert-allowed-hostname",
    "client-crl-file",
    "config-file",
    "experimental-peer-skip-client-san-verification",
    "peer-cert-allowed-cn",
    "peer-cert-allowed-hostname",
    "peer-crl-file",
    "peer-skip-client-san-verification",
    "raft-read-timeout",
    "raft-write-timeout",
    "socket-reuse-address",
    "socket-reuse-port",
    "version",
];

/// Keys of the two TLS sections, with the minor version of etcd 3 that brought them.
const SECTION_KEYS: [(&str, u32); 10] = [
    ("allowed-cn", 5),
    ("allowed-hostname", 5),
    ("auto-tls", 0),
    ("cert-file", 0),
    ("client-cert-auth", 0),
    ("client-cert-file", 5),
    ("client-key-file", 5),
    ("key-file", 0),
    ("skip-client-san-verification", 6),
    ("trusted-ca-file", 0),
];

const CLIENT: &str = "client-transport-security";
const PEER: &str = "peer-transport-security";

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Config::Given(file) = &etcd.config else { return };
    for key in file.keys.iter().filter(|key| !is_read(key, etcd.version) && !names_crl(key)) {
        let destination = destination(key);
        let finding =
            out.report(key.place.to_key(), message(key, destination.as_ref(), etcd.version)).label("ignored");
        if !is_security_relevant(key) {
            finding.severity(Severity::Warning);
        }
        finding.fix(match &destination {
            Some(to) => relocation(cx, file, key, to),
            None => respelling(key),
        });
    }
}

/// Whether etcd reads the key. Names are compared without case.
pub(super) fn is_read(key: &ConfigKey, version: Option<Version>) -> bool {
    let name = key.name.to_lowercase();
    if !key.section.is_empty() {
        let since = SECTION_KEYS.iter().find(|(known, _)| *known == name).map(|(_, since)| *since);
        return since.is_some_and(|since| version.is_none_or(|version| version.minor >= since));
    }
    let is_flat_discovery = name.starts_with("discovery-")
        && !["discovery-fallback", "discovery-proxy", "discovery-srv", "discovery-srv-name"]
            .contains(&name.as_str());
    let is_flag_only = FLAGS_ONLY.contains(&name.as_str()) || key.flag().is_none() || is_flat_discovery;
    let kind = etcd_flags::lookup(&name).and_then(|flag| flag.kind(version));
    KEYS_ONLY.contains(&name.as_str()) || !is_flag_only && kind.is_some_and(|kind| kind != Kind::Ignored)
}

/// The section and the key that were meant.
struct Destination {
    section: &'static str,
    name: String,
}

/// Where a TLS option belongs that stands outside of its section or has its flag's prefix inside of it.
fn destination(key: &ConfigKey) -> Option<Destination> {
    let name = key.name.to_lowercase();
    let is_tls = |name: &str| SECTION_KEYS.iter().any(|(known, _)| *known == name);
    let (section, name) = match (key.section, name.strip_prefix("peer-")) {
        (_, Some(bare)) if is_tls(bare) => (PEER, bare),
        ("", _) if is_tls(&name) => (CLIENT, name.as_str()),
        (CLIENT, _) => (CLIENT, name.strip_prefix("client-").filter(|bare| is_tls(bare) && !is_tls(&name))?),
        _ => return None,
    };
    Some(Destination { section, name: name.to_owned() })
}

fn message(key: &ConfigKey, destination: Option<&Destination>, version: Option<Version>) -> Message {
    let name = show(&key.name);
    match (destination, key.section) {
        (Some(to), "") if to.name == key.name.to_lowercase() => {
            message!("\"{}\" at the top level is silently ignored; it belongs under {}", name, to.section)
        }
        (Some(to), "") => {
            message!(
                "\"{}\" at the top level is silently ignored; it belongs under {} as \"{}\"",
                name,
                to.section,
                show(&to.name)
            )
        }
        (Some(to), section) if to.section == section => {
            message!("\"{}\" under {} is silently ignored; the key is \"{}\"", name, section, show(&to.name))
        }
        (Some(to), section) => {
            message!(
                "\"{}\" under {} is silently ignored; it belongs under {} as \"{}\"",
                name,
                section,
                to.section,
                show(&to.name)
            )
        }
        (None, "") => match version.filter(|_| etcd_flags::lookup(&key.name.to_lowercase()).is_some()) {
            Some(version) => {
                message!("\"{}\" is silently ignored by etcd {}", name, show(&version.to_string()))
            }
            None => message!("\"{}\" is silently ignored: etcd's configuration file has no such key", name),
        },
        (None, section) => {
            message!("\"{}\" under {} is silently ignored: the section has no such key", name, section)
        }
    }
}

/// Whether the option that was meant decides about encryption, authentication or who can reach etcd.
fn is_security_relevant(key: &ConfigKey) -> bool {
    let name = key.name.to_lowercase();
    let meant = etcd_flags::lookup(&name)
        .map(|flag| flag.name)
        .or_else(|| etcd_flags::suggest(&name).names.first().copied());
    !key.section.is_empty() || meant.and_then(etcd_flags::lookup).is_some_and(Flag::is_security_relevant)
}

/// The fix that brings a TLS option to its place. Options that share a section which is not there yet go together.
fn relocation(cx: &Context, file: &ConfigFile, key: &ConfigKey, to: &Destination) -> Fix {
    let title = match key.section == to.section {
        true => message!("rename it to {}", show(&to.name)),
        false => message!("move it under {}", to.section),
    };
    if is_taken(file, to) {
        return Fix::suggested(
            "remove it: the section has that key already",
            vec![Edit::Remove { place: key.place.clone() }],
        );
    }
    if key.section == to.section {
        let edit = Edit::Rename { place: key.place.clone(), key: to.name.clone() };
        return Fix::safe(title, vec![edit]);
    }
    let group: Vec<&ConfigKey> = match section_place(cx, file, to.section) {
        Some(_) => vec![key],
        None => file
            .keys
            .iter()
            .filter(|other| goes_to(other, to.section) && other.section == key.section)
            .collect(),
    };
    let Some(edits) = move_edits(cx, file, &group, to.section) else { return Fix::advice(title) };
    let weakening = group.iter().any(|key| {
        key.value.as_ref().and_then(|word| parse_bool(&word.text)).is_some_and(|on| weakens(&key.name, on))
    });
    if weakening { Fix::suggested(title, edits) } else { Fix::safe(title, edits) }
}

fn goes_to(key: &ConfigKey, section: &str) -> bool {
    destination(key).is_some_and(|to| to.section == section)
}

fn is_taken(file: &ConfigFile, to: &Destination) -> bool {
    file.keys.iter().any(|key| key.section == to.section && key.name.eq_ignore_ascii_case(&to.name))
}

fn section_place(cx: &Context, file: &ConfigFile, section: &str) -> Option<Place> {
    let root = cx.at(&Place::value(file.document, Path::ROOT))?;
    root.entries()
        .find(|(name, value)| name.eq_ignore_ascii_case(section) && !value.node.entries().is_empty())
        .map(|(_, value)| value.place())
}

/// Takes the keys away from where they are and adds them to the section, with the section where it is missing.
fn move_edits(cx: &Context, file: &ConfigFile, keys: &[&ConfigKey], section: &str) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = keys.iter().map(|key| Edit::Remove { place: key.place.clone() }).collect();
    let mut values = Vec::new();
    for key in keys {
        values.push((destination(key)?.name, cx.at(&key.place)?.node.to_json()));
    }
    match section_place(cx, file, section) {
        Some(place) => edits.extend(values.into_iter().map(|(key, value)| Edit::Add {
            place: place.clone(),
            key,
            value,
        })),
        None => {
            let place = Place::value(file.document, Path::ROOT);
            let value = serde_json::Value::Object(values.into_iter().collect());
            edits.push(Edit::Add { place, key: section.to_owned(), value });
        }
    }
    Some(edits)
}

fn respelling(key: &ConfigKey) -> Fix {
    let name = key.name.to_lowercase();
    let suggestion = if key.section.is_empty() { etcd_flags::suggest(&name).names } else { Vec::new() };
    match suggestion.as_slice() {
        [meant] if *meant != name && is_top_level(meant) => {
            let edit = Edit::Rename { place: key.place.clone(), key: (*meant).to_owned() };
            Fix::suggested(message!("rename it to {}", meant), vec![edit])
        }
        _ => Fix::advice("remove the key"),
    }
}

fn is_top_level(flag: &str) -> bool {
    !FLAGS_ONLY.contains(&flag)
        && !SECTION_KEYS.iter().any(|(key, _)| flag.strip_prefix("peer-").unwrap_or(flag) == *key)
}
