//! What the rules of this family find, by tables of certificates from `tests/data/certificates`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::made::{self, Made, ca, der, leaf};
use crate::inventory::Input;
use crate::linter::Linter;
use crate::report::Report;
use crate::settings::{Profile, Settings};

/// 2026-11-23T00:00:00Z
const NOW: i64 = 1_795_392_000;
const DAY: i64 = 86_400;
/// 2026-11-01T00:00:00Z and 2027-11-01T00:00:00Z: the validity of most certificates.
const START: i64 = 1_793_491_200;
const END: i64 = START + 365 * DAY;

/// A file of the folder of test certificates.
fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/certificates/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A Secret or ConfigMap with these fixtures under these keys.
fn object(kind: &str, name: &str, entries: &[(&str, &str)]) -> String {
    let field = if kind == "Secret" { "data" } else { "binaryData" };
    let entries: String =
        entries.iter().map(|(key, file)| format!("  {key}: {}\n", STANDARD.encode(fixture(file)))).collect();
    format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}}}\n{field}:\n{entries}---\n")
}

fn secret(entries: &[(&str, &str)]) -> String {
    object("Secret", "etcd-certs", entries)
}

/// An etcd that takes the files of Secret `etcd-certs`, with further flags.
fn etcd(flags: &[&str]) -> String {
    etcd_on("https://10.0.0.4:2379", "https://10.0.0.4:2379", flags)
}

fn etcd_on(listen: &str, advertise: &str, flags: &[&str]) -> String {
    let flags: String = flags.iter().map(|flag| format!("    - {flag}\n")).collect();
    format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: etcd}}
spec:
  volumes: [{{name: pki, secret: {{secretName: etcd-certs}}}}]
  containers:
  - name: etcd
    image: registry.k8s.io/etcd:3.6.14-0
    volumeMounts: [{{name: pki, mountPath: /pki}}]
    command:
    - etcd
    - --name=etcd-1
    - --listen-client-urls={listen}
    - --advertise-client-urls={advertise}
    - --cert-file=/pki/server.crt
    - --key-file=/pki/server.key
    - --trusted-ca-file=/pki/ca.crt
    - --client-cert-auth=true
{flags}---
"
    )
}

const PEER: [&str; 3] =
    ["--peer-cert-file=/pki/peer.crt", "--peer-key-file=/pki/peer.key", "--peer-trusted-ca-file=/pki/ca.crt"];

fn report(inputs: &[(&str, &str)], settings: Settings) -> Report {
    let mut linter = Linter::new(settings);
    for (name, text) in inputs {
        linter.add_text(Input { name: (*name).to_owned(), ..Input::default() }, text);
    }
    linter.finish()
}

fn certificate_findings(report: &Report) -> Vec<String> {
    let own = report.findings.iter().filter(|finding| finding.rule.id.starts_with("CRT"));
    let mut found: Vec<_> = own.map(|finding| format!("{} {}", finding.rule.id, finding.severity)).collect();
    found.sort_unstable();
    found
}

fn at(now: Option<i64>) -> Settings {
    Settings { now, ..Settings::default() }
}

/// What is found in a text at the present of the tests.
fn found(text: &str) -> Vec<String> {
    certificate_findings(&report(&[("test.yaml", text)], at(Some(NOW))))
}

/// What is found in a fixture that is a file of its own.
fn found_in_file(name: &str, settings: Settings) -> Vec<String> {
    certificate_findings(&report(&[(name, &fixture(name))], settings))
}

#[test]
fn time() {
    let rows: [(i64, &[&str]); 12] = [
        (START - 1, &["CRT103 error"]),
        (START, &[]),
        (NOW, &[]),
        (END - 30 * DAY, &[]),
        (END - 30 * DAY + 1, &["CRT102 warning"]),
        (END - 7 * DAY, &["CRT102 warning"]),
        (END - 7 * DAY + 1, &["CRT102 error"]),
        (END - 1, &["CRT102 error"]),
        (END, &["CRT102 error"]),
        (END + 1, &["CRT101 error"]),
        (i64::MAX, &["CRT101 error"]),
        (i64::MIN, &["CRT103 error"]),
    ];
    for (now, expected) in rows {
        assert_eq!(found_in_file("server.crt", at(Some(now))), expected, "{now}");
    }
    assert!(found_in_file("server.crt", at(None)).is_empty(), "without a clock nothing is said of time");
    let days = |certificate_expiry_days, left: i64| {
        found_in_file("server.crt", Settings { certificate_expiry_days, ..at(Some(END - left * DAY)) })
    };
    assert_eq!(days(90, 89), ["CRT102 warning"]);
    assert!(days(90, 90).is_empty());
    assert_eq!(days(3, 2), ["CRT102 error"]);
    assert!(days(3, 5).is_empty());
    assert!(days(0, 0).is_empty());
}

#[test]
fn an_old_ca_beside_its_successor_is_a_warning() {
    let both = fixture("ca.crt") + &fixture("long-ca.crt");
    let after_first = START + 3651 * DAY;
    let found = certificate_findings(&report(&[("ca.crt", &both)], at(Some(after_first))));
    assert_eq!(found, ["CRT101 warning"]);
}

/// Each row is a file, ten years on, when all but the last of its certificates have expired.
#[test]
fn another_ca_is_a_successor_only_where_it_can_be() {
    let rows: [(&[&str], &[&str]); 6] = [
        (&["cluster-ca.crt", "long-ca.crt"], &["CRT101 warning"]),
        (&["intermediate.crt", "long-ca.crt"], &["CRT101 error"]),
        (&["ca.crt", "lasting-ca.crt"], &["CRT101 warning"]),
        (&["server.crt", "ca.crt", "lasting-ca.crt"], &["CRT101 error", "CRT101 warning"]),
        (&["server.crt", "ca.crt", "long-ca.crt"], &["CRT101 error", "CRT101 error"]),
        (&["chained.crt", "intermediate.crt", "long-ca.crt"], &["CRT101 error", "CRT101 error"]),
    ];
    for (files, expected) in rows {
        let text: String = files.iter().map(|file| fixture(file)).collect();
        let found = certificate_findings(&report(&[("x.crt", &text)], at(Some(START + 3651 * DAY))));
        assert_eq!(found, expected, "{files:?}");
    }
}

#[test]
fn lifetime() {
    let rows: [(&str, i64, Profile, &[&str]); 11] = [
        ("server.crt", NOW, Profile::Strict, &[]),
        ("long.crt", NOW, Profile::Default, &["CRT104 info"]),
        ("long.crt", START + (3650 - 398) * DAY, Profile::Default, &[]),
        ("long.crt", START + (3650 - 398) * DAY - 1, Profile::Default, &["CRT104 info"]),
        ("long.crt", START + (3650 - 398) * DAY, Profile::Strict, &["CRT104 info"]),
        ("long.crt", START + (3650 - 366) * DAY, Profile::Strict, &[]),
        ("long.crt", START + (3650 - 366) * DAY - 1, Profile::Strict, &["CRT104 info"]),
        ("ca.crt", START, Profile::Strict, &[]),
        ("long-ca.crt", START, Profile::Default, &["CRT104 info"]),
        ("long-ca.crt", START + (7305 - 3654) * DAY, Profile::Default, &[]),
        ("long-ca.crt", START + (7305 - 3654) * DAY - 1, Profile::Default, &["CRT104 info"]),
    ];
    for (file, now, profile, expected) in rows {
        assert_eq!(
            found_in_file(file, Settings { profile, ..at(Some(now)) }),
            expected,
            "{file} at {now} under {profile:?}"
        );
    }
}

#[test]
fn the_lives_of_the_cas_in_a_bundle_are_not_ours() {
    let bundle = fixture("long-ca.crt") + &fixture("ca.crt");
    assert!(certificate_findings(&report(&[("bundle.pem", &bundle)], at(Some(START)))).is_empty());
}

#[test]
fn strength() {
    let rows: [(&str, Profile, &[&str]); 8] = [
        ("server.crt", Profile::Strict, &[]),
        ("server-rsa.crt", Profile::Strict, &[]),
        ("server-rsa2048.crt", Profile::Default, &[]),
        ("server-rsa2048.crt", Profile::Strict, &["CRT105 info"]),
        ("rsa1024.crt", Profile::Default, &["CRT105 error"]),
        ("p224.crt", Profile::Default, &["CRT105 error"]),
        ("sha1.crt", Profile::Default, &["CRT106 error"]),
        ("self-signed.crt", Profile::Default, &[]),
    ];
    for (file, profile, expected) in rows {
        assert_eq!(found_in_file(file, Settings { profile, ..at(Some(NOW)) }), expected, "{file}");
    }
}

