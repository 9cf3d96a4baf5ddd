//! Each text of each document in turn is a canary, and the document goes through each door.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::{Profile, Settings};
use etcdlint_core::shareable::shareable;
use serde_json::{Value, json};

use super::{CANARIES, body, texts};
use crate::documents::samples;
use crate::lsp::client::Client;

/// Ways to put a canary into a text: alone, and where passwords stand.
const PLACES: [&str; 4] = ["CANARY", "https://root:CANARY@10.0.0.4:2379", "--password=CANARY", "x CANARY y"];

/// A document with a canary in place of one text.
struct Field {
    /// The document, and the path of the text.
    name: String,
    document: Value,
    canary: &'static str,
}

/// One field in so many; with `ETCDLINT_TEST_ALL` each.
fn fields(step: usize) -> impl Iterator<Item = Field> {
    let documents = samples().into_iter().flat_map(|sample| {
        let found: Vec<_> = etcdlint_core::source::documents(&sample.text).collect();
        found.into_iter().map(move |document| (sample.name.clone(), document.root.to_json()))
    });
    let mut number = 0;
    let fields = documents.flat_map(move |(name, value)| {
        let mut paths = Vec::new();
        texts(&value, "", &mut paths);
        let changed = paths.into_iter().map(|path| {
            number += 1;
            let canary = CANARIES[number / 7 % CANARIES.len()];
            let mut document = value.clone();
            let text = PLACES[number % PLACES.len()].replace("CANARY", canary);
            *document.pointer_mut(&path).expect("a path that was found") = text.into();
            Field { name: format!("{name} {path}"), document, canary }
        });
        changed.collect::<Vec<_>>()
    });
    fields.step_by(if std::env::var_os("ETCDLINT_TEST_ALL").is_some() { 1 } else { step })
}

/// Asks one door about fields, and looks for their canaries in what it says.
fn assert_no_leak(step: usize, mut door: impl FnMut(&Field) -> String) {
    let (mut number, mut failures) = (0, Vec::new());
    for field in fields(step) {
        number += 1;
        let said = door(&field);
        if let Some(at) = said.find(body(field.canary)) {
            let start = (0..=at.saturating_sub(200)).rev().find(|at| said.is_char_boundary(*at)).unwrap_or(0);
            failures.push(format!("{}: …{}", field.name, &said[start..at + body(field.canary).len()]));
        }
    }
    assert!(failures.is_empty(), "{} of {number}:\n{}", failures.len(), failures.join("\n"));
    assert!(number * step > 5000, "{number} fields");
}

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

#[test]
fn no_field_leaks_in_a_report() {
    assert_no_leak(5, |field| {
        let settings = Settings { profile: Profile::Strict, honor_suppressions: true, ..Settings::default() };
        let mut linter = Linter::new(settings);
        let input = Input { name: "x.yaml".to_owned(), ..Input::default() };
        linter.add_text(input, &field.document.to_string());
        let (report, overview) = linter.finish_with_overview();
        format!("{}{overview:?}", said(&report))
    });
}

#[test]
fn no_field_leaks_in_an_answer_of_the_policy() {
    assert_no_leak(5, |field| {
        let kind = json!({"group": "", "version": "v1", "kind": field.document["kind"]});
        let request = json!({
            "uid": "1", "operation": "CREATE", "kind": kind, "requestKind": kind, "object": field.document,
            "resource": {"group": "", "version": "v1", "resource": "things"}, "name": "x", "namespace": "x",
        });
        let settings = json!({"profile": "strict", "failOn": "info", "honorAnnotations": true});
        let payload = json!({"request": request, "settings": settings}).to_string();
        let answer = etcdlint_policy::validate(payload.as_bytes()).expect("the policy answers");
        String::from_utf8(answer).expect("text")
    });
}

/// Diagnostics, what is said of a line, and the titles of what can be done about it.
#[test]
fn no_field_leaks_through_the_language_server() {
    let mut client = Client::modern();
    let mut number = 0;
    assert_no_leak(25, |field| {
        number += 1;
        let uri = format!("file:///{number}/x.yaml");
        client.open(&uri, "yaml", &field.document.to_string());
        let mut said = client.published(&uri).to_string();
        let start = json!({"line": 0, "character": 0});
        let hover = json!({"textDocument": {"uri": uri}, "position": start});
        said += &client.request("textDocument/hover", hover).to_string();
        let everywhere = json!({"start": start, "end": {"line": 1, "character": 0}});
        for action in client.actions(&uri, &everywhere, None) {
            said += &action["title"].to_string();
        }
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        said
    });
    let end = client.leave();
    assert_eq!((end.stderr.as_str(), end.code), ("", Some(0)));
}

/// What the page shares.
#[test]
fn no_field_leaks_in_what_may_be_shared() {
    assert_no_leak(5, |field| shareable("x.yaml", &field.document.to_string()).text);
}
