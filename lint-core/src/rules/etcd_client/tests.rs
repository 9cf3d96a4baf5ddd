//! What the rules of this family find, by tables of command lines.

use crate::settings::{Profile, Settings};
use crate::testing;

/// A pod that runs etcd with these flags; its certificates lie in `/pki`.
pub(in crate::rules) fn pod(flags: &[&str]) -> String {
    pod_of("registry.k8s.io/etcd:3.6.14-0", "", flags)
}

/// The same on the network of the node.
pub(in crate::rules) fn host_pod(flags: &[&str]) -> String {
    pod_of("registry.k8s.io/etcd:3.6.14-0", "  hostNetwork: true\n", flags)
}

/// The same of another image, with further fields of the pod.
pub(in crate::rules) fn pod_of(image: &str, fields: &str, flags: &[&str]) -> String {
    let flags: String = flags.iter().map(|flag| format!("    - '{flag}'\n")).collect();
    format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: etcd}}
spec:
{fields}  volumes: [{{name: pki, hostPath: {{path: /pki}}}}]
  containers:
  - name: etcd
    image: {image}
    volumeMounts: [{{name: pki, mountPath: /pki}}]
    command:
    - etcd
{flags}"
    )
}

/// What the rules of a family find under a profile: `ETCD101 error`, sorted.
pub(in crate::rules) fn found_under(profile: Profile, family: &str, text: &str) -> Vec<String> {
    let report = testing::report(text, Settings { profile, ..Settings::default() });
    let own = report.findings.iter().filter(|finding| finding.rule.id.starts_with(family));
    let mut found: Vec<String> =
        own.map(|finding| format!("{} {}", finding.rule.id, finding.severity)).collect();
    found.sort_unstable();
    found
}

fn found(text: &str) -> Vec<String> {
    found_under(Profile::Default, "ETCD1", text)
}

/// The texts that the findings of a rule point at.
pub(in crate::rules) fn pointed_at<'t>(id: &str, text: &'t str) -> Vec<&'t str> {
    let report = testing::report(text, Settings::default());
    let own = report.findings.iter().filter(|finding| finding.rule.id == id);
    own.filter_map(|finding| text.get(finding.site.span.as_ref()?.bytes.clone())).collect()
}

const HTTPS: &str = "--listen-client-urls=https://10.0.0.4:2379";
const LOCAL: &str = "--listen-client-urls=https://127.0.0.1:2379";
const HTTP: &str = "--listen-client-urls=http://10.0.0.4:2379";
const CERT: &str = "--cert-file=/pki/server.crt";
const KEY: &str = "--key-file=/pki/server.key";
const CA: &str = "--trusted-ca-file=/pki/ca.crt";
const AUTH: &str = "--client-cert-auth=true";

/// Checks a table of flags and findings.
fn check(table: &[(&[&str], &[&str])]) {
    for (flags, expected) in table {
        assert_eq!(found(&pod(flags)), *expected, "{flags:?}");
    }
}

#[test]
fn plaintext_listeners() {
    check(&[
        (&[HTTP], &["ETCD101 error"]),
        (&["--listen-client-urls=http://0.0.0.0:2379"], &["ETCD101 error"]),
        (&["--listen-client-urls=http://[::]:2379"], &["ETCD101 error"]),
        (&["--listen-client-urls=http://$(POD_IP):2379"], &["ETCD101 error"]),
        (&["--listen-client-urls=HTTP://10.0.0.4:2379"], &["ETCD101 error"]),
        (&["--listen-client-http-urls=http://10.0.0.4:2381", HTTPS, CERT, KEY, CA, AUTH], &["ETCD101 error"]),
        (
            &["--listen-client-urls=https://10.0.0.4:2379,http://10.0.0.4:2378", CERT, KEY, CA, AUTH],
            &["ETCD101 error"],
        ),
        (&["--listen-client-urls=http://127.0.0.1:2379"], &["ETCD102 info"]),
        (&["--listen-client-urls=http://[::1]:2379"], &["ETCD102 info"]),
        (&["--listen-client-urls=http://localhost:2379"], &["ETCD102 info"]),
        (
            &["--listen-client-urls=http://127.0.0.1:2379,https://10.0.0.4:2379", CERT, KEY, CA, AUTH],
            &["ETCD102 info"],
        ),
        // The one that is reachable from elsewhere speaks for the other one of the same option.
        (&["--listen-client-urls=http://127.0.0.1:2379,http://10.0.0.4:2379"], &["ETCD101 error"]),
        (&["--listen-client-urls=unix:///run/etcd.sock"], &[]),
        (&["--listen-metrics-urls=http://127.0.0.1:2381", HTTPS, CERT, KEY, CA, AUTH], &[]),
        (&[HTTPS, CERT, KEY, CA, AUTH], &[]),
        (&[], &[]),
    ]);
}

#[test]
fn loopback_on_the_network_of_the_node() {
    let table: [(&[&str], &[&str]); 4] = [
        (&["--listen-client-urls=http://127.0.0.1:2379"], &["ETCD102 warning"]),
        (&[], &["ETCD102 warning"]),
        (&[CERT, KEY], &["ETCD103 error"]),
        (&[LOCAL, CERT, KEY, CA, AUTH], &[]),
    ];
    for (flags, expected) in table {
        assert_eq!(found(&host_pod(flags)), expected, "{flags:?}");
    }
}

