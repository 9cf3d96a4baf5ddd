//! What can be done about findings.

use serde_json::{Value, json};

use super::IDENTITY_FIRST;
use super::client::Client;

const URI: &str = "file:///etc/kubernetes/enc/enc.yaml";

fn everywhere() -> Value {
    json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}})
}

fn at(line: u32, character: u32) -> Value {
    let position = json!({"line": line, "character": character});
    json!({"start": position, "end": position})
}

/// The edits that an action makes in the one document that it changes.
fn edits(action: &Value) -> &Vec<Value> {
    let changes = action["edit"]["documentChanges"].as_array().expect("changes of documents");
    assert_eq!(changes.len(), 1, "{action}");
    changes[0]["edits"].as_array().expect("edits")
}

/// The text after an action, as an editor makes it; columns of texts in ASCII.
fn done(text: &str, action: &Value) -> String {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
    let byte = |position: &Value| {
        let number = |key: &str| usize::try_from(position[key].as_u64().expect("a number")).expect("small");
        starts[number("line")] + number("character")
    };
    let mut changed = text.to_owned();
    for edit in edits(action).iter().rev() {
        let range = byte(&edit["range"]["start"])..byte(&edit["range"]["end"]);
        changed.replace_range(range, edit["newText"].as_str().expect("a text"));
    }
    changed
}

fn named<'a>(actions: &'a [Value], words: &str) -> &'a Value {
    let titled = |action: &&Value| action["title"].as_str().is_some_and(|title| title.contains(words));
    actions.iter().find(titled).unwrap_or_else(|| panic!("no action {words} in {actions:#?}"))
}

#[test]
fn a_safe_fix_is_the_preferred_one() {
    let mut client = Client::modern();
    let text = IDENTITY_FIRST.replace("secrets", "Secrets");
    client.open(URI, "yaml", &text);
    let actions = client.actions(URI, &everywhere(), Some("quickfix"));
    let fix = named(&actions, "ENC113: ");
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], "ENC113");
    assert_eq!(fix["edit"]["documentChanges"][0]["textDocument"], json!({"uri": URI, "version": 1}));
    assert_eq!(done(&text, fix), IDENTITY_FIRST);
    assert!(client.actions(URI, &at(0, 0), Some("quickfix")).is_empty(), "there is no finding there");
}

#[test]
fn a_suggested_fix_says_so() {
    let text = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: kubeadm-config, namespace: kube-system}
data:
  ClusterConfiguration: |
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
    etcd:
      local:
        extraArgs:
          - name: listen-client-urls
            value: http://0.0.0.0:2379
";
    let mut client = Client::modern();
    client.open(URI, "yaml", text);
    let actions = client.actions(URI, &everywhere(), Some("quickfix"));
    let fix = named(&actions, "(needs a look)");
    assert_eq!(fix.get("isPreferred"), None);
    assert_ne!(done(text, fix), text);
}

#[test]
fn all_safe_fixes_are_made_at_once() {
    let fixed = format!("{IDENTITY_FIRST}---\n{IDENTITY_FIRST}");
    let text = fixed.replace("secrets", "Secrets");
    let mut client = Client::modern();
    client.open(URI, "yaml", &text);
    for only in ["source", "source.fixAll", "source.fixAll.etcdlint"] {
        let actions = client.actions(URI, &everywhere(), Some(only));
        assert_eq!(actions.len(), 1, "{only}");
        assert_eq!(actions[0]["kind"], "source.fixAll.etcdlint");
        assert_eq!(done(&text, &actions[0]), fixed);
    }
    assert!(client.actions(URI, &everywhere(), Some("source.fixAll.other")).is_empty());
    assert!(client.actions(URI, &everywhere(), Some("refactor")).is_empty());
    client.open("file:///good.yaml", "yaml", "kind: Service\n");
    assert!(client.actions("file:///good.yaml", &everywhere(), None).is_empty());
}

#[test]
fn an_editor_without_versions_gets_plain_changes() {
    let mut client = Client::with(json!({}));
    client.open(URI, "yaml", IDENTITY_FIRST);
    let actions = client.actions(URI, &at(5, 10), None);
    let fix = named(&actions, "move identity");
    assert!(fix["edit"]["changes"][URI].is_array() && fix["edit"].get("documentChanges").is_none(), "{fix}");
    let titles = actions.iter().filter_map(|action| action["title"].as_str());
    assert!(titles.into_iter().all(|title| !title.contains("page")), "it cannot show pages");
}

