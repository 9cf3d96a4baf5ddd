//! The report for programs. Its shape is a promise: fields are added, never changed, within a version.

use std::io::{self, Write};

use serde::Serialize;

use etcdlint_core::finding::Severity;
use etcdlint_core::fix::Applicability;
use etcdlint_core::message::Message;
use etcdlint_core::report::{FileEdit, NotChecked, Report, Reported, ReportedFix, Site, Summary};
use etcdlint_core::subject::object::Subject;

const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    version: u32,
    findings: Vec<Finding<'a>>,
    summary: Summary,
    not_checked: &'a [NotChecked],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule: &'static str,
    name: &'static str,
    severity: Severity,
    message: &'a Message,
    #[serde(flatten)]
    place: PlaceOut<'a>,
    subject: &'a Subject,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlaceOut<'a> {
    file: &'a str,
    document: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    embedded_path: Option<String>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a Message,
    #[serde(flatten)]
    place: PlaceOut<'a>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a Message,
    applicability: Applicability,
    edits: Vec<Edit<'a>>,
}

/// Where a fix changes the text. The new text is left out: it may repeat secrets of the old one.
#[derive(Serialize)]
struct Edit<'a> {
    file: &'a str,
    start: usize,
    end: usize,
}

/// Writes the report.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let output = Output {
        version: VERSION,
        findings: report.findings.iter().map(Finding::from).collect(),
        summary: report.summary,
        not_checked: &report.not_checked,
    };
    serde_json::to_writer_pretty(&mut *out, &output)?;
    writeln!(out)
}

impl<'a> From<&'a Reported> for Finding<'a> {
    fn from(finding: &'a Reported) -> Finding<'a> {
        Finding {
            rule: finding.rule.id,
            name: finding.rule.name,
            severity: finding.severity,
            message: &finding.message,
            place: PlaceOut::from(&finding.site),
            subject: &finding.subject,
            related: finding
                .related
                .iter()
                .map(|(site, message)| Related { message, place: site.into() })
                .collect(),
            fix: finding.fix.as_ref().map(Fix::from),
            url: finding.rule.url(),
        }
    }
}

impl<'a> From<&'a Site> for PlaceOut<'a> {
    fn from(site: &'a Site) -> PlaceOut<'a> {
        let span = site.span.as_ref();
        PlaceOut {
            file: &site.file,
            document: site.document,
            line: span.map(|span| span.start.line),
            column: span.map(|span| span.start.column),
            end_line: span.map(|span| span.end.line),
            end_column: span.map(|span| span.end.column),
            path: site.path.normalized(),
            embedded_path: site.embedded.as_ref().map(|path| path.normalized()),
        }
    }
}

impl<'a> From<&'a ReportedFix> for Fix<'a> {
    fn from(fix: &'a ReportedFix) -> Fix<'a> {
        Fix {
            title: &fix.title,
            applicability: fix.applicability,
            edits: fix.edits.iter().map(Edit::from).collect(),
        }
    }
}

impl<'a> From<&'a FileEdit> for Edit<'a> {
    fn from(edit: &'a FileEdit) -> Edit<'a> {
        Edit { file: &edit.file, start: edit.bytes.start, end: edit.bytes.end }
    }
}