/// Each row is the fixture for the server, for the peer, and what is found.
#[test]
fn certificates_of_a_server() {
    let rows: [(&str, &str, &[&str]); 14] = [
        ("server.crt", "peer.crt", &[]),
        ("server-rsa.crt", "peer.crt", &["CRT109 error"]),
        ("no-san.crt", "peer.crt", &["CRT107 error", "CRT109 error"]),
        ("server.crt", "no-san.crt", &["CRT107 error", "CRT109 error"]),
        ("server-only.crt", "peer.crt", &["CRT108 warning", "CRT109 error"]),
        ("client.crt", "peer.crt", &["CRT107 error", "CRT108 error", "CRT109 error"]),
        ("server.crt", "server-only.crt", &["CRT108 error", "CRT109 error"]),
        ("no-eku.crt", "peer.crt", &["CRT109 error"]),
        ("headless.crt", "peer.crt", &["CRT109 error", "CRT118 error"]),
        ("wildcard.crt", "peer.crt", &["CRT109 error", "CRT116 warning", "CRT118 error"]),
        ("self-signed.crt", "peer.crt", &["CRT109 error", "CRT117 warning"]),
        ("chained.crt", "peer.crt", &["CRT109 error", "CRT110 warning"]),
        ("masters.crt", "peer.crt", &["CRT107 error", "CRT108 error", "CRT109 error", "CRT110 warning"]),
        ("peer.crt", "peer.crt", &["CRT109 error", "CRT120 info"]),
    ];
    for (server, peer, expected) in rows {
        let text = etcd(&PEER)
            + &secret(&[
                ("server.crt", server),
                ("server.key", "server.key"),
                ("peer.crt", peer),
                ("peer.key", "peer.key"),
                ("ca.crt", "ca.crt"),
            ]);
        assert_eq!(found(&text), expected, "{server} {peer}");
    }
}

/// One file for both sides of a server is shared by nobody else, nor is a file of a node that two pods name there.
#[test]
fn a_file_that_is_used_twice() {
    let both = ["--peer-cert-file=/pki/server.crt", "--peer-key-file=/pki/server.key"];
    let certs = secret(&[("server.crt", "server.crt"), ("server.key", "server.key"), ("ca.crt", "ca.crt")]);
    assert!(found(&(etcd(&both) + &certs)).is_empty());
    let on_node =
        etcd(&[]).replace("secret: {secretName: etcd-certs}", "hostPath: {path: /etc/kubernetes/pki/etcd}");
    let files = [
        ("manifests/etcd.yaml", on_node.as_str()),
        ("manifests/events.yaml", &on_node.replace("metadata: {name: etcd}", "metadata: {name: events}")),
        ("pki/etcd/server.crt", &fixture("server.crt")),
        ("pki/etcd/ca.crt", &fixture("ca.crt")),
    ];
    assert!(certificate_findings(&report(&files, at(Some(NOW)))).is_empty());
}

#[test]
fn the_gateway_needs_client_auth_only_where_it_dials_with_the_certificate() {
    let certs = secret(&[("server.crt", "server-only.crt"), ("ca.crt", "ca.crt")]);
    for (flags, expected) in [
        (vec![], vec!["CRT108 warning"]),
        (vec!["--enable-grpc-gateway=true"], vec!["CRT108 warning"]),
        (vec!["--enable-grpc-gateway=1"], vec!["CRT108 warning"]),
        (vec!["--enable-grpc-gateway=false"], vec![]),
        (vec!["--enable-grpc-gateway=0"], vec![]),
        (vec!["--enable-grpc-gateway=F"], vec![]),
        (vec!["--enable-grpc-gateway=maybe"], vec![]),
        (vec!["--client-cert-file=/x"], vec![]),
    ] {
        assert_eq!(found(&(etcd(&flags) + &certs)), expected, "{flags:?}");
    }
    let without_mtls =
        etcd(&[]).replace("    - --trusted-ca-file=/pki/ca.crt\n", "").replace("auth=true", "auth=false");
    assert!(found(&(without_mtls + &certs)).is_empty());
}

/// Before 3.5 the gateway of an etcd with a configuration file is off unless the file says otherwise.
#[test]
fn the_default_of_the_gateway_in_a_configuration_file() {
    let certs = secret(&[("server.crt", "server-only.crt"), ("ca.crt", "ca.crt")]);
    let etcd = |tag: &str, gateway: &str| {
        format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: etcd}}
spec:
  volumes: [{{name: pki, secret: {{secretName: etcd-certs}}}}, {{name: conf, configMap: {{name: conf}}}}]
  containers:
  - name: etcd
    image: registry.k8s.io/etcd:{tag}
    volumeMounts: [{{name: pki, mountPath: /pki}}, {{name: conf, mountPath: /conf}}]
    command: [etcd, --config-file=/conf/etcd.yaml]
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: conf}}
data:
  etcd.yaml: |
    listen-client-urls: https://10.0.0.4:2379
    advertise-client-urls: https://10.0.0.4:2379
    {gateway}
    client-transport-security: {{cert-file: /pki/server.crt, key-file: /pki/server.key, trusted-ca-file: /pki/ca.crt}}
---
"
        )
    };
    let rows: [(&str, &str, &[&str]); 4] = [
        ("3.4.13-0", "", &[]),
        ("3.4.13-0", "enable-grpc-gateway: true", &["CRT108 warning"]),
        ("3.5.24-0", "", &["CRT108 warning"]),
        ("3.5.24-0", "enable-grpc-gateway: false", &[]),
    ];
    for (tag, gateway, expected) in rows {
        assert_eq!(found(&(etcd(tag, gateway) + &certs)), expected, "{tag} {gateway}");
    }
}

