//! etcd's configuration file (`--config-file`).
//!
//! etcd reads it as JSON after a conversion from YAML, ignores keys it does not know, and compares
//! names without case. The TLS options stand in two sections of their own; at the top level the
//! same names mean nothing.

use super::{Config, Etcd};
use crate::model::setting::{Fact, Origin, Setting};
use crate::source::{Cursor, DocumentId, Node, Path, Place, Step, Value};
use crate::subject::image::Version;
use crate::subject::word::Word;

/// The sections that hold TLS options, with the prefix of the flags that their keys stand for.
const SECTIONS: [(&str, &str); 2] = [("client-transport-security", ""), (PEER_SECTION, "peer-")];

const PEER_SECTION: &str = "peer-transport-security";

/// Keys of a section that stand for a flag of the same name, prefixed for peers.
const SECTION_KEYS: [&str; 9] = [
    "cert-file",
    "key-file",
    "client-cert-file",
    "client-key-file",
    "client-cert-auth",
    "trusted-ca-file",
    "auto-tls",
    "allowed-cn",
    "allowed-hostname",
];

/// The flag whose key stands for it in the section of the peers. That of the clients has the key, too, for which there
/// is no flag.
const SKIP: &str = "peer-skip-client-san-verification";

/// The flag whose key has one dash more, and the key.
pub(crate) const CATCH_UP: [&str; 2] =
    ["experimental-snapshot-catchup-entries", "experimental-snapshot-catch-up-entries"];

/// Keys of a section that list the names which a certificate may have.
const NAME_KEYS: [&str; 2] = ["allowed-cn", "allowed-hostname"];

/// Top-level keys by which a document is recognised: any two of them.
const MARKS: [&str; 12] = [
    "listen-client-urls",
    "listen-peer-urls",
    "advertise-client-urls",
    "initial-advertise-peer-urls",
    "initial-cluster",
    "initial-cluster-token",
    "initial-cluster-state",
    "client-transport-security",
    "peer-transport-security",
    "data-dir",
    "quota-backend-bytes",
    "snapshot-count",
];

/// A configuration file that was read.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// The document.
    pub document: DocumentId,
    /// Its keys with their values, sections flattened.
    pub keys: Vec<ConfigKey>,
}

/// A key of a configuration file.
#[derive(Clone, Debug)]
pub struct ConfigKey {
    /// The section it stands in; empty at the top level.
    pub section: &'static str,
    /// The key as written.
    pub name: String,
    /// The value's place.
    pub place: Place,
    /// The value, if it is a scalar; of names that a certificate may have the list, with commas as for the flag.
    pub value: Option<Word>,
    /// The value's JSON type: `string`, `boolean`, `list`, …
    pub kind: &'static str,
}

impl ConfigKey {
    /// The flag that the key stands for, if it is effective.
    pub fn flag(&self) -> Option<String> {
        let name = self.name.to_lowercase();
        let Some((_, prefix)) = SECTIONS.iter().find(|(section, _)| *section == self.section) else {
            return match name.as_str() {
                SKIP => None,
                name if name == CATCH_UP[0] => None,
                name if name == CATCH_UP[1] => Some(CATCH_UP[0].to_owned()),
                _ => (!is_section_only(&name)).then_some(name),
            };
        };
        match name.as_str() {
            "skip-client-san-verification" => (self.section == PEER_SECTION).then(|| SKIP.to_owned()),
            // The peer flags of these two have an infix of their own.
            name if NAME_KEYS.contains(&name) => {
                let infix = if prefix.is_empty() { "client-cert-" } else { "peer-cert-" };
                Some(format!("{infix}{name}"))
            }
            name if SECTION_KEYS.contains(&name) => Some(format!("{prefix}{name}")),
            _ => None,
        }
    }
}

/// Whether the name of the section that a key stands in is written in small letters.
fn is_spelled_so(key: &ConfigKey) -> bool {
    let section = key.place.path.parent();
    matches!(section.as_ref().and_then(Path::last), Some(Step::Key(name)) if name == key.section)
}

