//! What the rules of this family find, by tables of command lines.

use crate::rules::etcd_client::tests::{COMPLETE, found_under, host_pod, pod, pod_of, pointed_at};
use crate::settings::{Profile, Settings};
use crate::testing;

const CLIENT: [&str; 5] = [
    "--listen-client-urls=https://10.0.0.4:2379",
    "--cert-file=/pki/server.crt",
    "--key-file=/pki/server.key",
    "--client-cert-auth=true",
    "--trusted-ca-file=/pki/ca.crt",
];
const HTTPS: &str = "--listen-peer-urls=https://10.0.0.4:2380";
const OWN: &str = "--initial-advertise-peer-urls=https://10.0.0.4:2380";
const LOCAL: &str = "--listen-peer-urls=https://127.0.0.1:2380";
const HTTP: &str = "--listen-peer-urls=http://10.0.0.4:2380";
const CERT: &str = "--peer-cert-file=/pki/peer.crt";
const KEY: &str = "--peer-key-file=/pki/peer.key";
const CA: &str = "--peer-trusted-ca-file=/pki/ca.crt";
const AUTH: &str = "--peer-client-cert-auth=true";
const V35: &str = "registry.k8s.io/etcd:3.5.33-0";
const TWO: &str = "--initial-cluster=a=https://10.0.0.4:2380,b=https://10.0.0.5:2380";

fn found(text: &str) -> Vec<String> {
    found_under(Profile::Default, "ETCD2", text)
}

/// Checks a table of flags and findings.
fn check(table: &[(&[&str], &[&str])]) {
    for (flags, expected) in table {
        // What is announced by default is another table's.
        let found: Vec<_> = found(&pod(flags)).into_iter().filter(|one| one != "ETCD211 warning").collect();
        assert_eq!(found, *expected, "{flags:?}");
    }
}

fn message(id: &str, text: &str) -> String {
    let report = testing::report(text, Settings::default());
    let found = report.findings.iter().find(|finding| finding.rule.id == id);
    found.map(|finding| finding.message.to_string()).unwrap_or_default()
}

#[test]
fn plaintext_listeners() {
    check(&[
        (&[HTTP], &["ETCD201 error"]),
        (&["--listen-peer-urls=http://0.0.0.0:2380"], &["ETCD201 error"]),
        (&["--listen-peer-urls=http://$(POD_IP):2380"], &["ETCD201 error"]),
        (
            &["--listen-peer-urls=https://10.0.0.4:2380,http://10.0.0.4:2378", CERT, KEY, CA, AUTH],
            &["ETCD201 error"],
        ),
        (&["--listen-peer-urls=http://127.0.0.1:2380"], &[]),
        (&[HTTPS, CERT, KEY, CA, AUTH], &[]),
        (&[], &[]),
    ]);
}

#[test]
fn messages_know_what_the_peer_port_serves() {
    let bypass = |text: &str| message("ETCD201", text).contains("bypasses client TLS");
    assert!(bypass(&pod_of(V35, "", &[HTTP])));
    assert!(bypass(&pod_of("example.org/etcd", "", &[HTTP])));
    assert!(!bypass(&pod(&[HTTP])));
    // With a peer certificate etcd 3.4.23 does not answer clients there.
    assert!(!bypass(&pod_of(
        V35,
        "",
        &["--listen-peer-urls=http://10.0.0.4:2380,https://10.0.0.4:2381", CERT, KEY]
    )));
}

