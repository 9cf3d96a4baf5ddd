//! Documents as people have them.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;

const KUBEADM: &str = include_str!("../../../tests/corpus/cluster-api/kubeadm-control-plane.yaml");
const RKE2: &str = include_str!("../../../tests/corpus/cluster-api/rke2-control-plane.yaml");
const CLOUD_CONFIG: &str = include_str!("../../../tests/corpus/cluster-api/cloud-config.yaml");

fn lint(texts: &[&str]) -> Report {
    let mut linter = Linter::new(Settings::default());
    for (number, text) in texts.iter().enumerate() {
        linter.add_text(Input { name: format!("{number}.yaml"), ..Input::default() }, text);
    }
    linter.finish()
}

/// The lines on which a rule found something, from 1.
fn lines(report: &Report, rule: &str) -> Vec<usize> {
    let of_rule = report.findings.iter().filter(|finding| finding.rule.id == rule);
    of_rule.filter_map(|finding| Some(finding.site.span.as_ref()?.start.line)).collect()
}

/// Lines of a text, from 1, that contain all of a word.
fn lines_with(text: &str, word: &str) -> Vec<usize> {
    let lines = text.lines().enumerate().filter(|(_, line)| line.contains(word));
    lines.map(|(number, _)| number + 1).collect()
}

#[test]
fn every_file_is_read() {
    // A placeholder stands for itself in text, and for the whole content where that is encoded.
    let rows = [
        (KUBEADM, vec!["secret: <", "content: YXB", "content: H4s"]),
        (RKE2, vec!["secret: <"]),
        (CLOUD_CONFIG, vec!["secret: <", "content: H4s"]),
    ];
    for (text, words) in rows {
        let expected: Vec<_> = words.into_iter().flat_map(|word| lines_with(text, word)).collect();
        assert_eq!(lines(&lint(&[text]), "ENC216"), expected, "{text}");
    }
    assert_eq!(lines(&lint(&[CLOUD_CONFIG]), "ETCD101"), lines_with(CLOUD_CONFIG, "listen-client-urls"));
}

#[test]
fn what_was_not_given_is_named_until_it_is() {
    let config_map = |name: &str, key: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{{key}: x}}\n")
    };
    let reference = lines_with(RKE2, "name: old-encryption");
    let rows = [
        (config_map("old-encryption", "encryption.yaml"), vec![]),
        (config_map("old-encryption", "other.yaml"), reference.clone()),
        (config_map("other", "encryption.yaml"), reference.clone()),
        (config_map("old-encryption, namespace: other", "encryption.yaml"), reference.clone()),
    ];
    for (other, expected) in rows {
        let report = lint(&[RKE2, &other]);
        assert_eq!(lines(&report, "INPUT104"), expected, "{other}");
        // What the object says of kube-apiserver beside its files is not checked.
        assert_eq!(report.not_checked.len(), expected.len() + 1);
    }
    let only = "apiVersion: bootstrap.cluster.x-k8s.io/v1beta1\nkind: KubeadmConfig\nspec:\n  files:\n  \
                - {path: /encryption.yaml, contentFrom: {secret: {name: a, key: b}}}\n";
    assert_eq!(lines(&lint(&[only]), "INPUT104"), [5]);
    let site =
        &lint(&[KUBEADM]).findings.into_iter().find(|finding| finding.rule.id == "INPUT104").unwrap().site;
    assert_eq!(site.span.as_ref().unwrap().excerpt.trim(), "name: demo-encryption");
}
