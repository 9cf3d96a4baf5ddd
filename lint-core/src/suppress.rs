//! What users silence: `# etcdlint: ignore[RULE] reason` in YAML, or an annotation on the object.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::inventory::Inventory;
use crate::message;
use crate::message::show;
use crate::rule::Rule;
use crate::rules;
use crate::source::{DocumentId, Place};
use crate::subject::object::{ObjectId, Subject, objects};

/// The annotation that silences rules for an object: `ETCD102=reason;BAK110=reason`.
pub(crate) const ANNOTATION: &str = "etcdlint.io/ignore";

/// How a comment that silences rules begins.
const COMMENT: &str = "etcdlint: ignore[";

/// A wish to silence one rule.
struct Suppression {
    rule: String,
    reason: String,
    /// The comment or annotation itself.
    place: Place,
    scope: Scope,
}

/// What a suppression covers.
enum Scope {
    /// Findings that begin in these bytes of the comment's document.
    Text(std::ops::Range<usize>),
    /// Findings in this object.
    Object(Place),
}

/// Takes away what users silenced and reports suppressions that cannot stand.
/// Returns how many findings were taken away.
pub(crate) fn apply(findings: &mut Vec<Finding>, context: &Context) -> usize {
    let inventory = context.inventory;
    let suppressions = all(inventory);
    let before = findings.len();
    let may_be_silenced =
        |finding: &Finding| !context.settings.admission || !LEAKS.contains(&finding.rule.id);
    findings.retain(|finding| {
        !may_be_silenced(finding) || !suppressions.iter().any(|one| one.silences(finding, inventory))
    });
    let silenced = before - findings.len();
    report_bad_ones(&suppressions, context, findings);
    silenced
}

/// Rules about keys that have leaked. In admission the author of the object is the one who is checked, and
/// must not silence them.
const LEAKS: [&str; 3] = ["ENC215", "ENC226", "CRT113"];

fn report_bad_ones(suppressions: &[Suppression], context: &Context, findings: &mut Vec<Finding>) {
    let Some(rule) = rules::find("INPUT106") else { return };
    let subject = Subject::default();
    let mut report = Findings::new(rule, &subject, findings);
    for one in suppressions {
        match rules::find(&one.rule).or_else(|| context.settings.custom_rule(&one.rule)) {
            None => {
                report.report(one.place.clone(), message!("there is no rule {} to ignore", show(&one.rule)));
            }
            Some(rule) if one.reason.is_empty() => {
                let effect =
                    if needs_reason(rule) { "it is not silenced" } else { "say why it may be ignored" };
                report.report(
                    one.place.clone(),
                    message!("{} is ignored without a reason: {}", rule.id, effect),
                );
            }
            Some(_) => {}
        }
    }
}

/// Only with a reason may an error be silenced.
fn needs_reason(rule: &Rule) -> bool {
    rule.severity == Severity::Error
}

impl Suppression {
    fn silences(&self, finding: &Finding, inventory: &Inventory) -> bool {
        finding.rule.id == self.rule
            && (!self.reason.is_empty() || finding.severity != Severity::Error)
            && match &self.scope {
                Scope::Text(line) => inventory.begins_in(&finding.place, self.place.document, line),
                Scope::Object(object) => {
                    let place = inventory.outer_place(&finding.place);
                    place.document == object.document && object.path.contains(&place.path)
                }
            }
    }
}

fn all(inventory: &Inventory) -> Vec<Suppression> {
    let mut found = Vec::new();
    for (position, held) in inventory.documents.iter().enumerate() {
        let id = DocumentId(position);
        let carried: Vec<_> =
            inventory.carried_in(id).filter_map(|(_, place)| held.document.written_at(place)).collect();
        // What stands in a carried document is said there, where its lines are known.
        let is_own = |at: &usize| !carried.iter().any(|range| range.contains(at));
        comments(&held.document.text.0, id, is_own, &mut found);
        for object in objects(&inventory.root(id)) {
            annotations(&object, &mut found);
        }
    }
    found
}

fn annotations(object: &crate::source::Cursor, found: &mut Vec<Suppression>) {
    let Some(annotation) = object.at(&["metadata", "annotations", ANNOTATION]) else { return };
    if ObjectId::of(object).kind.is_empty() {
        return;
    }
    let text = annotation.node.as_str().unwrap_or_default();
    for wish in text.split(';').filter(|wish| !wish.trim().is_empty()) {
        let (rule, reason) = wish.split_once('=').unwrap_or((wish, ""));
        found.push(Suppression {
            rule: rule.trim().to_owned(),
            reason: reason.trim().to_owned(),
            place: annotation.place(),
            scope: Scope::Object(object.place()),
        });
    }
}

/// Comments are not part of the tree, so they are found by their words, which nothing else says.
fn comments(text: &str, document: DocumentId, is_own: impl Fn(&usize) -> bool, found: &mut Vec<Suppression>) {
    for at in text.match_indices(COMMENT).map(|(at, _)| at).filter(is_own) {
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let before = text[line_start..at].trim_end();
        let Some(code) = before.strip_suffix('#') else { continue };
        let Some((ids, reason)) = text[at + COMMENT.len()..line_end].split_once(']') else { continue };
        let scope =
            if code.trim().is_empty() { following_line(text, line_end) } else { line_start..line_end };
        for rule in ids.split(',') {
            found.push(Suppression {
                rule: rule.trim().to_owned(),
                reason: reason.trim().trim_start_matches([':', '-']).trim().to_owned(),
                place: Place::text(document, line_start + code.len()..line_end),
                scope: Scope::Text(scope.clone()),
            });
        }
    }
}

/// A comment, or an annotation on the carrying object, that says: data is to be decrypted on purpose.
const DECRYPTION: (&str, &str) = ("etcdlint", "decrypt-migration");

impl Inventory {
    /// Whether an EncryptionConfiguration says that data is to be decrypted on purpose, with a comment
    /// `# etcdlint: decrypt-migration` or with an annotation of these words on the object that carries it.
    pub(crate) fn announces_decryption(&self, id: DocumentId) -> bool {
        let (key, value) = DECRYPTION;
        let held = self.held(id);
        let object = held.carried.as_ref().and_then(|carried| self.object_of(carried));
        let annotation = object.and_then(|object| object.at(&["metadata", "annotations", key]));
        annotation.is_some_and(|annotation| annotation.node.as_str() == Some(value))
            || has_comment(&held.document.text.0, &format!("{key}: {value}"))
    }
}

/// Whether a comment of the text begins with these words.
fn has_comment(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let is_word = text[at + words.len()..].chars().next().is_none_or(char::is_whitespace);
        before.ends_with('#') && is_word
    })
}

/// The next line that is no comment.
fn following_line(text: &str, mut end: usize) -> std::ops::Range<usize> {
    while end < text.len() {
        let start = end + 1;
        end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[start..end].trim();
        if !line.is_empty() && !line.starts_with('#') {
            return start..end;
        }
    }
    text.len()..text.len()
}