#[test]
fn the_default_peer_url() {
    let local = "--listen-peer-urls=http://localhost:2380";
    let with = |image: &str, fields: &str, flags: &[&str]| found(&pod_of(image, fields, flags));
    let tls = &CLIENT[..];
    let host = "  hostNetwork: true\n";
    assert_eq!(with(V35, host, tls), ["ETCD202 warning"]);
    assert_eq!(with(V35, "", tls), ["ETCD202 info"]);
    assert_eq!(with(V35, host, &[tls, &[local]].concat()), ["ETCD202 warning"]);
    assert_eq!(with("example.org/etcd", host, tls), ["ETCD202 warning"]);
    let none: [&str; 0] = [];
    // A single member of 3.6 has nothing there to protect; without client TLS other rules speak.
    assert_eq!(found(&host_pod(tls)), none);
    let two = "--initial-cluster=a=http://10.0.0.4:2380,b=http://10.0.0.5:2380";
    assert_eq!(found(&host_pod(&[tls, &[two]].concat())), ["ETCD202 warning"]);
    assert_eq!(found(&host_pod(&[tls, &["--discovery-srv=example.org"]].concat())), ["ETCD202 warning"]);
    assert_eq!(with(V35, host, &[]), none);
}

#[test]
fn replicas_are_other_members() {
    let pod = host_pod(&CLIENT);
    let spec = pod.split_once("spec:\n").map(|(_, spec)| spec.replace('\n', "\n    ")).unwrap_or_default();
    let set = |replicas: usize| {
        format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: etcd}}\nspec:\n  replicas: {replicas}\n  template:\n    spec:\n    {spec}\n"
        )
    };
    assert_eq!(found(&set(1)), Vec::<String>::new());
    assert_eq!(found(&set(3)), ["ETCD202 warning"]);
}

#[test]
fn tls_options_without_https() {
    check(&[
        (&[HTTP, CERT, KEY, CA, AUTH], &["ETCD203 error"]),
        (&[CERT, KEY], &["ETCD203 error"]),
        (&[AUTH], &["ETCD203 error"]),
        (&["--peer-auto-tls", HTTP], &["ETCD203 error", "ETCD209 error"]),
        (&[HTTP, "--initial-advertise-peer-urls=https://10.0.0.4:2380", CERT, KEY], &["ETCD203 error"]),
        (&[HTTP, "--peer-client-cert-auth=false"], &["ETCD201 error"]),
    ]);
}

#[test]
fn missing_certificates() {
    check(&[
        (&[HTTPS], &["ETCD204 error"]),
        (&[HTTPS, "--cert-file=/pki/a.crt", "--key-file=/pki/a.key"], &["ETCD204 error"]),
        (&[HTTPS, CERT, CA, AUTH], &["ETCD205 error"]),
        (&[HTTPS, KEY, CA, AUTH], &["ETCD205 error"]),
        // The scheme does not matter: etcd 3.4.23 exits with an http URL, too.
        (&[HTTP, CERT], &["ETCD203 error", "ETCD205 error"]),
        (&[HTTPS, CERT, KEY, CA, AUTH, "--peer-client-cert-file=/pki/b.crt"], &["ETCD205 error"]),
        (&[HTTP, CERT, KEY, "--peer-client-key-file=/pki/b.key"], &["ETCD203 error", "ETCD205 error"]),
        (&[HTTP, "--peer-client-key-file=/pki/b.key"], &["ETCD201 error"]),
    ]);
}

#[test]
fn peer_authentication() {
    check(&[
        (&[HTTPS, CERT, KEY], &["ETCD206 error"]),
        (&[LOCAL, CERT, KEY], &["ETCD206 info"]),
        (&[LOCAL, CERT, KEY, TWO], &["ETCD206 error"]),
        (&[HTTPS, CERT, KEY, AUTH], &["ETCD207 error"]),
        (&[HTTPS, CERT, KEY, CA], &["ETCD208 info"]),
        (&[HTTPS, CERT, KEY, CA, "--peer-client-cert-auth=false"], &["ETCD208 warning"]),
        (&[HTTPS, CERT, KEY, CA, "--peer-client-cert-auth"], &[]),
    ]);
}

#[test]
fn self_signed_certificates() {
    check(&[
        (&[HTTPS, "--peer-auto-tls"], &["ETCD209 error"]),
        (&[HTTPS, "--peer-auto-tls", CA, AUTH], &["ETCD209 error"]),
        (&[HTTPS, "--peer-auto-tls", CERT, KEY, CA, AUTH], &["ETCD210 warning"]),
        (&[HTTPS, "--peer-auto-tls=false", CERT, KEY, CA, AUTH], &[]),
    ]);
}

