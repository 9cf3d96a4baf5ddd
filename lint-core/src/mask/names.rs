//! Which names say that what they stand for is a secret.

/// How the names of secrets end, without case, `-`, `_` and `.`: `DB_PASS`, `clientSecret`, `api-key`.
const ENDINGS: [&str; 43] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pass",
    "pwd",
    "token",
    "apikey",
    "secretkey",
    "accesskey",
    "privatekey",
    "accountkey",
    "storagekey",
    "applicationkey",
    "encryptionkey",
    "signingkey",
    "masterkey",
    "sharedkey",
    "authkey",
    "licensekey",
    "certificatekey",
    "keydata",
    "credential",
    "credentials",
    "authorization",
    "connectionstring",
    "cookie",
    "passwords",
    "creds",
    "secretid",
    "secretstring",
    "aeskey",
    "enckey",
    "gcmkey",
    "cbckey",
    "secretboxkey",
    "sopsagekey",
    "customerkey",
    "sseckey",
    "appkey",
    "bindpw",
    "rootpw",
];

/// What may stand behind the name of a secret.
const SUFFIXES: [&str; 7] = ["base64", "b64", "old", "new", "value", "plain", "hash"];

/// Names too short to be endings of others.
const WHOLE: [&str; 5] = ["pw", "auth", "basicauth", "psk", "sig"];

/// Names that end like those of secrets, and are none: etcd's name of a cluster, and names of objects.
const PUBLIC: [&str; 5] = ["initialclustertoken", "existingsecret", "pullsecret", "bypass", "compass"];

/// As long as the longest of all these.
const LONGEST: usize = 19;

/// Whether what this name stands for is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = stem(name);
    let is_separator = |b: u8| matches!(b, b'-' | b'_' | b'.');
    let mut plain = [0; LONGEST];
    let mut start = LONGEST;
    // Texts are full of names, so this looks at their ends and builds no string.
    for b in name.bytes().rev().filter(|b| !is_separator(*b)).take(LONGEST) {
        start -= 1;
        plain[start] = b.to_ascii_lowercase();
    }
    let plain = &plain[start..];
    let is = |whole: &[&str]| whole.iter().any(|word| plain == word.as_bytes());
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| plain.ends_with(ending.as_bytes()));
    let has_short_end = || ["_pw", "-pw", ".pw", "_PW"].iter().any(|end| name.ends_with(end));
    is(&WHOLE) || has_short_end() || name.starts_with("PWD_") || ends_in(&ENDINGS) && !ends_in(&PUBLIC)
}

/// A name without a number at its end, and without what says how or when it is a secret.
fn stem(name: &str) -> &str {
    let is_suffix = |suffix: &&str| {
        let tail = name.len().checked_sub(suffix.len()).and_then(|start| name.get(start..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(suffix))
    };
    let suffix = SUFFIXES.iter().find(|suffix| is_suffix(suffix)).map_or(0, |suffix| suffix.len());
    name[..name.len() - suffix].trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_longer_than_what_is_looked_at() {
        assert_eq!(ENDINGS.iter().chain(&WHOLE).chain(&PUBLIC).map(|name| name.len()).max(), Some(LONGEST));
    }

    #[test]
    fn names_of_secrets() {
        for name in [
            "secret",
            "password",
            "PGPASSWORD",
            "ETCDCTL_PASSWORD",
            "DB_PASS",
            "DBPASS",
            "MYSQL_PWD",
            "db_pw",
            "clientSecret",
            "apiKey",
            "X-Api-Key",
            "plain_text_passwd",
            "token",
            "K3S_TOKEN",
            "aws_secret_access_key",
            "client-key-data",
            "certificateKey",
            "Authorization",
            "auth",
            "password2",
            "SECRET_KEY_1",
            "PASSWORD_BASE64",
            "tls_key_b64_password_b64",
            "adminPasswordPlain",
            "secret_id",
            "creds",
            "K3S_CLUSTER_TOKEN",
            "B2_APP_KEY",
            "bindPW",
            "PWD_ROOT",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "",
            "name",
            "secretName",
            "secretKeyRef",
            "imagePullSecrets",
            "existingSecret",
            "initial-cluster-token",
            "client-cert-auth",
            "key",
            "key-file",
            "topologyKey",
            "token-auth-file",
            "passive",
            "ETCD_INITIAL_CLUSTER_TOKEN",
            "base64",
            "threshold",
            "value",
            "configMapKey",
            "é64",
            "12",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