#[test]
fn a_peers_certificate_needs_client_auth_only_where_members_ask_for_it() {
    let certs = secret(&[("peer.crt", "server-only.crt"), ("ca.crt", "ca.crt")]);
    let without_ca = &PEER[..2];
    let with = |flags: &[&'static str], more: &'static str| [flags, &[more]].concat();
    let rows: [(Vec<&str>, &[&str]); 6] = [
        (PEER.to_vec(), &["CRT108 error"]),
        (without_ca.to_vec(), &[]),
        (with(without_ca, "--peer-client-cert-auth=true"), &["CRT108 error"]),
        (with(&PEER, "--peer-client-cert-auth=false"), &["CRT108 error"]),
        (with(&PEER, "--peer-client-cert-file=/pki/dial.crt"), &[]),
        (with(&PEER, "--peer-client-cert-file="), &["CRT108 error"]),
    ];
    for (flags, expected) in rows {
        assert_eq!(found(&(etcd(&flags) + &certs)), expected, "{flags:?}");
    }
}

/// What etcd shows where it is a client itself is opened with what it shows as a server.
#[test]
fn the_certificate_with_which_etcd_dials() {
    const FLAGS: [&str; 2] = ["--client-cert-file=/pki/dial.crt", "--client-key-file=/pki/dial.key"];
    let rows: [(&str, &str, &[&str]); 3] = [
        ("client.crt", "client.key", &[]),
        ("client.crt", "peer.key", &["CRT109 error"]),
        ("server-only.crt", "ca.crt", &["CRT108 warning", "CRT114 error"]),
    ];
    for (certificate, key, expected) in rows {
        let certs = secret(&[("dial.crt", certificate), ("dial.key", key), ("ca.crt", "ca.crt")]);
        assert_eq!(found(&(etcd(&FLAGS) + &certs)), expected, "{certificate} {key}");
    }
    let certs = secret(&[("dial.crt", "server-only.crt")]);
    let without_mtls =
        etcd(&FLAGS).replace("    - --trusted-ca-file=/pki/ca.crt\n", "").replace("auth=true", "auth=false");
    assert!(found(&(without_mtls + &certs)).is_empty(), "nobody asks for it");
}

#[test]
fn a_certificate_that_etcd_does_not_open_is_refused_by_nobody() {
    let certs = secret(&[("server.crt", "client.crt"), ("ca.crt", "ca.crt")]);
    for (scheme, severity) in [("http", "warning"), ("https", "error")] {
        let url = format!("{scheme}://127.0.0.1:2379");
        let expected = ["CRT107", "CRT108"].map(|id| format!("{id} {severity}"));
        assert_eq!(found(&(etcd_on(&url, &url, &[]) + &certs)), expected, "{scheme}");
    }
}

#[test]
fn keys_of_all_forms() {
    let rows: [(&str, &str, &[&str]); 12] = [
        ("server.crt", "server.key", &[]),
        ("server-ed25519.crt", "server-ed25519.key", &[]),
        ("server-ed25519.crt", "peer-ed25519.key", &["CRT109 error"]),
        ("server.crt", "server-ed25519.key", &["CRT109 error"]),
        ("server.crt", "server-sec1.key", &[]),
        ("server-rsa.crt", "server-rsa.key", &[]),
        ("server-rsa.crt", "server-rsa-pkcs1.key", &[]),
        ("server.crt", "server-rsa-pkcs1.key", &["CRT109 error"]),
        ("server.crt", "peer.key", &["CRT109 error"]),
        ("server-rsa.crt", "server-sec1.key", &["CRT109 error"]),
        ("server.crt", "encrypted.key", &["CRT115 error"]),
        ("server.crt", "encrypted-sec1.key", &["CRT115 error"]),
    ];
    for (certificate, key, expected) in rows {
        let text = secret(&[("tls.crt", certificate), ("tls.key", key), ("ca.crt", "ca.crt")]);
        assert_eq!(found(&text), expected, "{certificate} {key}");
        let files = [("pki/etcd/server.crt", fixture(certificate)), ("pki/etcd/server.key", fixture(key))];
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(
            certificate_findings(&report(&files, at(Some(NOW)))),
            expected,
            "files {certificate} {key}"
        );
    }
    let app = object("Secret", "app", &[("tls.crt", "server.crt"), ("tls.key", "encrypted.key")]);
    assert_eq!(found(&app), ["CRT115 warning"]);
}

#[test]
fn issuers() {
    let rows: [(&str, &str, &[&str], &[&str]); 13] = [
        ("server.crt", "ca.crt", &[], &[]),
        ("server.crt", "renewed-ca.crt", &[], &[]),
        ("peer.crt", "other-ca.crt", &[], &["CRT110 error"]),
        ("server.crt", "other-ca.crt", &[], &["CRT110 warning"]),
        ("server.crt", "cluster-ca.crt", &[], &["CRT110 warning"]),
        ("peer.crt", "cluster-ca.crt", &["ca.crt"], &["CRT110 error"]),
        ("server.crt", "cluster-ca.crt", &["ca.crt"], &["CRT110 warning"]),
        ("chained.crt", "ca.crt", &[], &["CRT110 warning"]),
        ("chained.crt", "ca.crt", &["intermediate.crt"], &["CRT110 warning"]),
        ("chained.crt", "intermediate.crt", &[], &[]),
        ("chained.crt", "cluster-ca.crt", &["intermediate.crt", "ca.crt"], &["CRT110 warning"]),
        ("server.crt", "no-ca.crt", &[], &["CRT111 error"]),
        ("self-signed.crt", "self-signed.crt", &[], &[]),
    ];
    for (leaf, ca, others, expected) in rows {
        // What members have for each other is for certificates of both sides.
        let name = if leaf == "peer.crt" { "peer.crt" } else { "server.crt" };
        let mut text = secret(&[(name, leaf), ("ca.crt", ca)]);
        for other in others {
            text += &object("ConfigMap", "trust", &[("bundle.crt", other)]);
        }
        assert_eq!(found(&text), expected, "{leaf} {ca} {others:?}");
    }
    let chain = fixture("chained.crt") + &fixture("intermediate.crt");
    let files = [("pki/etcd/server.crt", chain.as_str()), ("pki/etcd/ca.crt", &fixture("ca.crt"))];
    assert!(certificate_findings(&report(&files, at(Some(NOW)))).is_empty(), "a chain that is sent");
}

/// A kube-apiserver that takes the files of Secret `etcd-certs`.
fn apiserver_with_certificates() -> String {
    "apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  volumes: [{name: pki, secret: {secretName: etcd-certs}}]
  containers:
  - name: api
    image: registry.k8s.io/kube-apiserver:v1.34.0
    volumeMounts: [{name: pki, mountPath: /pki}]
    command:
    - kube-apiserver
    - --etcd-servers=https://10.0.0.4:2379
    - --etcd-cafile=/pki/ca.crt
    - --etcd-certfile=/pki/client.crt
---
"
    .to_owned()
}

/// What etcd takes for the CA of its clients says nothing of its own certificate, and what kube-apiserver
/// takes for the CA of etcd says nothing of its own one, unless both take the same file.
#[test]
fn a_ca_is_held_against_what_it_verifies() {
    let server = ("server.crt", "server.crt");
    let client = ("client.crt", "client.crt");
    let http = || etcd_on("http://10.0.0.4:2379", "http://10.0.0.4:2379", &[]);
    let api = apiserver_with_certificates;
    type Files<'a> = &'a [(&'a str, &'a str)];
    let rows: [(String, Files, &[&str]); 7] = [
        (etcd(&[]), &[server], &["CRT110 warning"]),
        (etcd(&["--enable-grpc-gateway=false"]), &[server], &[]),
        (etcd(&["--client-cert-file=/pki/client.crt"]), &[server], &[]),
        (api(), &[client], &[]),
        (etcd(&[]) + &api(), &[server, client], &["CRT110 error", "CRT110 error"]),
        (http() + &api(), &[server, client], &[]),
        (String::new(), &[server, client], &["CRT110 warning", "CRT110 warning"]),
    ];
    for (pods, files, expected) in rows {
        let found = |ca| {
            let bundle = object("ConfigMap", "trust", &[("bundle.crt", "ca.crt")]);
            found(&(pods.clone() + &secret(&[files, &[("ca.crt", ca)]].concat()) + &bundle))
        };
        assert_eq!(found("cluster-ca.crt"), expected, "{pods}");
        assert_eq!(found("other-ca.crt"), expected, "{pods}");
        assert!(found("ca.crt").is_empty(), "{pods}");
    }
    let peer = secret(&[("peer.crt", "peer.crt"), ("ca.crt", "other-ca.crt")]);
    assert_eq!(found(&(etcd(&PEER) + &peer)), ["CRT110 error"]);
}

#[test]
fn ca_files() {
    let bundle = fixture("ca.crt") + &fixture("no-ca.crt");
    let rows: [(&str, String, &[&str]); 5] = [
        ("ca.crt", fixture("ca.crt"), &[]),
        ("ca.crt", fixture("no-ca.crt"), &["CRT111 error"]),
        ("pki/etcd/ca.crt", bundle.clone(), &["CRT111 warning"]),
        ("pki/etcd/other.crt", bundle, &[]),
        ("ca.crt", fixture("ca.key"), &[]),
    ];
    for (name, text, expected) in rows {
        let found = certificate_findings(&report(&[(name, &text)], at(Some(NOW))));
        assert_eq!(found, expected, "{name}");
    }
    let config_map = object("ConfigMap", "trust", &[("ca.crt", "no-ca.crt")]);
    assert_eq!(found(&config_map), ["CRT111 error"]);
}

#[test]
fn keys_of_authorities() {
    let ca = [("tls.crt", "ca.crt"), ("tls.key", "ca.key")];
    assert_eq!(found(&object("Secret", "etcd-ca", &ca)), ["CRT112 warning"]);
    let typed = object("Secret", "prod-etcd", &ca).replace("data:", "type: cluster.x-k8s.io/secret\ndata:");
    assert_eq!(found(&typed), ["CRT112 info"]);
    let leaf = [("tls.crt", "server.crt"), ("tls.key", "server.key"), ("ca.crt", "ca.crt")];
    assert!(found(&object("Secret", "etcd", &leaf)).is_empty());
}

#[test]
fn private_keys_in_the_open() {
    let key = fixture("server.key");
    assert_eq!(found(&object("ConfigMap", "certs", &[("server.key", "server.key")])), ["CRT113 error"]);
    let pod = |fields: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\n{fields}");
    let quoted = serde_json::Value::from(key.as_str()).to_string();
    let inner = serde_json::Value::from(format!("{{\"key\": {quoted}}}")).to_string();
    let rows = [
        (pod(&format!("spec: {{containers: [{{name: a, env: [{{name: K, value: {quoted}}}]}}]}}\n")), true),
        (pod(&format!("spec: {{containers: [{{name: a, args: [run, {quoted}]}}]}}\n")), true),
        (format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a, annotations: {{k: {inner}}}}}\n"), true),
        (pod(&format!("spec: {{other: {quoted}}}\n")), false),
        (pod("spec: {containers: [{name: a, args: ['grep PRIVATE KEY']}]}\n"), false),
    ];
    for (text, expected) in rows {
        let expected: &[&str] = if expected { &["CRT113 error"] } else { &[] };
        assert_eq!(found(&text), expected, "{}", &text[..60]);
    }
    assert!(found(&secret(&[("server.key", "server.key")])).is_empty());
    assert!(found(&object("ConfigMap", "certs", &[("server.key", "encrypted.key")])) == ["CRT115 warning"]);
}

