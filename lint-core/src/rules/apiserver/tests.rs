//! What the rules of this family find and leave alone, one flag apart.

use crate::report::Reported;
use crate::settings::Settings;
use crate::testing;

const SERVERS: &str = "--etcd-servers=https://10.0.0.4:2379";
const TLS: [&str; 3] = ["--etcd-cafile=/ca", "--etcd-certfile=/crt", "--etcd-keyfile=/key"];
const ENCRYPTION: &str = "--encryption-provider-config=/enc.yaml";

/// A pod that runs `command` with these lines in its container. `$(HIDDEN)` cannot be seen.
fn pod(command: &[&str], lines: &str) -> String {
    let items: String = command.iter().map(|item| format!("    - {item:?}\n")).collect();
    let hidden = "{name: HIDDEN, valueFrom: {secretKeyRef: {name: a, key: b}}}";
    format!("kind: Pod\nspec:\n  containers:\n  - name: a\n    env: [{hidden}]\n{lines}    command:\n{items}")
}

/// The ids of what is found in a kube-apiserver with these flags.
fn ids(flags: &[&str]) -> Vec<&'static str> {
    testing::ids(&pod(&[&["kube-apiserver"], flags].concat(), ""))
}

/// The same with flags that leave nothing to find, and these in addition.
fn ids_besides(flags: &[&str]) -> Vec<&'static str> {
    ids(&[&[SERVERS, ENCRYPTION], &TLS[..], flags].concat())
}

/// The same with `--etcd-servers` of this value.
fn ids_of_servers(value: &str, others: &[&str]) -> Vec<&'static str> {
    let servers = format!("--etcd-servers={value}");
    ids(&[&[servers.as_str(), ENCRYPTION], others].concat())
}

/// The ids with a severity, in a version of Kubernetes.
fn found(flags: &[&str], version: &str) -> Vec<String> {
    let image = format!("    image: registry.k8s.io/kube-apiserver:v{version}\n");
    let text = pod(&[&["kube-apiserver", SERVERS], &TLS[..], flags].concat(), &image);
    let report = testing::report(&text, Settings::default());
    report.findings.iter().map(line).collect()
}

fn line(finding: &Reported) -> String {
    format!("{} {}", finding.rule.id, finding.severity)
}

#[test]
fn endpoints() {
    let table: [(&str, &[&str]); 25] = [
        ("https://10.0.0.4:2379", &[]),
        ("http://10.0.0.4:2379", &["API101"]),
        ("HTTP://10.0.0.4:2379", &["API101"]),
        ("http://127.0.0.1:2379", &["API101"]),
        ("https://10.0.0.4:2379, http://10.0.0.5:2379", &["API101", "API116"]),
        ("https://10.0.0.4:2379, https://10.0.0.5:2379", &["API116"]),
        ("https://10.0.0.4:2379 ", &["API116"]),
        ("https://10.0.0.4:2379\n", &[]),
        ("\"https://10.0.0.4:2379\",\"https://10.0.0.5:2379\"", &[]),
        ("\"http://10.0.0.4:2379\"", &["API101"]),
        ("\"http://10.0.0.4:2379,http://10.0.0.5:2379\"", &["API119"]),
        ("https://10.0.0.4:2379\"", &["API116"]),
        ("'https://10.0.0.4:2379'", &["API119"]),
        ("'https://10.0.0.4:2379','https://10.0.0.5:2379'", &["API119"]),
        ("${ETCD_SERVERS}", &[]),
        ("${ETCD_HOST}:2379", &[]),
        ("<etcd>:2379", &[]),
        ("{{ etcd }}:2379", &["YAML106"]),
        ("http://$(HIDDEN):2379", &["API101"]),
        ("unix:///run/etcd.sock", &[]),
        ("$(HIDDEN)", &[]),
        ("10.0.0.4:2379", &["API114"]),
        ("https://a:1,b:2", &["API114"]),
        ("", &["API113"]),
        (",", &[]),
    ];
    for (value, expected) in table {
        assert_eq!(ids_of_servers(value, &TLS), expected, "{value}");
    }
    assert_eq!(ids(&[&[ENCRYPTION], &TLS[..]].concat()), ["API113"]);
    assert_eq!(ids(&[&[SERVERS, "--etcd-servers=", ENCRYPTION], &TLS[..]].concat()), [""; 0]);
    assert_eq!(ids(&[&[SERVERS, "--etcd-servers=http://a:1", ENCRYPTION], &TLS[..]].concat()), ["API101"]);
}

