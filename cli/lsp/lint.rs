//! Documents in, findings out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;

use super::documents::Document;

/// Lints documents together, as the command line does with the files of one run. A document of the name that
/// `instead` gives has the text there. `None` if that fails, which is a mistake of ours.
pub(super) fn lint<'a>(
    settings: &Settings,
    documents: impl Iterator<Item = &'a Document>,
    instead: Option<(&str, &str)>,
) -> Option<Report> {
    guarded(|| {
        let mut linter = Linter::new(settings.clone());
        for document in documents.filter(|document| !document.is_too_large()) {
            let Document { name, version_controlled, .. } = document;
            let text = match instead {
                Some((other, text)) if other == name => text,
                _ => document.text.as_str(),
            };
            let input = Input { name: name.clone(), version_controlled: *version_controlled };
            if document.is_script() {
                linter.add_script(input, text);
            } else {
                linter.add_text(input, text);
            }
        }
        linter.finish()
    })
}

/// The result of some work, or nothing if it panics: a mistake in a rule must not end the server.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_more_than_a_missing_result() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| -> i32 { panic!("of a test") }), None);
    }
}
