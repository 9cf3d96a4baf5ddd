//! Large files are read in pieces, and nobody sees where they are cut.

use std::fs;

use etcdlint_core::linter::lint;
use etcdlint_core::settings::Settings;

use super::etcdlint;

const ETCD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{command: [etcd, --x]}]}\n";
const OTHER: &str = "# why\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n";

/// Some megabytes, with a pod of ours in each.
fn stream() -> String {
    let megabyte = format!("---\n{OTHER}").repeat(20_000);
    format!("# first\n{ETCD}{megabyte}---\n{ETCD}{megabyte}--- # last\n{ETCD}")
}

/// The rules of findings, each with its line and column.
fn places(output: &[u8]) -> Vec<(String, usize, usize)> {
    let report: serde_json::Value = serde_json::from_slice(output).expect("a report");
    let number = |value: &serde_json::Value| value.as_u64().map_or(0, |number| number as usize);
    let place = |finding: &serde_json::Value| {
        let rule = finding["rule"].as_str().unwrap_or_default().to_owned();
        (rule, number(&finding["line"]), number(&finding["column"]))
    };
    report["findings"].as_array().expect("findings").iter().map(place).collect()
}

#[test]
fn a_stream_has_the_findings_of_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stream.yaml");
    let text = stream();
    fs::write(&file, &text).unwrap();
    let output = etcdlint().args(["--no-config", "--format", "json"]).arg(&file).output().unwrap();
    let report = lint("stream.yaml", &text, Settings::default());
    let expected: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let start = finding.site.span.as_ref().expect("it has a text").start;
            (finding.rule.id.to_owned(), start.line, start.column)
        })
        .collect();
    assert!(expected.len() > 3);
    assert_eq!(places(&output.stdout), expected);
    let piped = etcdlint().args(["--no-config", "--format", "json", "-"]).stdin(&text).output().unwrap();
    assert_eq!(places(&piped.stdout), expected);
}

/// What was written after a mistake is linted as well.
#[test]
fn a_document_that_is_no_yaml_does_not_hide_the_next() {
    let text = format!("{OTHER}---\na: [\n---\n{ETCD}");
    let output = etcdlint().args(["--format", "json", "-"]).stdin(&text).output().unwrap();
    let rules: Vec<_> = places(&output.stdout).into_iter().map(|(rule, line, _)| (rule, line)).collect();
    assert!(rules.contains(&("YAML101".to_owned(), 6)), "{rules:?}");
    assert!(rules.contains(&("ETCD301".to_owned(), 11)), "{rules:?}");
}

#[test]
fn a_document_without_an_end_is_not_read_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endless.yaml");
    fs::write(&file, "- a\n".repeat(20 << 20)).unwrap();
    let output = etcdlint().arg("--no-config").arg(&file).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("no line `---` ends a document in the first 64 MiB"), "{message}");
    assert_eq!(output.status.code(), Some(2));
}

/// Columns are those of the file, in the frame of a finding as well.
#[test]
fn documents_on_one_line_have_the_columns_of_the_line() {
    let object = r#"{"kind":"Secret"} "#;
    let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"command":["etcd","--data-dir=/é","--x"]}]}}"#;
    let text = format!("{object}{object}{pod}");
    let column = 1 + text.split_once("--x").expect("the flag").0.chars().count();
    let output = etcdlint().args(["--format", "json", "-"]).stdin(&text).output().unwrap();
    assert!(places(&output.stdout).contains(&("ETCD301".to_owned(), 1, column)));
    let output = etcdlint().arg("-").stdin(&text).output().unwrap();
    let framed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(framed.contains(&format!(" --> <stdin>:1:{column}\n")), "{framed}");
}