#[test]
fn certificates() {
    let [ca, certificate, key] = TLS;
    let table: [(&[&str], &[&str]); 9] = [
        (&[ca, certificate, key], &[]),
        (&[certificate, key], &["API103"]),
        (&[ca], &["API102"]),
        (&[ca, "--etcd-certfile=", "--etcd-keyfile="], &["API102"]),
        (&[ca, certificate], &["API104"]),
        (&[ca, key, "--etcd-certfile="], &["API104"]),
        (&[], &["API102", "API103"]),
        (&["$(HIDDEN)"], &[]),
        (&[ca, "--etcd-cert-file=/crt", "--etcd-key-file=/key"], &["API118", "API118"]),
    ];
    for (flags, expected) in table {
        assert_eq!(ids_of_servers("https://a:1", flags), expected, "{flags:?}");
    }
    assert_eq!(ids_of_servers("http://a:1", &[]), ["API101"], "TLS options mean nothing");
    assert_eq!(ids_of_servers("a:1", &[]), ["API102", "API114"]);
    assert_eq!(ids_of_servers("unix:///run/etcd.sock", &[]), [""; 0]);
    let overrides = "--etcd-servers-overrides=/secrets#10.0.0.9:2379";
    assert_eq!(
        ids_of_servers("unix:///run/etcd.sock", &[overrides]),
        ["API115"],
        "plaintext without TLS options"
    );
    assert_eq!(ids_of_servers("unix:///run/etcd.sock", &[overrides, "--etcd-cafile=/ca"]), ["API114"]);
}

#[test]
fn encryption() {
    let with = |flags: &[&str]| ids(&[&[SERVERS], &TLS[..], flags].concat());
    let reload = "--encryption-provider-config-automatic-reload";
    let off = format!("{reload}=false");
    let table: [(&[&str], &[&str]); 12] = [
        (&[], &["API106"]),
        (&["--encryption-provider-config="], &["API106"]),
        (&[ENCRYPTION], &[]),
        (&["--encryption_provider_config=/enc.yaml"], &[]),
        (&["--encryption-provider-config=$(HIDDEN)"], &[]),
        (&["$(HIDDEN)"], &[]),
        (&["--openshift-config=/config.yaml"], &[]),
        (&["--encryption-config=/enc.yaml"], &["API118"]),
        (&["--experimental-encryption-provider-config=/enc.yaml"], &["API107"]),
        (&[reload], &["API106", "API108"]),
        (&[&off], &["API106"]),
        (&[ENCRYPTION, reload, "true"], &["API108"]),
    ];
    for (flags, expected) in table {
        assert_eq!(with(flags), expected, "{flags:?}");
    }
    assert_eq!(with(&[ENCRYPTION, reload, "extra"]), [""; 0], "no value of the flag");
}

#[test]
fn encryption_that_others_see_to() {
    let bare = [&["kube-apiserver", SERVERS], &TLS[..]].concat();
    let labelled = |label: &str| {
        testing::ids(&pod(&bare, "").replace("spec:", &format!("metadata: {{labels: {{{label}}}}}\nspec:")))
    };
    assert_eq!(labelled("app: kube-apiserver"), ["API106"]);
    assert_eq!(labelled("app: openshift-kube-apiserver"), [""; 0]);
    assert_eq!(labelled("openshift.io/scc: restricted"), ["API106"], "any pod there has it");
    assert_eq!(labelled("kops.k8s.io/managed-by: kops"), [""; 0]);
    let k3s = |command: &[&str], lines: &str| testing::ids(&pod(command, lines));
    assert_eq!(k3s(&["k3s", "server"], ""), ["API106"]);
    assert_eq!(k3s(&["k3s", "server", "--secrets-encryption"], ""), [""; 0]);
    assert_eq!(k3s(&["k3s", "server", "--secrets-encryption=false"], ""), ["API106"]);
    assert_eq!(k3s(&["k3s", "server", "--secrets-encryption", "false"], ""), [""; 0], "it takes no value");
    assert_eq!(k3s(&["k3s", "server", "--config=/etc/k3s.yaml"], ""), [""; 0]);
    assert_eq!(k3s(&["k3s", "server", "--kube-apiserver-arg=encryption-provider-config=/e"], ""), [""; 0]);
    let mount = "    volumeMounts: [{name: k3s, mountPath: /etc/rancher/k3s}]\n";
    assert_eq!(k3s(&["k3s", "server"], mount), [""; 0]);
    assert_eq!(k3s(&["rke2", "server"], ""), [""; 0]);
    assert_eq!(k3s(&["k3s", "agent"], ""), [""; 0]);
}

