//! What holds for every document: how it is written does not matter, what is said is at its place, and what is
//! silenced is what was named.

mod dresses;

use std::collections::BTreeMap;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::settings::Settings;
use etcdlint_core::source::{Node, Path, Step, documents};
use serde_json::Value;

use crate::documents::{Sample, samples};
use dresses::DRESSES;

/// A time of the run.
const NOW: i64 = 1_795_392_000;

/// Findings about how something is written, which another way of writing it may well not have.
const OF_WRITING: [&str; 13] = [
    "YAML101", "YAML102", "YAML103", "YAML104", "YAML105", "YAML106", "YAML107", "ENC105", "ENC107",
    "ENC108", "ETCD319", "INPUT106", "INPUT107",
];

fn settings() -> Settings {
    Settings { now: Some(NOW), ..Settings::default() }
}

fn lint_all(inputs: &[(&str, &str)]) -> Report {
    let mut linter = Linter::new(settings());
    for (name, text) in inputs {
        linter.add_text(Input { name: (*name).to_owned(), ..Input::default() }, text);
    }
    linter.finish()
}

/// How often which rule finds something where.
type Found = BTreeMap<String, usize>;

fn found<'r>(findings: impl IntoIterator<Item = &'r Reported>) -> Found {
    let mut found = Found::new();
    for one in findings.into_iter().filter(|one| !OF_WRITING.contains(&one.rule.id)) {
        let embedded = one.site.embedded.as_ref().map(|path| path.normalized()).unwrap_or_default();
        let mut path = one.site.path.clone();
        if one.rule.id == "ENC131" {
            // It points at the second key of a mapping, and an object's keys have no order.
            path = path.parent().unwrap_or_default();
        }
        let line = format!("{} {} {} {embedded}", one.rule.id, one.severity, path.normalized());
        *found.entry(line).or_default() += 1;
    }
    found
}

/// The samples that are one well-formed document, with their value.
fn single_documents() -> Vec<(Sample, Value)> {
    let value = |text: &str| {
        let found: Vec<_> = documents(text).collect();
        let [only] = found.as_slice() else { return None };
        // A flow of YAML is refused as broken JSON (ENC107), whatever else it says.
        if text.starts_with('{') && serde_json::from_str::<Value>(text).is_err() {
            return None;
        }
        (only.error.is_none() && only.duplicates.is_empty()).then(|| only.root.to_json())
    };
    let all = samples().into_iter().filter_map(|sample| Some((value(&sample.text)?, sample)));
    let found: Vec<_> = all.map(|(value, sample)| (sample, value)).collect();
    assert!(found.len() > 300, "{} documents", found.len());
    found
}

