//! What users silence: `# etcdlint: ignore[RULE] reason` in YAML, or an annotation on the object.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::fix::Fix;
use crate::inventory::Inventory;
use crate::message;
use crate::message::show;
use crate::rule::{Check, Rule};
use crate::rules::{self, suppression, unused_suppression};
use crate::settings::Settings;
use crate::source::{Cursor, DocumentId, LINE_BREAKS, Place};
use crate::subject::environment_file::sets_variables_only;
use crate::subject::object::{ObjectId, Subject, objects};
use crate::subject::unit::is_unit;

/// The annotation that silences rules for an object: `ETCD102=reason;BAK110=reason`.
pub(crate) const ANNOTATION: &str = "etcdlint.io/ignore";

/// How a comment for etcdlint begins.
const COMMENT: &str = "etcdlint:";

/// A wish to silence one rule.
struct Suppression {
    /// The id or name of the rule, as it was written.
    name: String,
    /// The rule, if there is one of that name.
    rule: Option<&'static Rule>,
    reason: String,
    /// The comment or annotation itself.
    place: Place,
    scope: Scope,
    /// Whether there is a finding that it is about.
    is_used: bool,
    /// Whether it is about an error, which nothing but a reason silences.
    lacks_reason: bool,
}

/// What a suppression covers.
enum Scope {
    /// Findings that begin in these bytes of the comment's document.
    Text(std::ops::Range<usize>),
    /// Findings in this object.
    Object(Place),
}

/// Takes away what users silenced and reports suppressions that cannot stand or do nothing. `hidden` are the findings
/// for which others spoke, `exempt` those of exempt objects. Returns how many of `findings` were taken away.
pub(crate) fn apply(
    findings: &mut Vec<Finding>,
    hidden: &mut Vec<Finding>,
    exempt: &[Finding],
    context: &Context,
) -> usize {
    let Wishes { mut suppressions, unknown } = all(context);
    let before = findings.len();
    silence(findings, &mut suppressions, context);
    let silenced = before - findings.len();
    // One for a hidden finding comes into use as soon as the finding in front is mended.
    silence(hidden, &mut suppressions, context);
    for one in suppressions.iter_mut().filter(|one| !one.is_used) {
        one.is_used = exempt.iter().any(|finding| one.covers(finding, context.inventory));
    }
    report_bad_ones(&suppressions, unknown, findings);
    report_unused(&suppressions, context, findings);
    silenced
}

fn silence(findings: &mut Vec<Finding>, suppressions: &mut [Suppression], context: &Context) {
    findings.retain(|finding| {
        let mut is_silenced = false;
        for one in suppressions.iter_mut().filter(|one| one.covers(finding, context.inventory)) {
            one.is_used = true;
            one.lacks_reason |= finding.severity == Severity::Error && one.reason.is_empty();
            is_silenced |= one.may_silence(finding, context);
        }
        !is_silenced
    });
}

/// Rules about keys that have leaked. In admission the author of the object is the one who is checked, and
/// must not silence them.
pub(crate) const LEAKS: [&str; 3] = ["ENC215", "ENC226", "CRT113"];

fn report_bad_ones(suppressions: &[Suppression], unknown: Vec<Place>, findings: &mut Vec<Finding>) {
    let subject = Subject::default();
    let mut report = Findings::new(&suppression::RULE, &subject, findings);
    for one in suppressions {
        match one.rule {
            None => {
                report.report(one.place.clone(), message!("there is no rule {} to ignore", show(&one.name)));
            }
            Some(rule) if one.reason.is_empty() => {
                let effect =
                    if one.lacks_reason { "it is not silenced" } else { "say why it may be ignored" };
                report.report(
                    one.place.clone(),
                    message!("{} is ignored without a reason: {}", rule.id, effect),
                );
            }
            Some(_) => {}
        }
    }
    for place in unknown {
        report.report(
            place,
            "etcdlint does not know this comment: `# etcdlint: ignore[RULE] reason` silences a rule",
        );
    }
}

/// A rule that is off might have found something, and so might one about a change where no previous version
/// was given: nothing is said about it.
fn report_unused(suppressions: &[Suppression], context: &Context, findings: &mut Vec<Finding>) {
    let subject = Subject::default();
    let mut report = Findings::new(&unused_suppression::RULE, &subject, findings);
    for one in suppressions.iter().filter(|one| !one.is_used && !one.reason.is_empty()) {
        let has_looked = |rule: &&Rule| {
            let is_about_a_change = matches!(rule.check, Check::Transition(_));
            context.settings.is_on(rule) && !(is_about_a_change && context.transitions.is_empty())
        };
        if let Some(rule) = one.rule.filter(has_looked) {
            report
                .report(one.place.clone(), message!("{} is ignored, and finds nothing here", rule.id))
                .fix(Fix::advice("remove the suppression"));
        }
    }
}

impl Suppression {
    fn new(name: &str, reason: &str, place: Place, scope: Scope, settings: &Settings) -> Suppression {
        let name = name.trim().to_owned();
        let rule = rules::find(&name).or_else(|| settings.custom_rule(&name));
        let reason = reason.trim().to_owned();
        Suppression { name, rule, reason, place, scope, is_used: false, lacks_reason: false }
    }

    /// Whether it is about this finding.
    fn covers(&self, finding: &Finding, inventory: &Inventory) -> bool {
        self.rule.is_some_and(|rule| rule.id == finding.rule.id)
            && match &self.scope {
                Scope::Text(line) => inventory.begins_in(&finding.place, self.place.document, line),
                Scope::Object(object) => {
                    let place = inventory.outer_place(&finding.place);
                    place.document == object.document && object.path.contains(&place.path)
                }
            }
    }

