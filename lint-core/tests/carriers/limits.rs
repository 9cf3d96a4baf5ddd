//! Hostile input takes bounded time, and is named.

use std::fmt::Write;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use etcdlint_core::linter::lint;
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;

use crate::wrapped::gzip;

const ENCRYPTION: &str = "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n\
     - resources: [secrets]\n  providers: [{identity: {}}]\n";

/// Lints a text, far more slowly than it should go, for builds without optimization on busy machines.
fn quickly(text: &str) -> Report {
    let start = Instant::now();
    let report = lint("file.yaml", text, Settings::default());
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(60), "{elapsed:?} for {} bytes", text.len());
    report
}

fn messages(report: &Report, rule: &str) -> Vec<String> {
    let of_rule = report.findings.iter().filter(|finding| finding.rule.id == rule);
    of_rule.map(|finding| finding.message.to_string()).collect()
}

fn plane(files: &[(&str, &str, &str)]) -> String {
    let mut text =
        "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec:\n    files:\n"
            .to_owned();
    for (path, encoding, content) in files {
        writeln!(text, "    - path: {path}\n      encoding: {encoding}\n      content: {content}").unwrap();
    }
    text
}

fn bomb() -> String {
    STANDARD.encode(gzip(&vec![b'\n'; 32 * 1024 * 1024]))
}

#[test]
fn a_bomb_is_one_finding() {
    let bomb = bomb();
    let files: Vec<_> = std::iter::repeat_n(("/opt/blob", "gzip+base64", bomb.as_str()), 10).collect();
    let report = quickly(&plane(&files));
    assert_eq!(
        messages(&report, "INPUT104"),
        [
            "the content of /opt/blob is beyond the 3 MiB that are unpacked for one document and was not checked"
        ]
    );
    assert_eq!(report.not_checked.len(), 1);
}

#[test]
fn a_configuration_after_a_bomb_is_named() {
    let (bomb, file) = (bomb(), STANDARD.encode(gzip(ENCRYPTION.as_bytes())));
    let after = ("/etc/kubernetes/encryption.yaml", "gzip+base64", file.as_str());
    let report = quickly(&plane(&[("/opt/blob", "gzip+base64", &bomb), after]));
    assert_eq!(messages(&report, "INPUT104").len(), 2);
    assert!(messages(&report, "ENC202").is_empty());
    let report = quickly(&plane(&[after, ("/opt/blob", "gzip+base64", &bomb)]));
    assert_eq!(messages(&report, "INPUT104").len(), 1);
    assert_eq!(messages(&report, "ENC202").len(), 1);
}

/// Cloud-configs in cloud-configs: what is nested too deep is named, not followed.
#[test]
fn nesting_ends() {
    let mut text = ENCRYPTION.to_owned();
    let mut found = Vec::new();
    for _ in 0..6 {
        let content = STANDARD.encode(&text);
        text = format!(
            "#cloud-config\nwrite_files:\n- {{path: /encryption.yaml, encoding: b64, content: {content}}}\n"
        );
        let report = quickly(&text);
        found.push((messages(&report, "ENC202").len(), messages(&report, "INPUT104").len()));
    }
    assert_eq!(found, [(1, 0), (1, 0), (1, 0), (1, 0), (0, 1), (0, 1)]);
}

#[test]
fn bombs_in_bombs_share_a_budget() {
    let inner = |text: &str| {
        format!("- {{path: /b, encoding: gz+b64, content: {}}}\n", STANDARD.encode(gzip(text.as_bytes())))
    };
    let mut text = " ".repeat(3 * 1024 * 1024 - 1024);
    for _ in 0..4 {
        text = format!("#cloud-config\nwrite_files:\n{}", inner(&text).repeat(50));
    }
    assert_eq!(messages(&quickly(&text), "INPUT104").len(), 1);
}

#[test]
fn a_large_config_map() {
    let mut file = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets, secret]\n  \
         providers:\n  - secretbox:\n      keys:\n"
        .to_owned();
    while file.len() < 1024 * 1024 {
        file.push_str("      - {name: a, secret: <base64-encoded-key>}\n");
    }
    let lines: String = file.lines().map(|line| format!("    {line}\n")).collect();
    let map = format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  enc.yaml: |\n{lines}");
    assert!(!messages(&quickly(&map), "ENC216").is_empty());
}

#[test]
fn a_secret_with_many_entries() {
    let mut secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n".to_owned();
    let content = STANDARD.encode(ENCRYPTION);
    for number in 0..10_000 {
        writeln!(secret, "  enc-{number}.yaml: {content}").unwrap();
    }
    assert_eq!(messages(&quickly(&secret), "ENC202").len(), 10_000);
}