#[test]
fn damaged_pem() {
    let whole = fixture("server.crt");
    let body = |text: String| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: x}}\ndata: {{tls.crt: {}}}\n",
            STANDARD.encode(text)
        )
    };
    let rows: [(String, &[&str]); 8] = [
        (whole.clone(), &[]),
        (whole.replace('\n', "\r\n"), &[]),
        (whole.replace('\n', "\\n"), &["CRT114 error"]),
        (whole.replace('\n', " "), &["CRT114 error"]),
        (whole.replace("-----END CERTIFICATE-----\n", ""), &["CRT114 error"]),
        (whole.replace("\n", "\n  "), &["CRT114 error"]),
        (whole.replacen("M", "N", 4), &["CRT114 error"]),
        (STANDARD.encode(&whole), &["CRT114 error"]),
    ];
    for (text, expected) in rows {
        assert_eq!(found(&body(text.clone())), expected, "{text}");
    }
    let in_a_manifest = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata:\n  values.yaml: |\n    ca: |\n      {}",
        whole.replace('\n', "\n      ")
    );
    assert!(found(&in_a_manifest).is_empty(), "PEM in another text is none of its own");
}

#[test]
fn base64_twice_is_mended_for_certificates_alone() {
    let text = |inner: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: x}}\ndata:\n  tls.crt: {}\n",
            STANDARD.encode(inner)
        )
    };
    for (file, has_edits) in [("server.crt", true), ("server.key", false)] {
        let right = STANDARD.encode(fixture(file));
        let report = report(&[("s.yaml", &text(&right))], at(Some(NOW)));
        let fix = report.findings.iter().find_map(|finding| finding.fix.as_ref()).unwrap();
        assert_eq!(
            fix.edits.iter().map(|edit| edit.text.contains(&right)).collect::<Vec<_>>(),
            vec![true; has_edits.into()],
            "{file}"
        );
    }
}

#[test]
fn hosts() {
    let certs = |file| secret(&[("server.crt", file), ("ca.crt", "ca.crt")]);
    let apiserver = |servers: &str, flags: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: api}}\nspec: {{volumes: [{{name: pki, secret: {{secretName: etcd-certs}}}}], containers: [{{name: api, image: registry.k8s.io/kube-apiserver:v1.34.0, volumeMounts: [{{name: pki, mountPath: /pki}}], command: [kube-apiserver, '--etcd-servers={servers}'{flags}]}}]}}\n---\n"
        )
    };
    let same_ca = ", --etcd-cafile=/pki/ca.crt";
    let good = "https://10.0.0.4:2379";
    let rows: [(&str, &str, &str, &[&str]); 18] = [
        (good, good, "", &[]),
        (good, "https://10.0.0.5:2379", "https://10.0.0.4:2379", &["CRT118 warning"]),
        (good, "https://10.0.0.5:2379", "https://10.0.0.5:2379", &["CRT118 error"]),
        ("https://0.0.0.0:2379", good, "", &[]),
        (good, "https://10.0.0.5:2379", "", &["CRT118 error"]),
        (good, "http://10.0.0.5:2379", "", &[]),
        (good, "https://etcd-1:2379,https://ETCD-1.:2379", "", &[]),
        (good, "https://etcd-2:2379", "", &["CRT118 error"]),
        (good, "https://etcd-2:2379,https://etcd-2:12379", "", &["CRT118 error"]),
        (good, "https://$(HOST):2379", "", &[]),
        (good, "https://$(HOST):2379,https://etcd-2:2379", "", &["CRT118 info"]),
        ("https://127.0.0.2:2379", good, "", &["CRT118 warning"]),
        (good, good, "https://10.0.0.9:2379", &["CRT118 error"]),
        (good, good, "https://10.0.0.9:2379,https://10.0.0.4:2379", &[]),
        (good, good, "https://10.0.0.9:2379', '--etcd-servers-overrides=/events#https://10.0.0.8:2379", &[]),
        (good, "https://[::ffff:10.0.0.4]:2379", "", &[]),
        (good, "https://[::ffff:10.0.0.9]:2379", "", &["CRT118 error"]),
        (good, "https://[::ffff:0.0.0.0]:2379", "", &[]),
    ];
    for (listen, advertise, servers, expected) in rows {
        let pod = etcd_on(listen, advertise, &[]).replace(
            "    command:",
            "    env: [{name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]\n    command:",
        );
        let beside = if servers.is_empty() { String::new() } else { apiserver(servers, same_ca) };
        assert_eq!(
            found(&(pod + &certs("server.crt") + &beside)),
            expected,
            "{listen} {advertise} {servers}"
        );
    }
    let two = etcd(&[]) + &etcd_on(good, "https://etcd-1:2379", &[]).replace("name: etcd}", "name: events}");
    let beside = apiserver("https://10.0.0.9:2379", same_ca);
    let both = found(&(two + &certs("server.crt") + &beside));
    assert_eq!(both, ["CRT120 info"], "it may be the other one's");
    // Nothing but one of these says that the only etcd of the input is that of the kube-apiserver.
    let pod = |name: &str| {
        etcd(&[]).replace("metadata: {name: etcd}", &format!("metadata: {{name: {name}, namespace: a}}"))
    };
    let certs_of_a = certs("server.crt").replace("{name: etcd-certs}", "{name: etcd-certs, namespace: a}");
    for (host, is_it) in [
        ("etcd.prod.example.com", false),
        ("10.0.0.9", false),
        ("data", true),
        ("data.a", true),
        ("data.b", false),
        ("data.a.svc", true),
        ("data.a.svc.cluster.local", true),
        ("data-0.data.a.svc", true),
        ("data-0.data", true),
        ("data-client.a.svc", false),
        ("data.a.example.com", false),
    ] {
        let beside = apiserver(&format!("https://{host}:2379"), "");
        let expected: &[&str] = if is_it { &["CRT118 error"] } else { &[] };
        assert_eq!(found(&(pod("data") + &certs_of_a + &beside)), expected, "{host}");
    }
    // So does an address: one of the machine itself where both are on it.
    let listen = "https://127.0.0.1:2379,https://10.0.0.4:2379";
    for (server, is_api_on_host, is_etcd_on_host, is_it) in [
        ("https://10.0.0.4:2379", false, false, true),
        ("https://127.0.0.1:2379", true, true, true),
        ("https://127.0.0.1:2379", true, false, false),
        ("https://127.0.0.1:2379", false, true, false),
        ("https://127.0.0.1:2379", false, false, false),
    ] {
        let pod = etcd_on(listen, "https://10.0.0.5:2379", &[])
            .replace("spec:\n", &format!("spec:\n  hostNetwork: {is_etcd_on_host}\n"));
        let beside =
            apiserver(server, "").replace("spec: {", &format!("spec: {{hostNetwork: {is_api_on_host}, "));
        let expected = if is_it { ["CRT118 warning"] } else { ["CRT118 error"] };
        assert_eq!(
            found(&(pod + &certs("server.crt") + &beside)),
            expected,
            "{server} {is_api_on_host} {is_etcd_on_host}"
        );
    }
    let peers = [
        &PEER[..],
        &[
            "--initial-advertise-peer-urls=https://10.0.0.4:2380",
            "--initial-cluster=etcd-1=https://10.0.0.7:2380,b=https://10.0.0.8:2380",
        ],
    ]
    .concat();
    let certs = secret(&[("peer.crt", "peer.crt"), ("ca.crt", "ca.crt")]);
    assert_eq!(found(&(etcd(&peers) + &certs)), ["CRT118 error"]);
    let unnamed = etcd(&peers).replace("    - --name=etcd-1\n", "");
    assert!(found(&(unnamed.clone() + &certs)).is_empty(), "it is neither of the two");
    assert_eq!(found(&(unnamed.replace("=etcd-1=", "=default=") + &certs)), ["CRT118 error"]);
    let alone = etcd(&peers).replace(",b=https://10.0.0.8:2380", "");
    assert_eq!(found(&(alone + &certs)), ["CRT118 warning"], "there is no other member yet");
}

#[test]
fn administrators() {
    let secret =
        |file, beside: &str| object("Secret", "apiserver-etcd-client", &[("tls.crt", file)]) + beside;
    assert_eq!(found(&secret("masters.crt", "")), ["CRT121 info"]);
    assert!(found(&secret("etcd-masters.crt", "")).is_empty());
    assert!(found(&secret("client.crt", "")).is_empty());
    let own = |ca: &str| {
        let files =
            [("pki/apiserver-etcd-client.crt", fixture("masters.crt")), ("pki/ca.crt", ca.to_owned())];
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        certificate_findings(&report(&files, at(Some(NOW))))
    };
    assert_eq!(own(&fixture("cluster-ca.crt")), ["CRT121 info"]);
    assert!(own(&fixture("ca.crt")).is_empty(), "another CA signed it");
    assert!(own(&ca("kubernetes", 1).pem()).is_empty(), "so did one of the same name with another key");
}

