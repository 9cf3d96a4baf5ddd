//! Files to findings, with the edits of their fixes.
//!
//! The texts of edits may repeat secrets of the file. They go into the editor they came from, and
//! nowhere else.

use std::collections::HashMap;

use etcdlint_core::finding::Severity;
use etcdlint_core::fix::Applicability;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::message::Message;
use etcdlint_core::overview::Facts;
use etcdlint_core::report::{NotChecked, Report, Reported, ReportedFix, Site, Summary};
use etcdlint_core::settings::{Options, Settings};
use etcdlint_core::subject::object::Subject;
use etcdlint_core::subject::script::is_script;
use serde::{Deserialize, Serialize};

use crate::overview::{self, Recognised};
use crate::utf16::Utf16;
use crate::{Error, File};

/// What is to be linted.
#[derive(Deserialize)]
struct Request {
    files: Vec<File>,
    #[serde(default)]
    options: Options,
    /// The page's clock, in seconds since 1970.
    now: Option<i64>,
}

/// What was found and understood.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Response {
    findings: Vec<Finding>,
    summary: Summary,
    not_checked: Vec<NotChecked>,
    subjects: Vec<Recognised>,
}

#[derive(Serialize)]
struct Finding {
    rule: &'static str,
    name: &'static str,
    severity: Severity,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Message>,
    #[serde(flatten)]
    place: Place,
    subject: Subject,
    related: Vec<Related>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix>,
}

/// A place in a file. Columns count characters, as the command line's do; `from` and `to` count
/// UTF-16 units from the start of the file.
#[derive(Serialize)]
pub(crate) struct Place {
    file: String,
    line: usize,
    column: usize,
    from: usize,
    to: usize,
}

#[derive(Serialize)]
struct Related {
    message: Message,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Fix {
    title: Message,
    applicability: Applicability,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    file: String,
    from: usize,
    to: usize,
    text: String,
}

pub(crate) fn answer(request: &str) -> Result<Response, Error> {
    let request: Request = serde_json::from_str(request).map_err(|_| Error::BadRequest)?;
    let mut linter = Linter::new(settings(&request.options, request.now)?);
    for file in &request.files {
        if let Some(previous) = &file.previous {
            linter.add_previous_text(input(file), previous);
        }
        if is_script(&file.name, &file.text) {
            linter.add_script(input(file), &file.text);
        } else {
            linter.add_text(input(file), &file.text);
        }
    }
    let (report, overview) = linter.finish_with_overview();
    let places = Places::of(&request.files);
    let not_compared = request.files.iter().filter_map(not_compared);
    Ok(Response {
        summary: report.summary,
        subjects: overview.subjects.iter().map(|one| overview::recognised(one, &places)).collect(),
        findings: findings(&report, &places),
        not_checked: report.not_checked.into_iter().chain(not_compared).collect(),
    })
}

fn input(file: &File) -> Input {
    Input { name: file.name.clone(), ..Input::default() }
}

/// An earlier version without anything that is compared. Among many files that is the usual case, and the
/// core says nothing of it; here it was given for nothing but the comparison.
fn not_compared(file: &File) -> Option<NotChecked> {
    let previous = file.previous.as_ref()?;
    let mut linter = Linter::new(Settings::default());
    linter.add_text(input(file), previous);
    let (_, overview) = linter.finish_with_overview();
    let is_compared = overview.subjects.iter().any(|one| matches!(one.facts, Facts::Encryption(_)));
    let reason = "the earlier version has no EncryptionConfiguration that can be read: nothing was compared";
    (!is_compared).then(|| NotChecked { reason: reason.into(), file: file.name.clone(), line: None })
}

/// Comments and annotations count, as they do for files.
fn settings(options: &Options, now: Option<i64>) -> Result<Settings, Error> {
    let settings = options.compile().map_err(|_| Error::BadRequest)?;
    Ok(Settings { now, honor_suppressions: options.honor_annotations.unwrap_or(true), ..settings })
}

fn findings(report: &Report, places: &Places) -> Vec<Finding> {
    report.findings.iter().map(|finding| places.finding(finding)).collect()
}

/// Turns the places of a report into those of the page.
pub(crate) struct Places<'a> {
    files: HashMap<&'a str, Utf16>,
}