#[test]
fn mixed_schemes() {
    let own = |url: &str| format!("--initial-advertise-peer-urls={url}");
    let cluster = |urls: &str| format!("--initial-cluster={urls}");
    let with = |listen: &str, flags: &[String]| {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        found(&pod(&[&[listen, CERT, KEY, CA, AUTH][..], &flags].concat()))
    };
    let none: [&str; 0] = [];
    assert_eq!(with(HTTPS, &[own("https://10.0.0.4:2380"), cluster("a=https://10.0.0.4:2380")]), none);
    assert_eq!(with(HTTPS, &[own("http://10.0.0.4:2380")]), ["ETCD211 error"]);
    assert_eq!(
        with(HTTPS, &[own("http://10.0.0.4:2380"), cluster("a=http://10.0.0.4:2380")]),
        ["ETCD211 error"]
    );
    assert_eq!(with(HTTPS, &[cluster("a=https://10.0.0.4:2380,b=http://10.0.0.5:2380")]), ["ETCD211 error"]);
    assert_eq!(with(HTTPS, &[own("https://$(IP):2380")]), none);
    // What is announced by default, to members that join one that is alone.
    assert_eq!(with(HTTPS, &[]), ["ETCD211 warning"]);
    assert_eq!(with(HTTPS, &["--name=a".to_owned()]), ["ETCD211 warning"]);
    assert_eq!(with("--listen-peer-urls=https://0.0.0.0:2380", &[]), ["ETCD211 warning"]);
    assert_eq!(with(HTTPS, &["--initial-cluster-state=existing".to_owned()]), none);
    assert_eq!(with(HTTPS, &[cluster("a=https://10.0.0.4:2380")]), none);
    assert_eq!(with("--listen-peer-urls=https://10.0.0.4:2381,http://127.0.0.1:2380", &[]), none);
    let plain = pod(&[HTTP, "--initial-advertise-peer-urls=https://10.0.0.4:2380"]);
    assert_eq!(found(&plain), ["ETCD201 error", "ETCD211 error"]);
    let text = pod(&[
        HTTPS,
        CERT,
        KEY,
        CA,
        AUTH,
        "--initial-cluster=a=https://10.0.0.4:2380,b=http://10.0.0.5:2380",
    ]);
    assert_eq!(pointed_at("ETCD211", &text), ["http://10.0.0.5:2380"]);
}

#[test]
fn skipped_verification_of_addresses() {
    check(&[
        (&["--peer-skip-client-san-verification"], &["ETCD212 warning"]),
        (&["--experimental-peer-skip-client-san-verification=true"], &["ETCD212 warning"]),
        (&["--peer-skip-client-san-verification=false"], &[]),
    ]);
    let file = "listen-peer-urls: https://10.0.0.4:2380\ninitial-advertise-peer-urls: https://10.0.0.4:2380\npeer-transport-security:\n  cert-file: /pki/a.crt\n  key-file: /pki/a.key\n  client-cert-auth: true\n  trusted-ca-file: /pki/ca.crt\n  skip-client-san-verification: true\n";
    assert_eq!(found(file), ["ETCD212 warning"]);
    // That of the clients is about their certificates, and the top level has no such key.
    let key = "  skip-client-san-verification: true\n";
    for elsewhere in [
        "client-transport-security:\n  skip-client-san-verification: true\n",
        "peer-skip-client-san-verification: true\n",
    ] {
        assert_eq!(found(&(file.replace(key, "") + elsewhere)), [""; 0], "{elsewhere}");
    }
}

