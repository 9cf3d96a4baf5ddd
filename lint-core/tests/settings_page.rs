//! `docs/settings.md`: every key has its section, which names all that the schema allows there, and every
//! example is valid.

use std::collections::BTreeSet;

use serde_json::Value;

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
fn every_section_names_what_the_schema_allows() {
    let page = page();
    let schema = schemars::schema_for!(Options).to_value();
    let keys = schema["properties"].as_object().expect("keys");
    let missing: Vec<String> = keys
        .iter()
        .flat_map(|(key, value)| {
            let (_, rest) = page.split_once(&format!("\n## {key}\n")).expect("a section");
            let section = rest.split("\n## ").next().unwrap_or_default();
            let words: BTreeSet<&str> = section.split(|char: char| !char.is_alphanumeric()).collect();
            let allowed = allowed(value, &schema["$defs"]);
            let unnamed = allowed.into_iter().filter(move |word| !words.contains(word.as_str()));
            unnamed.map(move |word| format!("{key}: {word}"))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The values of an enumeration, or the keys of an object, that a schema leads to.
fn allowed(schema: &Value, definitions: &Value) -> Vec<String> {
    match schema {
        Value::Object(object) => object
            .iter()
            .flat_map(|(keyword, value)| match (keyword.as_str(), value) {
                ("$ref", Value::String(path)) => {
                    let name = path.rsplit('/').next().unwrap_or_default();
                    allowed(&definitions[name], definitions)
                }
                ("const", Value::String(word)) => vec![word.clone()],
                ("enum", Value::Array(words)) => {
                    words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                ("properties", Value::Object(properties)) => {
                    let below = properties.values().flat_map(|value| allowed(value, definitions));
                    properties.keys().cloned().chain(below).collect()
                }
                ("description" | "default", _) => Vec::new(),
                (_, value) => allowed(value, definitions),
            })
            .collect(),
        Value::Array(schemas) => schemas.iter().flat_map(|schema| allowed(schema, definitions)).collect(),
        _ => Vec::new(),
    }
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
