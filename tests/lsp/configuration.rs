//! etcdlint.yaml as it counts in an editor.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::IDENTITY_FIRST;
use super::client::Client;

/// A folder with a configuration, and the URIs of a manifest and of the configuration in it.
fn folder(configuration: &str) -> (TempDir, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), configuration);
    let uri = |name: &str| format!("file://{}", folder.path().join(name).display());
    let (manifest, configuration) = (uri("enc.yaml"), uri("etcdlint.yaml"));
    (folder, manifest, configuration)
}

fn write(folder: &Path, configuration: &str) {
    std::fs::write(folder.join("etcdlint.yaml"), configuration).expect("a file");
}

fn said(published: &Value) -> Vec<&str> {
    let diagnostics = published["diagnostics"].as_array().expect("diagnostics");
    diagnostics.iter().map(|one| one["code"].as_str().or(one["message"].as_str()).expect("words")).collect()
}

#[test]
fn the_configuration_counts_and_its_changes_do() {
    let (folder, manifest, configuration) = folder("disabledRules: [ENC201]\n");
    let mut client =
        Client::with(json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}));
    let asked = client.receive("client/registerCapability");
    let watched = &asked["params"]["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"];
    assert_eq!(watched, "**/etcdlint.yaml");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    client.open(&manifest, "yaml", IDENTITY_FIRST);
    assert_eq!(said(&client.published(&manifest)), [""; 0]);
    // Changed outside of the editor.
    write(folder.path(), "severities: {ENC201: info}\n");
    let changed = json!({"changes": [{"uri": configuration, "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changed);
    let published = client.published(&manifest);
    assert_eq!(said(&published), ["ENC201"]);
    assert_eq!(published["diagnostics"][0]["severity"], 3);
    // Saved in the editor.
    client.open(&configuration, "yaml", "");
    write(folder.path(), "{}\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": configuration}}));
    assert_eq!(client.published(&manifest)["diagnostics"][0]["severity"], 1);
}

#[test]
fn a_configuration_that_an_argument_names_is_read_again() {
    let (folder, manifest, _) = folder("disabledRules: [ENC201]\n");
    let chosen = folder.path().join("mine.yaml");
    std::fs::write(&chosen, "disabledRules: [ENC201]\n").expect("a file");
    let mut client = Client::start_with(&["--config", chosen.to_str().expect("a name")]);
    let can = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    client.request("initialize", json!({"capabilities": can}));
    client.notify("initialized", json!({}));
    let asked = client.receive("client/registerCapability");
    let watchers = asked["params"]["registrations"][0]["registerOptions"]["watchers"].as_array();
    let watched: Vec<_> = watchers.expect("a list").iter().map(|one| one["globPattern"].clone()).collect();
    assert_eq!(watched, [json!("**/etcdlint.yaml"), json!("**/etcdlint.yml"), json!(chosen)]);
    client.open(&manifest, "yaml", IDENTITY_FIRST);
    assert_eq!(said(&client.published(&manifest)), [""; 0]);
    let configuration = format!("file://{}", chosen.display());
    client.open(&configuration, "yaml", "");
    std::fs::write(&chosen, "{}\n").expect("a file");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": configuration}}));
    assert_eq!(said(&client.published(&manifest)), ["ENC201"]);
}

#[test]
fn a_configuration_that_cannot_be_used_is_said_and_not_guessed() {
    let (folder, manifest, configuration) = folder("failon: error\n");
    let mut client = Client::modern();
    client.open(&manifest, "yaml", IDENTITY_FIRST);
    let published = client.published(&manifest);
    let [trouble] = *said(&published) else { panic!("{published}") };
    assert!(
        trouble.contains("etcdlint.yaml:1:1: there is no key `failon`; did you mean `failOn`?"),
        "{trouble}"
    );
    let everywhere = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    assert!(client.actions(&manifest, &everywhere, None).is_empty());
    // Other folders are linted all the same.
    client.open("file:///elsewhere/enc.yaml", "yaml", IDENTITY_FIRST);
    assert_eq!(said(&client.published("file:///elsewhere/enc.yaml")), ["ENC201"]);
    write(folder.path(), "{}\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": configuration, "type": 2}]}));
    assert_eq!(said(&client.published(&manifest)), ["ENC201"]);
}

#[test]
fn arguments_count_as_on_the_command_line() {
    let rows = [(&["--disable", "ENC201"][..], &[][..]), (&["--no-config"], &["ENC201"])];
    for (args, expected) in rows {
        let (_folder, manifest, _) = folder("disabledRules: [ENC201]\n");
        let mut client = Client::start_with(args);
        client.request("initialize", json!({"capabilities": {}}));
        client.open(&manifest, "yaml", IDENTITY_FIRST);
        assert_eq!(said(&client.published(&manifest)), expected, "{args:?}");
    }
}