#[test]
fn tls_options_without_https() {
    check(&[
        (&[HTTP, CERT, KEY, CA, AUTH], &["ETCD103 error"]),
        (&["--listen-client-urls=http://127.0.0.1:2379", CERT, KEY], &["ETCD103 error"]),
        (&["--listen-client-urls=http://127.0.0.1:2379,http://10.0.0.4:2379", CA], &["ETCD103 error"]),
        (&[AUTH], &["ETCD103 error"]),
        (&["--auto-tls", "--listen-client-urls=http://10.0.0.4:2379"], &["ETCD103 error", "ETCD109 error"]),
        // What is announced follows from what is listened on.
        (&[HTTP, "--advertise-client-urls=https://10.0.0.4:2379", CERT, KEY], &["ETCD103 error"]),
        // Neither of these is an option that is ignored.
        (&[HTTP, "--client-cert-auth=false", "--auto-tls=false"], &["ETCD101 error"]),
        (&[HTTP, "--trusted-ca-file="], &["ETCD101 error"]),
        // The certificate is in use for metrics.
        (&[HTTP, "--listen-metrics-urls=https://10.0.0.4:2381", CERT, KEY], &["ETCD101 error"]),
        (&["--listen-client-urls=unix:///run/etcd.sock", CERT, KEY], &[]),
    ]);
}

#[test]
fn missing_certificates() {
    check(&[
        (&[HTTPS], &["ETCD104 error"]),
        (&["--listen-client-urls=unixs:///run/etcd.sock"], &["ETCD104 error"]),
        (&[HTTPS, CA], &["ETCD104 error", "ETCD108 info"]),
        (
            &["--listen-client-urls=http://127.0.0.1:2379", "--listen-metrics-urls=https://10.0.0.4:2381"],
            &["ETCD102 info", "ETCD104 error"],
        ),
        (&[HTTPS, CERT, CA, AUTH], &["ETCD105 error"]),
        (&[HTTPS, KEY, CA, AUTH], &["ETCD105 error"]),
        (&[HTTPS, CERT, "--key-file=", CA, AUTH], &["ETCD105 error"]),
        (&[HTTP, CERT], &["ETCD103 error", "ETCD105 warning"]),
        (&[HTTPS, CERT, "--auto-tls", CA, AUTH], &["ETCD105 error", "ETCD110 warning"]),
        // What etcd shows as a client is looked at with what it shows as a server.
        (&[HTTPS, CERT, KEY, CA, AUTH, "--client-cert-file=/pki/b.crt"], &["ETCD105 error"]),
        (&[HTTPS, CERT, KEY, CA, AUTH, "--client-key-file=/pki/b.key"], &["ETCD105 error"]),
        (&[HTTPS, CERT, KEY, CA, AUTH, "--client-cert-file=/pki/b.crt", "--client-key-file=/pki/b.key"], &[]),
        (&[HTTPS, "--client-cert-file=/pki/b.crt"], &["ETCD104 error"]),
        (&[HTTP, CERT, KEY, "--client-cert-file=/pki/b.crt"], &["ETCD103 error", "ETCD105 warning"]),
    ]);
}

#[test]
fn client_authentication() {
    check(&[
        (&[HTTPS, CERT, KEY], &["ETCD106 error"]),
        (&[LOCAL, CERT, KEY], &["ETCD106 warning"]),
        (
            &["--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379", CERT, KEY],
            &["ETCD106 error"],
        ),
        (&[HTTPS, CERT, KEY, AUTH], &["ETCD107 error"]),
        (&[HTTPS, CERT, KEY, CA], &["ETCD108 info"]),
        (&[HTTPS, CERT, KEY, CA, "--client-cert-auth=false"], &["ETCD108 warning"]),
        (&[HTTPS, CERT, KEY, "--client-cert-auth=false"], &["ETCD106 error"]),
    ]);
}

// https://github.com/etcd-io/etcd/issues/11124: before 3.4 a CA file alone demanded nothing.
#[test]
fn a_ca_alone_in_old_versions() {
    let with =
        |image: &str, flags: &[&str]| found(&pod_of(image, "", &[&[HTTPS, CERT, KEY, CA], flags].concat()));
    assert_eq!(with("quay.io/coreos/etcd:v3.3.15", &[]), ["ETCD106 error"]);
    assert_eq!(with("quay.io/coreos/etcd:v3.3.15", &["--client-cert-auth=false"]), ["ETCD106 error"]);
    assert_eq!(with("quay.io/coreos/etcd:v3.3.15", &[AUTH]), Vec::<String>::new());
    assert_eq!(with("quay.io/coreos/etcd:v3.4.0", &[]), ["ETCD108 info"]);
    assert_eq!(with("quay.io/coreos/etcd", &[]), ["ETCD108 info"]);
}