    /// Whether its word is enough to silence this finding.
    fn may_silence(&self, finding: &Finding, context: &Context) -> bool {
        let has_reason = !self.reason.is_empty() || finding.severity != Severity::Error;
        has_reason && !(context.settings.admission && LEAKS.contains(&finding.rule.id))
    }
}

/// What the documents wish, and where comments for etcdlint are that it does not know.
#[derive(Default)]
struct Wishes {
    suppressions: Vec<Suppression>,
    unknown: Vec<Place>,
}

fn all(context: &Context) -> Wishes {
    let &Context { inventory, settings, .. } = context;
    let mut found = Wishes::default();
    for (position, held) in inventory.documents.iter().enumerate() {
        let id = DocumentId(position);
        // The documents of one file stand in one value.
        let mut places: Vec<_> = inventory.carried_in(id).map(|(_, place)| place).collect();
        places.dedup();
        let carried: Vec<_> =
            places.into_iter().filter_map(|place| held.document.written_at(place)).collect();
        // What stands in a carried document is said there, where its lines are known.
        let is_own = |at: &usize| !carried.iter().any(|range| range.contains(at));
        let text = &held.document.text.0;
        // What stands behind a value in a unit or its files is a part of it.
        let is_of_systemd = inventory.scripts.contains(&id) && (is_unit(text) || sets_variables_only(text));
        let counts = |comment: &Comment| comment.is_alone || !is_of_systemd;
        for comment in comments(text, is_own).into_iter().filter(counts) {
            found.add(&comment, id, settings);
        }
        for object in objects(&inventory.root(id)) {
            found.suppressions.extend(annotations(&object, settings));
        }
    }
    found
}

impl Wishes {
    fn add(&mut self, comment: &Comment, document: DocumentId, settings: &Settings) {
        let place = || Place::text(document, comment.bytes.clone());
        let Some((names, reason)) = comment.wish() else {
            if !comment.announces_decryption() {
                self.unknown.push(place());
            }
            return;
        };
        let reason = reason.trim().trim_start_matches([':', '-']);
        let scope = || Scope::Text(comment.scope.clone());
        let wishes = names.split(',').map(|name| Suppression::new(name, reason, place(), scope(), settings));
        self.suppressions.extend(wishes);
    }
}

fn annotations(object: &Cursor, settings: &Settings) -> Vec<Suppression> {
    let annotation = object.at(&["metadata", "annotations", ANNOTATION]);
    let Some(annotation) = annotation.filter(|_| !ObjectId::of(object).kind.is_empty()) else {
        return Vec::new();
    };
    let wishes = annotation.node.as_str().unwrap_or_default().split(';');
    let wishes = wishes.filter(|wish| !wish.trim().is_empty()).map(|wish| {
        let (rule, reason) = wish.split_once('=').unwrap_or((wish, ""));
        Suppression::new(rule, reason, annotation.place(), Scope::Object(object.place()), settings)
    });
    wishes.collect()
}

/// A comment for etcdlint.
struct Comment<'a> {
    /// The whole comment.
    bytes: std::ops::Range<usize>,
    /// What stands behind the name of etcdlint.
    words: &'a str,
    /// The line that it is about.
    scope: std::ops::Range<usize>,
    /// Whether it has a line of its own.
    is_alone: bool,
}

impl Comment<'_> {
    /// The rules to ignore, and the reason.
    fn wish(&self) -> Option<(&str, &str)> {
        let rest = self.words.trim_start().strip_prefix("ignore")?;
        rest.trim_start().strip_prefix('[')?.split_once(']')
    }

    fn announces_decryption(&self) -> bool {
        self.words.split_whitespace().next() == Some(DECRYPTION.1)
    }
}

/// Comments are not part of the tree, so they are found by their words, which nothing else says.
fn comments(text: &str, is_own: impl Fn(&usize) -> bool) -> Vec<Comment<'_>> {
    let mut found = Vec::new();
    for at in text.match_indices(COMMENT).map(|(at, _)| at).filter(is_own) {
        let line_start = at - text[..at].rsplit(LINE_BREAKS).next().map_or(0, str::len);
        let line_end = text[at..].find(LINE_BREAKS).map_or(text.len(), |end| at + end);
        let before = text[line_start..at].trim_end();
        let Some(code) = before.strip_suffix('#') else { continue };
        let is_alone = code.trim().is_empty();
        let scope = if is_alone { following_line(text, line_end) } else { line_start..line_end };
        let words = &text[at + COMMENT.len()..line_end];
        found.push(Comment { bytes: line_start + code.len()..line_end, words, scope, is_alone });
    }
    found
}

/// A comment, or an annotation on the carrying object, that says: data is to be decrypted on purpose.
const DECRYPTION: (&str, &str) = ("etcdlint", "decrypt-migration");

impl Context<'_> {
    /// Whether an EncryptionConfiguration says that data is to be decrypted on purpose, with a comment
    /// `# etcdlint: decrypt-migration` or with an annotation of these words on the object that carries it.
    /// In admission the word of an author who must not silence rules does not count.
    pub(crate) fn announces_decryption(&self, id: DocumentId) -> bool {
        if self.settings.admission && !self.settings.honor_suppressions {
            return false;
        }
        let (key, value) = DECRYPTION;
        let held = self.inventory.held(id);
        let object = held.carried.as_ref().and_then(|carried| self.inventory.object_of(carried));
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

/// The next line that is no comment, behind the end of one.
fn following_line(text: &str, mut end: usize) -> std::ops::Range<usize> {
    for line in text[end..].split_inclusive(LINE_BREAKS) {
        let start = end;
        end += line.len();
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            return start..end;
        }
    }
    text.len()..text.len()
}
