//! The same findings at the same places, whatever carries the file.

use etcdlint_core::linter::lint;
use etcdlint_core::report::{FileSpan, Report};
use etcdlint_core::settings::Settings;

use crate::wrapped::{Wrapped, encoded, verbatim};

const ENCRYPTION: &str = r#"apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
# é😀 before
resources:
- resources:
  - secrets
  - secret
  # to be changed
  providers:
  - aescbc:
      keys:
      - name: key1
        secret: <BASE 64 ENCODED SECRET>
  - aescbc:
      keys:
      - {name: alpha, secret: "c2VjcmV0IGlzIHNlY3VyZQ=="}
      - {name: "bé\tta", secret: 'c2VjcmV0IGlzIHNlY3VyZQ=='}

  - identity: {}
"#;

const ETCD: &str = "name: default
data-dir: /var/lib/etcd
listen-client-urls: http://0.0.0.0:2379
advertise-client-urls: http://10.0.0.1:2379
listen-peer-urls: http://10.0.0.1:2380
";

/// Rules about the carrier itself, or about what is the case only without one.
const OF_CARRIERS: [&str; 5] = ["ENC212", "ENC226", "ENC227", "ENC229", "ENC232"];

/// A finding: rule, path in the file, and the word it begins with and how often that came before.
type Found = (String, String, Option<(String, usize)>);

fn findings(report: &Report) -> impl Iterator<Item = &etcdlint_core::report::Reported> {
    report.findings.iter().filter(|finding| !OF_CARRIERS.contains(&finding.rule.id))
}

fn alone(file: &str) -> Vec<Found> {
    let report = lint("file.yaml", file, Settings::default());
    let found = findings(&report).map(|finding| {
        let word = finding.site.span.as_ref().map(|span| word(file, span, 0));
        (finding.rule.id.to_owned(), finding.site.path.to_string(), word)
    });
    sorted(found)
}

fn carried(file: &Wrapped) -> Vec<Found> {
    let report = lint("file.yaml", &file.text, Settings::default());
    let found = findings(&report).map(|finding| {
        let span = finding.site.span.as_ref().unwrap();
        let embedded = finding.site.embedded.as_ref();
        let embedded =
            embedded.unwrap_or_else(|| panic!("{}: {} is not in the file", file.name, finding.rule.id));
        let word = file.begin.map(|begin| word(&file.text, span, begin));
        (finding.rule.id.to_owned(), embedded.to_string(), word)
    });
    sorted(found)
}

fn sorted(found: impl Iterator<Item = Found>) -> Vec<Found> {
    let mut found: Vec<_> = found.collect();
    found.sort();
    found
}

/// The word at a span, and how often it stands before it, from byte `begin` on. Checks line and column as well.
fn word(text: &str, span: &FileSpan, begin: usize) -> (String, usize) {
    let before = &text[..span.bytes.start];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    assert_eq!(span.start.line, before.matches('\n').count() + 1);
    assert_eq!(span.start.column, before[line..].chars().count() + 1);
    let rest = &text[span.bytes.start..].trim_start_matches(['\\', '"', '\'']);
    let word = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '<').next().unwrap();
    assert!(!word.is_empty(), "{rest}");
    let before = before.get(begin..).unwrap_or_default();
    (word.to_owned(), before.matches(word).count())
}

fn without_places(found: &[Found]) -> Vec<Found> {
    found.iter().map(|(rule, path, _)| (rule.clone(), path.clone(), None)).collect()
}

fn same_everywhere(file: &str, rules: &[&str]) {
    let expected = alone(file);
    for rule in rules {
        assert!(expected.iter().any(|(id, ..)| id == rule), "{rule} is not in {expected:?}");
    }
    for carrier in verbatim(file) {
        assert_eq!(carried(&carrier), expected, "{}:\n{}", carrier.name, carrier.text);
    }
    for carrier in encoded(file) {
        assert_eq!(carried(&carrier), without_places(&expected), "{}:\n{}", carrier.name, carrier.text);
    }
}

#[test]
fn of_an_encryption_configuration() {
    same_everywhere(ENCRYPTION, &["ENC205", "ENC215", "ENC216"]);
}

#[test]
fn of_a_configuration_file_of_etcd() {
    same_everywhere(ETCD, &["ETCD101"]);
}

/// JSON has no indentation to lose, so it may be folded.
#[test]
fn of_json_in_scalars_that_are_folded() {
    let file = serde_json::json!({
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "EncryptionConfiguration",
        "resources": [{
            "resources": ["secrets", "secret"],
            "providers": [{ "aescbc": { "keys": [{ "name": "key1", "secret": "<BASE 64 ENCODED SECRET>" }] } }],
        }],
    });
    let file = serde_json::to_string_pretty(&file).unwrap();
    let lines: Vec<_> = file.lines().map(str::trim).collect();
    let expected = alone(&file);
    assert!(expected.iter().any(|(rule, ..)| rule == "ENC216"), "{expected:?}");
    let joined = |with: &str| lines.join(with);
    let values = [
        format!(">\n    {}", joined("\n    ")),
        format!(">-\n    {}", joined("\n\n    ")),
        format!("'{}'", joined("\n    ")),
        format!("'{}'", joined("")),
    ];
    for value in values {
        let text = format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  enc.yaml: {value}\n  z: x\n");
        let file = Wrapped { name: value.clone(), begin: text.find("data"), text };
        assert_eq!(carried(&file), expected, "{value}");
    }
}

#[test]
fn lost_indentation_is_restored_in_carriers_too() {
    let flat = include_str!("../../../tests/corpus/course/encryption-config-pasted.yaml");
    same_everywhere(flat, &["YAML102", "ENC216"]);
}

#[test]
fn comments_in_carried_files_silence_what_stands_there() {
    let settings = || Settings { honor_suppressions: true, ..Settings::default() };
    let file = ENCRYPTION.replacen("  - secret\n", "  - secret # etcdlint: ignore[ENC205] known\n", 1);
    let file = file.replace("  # to be changed", "  # etcdlint: ignore[ENC216]");
    for carrier in verbatim(&file).into_iter().chain(encoded(&file)) {
        let report = lint("file.yaml", &carrier.text, settings());
        let ids: Vec<_> = findings(&report).map(|finding| finding.rule.id).collect();
        // The second comment has no reason, and stands above another line.
        assert_eq!(ids.iter().filter(|id| **id == "INPUT106").count(), 1, "{}: {ids:?}", carrier.name);
        assert!(!ids.contains(&"ENC205") && ids.contains(&"ENC216"), "{}: {ids:?}", carrier.name);
        assert_eq!(report.summary.suppressed, 1, "{}", carrier.name);
    }
}

#[test]
fn a_comment_on_the_carrying_line_silences_what_is_encoded_there() {
    let encoded = encoded(ENCRYPTION);
    let secret = &encoded.first().unwrap().text;
    let text = secret.replace("data:\n", "data:\n  # etcdlint: ignore[ENC205] known\n");
    let report = lint("file.yaml", &text, Settings { honor_suppressions: true, ..Settings::default() });
    assert!(findings(&report).all(|finding| finding.rule.id != "ENC205"));
}
