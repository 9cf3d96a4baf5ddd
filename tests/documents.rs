//! Documents for properties: the examples of all pages, the corpus, and generated ones.

use std::path::{Path, PathBuf};

use crate::encryption::generator;

/// A text of YAML, with a name that tells where it is from.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// All of them.
pub(crate) fn samples() -> Vec<Sample> {
    let mut found = examples();
    let corpus = files(Path::new("tests/corpus"));
    let is_yaml = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "yaml");
    found.extend(corpus.iter().filter(is_yaml).map(|path| Sample {
        name: path.display().to_string(),
        text: std::fs::read_to_string(path).expect("a text"),
    }));
    found.extend((0..60).map(|seed| Sample { name: format!("seed {seed}"), text: generator::text(seed) }));
    assert!(found.len() > 400, "{} samples", found.len());
    found
}

/// The fenced blocks of the rules' pages.
fn examples() -> Vec<Sample> {
    let mut found = Vec::new();
    for rule in etcdlint_core::rules::all() {
        let mut rest = rule.page;
        while let Some((_, block)) = rest.split_once("```yaml") {
            let Some((_, body)) = block.split_once('\n') else { break };
            let Some((text, after)) = body.split_once("\n```") else { break };
            found.push(Sample { name: format!("{} {}", rule.id, found.len()), text: format!("{text}\n") });
            rest = after;
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the corpus can be read").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
