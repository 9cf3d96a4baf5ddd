//! Command lines and environments of etcd, etcdctl and kube-apiserver.

use arbitrary::{Arbitrary, Unstructured};
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::source::Node;
use serde_json::{Value, json};

use crate::report;

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
}

#[derive(Arbitrary, Debug)]
enum Piece {
    Known(u8),
    Two(u8, u8),
    Any(String),
}

const PROGRAMS: [&str; 6] = ["etcd", "/usr/local/bin/etcd", "kube-apiserver", "etcdctl", "etcdutl", "k3s"];

const IMAGES: [&str; 4] = [
    "registry.k8s.io/etcd:3.6.14-0",
    "quay.io/coreos/etcd:v3.4.23",
    "registry.k8s.io/kube-apiserver:v1.36.1",
    "a",
];

/// Each flag of etcd, kube-apiserver and etcdctl that a rule looks at, and some that nobody has.
const FLAGS: [&str; 40] = [
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
        }
    }

    fn variable(&self) -> Value {
        let (name, value) = match self {
            Word::Flag { name, value, .. } => (flag(*name).to_uppercase().replace('-', "_"), value.text()),
            Word::Bare(piece) => (piece.text(), String::new()),
        };
        json!({ "name": format!("ETCD_{name}"), "value": value })
    }
}

fn flag(at: u8) -> &'static str {
    FLAGS[usize::from(at) % FLAGS.len()]
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

    let mut linter = Linter::new(report::settings(data));
    linter.add_object(report::input("pod.json"), Node::from(&pod));
    let of_object = linter.finish();
    report::check(&of_object, None);
    let text = pod.to_string();
    let of_text = report::lint("pod.json", &text, report::settings(data));
    report::check(&of_text, Some(&text));
    assert_eq!(said(&of_object), said(&of_text), "text and object differ");
}

fn said(report: &Report) -> Vec<(&'static str, String, &str)> {
    let said =
        report.findings.iter().map(|one| (one.rule.id, one.site.path.normalized(), one.message.as_str()));
    let mut said: Vec<_> = said.collect();
    said.sort();
    said
}
