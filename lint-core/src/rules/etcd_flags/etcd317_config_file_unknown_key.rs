use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::Etcd;
use crate::model::etcd::{CATCH_UP, Config, ConfigFile, ConfigKey};
use crate::model::etcd_flags::{self, Flag};
use crate::model::go_flag::Kind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Node, Path, Place};
use crate::subject::image::Version;

use super::etcd320_crl_unsupported_in_config_file::names_crl;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD317",
    name: "config-file-unknown-key",
    summary: "etcd does not read a key of its configuration file",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd317_config_file_unknown_key.md"),
    check: Check::Etcd(check),
};

/// A release that is not out yet: such a key is still read.
const STILL: Version = Version::minor(u32::MAX, 0);

/// Keys that do not come and go with a flag of their name: the first release that reads one, and the first that
/// does no longer.
const KEYS: [(&str, Version, Version); 6] = [
    ("discovery-config", Version::new(3, 6, 0), STILL),
    ("discovery-fallback", Version::new(3, 0, 0), Version::new(3, 6, 0)),
    ("experimental-peer-skip-client-san-verification", Version::new(3, 6, 0), Version::new(3, 7, 0)),
    (CATCH_UP[1], Version::new(3, 5, 14), Version::new(3, 7, 0)),
    ("grpc-additional-server-options", Version::new(3, 6, 0), STILL),
    ("socket-options", Version::new(3, 5, 10), STILL),
];

/// Flags that no key is named after.
const FLAGS_ONLY: [&str; 13] = [
    "client-cert-allowed-hostname",
    "client-crl-file",
    "config-file",
    CATCH_UP[0],
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

/// Keys of the two TLS sections, with the release that brought them.
const SECTION_KEYS: [(&str, Version); 10] = [
    ("allowed-cn", Version::new(3, 5, 14)),
    ("allowed-hostname", Version::new(3, 5, 14)),
    ("auto-tls", Version::new(3, 0, 0)),
    ("cert-file", Version::new(3, 0, 0)),
    ("client-cert-auth", Version::new(3, 0, 0)),
    ("client-cert-file", Version::new(3, 5, 0)),
    ("client-key-file", Version::new(3, 5, 0)),
    ("key-file", Version::new(3, 0, 0)),
    ("skip-client-san-verification", Version::new(3, 6, 0)),
    ("trusted-ca-file", Version::new(3, 0, 0)),
];

pub(super) const CLIENT: &str = "client-transport-security";
pub(super) const PEER: &str = "peer-transport-security";

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Config::Given(file) = &etcd.config else { return };
    let version = etcd.version;
    for key in file.keys.iter().filter(|key| !is_read(key, version) && !names_crl(key)) {
        let destination = destination(key, version);
        let finding =
            out.report(key.place.to_key(), message(key, destination.as_ref(), version)).label("ignored");
        if !is_security_relevant(key) || is_idle(cx, file, key, destination.as_ref()) {
            finding.severity(Severity::Warning);
        }
        finding.fix(match &destination {
            Some(to) => relocation(cx, file, key, to, version),
            None => respelling(file, key, version),
        });
    }
}

/// Whether etcd reads the key, as far as the version is known. Names are compared without case.
pub(super) fn is_read(key: &ConfigKey, version: Option<Version>) -> bool {
    let name = key.name.to_lowercase();
    if key.section.is_empty() { is_top_level_key(&name, version) } else { is_section_key(&name, version) }
}

fn is_top_level_key(name: &str, version: Option<Version>) -> bool {
    if let Some((_, since, until)) = KEYS.iter().find(|(known, ..)| *known == name) {
        return version.is_none_or(|version| {
            version.is_at_least(*since) != Some(false) && version.is_at_least(*until) != Some(true)
        });
    }
    let is_flat_discovery = name.starts_with("discovery-")
        && !["discovery-proxy", "discovery-srv", "discovery-srv-name"].contains(&name);
    let is_of_section = is_section_key(name.strip_prefix("peer-").unwrap_or(name), None);
    let kind = etcd_flags::lookup(name).and_then(|flag| flag.kind(version));
    !FLAGS_ONLY.contains(&name)
        && !is_flat_discovery
        && !is_of_section
        && kind.is_some_and(|kind| kind != Kind::Ignored)
}

fn is_section_key(name: &str, version: Option<Version>) -> bool {
    SECTION_KEYS.iter().any(|(known, since)| {
        *known == name && version.is_none_or(|version| version.is_at_least(*since) != Some(false))
    })
}

/// The section and the key that were meant.
struct Destination {
    section: &'static str,
    name: String,
}

/// Where a TLS option belongs that stands outside of its section or has its flag's prefix inside of it.
fn destination(key: &ConfigKey, version: Option<Version>) -> Option<Destination> {
    let name = key.name.to_lowercase();
    let is_tls = |name: &str| is_section_key(name, version);
    let (section, name) = match (key.section, name.strip_prefix("peer-")) {
        (_, Some(bare)) if is_tls(bare) => (PEER, bare),
        ("", _) if is_tls(&name) => (CLIENT, name.as_str()),
        (CLIENT, _) => (CLIENT, name.strip_prefix("client-").filter(|bare| is_tls(bare) && !is_tls(&name))?),
        _ => return None,
    };
    Some(Destination { section, name: name.to_owned() })
}

