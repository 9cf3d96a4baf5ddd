//! A verdict as the API server can take it.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use etcdlint_core::finding::Severity;
use etcdlint_core::report::Reported;
use kubewarden_policy_sdk::response::ValidationResponse;

use crate::review::Verdict;

/// The longest message, in bytes. It is stored in reports, which are objects of etcd themselves.
const LONGEST_MESSAGE: usize = 1500;

/// The longest line of it, in characters. A path may be as long as its author likes.
const LONGEST_LINE: usize = 300;

/// The longest warning, in characters: the API server asks for no more. It counts the runes of all warnings
/// together, and from 4,096 on cuts each one.
const LONGEST_WARNING: usize = 120;

/// The most warnings of one response.
const MOST_WARNINGS: usize = 20;

/// The status of a rejection. 500 would be an error of the policy to the audit scanner.
const BAD_REQUEST: u16 = 400;

/// The response that says a verdict.
pub fn of(verdict: &Verdict) -> ValidationResponse {
    let accepted = verdict.accepts();
    ValidationResponse {
        accepted,
        message: (!accepted).then(|| message(verdict)),
        code: (!accepted).then_some(BAD_REQUEST),
        mutated_object: None,
        audit_annotations: Some(audit_annotations(verdict)).filter(|annotations| !annotations.is_empty()),
        warnings: Some(warnings(verdict)).filter(|warnings| !warnings.is_empty()),
    }
}

/// One line for each finding, as many as fit.
fn message(verdict: &Verdict) -> String {
    if let Some(refusal) = verdict.refusal {
        return format!("etcdlint: {refusal}");
    }
    let lines: Vec<String> = verdict.rejecting.iter().map(line).collect();
    let mut message = String::new();
    for (position, line) in lines.iter().enumerate() {
        let rest = format!("… and {} more", lines.len() - position);
        let room = LONGEST_MESSAGE - rest.len();
        let is_last = position + 1 == lines.len();
        if message.len() + line.len() + 1 > if is_last { LONGEST_MESSAGE } else { room } {
            message.push_str(&rest);
            return message;
        }
        let _ = writeln!(message, "{line}");
    }
    message.truncate(message.trim_end().len());
    message
}

/// `ETCD103 spec.containers[0].command[2]: …`
fn line(finding: &Reported) -> String {
    let path = match &finding.site.embedded {
        Some(embedded) if !embedded.is_root() => format!("{} > {embedded}", finding.site.path),
        _ => finding.site.path.to_string(),
    };
    let at = if path.is_empty() { String::new() } else { format!(" {path}") };
    cut(format!("{}{at}: {}", finding.rule.id, finding.message), LONGEST_LINE)
}

fn cut(text: String, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some(_) => text.chars().take(longest - 1).chain(['…']).collect(),
        None => text,
    }
}

/// Findings that the request is accepted with, without mere advice; what could not be seen or compared is more than
/// that.
fn warnings(verdict: &Verdict) -> Vec<String> {
    let is_told =
        |finding: &&Reported| finding.severity >= Severity::Warning || finding.rule.id.starts_with("INPUT");
    let note = verdict.note.map(str::to_owned);
    let not_compared = verdict.not_compared.iter().map(|one| one.reason.to_string());
    let findings = verdict.tolerated.iter().filter(is_told).map(line);
    let mut told: Vec<String> = note.into_iter().chain(not_compared).chain(findings).collect();
    if told.len() > MOST_WARNINGS {
        let rest = format!("and {} more", told.len() - MOST_WARNINGS + 1);
        told.truncate(MOST_WARNINGS - 1);
        told.push(rest);
    }
    told.iter().map(|line| warning(line)).collect()
}

/// A line as a warning of the API server: ASCII, and short. A control character would drop it.
fn warning(line: &str) -> String {
    let mut text = String::from("etcdlint: ");
    for c in line.chars() {
        match c {
            '…' => text.push_str("..."),
            '–' | '—' => text.push('-'),
            ' '..='~' => text.push(c),
            _ => text.push('?'),
        }
    }
    if text.len() > LONGEST_WARNING {
        text.truncate(LONGEST_WARNING - 3);
        text.push_str("...");
    }
    text
}

/// The ids of the rules that found something, by severity. Ids alone: audit logs are kept, and read by many.
fn audit_annotations(verdict: &Verdict) -> HashMap<String, String> {
    let findings = || verdict.rejecting.iter().chain(&verdict.tolerated);
    let of_severity = |severity| {
        let ids: BTreeSet<&str> = findings()
            .filter(|finding| finding.severity == severity)
            .map(|finding| finding.rule.id)
            .collect();
        ids.into_iter().collect::<Vec<_>>().join(",")
    };
    [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| (severity.name().to_owned(), of_severity(severity)))
        .filter(|(_, ids)| !ids.is_empty())
        .collect()
}
