//! Every rule's page runs: what stands under "Bad" is found, what stands under "Good" is not, and is no error of another
//! rule; and a safe fix of a bad example leaves nothing of the rule behind.

mod examples;

use etcdlint_core::finding::Severity;
use etcdlint_core::fix::{self, Applicability};
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::rule::{FixKind, Rule};
use etcdlint_core::rules;

use examples::{blocks, section};

const SECTIONS: [&str; 5] = ["What happens", "Bad", "Good", "How to fix", "Versions and sources"];

/// The rule that speaks of mistakes in etcdlint, of which no example is known.
const WITHOUT_EXAMPLE: &str = "INPUT108";

/// Runs a check over all rules and reports all failures together.
fn for_each_rule(check: impl Fn(&'static Rule) -> Vec<String>) {
    let failures: Vec<String> = rules::all().flat_map(check).collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn found_ids(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn pages_have_the_same_shape() {
    for_each_rule(|rule| {
        let mut wrong = Vec::new();
        let title = format!("# {} {}\n", rule.id, rule.name);
        if !rule.page.starts_with(&title) {
            wrong.push(format!("{}: the page does not begin with its title", rule.id));
        }
        let headings: Vec<&str> = rule.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        if headings != SECTIONS {
            wrong.push(format!("{}: sections are {headings:?}", rule.id));
        }
        if let Some(long) = rule.page.lines().find(|line| line.chars().count() > 120) {
            wrong.push(format!("{}: a line of {} characters", rule.id, long.chars().count()));
        }
        wrong
    });
}

#[test]
fn pages_bad_examples_are_found() {
    for_each_rule(|rule| {
        let blocks = blocks(section(rule.page, "Bad").unwrap_or_default());
        let mut wrong = Vec::new();
        if blocks.is_empty() && rule.id != WITHOUT_EXAMPLE {
            wrong.push(format!("{}: no bad example", rule.id));
        }
        for (number, block) in blocks.iter().enumerate() {
            let report = block.lint(rule, block.text);
            if !report.findings.iter().any(|finding| finding.rule.id == rule.id) {
                wrong.push(format!("{}: bad example {number} gives {:?}", rule.id, found_ids(&report)));
            }
        }
        wrong
    });
}

#[test]
fn pages_good_examples_are_clean() {
    for_each_rule(|rule| {
        let blocks = blocks(section(rule.page, "Good").unwrap_or_default());
        let mut wrong = Vec::new();
        if blocks.is_empty() {
            wrong.push(format!("{}: no good example", rule.id));
        }
        for (number, block) in blocks.iter().enumerate() {
            let report = block.lint(rule, block.text);
            let is_bad =
                |finding: &&Reported| finding.rule.id == rule.id || finding.severity == Severity::Error;
            let bad: Vec<_> = report.findings.iter().filter(is_bad).map(|finding| finding.rule.id).collect();
            if !bad.is_empty() {
                wrong.push(format!("{}: good example {number} gives {bad:?}", rule.id));
            }
        }
        wrong
    });
}

#[test]
fn pages_safe_fixes_mend_bad_examples() {
    for_each_rule(|rule| {
        let mut wrong = Vec::new();
        let mut offered = false;
        for (number, block) in blocks(section(rule.page, "Bad").unwrap_or_default()).iter().enumerate() {
            let mut text = block.text.to_owned();
            let before = block.lint(rule, &text);
            for _ in 0..20 {
                let report = block.lint(rule, &text);
                let own = report.findings.iter().filter(|finding| finding.rule.id == rule.id);
                let safe = own
                    .filter_map(|finding| finding.fix.as_ref())
                    .find(|fix| fix.applicability == Applicability::Safe);
                let Some(fix) = safe else { break };
                offered = true;
                text = fix::apply(&text, &fix.edits).expect("edits that fit the text");
            }
            if text == block.text {
                continue;
            }
            let after = block.lint(rule, &text);
            if after.findings.iter().any(|finding| {
                finding.rule.id == rule.id
                    && finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
            }) {
                wrong.push(format!("{}: bad example {number} is not mended:\n{text}", rule.id));
            }
            let new: Vec<_> = found_ids(&after)
                .into_iter()
                .filter(|id| !found_ids(&before).contains(id) && *id != rule.id)
                .collect();
            if !new.is_empty() {
                wrong.push(format!("{}: mending bad example {number} brings {new:?}:\n{text}", rule.id));
            }
        }
        if rule.fix == FixKind::Safe && !offered {
            wrong.push(format!("{}: says that it has a safe fix, but no bad example shows it", rule.id));
        }
        wrong
    });
}