#[test]
fn kube_apiserver_in_k3s() {
    let with = |flag: &str| {
        testing::ids(&pod(&["k3s", "server", "--secrets-encryption", "--kube-apiserver-arg", flag], ""))
    };
    assert_eq!(with("etcd-servers=http://a:1"), ["API101"]);
    assert_eq!(with("--etcd-servers=http://a:1"), ["API101"]);
    assert_eq!(with("etcd-ca-file=/ca"), ["API118"]);
    assert_eq!(with("etcd-$(HIDDEN)=/ca"), [""; 0]);
    assert_eq!(with("storage-backend=etcd2"), ["API116"]);
    assert_eq!(with("etcd-cafile=/ca"), [""; 0]);
}

#[test]
fn values() {
    let table: [(&str, &[&str]); 24] = [
        ("--storage-backend=etcd3", &[]),
        ("--storage-backend=", &[]),
        ("--storage-backend=etcd2", &["API116"]),
        ("--storage-backend=$(HIDDEN)", &[]),
        ("--etcd-prefix=", &[]),
        ("--etcd-servers-overrides=/events#https://a:1;https://b:1", &[]),
        ("--etcd-servers-overrides=", &[]),
        ("--etcd-servers-overrides=events#https://a:1", &["API116"]),
        ("--etcd-servers-overrides=/pods#http://a:1", &["API115"]),
        ("--etcd-servers-overrides=/pods#http://127.0.0.1:1", &["API115"]),
        ("--etcd-servers-overrides=/pods#http://a:1;b:1", &["API115"]),
        ("--etcd-servers-overrides=/pods#a:1", &["API114"]),
        ("--etcd-servers-overrides=\"/secrets#https://a:1\",\"/pods#https://b:1\"", &[]),
        ("--etcd-servers-overrides=\"/secrets#https://a:1\",\"/pods#http://b:1\"", &["API115"]),
        ("--etcd-servers-overrides=/pods#https://a:1; https://b:1", &["API116"]),
        ("--etcd-healthcheck-timeout=5", &["API116"]),
        ("--etcd-compaction-interval=5m", &[]),
        ("--etcd-count-metric-poll-period=", &["API116"]),
        ("--etcd-db-metric-poll-interval=$(HIDDEN)", &[]),
        ("--etcd-readycheck-timeout=0", &[]),
        ("--etcd-servers-overrides=/events#http://a:1", &["API115"]),
        ("--encryption-provider-config-automatic-reload=yes", &["API116"]),
        ("--feature-gates=KMSv1=true", &["API117"]),
        ("--feature-gates=KMSv1=false", &[]),
    ];
    for (flag, expected) in table {
        assert_eq!(ids_besides(&[flag]), expected, "{flag}");
    }
}

#[test]
fn unknown_flags() {
    let table: [(&str, &[&str]); 11] = [
        ("--etcd-ca-file=/ca", &["API118"]),
        ("--etcd_ca_file=/ca", &["API118"]),
        ("--etcd-prefx=/r", &["API118"]),
        ("--trusted-ca-file=/ca", &["API118"]),
        ("--client-cert-auth", &["API118"]),
        ("--encryption-provider=aescbc", &["API118"]),
        ("--etcd-quorum-read", &["API118"]),
        ("-etcd-prefix=/r", &["API118"]),
        ("--etcd_prefix=/r", &[]),
        ("--client-ca-file=/ca", &[]),
        ("--no-such-flag=x", &[]),
    ];
    for (flag, expected) in table {
        assert_eq!(ids_besides(&[flag]), expected, "{flag}");
    }
}

