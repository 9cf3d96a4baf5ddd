//! No secret leaves: canaries in every field of every document, through every door and on every error path.

mod doors;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::{Profile, Settings};
use serde_json::Value;

use crate::documents::samples;

/// What keys and tokens look like, none of them a word of any message.
const CANARIES: [&str; 5] = [
    "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXk",
    "ghp_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ1a2b",
    "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49\n-----END EC PRIVATE KEY-----\n",
];

/// The part of a canary that must not be seen: the body of a key.
fn body(canary: &str) -> &str {
    canary.lines().find(|line| !line.starts_with("-----")).expect("a line")
}

/// Ways to put a canary into a text: alone, and where passwords stand.
const PLACES: [&str; 4] = ["CANARY", "https://root:CANARY@10.0.0.4:2379", "--password=CANARY", "x CANARY y"];

/// Everything that a report says. Edits are left out: they go back into the file that they came from.
fn said(report: &Report) -> String {
    let of = |one: &etcdlint_core::report::Reported| {
        let related: Vec<_> = one.related.iter().map(|(site, text)| format!("{site:?} {text}")).collect();
        let title = one.fix.as_ref().map(|fix| fix.title.to_string());
        format!("{} {} {:?} {:?} {related:?} {title:?}\n", one.message, one.subject, one.site, one.label)
    };
    let findings: String = report.findings.iter().map(of).collect();
    format!("{findings}{:?}", report.not_checked)
}

/// The paths of all texts in a value, as JSON pointers.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| texts(item, &format!("{at}/{index}"), found));
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                texts(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

/// Documents of Kubernetes with a canary in place of one text each.
fn with_canaries() -> impl Iterator<Item = (String, Value, &'static str)> {
    let documents = samples().into_iter().flat_map(|sample| {
        let found: Vec<_> = etcdlint_core::source::documents(&sample.text).collect();
        found.into_iter().map(move |document| (sample.name.clone(), document.root.to_json()))
    });
    let mut number = 0;
    documents.flat_map(move |(name, value)| {
        let mut paths = Vec::new();
        texts(&value, "", &mut paths);
        let changed = paths.into_iter().map(|path| {
            number += 1;
            let canary = CANARIES[number / 7 % CANARIES.len()];
            let mut changed = value.clone();
            let text = PLACES[number % PLACES.len()].replace("CANARY", canary);
            *changed.pointer_mut(&path).expect("a path that was found") = text.into();
            (format!("{name} {path}"), changed, canary)
        });
        changed.collect::<Vec<_>>()
    })
}

/// One field in five; with `ETCDLINT_TEST_ALL` each.
#[test]
fn no_field_of_any_document_leaks() {
    let step = if std::env::var_os("ETCDLINT_TEST_ALL").is_some() { 1 } else { 5 };
    let (mut number, mut failures) = (0, Vec::new());
    for (name, value, canary) in with_canaries().step_by(step) {
        number += 1;
        let settings =
            || Settings { profile: Profile::Strict, honor_suppressions: true, ..Settings::default() };
        let mut linter = Linter::new(settings());
        linter.add_text(Input { name: "x.yaml".to_owned(), ..Input::default() }, &value.to_string());
        let (report, overview) = linter.finish_with_overview();
        let all = format!("{}{overview:?}", said(&report));
        if let Some(at) = all.find(body(canary)) {
            let start = (0..=at.saturating_sub(200)).rev().find(|at| all.is_char_boundary(*at)).unwrap_or(0);
            failures.push(format!("{name}: …{}", &all[start..at + body(canary).len()]));
        }
    }
    assert!(failures.is_empty(), "{} of {number}:\n{}", failures.len(), failures.join("\n"));
    assert!(number * step > 5000, "{number} fields");
}
