//! The language server as editors call it.

mod actions;
mod canary;
pub(crate) mod client;
mod configuration;
mod documents;
mod neovim;
mod protocol;
mod snippets;

use std::path::Path;

/// An EncryptionConfiguration that writes secrets as they are: a safe fix moves `identity` to the end.
const IDENTITY_FIRST: &str = "\
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - identity: {}
      - kms: {apiVersion: v2, name: vault, endpoint: unix:///run/kms.sock}
";

/// Where a rule's page is published.
fn page_of(rule: &str) -> String {
    etcdlint_core::rules::find(rule).expect("a rule").url()
}

/// The fenced blocks of a language in docs/editors.md.
fn snippets(language: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/editors.md");
    let page = std::fs::read_to_string(page).expect("the page about editors");
    let start = format!("\n```{language}\n");
    let blocks = page.split(&start).skip(1);
    blocks.map(|block| block.split_once("```").expect("the end of a block").0.to_owned()).collect()
}
