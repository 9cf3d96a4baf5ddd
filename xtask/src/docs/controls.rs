//! The controls of benchmarks, with the rules that look at them.

use std::fmt::Write;

use etcdlint_core::rule::Rule;
use etcdlint_core::rules;

use crate::Error;

const HEADER: &str = "\
<!-- Made by `cargo xtask docs` from the rules themselves. -->

# Controls

Which rule looks at which control of a benchmark. A rule sees what a manifest or a configuration file says. What only
the node can tell, such as the owner of a file, it cannot see, and the rule then says how to look.

The profiles `cis` and `stig` have the severities of a benchmark where etcdlint by itself is milder; the page of a rule
says so.
";

/// A benchmark.
struct Benchmark {
    /// How its controls begin in the data of a rule.
    prefix: &'static str,
    title: &'static str,
    /// Which edition the numbers are of.
    edition: &'static str,
    controls: &'static [Control],
}

/// What a benchmark asks for.
struct Control {
    number: &'static str,
    /// What it is called elsewhere: in other editions, or by its second name.
    also: &'static str,
    asks: &'static str,
}

const fn control(number: &'static str, also: &'static str, asks: &'static str) -> Control {
    Control { number, also, asks }
}

const BENCHMARKS: [Benchmark; 3] = [
    Benchmark {
        prefix: "CIS",
        title: "CIS Kubernetes Benchmark",
        edition: "The numbers are those of versions 1.9 to 1.12. Versions 1.23, 1.24, 1.7 and 1.8 number some of them \
                  differently.",
        controls: &[
            control("1.1.11", "", "etcd's data directory has mode 700 or stricter"),
            control("1.1.12", "", "etcd's data directory belongs to etcd:etcd"),
            control(
                "1.2.23",
                "1.8: 1.2.24; 1.7 and 1.24: 1.2.25; 1.23: 1.2.26",
                "kube-apiserver has a certificate and a key for etcd",
            ),
            control(
                "1.2.26",
                "1.8: 1.2.27; 1.7 and 1.24: 1.2.28; 1.23: 1.2.29",
                "kube-apiserver checks etcd's certificate against a CA of its own",
            ),
            control(
                "1.2.27",
                "1.8: 1.2.28; 1.7 and 1.24: 1.2.29; 1.23: 1.2.30",
                "kube-apiserver is given an EncryptionConfiguration",
            ),
            control(
                "1.2.28",
                "1.8: 1.2.29; 1.7 and 1.24: 1.2.30; 1.23: 1.2.31",
                "the first provider encrypts: aescbc, kms or secretbox",
            ),
            control("2.1", "", "etcd has a certificate and a key for clients"),
            control("2.2", "", "etcd asks clients for a certificate"),
            control("2.3", "", "etcd does not make its own certificates for clients"),
            control("2.4", "", "etcd has a certificate and a key for peers"),
            control("2.5", "", "etcd asks peers for a certificate"),
            control("2.6", "", "etcd does not make its own certificates for peers"),
            control("2.7", "", "etcd has a CA of its own"),
        ],
    },
    Benchmark {
        prefix: "STIG",
        title: "DISA Kubernetes STIG",
        edition: "The numbers are those of version 2.",
        controls: &[
            control("V-242379", "CNTR-K8-000180", "`--auto-tls` is given, and false"),
            control("V-242380", "CNTR-K8-000190", "`--peer-auto-tls` is given, and false"),
            control("V-242423", "CNTR-K8-001450", "`--client-cert-auth` is true"),
            control("V-242426", "CNTR-K8-001480", "`--peer-client-cert-auth` is true"),
            control("V-242427", "CNTR-K8-001490", "etcd has a `--key-file`"),
            control("V-242428", "CNTR-K8-001500", "etcd has a `--cert-file`"),
            control("V-242429", "CNTR-K8-001510", "kube-apiserver has an `--etcd-cafile`"),
            control("V-242430", "CNTR-K8-001520", "kube-apiserver has an `--etcd-certfile`"),
            control("V-242431", "CNTR-K8-001530", "kube-apiserver has an `--etcd-keyfile`"),
            control("V-242432", "CNTR-K8-001540", "etcd has a `--peer-cert-file`"),
            control("V-242433", "CNTR-K8-001550", "etcd has a `--peer-key-file`"),
            control("V-242445", "CNTR-K8-003120", "etcd's files belong to etcd:etcd"),
            control("V-242459", "CNTR-K8-003260", "etcd's files have mode 644 or stricter"),
            control("V-274882", "CNTR-K8-001162", "Secrets are encrypted at rest"),
            control("V-274883", "CNTR-K8-001161", "what is sensitive is in Secrets or in an external store"),
        ],
    },
    Benchmark {
        prefix: "NSA",
        title: "NSA and CISA Kubernetes Hardening Guide",
        edition: "The names are those of sections in versions 1.1 and 1.2.",
        controls: &[
            control("Encryption", "", "all traffic between components uses TLS 1.2 or 1.3"),
            control(
                "Etcd",
                "",
                "only API servers reach etcd, over TLS, with certificates of a CA of its own",
            ),
            control("Secrets", "", "Secrets are encrypted at rest, better with keys of a KMS"),
        ],
    },
];

/// A control as the page of a rule names it: `[CIS 2.1](../controls.md#cis-2.1)`.
pub(super) fn link(control: &str) -> String {
    format!("[{control}](../controls.md#{})", anchor(control))
}

fn anchor(control: &str) -> String {
    control.to_lowercase().replace(' ', "-")
}

pub(super) fn text() -> Result<String, Error> {
    if let Some(rule) = rules::all().find(|rule| rule.controls.iter().any(|name| !is_listed(name))) {
        return Err(Error::Rule(rule.id, "has a control that xtask/src/docs/controls.rs does not list"));
    }
    Ok(BENCHMARKS.iter().fold(HEADER.to_owned(), |mut text, benchmark| {
        let _ = write!(text, "\n## {}\n\n{}\n\n", benchmark.title, benchmark.edition);
        text.push_str("| control | asks that | rules |\n| --- | --- | --- |\n");
        benchmark.controls.iter().fold(text, |text, control| text + &row(benchmark.prefix, control))
    }))
}

fn is_listed(name: &str) -> bool {
    BENCHMARKS.iter().any(|benchmark| {
        let number = name.strip_prefix(benchmark.prefix).map(str::trim_start);
        benchmark.controls.iter().any(|control| Some(control.number) == number)
    })
}

fn row(prefix: &str, control: &Control) -> String {
    let name = format!("{prefix} {}", control.number);
    let also = if control.also.is_empty() { String::new() } else { format!(" ({})", control.also) };
    let rules: Vec<String> =
        rules::all().filter(|rule| rule.controls.contains(&name.as_str())).map(rule_link).collect();
    format!("| <a id=\"{}\"></a>{name}{also} | {} | {} |\n", anchor(&name), control.asks, rules.join(", "))
}

fn rule_link(rule: &Rule) -> String {
    let Rule { id, name, .. } = rule;
    format!("[{id}](rules/{id}.md \"{name}\")")
}
