//! Text that stands where a key will be.

/// The tool that replaces or decrypts the text before kube-apiserver reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// `ENC[AES256_GCM,…]`: SOPS decrypts it.
    Sops,
    /// The ciphertext of a SealedSecret.
    SealedSecret,
    /// `$ANSIBLE_VAULT;…`: Ansible decrypts it.
    AnsibleVault,
    /// An age file in ASCII armour.
    Age,
    /// `{{…}}` or `${…}`: Helm, Jinja, envsubst or clusterctl fills it in.
    Template,
}

/// A SealedSecret holds an RSA-encrypted session key of 256 bytes or more: this many base64 digits.
const SEALED_SECRET_MIN: usize = 344;

/// The tool that `text` is meant for.
pub(super) fn marker(text: &str) -> Option<Marker> {
    let text = text.trim();
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    if text.starts_with("ENC[AES256_GCM,") {
        Some(Marker::Sops)
    } else if text.starts_with("$ANSIBLE_VAULT;") {
        Some(Marker::AnsibleVault)
    } else if text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") {
        Some(Marker::Age)
    } else if has_pair(text, "{{", "}}") || has_pair(text, "${", "}") {
        Some(Marker::Template)
    } else if text.starts_with("Ag") && text.len() >= SEALED_SECRET_MIN && text.chars().all(is_base64) {
        Some(Marker::SealedSecret)
    } else {
        None
    }
}

/// Whether `text` has a form in which documentation and scripts leave a gap.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let enclosed = |open: &str, close: &str| {
        text.len() > open.len() + close.len() && text.starts_with(open) && text.ends_with(close)
    };
    enclosed("<", ">")
        || enclosed("%", "%")
        || enclosed("@@", "@@")
        || has_pair(text, "$(", ")")
        || is_variable(text)
        || is_filler(text)
        || has_phrase(text)
}

/// Whether `open` stands in `text`, and `close` after it.
fn has_pair(text: &str, open: &str, close: &str) -> bool {
    text.split_once(open).is_some_and(|(_, rest)| rest.contains(close))
}

/// `$VAR`
fn is_variable(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// `xxxx…`
fn is_filler(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    letters.len() >= 4 && letters.chars().all(|c| c.eq_ignore_ascii_case(&'x'))
}

/// Words that ask for a key. Each is long enough not to turn up in random base64, save `TODO`,
/// which must stand alone.
fn has_phrase(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_todo = |word: &str| word == "todo";
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(is_todo)
        || ["replace", "base64", "example"].iter().any(|word| lower.contains(word))
        || has_joined(&lower, "change", "me")
        || has_joined(&lower, "your", "key")
        || has_joined(&lower, "secret", "key")
}

/// Whether `first` and `second` follow each other with at most one character between them.
fn has_joined(text: &str, first: &str, second: &str) -> bool {
    text.match_indices(first).any(|(at, _)| {
        let rest = text.get(at + first.len()..).unwrap_or_default();
        let mut after_one = rest.chars();
        after_one.next();
        rest.starts_with(second) || after_one.as_str().starts_with(second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        let rows = [
            "<base64-encoded-encryption-key>",
            "<BASE 64 ENCODED SECRET>",
            "<x>",
            "$KEY",
            "$AES_1",
            "$(head -c 32 /dev/urandom | base64)",
            "%KEY%",
            "@@KEY@@",
            "xxxx",
            "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX=",
            "CHANGE_ME",
            "changeme",
            "Change-Me",
            "REPLACE_THIS",
            "your key",
            "your-key-here",
            "yourkey",
            "SECRET_KEY",
            "example",
            "TODO",
            "TODO: fill in",
        ];
        for text in rows {
            assert!(is_placeholder(text), "{text}");
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn keys_are_not_placeholders() {
        let rows = [
            "",
            "<>",
            "%",
            "@@@@",
            "$",
            "$1",
            "xxx",
            "AQEBAQEBAQEBAQEBAQEBAQABAgMEBQYHCAkKCwwNDg8=",
            "AQEBAQEBAToDoAEBAQEBAQABAgMEBQYHCAkKCwwNDg8=",
            "xxxxAQEBAQEBAQEBAQEBAQABAgMEBQYHCAkKCwwNDg8=",
        ];
        for text in rows {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn markers() {
        let sealed = format!("Ag{}", "B4k/".repeat(100));
        let rows = [
            ("ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]", Some(Marker::Sops)),
            ("$ANSIBLE_VAULT;1.1;AES256\n6162", Some(Marker::AnsibleVault)),
            ("-----BEGIN AGE ENCRYPTED FILE-----\nYQ==", Some(Marker::Age)),
            ("{{ .Values.key }}", Some(Marker::Template)),
            ("${ENCRYPTION_KEY}", Some(Marker::Template)),
            ("}}{{", None),
            ("${", None),
            (sealed.as_str(), Some(Marker::SealedSecret)),
            ("AgEBAQEBAQEBAQEBAQEBAQABAgMEBQYHCAkKCwwNDg8=", None),
        ];
        for (text, expected) in rows {
            assert_eq!(marker(text), expected, "{text}");
        }
    }
}
