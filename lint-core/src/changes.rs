//! From two versions of the input to the transitions that the rules judge.

use std::collections::HashSet;

use crate::checks::check_all;
use crate::context::Context;
use crate::finding::{Finding, Severity};
use crate::inventory::{Inventory, version};
use crate::message;
use crate::message::{Message, show};
use crate::model::encryption::STRICT_SINCE;
use crate::model::transition::Transition;
use crate::report::NotChecked;
use crate::rules;
use crate::settings::Settings;
use crate::source::DocumentId;

/// What lies between two versions of the input.
#[derive(Default)]
pub(crate) struct Changes {
    /// The configurations that both versions have.
    pub(crate) transitions: Vec<Transition>,
    /// Configurations of the earlier version that were compared with nothing.
    pub(crate) not_compared: Vec<NotChecked>,
}

/// Compares the configurations of an earlier input with those of a later one.
pub(crate) fn of(earlier: &Inventory, later: &Inventory, settings: &Settings) -> Changes {
    let mut changes = Changes::default();
    if earlier.encryptions.is_empty() {
        return changes;
    }
    let (refused_before, refused_after) = (refused(earlier, settings), refused(later, settings));
    let versions = version::pair(earlier, later);
    for (before, after) in versions.pairs {
        let (old, new) = (&earlier.encryptions[before], &later.encryptions[after]);
        if refused_before.contains(&old.document) || refused_after.contains(&new.document) {
            let reason = "kube-apiserver refuses one of the two versions, so they were not compared";
            changes.not_compared.push(not_compared(later, new.document, reason.into()));
            continue;
        }
        changes.transitions.push(Transition::between(&old.config, new));
    }
    changes.not_compared.extend(versions.gone.into_iter().map(|gone| {
        let old = &earlier.encryptions[gone];
        let name = old.subject.to_string();
        let reason = message!("{} is gone: what it encrypts was compared with nothing", show(&name));
        not_compared(earlier, old.document, reason)
    }));
    changes
}

/// The configurations of a later input that have no version in an earlier one.
pub(crate) fn new(earlier: &Inventory, later: &Inventory) -> Vec<NotChecked> {
    let found = version::pair(earlier, later).new.into_iter().map(|new| {
        let new = &later.encryptions[new];
        let name = new.subject.to_string();
        let reason = message!("{} is new: there is no old version of it to compare with", show(&name));
        not_compared(later, new.document, reason)
    });
    found.collect()
}

fn not_compared(inventory: &Inventory, document: DocumentId, reason: Message) -> NotChecked {
    let file = inventory.inputs[inventory.held(document).input].name.clone();
    NotChecked { reason, file, line: None }
}

/// Whether kube-apiserver may pass over what an error says: an older one ignores unknown and repeated fields.
fn is_passed_over(error: &Finding, context: &Context) -> bool {
    let version = context.kubernetes_version(error.place.document);
    let is_strict = version.and_then(|version| version.is_at_least(STRICT_SINCE)) == Some(true);
    ["ENC104", "ENC105"].contains(&error.rule.id) && !is_strict
}

/// The configurations that no kube-apiserver uses.
fn refused(inventory: &Inventory, settings: &Settings) -> HashSet<DocumentId> {
    let context = Context { settings, inventory, transitions: &[] };
    let validity = rules::all().filter(|rule| rule.id.starts_with("ENC1"));
    let findings = check_all(validity, &context);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let errors = errors.filter(|finding| !is_passed_over(finding, &context));
    errors.map(|finding| finding.place.document).collect()
}