impl Places<'_> {
    fn of(files: &[File]) -> Places<'_> {
        Places { files: files.iter().map(|file| (file.name.as_str(), Utf16::of(&file.text))).collect() }
    }

    /// A place without a span, which only an object without text has, is the start of the file.
    pub(crate) fn place(&self, site: &Site) -> Place {
        let (start, range) =
            site.span.as_ref().map(|span| (span.start, span.bytes.clone())).unwrap_or_default();
        let range = self.range(&site.file, &range);
        Place {
            file: site.file.clone(),
            line: start.line,
            column: start.column,
            from: range.start,
            to: range.end,
        }
    }

    fn range(&self, file: &str, bytes: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.files.get(file).map_or(bytes.clone(), |utf16| utf16.range(bytes))
    }

    fn finding(&self, finding: &Reported) -> Finding {
        let related = finding.related.iter();
        Finding {
            rule: finding.rule.id,
            name: finding.rule.name,
            severity: finding.severity,
            message: finding.message.clone(),
            label: finding.label.clone(),
            place: self.place(&finding.site),
            subject: finding.subject.clone(),
            related: related
                .map(|(site, message)| Related { message: message.clone(), place: self.place(site) })
                .collect(),
            fix: finding.fix.as_ref().map(|fix| self.fix(fix)),
        }
    }

    fn fix(&self, fix: &ReportedFix) -> Fix {
        let edits = fix.edits.iter().map(|edit| {
            let range = self.range(&edit.file, &edit.bytes);
            Edit { file: edit.file.clone(), from: range.start, to: range.end, text: edit.text.clone() }
        });
        Fix { title: fix.title.clone(), applicability: fix.applicability, edits: edits.collect() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn ask(request: &Value) -> Value {
        serde_json::from_str(&crate::lint(&request.to_string())).unwrap()
    }

    #[test]
    fn places_count_utf16_units() {
        let text = "# 😀\nkind: EncryptionConfiguration\napiVersion: v1\nresources: []\n";
        let answer = ask(&json!({"files": [{"name": "a.yaml", "text": text}]}));
        let finding = &answer["ok"]["findings"][0];
        let units: Vec<u16> = text.encode_utf16().collect();
        let range = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
        let found = String::from_utf16(&units[range("from")..range("to")]).unwrap();
        assert!(text.contains(&found) && !found.contains('\u{fffd}') && !found.is_empty(), "{found}");
    }

    #[test]
    fn options_count() {
        let text = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: []\n";
        let rules = |options: &Value| -> Vec<String> {
            let answer = ask(&json!({"files": [{"name": "a.yaml", "text": text}], "options": options}));
            let findings = answer["ok"]["findings"].as_array().unwrap();
            findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
        };
        let all = rules(&json!({}));
        assert!(!all.is_empty());
        let less = rules(&json!({"disabledRules": [all[0]]}));
        assert!(!less.contains(&all[0]));
    }

    #[test]
    fn an_earlier_version_is_compared_or_said_not_to_be() {
        let config = |provider: &str| {
            format!(
                "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: \
                 [secrets]\n  providers:\n  - kms: {{apiVersion: v2, name: {provider}, endpoint: \
                 'unix:///run/kms.sock'}}\n"
            )
        };
        let (old, pod) = (config("old"), "kind: Pod\napiVersion: v1\n".to_owned());
        let broken = format!("{old}  - [\n");
        for (previous, finds, not_compared) in [
            (None, false, 0),
            (Some(&config("new")), false, 0),
            (Some(&old), true, 0),
            (Some(&pod), false, 1),
            (Some(&broken), false, 1),
        ] {
            let file = json!({"name": "a.yaml", "text": config("new"), "previous": previous});
            let answer = &ask(&json!({"files": [file]}))["ok"];
            let findings = answer["findings"].as_array().unwrap();
            assert_eq!(findings.iter().any(|one| one["rule"] == "ENC240"), finds, "{previous:?}");
            assert_eq!(answer["notChecked"].as_array().unwrap().len(), not_compared, "{previous:?}");
        }
    }

    #[test]
    fn a_bad_request_is_answered_by_a_code_alone() {
        const CANARY: &str = "Q0FOQVJZQ0FOQVJZ";
        for request in [
            CANARY.to_owned(),
            json!({ "files": CANARY }).to_string(),
            json!({"files": [], "options": {CANARY: 1}}).to_string(),
            json!({"files": [], "options": {"kubernetesVersion": CANARY}}).to_string(),
        ] {
            assert_eq!(crate::lint(&request), r#"{"error":"bad-request"}"#);
        }
    }

    #[test]
    fn no_key_is_said_outside_of_edits() {
        const CANARY: &str = "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZMDE=";
        let text = format!(
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: \
             [secrets]\n  providers:\n  - aescbc: {{keys: [{{name: a, secret: {CANARY}}}]}}\n"
        );
        let previous = text.replace("name: a", "name: b");
        let mut answer = ask(&json!({"files": [{"name": "a.yaml", "text": text, "previous": previous}]}));
        assert!(answer.to_string().contains("ENC240"));
        for finding in answer["ok"]["findings"].as_array_mut().unwrap() {
            finding.as_object_mut().unwrap().remove("fix");
        }
        assert!(!answer.to_string().contains("Q0FO"));
    }
}
