//! YAML and JSON through the whole linter.

use etcdlint_core::shareable::shareable;

use crate::report::{self, CANARY};

/// Names that decide how a file is looked at.
const NAMES: [&str; 4] =
    ["manifest.yaml", "pki/encryption-config.yaml", "etcd.conf.yaml", "values.yaml.tmpl"];

/// Lints a text twice: what is said is sorted, at its place, the same each time, and tells no key.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let name = NAMES[data.len() % NAMES.len()];
    let first = report::lint(name, text, report::settings(data));
    report::check(&first, Some(text));
    let second = report::lint(name, text, report::settings(data));
    assert_eq!(report::told(&first), report::told(&second), "two runs differ");
    assert!(!shareable(name, text).text.contains(CANARY), "a key in what is shared");
}
