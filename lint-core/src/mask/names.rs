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

/// Whether what this name stands for is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let is_separator = |c: char| matches!(c, '-' | '_' | '.');
    let plain: String = name.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_lowercase()).collect();
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| plain.ends_with(ending));
    let has_short_end =
        || name.rsplit(is_separator).next().is_some_and(|word| word.eq_ignore_ascii_case("pw"));
    WHOLE.contains(&plain.as_str()) || has_short_end() || ends_in(&ENDINGS) && !ends_in(&PUBLIC)
}

#[cfg(test)]
mod tests {
    use super::*;

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
