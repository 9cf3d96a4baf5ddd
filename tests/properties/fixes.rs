//! Fixes of all documents, with every rule on: they mend what they are for, and make nothing worse.

#[path = "../../lint-core/tests/fixing/mod.rs"]
mod fixing;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::rules;
use etcdlint_core::settings::{Profile, Settings};

use crate::documents::samples;
use fixing::{Reading, left_or_new, lost_keys, lowered};

fn linter(text: &str) -> Linter {
    let enabled = rules::all().map(|rule| rule.id.to_owned()).collect();
    let settings = Settings { profile: Profile::Strict, enabled, ..super::settings() };
    let mut linter = Linter::new(settings);
    linter.add_text(Input { name: "x.yaml".to_owned(), ..Input::default() }, text);
    linter
}

#[test]
fn a_fix_of_any_document_makes_nothing_worse() {
    let (mut made, mut failures) = (0, Vec::new());
    for sample in samples() {
        let before = Reading::of(sample.text.clone(), linter(&sample.text));
        for (at, after) in before.fixed(linter) {
            made += 1;
            let finding = &before.report.findings[at];
            let checks = [left_or_new, lost_keys, lowered];
            let wrong: Vec<_> = checks.iter().flat_map(|check| check(finding, &before, &after)).collect();
            if !wrong.is_empty() {
                failures.push(format!("{}: {}:\n{}", sample.name, wrong.join(", "), after.text));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {made}:\n{}", failures.len(), failures.join("\n"));
    assert!(made > 500, "{made} fixes");
}
