//! Annotations of GitHub Actions: workflow commands on standard output.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::io::{self, Write};

use etcdlint_core::finding::Severity;
use etcdlint_core::report::{Report, Reported};

use super::summary;
use crate::repository::Repository;

/// Writes the report, worst findings first: GitHub shows ten annotations of each step.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let repository = Repository::of_current_folder();
    let mut findings: Vec<&Reported> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings {
        writeln!(out, "{}", command(finding, &repository))?;
    }
    for unseen in &report.not_checked {
        let file = property(&repository.path_of(&unseen.file));
        let line = unseen.line.map_or(String::new(), |line| format!(",line={line}"));
        let reason = data(&format!("not checked: {}", unseen.reason));
        writeln!(out, "::notice file={file}{line},title=etcdlint::{reason}")?;
    }
    summary::write(report, out)
}

fn command(finding: &Reported, repository: &Repository) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = format!("file={}", property(&repository.path_of(&finding.site.file)));
    if let Some(span) = &finding.site.span {
        properties.push_str(&format!(",line={},endLine={}", span.start.line, span.end.line));
        // GitHub takes columns within one line alone.
        if span.start.line == span.end.line {
            properties.push_str(&format!(",col={},endColumn={}", span.start.column, span.end.column));
        }
    }
    let title = property(&format!("{} {}", finding.rule.id, finding.rule.name));
    let help = finding.fix.as_ref().map_or(String::new(), |fix| format!("\nhelp: {}", fix.title));
    let text = data(&format!("{}{help}\n{}", finding.message, finding.rule.url()));
    format!("::{kind} {properties},title={title}::{text}")
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_property_is_escaped() {
        assert_eq!(data("50%\r\na::b"), "50%25%0D%0Aa::b");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
