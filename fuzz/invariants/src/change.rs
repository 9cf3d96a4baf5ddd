//! Two versions of a file, one after the other.

use etcdlint_core::linter::Linter;

use crate::report;

/// What stands between the versions.
const SEPARATOR: &str = "\n=====\n";

/// Lints a text as the successor of another one.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (old, new) = text.split_once(SEPARATOR).unwrap_or((text, text));
    let both = |alone: bool| {
        let mut linter = Linter::new(report::settings(data));
        linter.add_previous_text(report::input("encryption.yaml"), old);
        linter.add_text(report::input("encryption.yaml"), new);
        if alone { linter.finish_with_changes_alone() } else { linter.finish() }
    };
    report::check(&both(false), Some(new));
    report::check(&both(true), Some(new));
}
