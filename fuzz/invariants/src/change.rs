//! Two versions of a file, one after the other.

use etcdlint_core::linter::Linter;
use etcdlint_core::overview::Overview;

use crate::leaks::Secrets;
use crate::report::{self, Outcome};

/// What stands between the versions.
const SEPARATOR: &str = "\n=====\n";

/// Lints a text as the successor of another one.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (old, new) = text.split_once(SEPARATOR).unwrap_or((text, text));
    let secrets = Secrets::of_input(text);
    let both = || {
        let mut linter = Linter::new(report::settings(data));
        linter.add_previous_text(report::input("encryption.yaml"), old);
        linter.add_text(report::input("encryption.yaml"), new);
        linter
    };
    Outcome::of(both(), Some(new), &secrets);
    let report = both().finish_with_changes_alone();
    Outcome { report, overview: Overview::default() }.checked(Some(new), &secrets);
}
