//! Runs the user's own checks over the objects in which there is something of ours.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::finding::{Finding, Findings};
use crate::guard::guarded;
use crate::inventory::Inventory;
use crate::rules::internal_error;
use crate::source::{Cursor, DocumentId, Place};
use crate::subject::object::{ObjectId, objects};

/// Runs the user's own checks.
pub(crate) fn check(context: &Context, found: &mut Vec<Finding>) {
    if context.settings.custom_checks.is_empty() {
        return;
    }
    for id in documents_of_ours(context.inventory) {
        for object in objects(&context.inventory.root(id)) {
            check_object(&object, context, found);
        }
    }
}

/// The documents in which there is something of ours, and those that carry them.
fn documents_of_ours(inventory: &Inventory) -> BTreeSet<DocumentId> {
    let servers = inventory.etcds.iter().map(|one| one.document);
    let apiservers = inventory.apiservers.iter().map(|one| one.document);
    let encryptions = inventory.encryptions.iter().map(|one| one.document);
    let kubeadms = inventory.kubeadms.iter().map(|one| one.document);
    let backups = inventory.backups.iter().map(|one| one.document);
    let pems = inventory.pems.iter().map(|one| one.document);
    let ours = servers.chain(apiservers).chain(encryptions).chain(kubeadms).chain(backups).chain(pems);
    let carrier = |id: &DocumentId| Some(inventory.held(*id).carried.as_ref()?.place.document);
    ours.flat_map(|id| std::iter::successors(Some(id), carrier)).collect()
}

fn check_object(object: &Cursor, context: &Context, found: &mut Vec<Finding>) {
    let id = ObjectId::of(object);
    let json = object.node.to_json();
    for check in context.settings.custom_checks.iter().filter(|check| check.looks_at(&id.kind)) {
        let subject = id.subject();
        let Some(failures) = guarded(|| check.failures(&json)) else {
            internal_error::of_rule(check.rule, object.document, &subject, found);
            continue;
        };
        let mut findings = Findings::new(check.rule, &subject, found);
        for path in failures {
            let path =
                path.steps().into_iter().fold(object.path.clone(), |path, step| path.step(step.clone()));
            findings.report(Place::value(object.document, path), check.message.clone());
        }
    }
}