#[test]
fn a_text_and_its_object_have_the_same_findings() {
    let mut failures = Vec::new();
    for (sample, value) in single_documents() {
        if !value["kind"].is_string() || !value["apiVersion"].is_string() {
            continue;
        }
        let mut linter = Linter::new(settings());
        linter.add_object(Input { name: "x.yaml".to_owned(), ..Input::default() }, Node::from(&value));
        let (of_object, of_text) = (linter.finish(), lint_all(&[("x.yaml", &sample.text)]));
        compare(
            &sample.name,
            "object",
            &found(&of_text.findings),
            &found(&of_object.findings),
            &mut failures,
        );
    }
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn another_way_to_write_it_changes_no_finding() {
    let mut failures = Vec::new();
    for (sample, value) in single_documents() {
        // There a comment says what the file is.
        if sample.text.starts_with("#cloud-config") {
            continue;
        }
        let expected = found(&lint_all(&[("x.yaml", &sample.text)]).findings);
        for (dress, write) in DRESSES {
            let Some(text) = write(&value) else { continue };
            let report = lint_all(&[("x.yaml", &text)]);
            compare(&sample.name, dress, &expected, &found(&report.findings), &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
}

fn compare(name: &str, way: &str, expected: &Found, found: &Found, failures: &mut Vec<String>) {
    if expected != found {
        let only = |one: &Found, other: &Found| {
            let lines: Vec<_> = one.iter().filter(|(line, count)| other.get(*line) != Some(count)).collect();
            format!("{lines:?}")
        };
        failures.push(format!(
            "{name} as {way}: only before {}, only after {}",
            only(expected, found),
            only(found, expected)
        ));
    }
}

#[test]
fn a_report_is_sorted_and_always_the_same() {
    let samples = samples();
    for pair in samples.chunks(2) {
        let [a, b] = pair else { continue };
        let report = lint_all(&[("a.yaml", &a.text), ("b.yaml", &b.text)]);
        assert_eq!(
            format!("{report:?}"),
            format!("{:?}", lint_all(&[("a.yaml", &a.text), ("b.yaml", &b.text)]))
        );
        let place = |one: &Reported| {
            (one.site.file.clone(), one.site.span.as_ref().map_or(0, |span| span.bytes.start))
        };
        assert!(report.findings.iter().map(place).is_sorted(), "{} {}", a.name, b.name);
        // Of a key or certificate that stands in two files, the second one is reported.
        if report.findings.iter().any(|one| ["ENC218", "CRT120"].contains(&one.rule.id)) {
            continue;
        }
        let turned = lint_all(&[("b.yaml", &b.text), ("a.yaml", &a.text)]);
        let turned: Vec<_> = turned.findings.iter().map(line).collect();
        assert_eq!(report.findings.iter().map(line).collect::<Vec<_>>(), turned, "{} {}", a.name, b.name);
    }
}

fn line(one: &Reported) -> String {
    format!("{} {} {:?} {} {}", one.rule.id, one.severity, one.site, one.subject, one.message)
}

/// A place in a file's own document: its text, read again, is the value at the path, its key, or a part of it.
#[test]
fn places_point_at_what_they_name() {
    let (mut checked, mut failures) = (0, Vec::new());
    for (sample, value) in single_documents() {
        for one in lint_all(&[("x.yaml", &sample.text)]).findings {
            let Some(span) = one.site.span.as_ref().filter(|_| one.site.embedded.is_none()) else { continue };
            let text = &sample.text[span.bytes.clone()];
            let (line, column) = line_and_column(&sample.text, span.bytes.start);
            assert_eq!(
                (span.start.line, span.start.column),
                (line, column),
                "{} {}",
                sample.name,
                one.rule.id
            );
            let Some(at) = at_path(&value, &one.site.path) else {
                failures.push(format!("{} {}: nothing is at {}", sample.name, one.rule.id, one.site.path));
                continue;
            };
            checked += 1;
            if !names(text, &at, one.site.path.last()) {
                failures
                    .push(format!("{} {} at {}: {text:?} for {at}", sample.name, one.rule.id, one.site.path));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {checked}:\n{}", failures.len(), failures.join("\n"));
    assert!(checked > 500, "{checked} places");
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, text[start..at].chars().count() + 1)
}

fn at_path(value: &Value, path: &Path) -> Option<Value> {
    let step = |value: &Value, step: &Step| match step {
        Step::Key(key) => value.get(key).cloned(),
        Step::Index(index) => value.get(index).cloned(),
    };
    path.steps().into_iter().try_fold(value.clone(), |value, one| step(&value, one))
}

/// Whether a text is the key, the value, or a part of either.
fn names(text: &str, value: &Value, step: Option<&Step>) -> bool {
    let read = || documents(text).next().map(|document| document.root.to_json());
    let is_part_of = |whole: &str| {
        let plain = |text: &str| {
            text.chars().filter(|c| !c.is_whitespace() && !"\"'\\>|-+".contains(*c)).collect::<String>()
        };
        plain(whole).contains(&plain(text)) || plain(text).contains(&plain(whole))
    };
    match (value, step) {
        (_, Some(Step::Key(key))) if is_part_of(key) => true,
        (Value::String(whole), _) => is_part_of(whole),
        (Value::Null, _) => true,
        (Value::Bool(_) | Value::Number(_), _) => read().is_some_and(|read| &read == value),
        // Of a list or a mapping the text begins where its first child does.
        (Value::Array(_) | Value::Object(_), _) => !text.trim().is_empty(),
    }
}

/// A comment above the line of a finding silences its rule there, and nothing else anywhere.
#[test]
fn a_comment_silences_what_it_names() {
    let (mut silenced, mut failures) = (0, Vec::new());
    let lint = |text: &str| {
        let mut linter = Linter::new(Settings { honor_suppressions: true, ..settings() });
        linter.add_text(Input { name: "x.yaml".to_owned(), ..Input::default() }, text);
        linter.finish()
    };
    for (sample, value) in single_documents() {
        // In one block of lines each, so that a comment has a place of its own.
        let Some(text) = dresses::block(&value) else { continue };
        let before = lint(&text);
        for one in &before.findings {
            let Some(span) = one.site.span.as_ref().filter(|_| one.site.embedded.is_none()) else { continue };
            // Within a text a comment would be a part of it.
            let is_text = |value: Value| value.as_str().is_some_and(|text| text.contains('\n'));
            if OF_WRITING.contains(&one.rule.id) || at_path(&value, &one.site.path).is_none_or(is_text) {
                continue;
            }
            let commented = with_comment(&text, span.start.line, one.rule.id);
            let after = found(&lint(&commented).findings);
            let is_named = |other: &&Reported| {
                other.rule.id != one.rule.id
                    || other.site.span.as_ref().is_none_or(|other| other.start.line != span.start.line)
            };
            let expected = found(before.findings.iter().filter(is_named));
            silenced += 1;
            compare(&sample.name, one.rule.id, &expected, &after, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of {silenced}:\n{}", failures.len(), failures.join("\n"));
    assert!(silenced > 500, "{silenced} were silenced");
}

fn with_comment(text: &str, line: usize, rule: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let indent: String = lines[line - 1].chars().take_while(|c| *c == ' ').collect();
    lines.insert(line - 1, format!("{indent}# etcdlint: ignore[{rule}] a test"));
    lines.join("\n") + "\n"
}
