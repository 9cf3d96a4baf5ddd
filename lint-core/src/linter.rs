//! The way of a manifest through the crate: text, documents, subjects, models, rules, findings, report.

use crate::changes;
use crate::checks::check_all;
use crate::context::Context;
use crate::custom;
use crate::exempt;
use crate::finding::Finding;
use crate::inventory::{Excerpt, Input, Inventory, skim};
use crate::overview::Overview;
use crate::precedence;
use crate::ratchet::{Judged, Judgement};
use crate::report::{Locator, NotChecked, Report, Reported, Summary};
use crate::rule::Check;
use crate::rules::{self, internal_error};
use crate::settings::Settings;
use crate::source::Node;
use crate::subject::object::ObjectId;
use crate::suppress;

/// Takes inputs one after the other, then reports on all of them together.
#[derive(Debug, Default)]
pub struct Linter {
    settings: Settings,
    inventory: Inventory,
    /// What is stored, or was committed, before the change that is linted.
    previous: Inventory,
    documents: usize,
}

impl Linter {
    /// A linter with nothing to lint yet.
    pub fn new(settings: Settings) -> Linter {
        Linter { settings, ..Linter::default() }
    }

    /// Takes a text of YAML or JSON documents.
    pub fn add_text(&mut self, input: Input, text: &str) {
        self.documents += self.inventory.add_text(input, text);
    }

    /// Takes what matters of a text of documents, which has been read before.
    pub fn add_excerpt(&mut self, input: Input, excerpt: Excerpt) {
        self.documents += self.inventory.add_excerpt(input, excerpt);
    }

    /// Takes a shell script, or a crontab, which is known by the shape of its lines.
    pub fn add_script(&mut self, input: Input, text: &str) {
        self.inventory.add_script(input, text);
        self.documents += 1;
    }

    /// Takes an object that did not come from text.
    pub fn add_object(&mut self, input: Input, object: Node) {
        self.inventory.add_object(input, object);
        self.documents += 1;
    }

    /// Takes the previous version of an input of this name, which is not linted: it is there to be
    /// compared with the new one.
    pub fn add_previous_text(&mut self, input: Input, text: &str) {
        self.previous.add_text(input, text);
    }

    /// Takes the previous version of an object that did not come from text.
    pub fn add_previous_object(&mut self, input: Input, object: Node) {
        self.previous.add_object(input, object);
    }

    /// Runs the rules and reports.
    pub fn finish(mut self) -> Report {
        self.build_models();
        self.judge(&mut Locator::new(&self.inventory)).report
    }

    /// Runs the rules, to tell what was found from what is found in another version.
    pub fn finish_for_ratchet(mut self) -> Judged {
        self.build_models();
        let mut locator = Locator::new(&self.inventory);
        let Judgements { report, hidden, not_compared } = self.judge(&mut locator);
        let judged = |found: Vec<Reported>| {
            found.into_iter().map(|finding| Judgement::of(finding, &self.inventory)).collect()
        };
        let hidden = locator.in_order(hidden);
        Judged { findings: judged(report.findings), hidden: judged(hidden), not_compared }
    }

    /// Reports on nothing but the step from the previous versions to the new ones.
    pub fn finish_with_changes_alone(self) -> Report {
        self.finish_with_changes().report
    }

    /// The same, and what was compared with nothing: for whoever has to know that all was compared.
    pub fn finish_with_changes(mut self) -> Comparison {
        self.build_models();
        let Judgements { mut report, not_compared, .. } = self.judge(&mut Locator::new(&self.inventory));
        report.retain(|finding| matches!(finding.rule.check, Check::Transition(_)));
        Comparison { report, not_compared, new: changes::new(&self.previous, &self.inventory) }
    }

    /// The same, and what was understood beside what is wrong with it.
    pub fn finish_with_overview(mut self) -> (Report, Overview) {
        self.build_models();
        let mut locator = Locator::new(&self.inventory);
        (self.judge(&mut locator).report, Overview::of(&self.inventory, &mut locator))
    }

    fn build_models(&mut self) {
        // Nothing of an earlier version is looked at but EncryptionConfigurations, also such as are named elsewhere.
        if self.previous.has_configurations() || !self.previous.referenced.is_empty() {
            self.previous.build_models();
        }
        self.inventory.build_models();
    }

    fn judge(&self, locator: &mut Locator) -> Judgements {
        let changes = changes::of(&self.previous, &self.inventory, &self.settings);
        let context = Context {
            settings: &self.settings,
            inventory: &self.inventory,
            transitions: &changes.transitions,
        };
        let mut findings = check_all(rules::all().filter(|rule| self.settings.is_on(rule)), &context);
        custom::check(&context, &mut findings);
        internal_error::of_documents(&self.inventory, &mut findings);
        let failures: Vec<Finding> =
            findings.extract_if(.., |finding| rules::is_failure(finding.rule)).collect();
        self.settle_severities(&mut findings);
        // What is exempt hides nothing that is not.
        let exempt = exempt::take(&mut findings, &context);
        let mut hidden = precedence::keep_root_causes(&mut findings);
        let unseen = [&findings, &exempt, &failures].into_iter().flat_map(|found| not_checked(found));
        let not_checked = unseen.chain(rules::not_given::files(&context)).collect();
        let mut suppressed = exempt.len();
        if self.settings.honor_suppressions {
            suppressed += suppress::apply(&mut findings, &mut hidden, &exempt, &context);
        }
        findings.retain(|finding| self.settings.is_on(finding.rule));
        // Suppressions have findings of their own.
        self.settle_severities(&mut findings);
        findings.extend(failures);
        let mut report = Report::new(findings, not_checked, locator, self.summary(suppressed));
        report.not_checked.extend(changes.not_compared.clone());
        Judgements { report, hidden, not_compared: changes.not_compared }
    }