#[test]
fn one_certificate_for_both() {
    let text =
        pod(&[&CLIENT[..], &[HTTPS, OWN, "--peer-cert-file=/pki//server.crt", KEY, CA, AUTH]].concat());
    let enabled = Settings { enabled: ["ETCD213".to_owned()].into(), ..Settings::default() };
    let ids: Vec<&str> =
        testing::report(&text, enabled).findings.iter().map(|finding| finding.rule.id).collect();
    assert!(ids.contains(&"ETCD213"));
    assert_eq!(found(&text), Vec::<String>::new());
}

#[test]
fn one_ca_for_both() {
    let with = |flags: &[&str]| {
        found_under(
            Profile::Strict,
            "ETCD2",
            &pod(&[&CLIENT[..], &[HTTPS, OWN, CERT, KEY, AUTH], flags].concat()),
        )
    };
    let none: [&str; 0] = [];
    assert_eq!(with(&[CA]), ["ETCD214 info"]);
    assert_eq!(with(&[CA, "--peer-cert-allowed-cn=peer"]), none);
    assert_eq!(with(&[CA, "--peer-cert-allowed-hostname=peer.example"]), none);
    assert_eq!(with(&["--peer-trusted-ca-file=/pki/peer-ca.crt"]), none);
}

/// Up to 3.5.13 etcd does not read the names there; 3.5.14 reads one, later versions a list.
#[test]
fn names_in_a_configuration_file() {
    let sections = |names: &str| {
        ["client", "peer"].map(|side| {
            let rest = if side == "peer" { names } else { "" };
            format!(
                "    {side}-transport-security: {{cert-file: /pki/{side}.crt, key-file: /pki/{side}.key, client-cert-auth: true, trusted-ca-file: /pki/ca.crt{rest}}}\n"
            )
        })
    };
    let table = [
        ("latest", ", allowed-cn: [a]", false),
        ("latest", ", allowed-hostname: [a, b]", false),
        ("latest", ", Allowed-CN: [a]", false),
        ("latest", ", allowed-cn: []", true),
        ("v3.6.14", ", allowed-cn: null", true),
        ("v3.5.13", ", allowed-cn: a", true),
        ("v3.5.13", ", allowed-cn: [a]", true),
        ("v3.5.14", ", allowed-cn: a", false),
        ("v3.5.14", ", allowed-cn: ''", true),
        ("v3.5.15", ", allowed-cn: [a]", false),
        // etcd does not start with these.
        ("v3.5.14", ", allowed-cn: [a]", false),
        ("v3.5.15", ", allowed-cn: a", false),
        ("v3.5.15", ", allowed-cn: [1]", false),
    ];
    for (tag, names, is_open) in table {
        let text = format!(
            "kind: ConfigMap
metadata: {{name: etcd}}
data:
  etcd.yml: |
    listen-client-urls: https://10.0.0.4:2379
    advertise-client-urls: https://10.0.0.4:2379
    listen-peer-urls: https://10.0.0.4:2380
    initial-advertise-peer-urls: https://10.0.0.4:2380
{}---
kind: Pod
spec:
  volumes: [{{name: etcd, configMap: {{name: etcd}}}}, {{name: pki, hostPath: {{path: /pki}}}}]
  containers:
  - name: etcd
    image: etcd:{tag}
    command: [etcd, --config-file=/etcd/etcd.yml]
    volumeMounts: [{{name: etcd, mountPath: /etcd}}, {{name: pki, mountPath: /pki}}]
",
            sections(names).concat()
        );
        let expected: &[&str] = if is_open { &["ETCD214 info"] } else { &[] };
        assert_eq!(found_under(Profile::Strict, "ETCD2", &text), expected, "{tag} {names}");
    }
}

#[test]
fn a_complete_manifest_is_clean() {
    for profile in [Profile::Default, Profile::Cis, Profile::Stig] {
        assert_eq!(found_under(profile, "ETCD2", COMPLETE), Vec::<String>::new(), "{profile:?}");
    }
    assert_eq!(found_under(Profile::Strict, "ETCD2", COMPLETE), ["ETCD214 info"]);
}
