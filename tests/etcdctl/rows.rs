//! The calls that are compared. `{port}` is the server's, `{dir}` a folder, in which `out.db` is to be
//! saved, `{pki}` holds certificates.

use super::call::Call;

/// A way to save a snapshot.
pub(crate) struct Row {
    /// What is special about it.
    pub(crate) name: &'static str,
    how: How,
}

/// How etcdctl is called.
enum How {
    /// With these arguments and variables.
    Args(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// By a shell script.
    Script(&'static str),
}

impl Row {
    pub(crate) fn call(&self) -> Call {
        match self.how {
            How::Args(args, env) => Call::Args(
                args.iter().map(|arg| (*arg).to_owned()).collect(),
                env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ),
            How::Script(script) => Call::Script(script.to_owned()),
        }
    }
}

macro_rules! row {
    ($name:literal, [$($arg:literal),*]) => { row!($name, [$($arg),*], []) };
    ($name:literal, [$($arg:literal),*], [$($variable:expr),*]) => {
        Row {
            name: $name,
            how: How::Args(
                &["--command-timeout=2s", "snapshot", "save", "{dir}/out.db", $($arg),*],
                &[$($variable),*],
            ),
        }
    };
    ($name:literal, $script:literal) => { Row { name: $name, how: How::Script($script) } };
}

const CACERT: (&str, &str) = ("ETCDCTL_CACERT", "{pki}/ca.crt");
const CERT: (&str, &str) = ("ETCDCTL_CERT", "{pki}/server.crt");
const KEY: (&str, &str) = ("ETCDCTL_KEY", "{pki}/server.key");
const ENDPOINT: (&str, &str) = ("ETCDCTL_ENDPOINTS", "https://127.0.0.1:{port}");

pub(crate) const ROWS: &[Row] = &[
    row!(
        "all three",
        ["--endpoints=https://127.0.0.1:{port}", "--cacert={pki}/ca.crt", "--cert={pki}/server.crt", "--key={pki}/server.key"]
    ),
    row!(
        "no scheme",
        ["--endpoints=127.0.0.1:{port}", "--cacert={pki}/ca.crt", "--cert={pki}/server.crt", "--key={pki}/server.key"]
    ),
    row!("no scheme, no certificates", ["--endpoints=127.0.0.1:{port}"]),
    row!(
        "http with certificates",
        ["--endpoints=http://127.0.0.1:{port}", "--cacert={pki}/ca.crt", "--cert={pki}/server.crt", "--key={pki}/server.key"]
    ),
    row!("https without certificates", ["--endpoints=https://127.0.0.1:{port}"]),
    row!("CA only", ["--endpoints=https://127.0.0.1:{port}", "--cacert={pki}/ca.crt"]),
    row!(
        "no CA",
        ["--endpoints=https://127.0.0.1:{port}", "--cert={pki}/server.crt", "--key={pki}/server.key"]
    ),
    row!(
        "no CA, not verified",
        ["--endpoints=https://127.0.0.1:{port}", "--cert={pki}/server.crt", "--key={pki}/server.key", "--insecure-skip-tls-verify"]
    ),
    row!(
        "no key",
        ["--endpoints=https://127.0.0.1:{port}", "--cacert={pki}/ca.crt", "--cert={pki}/server.crt"]
    ),
    row!(
        "no certificate",
        ["--endpoints=https://127.0.0.1:{port}", "--cacert={pki}/ca.crt", "--key={pki}/server.key"]
    ),
    row!(
        "insecure transport, which is the default",
        ["--endpoints=https://127.0.0.1:{port}", "--cacert={pki}/ca.crt", "--cert={pki}/server.crt", "--key={pki}/server.key", "--insecure-transport=true"]
    ),
    row!(
        "separate values",
        ["--endpoints", "https://127.0.0.1:{port}", "--cacert", "{pki}/ca.crt", "--cert", "{pki}/server.crt", "--key", "{pki}/server.key"]
    ),
    row!("variables only", [], [ENDPOINT, CACERT, CERT, KEY]),
    row!("variables and flags", ["--endpoints=https://127.0.0.1:{port}", "--key={pki}/server.key"], [CACERT, CERT]),
    row!("a variable and its flag", ["--cacert={pki}/ca.crt"], [ENDPOINT, CACERT, CERT, KEY]),
    row!("an empty variable and its flag", ["--cacert={pki}/ca.crt"], [ENDPOINT, ("ETCDCTL_CACERT", ""), CERT, KEY]),
    row!("an empty variable", [], [ENDPOINT, ("ETCDCTL_CACERT", ""), CERT, KEY]),
    row!("a variable that nothing knows", [], [ENDPOINT, CACERT, CERT, KEY, ("ETCDCTL_FOO", "1")]),
    row!("two endpoints", ["--endpoints=https://127.0.0.1:{port},https://localhost:{port}"], [CACERT, CERT, KEY]),
    row!(
        "two flags",
        ["--endpoints=https://127.0.0.1:{port}", "--endpoints=https://127.0.0.1:{port}"],
        [CACERT, CERT, KEY]
    ),
    row!("a comma at the end", ["--endpoints=https://127.0.0.1:{port},"], [CACERT, CERT, KEY]),
    row!(
        "two endpoints in the variable",
        [],
        [("ETCDCTL_ENDPOINTS", "https://127.0.0.1:{port},https://127.0.0.1:{port}"), CACERT, CERT, KEY]
    ),
    row!("version 3", [], [ENDPOINT, CACERT, CERT, KEY, ("ETCDCTL_API", "3")]),
    row!("version 2", [], [ENDPOINT, CACERT, CERT, KEY, ("ETCDCTL_API", "2")]),
    row!("version v3", [], [ENDPOINT, CACERT, CERT, KEY, ("ETCDCTL_API", "v3")]),
    row!(
        "a script that exports",
        "#!/bin/sh
export ETCDCTL_ENDPOINTS=https://127.0.0.1:{port} ETCDCTL_CACERT={pki}/ca.crt
ETCDCTL_CERT={pki}/server.crt ETCDCTL_KEY={pki}/server.key etcdctl --command-timeout=2s snapshot save {dir}/out.db
"
    ),
    row!(
        "a script that does not export",
        "#!/bin/sh
ETCDCTL_CACERT={pki}/ca.crt
export ETCDCTL_CERT={pki}/server.crt ETCDCTL_KEY={pki}/server.key
etcdctl --endpoints=https://127.0.0.1:{port} --command-timeout=2s snapshot save {dir}/out.db
"
    ),
    row!(
        "a script with its flags in a variable",
        "#!/bin/sh
set -eu
tls=\"--cacert={pki}/ca.crt --cert={pki}/server.crt --key={pki}/server.key\"
etcdctl --endpoints https://127.0.0.1:{port} $tls snapshot save \"{dir}/out.db\"
"
    ),
    row!(
        "the backup of version 2",
        "#!/bin/sh
ETCDCTL_API=2 etcdctl backup --data-dir {data} --backup-dir {dir}/copy
"
    ),
];