    /// Has the settings' word count before findings hide each other or are silenced.
    fn settle_severities(&self, findings: &mut [Finding]) {
        for finding in findings {
            finding.severity = self.settings.severity(finding.rule, finding.severity);
        }
    }

    /// What was given, with all models built.
    #[cfg(test)]
    pub(crate) fn into_inventory(mut self) -> Inventory {
        self.inventory.build_models();
        self.inventory
    }

    fn summary(&self, suppressed: usize) -> Summary {
        let inventory = &self.inventory;
        Summary {
            files: inventory.inputs.len(),
            documents: self.documents,
            subjects: inventory.etcds.len()
                + inventory.apiservers.len()
                + inventory.encryptions.len()
                + inventory.backups.len()
                + inventory.pems.len(),
            suppressed,
            ..Summary::default()
        }
    }
}

/// What comes of a comparison of two versions.
#[derive(Debug)]
pub struct Comparison {
    /// What the step from one to the other does.
    pub report: Report,
    /// Configurations of the earlier version that were not compared. The report has them as well.
    pub not_compared: Vec<NotChecked>,
    /// Configurations of the later version that have no earlier one. The report does not have them.
    pub new: Vec<NotChecked>,
}

/// What comes of a run.
struct Judgements {
    report: Report,
    /// Findings for which those of the report speak.
    hidden: Vec<Finding>,
    /// What the report has among what was not checked: configurations that were compared with nothing.
    not_compared: Vec<NotChecked>,
}

/// Looks whether an object in JSON holds nothing of ours, so that a [`Linter`] need not have it. The object is what
/// `id` says, whatever it says itself. `false` means that it has to be linted, or that it is no JSON.
pub fn is_unrelated(id: &ObjectId, object: &str) -> bool {
    skim::object::is_unrelated(id, object)
}

/// Lints one text.
pub fn lint(name: &str, text: &str, settings: Settings) -> Report {
    let mut linter = Linter::new(settings);
    linter.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
    linter.finish()
}

/// The rules that say what could not be seen.
const UNSEEN: [&str; 8] =
    ["YAML101", "YAML105", "YAML106", "INPUT101", "INPUT102", "INPUT103", "INPUT104", "INPUT108"];

fn not_checked(findings: &[Finding]) -> impl Iterator<Item = Finding> {
    findings.iter().filter(|finding| UNSEEN.contains(&finding.rule.id)).cloned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::finding::Severity;
    use crate::settings::Options;
    use crate::source::{DocumentId, Path, Place};
    use crate::testing::TWO_PODS;

    fn text() -> String {
        format!("# etcdlint: ignore[INPUT108] it is known\n{TWO_PODS}")
    }

    fn input() -> Input {
        Input { name: "etcd.yaml".to_owned(), ..Input::default() }
    }

    fn everything_exempt() -> Settings {
        let exemption = serde_json::json!({ "objects": "$", "reason": "a test" });
        let options: Options =
            serde_json::from_value(serde_json::json!({ "exemptions": [exemption] })).expect("options");
        options.compile().expect("options that can be used")
    }

    #[test]
    fn what_is_unseen_is_said_by_rules() {
        assert!(UNSEEN.iter().all(|id| rules::find(id).is_some()));
    }

    /// What breaks while a document is read or understood is said, whatever the settings and the input say.
    #[test]
    fn nothing_silences_a_failure() {
        let settings = Settings {
            disabled: BTreeSet::from(["INPUT108".to_owned()]),
            honor_suppressions: true,
            ..everything_exempt()
        };
        let mut linter = Linter::new(settings);
        linter.add_text(input(), &text());
        linter.inventory.attempt(DocumentId(0), |_| panic!("hunter2"));
        let mut report = linter.finish();
        assert!(report.has_failures());
        report.retain(|_| false);
        let [failure] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
        assert_eq!((failure.rule.id, failure.severity), ("INPUT108", Severity::Error));
        assert!(report.not_checked.iter().any(|one| one.reason == failure.message));
    }

    #[test]
    fn an_input_that_breaks_the_reader_is_one_document_that_was_not_read() {
        let mut inventory = Inventory::default();
        let input = inventory.add_input(input());
        assert_eq!(inventory.add_broken(input), 1);
        let linter = Linter { inventory, ..Linter::default() };
        let report = linter.finish();
        let said: Vec<_> = report.findings.iter().map(|one| (one.rule.id, one.site.file.as_str())).collect();
        assert_eq!(said, [("INPUT108", "etcd.yaml")]);
    }

    #[test]
    fn a_place_of_a_failure_is_the_document() {
        let mut linter = Linter::new(Settings::default());
        linter.add_text(input(), &text());
        linter.inventory.attempt(DocumentId(1), |_| panic!("hunter2"));
        let mut found = Vec::new();
        internal_error::of_documents(&linter.inventory, &mut found);
        assert_eq!(found[0].place, Place::value(DocumentId(1), Path::ROOT));
    }
}
