//! What a key and a value in etcd say of an object: its resource, and what it is stored with.

/// What an object is, and what it is stored with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stored {
    /// As an EncryptionConfiguration would name it, as far as the key tells.
    pub(crate) resource: String,
    pub(crate) with: With,
}

/// What an object is stored with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum With {
    /// A provider, and the name of its key or plugin.
    Provider(String, String),
    /// Something that says it is encrypted, in a form that nobody knows.
    Unknown,
    /// Nothing.
    Plain,
}

/// What every encrypted object begins with.
const ENCRYPTED: &[u8] = b"k8s:enc:";

/// The longest name of a key that is believed.
const LONGEST_NAME: usize = 253;

impl Stored {
    /// Nothing for what is none of kube-apiserver's.
    pub(super) fn of(key: &[u8], value: &[u8]) -> Option<Stored> {
        Some(Stored { resource: resource(str::from_utf8(key).ok()?)?, with: With::of(value) })
    }
}

impl With {
    fn of(value: &[u8]) -> With {
        match value.strip_prefix(ENCRYPTED) {
            None => With::Plain,
            Some(rest) => With::provider(rest).unwrap_or(With::Unknown),
        }
    }

    /// `aescbc:v1:NAME:` and then the ciphertext. The version matters for kms alone. Nothing says how long the name
    /// is: what stands behind its first colon may belong to it, so this is for people to look at only.
    fn provider(rest: &[u8]) -> Option<With> {
        let mut parts = rest.splitn(3, |byte| *byte == b':');
        let mut part = || parts.next();
        let (provider, version, rest) = (part()?, part()?, part()?);
        let text = |bytes| str::from_utf8(bytes).ok();
        let (provider, version, name) = (text(provider)?, text(version)?, text(&rest[..end_of_name(rest)?])?);
        let is_known = matches!(provider, "aescbc" | "aesgcm" | "secretbox" | "kms");
        let provider = if provider == "kms" { format!("kms {version}") } else { provider.to_owned() };
        (is_known && name.len() <= LONGEST_NAME).then(|| With::Provider(provider, name.to_owned()))
    }
}

/// Where the name ends: at its first colon, or, in names as k3s and RKE2 make them, behind the time of day
/// (`aescbckey-2021-12-10T22:54:38Z:`).
fn end_of_name(bytes: &[u8]) -> Option<usize> {
    const TIMES: [&[u8]; 3] = [b":00:00Z:", b":00:00+00:00:", b":00:00-00:00:"];
    let first = bytes.iter().position(|byte| *byte == b':')?;
    let rest = &bytes[first..];
    let is_like = |byte: &u8, model: &u8| if *model == b'0' { byte.is_ascii_digit() } else { byte == model };
    let begins = |time: &&&[u8]| {
        rest.len() >= time.len() && rest.iter().zip(**time).all(|(byte, model)| is_like(byte, model))
    };
    Some(first + TIMES.iter().find(begins).map_or(0, |time| time.len() - 1))
}

/// `/registry/secrets/default/a` is a secret, `/registry/example.com/pandas/default/a` a panda of a group.
/// The groups of built-in resources are not in their keys. A prefix may have several parts, which
/// kube-apiserver is told; here it is one.
fn resource(key: &str) -> Option<String> {
    let mut parts = key.trim_start_matches('/').split('/').skip(1);
    match (parts.next()?, parts.next()?) {
        ("services", "endpoints") => Some("endpoints".to_owned()),
        ("services", _) => Some("services".to_owned()),
        ("minions", _) => Some("nodes".to_owned()),
        (group, resource) if group.contains('.') => Some(format!("{resource}.{group}")),
        (resource, _) => Some(resource.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_what_they_are_of() {
        let rows = [
            ("/registry/secrets/default/a", Some("secrets")),
            ("/registry/services/specs/default/a", Some("services")),
            ("/registry/services/endpoints/default/a", Some("endpoints")),
            ("/registry/minions/node1", Some("nodes")),
            ("/registry/example.com/pandas/default/a", Some("pandas.example.com")),
            ("/kubernetes.io/secrets/default/a", Some("secrets")),
            ("registry/secrets/default/a", Some("secrets")),
            ("compact_rev_key", None),
            ("/registry", None),
            ("", None),
        ];
        for (key, expected) in rows {
            assert_eq!(resource(key).as_deref(), expected, "{key}");
        }
    }

    #[test]
    fn values_say_what_they_are_stored_with() {
        let provider = |provider: &str, name: &str| With::Provider(provider.to_owned(), name.to_owned());
        let rows: [(&[u8], With); 14] = [
            (b"k8s:enc:aescbc:v1:key1:\xff\x00", provider("aescbc", "key1")),
            (b"k8s:enc:secretbox:v1:2026:", provider("secretbox", "2026")),
            (b"k8s:enc:kms:v2:vault:\n", provider("kms v2", "vault")),
            (b"k8s:enc:kms:v1:vault:\n", provider("kms v1", "vault")),
            (b"k8s:enc:aescbc:v1:a-2021-12-10T22:54:38Z:\xff", provider("aescbc", "a-2021-12-10T22:54:38Z")),
            (b"k8s:enc:aescbc:v1:a-10T22:54:38+01:00:", provider("aescbc", "a-10T22:54:38+01:00")),
            (b"k8s:enc:aescbc:v1:a-10T22:54:38:", provider("aescbc", "a-10T22")),
            (b"k8s:enc:aescbc:v1:key1:5", provider("aescbc", "key1")),
            (b"k8s:enc:aescbc:v1:key1", With::Unknown),
            (b"k8s:enc:rot13:v1:key1:", With::Unknown),
            (b"k8s:enc:aescbc:v1:\xff:x", With::Unknown),
            (b"k8s:enc:", With::Unknown),
            (b"k8s\0\n", With::Plain),
            (b"", With::Plain),
        ];
        for (value, expected) in rows {
            assert_eq!(With::of(value), expected, "{value:?}");
        }
    }
}