#[test]
fn monitoring_is_opt_in() {
    let certs = secret(&[("server.crt", "server.crt")]);
    let settings = || Settings { enabled: ["CRT122".to_owned()].into(), ..at(Some(NOW)) };
    let found = |text: &str| certificate_findings(&report(&[("a.yaml", text)], settings()));
    let certificate = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: etcd}\n";
    let exporter = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: x}\nspec: {template: {spec: {containers: [{name: x, image: enix/x509-certificate-exporter:3.19}]}}}\n";
    let renewed = certs.replace(
        "{name: etcd-certs}",
        "{name: etcd-certs, annotations: {cert-manager.io/certificate-name: etcd}}",
    );
    let of_others = certs.replace("etcd-certs", "app").replace("server.crt:", "tls.crt:");
    assert_eq!(found(&certs), ["CRT122 info"]);
    let named = |secret: &str| format!("{certs}{certificate}spec: {{secretName: {secret}}}\n");
    assert_eq!(found(&named("app")), ["CRT122 info"]);
    for text in
        [named("etcd-certs"), certs.clone() + certificate, certs.clone() + exporter, renewed, of_others]
    {
        assert!(found(&text).is_empty(), "{text}");
    }
}

#[test]
fn certificates_that_nobody_of_ours_uses_are_judged_by_themselves_alone() {
    for file in ["no-san.crt", "server-only.crt", "wildcard.crt", "self-signed.crt", "masters.crt"] {
        assert!(found(&object("Secret", "app", &[("tls.crt", file)])).is_empty(), "{file}");
    }
}

#[test]
fn files_of_cluster_api_and_of_nodes_are_joined_by_path() {
    let indented = |file: &str| fixture(file).replace('\n', "\n        ");
    let text = format!(
        "apiVersion: bootstrap.cluster.x-k8s.io/v1beta1\nkind: KubeadmConfig\nmetadata: {{name: x}}\nspec:\n  files:\n  - path: /etc/kubernetes/pki/etcd/server.crt\n    content: |\n        {}\n  - path: /etc/kubernetes/pki/etcd/ca.crt\n    content: |\n        {}\n",
        indented("no-san.crt"),
        indented("other-ca.crt")
    );
    assert_eq!(found(&text), ["CRT107 error", "CRT110 error"]);
    let pod =
        etcd(&[]).replace("secret: {secretName: etcd-certs}", "hostPath: {path: /etc/kubernetes/pki/etcd}");
    let files = [
        ("manifests/etcd.yaml", pod.as_str()),
        ("pki/etcd/server.crt", &fixture("server.crt")),
        ("pki/etcd/server.key", &fixture("peer.key")),
        ("pki/etcd/ca.crt", &fixture("other-ca.crt")),
    ];
    assert_eq!(certificate_findings(&report(&files, at(Some(NOW)))), ["CRT109 error", "CRT110 warning"]);
}

#[test]
fn findings_point_at_the_block() {
    let good = fixture("server.crt");
    let bad = fixture("sha1.crt");
    let file = format!("# text before\n{good}{bad}");
    let indented = file.replace('\n', "\n    ");
    let manifest = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: x}}\nstringData:\n  tls.crt: |\n    {indented}\n"
    );
    for (name, text) in [("a.crt", &file), ("a.yaml", &manifest)] {
        let report = report(&[(name, text)], at(Some(NOW)));
        let span = report.findings[0].site.span.as_ref().unwrap();
        assert_eq!(text[span.bytes.clone()].replace("\n    ", "\n"), bad.trim_end(), "{name}");
    }
}

#[test]
fn the_keys_of_etcds_ca_and_of_the_clusters_are_compared() {
    let api = "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  volumes: [{name: pki, secret: {secretName: cluster}}]\n  containers: [{name: api, image: registry.k8s.io/kube-apiserver:v1.34.0, command: [kube-apiserver, --client-ca-file=/pki/ca.crt], volumeMounts: [{name: pki, mountPath: /pki}]}]\n---\n";
    let found = |own: &str, cluster: &str| {
        let text = etcd(&[])
            + api
            + &secret(&[("ca.crt", own)])
            + &object("Secret", "cluster", &[("ca.crt", cluster)]);
        let report = report(&[("a.yaml", &text)], at(Some(NOW)));
        report.findings.iter().any(|finding| finding.rule.id == "ETCD118")
    };
    assert!(found("ca.crt", "ca.crt"), "other files, the same key");
    assert!(!found("ca.crt", "cluster-ca.crt"));
}

#[test]
fn damaged_certificates_and_keys_do_not_stop_the_linter() {
    for (file, label) in [("server.crt", "CERTIFICATE"), ("server-rsa-pkcs1.key", "RSA PRIVATE KEY")] {
        let text = fixture(file);
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(body).unwrap();
        for position in 0..der.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = der.clone();
                damaged[position] ^= flip;
                let pem = |der: &[u8]| {
                    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
                };
                let both = pem(&damaged) + &pem(&der[..position]);
                report(&[("pki/etcd/server.crt", &both)], at(Some(NOW)));
            }
        }
    }
}

/// The body of a private key must not get out by any way, whatever is wrong with it.
#[test]
fn no_byte_of_a_private_key_gets_out() {
    let key = fixture("server.key");
    let body: Vec<&str> = key.lines().filter(|line| !line.starts_with('-')).collect();
    let secrets: Vec<String> = body.iter().map(|line| line[..20].to_owned()).collect();
    let encoded = STANDARD.encode(&key);
    let damaged = [
        key.clone(),
        key.replace('\n', "\\n"),
        key.replace('\n', " "),
        key.replace("-----END PRIVATE KEY-----", ""),
        key.replace("PRIVATE KEY", "CERTIFICATE"),
        key.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        key.replace("\n", "\n "),
    ];
    let mut secrets = secrets;
    secrets.push(encoded[60..80].to_owned());
    for text in &damaged {
        let quoted = serde_json::Value::from(text.as_str());
        let manifests = [
            text.clone(),
            format!("kind: ConfigMap\napiVersion: v1\ndata: {{server.key: {quoted}}}\n"),
            format!("kind: Secret\napiVersion: v1\nstringData: {{tls.key: {quoted}}}\n"),
            format!(
                "kind: Secret\napiVersion: v1\ndata: {{tls.key: {}}}\n",
                STANDARD.encode(STANDARD.encode(text))
            ),
            format!("kind: ConfigMap\napiVersion: v1\nbinaryData: {{tls.key: {}}}\n", STANDARD.encode(text)),
            format!("kind: Pod\napiVersion: v1\nmetadata: {{annotations: {{a: {quoted}}}}}\n"),
        ];
        for manifest in &manifests {
            let mut linter = Linter::new(at(Some(NOW)));
            linter.add_text(Input { name: "a.yaml".to_owned(), ..Input::default() }, manifest);
            let before = format!("{linter:?}");
            let report = linter.finish();
            let after = format!("{report:?}");
            for secret in &secrets {
                assert!(!before.contains(secret) && !after.contains(secret), "{manifest:.40}");
            }
        }
    }
}

/// Files of kubeadm's folder for etcd, by their names there.
fn in_kubeadms_folder(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|(name, text)| (format!("pki/etcd/{name}"), *text)).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    certificate_findings(&report(&files, at(Some(NOW))))
}

/// The same, of a server that shows these certificates and of the CAs that others have.
fn served(sent: &[&Made], cas: &[&Made]) -> Vec<String> {
    let text = |certificates: &[&Made]| certificates.iter().map(|one| one.pem()).collect::<String>();
    in_kubeadms_folder(&[("server.crt", &text(sent)), ("ca.crt", &text(cas))])
}

