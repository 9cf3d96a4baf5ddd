//! The how-to pages run: of each section, the bad manifests together give the findings that stand above them and
//! no others, the good ones give none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::cli::etcdlint;

/// A fenced block of a page.
struct Block {
    file: String,
    /// Whether it is good, and not a bad one or one that stands beside it.
    is_good: bool,
    /// The rules that it breaks.
    rules: BTreeSet<String>,
    text: String,
}

/// What one run lints: the bad or the good blocks of a section.
struct Run {
    /// `kubeadm.md, Before`
    name: String,
    blocks: Vec<Block>,
}

/// The runs of a page.
fn runs(page: &str, text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for section in text.split("\n## ").skip(1) {
        let (heading, body) = section.split_once('\n').expect("a heading ends");
        let (bad, good): (Vec<_>, Vec<_>) = blocks(page, body).into_iter().partition(|block| !block.is_good);
        let name = format!("{page}, {heading}");
        runs.extend(
            [bad, good]
                .into_iter()
                .filter(|blocks| !blocks.is_empty())
                .map(|blocks| Run { name: name.clone(), blocks }),
        );
    }
    runs
}

/// The blocks of a section that are to be linted; manifests all are.
fn blocks(page: &str, section: &str) -> Vec<Block> {
    let mut found = Vec::new();
    for (number, fenced) in section.split("```").enumerate().filter(|(number, _)| number % 2 == 1) {
        let (info, text) = fenced.split_once('\n').expect("a fence has a line of its own");
        let mut words = info.split(' ');
        let language = words.next().unwrap_or_default();
        let words: Vec<&str> = words.collect();
        let value = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        let is = |key: &str| words.contains(&key);
        let is_linted = is("good") || is("beside") || value("bad").is_some();
        assert!(is_linted || language == "sh", "{page}: what is block {number}? {info}");
        if is_linted {
            found.push(Block {
                file: value("file").expect("a block has a file").to_owned(),
                is_good: is("good"),
                rules: value("bad")
                    .into_iter()
                    .flat_map(|rules| rules.split(','))
                    .map(str::to_owned)
                    .collect(),
                text: text.to_owned(),
            });
        }
    }
    found
}

impl Run {
    /// The rules that are broken, by file: errors and warnings.
    fn found(&self) -> BTreeMap<String, BTreeSet<String>> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = etcdlint();
        command = command.current_dir(folder.path()).args(["--no-config", "--now", "2026-11-23T00:00:00Z"]);
        command = command.args(["--format", "json", "--fail-on", "warning", "--min-severity", "warning"]);
        for block in &self.blocks {
            let file = folder.path().join(&block.file);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(&file, &block.text).expect("a file");
            command = command.arg(&block.file);
        }
        let output = command.output().expect("etcdlint runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for finding in report["findings"].as_array().expect("findings") {
            let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
            found.entry(text("file")).or_default().insert(text("rule"));
        }
        assert_eq!(output.status.code(), Some(i32::from(!found.is_empty())), "{}", self.name);
        found
    }

    fn expected(&self) -> BTreeMap<String, BTreeSet<String>> {
        let bad = self.blocks.iter().filter(|block| !block.rules.is_empty());
        bad.map(|block| (block.file.clone(), block.rules.clone())).collect()
    }
}

#[test]
fn manifests_of_the_pages_give_what_stands_above_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/how-to");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the pages") {
        let path = entry.expect("a page").path();
        let page = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("a page");
        let runs = runs(&page, &text);
        let good = runs.iter().filter(|run| run.expected().is_empty()).count();
        assert!(page == "README.md" || good > 0 && good < runs.len(), "{page} has no before and after");
        for run in &runs {
            if run.found() != run.expected() {
                wrong.push(format!("{}: {:?} instead of {:?}", run.name, run.found(), run.expected()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
