//! Documents as they are opened, typed in, saved and closed.

use serde_json::{Value, json};

use super::IDENTITY_FIRST;
use super::client::Client;

const URI: &str = "file:///etc/kubernetes/enc/enc.yaml";

/// Nothing of ours.
const OTHER: &str = "kind: Service\n";

/// The rules of diagnostics, in order.
fn rules(published: &Value) -> Vec<&str> {
    let diagnostics = published["diagnostics"].as_array().expect("diagnostics");
    diagnostics.iter().map(|one| one["code"].as_str().unwrap_or_default()).collect()
}

fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    json!({"start": {"line": from.0, "character": from.1}, "end": {"line": to.0, "character": to.1}})
}

fn change(client: &mut Client, version: i32, changes: Value) {
    let document = json!({"uri": URI, "version": version});
    client.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
}

#[test]
fn findings_become_diagnostics() {
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    let published = client.published(URI);
    assert_eq!(published["version"], 1);
    let diagnostic = &published["diagnostics"][0];
    assert_eq!(diagnostic["code"], "ENC201");
    assert_eq!(diagnostic["source"], "etcdlint");
    assert_eq!(diagnostic["severity"], 1);
    assert_eq!(diagnostic["range"], range((5, 8), (5, 16)));
    assert_eq!(diagnostic["codeDescription"]["href"], super::page_of("ENC201"));
    let related = &diagnostic["relatedInformation"][0];
    assert_eq!(related["location"], json!({"uri": URI, "range": range((6, 8), (6, 11))}));
    assert_eq!(related["message"], "only reads");
    assert_eq!(rules(&published), ["ENC201"]);
}

#[test]
fn severities_are_those_of_the_report() {
    let manifest = include_str!("../corpus/course/etcd.yaml");
    let mut client = Client::modern();
    client.open(URI, "yaml", manifest);
    let published = client.published(URI);
    let severity = |rule: &str| {
        let all = published["diagnostics"].as_array().expect("diagnostics");
        all.iter().find(|one| one["code"] == rule).map(|one| one["severity"].clone())
    };
    assert_eq!(severity("ETCD302"), Some(json!(1)));
    assert_eq!(severity("ETCD352"), Some(json!(2)));
    // What goes on over many lines is marked on its first one.
    let all = published["diagnostics"].as_array().expect("diagnostics");
    assert!(all.iter().all(|one| one["range"]["start"]["line"] == one["range"]["end"]["line"]));
    // Advice without an action is said in words.
    let advice = all.iter().find(|one| one["code"] == "ETCD342").expect("a finding");
    assert!(advice["message"].as_str().expect("a message").contains("\nFix: set --data-dir to a folder"));
}

#[test]
fn related_places_are_left_out_for_an_editor_that_cannot_show_them() {
    let mut client = Client::with(json!({}));
    client.open(URI, "yaml", IDENTITY_FIRST);
    assert_eq!(client.published(URI)["diagnostics"][0].get("relatedInformation"), None);
}

/// Each row types something; the finding moves to where the mark then is, or goes away.
#[test]
fn incremental_changes_in_all_encodings_and_line_ends() {
    let other = IDENTITY_FIRST.replace('\n', "\r\n");
    for (encodings, wide) in [(json!(["utf-16"]), 2), (json!(["utf-8"]), 4)] {
        for text in [IDENTITY_FIRST, &other] {
            let mut client = Client::with(json!({"general": {"positionEncodings": encodings}}));
            client.open(URI, "yaml", text);
            client.published(URI);
            // A comment before it in the document, with a character outside of the basic plane.
            change(&mut client, 2, json!([{"range": range((0, 0), (0, 0)), "text": "# 😀 é\n"}]));
            assert_eq!(client.published(URI)["diagnostics"][0]["range"], range((6, 8), (6, 16)));
            // Between the two halves of a character there is nothing: what is typed there stands before it.
            change(
                &mut client,
                3,
                json!([
                    {"range": range((0, 3), (0, 2 + wide)), "text": ""},
                    {"range": range((0, 2 + wide), (0, 2 + wide)), "text": ""},
                ]),
            );
            assert_eq!(client.published(URI)["diagnostics"][0]["range"], range((6, 8), (6, 16)));
            // Several changes in one message, each to the text that the one before has left.
            change(
                &mut client,
                4,
                json!([
                    {"range": range((6, 8), (6, 16)), "text": "kms"},
                    {"range": range((6, 11), (6, 15)), "text": ": {apiVersion: v2, name: b, endpoint: 'unix:///b'}"},
                ]),
            );
            assert_eq!(rules(&client.published(URI)), ["ENC207"], "{encodings} {text:?}");
            // The whole text.
            change(&mut client, 5, json!([{"text": text}]));
            assert_eq!(client.published(URI)["diagnostics"][0]["range"], range((5, 8), (5, 16)));
            assert_eq!(client.leave().code, Some(0));
        }
    }
}

