//! JUnit XML: a suite for each file, a failed case for each finding.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use etcdlint_core::report::{NotChecked, Report, Reported};

use super::summary;
use crate::name;
use crate::repository::Repository;

/// Writes the report.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let repository = Repository::of_current_folder();
    let mut cases: BTreeMap<String, Vec<TestCase>> = BTreeMap::new();
    for finding in &report.findings {
        cases.entry(repository.path_of(&finding.site.file)).or_default().push(failed(finding));
    }
    for unseen in &report.not_checked {
        cases.entry(repository.path_of(&unseen.file)).or_default().push(skipped(unseen));
    }
    if cases.is_empty() {
        let clean = TestCase::new(summary::line(report), TestCaseStatus::success());
        cases.insert("etcdlint".to_owned(), vec![clean]);
    }
    let mut junit = quick_junit::Report::new("etcdlint");
    for (file, cases) in cases {
        let mut suite = TestSuite::new(name::printable(&file));
        suite.add_test_cases(cases);
        junit.add_test_suite(suite);
    }
    junit.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

fn failed(finding: &Reported) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(finding.message.as_str()).set_type(finding.severity.to_string());
    let place = finding
        .site
        .span
        .as_ref()
        .map(|span| format!("line {}, column {}", span.start.line, span.start.column));
    let fix = finding.fix.as_ref().map(|fix| format!("help: {}", fix.title));
    let lines = [place, Some(finding.subject.to_string()), fix, Some(finding.rule.url())];
    status.set_description(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    let mut case = TestCase::new(format!("{} {}", finding.rule.id, finding.rule.name), status);
    case.set_classname("etcdlint");
    case
}

fn skipped(unseen: &NotChecked) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_message(unseen.reason.as_str());
    let mut case = TestCase::new("not checked", status);
    case.set_classname("etcdlint");
    case
}
