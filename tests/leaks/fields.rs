//! Each text and key of each document in turn is a canary, in several notations, and the document goes through each door.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::{Report, Reported, Site};
use etcdlint_core::settings::{Profile, Settings};
use etcdlint_core::shareable::shareable;
use serde_json::{Value, json};

use super::{CANARIES, body, piece_in, texts};
use crate::dice::Dice;
use crate::documents::samples;
use crate::lsp::client::Client;

/// Ways to put a canary into a text: alone, where passwords stand, and on a line among others.
const PLACES: [&str; 5] =
    ["CANARY", "https://root:CANARY@10.0.0.4:2379", "--password=CANARY", "x CANARY y", "x\nCANARY\ny\n"];

const LINE_ENDS: [&str; 4] = ["\n", "\n", "\r\n", "\r"];

/// A document with a canary in place of one text, beside it, or in place of its key.
struct Field {
    /// The document, the path of the text, and what was done there.
    name: String,
    /// The document as it is written.
    text: String,
    /// The object, where the canary is in it, and it is whole.
    object: Option<Value>,
    canary: &'static str,
}

/// One field in so many; with `ETCDLINT_TEST_ALL` each. `ETCDLINT_TEST_SEED` gives them other canaries and places.
fn fields(step: usize) -> impl Iterator<Item = Field> {
    let variable = |name| std::env::var(name).ok();
    let seed: u64 = variable("ETCDLINT_TEST_SEED").and_then(|seed| seed.parse().ok()).unwrap_or_default();
    let documents = samples().into_iter().flat_map(|sample| {
        let found: Vec<_> = etcdlint_core::source::documents(&sample.text).collect();
        found.into_iter().map(move |document| (sample.name.clone(), document.root.to_json()))
    });
    let paths = documents.flat_map(|(name, value)| {
        let mut paths = Vec::new();
        texts(&value, "", &mut paths);
        paths.into_iter().map(move |path| (name.clone(), value.clone(), path)).collect::<Vec<_>>()
    });
    let step = if variable("ETCDLINT_TEST_ALL").is_some() { 1 } else { step };
    let paths = paths.zip(seed.wrapping_mul(1 << 20)..).step_by(step);
    paths.map(|((name, value, path), number)| field(&name, &value, &path, &mut Dice::new(number)))
}

/// One field, with all that the dice decide.
fn field(name: &str, value: &Value, path: &str, dice: &mut Dice) -> Field {
    let canary = CANARIES[dice.roll(CANARIES.len())];
    let blocks = |object: &Value| serde_yaml::to_string(object).expect("YAML");
    let special = match dice.roll(6) {
        0 => with_key(value, path, canary).map(|object| ("as a key", blocks(&object), Some(object))),
        1 => with_comment(value, canary, dice).map(|text| ("in a comment", text, None)),
        2 => with_cut(value, path, canary).map(|text| ("cut in half", text, None)),
        _ => None,
    };
    let (way, text, object) = special.unwrap_or_else(|| {
        let object = with_text(value, path, canary, dice);
        let (way, text) = if dice.percent(60) {
            ("in blocks", blocks(&object))
        } else {
            ("on one line", object.to_string())
        };
        (way, text, Some(object))
    });
    let end = dice.pick(&LINE_ENDS);
    let text = text.replace('\n', end);
    Field { name: format!("{name} {path} {way}, {end:?}"), text, object, canary }
}

fn with_text(value: &Value, path: &str, canary: &str, dice: &mut Dice) -> Value {
    let mut changed = value.clone();
    let text = dice.pick(&PLACES).replace("CANARY", canary);
    *changed.pointer_mut(path).expect("a path that was found") = text.into();
    changed
}

/// The key of a text is the canary; nothing for an item of a list.
fn with_key(value: &Value, path: &str, canary: &str) -> Option<Value> {
    let mut changed = value.clone();
    let (parent, key) = path.rsplit_once('/')?;
    let entries = changed.pointer_mut(parent)?.as_object_mut()?;
    let text = entries.remove(&key.replace("~1", "/").replace("~0", "~"))?;
    entries.insert(body(canary).to_owned(), text);
    Some(changed)
}

/// A comment with the canary behind a line; nothing where it would be a part of a text.
fn with_comment(value: &Value, canary: &str, dice: &mut Dice) -> Option<String> {
    let text = serde_yaml::to_string(value).ok()?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = dice.roll(lines.len());
    *lines.get_mut(at)? += &format!(" # {}", body(canary));
    let commented = lines.join("\n") + "\n";
    let read = etcdlint_core::source::documents(&commented).next()?;
    (read.root.to_json() == *value).then_some(commented)
}

/// A text that ends in the middle of the canary.
fn with_cut(value: &Value, path: &str, canary: &str) -> Option<String> {
    let mut changed = value.clone();
    *changed.pointer_mut(path)? = body(canary).into();
    let mut text = serde_yaml::to_string(&changed).ok()?;
    let at = text.find(body(canary))?;
    text.truncate(at + body(canary).len() / 2);
    Some(text)
}

/// Asks one door about fields, and looks for their canaries in what it says.
fn assert_no_leak(step: usize, mut door: impl FnMut(&Field) -> String) {
    let (mut number, mut failures) = (0, Vec::new());
    for field in fields(step) {
        number += 1;
        let said = door(&field);
        if let Some(piece) = piece_in(&said, field.canary) {
            let at = said.find(piece).unwrap_or_default();
            let start = (0..=at.saturating_sub(200)).rev().find(|at| said.is_char_boundary(*at)).unwrap_or(0);
            failures.push(format!("{}: …{}", field.name, &said[start..at + piece.len()]));
        }
    }
    assert!(failures.is_empty(), "{} of {number}:\n{}", failures.len(), failures.join("\n"));
    assert!(number * step > 5000, "{number} fields");
}

/// Everything that a report says. Edits are left out: they go back into the file that they came from.
fn said(report: &Report) -> String {
    // Paths as they are printed: keys that may be secret are masked there.
    let place = |site: &Site| {
        let embedded = site.embedded.as_ref().map(ToString::to_string);
        format!("{} {} {embedded:?} {:?}", site.file, site.path, site.span)
    };
    let of = |one: &Reported| {
        let related = one.related.iter().map(|(site, text)| format!("{} {text}", place(site)));
        let related: Vec<_> = related.collect();
        let title = one.fix.as_ref().map(|fix| fix.title.to_string());
        format!(
            "{} {} {} {:?} {related:?} {title:?}\n",
            one.message,
            one.subject,
            place(&one.site),
            one.label
        )
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
        linter.add_text(input, &field.text);
        let (report, overview) = linter.finish_with_overview();
        format!("{}{overview:?}", said(&report))
    });
}

#[test]
fn no_field_leaks_in_an_answer_of_the_policy() {
    assert_no_leak(5, |field| {
        let Some(object) = &field.object else { return String::new() };
        let kind = json!({"group": "", "version": "v1", "kind": object["kind"]});
        let request = json!({
            "uid": "1", "operation": "CREATE", "kind": kind, "requestKind": kind, "object": object,
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
        client.open(&uri, "yaml", &field.text);
        let mut said = client.published(&uri).to_string();
        let start = json!({"line": 0, "character": 0});
        let hover = json!({"textDocument": {"uri": uri}, "position": start});
        said += &client.request("textDocument/hover", hover).to_string();
        let lines = field.text.lines().count();
        let everywhere = json!({"start": start, "end": {"line": lines, "character": 0}});
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
    assert_no_leak(5, |field| shareable("x.yaml", &field.text).text);
}
