//! What every fix keeps to, shown on all bad examples of all pages, in several dresses.

mod examples;
mod fixing;

use std::sync::LazyLock;

use etcdlint_core::fix::{Applicability, mend};
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::rule::Rule;
use etcdlint_core::{rules, source};

use examples::{Block, blocks, section};
use fixing::{Reading, left_or_new, lost_keys, lowered};

/// An example, written in some way, with what is found in it and what its fixes make of it.
struct Case {
    rule: &'static Rule,
    block: &'static Block<'static>,
    dress: &'static str,
    before: Reading,
    /// The position of each finding that can be mended, and the text after its fix.
    fixed: Vec<(usize, Reading)>,
}

impl Case {
    fn new(rule: &'static Rule, block: &'static Block<'static>, dress: &'static str, text: String) -> Case {
        let linter = block.linter(rule, &text);
        let before = Reading::of(text, linter);
        let fixed = before.fixed(|text| block.linter(rule, text));
        Case { rule, block, dress, before, fixed }
    }

    fn lint(&self, text: &str) -> Report {
        self.block.lint(self.rule, text)
    }

    /// Each finding that can be mended, with the text after it.
    fn fixes(&self) -> impl Iterator<Item = (&Reported, &Reading)> {
        self.fixed.iter().map(|(finding, after)| (&self.before.report.findings[*finding], after))
    }

    /// What is wrong with its fixes, with the texts.
    fn wrong(&self, check: impl Fn(&Reported, &Reading, &Reading) -> Vec<String>) -> Vec<String> {
        let of = |(finding, after): (&Reported, &Reading)| {
            let wrong = check(finding, &self.before, after);
            if wrong.is_empty() { None } else { Some(format!("{}:\n{}", wrong.join(", "), after.text)) }
        };
        self.fixes().filter_map(of).collect()
    }
}

/// All bad examples of all pages, in all dresses.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = Vec::new();
    for rule in rules::all() {
        let blocks: &'static [Block] = blocks(section(rule.page, "Bad").unwrap_or_default()).leak();
        for block in blocks {
            let dresses = dresses(block).into_iter();
            cases.extend(dresses.map(|(dress, text)| Case::new(rule, block, dress, text)));
        }
    }
    cases
});

fn dresses(block: &Block) -> Vec<(&'static str, String)> {
    let text = block.text;
    let mut dressed = vec![("as it is", text.to_owned())];
    if block.language == "yaml" && source::documents(text).all(|one| one.error.is_none()) {
        dressed.push(("with CRLF", text.replace('\n', "\r\n")));
        dressed.push(("with comments", commented(text)));
        dressed.push(("among others", format!("{BEFORE}{text}{AFTER}")));
    }
    dressed
}

/// Documents around an example.
const BEFORE: &str = "# before\na: [1]\n---\n";
const AFTER: &str = "---\nb: {c: 1} # after\n";

/// The values of an example's documents, to see whether a dress changed them.
fn values(text: &str) -> Vec<serde_json::Value> {
    source::documents(text).map(|document| document.root.to_json()).collect()
}

/// Comments wherever one may stand: at the ends of lines and between them.
fn commented(text: &str) -> String {
    let meaning = values(text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for number in 0..lines.len() {
        let plain = lines[number].clone();
        lines[number] = format!("{plain} # note {number}.");
        if values(&lines.join("\n")) != meaning {
            lines[number] = plain;
        }
    }
    lines.join("\n") + "\n"
}

/// Runs a check on all cases, and reports all failures together.
fn for_each_case(check: impl Fn(&Case) -> Vec<String>) {
    assert!(CASES.len() > 500, "only {} cases", CASES.len());
    let failures = CASES.iter().flat_map(|case| {
        let failures = check(case).into_iter();
        failures.map(|failure| format!("{} {}: {failure}", case.rule.id, case.dress))
    });
    let failures: Vec<_> = failures.collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_fix_takes_its_finding_away_and_brings_none() {
    for_each_case(|case| case.wrong(left_or_new));
}

fn is_readable(report: &Report) -> bool {
    !report.findings.iter().any(|finding| finding.rule.id == "YAML101")
}

#[test]
fn mending_has_an_end_and_is_idempotent() {
    for_each_case(|case| {
        for upto in [Applicability::Safe, Applicability::Suggested] {
            let mut text = case.before.text.clone();
            for round in 0.. {
                let report = case.lint(&text);
                if !is_readable(&report) && is_readable(&case.before.report) {
                    return vec![format!("{upto:?} fixes break the document:\n{text}")];
                }
                match mend(&report, upto, |_| Some(&text)).texts.into_values().next() {
                    Some(new) if round < 20 => text = new.0,
                    Some(new) => return vec![format!("{upto:?} fixes have no end:\n{}", new.0)],
                    None => break,
                }
            }
        }
        Vec::new()
    });
}

#[test]
fn a_fix_keeps_comments_line_ends_and_other_documents() {
    for_each_case(|case| {
        let mut wrong = Vec::new();
        let old = &case.before.text;
        for (finding, after) in case.fixes() {
            let (id, text) = (finding.rule.id, &after.text);
            for line in old.lines().filter(|line| line.contains("# note ")) {
                let (content, note) = line.split_at(line.find("# note ").expect("a note"));
                let is_kept =
                    text.contains(note) || !text.lines().any(|line| line.trim_end() == content.trim_end());
                if !is_kept {
                    wrong.push(format!("{id} loses `{note}` of a line that stays:\n{text}"));
                }
            }
            let bare = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
            if case.dress == "with CRLF" && bare(text) > bare(old) {
                wrong.push(format!("{id} writes line ends of another sort:\n{text:?}"));
            }
            if case.dress == "among others" && !(text.starts_with(BEFORE) && text.ends_with(AFTER)) {
                wrong.push(format!("{id} changes other documents:\n{text}"));
            }
        }
        wrong
    });
}

#[test]
fn a_fix_never_removes_a_key() {
    for_each_case(|case| case.wrong(lost_keys));
}

#[test]
fn a_fix_never_lowers_what_a_port_demands() {
    for_each_case(|case| case.wrong(lowered));
}