// Pairs that differ by one character or word, as they are met in manifests.
#[test]
fn spellings_of_client_cert_auth() {
    let none: &[&str] = &[];
    for (flag, expected) in [
        ("--client-cert-auth", none),
        ("--client-cert-auth=true", none),
        ("--client-cert-auth=T", none),
        ("--client-cert-auth=1", none),
        ("-client-cert-auth", none),
        ("--client-cert-auth=false", &["ETCD108 warning"]),
        ("--client-cert-auth=0", &["ETCD108 warning"]),
        // etcd does not read these, which is for another rule to say.
        ("--client-cert-auth=yes", none),
    ] {
        assert_eq!(found(&pod(&[HTTPS, CERT, KEY, CA, flag])), expected, "{flag}");
    }
    assert_eq!(found(&pod(&[HTTPS, CERT, KEY, CA, "--client-cert-auth", "true"])), none);
}

#[test]
fn variables_count_like_flags() {
    let with = |value: &str| {
        format!("{}    env:\n    - {{name: ETCD_CLIENT_CERT_AUTH, {value}}}\n", pod(&[HTTPS, CERT, KEY, CA]))
    };
    let none: [&str; 0] = [];
    assert_eq!(found(&with("value: 'true'")), none);
    assert_eq!(found(&with("value: 'false'")), ["ETCD108 warning"]);
    assert_eq!(found(&with("value: ''")), ["ETCD108 info"]);
    assert_eq!(found(&with("valueFrom: {secretKeyRef: {name: a, key: b}}")), none);
}

#[test]
fn what_cannot_be_seen_is_not_reported() {
    let none: [&str; 0] = [];
    for flags in [
        &["--config-file=/etc/etcd/etcd.conf.yml", HTTP, CERT][..],
        &["--listen-client-urls=$(URLS)", CERT, KEY],
        &[HTTPS, CERT, KEY, "--trusted-ca-file=$(CA)"],
        &[HTTPS, CERT, KEY, "--auto-tls=$(AUTO)", CA, AUTH],
        &["--auto-tls=$(AUTO)", HTTPS],
    ] {
        let text = pod(flags)
            + "    env:\n    - {name: URLS, valueFrom: {fieldRef: {fieldPath: a}}}\n    - {name: CA, valueFrom: {fieldRef: {fieldPath: a}}}\n    - {name: AUTO, valueFrom: {fieldRef: {fieldPath: a}}}\n";
        assert_eq!(found(&text), none, "{flags:?}");
    }
    let open = pod(&[]) + "    envFrom: [{secretRef: {name: a}}]\n";
    assert_eq!(found(&open), none);
}

#[test]
fn self_signed_certificates() {
    check(&[
        (&[HTTPS, "--auto-tls"], &["ETCD109 error"]),
        (&[HTTPS, "--auto-tls", CA, AUTH], &["ETCD109 error"]),
        (&[HTTPS, "--auto-tls", AUTH], &["ETCD109 error"]),
        (&[HTTPS, "--auto-tls", "--client-cert-auth=false", CA], &["ETCD109 error"]),
        (&[HTTPS, "--auto-tls", CERT, KEY, CA, AUTH], &["ETCD110 warning"]),
        (&[HTTPS, "--auto-tls=false", CERT, KEY, CA, AUTH], &[]),
    ]);
}

#[test]
fn messages_name_what_is_discarded() {
    let message = |flags: &[&str]| {
        let report = testing::report(&pod(flags), Settings::default());
        let found = report.findings.iter().find(|finding| finding.rule.id == "ETCD109");
        found.map(|finding| finding.message.to_string()).unwrap_or_default()
    };
    assert!(message(&[HTTPS, "--auto-tls"]).contains("nobody is asked"));
    assert!(message(&[HTTPS, "--auto-tls", AUTH]).contains("discards --client-cert-auth:"));
    assert!(message(&[HTTPS, "--auto-tls", AUTH, CA]).contains("--client-cert-auth and --trusted-ca-file"));
}

#[test]
fn cipher_suites() {
    const GOOD: &str = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    let with = |list: &str| found(&pod(&[HTTPS, CERT, KEY, CA, AUTH, &format!("--cipher-suites={list}")]));
    let table: [(&str, &[&str]); 13] = [
        (GOOD, &[]),
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", &[]),
        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", &["ETCD112 error"]),
        ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_AES_128_GCM_SHA256", &["ETCD112 error"]),
        ("TLS_RSA_WITH_RC4_128_SHA", &["ETCD112 error", "ETCD113 warning"]),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_3DES_EDE_CBC_SHA", &["ETCD113 warning"]),
        (
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            &["ETCD113 warning"],
        ),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256", &["ETCD113 warning"]),
        ("", &["ETCD114 error"]),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,", &["ETCD114 error"]),
        (
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            &["ETCD114 error"],
        ),
        ("ECDHE-RSA-AES256-GCM-SHA384", &["ETCD114 error"]),
        ("TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384", &["ETCD114 error"]),
    ];
    for (list, expected) in table {
        assert_eq!(with(list), expected, "{list}");
    }
    check(&[
        // Without an https URL etcd starts with a list that HTTP/2 does not allow, but not with an unknown name.
        (&[HTTP, "--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"], &["ETCD101 error"]),
        (&[HTTP, "--cipher-suites=TLS_AES_128_GCM_SHA256"], &["ETCD101 error"]),
        (&[HTTP, "--cipher-suites=X"], &["ETCD101 error", "ETCD114 error"]),
    ]);
    let empty = pod(&[HTTPS, CERT, KEY, CA, AUTH]) + "    env: [{name: ETCD_CIPHER_SUITES, value: ''}]\n";
    assert_eq!(found(&empty), Vec::<String>::new());
}