/// Go tries the forms of a key one after the other, whatever the BEGIN line says.
#[test]
fn the_label_of_a_key_binds_nobody() {
    let sec1 = made::bytes(&fixture("server-sec1.key"));
    let pkcs1 = made::bytes(&fixture("server-rsa-pkcs1.key"));
    let (pkcs8, rsa) = (made::bytes(&fixture("server.key")), made::bytes(&fixture("server-rsa.key")));
    for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ANY PRIVATE KEY"] {
        for (der, own, other) in [
            (&sec1, "server.crt", "server-rsa.crt"),
            (&pkcs8, "server.crt", "peer.crt"),
            (&pkcs1, "server-rsa.crt", "server.crt"),
            (&rsa, "server-rsa.crt", "server-rsa2048.crt"),
        ] {
            let found = |certificate| {
                let files = [("server.crt", fixture(certificate)), ("server.key", made::pem(label, der))];
                in_kubeadms_folder(&files.each_ref().map(|(name, text)| (*name, text.as_str())))
            };
            assert!(found(own).is_empty(), "{label} {own}");
            assert_eq!(found(other), ["CRT109 error"], "{label} {other}");
        }
    }
    let garbage = der(0x30, &[&[2, 1, 0]]);
    let found = |label| in_kubeadms_folder(&[("server.key", &made::pem(label, &garbage))]);
    assert_eq!(found("PRIVATE KEY"), ["CRT114 error"]);
    assert!(
        found("OPENSSH PRIVATE KEY").is_empty(),
        "that has a form of its own, and nobody is seen to load it"
    );
}

/// Go does not look at the public half of a key, which may be written in two ways.
#[test]
fn a_compressed_public_half_is_not_compared() {
    let compressed = der(0xa1, &[&der(3, &[&[0, 2], &[7; 32]])]);
    let key = der(0x30, &[&[2, 1, 1], &der(4, &[&[9; 32]]), &der(0xa0, &[made::P256]), &compressed]);
    let key = made::pem("EC PRIVATE KEY", &key);
    assert!(in_kubeadms_folder(&[("server.crt", &fixture("server.crt")), ("server.key", &key)]).is_empty());
}

/// Each row is what Go 1.26 and etcd 3.4.23 load.
#[test]
fn certificates_are_read_as_leniently_as_go_does() {
    let root = ca("etcd-ca", 1);
    let good = leaf("server", "etcd-ca", 1);
    let names = |more: &[u8]| der(0x30, &[&der(0x82, &[b"localhost"]), more]);
    let mut twice = good.clone();
    twice.extensions.extend(good.extensions.clone());
    let rows: [(&str, Made, &[&str]); 19] = [
        ("as it is", good.clone(), &[]),
        ("year 1", Made { from: (0x18, "00010101000000Z"), ..good.clone() }, &[]),
        ("year 1950", Made { from: (0x17, "500101000000Z"), ..good.clone() }, &[]),
        ("no seconds", Made { from: (0x17, "2601010000Z"), ..good.clone() }, &[]),
        ("a zone", Made { from: (0x17, "260101000000+0100"), ..good.clone() }, &[]),
        ("a day that is none", Made { to: (0x18, "20270229000000Z"), ..good.clone() }, &["CRT114 info"]),
        ("a long key usage", good.clone().with(made::KEY_USAGE, vec![3, 4, 0, 0x80, 0, 0]), &[]),
        ("a padded key usage", good.clone().with(made::KEY_USAGE, vec![3, 2, 0, 0xa0]), &[]),
        ("an empty key usage", good.clone().with(made::KEY_USAGE, vec![3, 1, 0]), &[]),
        ("no usages", good.clone().with(made::USAGES, der(0x30, &[])), &[]),
        ("any usage", good.clone().with(made::USAGES, der(0x30, &[&[6, 4, 0x55, 0x1d, 0x25, 0]])), &[]),
        ("an X.400 name", good.clone().with(made::NAMES, names(&der(0xa3, &[&[0x30, 0]]))), &[]),
        ("an EDI name", good.clone().with(made::NAMES, names(&der(0xa5, &[&[0xa1, 0]]))), &[]),
        (
            "no DNS name",
            good.clone().with(made::NAMES, names(&der(0x82, &["ü".as_bytes()]))),
            &["CRT114 info"],
        ),
        ("no address", good.clone().with(made::NAMES, names(&[0x87, 5, 1, 2, 3, 4, 5])), &["CRT114 info"]),
        ("a padded serial number", Made { serial: vec![0, 1], ..good.clone() }, &["CRT114 info"]),
        ("an extension twice", twice, &["CRT114 info"]),
        ("serial number 0", Made { serial: vec![0], ..good.clone() }, &[]),
        ("serial number -1", Made { serial: vec![0xff], ..good.clone() }, &["CRT114 warning"]),
    ];
    for (what, certificate, expected) in rows {
        assert_eq!(served(&[&certificate], &[&root]), expected, "{what}");
    }
    for (tag, text, is_read) in [
        (0x0c, &b"server"[..], true),
        (0x0c, b"\xff", false),
        (0x13, b"a*b", true),
        (0x13, b"a@b", false),
        (0x1e, b"\0e\0t", true),
        (0x1a, b"server", false),
    ] {
        let written = made::bytes(&good.pem());
        let name = der(0x0c, &[b"server"]);
        let at = written.windows(name.len()).position(|window| window == name).unwrap();
        let mut padded = text.to_vec();
        padded.resize(6, if tag == 0x1e { 0 } else { b'x' });
        let changed = [&written[..at], &der(tag, &[&padded]), &written[at + name.len()..]].concat();
        let files = [("server.crt", made::pem("CERTIFICATE", &changed)), ("ca.crt", root.pem())];
        let found = in_kubeadms_folder(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
        let expected: &[&str] = if is_read { &[] } else { &["CRT114 info"] };
        assert_eq!(found, expected, "{tag:x} {text:?}");
    }
    let endless = ca("etcd-ca", 1).with(made::CONSTRAINTS, der(0x30, &[&[1, 1, 0xff, 2, 2, 3, 0xe8]]));
    assert!(served(&[&good], &[&endless]).is_empty());
    let odd = good.pem().replace("\n-----END", "B=\n-----END").replace("B=\n", "\n");
    assert!(in_kubeadms_folder(&[("server.crt", &odd)]).is_empty());
}

/// Each row is what a server sends, the CAs that others have, and what is found.
#[test]
fn all_chains_are_looked_at() {
    let (root, other) = (ca("root", 1), ca("other", 2));
    let (old, new) = (ca("between", 3).by("root", 1), ca("between", 4).by("root", 1));
    let (by_root, by_other) = (ca("cross", 5).by("root", 1), ca("cross", 5).by("other", 2));
    let (server, crossed) = (leaf("server", "between", 4), leaf("server", "cross", 5));
    let depth = |number| der(0x30, &[&[1, 1, 0xff, 2, 1, number]]);
    let shallow = ca("root", 1).with(made::CONSTRAINTS, depth(0));
    let deep = ca("root", 1).with(made::CONSTRAINTS, depth(1));
    let clients = ca("root", 1).with(made::USAGES, der(0x30, &[made::CLIENT_AUTH]));
    let plain = leaf("between", "root", 1).with(made::KEY_ID, der(4, &[&[4; 20]]));
    let old_form = Made { version: 0, ..ca("between", 4).by("root", 1) };
    let names = |tag: u8, base: &[u8]| {
        ca("root", 1).with(made::NAME_CONSTRAINTS, der(0x30, &[&der(tag, &[&der(0x30, &[base])])]))
    };
    let loopback = names(0xa0, &der(0x87, &[&[127, 0, 0, 0, 255, 0, 0, 0]]));
    let ten = names(0xa0, &der(0x87, &[&[10, 0, 0, 0, 255, 0, 0, 0]]));
    let not_local = names(0xa1, &der(0x82, &[b"localhost"]));
    let of_directory = names(0xa0, &der(0xa4, &[&[0x30, 0]]));
    let [loopback_alone, of_directory_alone] = [&loopback, &of_directory].map(|made| {
        let mut made = made.clone();
        made.extensions.last_mut().unwrap().1 = true;
        made
    });
    let mut critical = leaf("server", "root", 1);
    critical.extensions.push((99, true, vec![5, 0]));
    type Row<'a> = (&'a str, &'a [&'a Made], &'a [&'a Made], &'a [&'a str]);
    let rows: [Row; 21] = [
        ("an old intermediate", &[&server, &new], &[&root, &old], &[]),
        ("only the old intermediate", &[&server], &[&root, &old], &["CRT110 error"]),
        ("two chains", &[&crossed, &by_root, &by_other], &[&other], &[]),
        ("two other chains", &[&crossed, &by_other, &by_root], &[&root], &[]),
        ("no chain", &[&crossed, &by_root], &[&other], &["CRT110 warning"]),
        ("deep enough", &[&server, &new], &[&deep], &[]),
        ("not deep enough", &[&server, &new], &[&shallow], &["CRT110 error"]),
        ("deep enough for a leaf", &[&leaf("server", "root", 1)], &[&shallow], &[]),
        ("a CA for clients", &[&leaf("server", "root", 1)], &[&clients], &["CRT110 error"]),
        ("a CA for its address", &[&leaf("server", "root", 1)], &[&loopback], &[]),
        ("a CA for its address alone", &[&leaf("server", "root", 1)], &[&loopback_alone], &[]),
        ("a CA for other addresses", &[&leaf("server", "root", 1)], &[&ten], &["CRT110 error"]),
        ("a CA not for its name", &[&leaf("server", "root", 1)], &[&not_local], &["CRT110 error"]),
        ("a CA for other things", &[&leaf("server", "root", 1)], &[&of_directory], &[]),
        ("a CA for unknown things", &[&leaf("server", "root", 1)], &[&of_directory_alone], &["CRT110 error"]),
        ("by one that is no CA", &[&server, &plain], &[&root], &["CRT110 error"]),
        ("by one of version 1", &[&server, &old_form], &[&root], &["CRT110 error"]),
        ("a root of version 1", &[&leaf("server", "root", 1)], &[&Made { version: 0, ..root.clone() }], &[]),
        ("what must not be overlooked", &[&critical], &[&root], &["CRT110 error"]),
        ("the name of its CA", &[&leaf("root", "root", 1)], &[&root], &[]),
        ("the name of its CA, and another key", &[&leaf("root", "root", 9)], &[&root], &["CRT110 error"]),
    ];
    for (what, sent, cas, expected) in rows {
        assert_eq!(served(sent, cas), expected, "{what}");
    }
    let roots = root.pem() + &other.pem();
    let chain = crossed.pem() + &by_root.pem();
    let found =
        in_kubeadms_folder(&[("server.crt", &chain), ("ca.crt", &other.pem()), ("old/x.crt", &roots)]);
    assert_eq!(found, ["CRT110 error"], "it leads to the other root");
    let not_sent = root.pem() + &by_other.pem();
    let found =
        in_kubeadms_folder(&[("server.crt", &chain), ("ca.crt", &other.pem()), ("old/x.crt", &not_sent)]);
    assert_eq!(found, ["CRT110 warning"], "the way to the CA is not sent");

    // What members and clients show is to be good for what they show it for.
    let own = |name, ca: &Made| {
        in_kubeadms_folder(&[(name, &leaf("etcd-1", "root", 1).pem()), ("ca.crt", &ca.pem())])
    };
    let servers = ca("root", 1).with(made::USAGES, der(0x30, &[made::SERVER_AUTH]));
    for (name, ca, expected) in [
        ("peer.crt", &clients, &["CRT110 error"][..]),
        ("peer.crt", &servers, &["CRT110 error"]),
        ("healthcheck-client.crt", &clients, &[]),
        ("healthcheck-client.crt", &servers, &["CRT110 error"]),
    ] {
        assert_eq!(own(name, ca), expected, "{name}");
    }
}

