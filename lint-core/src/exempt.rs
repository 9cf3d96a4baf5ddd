//! Objects for which the user's settings say that rules do not count.

use std::collections::HashMap;

use crate::context::Context;
use crate::finding::Finding;
use crate::settings::Exemption;
use crate::source::{DocumentId, Path};
use crate::subject::object::objects;

/// Takes the findings of exempt objects away, and returns them.
pub(crate) fn take(findings: &mut Vec<Finding>, context: &Context) -> Vec<Finding> {
    if context.settings.exemptions.is_empty() {
        return Vec::new();
    }
    let mut objects = Objects { context, exempt: HashMap::new() };
    let is_exempt = |finding: &mut Finding| {
        let exempting = objects.exempting(finding);
        exempting.iter().any(|exemption| exemption.is_about(finding.rule.id))
    };
    findings.extract_if(.., is_exempt).collect()
}

/// The exemptions that hold for the objects of each outermost document, worked out once.
struct Objects<'a> {
    context: &'a Context<'a>,
    exempt: HashMap<DocumentId, Vec<(Path, Vec<&'a Exemption>)>>,
}

impl<'a> Objects<'a> {
    /// The exemptions that hold for the object in which a finding is.
    fn exempting(&mut self, finding: &Finding) -> &[&'a Exemption] {
        let place = self.context.inventory.outer_place(&finding.place);
        let context = self.context;
        let objects =
            self.exempt.entry(place.document).or_insert_with(|| of_document(context, place.document));
        let own = objects.iter().find(|(path, _)| path.contains(&place.path));
        own.map_or(&[], |(_, exemptions)| exemptions)
    }
}

fn of_document<'a>(context: &Context<'a>, id: DocumentId) -> Vec<(Path, Vec<&'a Exemption>)> {
    let objects = objects(&context.inventory.root(id)).into_iter();
    let exemptions = objects.map(|object| {
        let json = object.node.to_json();
        let holding = context.settings.exemptions.iter().filter(|exemption| exemption.holds_for(&json));
        (object.path, holding.collect())
    });
    exemptions.collect()
}
