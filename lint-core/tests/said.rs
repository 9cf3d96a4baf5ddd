//! All that is said of the examples of each rule's page, and of further cases: severity, place, words, marks, fixes.
//!
//! What is expected is in `said/`. `INSTA_UPDATE=always cargo test -p etcdlint-core --features pages --test said`
//! writes it anew.

mod examples;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use etcdlint_core::fix::Applicability;
use etcdlint_core::report::{FileSpan, Report, Reported, Site};
use etcdlint_core::rule::{FixKind, Rule};
use etcdlint_core::rules;

use examples::{Block, blocks, section};

/// Pages with cases that would be too many for a reader of the rule's page, by the rule's id.
fn cases_of(rule: &Rule) -> String {
    fs::read_to_string(folder("cases").join(format!("{}.md", rule.id))).unwrap_or_default()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

#[test]
fn what_is_said() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder("said"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for rule in rules::all() {
        let (bad, good, cases) = (section(rule.page, "Bad"), section(rule.page, "Good"), cases_of(rule));
        let mut text = String::new();
        let mut best = FixKind::None;
        for (title, section) in
            [("Bad", bad.unwrap_or_default()), ("Good", good.unwrap_or_default()), ("Case", &cases)]
        {
            for (number, block) in blocks(section).iter().enumerate() {
                let _ = writeln!(text, "{title} {}", number + 1);
                text += &said(rule, block, &mut best);
            }
        }
        assert_eq!(rule.fix, best, "the best fix of {}", rule.id);
        settings.bind(|| insta::assert_snapshot!(rule.id, text));
    }
}

/// Each file of cases and of expectations is of a rule that exists.
#[test]
fn nothing_is_left_of_rules_that_are_gone() {
    for path in
        ["cases", "said"].map(folder).iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"))
    {
        let path = path.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "new") {
            continue;
        }
        let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        assert!(rules::find(id).is_some_and(|rule| rule.id == id), "{} is of no rule", path.display());
    }
}

/// What a rule says of an example. `best` becomes the best fix that was offered so far.
fn said(rule: &Rule, block: &Block, best: &mut FixKind) -> String {
    let report: Report = block.lint(rule, block.text);
    let own: Vec<_> = report.findings.iter().filter(|finding| finding.rule.id == rule.id).collect();
    for fix in own.iter().filter_map(|finding| finding.fix.as_ref()) {
        *best = (*best).min(fix.applicability.into());
    }
    let mut text: String = own.iter().map(|finding| of_finding(finding, block.text)).collect();
    for unseen in report.not_checked {
        let _ = writeln!(text, "  not checked: {}", unseen.reason);
    }
    text
}

fn of_finding(finding: &Reported, text: &str) -> String {
    let mut out = format!("  {} {}\n    {}\n", finding.severity, place(&finding.site), finding.message);
    if let Some(label) = &finding.label {
        let _ = writeln!(out, "    label: {label}");
    }
    for (site, label) in &finding.related {
        let _ = writeln!(out, "    also {}: {label}", place(site));
    }
    if let Some(fix) = &finding.fix {
        let how = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Suggested => "suggested",
            Applicability::Manual => "by hand",
        };
        let _ = writeln!(out, "    fix ({how}): {}", fix.title);
        for edit in &fix.edits {
            let before = text.get(edit.bytes.clone()).unwrap_or_default();
            let _ = writeln!(out, "      {before:?} -> {:?}", edit.text);
        }
    }
    out
}

/// `12:7..12:9 spec.containers[0]`
fn place(site: &Site) -> String {
    let position = |span: &FileSpan| {
        format!("{}:{}..{}:{}", span.start.line, span.start.column, span.end.line, span.end.column)
    };
    let span = site.span.as_ref().map(position).unwrap_or_default();
    let embedded = site.embedded.as_ref().map(|path| format!(" > {path}")).unwrap_or_default();
    format!("{span} {}{embedded}", site.path)
}