/// Where the key of a flag belongs that has it in a section.
fn destination_of_flag(flag: &str, version: Option<Version>) -> Option<Destination> {
    let (section, infix, bare) = match flag.strip_prefix("peer-") {
        Some(bare) => (PEER, "cert-", bare),
        None => (CLIENT, "client-cert-", flag),
    };
    // Only the flags of the names that a certificate may have are longer.
    let name = bare.strip_prefix(infix).filter(|name| name.starts_with("allowed-")).unwrap_or(bare);
    is_section_key(name, version).then(|| Destination { section, name: name.to_owned() })
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
        (None, "") => match version.filter(|_| has_readers(&key.name.to_lowercase())) {
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

/// Whether there is a flag or a key of this name, in whatever version.
fn has_readers(name: &str) -> bool {
    etcd_flags::lookup(name).is_some() || KEYS.iter().any(|(known, ..)| *known == name)
}

/// Whether the option that was meant decides about encryption, authentication or who can reach etcd.
fn is_security_relevant(key: &ConfigKey) -> bool {
    let name = key.name.to_lowercase();
    let meant = etcd_flags::lookup(&name)
        .map(|flag| flag.name)
        .or_else(|| etcd_flags::suggest(&name).names.first().copied());
    !key.section.is_empty() || meant.and_then(etcd_flags::lookup).is_some_and(Flag::is_security_relevant)
}

/// Whether the section has the same effect without the key: another key says the same, or a CA demands certificates.
fn is_idle(cx: &Context, file: &ConfigFile, key: &ConfigKey, destination: Option<&Destination>) -> bool {
    let is_old_ca = !key.section.is_empty() && key.name.eq_ignore_ascii_case("ca-file");
    let (section, name) = match destination {
        Some(to) => (to.section, to.name.as_str()),
        None if is_old_ca => (key.section, "trusted-ca-file"),
        None => return false,
    };
    let named = |name: &str| {
        let found =
            file.keys.iter().find(|one| one.section == section && one.name.eq_ignore_ascii_case(name));
        found.and_then(|one| cx.at(&one.place)).map(|at| at.node)
    };
    let own = cx.at(&key.place).map(|at| at.node);
    let says_the_same = own.zip(named(name)).is_some_and(|(own, other)| own.to_json() == other.to_json());
    let is_demand = name == "client-cert-auth" && own.is_some_and(|own| own.as_bool() == Some(true));
    let has_ca = || named("trusted-ca-file").and_then(Node::as_str).is_some_and(|path| !path.is_empty());
    says_the_same || is_demand && has_ca()
}

/// The fix that brings a TLS option to its place. Options that share a section which is not there yet go together.
fn relocation(
    cx: &Context,
    file: &ConfigFile,
    key: &ConfigKey,
    to: &Destination,
    version: Option<Version>,
) -> Fix {
    if is_taken(file, to) {
        return Fix::suggested(
            "remove it: the section has that key already",
            vec![Edit::Remove { place: key.place.clone() }],
        );
    }
    // Once etcd reads them, clients may need a certificate, and files have to be there.
    if key.section == to.section {
        let edit = Edit::Rename { place: key.place.clone(), key: to.name.clone() };
        return Fix::suggested(message!("rename it to {}", show(&to.name)), vec![edit]);
    }
    let moved: Vec<(&ConfigKey, Destination)> = match section_place(cx, file, to.section) {
        Some(_) => destination(key, version).map(|to| (key, to)).into_iter().collect(),
        None => file
            .keys
            .iter()
            .filter(|other| other.section == key.section)
            .filter_map(|other| Some((other, destination(other, version)?)))
            .filter(|(_, its)| its.section == to.section)
            .collect(),
    };
    let title = message!("move it under {}", to.section);
    match move_edits(cx, file, &moved, to.section) {
        Some(edits) => Fix::suggested(title, edits),
        None => Fix::advice(title),
    }
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
fn move_edits(
    cx: &Context,
    file: &ConfigFile,
    moved: &[(&ConfigKey, Destination)],
    section: &str,
) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> =
        moved.iter().map(|(key, _)| Edit::Remove { place: key.place.clone() }).collect();
    let mut values = Vec::new();
    for (key, to) in moved {
        values.push((to.name.clone(), cx.at(&key.place)?.node.to_json()));
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

fn respelling(file: &ConfigFile, key: &ConfigKey, version: Option<Version>) -> Fix {
    let name = key.name.to_lowercase();
    let Some(meant) = meant(&name).filter(|_| key.section.is_empty()) else {
        return Fix::advice("remove the key");
    };
    match destination_of_flag(meant, version).filter(|to| !is_taken(file, to)) {
        Some(to) => Fix::advice(message!("move it under {} as {}", to.section, show(&to.name))),
        None if meant != name && is_top_level_key(meant, version) => {
            let edit = Edit::Rename { place: key.place.clone(), key: meant.to_owned() };
            Fix::suggested(message!("rename it to {}", meant), vec![edit])
        }
        None => Fix::advice("remove the key"),
    }
}

/// The one name that was meant by a name of the top level.
fn meant(name: &str) -> Option<&'static str> {
    if name == CATCH_UP[0] {
        return Some(CATCH_UP[1]);
    }
    match etcd_flags::suggest(name).names.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}
