//! Which names say that what they stand for is a secret.

/// How the names of secrets end, without case, `-`, `_` and `.`: `DB_PASS`, `clientSecret`, `api-key`.
const ENDINGS: [&str; 28] = [
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
];

/// Names too short to be endings of others.
const WHOLE: [&str; 5] = ["pw", "auth", "basicauth", "psk", "sig"];

/// Names that end like those of secrets, and are none: etcd's name of a cluster, and names of objects.
const PUBLIC: [&str; 5] = ["clustertoken", "existingsecret", "pullsecret", "bypass", "compass"];

/// As long as the longest of all these.
const LONGEST: usize = 16;

/// Whether what this name stands for is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
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
    is(&WHOLE) || has_short_end() || ends_in(&ENDINGS) && !ends_in(&PUBLIC)
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
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