#[test]
fn positions_that_are_not_there_do_no_harm() {
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    client.published(URI);
    let huge = u32::MAX;
    change(
        &mut client,
        2,
        json!([
            {"range": range((huge, huge), (huge, huge)), "text": "# end\n"},
            {"range": range((9, 0), (0, huge)), "text": ""},
        ]),
    );
    client.published(URI);
    let position = json!({"line": huge, "character": huge});
    let hover =
        client.request("textDocument/hover", json!({"textDocument": {"uri": URI}, "position": position}));
    assert_eq!(hover, Value::Null);
    assert_eq!(client.leave().code, Some(0));
}

#[test]
fn a_version_that_was_left_behind_is_dropped() {
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    client.published(URI);
    change(&mut client, 7, json!([{"text": OTHER}]));
    change(&mut client, 3, json!([{"text": IDENTITY_FIRST}]));
    let published = client.published(URI);
    assert_eq!((published["version"].clone(), rules(&published)), (json!(7), vec![]));
    assert!(client.leave().unread.is_empty());
}

#[test]
fn fast_typing_is_linted_when_it_pauses() {
    let mut client = Client::modern();
    client.open(URI, "yaml", "");
    client.published(URI);
    let last = i32::try_from(IDENTITY_FIRST.len()).expect("a short text") + 1;
    for (version, end) in (2..).zip(1..=IDENTITY_FIRST.len()) {
        change(&mut client, version, json!([{"text": IDENTITY_FIRST[..end]}]));
    }
    let mut times = 0;
    loop {
        times += 1;
        let published = client.published(URI);
        if published["version"] == last {
            assert_eq!(rules(&published), ["ENC201"]);
            break;
        }
    }
    assert!(times < 50, "{times} times for {last} versions");
    // Questions are about the text as it is now.
    change(&mut client, last + 1, json!([{"text": OTHER}]));
    let position = json!({"line": 5, "character": 9});
    let hover =
        client.request("textDocument/hover", json!({"textDocument": {"uri": URI}, "position": position}));
    assert_eq!(hover, Value::Null);
}

