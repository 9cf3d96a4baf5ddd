//! What holds for every document: how it is written does not matter, what is said is at its place, and what is
//! silenced is what was named.

mod dresses;
mod fixes;
mod places;
mod silenced;

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
    found_of(findings.into_iter().filter(|one| !OF_WRITING.contains(&one.rule.id)))
}

/// The same, whatever the rules are about.
fn found_of<'r>(findings: impl IntoIterator<Item = &'r Reported>) -> Found {
    let mut found = Found::new();
    for one in findings {
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

/// The samples that are several well-formed documents, with their values.
fn streams() -> Vec<(Sample, Vec<Value>)> {
    let values = |text: &str| {
        let found: Vec<_> = documents(text).collect();
        // What begins like JSON and is none is refused as a whole: that is about how it is written.
        let is_well_formed = found.iter().all(|one| {
            one.error.is_none() && one.duplicates.is_empty() && !text.trim_start().starts_with('{')
        });
        (found.len() > 1 && is_well_formed).then(|| found.iter().map(|one| one.root.to_json()).collect())
    };
    let all = samples().into_iter().filter_map(|sample| Some((values(&sample.text)?, sample)));
    let found: Vec<_> = all.map(|(values, sample)| (sample, values)).collect();
    assert!(found.len() > 15, "{} files of several documents", found.len());
    found
}

#[test]
fn another_way_to_write_each_document_of_a_file_changes_no_finding() {
    let mut failures = Vec::new();
    for (sample, values) in streams() {
        if sample.text.starts_with("#cloud-config") {
            continue;
        }
        let expected = found(&lint_all(&[("x.yaml", &sample.text)]).findings);
        for (dress, write) in DRESSES {
            let Some(texts) = values.iter().map(write).collect::<Option<Vec<_>>>() else { continue };
            let in_stream = |text: &String| format!("---\n{}\n", text.trim_start_matches("---\n").trim_end());
            let text: String = texts.iter().map(in_stream).collect();
            let report = lint_all(&[("x.yaml", &text)]);
            compare(&sample.name, dress, &expected, &found(&report.findings), &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn another_way_to_write_it_changes_no_finding() {
    let (mut worn, mut failures) = (BTreeMap::from(DRESSES.map(|(dress, _)| (dress, 0))), Vec::new());
    for (sample, value) in single_documents() {
        // There a comment says what the file is.
        if sample.text.starts_with("#cloud-config") {
            continue;
        }
        let expected = found(&lint_all(&[("x.yaml", &sample.text)]).findings);
        for (dress, write) in DRESSES {
            let Some(text) = write(&value) else { continue };
            *worn.entry(dress).or_default() += 1;
            let report = lint_all(&[("x.yaml", &text)]);
            compare(&sample.name, dress, &expected, &found(&report.findings), &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
    assert!(worn.values().all(|count| *count > 100), "{worn:?}");
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

fn at_path(value: &Value, path: &Path) -> Option<Value> {
    let step = |value: &Value, step: &Step| match step {
        Step::Key(key) => value.get(key).cloned(),
        Step::Index(index) => value.get(index).cloned(),
    };
    path.steps().into_iter().try_fold(value.clone(), |value, one| step(&value, one))
}
