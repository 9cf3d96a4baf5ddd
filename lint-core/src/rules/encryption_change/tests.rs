//! What the rules of this family say, and what they say nothing of.

use std::fmt::Write;

use crate::inventory::Input;
use crate::linter::Linter;
use crate::report::Report;
use crate::settings::Settings;

const KEY_A: &str = "q83vEjRWKLNJIcbsGd9IxMqcffgIdkq2onXt8kMLm20=";
const KEY_B: &str = "ECEyQ1RlSAyOXqVrufpV7VbNSWLe6bxwQd6TsP2GH6g=";

/// A configuration from a short form: `secrets configmaps: aescbc/key1/A kms/vault identity; *.*: …`.
fn config(short: &str) -> String {
    let mut text =
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n".to_owned();
    for entry in short.split(';') {
        let (names, providers) = entry.split_once(':').expect("names and providers");
        let names: Vec<String> = names.split_whitespace().map(|name| format!("'{name}'")).collect();
        writeln!(text, "- resources: [{}]\n  providers:", names.join(", ")).expect("a string");
        for provider in providers.split_whitespace() {
            text.push_str(&self::provider(provider));
        }
    }
    text
}

fn provider(short: &str) -> String {
    let parts: Vec<&str> = short.split('/').collect();
    match parts[..] {
        ["identity"] => "  - identity: {}\n".to_owned(),
        ["kms", name] => provider(&format!("kms/{name}/socket")),
        ["kms", name, socket] => {
            format!("  - kms: {{apiVersion: v2, name: {name}, endpoint: 'unix:///run/{socket}'}}\n")
        }
        [provider, name, key] => {
            let key = match key {
                "A" => KEY_A,
                "B" => KEY_B,
                placeholder => placeholder,
            };
            format!("  - {provider}: {{keys: [{{name: {name}, secret: '{key}'}}]}}\n")
        }
        _ => panic!("{short}"),
    }
}

fn report(old: &str, new: &str, settings: Settings) -> Report {
    let input = || Input { name: "enc.yaml".to_owned(), ..Input::default() };
    let mut linter = Linter::new(settings);
    linter.add_previous_text(input(), old);
    linter.add_text(input(), new);
    linter.finish_with_changes_alone()
}

fn said(report: &Report) -> Vec<String> {
    let findings = report.findings.iter();
    findings.map(|one| format!("{} {} {}", one.rule.id, one.severity, one.message)).collect()
}

