//! Documents in, findings out.

use etcdlint_core::guard::guarded;
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
