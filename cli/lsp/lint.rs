//! Documents in, findings out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{SystemTime, UNIX_EPOCH};

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;

use super::documents::Document;

/// Lints documents together, as the command line does with the files of one run. A document of the name that
/// `instead` gives has the text there. `None` if that fails, which is a mistake of ours.
pub(super) fn lint<'a>(
    documents: impl Iterator<Item = &'a Document>,
    instead: Option<(&str, &str)>,
) -> Option<Report> {
    guarded(|| {
        let mut linter = Linter::new(settings());
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

/// Comments and annotations count, as they do for files.
fn settings() -> Settings {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let now = since_1970.and_then(|since| i64::try_from(since.as_secs()).ok());
    Settings { now, honor_suppressions: true, ..Settings::default() }
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
