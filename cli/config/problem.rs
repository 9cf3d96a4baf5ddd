//! What is said of a configuration that cannot be used: the file, the line, the key, and what it should be.

use std::path::{Path, PathBuf};

use etcdlint_core::message::show_words;
use etcdlint_core::model::spelling;
use etcdlint_core::settings::OptionsError;
use etcdlint_core::source::position::Lines;
use etcdlint_core::source::{self, Node, Position};

use super::FILE_NAME;
use crate::name;

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read {}: {source}", name::of(file))]
    Read { file: PathBuf, source: std::io::Error },
    #[error("{} is not read: a configuration is named {FILE_NAME}", name::of(.0))]
    Misnamed(PathBuf),
    #[error("{}{place}: {reason}", name::of(file))]
    InFile { file: PathBuf, place: String, reason: String },
    #[error("{flag}: {reason}")]
    InArguments { flag: &'static str, reason: String },
    #[error("{FILE_NAME} is there already")]
    Exists,
    #[error("cannot write {FILE_NAME}: {0}")]
    Write(std::io::Error),
    #[error("cannot write to standard output: {0}")]
    Print(#[source] std::io::Error),
}

/// A text that is no YAML, or has a key or value that there is not.
pub(super) fn of_yaml(file: &Path, error: &serde_yaml::Error) -> Error {
    let place = error.location().map(|place| format!(":{}:{}", place.line(), place.column()));
    let text = error.to_string();
    // The place is said in front.
    let reason = text.split(" at line ").next().unwrap_or_default();
    Error::InFile {
        file: file.to_owned(),
        place: place.unwrap_or_default(),
        // serde repeats what it cannot use, and that may be the file of something else, with its keys.
        reason: show_words(&suggesting(reason).unwrap_or_else(|| reason.to_owned())).to_string(),
    }
}

/// serde's ``unknown field `failon`, expected one of `profile`, `failOn` ``, with the likeliest key, or all.
fn suggesting(reason: &str) -> Option<String> {
    let (before, rest) = reason.split_once("unknown field `")?;
    let (key, expected) = rest.split_once("`, expected ")?;
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let lower = key.to_ascii_lowercase();
    let same = |name: &&str| name.to_ascii_lowercase() == lower;
    let hint = match known.iter().copied().find(same).or_else(|| spelling::nearest(key, known.clone()).pop())
    {
        Some(likely) => format!("did you mean `{likely}`?"),
        None => format!("the keys are {}", known.join(", ")),
    };
    Some(format!("{before}there is no key `{key}`; {hint}"))
}

/// A value that cannot be used, with the line on which its key stands.
pub(super) fn in_file(file: &Path, text: &str, error: &OptionsError) -> Error {
    let line = line_of(text, error.key()).map_or(String::new(), |line| format!(":{line}"));
    Error::InFile { file: file.to_owned(), place: line, reason: error.to_string() }
}

/// A value of a flag that cannot be used.
pub(super) fn in_arguments(error: OptionsError) -> Error {
    let flag = match error.key() {
        "disabledRules" => "--disable",
        "enabledRules" => "--enable",
        "kubernetesVersion" => "--kubernetes-version",
        _ => "arguments",
    };
    let text = error.to_string();
    let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason).to_owned();
    Error::InArguments { flag, reason }
}

/// The line of a key such as `exemptions[0].objects`, or of as much of the way to it as there is.
pub(super) fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = source::documents(text).next()?;
    let mut node = &document.root;
    let mut at = None;
    for step in key.split(['.', '[']).filter(|step| !step.is_empty()) {
        let (span, next) = match step.strip_suffix(']') {
            Some(index) => {
                let item = node.items().get(index.parse::<usize>().ok()?)?;
                (item.location.as_ref().map(|location| location.span.clone()), item)
            }
            None => {
                let Some(entry) = node.entry(step) else { break };
                (entry.key_span.clone(), &entry.node)
            }
        };
        at = span.or(at);
        node = next as &Node;
    }
    let at = document.offset + at?.start;
    Some(Lines::of(text, Position::default()).position(text, at).line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_answered_with_the_likeliest_or_with_all() {
        let table = [
            (
                "unknown field `failon`, expected one of `profile`, `failOn`",
                "there is no key `failon`; did you mean `failOn`?",
            ),
            (
                "unknown field `profle`, expected one of `profile`, `failOn`",
                "there is no key `profle`; did you mean `profile`?",
            ),
            (
                "exemptions[0]: unknown field `x`, expected one of `rules`, `objects`, `reason`",
                "exemptions[0]: there is no key `x`; the keys are rules, objects, reason",
            ),
        ];
        for (reason, expected) in table {
            assert_eq!(suggesting(reason).as_deref(), Some(expected));
        }
        assert_eq!(suggesting("invalid type: integer `1`, expected a string"), None);
    }

    #[test]
    fn keys_have_lines() {
        let text = "# ours\nprofile: cis\nexemptions:\n  - reason: a\n    objects: $.a\n  - objects: b\n";
        let table = [
            ("profile", Some(2)),
            ("exemptions[0].objects", Some(5)),
            ("exemptions[1].objects", Some(6)),
            ("exemptions[1].reason", Some(6)),
            ("exemptions[2]", None),
            ("severities", None),
        ];
        for (key, expected) in table {
            assert_eq!(line_of(text, key), expected, "{key}");
        }
    }
}