/// Each step with what is said of it.
#[test]
fn messages() {
    let steps = [
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key2/B identity"),
        ("secrets configmaps: kms/vault identity", "secrets configmaps: secretbox/key1/A identity"),
        ("secrets: aescbc/key1/A", "secrets: aescbc/key2/A"),
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key2/B aescbc/key1/A identity"),
        ("secrets: aescbc/key1/A", "secrets: identity aescbc/key1/A"),
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key1/B identity"),
        ("secrets: aesgcm/key2/B aesgcm/key1/A", "secrets: aesgcm/key2/B aesgcm/key1/B"),
        ("secrets: aescbc/key1/A identity", "secrets: identity aescbc/key1/A"),
        ("*.*: aescbc/key1/A identity", "events: identity aescbc/key1/A; *.*: aescbc/key1/A identity"),
        ("secrets: aescbc/key2/B aescbc/key1/A", "secrets: aescbc/key2/B"),
        ("secrets configmaps: aescbc/key1/A", "secrets: aescbc/key1/A"),
        ("*.*: aescbc/key1/A", "secrets: secretbox/key2/B; *.*: aescbc/key1/A"),
        (
            "secrets: aescbc/key1/A; configmaps: aescbc/key1/A",
            "secrets: aescbc/key2/B; configmaps: aescbc/key1/A",
        ),
        ("secrets: aescbc/key1/A", "secrets: secretbox/key1/A"),
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key1/A"),
        ("secrets: identity aescbc/key1/A", "secrets: aescbc/key1/A"),
        ("secrets: kms/vault", "secrets: kms/vault/other"),
        ("secret: aescbc/key1/A identity", "secrets: aescbc/key1/A identity"),
        ("secrets futures: aescbc/key1/A", "secrets: aescbc/key1/A"),
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key1/B aescbc/key1/A identity"),
    ];
    let mut text = String::new();
    for (old, new) in steps {
        writeln!(text, "{old} -> {new}").expect("a string");
        for line in said(&report(&config(old), &config(new), Settings::default())) {
            writeln!(text, "    {line}").expect("a string");
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn steps_that_are_safe_or_cannot_be_judged() {
    let steps = [
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key1/A identity"),
        ("secrets: aescbc/key1/A identity", "secrets: aescbc/key1/A aescbc/key2/B identity"),
        ("secrets: aescbc/key1/A aescbc/key2/B", "secrets: aescbc/key2/B aescbc/key1/A"),
        ("secrets: aescbc/key1/A", "secrets: aescbc/key1/A aesgcm/key1/A identity"),
        // aesgcm notices that a key is not the one.
        ("secrets: aesgcm/key1/A aesgcm/key1/B", "secrets: aesgcm/key1/B aesgcm/key1/A"),
        ("secrets: aescbc/key1/<KEY>", "secrets: aescbc/key1/A"),
        ("secrets: aescbc/key1/ENC[AES256_GCM,data:a]", "secrets: aescbc/key1/ENC[AES256_GCM,data:b]"),
        ("secrets: aescbc/key1/A", "Secrets: aescbc/key2/B"),
        // Nothing is stored under names that match nothing.
        ("secrets secret: aescbc/key1/A", "secrets: aescbc/key1/A"),
        ("secrets deployments v1/pods: aescbc/key1/A", "secrets: aescbc/key1/A"),
    ];
    for (old, new) in steps {
        assert_eq!(said(&report(&config(old), &config(new), Settings::default())), [""; 0], "{old} -> {new}");
    }
}

#[test]
fn one_server_has_no_others() {
    let (old, new) = (config("secrets: aescbc/key1/A"), config("secrets: aescbc/key2/B aescbc/key1/A"));
    assert_eq!(report(&old, &new, Settings::default()).summary.warnings, 1);
    let alone = Settings { single_server: true, ..Settings::default() };
    assert_eq!(report(&old, &new, alone).summary.warnings, 0);
}

#[test]
fn what_announces_that_all_data_is_to_be_decrypted_is_heard() {
    let (old, new) = (config("secrets: aescbc/key1/A identity"), config("secrets: identity aescbc/key1/A"));
    let report = report(&old, &format!("# etcdlint: decrypt-migration\n{new}"), Settings::default());
    assert_eq!((report.summary.errors, report.summary.infos), (0, 1));
}

#[test]
fn one_socket_has_several_spellings() {
    let rows = [
        ("///run/a.sock", "///run//a.sock", 0),
        ("///run/a.sock", "///var/run/a.sock", 0),
        ("///run/a.sock", "/run/a.sock", 0),
        ("///run/a.sock", "///a.sock", 1),
        // The name of an abstract socket is no path.
        ("///@kms/a", "///@kms//a", 1),
    ];
    let with = |spelling| config("secrets: kms/vault/a.sock").replace("///run/a.sock", spelling);
    for (old, new, expected) in rows {
        let report = report(&with(old), &with(new), Settings::default());
        let moved = report.findings.iter().filter(|finding| finding.rule.id == "ENC249").count();
        assert_eq!(moved, expected, "{old} {new}");
    }
}

/// Files that were moved, and carriers that were renamed, are the same configuration still.
#[test]
fn versions_are_found() {
    let map = |name: &str, key: &str, file: &str| {
        let file = serde_json::Value::from(file);
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData:\n  {key}: {file}\n")
    };
    let (old, new) = (config("secrets: kms/vault"), config("secrets: kms/other"));
    let rows = [
        (("a.yaml", old.clone()), ("a.yaml", new.clone()), 1),
        (("old/a.yaml", old.clone()), ("new/a.yaml", new.clone()), 1),
        (("a.yaml", old.clone()), ("b.yaml", new.clone()), 0),
        (("a.yaml", map("s", "enc.yaml", &old)), ("b.yaml", map("s", "enc.yaml", &new)), 1),
        (("a.yaml", map("s-1", "enc.yaml", &old)), ("a.yaml", map("s-2", "enc.yaml", &new)), 1),
        (("a.yaml", map("s", "a.yaml", &old)), ("a.yaml", map("s", "b.yaml", &new)), 1),
        (("a.yaml", map("s-1", "enc.yaml", &old)), ("b.yaml", map("s-2", "enc.yaml", &new)), 0),
    ];
    for ((old_name, old), (new_name, new), expected) in rows {
        let mut linter = Linter::new(Settings::default());
        linter.add_previous_text(Input { name: old_name.to_owned(), ..Input::default() }, &old);
        linter.add_text(Input { name: new_name.to_owned(), ..Input::default() }, &new);
        let report = linter.finish_with_changes_alone();
        assert_eq!(report.findings.len(), expected, "{old_name} -> {new_name}:\n{old}\n{new}");
        assert_eq!(report.not_checked.len(), 1 - expected);
    }
}

#[test]
fn what_is_refused_is_not_compared() {
    let (good, bad) = (config("secrets: kms/vault"), config("secrets secrets: kms/other"));
    for (old, new) in [(&good, &bad), (&bad, &good)] {
        let report = report(old, new, Settings::default());
        assert_eq!((report.findings.len(), report.not_checked.len()), (0, 1));
    }
}
