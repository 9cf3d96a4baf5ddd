//! `docs/settings.md`: every key has its section, and every example is valid.

use std::collections::BTreeSet;

use etcdlint_core::settings::Options;
use etcdlint_core::source::documents;

fn page() -> String {
    std::fs::read_to_string("../docs/settings.md").expect("the page is there")
}

#[test]
fn every_key_has_a_section() {
    let options = serde_json::to_value(Options::default()).unwrap();
    let keys: BTreeSet<String> = options.as_object().unwrap().keys().cloned().collect();
    let page = page();
    let sections: BTreeSet<String> =
        page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect();
    assert_eq!(sections, keys);
}

#[test]
fn every_example_is_valid() {
    let page = page();
    let examples: Vec<&str> = page
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(text, _)| text)
        .collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let json = documents(example).next().expect("a document").root.to_json();
        let options: Options =
            serde_json::from_value(json).unwrap_or_else(|error| panic!("{example}{error}"));
        options.compile().unwrap_or_else(|error| panic!("{example}{error}"));
    }
}
