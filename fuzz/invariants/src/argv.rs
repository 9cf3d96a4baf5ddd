//! Command lines and environments of etcd, etcdctl and kube-apiserver.

use arbitrary::{Arbitrary, Unstructured};
use etcdlint_core::source::Node;
use serde_json::{Value, json};

use crate::leaks::{CANARY, Secrets};
use crate::report::{self, Outcome};

/// What a container runs.
#[derive(Arbitrary, Debug)]
struct Run {
    program: u8,
    in_args: bool,
    words: Vec<Word>,
    environment: Vec<Word>,
}

/// A word that often is a flag, and sometimes anything.
#[derive(Arbitrary, Debug)]
enum Word {
    Flag { name: u8, dashes: u8, separator: u8, value: Piece },
    Bare(Piece),
    Password(u8),
}

#[derive(Arbitrary, Debug)]
enum Piece {
    Known(u8),
    Two(u8, u8),
    Any(String),
    Key(u8),
}

const PROGRAMS: [&str; 6] = ["etcd", "/usr/local/bin/etcd", "kube-apiserver", "etcdctl", "etcdutl", "k3s"];

const IMAGES: [&str; 4] = [
    "registry.k8s.io/etcd:3.6.14-0",
    "quay.io/coreos/etcd:v3.4.23",
    "registry.k8s.io/kube-apiserver:v1.36.1",
    "a",
];

/// Each flag of etcd, kube-apiserver and etcdctl that a rule looks at, and some that nobody has.
const FLAGS: [&str; 42] = [
    "name",
    "data-dir",
    "listen-client-urls",
    "listen-peer-urls",
    "listen-metrics-urls",
    "advertise-client-urls",
    "initial-advertise-peer-urls",
    "initial-cluster",
    "cert-file",
    "key-file",
    "trusted-ca-file",
    "client-cert-auth",
    "auto-tls",
    "peer-cert-file",
    "peer-key-file",
    "peer-trusted-ca-file",
    "peer-client-cert-auth",
    "peer-auto-tls",
    "cipher-suites",
    "tls-min-version",
    "tls-max-version",
    "config-file",
    "quota-backend-bytes",
    "force-new-cluster",
    "unsafe-no-fsync",
    "enable-pprof",
    "snapshot-count",
    "etcd-servers",
    "etcd-cafile",
    "etcd-certfile",
    "etcd-keyfile",
    "encryption-provider-config",
    "encryption-provider-config-automatic-reload",
    "feature-gates",
    "endpoints",
    "cacert",
    "cert",
    "key",
    "initial-cluster-token",
    "no-such-flag",
    "password",
    "user",
];

/// A secret that looks like none, so that only its place tells.
const PASSWORD: &str = "swordfish4nobody";

/// Where passwords stand, as arguments and as variables.
const PASSWORDS: [(&str, &str, &str); 6] = [
    ("--password=", "ETCDCTL_PASSWORD", ""),
    ("--user=root:", "ETCDCTL_USER", "root:"),
    ("--endpoints=https://root:", "ETCDCTL_ENDPOINTS", "https://root:"),
    ("--listen-client-urls=https://root:", "ETCD_LISTEN_CLIENT_URLS", "https://root:"),
    ("--initial-cluster=a=https://root:", "ETCD_INITIAL_CLUSTER", "a=https://root:"),
    ("--etcd-servers=https://root:", "ETCD_DISCOVERY_PROXY", "https://root:"),
];

/// What stands around a key, which tells by its look.
const KEYS: [(&str, &str); 6] = [
    ("", ""),
    ("root:", ""),
    ("https://root:", "@10.0.0.1:2379"),
    ("https://10.0.0.1:2379/", ""),
    ("a ", " b"),
    ("\"", "\""),
];

