//! What is silenced is what was named, and nothing else: by comments, annotations and baselines.

use std::path::Path;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::settings::Settings;
use etcdlint_core::source::documents;
use serde_json::Value;
use snapbox::cmd::{Command, cargo_bin};

use super::{Found, OF_WRITING, at_path, compare, dresses, found_of, settings, single_documents};

/// What is said of suppressions themselves: a spurious one has to show.
const OF_SUPPRESSIONS: [&str; 2] = ["INPUT106", "INPUT107"];

fn lint(text: &str) -> Report {
    let mut linter = Linter::new(Settings { honor_suppressions: true, ..settings() });
    linter.add_text(Input { name: "x.yaml".to_owned(), ..Input::default() }, text);
    linter.finish()
}

fn found<'r>(findings: impl IntoIterator<Item = &'r Reported>) -> Found {
    let is_compared = |id: &str| OF_SUPPRESSIONS.contains(&id) || !OF_WRITING.contains(&id);
    found_of(findings.into_iter().filter(|one| is_compared(one.rule.id)))
}

/// The documents in one block of lines each, so that a comment has a place of its own.
fn blocks() -> impl Iterator<Item = (String, Value, String)> {
    let all = single_documents().into_iter();
    all.filter_map(|(sample, value)| Some((sample.name, dresses::block(&value)?, value)))
        .map(|(name, text, value)| (name, value, text))
}

/// Silences each finding of each document with a comment that `write` puts beside its line.
fn assert_silenced(write: fn(&str, usize, &str) -> String) {
    let (mut silenced, mut failures) = (0, Vec::new());
    for (name, value, text) in blocks() {
        let before = lint(&text);
        for one in &before.findings {
            let Some(span) = one.site.span.as_ref().filter(|_| one.site.embedded.is_none()) else { continue };
            // Within a text a comment would be a part of it.
            let is_text = |value: Value| value.as_str().is_some_and(|text| text.contains('\n'));
            if OF_WRITING.contains(&one.rule.id) || at_path(&value, &one.site.path).is_none_or(is_text) {
                continue;
            }
            let commented = write(&text, span.start.line, one.rule.id);
            if documents(&commented).next().is_none_or(|document| document.root.to_json() != value) {
                continue;
            }
            let after = found(&lint(&commented).findings);
            let is_named = |other: &&Reported| {
                other.rule.id != one.rule.id
                    || other.site.span.as_ref().is_none_or(|other| other.start.line != span.start.line)
            };
            let expected = found(before.findings.iter().filter(is_named));
            silenced += 1;
            compare(&name, one.rule.id, &expected, &after, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of {silenced}:\n{}", failures.len(), failures.join("\n"));
    assert!(silenced > 500, "{silenced} were silenced");
}

#[test]
fn a_comment_above_silences_what_it_names() {
    assert_silenced(|text, line, rule| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let indent: String = lines[line - 1].chars().take_while(|c| *c == ' ').collect();
        lines.insert(line - 1, format!("{indent}# etcdlint: ignore[{rule}] a test"));
        lines.join("\n") + "\n"
    });
}

#[test]
fn a_comment_behind_silences_what_it_names() {
    assert_silenced(|text, line, rule| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines[line - 1] += &format!(" # etcdlint: ignore[{rule}] a test");
        lines.join("\n") + "\n"
    });
}

#[test]
fn an_annotation_silences_its_rule_in_the_object() {
    let (mut silenced, mut failures) = (0, Vec::new());
    for (sample, value) in single_documents() {
        let is_object = value["kind"].as_str().is_some_and(|kind| !kind.ends_with("List"));
        if !is_object || !value["metadata"].is_object() {
            continue;
        }
        let annotated = |wish: &str| {
            let mut value = value.clone();
            value["metadata"]["annotations"]["etcdlint.io/ignore"] = wish.into();
            lint(&value.to_string())
        };
        let before = annotated("");
        let rules = before.findings.iter().map(|one| one.rule.id);
        let rules: std::collections::BTreeSet<_> = rules.filter(|id| !OF_WRITING.contains(id)).collect();
        for rule in rules {
            let expected = found(before.findings.iter().filter(|one| one.rule.id != rule));
            let after = found(&annotated(&format!("{rule}=a test")).findings);
            silenced += 1;
            compare(&sample.name, rule, &expected, &after, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of {silenced}:\n{}", failures.len(), failures.join("\n"));
    assert!(silenced > 300, "{silenced} were silenced");
}

/// A baseline takes all that it has, and without one of its entries what that one stood for is found again.
#[test]
fn a_baseline_silences_what_is_in_it() {
    let mut checked = 0;
    for (sample, _) in single_documents().into_iter().step_by(12) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".git")).expect("a folder");
        let file = folder.path().join("b.json");
        std::fs::write(folder.path().join("x.yaml"), &sample.text).expect("a file");
        let all = rules(folder.path(), &[]);
        rules(folder.path(), &["--baseline", "b.json", "--write-baseline"]);
        let with_baseline = || rules(folder.path(), &["--baseline", "b.json"]);
        assert_eq!(with_baseline(), [""; 0], "{}", sample.name);
        let text = std::fs::read_to_string(&file).expect("a baseline");
        let mut baseline: Value = serde_json::from_str(&text).expect("JSON");
        let Some(taken) = baseline["findings"].as_array_mut().and_then(Vec::pop) else { continue };
        std::fs::write(&file, baseline.to_string()).expect("a file");
        let count = taken["count"].as_u64().and_then(|count| usize::try_from(count).ok());
        let expected = vec![taken["rule"].as_str().expect("a rule").to_owned(); count.expect("a number")];
        assert_eq!(with_baseline(), expected, "{}", sample.name);
        assert!(all.len() >= expected.len(), "{}", sample.name);
        checked += 1;
    }
    assert!(checked > 20, "{checked} baselines");
}

/// The rules of what the command line finds.
fn rules(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = Command::new(cargo_bin!("etcdlint"))
        .current_dir(folder)
        .args(["--format", "json", "--now", "2026-11-23T00:00:00Z", "x.yaml"])
        .args(arguments)
        .output()
        .expect("etcdlint runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|one| one["rule"].as_str().expect("a rule").to_owned()).collect()
}
