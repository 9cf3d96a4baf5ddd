//! `etcdlint config init`

use std::fs::File;
use std::io::{ErrorKind, Write};

use super::{Error, FILE_NAME};
use crate::Outcome;

/// Every key with its default, as comments.
const TEMPLATE: &str = include_str!("template.yaml");

/// Writes a configuration file into the current folder. One that is there stays as it is.
pub(super) fn run() -> Result<Outcome, Error> {
    let mut file = File::create_new(FILE_NAME).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Exists,
        _ => Error::Write(error),
    })?;
    file.write_all(TEMPLATE.as_bytes()).map_err(Error::Write)?;
    anstream::println!("wrote {FILE_NAME}; every key in it is a comment that shows the default");
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use etcdlint_core::settings::Options;

    #[test]
    fn the_template_says_nothing_until_keys_are_uncommented() {
        assert_eq!(serde_yaml::from_str::<Option<Options>>(TEMPLATE).expect("valid YAML"), None);
    }

    #[test]
    fn every_key_of_the_template_can_be_used() {
        let uncommented = |line: &str| {
            line.strip_prefix("#:").map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned())
        };
        let text: Vec<String> = TEMPLATE.lines().filter_map(uncommented).collect();
        let options: Options = serde_yaml::from_str(&text.join("\n")).expect("settings");
        options.compile().expect("settings that can be used");
        let serde_yaml::Value::Mapping(keys) = serde_yaml::to_value(Options::default()).expect("a mapping")
        else {
            panic!("options are a mapping");
        };
        let in_files = keys.keys().filter_map(serde_yaml::Value::as_str);
        for key in in_files.filter(|key| !matches!(*key, "mirrorPods" | "ratchet")) {
            assert!(TEMPLATE.contains(&format!("\n#: {key}:")), "{key} is not in the template");
        }
    }
}