#[test]
fn severities_and_versions() {
    let reload = "--encryption-provider-config-automatic-reload";
    let old = "--experimental-encryption-provider-config=/enc.yaml";
    let loopback = "--etcd-servers=http://[::1]:2379";
    let events = "--etcd-servers-overrides=/events#http://a:1";
    let local = "--etcd-servers-overrides=/pods#http://127.0.0.1:1";
    let mixed = "--etcd-servers-overrides=/pods#https://a:1;http://b:1";
    let mixed_events = "--etcd-servers-overrides=/events#https://a:1;http://b:1";
    let table: [(&[&str], &str, &[&str]); 12] = [
        (&[], "1.34.2", &["API106 error"]),
        (&[ENCRYPTION, loopback], "1.34.2", &["API101 warning"]),
        // Behind an address with https, which decides for all.
        (&[ENCRYPTION, "--etcd-servers=http://a:1"], "1.34.2", &["API101 warning"]),
        (&[ENCRYPTION, mixed], "1.34.2", &["API115 warning"]),
        (&[ENCRYPTION, mixed_events], "1.34.2", &["API115 info"]),
        (&[ENCRYPTION, events], "1.34.2", &["API115 info"]),
        (&[ENCRYPTION, local], "1.34.2", &["API115 warning"]),
        (&[old], "1.23.17", &[]),
        (&[old], "1.24.0", &["API107 error"]),
        (&[ENCRYPTION, reload], "1.25.3", &["API118 error"]),
        (&[ENCRYPTION, reload], "1.26.0", &[]),
        (&[reload], "1.25.3", &["API106 error", "API118 error"]),
    ];
    for (flags, version, expected) in table {
        let mut lines = found(flags, version);
        lines.sort_unstable();
        assert_eq!(lines, expected, "{flags:?} in {version}");
    }
}

/// As etcd's clients 3.4.23 and 3.6.6 dialled two addresses, each with a certificate.
#[test]
fn the_first_address_decides() {
    let table = [
        ("http://a:1,https://b:1", "API101 error"),
        ("http://a:1,b:1", "API101 error"),
        ("https://a:1,http://b:1", "API101 warning"),
        ("a:1,http://b:1", "API114 warning API101 warning"),
        ("$(HIDDEN),http://b:1", "API101 warning"),
        ("http://a:1,http://b:1", "API101 error API101 error"),
        ("unixs:///a,http://b:1", "API101 warning"),
        (" https://a:1,http://b:1", "API116 warning API101 warning"),
    ];
    for (value, expected) in table {
        let servers = format!("--etcd-servers={value}");
        let text = pod(&[&["kube-apiserver", &servers, ENCRYPTION], &TLS[..]].concat(), "");
        let report = testing::report(&text, Settings::default());
        let lines: Vec<_> = report.findings.iter().map(line).collect();
        assert_eq!(lines.join(" "), expected, "{value}");
    }
    let table: [(&str, &[&str]); 4] = [
        ("a:1,http://b:1", &["API101", "API102", "API114"]),
        ("a:1,https://b:1", &["API102", "API114"]),
        ("http://a:1,https://b:1", &["API101"]),
        ("https://a:1,http://b:1", &["API101", "API102", "API103"]),
    ];
    for (value, expected) in table {
        assert_eq!(ids_of_servers(value, &[]), expected, "{value} without TLS options");
    }
}

#[test]
fn what_kubeadm_writes() {
    let apiserver = include_str!("../../../../tests/corpus/kubeadm/kube-apiserver.yaml");
    let etcd = include_str!("../../../../tests/corpus/kubeadm/etcd.yaml");
    assert_eq!(testing::ids(&format!("{apiserver}---\n{etcd}")), [""; 0]);
    let unmodified =
        apiserver.replace("    - --encryption-provider-config=/etc/kubernetes/enc/enc.yaml\n", "");
    assert_eq!(testing::ids(&format!("{unmodified}---\n{etcd}")), ["API106"]);
}

