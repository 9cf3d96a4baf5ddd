//! GitLab Code Quality. <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use serde::Serialize;

use etcdlint_core::finding::Severity;
use etcdlint_core::report::Report;

use crate::identity::fingerprints;
use crate::repository::Repository;

#[derive(Serialize)]
struct Issue {
    /// GitLab does not show the check's name, so the rule is named here too.
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the report.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let repository = Repository::of_current_folder();
    let findings = report.findings.iter().zip(fingerprints(report, &repository));
    let issues = findings.map(|(finding, fingerprint)| {
        let lines = finding.site.span.as_ref().map(|span| (span.start.line, span.end.line));
        let (begin, end) = lines.unwrap_or((1, 1));
        Issue {
            description: format!("{}: {}", finding.rule.id, finding.message),
            check_name: finding.rule.id,
            fingerprint,
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Info => "info",
            },
            location: Location { path: repository.path_of(&finding.site.file), lines: Lines { begin, end } },
        }
    });
    serde_json::to_writer_pretty(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}