/// Whether a TLS option has an effect only inside its section.
fn is_section_only(name: &str) -> bool {
    let bare = name.strip_prefix("peer-").unwrap_or(name);
    SECTION_KEYS.contains(&bare) || matches!(bare, "client-crl-file" | "crl-file")
}

/// Whether a document looks like a configuration file of etcd.
pub(crate) fn looks_like(root: &Cursor) -> bool {
    marks(root) >= 2
}

/// Whether a document that an object carries does: there one key is enough, ConfigMaps hold few other things.
pub(crate) fn looks_like_carried(root: &Cursor) -> bool {
    marks(root) >= 1
}

fn marks(root: &Cursor) -> usize {
    let is_mark = |key: &str| MARKS.contains(&key.to_lowercase().as_str());
    if root.node.get("kind").is_some() { 0 } else { root.entries().filter(|(key, _)| is_mark(key)).count() }
}

impl ConfigFile {
    /// Whether a value is one that has to be filled in first.
    pub fn is_template(&self) -> bool {
        self.keys.iter().filter_map(|key| key.value.as_ref()).any(|value| !value.is_known())
    }

    /// Reads the file whose root is `root`.
    pub fn of(root: &Cursor) -> ConfigFile {
        let mut keys = Vec::new();
        for (name, value) in root.entries() {
            let section = SECTIONS.iter().find(|(section, _)| section.eq_ignore_ascii_case(name));
            match section {
                Some((section, _)) => {
                    keys.extend(value.entries().map(|(name, value)| key(section, name, &value)))
                }
                None => keys.push(key("", name, &value)),
            }
        }
        ConfigFile { document: root.document, keys }
    }

    /// The key that sets the option that `flag` names. On its way to JSON the file is sorted, so of names that
    /// differ in case, their own or their section's, the last one by its letters counts.
    pub fn key(&self, flag: &str) -> Option<&ConfigKey> {
        let named = self.keys.iter().filter(|key| key.flag().as_deref() == Some(flag));
        named.max_by(|one, other| one.place.path.cmp(&other.place.path))
    }

    /// The key after which etcd 3.6 takes a flag for set. It looks at the top level and at the section of the peers, at
    /// keys that it does not read and at those without a value as well, and at their letters as they are.
    pub fn explicit_key(&self, flag: &str) -> Option<&ConfigKey> {
        self.keys.iter().find(|key| match key.section {
            "" => key.name == flag || [flag, &key.name] == CATCH_UP,
            PEER_SECTION => flag.strip_prefix("peer-") == Some(&key.name) && is_spelled_so(key),
            _ => false,
        })
    }

    /// The mapping that a key for `flag` would stand in, if it is there, and the key's name in it.
    pub fn section_of(&self, flag: &str) -> Option<(Place, String)> {
        let name = flag.strip_prefix("peer-").unwrap_or(flag);
        if !is_section_only(name) {
            return Some((Place::value(self.document, Path::ROOT), flag.to_owned()));
        }
        let section = if name == flag { "client-transport-security" } else { "peer-transport-security" };
        let beside = self.keys.iter().find(|key| key.section == section)?;
        Some((Place::value(self.document, beside.place.path.parent()?), name.to_owned()))
    }

    /// The setting of the option that `flag` names.
    pub fn option(&self, flag: &str) -> Setting {
        match self.key(flag).and_then(|key| Some((key, key.value.clone()?))) {
            Some((key, value)) => {
                Setting::Known(Fact { value, place: key.place.clone(), origin: Origin::File })
            }
            None => Setting::Unset,
        }
    }
}