#[test]
fn a_root_with_the_name_of_the_ca() {
    let chain = leaf("server", "root", 9).pem() + &ca("root", 9).pem();
    let files = [("pki/etcd/server.crt", chain.as_str()), ("pki/etcd/ca.crt", &ca("root", 1).pem())];
    let message = report(&files, at(Some(NOW))).findings[0].message.clone();
    assert!(message.as_str().contains("has the issuer's name but another key identifier"), "{message}");
}

/// Go omits the identifier of the issuer's key where the names are the same.
#[test]
fn the_name_of_the_ca() {
    let server = leaf("root", "root", 0).without(made::ISSUER_KEY_ID);
    assert!(served(&[&server], &[&ca("root", 1)]).is_empty());
    assert_eq!(served(&[&server], &[&ca("other", 1)]), ["CRT117 warning"]);
    for (number, expected) in [(2, "CRT117 warning"), (3, "CRT110 warning")] {
        let own = leaf("root", "root", number).with(made::KEY_ID, der(4, &[&[2; 20]]));
        assert_eq!(served(&[&own], &[&ca("other", 1)]), [expected], "its key is number 2");
    }
}

/// A CA that was made anew for its key may have another identifier than before.
#[test]
fn identifiers_of_a_key() {
    use sha1::{Digest, Sha1};
    let again = ca("etcd-ca", 1);
    let by =
        |id: &[u8]| leaf("server", "etcd-ca", 0).with(made::ISSUER_KEY_ID, der(0x30, &[&der(0x80, &[id])]));
    let info = made::key(1);
    let point = &info[info.len() - 65..];
    let sha256 = |bytes: &[u8]| sha2::Sha256::digest(bytes)[..20].to_vec();
    let mut short = Sha1::digest(point)[12..].to_vec();
    short[0] = 0x40 | short[0] & 0x0f;
    for (id, expected) in [
        (vec![1; 20], true),
        (Sha1::digest(point).to_vec(), true),
        (Sha1::digest(&info).to_vec(), true),
        (sha256(point), true),
        (sha256(&info), true),
        (short, true),
        (vec![2; 20], false),
    ] {
        assert_eq!(served(&[&by(&id)], &[&again]).is_empty(), expected, "{id:?}");
    }
    assert!(served(&[&leaf("server", "etcd-ca", 0).without(made::ISSUER_KEY_ID)], &[&again]).is_empty());
}

/// A CA that is not valid does no harm where another one may stand in for it.
#[test]
fn cas_that_are_replaced() {
    let expiring = Made { to: (0x17, "261125000000Z"), ..ca("old", 1) };
    let soon = Made { to: (0x17, "261215000000Z"), ..ca("old", 1) };
    let early = Made { from: (0x17, "261201000000Z"), ..ca("next", 2) };
    let expired = Made { to: (0x17, "261110000000Z"), ..ca("present", 3).by("old", 1) };
    let present = ca("present", 3);
    let rows: [(&[&Made], &[&str]); 6] = [
        (&[&expiring], &["CRT102 error"]),
        (&[&expiring, &present], &["CRT102 warning"]),
        (&[&soon, &present], &["CRT102 info"]),
        (&[&early], &["CRT103 error"]),
        (&[&early, &present], &["CRT103 warning"]),
        (&[&early, &expired], &["CRT101 error", "CRT103 error"]),
    ];
    for (cas, expected) in rows {
        let text: String = cas.iter().map(|one| one.pem()).collect();
        assert_eq!(in_kubeadms_folder(&[("ca.crt", &text)]), expected);
    }
    let server = leaf("server", "present", 3);
    assert_eq!(served(&[&server, &expired], &[&present]), ["CRT101 warning"]);
    assert_eq!(served(&[&server, &expired], &[&ca("old", 1)]), ["CRT101 error"]);
}

/// Another CA of the file stands in for an expired one unless that alone signed what the server shows.
#[test]
fn an_old_ca_that_alone_signed_a_certificate() {
    let old = Made { to: (0x17, "261110000000Z"), ..ca("root", 1) };
    let server = leaf("server", "root", 1);
    for (other, expected) in
        [(ca("other", 2), "CRT101 error"), (ca("root", 2), "CRT101 error"), (ca("root", 1), "CRT101 warning")]
    {
        assert_eq!(served(&[&server], &[&old, &other]), [expected], "{}", other.subject);
    }
}