/// Where the comment stands, and that it silences the finding once it has a reason.
#[test]
fn a_comment_silences_a_finding_where_it_can_stand() {
    let url = "--listen-metrics-urls=http://0.0.0.0:2381";
    let pod = |args: &str| format!("kind: Pod\nspec:\n  containers:\n    - name: etcd\n      {args}\n");
    let block = pod(&format!("command:\n        - etcd\n        - {url}"));
    let comment = "# etcdlint: ignore[ETCD331] ";
    let rows = [
        // On a line of its own.
        (
            "yaml",
            block.clone(),
            Some(block.replace(&format!("        - {url}"), &format!("        {comment}\n        - {url}"))),
        ),
        // With the line ends of the file.
        (
            "yaml",
            block.replace('\n', "\r\n"),
            Some(
                block
                    .replace(&format!("        - {url}"), &format!("        {comment}\n        - {url}"))
                    .replace('\n', "\r\n"),
            ),
        ),
        // At the end of the last line, which has no end to go by.
        (
            "yaml",
            block.trim_end().replace('\n', "\r\n"),
            Some(
                block
                    .trim_end()
                    .replace(&format!("        - {url}"), &format!("        {comment}\n        - {url}"))
                    .replace('\n', "\r\n"),
            ),
        ),
        // A line of its own would end up in the string before.
        (
            "json",
            format!(
                "{{\"kind\": \"Pod\", \"spec\": {{\"containers\": [{{\"command\": [\"etcd\", \"{url}\"]}}]}}}}"
            ),
            None,
        ),
        // In a command that goes on over lines a comment would hide the rest of it.
        (
            "yaml",
            pod(&format!("command: [sh, -c]\n      args:\n        - >-\n          etcd\n          {url}")),
            None,
        ),
    ];
    for (language, text, expected) in rows {
        let mut client = Client::modern();
        client.open(URI, language, &text);
        let published = client.published(URI);
        let all = published["diagnostics"].as_array().expect("diagnostics");
        let finding =
            all.iter().find(|one| one["code"] == "ETCD331").unwrap_or_else(|| panic!("{text}: {all:#?}"));
        let actions = client.actions(URI, &finding["range"], Some("quickfix"));
        let words = "ETCD331: ignore it here";
        let action =
            actions.iter().find(|one| one["title"].as_str().is_some_and(|title| title.contains(words)));
        assert_eq!(action.map(|action| done(&text, action)), expected, "{text}");
        let Some(written) = expected else { continue };
        let reasoned = written.replace(comment, &format!("{comment}scraped over a private network"));
        for (version, text, silenced) in [(2, &written, "ETCD331"), (3, &reasoned, "")] {
            let document = json!({"uri": URI, "version": version});
            let changes = json!([{"text": text}]);
            client.notify(
                "textDocument/didChange",
                json!({"textDocument": document, "contentChanges": changes}),
            );
            let published = client.published(URI);
            let all = published["diagnostics"].as_array().expect("diagnostics").iter();
            let rules: Vec<&str> = all.filter_map(|one| one["code"].as_str()).collect();
            // Without a reason the comment itself is reported.
            assert_eq!(rules.contains(&"INPUT106"), !silenced.is_empty(), "{text}");
        }
    }
}

#[test]
fn the_page_of_a_rule_is_opened() {
    let mut client = Client::modern();
    client.open(URI, "yaml", IDENTITY_FIRST);
    let actions = client.actions(URI, &at(5, 10), None);
    let page = named(&actions, "ENC201: open its page");
    let command = json!({"command": page["command"]["command"], "arguments": page["command"]["arguments"]});
    assert_eq!(client.request("workspace/executeCommand", command), Value::Null);
    let shown = client.receive("window/showDocument");
    assert_eq!(shown["params"]["external"], true);
    assert_eq!(shown["params"]["uri"], super::page_of("ENC201"));
    client.send(&json!({"jsonrpc": "2.0", "id": shown["id"], "result": {"success": true}}));
    assert_eq!(client.leave().code, Some(0));
}

/// In a configuration that a ConfigMap carries, a comment is a comment of the configuration's.
#[test]
fn a_comment_can_stand_in_a_carried_configuration() {
    let carried = IDENTITY_FIRST.replace('\n', "\n    ");
    let text = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: enc}}\ndata:\n  encryption.yaml: |\n    {}\n",
        carried.trim_end()
    );
    let mut client = Client::modern();
    client.open(URI, "yaml", &text);
    let published = client.published(URI);
    let all = published["diagnostics"].as_array().expect("diagnostics");
    let finding = all.iter().find(|one| one["code"] == "ENC201").expect("a finding");
    let actions = client.actions(URI, &finding["range"], Some("quickfix"));
    let after = done(&text, named(&actions, "ENC201: ignore it here"));
    let line = "          - identity: {}";
    let expected = text.replace(line, &format!("          # etcdlint: ignore[ENC201] \n{line}"));
    assert_eq!(after, expected);
}
