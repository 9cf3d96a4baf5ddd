//! What every report keeps to.

use std::cmp::Reverse;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::{FileSpan, Report, Reported, Site};
use etcdlint_core::settings::{Profile, Settings};

/// 2026-11-23T00:00:00Z
pub(crate) const NOW: i64 = 1_795_392_000;

/// A key that stands in seeds and must stand in no report: it was made for this, and encrypts nothing.
pub(crate) const CANARY: &str = "6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=";

/// Settings that depend on the length of an input, so that all of them get their share.
pub(crate) fn settings(data: &[u8]) -> Settings {
    let profile = match data.len() % 4 {
        0 => Profile::Default,
        1 => Profile::Cis,
        2 => Profile::Stig,
        _ => Profile::Strict,
    };
    Settings { profile, now: Some(NOW), honor_suppressions: data.len() % 8 < 6, ..Settings::default() }
}

pub(crate) fn input(name: &str) -> Input {
    Input { name: name.to_owned(), version_controlled: true }
}

/// Lints one text.
pub(crate) fn lint(name: &str, text: &str, settings: Settings) -> Report {
    let mut linter = Linter::new(settings);
    linter.add_text(input(name), text);
    linter.finish()
}

/// Checks a report on one file. `text` is that file, or nothing for an object.
pub(crate) fn check(report: &Report, text: Option<&str>) {
    assert!(report.findings.is_sorted_by_key(order), "findings out of order");
    for finding in &report.findings {
        check_site(&finding.site, text);
        finding.related.iter().for_each(|(site, _)| check_site(site, text));
        assert!(!finding.message.as_str().is_empty() && !finding.message.as_str().contains('\n'));
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            let text = text.expect("only a text is edited");
            assert!(text.get(edit.bytes.clone()).is_some(), "an edit outside of the text");
        }
    }
    let told = told(report);
    assert!(!told.contains(CANARY), "a key in the report");
}

fn order(finding: &Reported) -> (&str, usize, usize, Reverse<etcdlint_core::finding::Severity>, &str) {
    let at = finding.site.span.as_ref().map_or(0, |span| span.bytes.start);
    (&finding.site.file, finding.site.document, at, Reverse(finding.severity), finding.rule.id)
}

fn check_site(site: &Site, text: Option<&str>) {
    match (&site.span, text) {
        (Some(span), Some(text)) => check_span(span, text),
        (span, _) => assert!(span.is_none(), "a place in a text that is not there"),
    }
}

/// A place is within the text, its line and column lead to its bytes, and its excerpt is on that line.
fn check_span(span: &FileSpan, text: &str) {
    let before = text.get(..span.bytes.start).expect("a place begins in the text");
    let within = text.get(span.bytes.clone()).expect("a place ends in the text");
    assert!(span.start <= span.end && within.len() == span.bytes.len());
    // The byte-order mark of a file stands on no column.
    let counted = before.strip_prefix('\u{feff}').unwrap_or(before);
    let column = counted[line_start(counted)..].chars().count() + 1;
    assert_eq!((span.start.line, span.start.column), (lines(before), column), "not where it says it is");
    let excerpt = text.get(span.excerpt_start..).expect("an excerpt begins in the text");
    let whole = excerpt.split(['\n', '\r']).next().unwrap_or_default();
    assert!(span.excerpt.len() <= whole.len(), "an excerpt of more than a line");
}

/// Lines as editors count them.
fn lines(before: &str) -> usize {
    1 + before.matches('\n').count() + before.matches('\r').count() - before.matches("\r\n").count()
}

fn line_start(before: &str) -> usize {
    before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

/// All words of a report, as the formats print them.
pub(crate) fn told(report: &Report) -> String {
    let mut told = String::new();
    let mut tell = |text: &str| {
        told.push_str(text);
        told.push('\n');
    };
    for finding in &report.findings {
        tell(finding.rule.id);
        tell(finding.severity.name());
        tell(finding.message.as_str());
        tell(&format!("{:?}", finding.subject));
        tell_site(&finding.site, &mut tell);
        finding.label.iter().for_each(|label| tell(label.as_str()));
        for (site, label) in &finding.related {
            tell_site(site, &mut tell);
            tell(label.as_str());
        }
        if let Some(fix) = &finding.fix {
            tell(fix.title.as_str());
            tell(&format!("{:?}", fix.edits));
        }
    }
    for unseen in &report.not_checked {
        tell(unseen.reason.as_str());
    }
    told
}

fn tell_site(site: &Site, tell: &mut impl FnMut(&str)) {
    for path in std::iter::once(&site.path).chain(&site.embedded) {
        tell(&path.to_string());
        tell(&path.normalized());
    }
    if let Some(span) = &site.span {
        tell(&format!("{:?} {:?}", span.start, span.end));
        tell(&span.excerpt);
    }
}