const VALUES: [&str; 32] = [
    "",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "http://127.0.0.1:2379",
    "https://0.0.0.0:2379",
    "http://[::]:2380",
    "unix:///run/etcd.sock",
    "https://10.0.0.1:2379,http://10.0.0.2:2379",
    "/etc/kubernetes/pki/etcd/server.crt",
    "/etc/etcd/etcd.conf.yaml",
    "$(B)",
    "$$(B)",
    "$(MISSING)",
    "a=https://10.0.0.1:2380",
    "TLS1.2",
    "TLS1.3",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "\"quoted\"",
    " ",
    "--",
    "=",
    "9999999999999999999999",
    "8GiB",
    "5m",
    "snapshot",
    "save",
    "restore",
    "/backup/$(date +%F).db",
    "é😀\n",
];

impl Piece {
    fn text(&self) -> String {
        let known = |at: u8| VALUES[usize::from(at) % VALUES.len()];
        match self {
            Piece::Known(at) => known(*at).to_owned(),
            Piece::Two(a, b) => format!("{},{}", known(*a), known(*b)),
            Piece::Any(text) => text.clone(),
            Piece::Key(at) => {
                let (before, after) = KEYS[usize::from(*at) % KEYS.len()];
                format!("{before}{CANARY}{after}")
            }
        }
    }
}

impl Word {
    fn argument(&self) -> String {
        match self {
            Word::Flag { name, dashes, separator, value } => {
                let dashes = ["--", "-", "---", ""][usize::from(*dashes) % 4];
                let separator = ["=", " ", "", "=="][usize::from(*separator) % 4];
                format!("{dashes}{}{separator}{}", flag(*name), value.text())
            }
            Word::Bare(piece) => piece.text(),
            Word::Password(place) => {
                let (before, ..) = password(*place);
                format!("{before}{PASSWORD}{}", behind(before))
            }
        }
    }

    fn variable(&self) -> Value {
        let (name, value) = match self {
            Word::Flag { name, value, .. } => (flag(*name).to_uppercase().replace('-', "_"), value.text()),
            Word::Bare(piece) => (piece.text(), String::new()),
            Word::Password(place) => {
                let (_, name, before) = password(*place);
                return json!({ "name": name, "value": format!("{before}{PASSWORD}{}", behind(before)) });
            }
        };
        json!({ "name": format!("ETCD_{name}"), "value": value })
    }
}

fn flag(at: u8) -> &'static str {
    FLAGS[usize::from(at) % FLAGS.len()]
}

fn password(at: u8) -> (&'static str, &'static str, &'static str) {
    PASSWORDS[usize::from(at) % PASSWORDS.len()]
}

/// What follows a password in a URL.
fn behind(before: &str) -> &'static str {
    if before.contains("://") { "@10.0.0.1:2379" } else { "" }
}

/// Lints a pod as an object and as text, which come to the same.
pub fn check(data: &[u8]) {
    let Ok(run) = Run::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let program = PROGRAMS[usize::from(run.program) % PROGRAMS.len()];
    let image = IMAGES[usize::from(run.program) % IMAGES.len()];
    let mut words: Vec<String> = run.words.iter().map(Word::argument).collect();
    let mut container = json!({ "name": "a", "image": image,
        "env": run.environment.iter().map(Word::variable).collect::<Vec<_>>() });
    match run.in_args {
        true => container["args"] = json!(words),
        false => {
            words.insert(0, program.to_owned());
            container["command"] = json!(words);
        }
    }
    let pod = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "etcd" },
        "spec": { "containers": [container] } });

    let text = pod.to_string();
    let rest = text.replace(CANARY, "\n").replace(PASSWORD, "\n");
    let secrets = Secrets::beside([CANARY, PASSWORD], &rest);
    let settings = || report::settings(data);
    let of_object = Outcome::of(report::object("pod.json", Node::from(&pod), settings()), None, &secrets);
    let of_text = Outcome::of(report::text("pod.json", &text, settings()), Some(&text), &secrets);
    of_text.assert_same(&of_object);
}