#[test]
fn each_unknown_cipher_suite_is_pointed_at() {
    let text =
        pod(&[HTTPS, CERT, KEY, CA, AUTH, "--cipher-suites=A,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,B"]);
    assert_eq!(pointed_at("ETCD114", &text), ["A", "B"]);
}

#[test]
fn tls_versions() {
    let with = |image: &str, flags: &[&str]| {
        found(&pod_of(image, "", &[&[HTTPS, CERT, KEY, CA, AUTH], flags].concat()))
    };
    let table: [(&[&str], &[&str]); 10] = [
        (&["--tls-min-version=TLS1.2"], &[]),
        (&["--tls-min-version=TLS1.2", "--tls-max-version=TLS1.3"], &[]),
        (&["--tls-min-version="], &[]),
        (&["--tls-min-version=VersionTLS12"], &["ETCD115 error"]),
        (&["--tls-max-version=TLS1.1"], &["ETCD115 error"]),
        (&["--tls-min-version=tls1.2"], &["ETCD115 error"]),
        (&["--tls-min-version=TLS1.3", "--tls-max-version=TLS1.2"], &["ETCD115 error"]),
        (
            &["--tls-min-version=TLS1.3", "--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
            &["ETCD115 error"],
        ),
        (&["--tls-min-version=TLS1.3", "--cipher-suites=TLS_AES_128_GCM_SHA256"], &["ETCD115 error"]),
        (&["--tls-min-version=TLS1.3"], &[]),
    ];
    for (flags, expected) in table {
        assert_eq!(with("registry.k8s.io/etcd:3.6.14-0", flags), expected, "{flags:?}");
        // The flags came with 3.5.8: an earlier etcd does not get as far as their values.
        assert!(
            !with("quay.io/coreos/etcd:v3.5.7", flags).contains(&"ETCD115 error".to_owned()),
            "{flags:?}"
        );
    }
}

#[test]
fn advertised_schemes() {
    let with = |listen: &str, advertise: &str| {
        let urls = [format!("--listen-client-urls={listen}"), format!("--advertise-client-urls={advertise}")];
        let text = pod(&[&urls[0], &urls[1], CERT, KEY, CA, AUTH]);
        found(&text).contains(&"ETCD116 warning".to_owned())
    };
    let table = [
        ("https://10.0.0.4:2379", "https://10.0.0.4:2379", false),
        ("https://10.0.0.4:2379", "http://10.0.0.4:2379", true),
        ("https://0.0.0.0:2379", "http://etcd.example:2379", true),
        ("https://10.0.0.4:2379,http://127.0.0.1:2378", "https://10.0.0.4:2378", true),
        ("https://10.0.0.4:2379,http://127.0.0.1:2379", "http://127.0.0.1:2379", false),
        // A load balancer on a port of its own may lead to any listener.
        ("https://10.0.0.4:2379", "https://etcd.example:443", false),
        ("https://10.0.0.4:2379", "http://etcd.example:80", true),
        ("https://10.0.0.4:2379", "http://10.0.0.4:$(PORT)", false),
        ("unixs:///run/etcd.sock", "http://10.0.0.4:2379", false),
        ("unix://localhost:2379", "https://10.0.0.4:2379", false),
        ("https://$(ADDRESS)", "http://10.0.0.4:2379", false),
        ("$(SCHEME)://10.0.0.4:2379", "https://10.0.0.4:2379", false),
    ];
    for (listen, advertise, expected) in table {
        assert_eq!(with(listen, advertise), expected, "{listen} {advertise}");
    }
    let plain = pod(&[HTTP, "--advertise-client-urls=https://10.0.0.4:2379"]);
    assert_eq!(found(&plain), ["ETCD101 error", "ETCD116 warning"]);
}

#[test]
fn advertised_addresses() {
    const TWO: &str = "--initial-cluster=a=https://10.0.0.4:2380,b=https://10.0.0.5:2380";
    let table: [(&[&str], usize); 7] = [
        (&[TWO, "--advertise-client-urls=https://0.0.0.0:2379"], 1),
        (&[TWO, "--advertise-client-urls=https://[::]:2379"], 1),
        (&[TWO, "--advertise-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379"], 1),
        (
            &[
                TWO,
                "--advertise-client-urls=https://10.0.0.4:2379",
                "--initial-advertise-peer-urls=https://localhost:2380",
            ],
            1,
        ),
        (&[TWO, "--advertise-client-urls=https://10.0.0.4:2379"], 0),
        // One member, with two URLs; and several on one host.
        (
            &[
                "--initial-cluster=a=https://10.0.0.4:2380,a=https://10.0.1.4:2380",
                "--advertise-client-urls=https://0.0.0.0:2379",
            ],
            0,
        ),
        (
            &[
                "--initial-cluster=a=http://127.0.0.1:2380,b=http://127.0.0.1:3380",
                "--advertise-client-urls=https://127.0.0.1:2379",
            ],
            0,
        ),
    ];
    for (flags, expected) in table {
        let text = pod(&[&[HTTPS, CERT, KEY, CA, AUTH], flags].concat());
        let count = found(&text).iter().filter(|found| *found == "ETCD117 warning").count();
        assert_eq!(count, expected, "{flags:?}");
    }
}

/// An API server whose users come from the CA at `path`, with `volume` at `/pki`.
fn apiserver(path: &str, volume: &str) -> String {
    format!(
        "---
apiVersion: v1
kind: Pod
metadata: {{name: kube-apiserver}}
spec:
  volumes: [{{name: pki, {volume}}}]
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.34.0
    command: [kube-apiserver, --client-ca-file={path}]
    volumeMounts: [{{name: pki, mountPath: /pki}}]
"
    )
}

#[test]
fn the_cluster_ca() {
    let with = |ca: &str, apiserver: &str| {
        let ca = format!("--trusted-ca-file={ca}");
        found(&(pod(&[HTTPS, CERT, KEY, AUTH, &ca]) + apiserver)).contains(&"ETCD118 warning".to_owned())
    };
    let node = "hostPath: {path: /pki}";
    assert!(with("/etc/kubernetes/pki/ca.crt", ""));
    assert!(with("/etc/kubernetes//pki/ca.crt", ""));
    assert!(!with("/etc/kubernetes/pki/etcd/ca.crt", ""));
    assert!(with("/pki/ca.crt", &apiserver("/pki/ca.crt", node)));
    assert!(!with("/pki/etcd/ca.crt", &apiserver("/pki/ca.crt", node)));
    // One path in two containers may be two files, and two paths one file.
    assert!(!with("/pki/ca.crt", &apiserver("/pki/ca.crt", "hostPath: {path: /srv/pki}")));
    assert!(!with("/pki/ca.crt", &apiserver("/pki/ca.crt", "secret: {secretName: pki}")));
    assert!(with(
        "/pki/ca.crt",
        &apiserver("/pki/sub/ca.crt", "hostPath: {path: /}").replace("/pki/sub", "/pki/pki")
    ));
    let peer = pod(&["--peer-trusted-ca-file=/etc/kubernetes/pki/ca.crt"]);
    assert_eq!(found(&peer), ["ETCD118 warning", "ETCD120 error"]);
    // etcd 3.4.23 and 3.6.14 refuse who has none of the names.
    let named = |flag: &str| {
        let ca = "--trusted-ca-file=/etc/kubernetes/pki/ca.crt";
        found(&pod(&[HTTPS, CERT, KEY, AUTH, ca, flag])).contains(&"ETCD118 warning".to_owned())
    };
    assert!(!named("--client-cert-allowed-hostname=apiserver"));
    assert!(named("--client-cert-allowed-hostname="));
    assert!(named("--peer-cert-allowed-cn=peer"));
}

#[test]
fn a_ca_from_one_secret() {
    let secret = |name: &str| format!("secret: {{secretName: {name}}}");
    let etcd = pod(&[HTTPS, CERT, KEY, AUTH, CA]).replace("hostPath: {path: /pki}", &secret("ca"));
    let same = etcd.clone() + &apiserver("/pki/ca.crt", &secret("ca"));
    assert_eq!(found(&same), ["ETCD118 warning"]);
    assert_eq!(found_under(Profile::Cis, "ETCD1", &same), ["ETCD118 error"]);
    let other = etcd + &apiserver("/pki/ca.crt", &secret("cluster-ca"));
    assert_eq!(found(&other), Vec::<String>::new());
}

#[test]
fn swapped_files() {
    check(&[
        (&[HTTPS, "--cert-file=/pki/a.key", "--key-file=/pki/a.crt", CA, AUTH], &["ETCD119 error"]),
        (&[HTTPS, "--cert-file=/pki/a-key.pem", "--key-file=/pki/a.pem", CA, AUTH], &["ETCD119 error"]),
        (&[HTTPS, "--cert-file=/pki/key.pem", "--key-file=/pki/cert.pem", CA, AUTH], &["ETCD119 error"]),
        (&[HTTPS, "--cert-file=/pki/a.crt", "--key-file=/pki//a.crt", CA, AUTH], &["ETCD119 error"]),
        (&[HTTPS, "--cert-file=/pki/a.pem", "--key-file=/pki/a.pem", CA, AUTH], &["ETCD119 warning"]),
        (&[HTTPS, "--cert-file=/pki/a.pem", "--key-file=/pki/a-key.pem", CA, AUTH], &[]),
        (&["--peer-cert-file=/pki/a.key", "--peer-key-file=/pki/a.crt"], &["ETCD119 error"]),
        (
            &[HTTPS, CERT, KEY, CA, AUTH, "--client-cert-file=/pki/b.key", "--client-key-file=/pki/b.crt"],
            &["ETCD119 error"],
        ),
        (&[HTTPS, "--cert-file=/pki/a.key", "--key-file=/pki/b.key", CA, AUTH], &["ETCD119 error"]),
        (&[HTTPS, "--cert-file=/pki/a.crt", "--key-file=/pki/b.crt", CA, AUTH], &["ETCD119 error"]),
        (&[HTTPS, "--cert-file=/pki/a.pem", "--key-file=/pki/b.crt", CA, AUTH], &["ETCD119 error"]),
    ]);
}

#[test]
fn files_on_no_mount() {
    check(&[
        (&[HTTPS, "--cert-file=/srv/a.crt", KEY, CA, AUTH], &["ETCD120 error"]),
        (&[HTTPS, CERT, KEY, "--trusted-ca-file=/pkix/ca.crt", AUTH], &["ETCD120 error"]),
        (&[HTTPS, CERT, KEY, CA, AUTH, "--client-crl-file=/srv/crl"], &["ETCD120 error"]),
        (&[HTTPS, "--cert-file=/var/run/secrets/etcd/a.crt", KEY, CA, AUTH], &[]),
        (&[HTTPS, "--cert-file=pki/a.crt", KEY, CA, AUTH], &[]),
        // For clients etcd opens files only if a URL is https, for peers always.
        (&[HTTP, "--cert-file=/srv/a.crt", KEY], &["ETCD103 error"]),
        (&["--peer-cert-file=/srv/a.crt", "--peer-key-file=/pki/a.key"], &["ETCD120 error"]),
        (
            &[HTTPS, CERT, KEY, CA, AUTH, "--client-cert-file=/srv/b.crt", "--client-key-file=/pki/b.key"],
            &["ETCD120 error"],
        ),
        // Two folders, and a list of revoked certificates, which etcd opens later.
        (
            &[HTTPS, "--cert-file=/a/a.crt", "--key-file=/b/a.key", CA, AUTH],
            &["ETCD120 error", "ETCD120 error"],
        ),
        (
            &[HTTPS, "--cert-file=/a/a.crt", KEY, CA, AUTH, "--client-crl-file=/a/crl"],
            &["ETCD120 error", "ETCD120 error"],
        ),
        // A self-signed etcd opens none.
        (&[HTTPS, "--auto-tls", "--trusted-ca-file=/srv/ca.crt"], &["ETCD109 error"]),
    ]);
}

#[test]
fn files_that_image_or_script_may_bring() {
    let flags = [HTTPS, "--cert-file=/srv/a.crt", KEY, CA, AUTH];
    let table = [
        ("quay.io/coreos/etcd:v3.5.21", "ETCD120 error"),
        ("rancher/hardened-etcd:v3.5.21-k3s1", "ETCD120 error"),
        ("gcr.io/etcd-development/etcd-arm64:v3.5.21", "ETCD120 error"),
        ("example.org/control-plane:1", "ETCD120 info"),
    ];
    for (image, expected) in table {
        assert_eq!(found(&pod_of(image, "", &flags)), [expected], "{image}");
    }
    let script = format!("exec etcd {}", flags.join(" "));
    let text = pod(&[]).replace("    - etcd\n", &format!("    - sh\n    - -c\n    - {script}\n"));
    assert_eq!(found(&text), ["ETCD120 info"]);
}

#[test]
fn files_of_single_keys() {
    let mounts = |mount: &str| {
        pod(&[HTTPS, CERT, KEY, CA, AUTH]).replace("[{name: pki, mountPath: /pki}]", &format!("[{mount}]"))
    };
    let one = |file: &str| format!("{{name: pki, mountPath: /pki/{file}, subPath: {file}}}");
    let all = [one("server.crt"), one("server.key"), one("ca.crt")].join(", ");
    assert_eq!(found(&mounts(&all)), Vec::<String>::new());
    // One mount would bring both of the others.
    assert_eq!(found(&mounts(&one("server.crt"))), ["ETCD120 error"]);
}

/// The script of the image sets what is unset.
#[test]
fn images_of_bitnami_listen_everywhere() {
    let with = |image: &str, lines: &str| {
        found(&format!("kind: Pod\nspec:\n  containers:\n  - name: etcd\n    image: {image}\n{lines}"))
    };
    let own = "    env: [{name: ETCD_LISTEN_CLIENT_URLS, value: 'unix://a:1'}]\n";
    let table: [(&str, &str, &[&str]); 4] = [
        ("bitnami/etcd:3.6.14", "", &["ETCD101 error"]),
        ("bitnami/etcd:3.6.14", own, &[]),
        ("bitnami/etcd:3.6.14", "    command: [etcd]\n", &[]),
        ("registry.k8s.io/etcd:3.6.14-0", "    command: [etcd]\n", &[]),
    ];
    for (image, lines, expected) in table {
        assert_eq!(with(image, lines), expected, "{image} {lines}");
    }
}

#[test]
fn a_configuration_file_has_keys_and_no_flags() {
    let file = "data-dir: /d\nlisten-client-urls: https://10.0.0.4:2379\nadvertise-client-urls: https://10.0.0.4:2379\n\
        client-transport-security: {cert-file: /c, key-file: /k, trusted-ca-file: /ca}\n";
    let report = testing::report(file, Settings::default());
    let found = report.findings.iter().find(|finding| finding.rule.id == "ETCD108").unwrap();
    assert!(found.message.as_str().contains("side effect of trusted-ca-file; set client-cert-auth: true so"));
}

#[test]
fn who_loses_what_is_said() {
    let says = |text: &str, words: &str| {
        testing::report(text, Settings::default())
            .findings
            .iter()
            .any(|one| one.message.as_str().contains(words))
    };
    assert!(says(&pod(&[HTTP]), "rewrite every key"));
    let of_system = pod(&[HTTP]).replace("{name: etcd}", "{name: etcd, namespace: kube-system}");
    assert!(says(&of_system, "rewrite every Kubernetes object"));
    let apiserver = "---\nkind: Pod\nspec: {containers: [{command: [kube-apiserver]}]}\n";
    assert!(says(&format!("{}{apiserver}", pod(&[HTTP])), "rewrite every Kubernetes object"));
}

#[test]
fn keys_in_config_maps() {
    let with = |volume: &str| {
        let text = pod(&[HTTPS, CERT, KEY, CA, AUTH]).replace("hostPath: {path: /pki}", volume);
        found(&text)
    };
    let table: [(&str, &[&str]); 8] = [
        ("configMap: {name: tls}", &["ETCD121 error"]),
        (
            "configMap: {name: tls, items: [{key: k, path: server.key}, {key: c, path: server.crt}, {key: a, path: ca.crt}]}",
            &["ETCD121 error"],
        ),
        ("configMap: {name: tls, items: [{key: c, path: ca.crt}]}", &["ETCD120 error"]),
        ("secret: {secretName: tls, items: [{key: c, path: other.crt}]}", &["ETCD120 error"]),
        ("secret: {secretName: tls}", &[]),
        ("projected: {sources: [{configMap: {name: tls}}]}", &["ETCD121 error"]),
        // Either may hold it.
        ("projected: {sources: [{configMap: {name: ca}}, {secret: {name: tls}}]}", &[]),
        (
            "projected: {sources: [{configMap: {name: tls}}, {secret: {name: a, items: [{key: a, path: server.crt}]}}]}",
            &["ETCD121 error"],
        ),
    ];
    for (volume, expected) in table {
        assert_eq!(with(volume), expected, "{volume}");
    }
    let peer = pod(&["--peer-cert-file=/pki/a.crt", "--peer-key-file=/pki/a.key"]);
    let peer = peer.replace("hostPath: {path: /pki}", "configMap: {name: tls}");
    assert_eq!(found(&peer), ["ETCD121 error"]);
}

#[test]
fn findings_point_at_the_exact_place() {
    let text =
        pod(&["--listen-client-urls=https://127.0.0.1:2379, http://10.0.0.4:2379", CERT, KEY, CA, AUTH]);
    assert_eq!(pointed_at("ETCD101", &text), ["http://10.0.0.4:2379"]);
    let text = pod(&[HTTPS, CERT, KEY]);
    assert_eq!(pointed_at("ETCD106", &text), ["https://10.0.0.4:2379"]);
    let text = pod(&[HTTPS, "--cert-file", "/srv/a.crt", KEY, CA, AUTH]);
    assert_eq!(pointed_at("ETCD120", &text), ["'/srv/a.crt'"]);
}

#[test]
fn configuration_files() {
    let file = |client: &str, rest: &str| {
        format!(
            "listen-client-urls: https://10.0.0.4:2379\nadvertise-client-urls: https://10.0.0.4:2379\n{rest}client-transport-security:\n  cert-file: /pki/a.crt\n  key-file: /pki/a.key\n{client}"
        )
    };
    let both = "  client-cert-auth: true\n  trusted-ca-file: /pki/ca.crt\n";
    let table: [(String, &[&str]); 8] = [
        (file(both, ""), &[]),
        (file("", ""), &["ETCD106 error"]),
        // The section in small letters counts, wherever it stands.
        (
            file(
                "",
                "Client-Transport-Security: {cert-file: /b, client-cert-auth: true, trusted-ca-file: /ca}\n",
            ),
            &[],
        ),
        (
            file("  client-cert-auth: false\nClient-Transport-Security: {client-cert-auth: true}\n", ""),
            &["ETCD106 error"],
        ),
        (file("  client-cert-auth: true\n", ""), &["ETCD107 error"]),
        (file("  trusted-ca-file: /pki/ca.crt\n", ""), &["ETCD108 info"]),
        (file(both, "cipher-suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]\n"), &["ETCD112 error"]),
        (file(both, "cipher-suites: [X, TLS_RSA_WITH_RC4_128_SHA]\n"), &["ETCD113 warning", "ETCD114 error"]),
    ];
    for (text, expected) in table {
        assert_eq!(found(&text), expected, "{text}");
    }
}

/// A static pod with everything that the benchmarks ask for; etcd 3.4.23 runs with these flags and
/// turns clients and peers without a certificate away.
pub(in crate::rules) const COMPLETE: &str = "apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - name: etcd
    image: registry.k8s.io/etcd:3.6.14-0
    command: [etcd, --name=cp1, --data-dir=/var/lib/etcd,
      \"--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379\", --advertise-client-urls=https://10.0.0.4:2379,
      --listen-peer-urls=https://10.0.0.4:2380, --initial-advertise-peer-urls=https://10.0.0.4:2380, --initial-cluster=cp1=https://10.0.0.4:2380,
      --listen-metrics-urls=http://127.0.0.1:2381,
      --cert-file=/etc/kubernetes/pki/etcd/server.crt, --key-file=/etc/kubernetes/pki/etcd/server.key, --client-cert-auth=true, --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt,
      --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt, --peer-key-file=/etc/kubernetes/pki/etcd/peer.key, --peer-client-cert-auth=true, --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt,
      --auto-tls=false, --peer-auto-tls=false,
      \"--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\"]
    volumeMounts: [{name: data, mountPath: /var/lib/etcd}, {name: certs, mountPath: /etc/kubernetes/pki/etcd, readOnly: true}]
  volumes: [{name: data, hostPath: {path: /var/lib/etcd}}, {name: certs, hostPath: {path: /etc/kubernetes/pki/etcd}}]
";

#[test]
fn a_complete_manifest_is_clean() {
    for profile in [Profile::Default, Profile::Cis, Profile::Stig, Profile::Strict] {
        assert_eq!(found_under(profile, "ETCD1", COMPLETE), Vec::<String>::new(), "{profile:?}");
    }
}

#[test]
fn the_stig_wants_auto_tls_to_be_false_in_words() {
    let text = COMPLETE.replace("--auto-tls=false, --peer-auto-tls=false,", "");
    assert_eq!(found(&text), Vec::<String>::new());
    assert_eq!(found_under(Profile::Stig, "ETCD1", &text), ["ETCD111 error", "ETCD111 error"]);
    let one = COMPLETE.replace("--auto-tls=false, ", "");
    assert_eq!(found_under(Profile::Stig, "ETCD1", &one), ["ETCD111 error"]);
}

#[test]
fn benchmarks_want_client_cert_auth_in_words() {
    let text = COMPLETE.replace("--client-cert-auth=true, ", "");
    assert_eq!(found(&text), ["ETCD108 info"]);
    assert_eq!(found_under(Profile::Cis, "ETCD1", &text), ["ETCD108 error"]);
}

// The command of a widely copied tutorial: eight TLS flags, and no URL.
#[test]
fn tls_flags_of_a_tutorial() {
    let text = host_pod(&[
        CERT,
        KEY,
        CA,
        "--client-cert-auth",
        "--peer-cert-file=/pki/peer.crt",
        "--peer-key-file=/pki/peer.key",
        "--peer-trusted-ca-file=/pki/ca.crt",
        "--peer-client-cert-auth",
    ]);
    assert_eq!(found(&text), ["ETCD103 error"]);
    assert_eq!(found_under(Profile::Default, "ETCD2", &text), ["ETCD203 error"]);
}

/// An etcd that systemd starts; what its environment file sets cannot be seen.
#[test]
fn systemd_units() {
    let flags = "--listen-client-urls=https://10.0.0.4:2379 --advertise-client-urls=https://10.0.0.4:2379 \
                 --cert-file=/s.crt --key-file=/s.key --trusted-ca-file=/ca.crt --client-cert-auth \
                 --listen-peer-urls=https://10.0.0.4:2380 --peer-cert-file=/p.crt --peer-key-file=/p.key \
                 --peer-trusted-ca-file=/ca.crt --peer-client-cert-auth --initial-advertise-peer-urls=https://10.0.0.4:2380 \
                 --initial-cluster=a=https://10.0.0.4:2380 --name=a --data-dir=/var/lib/etcd";
    let unit = |environment: &str, flags: &str| {
        let text =
            format!("[Unit]\nDescription=etcd\n[Service]\n{environment}\nExecStart=/usr/bin/etcd {flags}\n");
        let mut linter = crate::linter::Linter::new(Settings::default());
        linter.add_script(crate::inventory::Input::default(), &text);
        let report = linter.finish();
        report.findings.iter().map(|finding| finding.rule.id).collect::<Vec<_>>()
    };
    let plain = flags.replacen("https://10.0.0.4:2379", "http://10.0.0.4:2379", 1);
    let rows: [(&str, &str, &[&str]); 9] = [
        ("", flags, &[]),
        ("", &plain, &["ETCD103"]),
        // What may be set elsewhere does not hide what is seen.
        ("PassEnvironment=A", &plain, &["INPUT102", "ETCD101"]),
        ("", &flags.replace("--client-cert-auth ", "--client-cert-auth true "), &["ETCD306"]),
        ("", &flags.replace(" --client-cert-auth ", " --client-cert-auth=false "), &["ETCD108"]),
        ("Environment=ETCD_NAME=a", flags, &["ETCD313"]),
        ("Environment=ETCD_CERT_FILE=/s.crt", &flags.replace("--cert-file=/s.crt ", ""), &[]),
        ("EnvironmentFile=/etc/default/etcd", &flags.replace("--cert-file=/s.crt ", ""), &["INPUT102"]),
        ("", "--config-file=/etc/etcd/etcd.conf.yml", &["INPUT103"]),
    ];
    for (environment, flags, expected) in rows {
        assert_eq!(unit(environment, flags), expected, "{environment} {flags}");
    }
}