impl Etcd {
    /// Whether a certificate must have one of certain names, by a flag like `peer-cert-allowed-cn` or its key. `None`
    /// if that cannot be seen, and where etcd does not start because the key has another type.
    pub fn demands_name(&self, flag: &str) -> Option<bool> {
        let Config::Given(file) = &self.config else { return self.is_given(flag) };
        // Before, etcd has the flags and no keys.
        let reads_names = self.is_from_3_5(14);
        let Some(key) = file.key(flag).filter(|_| reads_names) else { return Some(false) };
        match key.kind {
            "null" => Some(false),
            "list" if self.lists_names() => key.value.as_ref().map(|names| !names.text.is_empty()),
            "string" if !self.lists_names() => key.value.as_ref().map(|name| !name.text.is_empty()),
            _ => None,
        }
    }

    /// Whether several names can be allowed; before, the flags and keys take one.
    pub fn lists_names(&self) -> bool {
        self.is_from_3_5(15)
    }

    /// Whether the version is this one of 3.5 or a later one, as one that is not known is taken to be.
    fn is_from_3_5(&self, patch: u32) -> bool {
        self.version.is_none_or(|version| version.is_at_least(Version::new(3, 5, patch)) != Some(false))
    }
}

fn key(section: &'static str, name: &str, value: &Cursor) -> ConfigKey {
    let text = match &value.node.value {
        Value::String(text) => Some((text.clone(), true)),
        Value::Bool(value) => Some((value.to_string(), false)),
        Value::Number(number) => Some((number.to_string(), false)),
        Value::Sequence(items) if NAME_KEYS.contains(&name.to_lowercase().as_str()) => {
            let names: Option<Vec<&str>> = items.iter().map(Node::as_str).collect();
            names.map(|names| (names.join(","), false))
        }
        _ => None,
    };
    // etcd reads no variables in its file: Terraform or envsubst fills them in.
    let word = text
        .map(|(text, verbatim)| Word { verbatim, ..Word::literal(text, value.place()) }.with_placeholders());
    ConfigKey { section, name: name.to_owned(), place: value.place(), value: word, kind: value.node.kind() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(json: serde_json::Value) -> ConfigFile {
        ConfigFile::of(&Cursor::new(&Node::from(&json), DocumentId(0)))
    }

    #[test]
    fn flags_that_keys_stand_for() {
        const CLIENT_SECTION: &str = "client-transport-security";
        let rows = [
            ("", "data-dir", Some("data-dir")),
            ("", "Data-Dir", Some("data-dir")),
            ("", "cert-file", None),
            ("", "peer-cert-file", None),
            ("", "client-crl-file", None),
            ("", SKIP, None),
            ("", CATCH_UP[0], None),
            ("", CATCH_UP[1], Some(CATCH_UP[0])),
            (CLIENT_SECTION, "cert-file", Some("cert-file")),
            (CLIENT_SECTION, "allowed-cn", Some("client-cert-allowed-cn")),
            (CLIENT_SECTION, "skip-client-san-verification", None),
            (CLIENT_SECTION, "data-dir", None),
            (PEER_SECTION, "cert-file", Some("peer-cert-file")),
            (PEER_SECTION, "allowed-hostname", Some("peer-cert-allowed-hostname")),
            (PEER_SECTION, "skip-client-san-verification", Some(SKIP)),
            (PEER_SECTION, "data-dir", None),
        ];
        for (section, key, flag) in rows {
            let keys = serde_json::json!({ key: "x" });
            let json = if section.is_empty() { keys } else { serde_json::json!({ section: keys }) };
            let found: Vec<_> = file(json).keys.iter().map(ConfigKey::flag).collect();
            assert_eq!(found, [flag.map(str::to_owned)], "{section} {key}");
        }
    }

    #[test]
    fn lists_are_values_of_names_alone() {
        let rows = [("allowed-cn", Some("a,b")), ("Allowed-Hostname", Some("a,b")), ("cipher-suites", None)];
        for (key, expected) in rows {
            let file = file(serde_json::json!({ key: ["a", "b"] }));
            let value = file.keys[0].value.as_ref();
            assert_eq!(value.map(|value| value.text.as_str()), expected, "{key}");
        }
    }
}