#[test]
fn only_kube_apiservers_that_serve() {
    for command in [&["kube-apiserver", "--version"][..], &["kube-aggregator"], &["kube-apiserver", "-h"]] {
        assert_eq!(testing::ids(&pod(command, "")), [""; 0], "{command:?}");
    }
}

/// A pod whose kube-apiserver reads its files at `/enc` and `/pki`, with these mounts and volumes.
fn ids_of_mounts(mounts: &str, volumes: &str) -> Vec<&'static str> {
    let flags = [
        "kube-apiserver",
        SERVERS,
        "--etcd-cafile=/pki/ca",
        "--etcd-certfile=/pki/crt",
        "--etcd-keyfile=/pki/key",
        "--encryption-provider-config=/enc/enc.yaml",
    ];
    let mounts = format!("    volumeMounts: [{{name: pki, mountPath: /pki, readOnly: true}}, {mounts}]\n");
    let volumes = format!("  volumes: [{{name: pki, secret: {{secretName: pki}}}}, {volumes}]\n");
    testing::ids(&format!("{}{volumes}", pod(&flags, &mounts)))
}

#[test]
fn files_and_mounts() {
    let folder = "{name: enc, hostPath: {path: /enc}}";
    let enc = "{name: enc, mountPath: /enc, readOnly: true}";
    let table: [(&str, &str, &[&str]); 15] = [
        (enc, "{name: enc, secret: {secretName: e, items: [{key: a, path: enc.yaml}]}}", &[]),
        (enc, "{name: enc, secret: {secretName: e, items: [{key: a, path: ./enc.yaml}]}}", &[]),
        (enc, "{name: enc, secret: {secretName: e, items: [{key: a, path: '${FILE}'}]}}", &[]),
        (enc, "{name: enc, secret: {secretName: e, items: [{key: a, path: other}]}}", &["API110"]),
        (
            "{name: enc, mountPath: /enc/enc.yaml, subPath: b, readOnly: true}",
            "{name: enc, secret: {secretName: e, items: [{key: a, path: b}]}}",
            &[],
        ),
        (
            enc,
            "{name: enc, projected: {sources: [{secret: {name: e, items: [{key: a, path: b}]}}]}}",
            &["API110"],
        ),
        (enc, folder, &[]),
        ("{name: enc, mountPath: /enc/, readOnly: true}", folder, &[]),
        ("{name: enc, mountPath: /, readOnly: true}", folder, &[]),
        ("{name: enc, mountPath: /en, readOnly: true}", folder, &["API110"]),
        ("{name: enc, mountPath: /enc}", folder, &["API111"]),
        ("{name: enc, mountPath: /enc, readOnly: false}", folder, &["API111"]),
        ("{name: enc, mountPath: /enc, readOnly: true}", "{name: enc, configMap: {name: c}}", &["API112"]),
        (
            "{name: enc, mountPath: /enc/enc.yaml, readOnly: true}",
            "{name: enc, hostPath: {path: /e, type: DirectoryOrCreate}}",
            &["API110"],
        ),
        (
            "{name: enc, mountPath: /enc/enc.yaml, readOnly: true}",
            "{name: enc, hostPath: {path: /e, type: File}}",
            &[],
        ),
    ];
    for (mounts, volumes, expected) in table {
        assert_eq!(ids_of_mounts(mounts, volumes), expected, "{mounts} {volumes}");
    }
}

#[test]
fn values_that_are_none() {
    let table: [(&[&str], &[&str]); 6] = [
        (&["--etcd-prefix", "--v=2"], &["API119"]),
        (&["--etcd-prefix=\"/registry\""], &["API119"]),
        (&["--etcd-prefix='/registry'"], &["API119"]),
        (&["--etcd-prefix"], &["API119"]),
        (&["--etcd-prefix="], &[]),
        (&["--etcd-prefix=/registry"], &[]),
    ];
    for (flags, expected) in table {
        assert_eq!(ids_besides(flags), expected, "{flags:?}");
    }
}
