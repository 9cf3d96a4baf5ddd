//! Fixes that would do harm without a person looking at them are suggested, and those that are safe hit what they mean.

use etcdlint_core::fix::{Applicability, apply};
use etcdlint_core::linter::lint;
use etcdlint_core::settings::{Profile, Settings};

fn pod(container: &str, volumes: &str) -> String {
    format!("{{kind: Pod, apiVersion: v1, spec: {{containers: [{{{container}}}], volumes: [{volumes}]}}}}")
}

fn etcd(container: &str) -> String {
    pod(&format!("name: etcd, image: etcd:3.6.14, {container}"), "")
}

fn apiserver(flags: &str, mount: &str) -> String {
    let container = format!(
        "name: kube-apiserver, image: kube-apiserver:v1.34.2, command: [kube-apiserver, {flags}], volumeMounts: [{mount}]"
    );
    pod(&container, "{name: k, hostPath: {path: /etc/kubernetes}}")
}

/// What a rule's fix is, and the text that its edits make.
fn fix(text: &str, rule: &str) -> (Option<Applicability>, String) {
    let settings = Settings { profile: Profile::Strict, ..Settings::default() };
    let report = lint("x.yaml", text, settings);
    let own = report.findings.iter().find(|finding| finding.rule.id == rule);
    let own = own.unwrap_or_else(|| panic!("{rule} finds nothing: {text}"));
    let fix = own.fix.as_ref().filter(|fix| !fix.edits.is_empty());
    let mended = fix.map(|fix| apply(text, &fix.edits).expect("edits that fit the text"));
    (fix.map(|fix| fix.applicability), mended.unwrap_or_default())
}

#[test]
fn what_may_do_harm_is_suggested() {
    let config = "--encryption-provider-config=/etc/kubernetes/enc.yaml";
    let mount = "{name: k, mountPath: /etc/kubernetes}";
    let variable = |more: &str| {
        etcd(&format!(
            "command: [etcd, --log-level=info], env: [{{name: ETCD_LOG_LEVEL, value: info}}]{more}"
        ))
    };
    let rows = [
        ("ETCD313", variable(""), Applicability::Safe),
        ("ETCD313", variable(", args: [\"--name=$(ETCD_LOG_LEVEL)\"]"), Applicability::Suggested),
        (
            "ETCD313",
            variable(", livenessProbe: {exec: {command: [sh, -c, 'echo ${ETCD_LOG_LEVEL}']}}"),
            Applicability::Suggested,
        ),
        ("ETCD313", variable(", args: [\"--name=$(ETCD_LOG_LEVELS)\"]"), Applicability::Safe),
        ("ETCD313", variable(", envFrom: [{configMapRef: {name: a}}]"), Applicability::Suggested),
        ("API111", apiserver(config, mount), Applicability::Safe),
        (
            "API111",
            apiserver(&format!("{config}, --audit-log-path=/etc/kubernetes/a.log"), mount),
            Applicability::Suggested,
        ),
        (
            "API111",
            apiserver(&format!("{config}, --audit-log-path=/etc/kubernetes-logs/a.log"), mount),
            Applicability::Safe,
        ),
        (
            "API111",
            apiserver(config, "{name: k, mountPath: /etc/kubernetes, readOnly: false}"),
            Applicability::Suggested,
        ),
        (
            "API108",
            apiserver("--encryption-provider-config-automatic-reload=true", mount),
            Applicability::Suggested,
        ),
        (
            "ETCD310",
            etcd("command: [etcd, '--log-outputs=stderr --listen-client-urls=http://0.0.0.0:2379']"),
            Applicability::Suggested,
        ),
        ("ETCD311", etcd("command: [etcd, '--name=\"a\"']"), Applicability::Suggested),
        ("YAML104", etcd("command: [etcd, \"\u{2013}data-dir=/d\"]"), Applicability::Safe),
        (
            "YAML104",
            etcd("command: [etcd, \"\u{2013}listen-client-urls=http://0.0.0.0:2379\"]"),
            Applicability::Suggested,
        ),
        ("YAML104", etcd("command: [etcd, \"\u{2013}client-cert-auth=false\"]"), Applicability::Suggested),
        (
            "ETCD113",
            etcd(
                "command: [etcd, --tls-max-version=TLS1.2, '--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA']",
            ),
            Applicability::Suggested,
        ),
        (
            "ETCD113",
            etcd(
                "command: [etcd, '--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA']",
            ),
            Applicability::Safe,
        ),
    ];
    for (rule, text, expected) in rows {
        assert_eq!(fix(&text, rule).0, Some(expected), "{rule} {text}");
    }
}

/// Quotes are taken from the use that has them, though a later one counts.
#[test]
fn the_use_that_is_wrong_is_mended() {
    let servers = apiserver("\"--etcd-servers='https://a:2379'\", '--etcd-servers=https://b:2379'", "");
    let (applicability, mended) = fix(&servers, "API119");
    assert_eq!(applicability, Some(Applicability::Safe));
    assert!(
        mended.contains("--etcd-servers=https://a:2379") && mended.contains("--etcd-servers=https://b:2379"),
        "{mended}"
    );
    let reload = apiserver(
        "--encryption-provider-config=/etc/kubernetes/enc.yaml, --encryption-provider-config-automatic-reload, 'true', \
         --encryption-provider-config-automatic-reload=false",
        "",
    );
    let (_, mended) = fix(&reload, "API108");
    assert!(
        mended.contains("automatic-reload=true") && mended.contains("automatic-reload=false"),
        "{mended}"
    );
}

/// Whatever ends its line, the separator of an empty document goes, and its comment stays.
#[test]
fn an_empty_document_goes_with_any_line_end() {
    const CONFIG: &str =
        "---\napiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: []\n";
    for end in ["\n", "\r\n", "\r", "\u{2028}"] {
        let text = format!("---\n# c\n{CONFIG}").replace('\n', end);
        let expected = format!("# c\n{CONFIG}").replace('\n', end);
        assert_eq!(fix(&text, "ENC102"), (Some(Applicability::Safe), expected), "{end:?}");
    }
}

#[test]
fn nothing_is_put_behind_the_end_of_the_flags() {
    for end in ["", ", --", ", stray"] {
        let text = etcd(&format!(
            "command: [etcd, --listen-client-urls=https://10.0.0.4:2379, --cert-file=/a, --key-file=/b, --trusted-ca-file=/c{end}]"
        ));
        assert_eq!(fix(&text, "ETCD108").0.is_some(), end.is_empty(), "{text}");
    }
}