#[test]
fn a_closed_document_has_no_diagnostics() {
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    assert_eq!(rules(&client.published(URI)), ["ENC201"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    assert_eq!(rules(&client.published(URI)), [""; 0]);
    // What is said of a document that is not open is not heard.
    change(&mut client, 2, json!([{"text": IDENTITY_FIRST}]));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": URI}}));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    client.open(URI, "yaml", IDENTITY_FIRST);
    assert_eq!(rules(&client.published(URI)), ["ENC201"]);
    assert!(client.leave().unread.is_empty());
}

/// One run of the command line over the open documents: a path leads from one to another.
#[test]
fn documents_are_linted_together() {
    let kms = "kms: {apiVersion: v2, name: vault, endpoint: 'unix:///run/kms.sock'}";
    let encryption = format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  \
         providers: [{{{kms}}}, {{identity: {{}}}}]\n"
    );
    let apiserver = "file:///etc/kubernetes/manifests/kube-apiserver.yaml";
    let manifest = "\
kind: Pod
spec:
  containers:
    - command: [kube-apiserver, --encryption-provider-config=/etc/kubernetes/enc/enc.yaml]
      volumeMounts: [{name: enc, mountPath: /etc/kubernetes/enc, readOnly: true}]
  volumes: [{name: enc, hostPath: {path: /etc/kubernetes/enc}}]
";
    let mut client = Client::modern();
    client.open(URI, "yaml", &encryption);
    assert_eq!(rules(&client.published(URI)), [""; 0]);
    client.open(apiserver, "yaml", manifest);
    let together = client.published(URI);
    assert_eq!(rules(&together), ["ENC224"], "the socket is not mounted");
    assert_eq!(together["version"], 1);
    client.published(apiserver);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": apiserver}}));
    assert_eq!(rules(&client.published(URI)), [""; 0]);
    // Whose findings are the same is not sent again.
    client.open("file:///elsewhere/other.yaml", "yaml", OTHER);
    client.published("file:///elsewhere/other.yaml");
    let unread = client.leave().unread;
    assert!(unread.iter().all(|message| message["params"]["uri"] != URI), "{unread:?}");
}

#[test]
fn several_documents_of_a_file_and_scripts() {
    let mut client = Client::modern();
    client.open(URI, "yaml", &format!("kind: Service\n---\n{IDENTITY_FIRST}"));
    assert_eq!(client.published(URI)["diagnostics"][0]["range"]["start"]["line"], 7);
    let script = "#!/bin/sh\netcdctl snapshot save /backup/etcd.db\n";
    client.open("file:///backup.sh", "shellscript", script);
    assert!(!rules(&client.published("file:///backup.sh")).is_empty());
    client.open("untitled:Untitled-1", "json", r#"{"kind": "EncryptionConfiguration"}"#);
    assert!(!rules(&client.published("untitled:Untitled-1")).is_empty());
}

/// Helix, Zed and others send addresses that are no URIs, and know their documents by no others.
#[test]
fn addresses_are_those_of_the_editor() {
    let everywhere = range((0, 0), (99, 0));
    for uri in [
        "file:///srv/[prod]/a|b^c.yaml",
        "file:///srv/é/enc.yaml",
        "file:///srv/a b/enc.yaml",
        "untitled:enc 1.yaml",
    ] {
        for capabilities in [json!({}), json!({"workspace": {"workspaceEdit": {"documentChanges": true}}})] {
            let mut client = Client::with(capabilities);
            client.open(uri, "yaml", IDENTITY_FIRST);
            let published = client.published(uri);
            assert_eq!(rules(&published), ["ENC201"], "{uri}");
            let actions = client.actions(uri, &everywhere, Some("quickfix"));
            let edit = &actions[0]["edit"];
            assert!(
                edit["changes"][uri].is_array() || edit["documentChanges"][0]["textDocument"]["uri"] == uri,
                "{edit}"
            );
            let document = json!({"uri": uri, "version": 2});
            let changes = json!([{"text": OTHER}]);
            client.notify(
                "textDocument/didChange",
                json!({"textDocument": document, "contentChanges": changes}),
            );
            assert_eq!(rules(&client.published(uri)), [""; 0]);
            client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
            client.published(uri);
            assert_eq!(client.leave().code, Some(0));
        }
    }
}

#[test]
fn of_two_addresses_of_a_file_the_last_one_counts() {
    let other = "file:///etc/kubernetes/enc/%65nc.yaml";
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    assert_eq!(rules(&client.published(URI)), ["ENC201"]);
    client.open(other, "yaml", OTHER);
    assert_eq!(rules(&client.published(URI)), [""; 0]);
    assert_eq!(rules(&client.published(other)), [""; 0]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    client.open(URI, "yaml", IDENTITY_FIRST);
    assert_eq!(rules(&client.published(URI)), ["ENC201"]);
}

#[test]
fn a_huge_document_is_not_linted_and_that_is_said() {
    let mut client = Client::modern();
    client.open(URI, "yaml", &format!("{IDENTITY_FIRST}# {}\n", "x".repeat(1 << 20)));
    let published = client.published(URI);
    assert_eq!(rules(&published), [""]);
    let message = published["diagnostics"][0]["message"].as_str().expect("a message");
    assert!(message.contains("run etcdlint on the file"), "{message}");
}

#[test]
fn hovering_over_a_finding_shows_its_page() {
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    let mut hover = |line: u32, character: u32| {
        let position = json!({"line": line, "character": character});
        client.request("textDocument/hover", json!({"textDocument": {"uri": URI}, "position": position}))
    };
    let shown = hover(5, 10);
    assert_eq!(shown["contents"]["kind"], "markdown");
    assert_eq!(shown["range"], range((5, 8), (5, 16)));
    let text = shown["contents"]["value"].as_str().expect("a text");
    assert!(text.starts_with("identity is first for secrets"), "{text}");
    assert!(text.contains("# ENC201") && text.contains("## How to fix"), "{text}");
    assert_eq!(hover(0, 0), Value::Null);
}

#[test]
fn a_manifest_writes_no_markdown_into_hovers() {
    let text = IDENTITY_FIRST.replace("secrets", "'![x](http://example.com/x.png)'");
    let mut client = Client::modern();
    client.open(URI, "yaml", &text);
    let published = client.published(URI);
    let all = published["diagnostics"].as_array().expect("diagnostics").iter();
    let repeats = |one: &&Value| one["message"].as_str().is_some_and(|words| words.contains("![x]"));
    let finding = all.clone().find(repeats).unwrap_or_else(|| panic!("{published}"));
    let at = json!({"textDocument": {"uri": URI}, "position": finding["range"]["start"]});
    let shown = client.request("textDocument/hover", at);
    let markdown = shown["contents"]["value"].as_str().expect("a text");
    assert!(markdown.contains(r"!\[x\](") && !markdown.contains("![x]"), "{markdown}");
}
