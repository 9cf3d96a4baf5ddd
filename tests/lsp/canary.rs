//! No key leaves through the server.

use serde_json::{Value, json};

use super::client::Client;
use crate::cli::canary::{KEYS, TEMPLATES};

/// Everything an editor can ask of a document that holds a key, and everything the server then says.
#[test]
fn no_secret_leaves_through_the_language_server() {
    let everywhere = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    for key in KEYS {
        let mut client = Client::modern();
        let mut said = Vec::new();
        for (number, template) in TEMPLATES.iter().enumerate() {
            let text = template.replace("CANARY", key);
            let uri = format!("file:///{number}/enc.yaml");
            client.open(&uri, "yaml", &text);
            said.push(client.published(&uri));
            for line in 0..u32::try_from(text.lines().count()).expect("few lines") {
                let position = json!({"line": line, "character": 9});
                let at = json!({"textDocument": {"uri": uri}, "position": position});
                said.push(client.request("textDocument/hover", at));
            }
            for action in client.actions(&uri, &everywhere, None) {
                said.push(action);
            }
            client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        }
        let end = client.leave();
        let said = Value::from_iter(said.into_iter().chain(end.unread)).to_string();
        assert!(!said.contains(key), "{key} in {}", around(&said, key));
        assert_eq!(end.stderr, "");
        assert_eq!(end.code, Some(0));
    }
}

/// An edit leaves alone what stays the same, so that not even a document that is laid out anew repeats its key.
#[test]
fn a_rewritten_document_does_not_repeat_its_key() {
    let text = include_str!("../corpus/course/encryption-config-pasted.yaml");
    let mut client = Client::modern();
    client.open("file:///enc.yaml", "yaml", text);
    let everywhere = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let actions = client.actions("file:///enc.yaml", &everywhere, None);
    let indents = |action: &Value| action["title"].as_str().is_some_and(|title| title.contains("indent"));
    let action = actions.iter().find(|action| indents(action)).expect("a fix");
    let edits = action["edit"]["documentChanges"][0]["edits"].as_array().expect("edits");
    for edit in edits {
        let new = edit["newText"].as_str().expect("a text");
        assert!(new.trim().is_empty() || new.contains('-'), "{new:?} is indentation");
    }
    let key = text.lines().find_map(|line| line.trim().strip_prefix("secret:")).expect("a key").trim();
    assert!(!Value::from(actions.clone()).to_string().contains(key));
}

fn around<'a>(text: &'a str, word: &str) -> &'a str {
    let at = text.find(word).unwrap_or_default();
    let start = (0..=at.saturating_sub(300)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    &text[start..at + word.len()]
}
