//! How etcd makes the tokens of its users: a type with options, and for `jwt` a method with a key.

use std::collections::BTreeMap;

use crate::go_value::parse_duration;
use crate::subject::image::Version;

/// What etcd says of most mistakes; the reason stands in its log alone.
const INVALID: &str = "auth: invalid auth options";

/// What etcd says of a value of `auth-token` that it refuses. Files of keys are not looked at.
pub(super) fn refused(value: &str, version: Option<Version>) -> Option<&'static str> {
    let mut parts = value.split(',');
    let kind = parts.next();
    let Some(options) = options(parts) else { return Some(INVALID) };
    match kind {
        Some("" | "simple") => None,
        Some("jwt") => refused_jwt(&options, version),
        _ => Some(INVALID),
    }
}

/// Options, each of them `NAME=VALUE` and there once.
fn options<'v>(parts: impl Iterator<Item = &'v str>) -> Option<BTreeMap<&'v str, &'v str>> {
    let mut options = BTreeMap::new();
    for part in parts {
        let (name, value) = part.split_once('=').filter(|(_, value)| !value.contains('='))?;
        if options.insert(name, value).is_some() {
            return None;
        }
    }
    Some(options)
}

/// An empty option counts for none, and unknown ones are ignored.
fn refused_jwt(options: &BTreeMap<&str, &str>, version: Option<Version>) -> Option<&'static str> {
    let option = |name| options.get(name).copied().filter(|value| !value.is_empty());
    if option("ttl").is_some_and(|ttl| parse_duration(ttl).is_err()) {
        return Some(INVALID);
    }
    let method = option("sign-method").unwrap_or_default();
    let keys: &[&str] = match method {
        "HS256" | "HS384" | "HS512" => &["priv-key"],
        "ES256" | "ES384" | "ES512" | "PS256" | "PS384" | "PS512" | "RS256" | "RS384" | "RS512" => {
            &["priv-key", "pub-key"]
        }
        "EdDSA" if version.is_some_and(|version| version.minor <= 5) => {
            return Some("unsupported signing method: *jwt.SigningMethodEd25519");
        }
        "EdDSA" => &["priv-key", "pub-key"],
        "none" => return Some("unsupported signing method: *jwt.signingMethodNone"),
        _ => return Some(INVALID),
    };
    keys.iter().all(|key| option(key).is_none()).then_some("auth: missing key data")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What etcd 3.4.23, 3.5.24, 3.6.6 and 3.7.3 said; they differ in `EdDSA` alone.
    #[test]
    fn the_words_are_those_of_etcd() {
        let missing = Some("auth: missing key data");
        let invalid = Some(INVALID);
        let table = [
            ("", None),
            ("simple", None),
            (",x=y", None),
            ("simple,x=1", None),
            ("simple,x=y=z", invalid),
            ("simple,x=1,x=2", invalid),
            ("foo", invalid),
            ("jwt", invalid),
            ("jwt,sign-method=FOO,priv-key=/k", invalid),
            ("jwt,sign-method=hs256,priv-key=/k", invalid),
            ("jwt,sign-method=HS256", missing),
            ("jwt,sign-method=HS256,priv-key=", missing),
            ("jwt,sign-method=HS256,pub-key=/k", missing),
            ("jwt,sign-method=HS256,priv-key=/k", None),
            ("jwt,sign-method=HS256,priv-key=/k,foo=1", None),
            ("jwt,sign-method=HS256,priv-key=/k,ttl=", None),
            ("jwt,sign-method=HS256,priv-key=/k,ttl=-5m", None),
            ("jwt,sign-method=HS256,priv-key=/k,ttl=5", invalid),
            ("jwt,sign-method=HS256,priv-key=/k,x=y=z", invalid),
            ("jwt,sign-method=RS256,priv-key=,pub-key=", missing),
            ("jwt,sign-method=RS256,pub-key=/k", None),
            ("jwt,sign-method=ES384,priv-key=/k", None),
            ("jwt,sign-method=none,priv-key=/k", Some("unsupported signing method: *jwt.signingMethodNone")),
        ];
        for (value, expected) in table {
            for tag in ["3.4.23", "3.5.24", "3.6.6", "3.7.3", "latest"] {
                assert_eq!(refused(value, Version::from_tag(tag)), expected, "{tag}: {value}");
            }
        }
    }

    #[test]
    fn one_method_came_with_3_6() {
        let unsupported = Some("unsupported signing method: *jwt.SigningMethodEd25519");
        for (tag, expected) in [("3.4.23", unsupported), ("3.5.24", unsupported), ("3.6.6", None)] {
            let value = "jwt,sign-method=EdDSA,pub-key=/k";
            assert_eq!(refused(value, Version::from_tag(tag)), expected, "{tag}");
        }
        let missing = refused("jwt,sign-method=EdDSA", Version::from_tag("3.7.3"));
        assert_eq!(missing, Some("auth: missing key data"));
    }
}
