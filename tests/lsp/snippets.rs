//! The configurations of docs/editors.md, as far as they can be checked without their editors.

use serde_json::Value;

use super::snippets;

#[test]
fn configurations_can_be_read_and_start_the_server() {
    let vs_code_and_zed = snippets("json");
    let read = |text: &String| serde_json::from_str::<Value>(text).expect("JSON");
    let [vs_code, zed] = &*vs_code_and_zed.iter().map(read).collect::<Vec<_>>() else {
        panic!("two editors")
    };
    assert_eq!(vs_code["glspc.server.command"], "etcdlint");
    assert_eq!(vs_code["glspc.server.commandArguments"][0], "lsp");
    assert_eq!(vs_code["editor.codeActionsOnSave"]["source.fixAll.etcdlint"], "explicit");
    assert_eq!(zed["lsp"]["yaml-language-server"]["binary"]["arguments"][0], "lsp");
    let helix: toml::Table = snippets("toml").concat().parse().expect("TOML");
    assert_eq!(helix["language-server"]["etcdlint"]["command"].as_str(), Some("etcdlint"));
    assert_eq!(helix["language-server"]["etcdlint"]["args"][0].as_str(), Some("lsp"));
    for language in helix["language"].as_array().expect("languages") {
        assert_eq!(language["language-servers"][0].as_str(), Some("etcdlint"));
    }
}
