//! Which findings of an object an earlier version of it had already.
//!
//! Positions in lists do not count: an argument that is added in front of another one moves it, and changes nothing.
//! Nor do words that depend on what stands elsewhere, as long as the value is the same.

use std::collections::HashMap;

use crate::finding::Severity;
use crate::inventory::Inventory;
use crate::message::Message;
use crate::report::{NotChecked, Reported};
use crate::rule::{Check, Rule};
use crate::source::{Part, Place, Step, Value};
use crate::subject::image::{Image, Version};
use crate::subject::object::Subject;
use crate::suppress;

/// All that was found in one version of an object.
#[derive(Debug, Default)]
pub struct Judged {
    /// What a report says.
    pub findings: Vec<Judgement>,
    /// Findings for which one of those speaks, in the order of a report.
    pub hidden: Vec<Judgement>,
    /// Configurations of the earlier version that were compared with nothing.
    pub not_compared: Vec<NotChecked>,
}

/// A finding, and what makes it the same one in another version.
#[derive(Debug)]
pub struct Judgement {
    /// The finding.
    pub finding: Reported,
    identity: Identity,
}

/// What makes a finding the same one.
struct Identity {
    field: Field,
    words: Message,
    /// What stands at the place, if that is a text, a number or the like.
    value: Option<String>,
}

/// The value may be a secret, so nothing of it is printed.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.field.rule)
    }
}

/// A rule, and the field that it is about. An EncryptionConfiguration may lose its name, which it should not have.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Field {
    rule: &'static str,
    kind: Option<String>,
    container: Option<String>,
    keys: Vec<String>,
}

/// The findings of an earlier version. Each of them is known once.
#[derive(Default)]
pub struct Known {
    severities: Vec<Option<Severity>>,
    by_value: HashMap<(Field, String), Vec<usize>>,
    by_words: HashMap<(Field, Message), Vec<usize>>,
    by_version: HashMap<Field, Vec<(usize, Version)>>,
}

impl Known {
    /// All findings of an earlier version, also those for which another one spoke.
    pub fn of(earlier: Judged) -> Known {
        let mut known = Known::default();
        let mut all: Vec<Judgement> = earlier.findings.into_iter().chain(earlier.hidden).collect();
        all.sort_by_key(|one| one.finding.severity);
        for Judgement { finding, identity } in all {
            let number = known.severities.len();
            known.severities.push(Some(finding.severity));
            let Identity { field, words, value } = identity;
            if let Some(version) = version(finding.rule, value.as_deref()) {
                known.by_version.entry(field.clone()).or_default().push((number, version));
            }
            if !is_about_its_value(finding.rule) || value.is_none() {
                known.by_words.entry((field.clone(), words)).or_default().push(number);
            }
            if let Some(value) = value {
                known.by_value.entry((field, value)).or_default().push(number);
            }
        }
        known
    }

    /// Whether the earlier version had this finding, which was no less severe there. Findings have to be asked about
    /// worst first.
    pub fn take(&mut self, judgement: &Judgement) -> bool {
        let Judgement { finding, identity: Identity { field, words, value } } = judgement;
        let severity = finding.severity;
        let version = version(finding.rule, value.as_deref());
        let key = value.clone().map(|value| (field.clone(), value));
        key.is_some_and(|key| take(&mut self.severities, severity, self.by_value.get_mut(&key)))
            || take(&mut self.severities, severity, self.by_words.get_mut(&(field.clone(), words.clone())))
            || version.is_some_and(|version| self.take_version(field, severity, version))
    }

    /// An old version is left one step at a time, so any that is not older is as good as the one before.
    fn take_version(&mut self, field: &Field, severity: Severity, version: Version) -> bool {
        let Some(known) = self.by_version.get(field) else { return false };
        let found = known.iter().find(|(number, earlier)| {
            let is_free = self.severities[*number].is_some_and(|known| known >= severity);
            is_free && version.is_at_least(*earlier) == Some(true)
        });
        found.is_some_and(|(number, _)| self.severities[*number].take().is_some())
    }
}

/// Takes the worst of some findings that nobody has taken, if it is no less severe.
fn take(severities: &mut [Option<Severity>], severity: Severity, numbers: Option<&mut Vec<usize>>) -> bool {
    let Some(numbers) = numbers else { return false };
    while let Some(number) = numbers.last().copied() {
        match severities.get_mut(number) {
            Some(known @ Some(_)) => {
                let is_known = known.is_some_and(|known| known >= severity);
                if is_known {
                    *known = None;
                    numbers.pop();
                }
                return is_known;
            }
            _ => numbers.pop(),
        };
    }
    false
}

/// Whether another value makes another finding, whatever is said of it: a key that has leaked, or what a check of the
/// user's own is about, of which one sentence says all.
fn is_about_its_value(rule: &Rule) -> bool {
    suppress::LEAKS.contains(&rule.id) || matches!(rule.check, Check::Custom)
}

/// Rules that find a version too old.
const OF_VERSIONS: [&str; 2] = ["ETCD350", "ETCD351"];

fn version(rule: &Rule, value: Option<&str>) -> Option<Version> {
    let image = value.filter(|_| OF_VERSIONS.contains(&rule.id))?;
    Image::parse(image).version()
}

impl Judgement {
    pub(crate) fn of(finding: Reported, inventory: &Inventory) -> Judgement {
        let (keys, value) = (keys(inventory, &finding.place), value(inventory, &finding.place));
        let Subject { kind, container, .. } = finding.subject.clone();
        let field = Field { rule: finding.rule.id, kind, container, keys };
        Judgement { identity: Identity { field, words: finding.message.clone(), value }, finding }
    }
}

/// The keys on the way to a place, from the outermost document. An item of a list counts by its name, if it has one.
fn keys(inventory: &Inventory, place: &Place) -> Vec<String> {
    let carried = inventory.held(place.document).carried.as_ref();
    let mut keys = carried.map(|carried| self::keys(inventory, &carried.place)).unwrap_or_default();
    let mut value = Some(inventory.root(place.document));
    for step in place.path.steps() {
        value = value.and_then(|value| value.step(step));
        keys.extend(match step {
            Step::Key(key) => Some(key.clone()),
            Step::Index(_) => {
                value.as_ref().and_then(|item| Some(item.node.get("name")?.as_str()?.to_owned()))
            }
        });
    }
    keys
}

/// What stands at a place, as it is understood; nothing for a key, a list or a mapping.
fn value(inventory: &Inventory, place: &Place) -> Option<String> {
    if let Part::Text(range) = &place.part {
        return inventory.held(place.document).document.text.0.get(range.clone()).map(str::to_owned);
    }
    let node = inventory.at(place)?.node;
    match (&place.part, &node.value) {
        (Part::Key, _) | (_, Value::Mapping(_) | Value::Sequence(_)) => None,
        (Part::Within(range), Value::String(text)) => text.get(range.clone()).map(str::to_owned),
        (_, Value::String(text)) => Some(text.clone()),
        _ => Some(node.to_json().to_string()),
    }
}
