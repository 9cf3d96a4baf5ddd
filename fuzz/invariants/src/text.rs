//! YAML and JSON through the whole linter.

use etcdlint_core::settings::Settings;
use etcdlint_core::shareable::shareable;
use etcdlint_core::source::Node;

use crate::leaks::Secrets;
use crate::report::{self, Outcome, only_object};

/// Names that decide how a file is looked at.
const NAMES: [&str; 4] =
    ["manifest.yaml", "pki/encryption-config.yaml", "etcd.conf.yaml", "values.yaml.tmpl"];

/// Lints a text twice: what is said is sorted, at its place, the same each time, and tells no key. An object has the
/// findings of its text.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let name = NAMES[data.len() % NAMES.len()];
    let secrets = Secrets::of_input(text);
    let lint = || Outcome::of(report::text(name, text, report::settings(data)), Some(text), &secrets);
    assert_eq!(lint().told(), lint().told(), "two runs differ");
    secrets.assert_untold(&shareable(name, text).text);
    if let Some(object) = only_object(text).filter(|object| is_object(object) && !is_more_than_values(text)) {
        compare(name, text, object, &secrets, data);
    }
}

/// What the API server would take for an object.
fn is_object(node: &Node) -> bool {
    ["kind", "apiVersion"].iter().all(|key| node.get(key).is_some_and(|value| value.as_str().is_some()))
}

/// Whether a text has what an object has not: one value at several places, a type that is written, a comment that
/// says what the file is.
fn is_more_than_values(text: &str) -> bool {
    text.contains(['&', '*', '!', '#']) || text.contains("<<")
}

fn compare(name: &str, text: &str, object: Node, secrets: &Secrets, data: &[u8]) {
    let settings = || Settings { honor_suppressions: false, ..report::settings(data) };
    let of_text = Outcome::of(report::text(name, text, settings()), Some(text), secrets);
    of_text.assert_same(&Outcome::of(report::object(name, object, settings()), None, secrets));
}
