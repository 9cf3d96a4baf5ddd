//! The report for people: a frame for each finding, and one calm last line.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use etcdlint_core::finding::Severity;
use etcdlint_core::fix::Applicability;
use etcdlint_core::message::Message;
use etcdlint_core::report::{FileSpan, Report, Reported, Site};

use super::summary;
use crate::name;

/// Writes the report; with `links`, the ids of rules lead to their pages.
pub(super) fn write(report: &Report, links: bool, out: &mut impl Write) -> io::Result<()> {
    let renderer = Renderer::styled();
    for finding in &report.findings {
        writeln!(out, "{}\n", renderer.render(&[frame(finding, links)]))?;
    }
    for unseen in &report.not_checked {
        let line = unseen.line.map_or(String::new(), |line| format!(":{line}"));
        writeln!(out, "not checked: {}{line}: {}", name::printable(&unseen.file), unseen.reason)?;
    }
    if !report.not_checked.is_empty() {
        writeln!(out)?;
    }
    summary::write(report, out)
}

/// The frame of one finding: its own line first, then other lines that have to do with it.
fn frame(finding: &Reported, links: bool) -> Group<'_> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut title = level.primary_title(finding.message.as_str()).id(finding.rule.id);
    if links {
        title = title.id_url(finding.rule.url());
    }
    let mut group = Group::with_title(title);
    let (on_line, elsewhere) = split_by_line(finding);
    group = group.element(place(&finding.site, finding.label.as_ref(), AnnotationKind::Primary, &on_line));
    for (site, text) in elsewhere {
        group = group.element(place(site, Some(text), AnnotationKind::Context, &[]));
    }
    if let Some(fix) = &finding.fix {
        let how = match fix.applicability {
            Applicability::Safe => " (safe fix)",
            Applicability::Suggested => " (suggested fix)",
            Applicability::Manual => "",
        };
        group = group.element(Level::HELP.message(format!("{}{how}", fix.title)));
    }
    group.element(Level::NOTE.message(about(finding)))
}

/// `Pod kube-system/etcd, container etcd · spec.containers[0].command[3]`
fn about(finding: &Reported) -> String {
    let path = match &finding.site.embedded {
        Some(embedded) => format!("{} > {embedded}", finding.site.path),
        None => finding.site.path.to_string(),
    };
    if path.is_empty() { finding.subject.to_string() } else { format!("{} · {path}", finding.subject) }
}

type Related<'a> = (&'a Site, &'a Message);

/// Related places on the finding's own line share its frame line; the others get their own.
fn split_by_line(finding: &Reported) -> (Vec<Related<'_>>, Vec<Related<'_>>) {
    let line = |site: &Site| site.span.as_ref().map(|span| (site.file.clone(), span.excerpt_start));
    let own = line(&finding.site);
    finding.related.iter().map(|(site, text)| (site, text)).partition(|(site, _)| line(site) == own)
}

/// One line of a file with its marks; a bare name for an object without text.
fn place<'a>(
    site: &'a Site,
    label: Option<&'a Message>,
    kind: AnnotationKind,
    more: &[Related<'a>],
) -> Element<'a> {
    let Some(span) = &site.span else { return Origin::path(name::printable(&site.file)).into() };
    let before = columns_before(span);
    let source = match before {
        0 => Cow::from(&*span.excerpt),
        _ => Cow::from(" ".repeat(before) + &span.excerpt),
    };
    let mut snippet = Snippet::source(source).line_start(span.start.line).path(name::printable(&site.file));
    snippet = snippet.annotation(annotation(span, kind, label));
    for (site, text) in more {
        if let Some(other) = &site.span {
            snippet = snippet.annotation(annotation(other, AnnotationKind::Context, Some(text)));
        }
    }
    snippet.into()
}

/// A mark under the part of the line that the place covers; places that go on end with the line.
fn annotation<'a>(
    span: &FileSpan,
    kind: AnnotationKind,
    label: Option<&'a Message>,
) -> annotate_snippets::Annotation<'a> {
    let bytes = within_excerpt(span);
    let before = columns_before(span);
    kind.span(before + bytes.start..before + bytes.end).label(label.map(Message::as_str))
}

fn within_excerpt(span: &FileSpan) -> Range<usize> {
    let length = span.excerpt.len();
    let start = span.bytes.start.saturating_sub(span.excerpt_start).min(length);
    start..span.bytes.end.saturating_sub(span.excerpt_start).clamp(start, length)
}

/// Columns of the line before the excerpt: a document may begin behind another one on the same line.
fn columns_before(span: &FileSpan) -> usize {
    let shown = span.excerpt.get(..within_excerpt(span).start).unwrap_or_default();
    (span.start.column - 1).saturating_sub(shown.chars().count())
}
