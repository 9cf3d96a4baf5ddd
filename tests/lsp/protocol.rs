//! The protocol itself: its errors, its order, its end.

use serde_json::{Value, json};

use super::client::Client;

const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;
const SERVER_NOT_INITIALIZED: i32 = -32002;
const REQUEST_CANCELLED: i32 = -32800;

/// A word that no answer may repeat.
const CANARY: &str = "Q0FOQVJZ";

#[test]
fn requests_that_cannot_be_answered_are_refused() {
    let rows = [
        ("textDocument/definition", json!({}), METHOD_NOT_FOUND),
        (CANARY, json!({}), METHOD_NOT_FOUND),
        ("$/unknown", json!({}), METHOD_NOT_FOUND),
        ("textDocument/hover", json!({"textDocument": CANARY}), INVALID_PARAMS),
        ("textDocument/hover", json!([CANARY]), INVALID_PARAMS),
        ("textDocument/hover", Value::Null, INVALID_PARAMS),
        ("workspace/executeCommand", json!({"command": CANARY}), INVALID_PARAMS),
        ("workspace/executeCommand", json!({"command": "etcdlint.openPage"}), INVALID_PARAMS),
        (
            "workspace/executeCommand",
            json!({"command": "etcdlint.openPage", "arguments": [CANARY]}),
            INVALID_PARAMS,
        ),
        ("initialize", json!({"capabilities": {}}), INVALID_REQUEST),
    ];
    let mut client = Client::modern();
    for (method, params, code) in rows {
        let id = client.ask(method, params.clone());
        let answer = client.answer(id);
        assert_eq!(answer["error"]["code"], code, "{method} {params}");
        assert!(!answer.to_string().contains(CANARY), "{answer}");
    }
    assert_eq!(client.leave().code, Some(0));
}

#[test]
fn what_is_no_message_is_refused_and_the_next_one_is_answered() {
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let rows = [
        frame(&format!("{{\"{CANARY}\"")),
        frame(&format!("\"{CANARY}\"")),
        frame("[]"),
        frame(&format!("{{\"jsonrpc\": \"2.0\", \"id\": [\"{CANARY}\"]}}")),
        format!("{CANARY}\r\n"),
        format!("Content-Length: {CANARY}\r\n"),
        "Content-Length: 99999999999999\r\n\r\n".to_owned(),
    ];
    for bytes in rows {
        let mut client = Client::modern();
        client.send_bytes(bytes.as_bytes());
        let answer = client.answer(Value::Null);
        assert_eq!(answer["error"]["code"], PARSE_ERROR, "{bytes}");
        client.ask("textDocument/hover", Value::Null);
        client.answer(2);
        let end = client.leave();
        assert_eq!(end.code, Some(0), "{bytes}");
        let said = format!("{answer} {:?} {}", end.unread, end.stderr);
        assert!(!said.contains(CANARY), "{bytes}: {said}");
    }
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let mut client = Client::start();
    client.open("file:///a.yaml", "yaml", "kind: EncryptionConfiguration\n");
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], SERVER_NOT_INITIALIZED);
    client.request("initialize", json!({"capabilities": {}}));
    client.request("shutdown", Value::Null);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], INVALID_REQUEST);
    client.notify("exit", Value::Null);
    let end = client.end();
    assert_eq!((end.code, end.stderr.as_str()), (Some(0), ""));
    assert_eq!(end.unread, Vec::<Value>::new(), "a document opened too early is not linted");
}

/// What nobody looks at cannot be wrong.
#[test]
fn odd_parameters_that_do_not_count() {
    let uri = "file:///enc.yaml";
    let range = json!({"start": {"line": 5, "character": 0}, "end": {"line": 5, "character": 9}});
    let mut client = Client::start();
    client.request(
        "initialize",
        json!({
            "processId": "none",
            "rootUri": "file:///home/me/[work]",
            "workspaceFolders": [{"uri": "file:///home/me/a|b", "name": 1}],
            "capabilities": {
                "textDocument": {"hover": {"contentFormat": ["markdown", "html"]}, "codeAction": 1},
                "workspace": {"workspaceEdit": {"documentChanges": true, "failureHandling": "hope"}},
            },
        }),
    );
    client.open(uri, "yaml", super::IDENTITY_FIRST);
    for diagnostic in [
        json!({"range": range, "message": "x", "codeDescription": {"href": "https://example.com/[a]"}}),
        json!({"range": range, "message": {"kind": "markdown", "value": "x"}}),
        json!({"range": range, "message": "x", "code": 1.5, "tags": [9]}),
        json!("none"),
    ] {
        let context = json!({"diagnostics": [diagnostic], "only": ["quickfix"]});
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let actions = client.request("textDocument/codeAction", params);
        assert!(actions[0]["edit"]["documentChanges"].is_array(), "{actions}");
    }
    let position = json!({"line": 5, "character": 9});
    let hover =
        client.request("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position}));
    assert_eq!(hover["contents"]["kind"], "markdown");
}

#[test]
fn leaving_without_shutdown_is_an_error() {
    let mut client = Client::modern();
    client.notify("exit", Value::Null);
    assert_eq!(client.end().code, Some(1));
    assert_eq!(Client::modern().end().code, Some(1));
    assert_eq!(Client::start().end().code, Some(1));
}

#[test]
fn a_cancelled_request_is_not_worked_on() {
    let mut client = Client::modern();
    // Sent in one piece, so that all of it waits while the first document is linted.
    let mut bytes = Vec::new();
    let mut add = |message: Value| {
        let text = message.to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes());
    };
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let pods =
        "kind: Pod\nspec: {containers: [{command: [etcd, --listen-client-urls=http://10.0.0.1:1]}]}\n---\n";
    let document =
        json!({"uri": "file:///a.yaml", "languageId": "yaml", "version": 1, "text": pods.repeat(200)});
    add(json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
    let params =
        json!({"textDocument": {"uri": "file:///a.yaml"}, "range": range, "context": {"diagnostics": []}});
    add(json!({"jsonrpc": "2.0", "id": "first", "method": "textDocument/codeAction", "params": params}));
    add(json!({"jsonrpc": "2.0", "id": "second", "method": "textDocument/codeAction", "params": params}));
    add(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "second"}}));
    add(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "never sent"}}));
    client.send_bytes(&bytes);
    assert!(client.answer("first")["result"].is_array());
    assert_eq!(client.answer("second")["error"]["code"], REQUEST_CANCELLED);
    assert_eq!(client.leave().unread.len(), 1, "the diagnostics of the document");
}

#[test]
fn positions_count_bytes_where_the_editor_offers_it() {
    let rows = [
        (json!({}), "utf-16"),
        (json!({"general": {"positionEncodings": ["utf-16"]}}), "utf-16"),
        (json!({"general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]}}), "utf-8"),
    ];
    for (capabilities, encoding) in rows {
        let mut client = Client::start();
        let result = client.request("initialize", json!({"capabilities": capabilities}));
        assert_eq!(result["capabilities"]["positionEncoding"], encoding);
    }
}