/// Nobody verifies the signature of what stands in the CA file.
#[test]
fn signatures_and_keys_that_go_does_not_know() {
    let root = ca("etcd-ca", 1);
    let rsa = |end: u8, parameters: &[u8]| {
        der(0x30, &[&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, end], parameters])
    };
    let pss = |digest: u8, salt: u8| {
        let oid = der(0x30, &[&[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, digest]]);
        rsa(10, &der(0x30, &[&der(0xa0, &[&oid]), &der(0xa2, &[&[2, 1, salt]])]))
    };
    let rows: [(Vec<u8>, bool); 10] = [
        (rsa(11, &[5, 0]), true),
        (rsa(13, &[5, 0]), true),
        (rsa(14, &[5, 0]), false),
        (rsa(5, &[5, 0]), false),
        (pss(1, 32), true),
        (pss(3, 64), true),
        (pss(1, 20), false),
        (rsa(10, &der(0x30, &[])), false),
        (der(0x30, &[&[6, 3, 0x2b, 0x65, 0x70]]), true),
        (der(0x30, &[&[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1]]), false),
    ];
    for (algorithm, is_known) in rows {
        let signed = Made { algorithm: algorithm.clone(), ..leaf("server", "etcd-ca", 1) };
        let expected: &[&str] = if is_known { &[] } else { &["CRT106 error"] };
        assert_eq!(served(&[&signed], &[&root]), expected, "{algorithm:?}");
        let anchor = Made { algorithm, ..ca("etcd-ca", 1).by("elsewhere", 7) };
        assert!(served(&[&leaf("server", "etcd-ca", 1)], &[&anchor]).is_empty());
    }
    let sha1 = Made { algorithm: rsa(5, &[5, 0]), ..ca("etcd-ca", 1).by("elsewhere", 7) };
    let found = certificate_findings(&report(&[("bundle.crt", &sha1.pem())], at(Some(NOW))));
    assert_eq!(found, ["CRT106 warning"], "it may be a CA file");

    let point = der(3, &[&[0, 4], &[7; 64]]);
    let info = |algorithm: &[&[u8]]| der(0x30, &[&der(0x30, algorithm), &point]);
    let rows: [(&str, Vec<u8>, bool); 5] = [
        ("P-256", info(&[made::EC, made::P256]), true),
        ("secp256k1", info(&[made::EC, &[6, 5, 0x2b, 0x81, 4, 0, 10]]), false),
        ("explicit", info(&[made::EC, &[0x30, 0]]), false),
        ("Ed25519", info(&[&[6, 3, 0x2b, 0x65, 0x70]]), true),
        ("Ed448", info(&[&[6, 3, 0x2b, 0x65, 0x71]]), false),
    ];
    for (what, key, is_known) in rows {
        let expected: &[&str] = if is_known { &[] } else { &["CRT105 error"] };
        assert_eq!(served(&[&Made { key, ..leaf("server", "etcd-ca", 1) }], &[&root]), expected, "{what}");
    }
    let modulus = |bytes: usize| {
        let number = der(2, &[&[0], &vec![0xff; bytes]]);
        let bits = der(3, &[&[0], &der(0x30, &[&number, &[2, 3, 1, 0, 1]])]);
        der(0x30, &[&rsa(1, &[5, 0]), &bits])
    };
    for (bytes, expected) in [(1024, &[][..]), (1025, &["CRT105 warning"])] {
        let large = Made { key: modulus(bytes), ..leaf("server", "etcd-ca", 1) };
        assert_eq!(served(&[&large], &[&root]), expected, "{bytes}");
    }
}

/// A certificate of version 1 cannot have names, and is a CA only where it is trusted as one.
#[test]
fn certificates_of_version_1() {
    for version in [0, 1] {
        let server = Made { version, ..leaf("server", "etcd-ca", 1) };
        assert_eq!(served(&[&server], &[&ca("etcd-ca", 1)]), ["CRT107 error"]);
        let own = Made { version, ..leaf("server", "server", 1) };
        assert_eq!(served(&[&own], &[&ca("etcd-ca", 1)]), ["CRT107 error", "CRT117 warning"]);
    }
    let life = |issuer| {
        let root = Made { version: 0, to: (0x17, "361029000000Z"), issuer, ..ca("etcd-ca", 1) };
        in_kubeadms_folder(&[("ca.crt", &root.pem())])
    };
    assert!(life("etcd-ca").is_empty(), "a CA may live for ten years");
    assert_eq!(life("elsewhere"), ["CRT104 info"]);
}

/// Each row is an extension of the one certificate in a CA file, and whether Go verifies others with it.
#[test]
fn what_makes_a_ca() {
    let rows: [(&str, u8, Vec<u8>, bool); 7] = [
        ("a CA and a path length", made::CONSTRAINTS, der(0x30, &[&[1, 1, 0xff, 2, 1, 1]]), true),
        ("no CA", made::CONSTRAINTS, der(0x30, &[&[1, 1, 0]]), false),
        ("a path length alone", made::CONSTRAINTS, der(0x30, &[&[2, 1, 1]]), false),
        ("keyCertSign", made::KEY_USAGE, vec![3, 2, 2, 4], true),
        ("digitalSignature", made::KEY_USAGE, vec![3, 2, 7, 0x80], false),
        ("decipherOnly", made::KEY_USAGE, vec![3, 3, 7, 0, 0x80], false),
        ("no key usage", made::KEY_USAGE, vec![3, 2, 0, 0], true),
    ];
    for (what, extension, value, is_ca) in rows {
        let expected: &[&str] = if is_ca { &[] } else { &["CRT111 warning"] };
        let root = ca("etcd-ca", 1).with(extension, value);
        assert_eq!(served(&[&leaf("server", "etcd-ca", 1)], &[&root]), expected, "{what}");
    }
}

#[test]
fn the_key_of_one_ca_of_a_bundle() {
    let bundle = fixture("long-ca.crt") + &fixture("ca.crt");
    let found = |name: &str| {
        let (certificate, key) = (format!("{name}.crt"), format!("{name}.key"));
        in_kubeadms_folder(&[(&certificate, &bundle), (&key, &fixture("ca.key"))])
    };
    assert!(found("ca").is_empty());
    assert_eq!(found("server"), ["CRT109 error", "CRT117 warning"]);
}

/// What nobody is seen to show is trusted alone at most.
#[test]
fn a_ca_file_that_trusts_one_certificate() {
    assert_eq!(found(&object("ConfigMap", "trust", &[("ca.crt", "self-signed.crt")])), ["CRT111 warning"]);
    assert_eq!(found(&object("ConfigMap", "trust", &[("ca.crt", "no-ca.crt")])), ["CRT111 error"]);
}

/// Each row is a file of the server, what it holds, and what is found: what Go 1.26 and etcd 3.4.23 fail with.
#[test]
fn files_with_other_blocks() {
    let relabelled = |file: &str, label: &str| made::pem(label, &made::bytes(&fixture(file)));
    let request = made::pem("CERTIFICATE REQUEST", &der(0x30, &[]));
    let (server, authority) = (fixture("server.crt"), fixture("ca.crt"));
    let rows: [(&str, String, &[&str]); 15] = [
        ("server.crt", server.clone(), &[]),
        ("server.crt", request.clone(), &["CRT114 error"]),
        ("server.crt", relabelled("server.crt", "X509 CERTIFICATE"), &["CRT114 error"]),
        ("server.crt", fixture("server.key"), &["CRT114 error"]),
        ("server.crt", authority.clone() + &server, &["CRT109 error"]),
        ("server.key", server.clone(), &["CRT114 error"]),
        ("server.key", fixture("server.key") + &server, &[]),
        ("server.key", relabelled("ca.crt", "OPENSSH PRIVATE KEY"), &["CRT114 error"]),
        ("ca.crt", authority.clone() + &fixture("ca.key"), &["CRT114 error"]),
        ("ca.crt", relabelled("ca.crt", "X509 CERTIFICATE"), &[]),
        ("server.key", STANDARD.encode(fixture("server.key")), &["CRT114 error"]),
        ("ca.crt", authority.replace('\n', " "), &["CRT114 error"]),
        ("ca.crt", authority.clone() + &made::pem("CERTIFICATE", &[]), &["CRT114 error"]),
        ("ca.crt", authority.clone() + " " + &authority, &["CRT114 warning"]),
        ("ca.crt", authority.clone() + &request, &["CRT114 error"]),
    ];
    let files =
        [("server.crt", server.as_str()), ("server.key", &fixture("server.key")), ("ca.crt", &authority)];
    let found = |pod: String, files: &[(&str, &str)]| {
        let data: String =
            files.iter().map(|(name, text)| format!("  {name}: {}\n", STANDARD.encode(text))).collect();
        let secret = format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: etcd-certs}}\ndata:\n{data}");
        let found = certificate_findings(&report(&[("a.yaml", &(pod + &secret))], at(Some(NOW))));
        let is_meant = |one: &String| !one.starts_with("CRT112") && !one.starts_with("CRT120");
        found.into_iter().filter(is_meant).collect::<Vec<_>>()
    };
    for (name, text, expected) in rows {
        let files = files.map(|(own, whole)| (own, if own == name { text.as_str() } else { whole }));
        assert_eq!(found(etcd(&[]), &files), expected, "{name} {text}");
    }
    let chain = authority.clone() + &server;
    assert_eq!(found(etcd(&[]), &[("server.crt", &chain)]), ["CRT114 warning", "CRT117 warning"], "no key");
    let http = etcd_on("http://10.0.0.4:2379", "http://10.0.0.4:2379", &[]);
    assert_eq!(found(http, &[("server.crt", &request)]), ["CRT114 warning"]);

    let by_name = |name, text: &str| {
        let files = files.map(|(own, whole)| (own, if own == name { text } else { whole }));
        in_kubeadms_folder(&files).into_iter().filter(|one| one != "CRT112 warning").collect::<Vec<_>>()
    };
    assert!(by_name("", "").is_empty());
    assert_eq!(by_name("server.crt", &request), ["CRT114 error"]);
    assert_eq!(by_name("server.key", &request), ["CRT114 error"]);
    assert_eq!(by_name("ca.crt", &(authority.clone() + &request)), ["CRT114 error"]);
    assert!(certificate_findings(&report(&[("other/x.crt", &request)], at(Some(NOW)))).is_empty());
}
