//! A line for each finding, in the form that editors and problem matchers know.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use etcdlint_core::finding::Severity;
use etcdlint_core::report::{Report, Reported};

use super::summary;
use crate::name;

/// Writes the report.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}", line(finding))?;
    }
    for unseen in &report.not_checked {
        let line = unseen.line.map_or(String::new(), |line| format!(":{line}"));
        writeln!(out, "{}{line}: not checked: {}", name::printable(&unseen.file), unseen.reason)?;
    }
    summary::write(report, out)
}

/// `etcd.yaml:12:7: error[ETCD101] what is wrong`
fn line(finding: &Reported) -> String {
    let color = match finding.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    let style = color.on_default().bold();
    let file = name::printable(&finding.site.file);
    let place = match &finding.site.span {
        Some(span) => format!("{file}:{}:{}", span.start.line, span.start.column),
        None => file,
    };
    let bold = Style::new().bold();
    let (severity, id, message) = (finding.severity, finding.rule.id, &finding.message);
    format!("{bold}{place}:{bold:#} {style}{severity}[{id}]{style:#} {message}")
}
