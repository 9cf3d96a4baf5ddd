//! The way of a manifest through the crate: text, documents, subjects, models, rules, findings, report.

use crate::changes;
use crate::context::Context;
use crate::custom;
use crate::exempt;
use crate::finding::{Finding, Findings};
use crate::inventory::{Held, Input, Inventory, skim};
use crate::overview::Overview;
use crate::precedence;
use crate::report::{Locator, Report, Summary};
use crate::rule::{Check, Rule};
use crate::rules;
use crate::settings::Settings;
use crate::source::Node;
use crate::subject::object::{ObjectId, Subject};
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

    /// Counts a file that was found to hold nothing of ours.
    pub fn add_unrelated(&mut self, input: Input, unrelated: Unrelated) {
        self.documents += unrelated.documents;
        self.inventory.add_input(input);
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
        self.judge(&mut Locator::new(&self.inventory))
    }

    /// Reports on nothing but the step from the previous versions to the new ones.
    pub fn finish_with_changes_alone(self) -> Report {
        let mut report = self.finish();
        report.retain(|finding| matches!(finding.rule.check, Check::Transition(_)));
        report
    }

    /// The same, and what was understood beside what is wrong with it.
    pub fn finish_with_overview(mut self) -> (Report, Overview) {
        self.build_models();
        let mut locator = Locator::new(&self.inventory);
        (self.judge(&mut locator), Overview::of(&self.inventory, &mut locator))
    }

    fn build_models(&mut self) {
        // Nothing of an earlier version is looked at but EncryptionConfigurations.
        if self.previous.has_configurations() {
            self.previous.build_models();
        }
        self.inventory.build_models();
    }

    fn judge(&self, locator: &mut Locator) -> Report {
        let changes = changes::of(&self.previous, &self.inventory, &self.settings);
        let context = Context {
            settings: &self.settings,
            inventory: &self.inventory,
            transitions: &changes.transitions,
        };
        let mut findings = check_all(rules::all().filter(|rule| self.settings.is_on(rule)), &context);
        custom::check(&context, &mut findings);
        let hidden = precedence::keep_root_causes(&mut findings);
        let not_checked = not_checked(&findings).chain(rules::not_given::files(&context)).collect();
        let mut suppressed = 0;
        if self.settings.honor_suppressions {
            suppressed += suppress::apply(&mut findings, &hidden, &context);
        }
        suppressed += exempt::apply(&mut findings, &context);
        findings.retain(|finding| self.settings.is_on(finding.rule));
        for finding in &mut findings {
            finding.severity = self.settings.severity(finding.rule, finding.severity);
        }
        let mut report = Report::new(findings, not_checked, locator, self.summary(suppressed));
        report.not_checked.extend(changes.not_compared);
        report
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

/// A text that holds nothing of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unrelated {
    /// How many documents it has.
    documents: usize,
}

impl Unrelated {
    /// Looks whether a text of documents holds nothing of ours, so that a [`Linter`] need not have it. The
    /// text is read as a linter reads it; this can be done for many texts at once.
    pub fn of(name: &str, text: &str) -> Option<Unrelated> {
        let mut inventory = Inventory::default();
        let documents = inventory.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
        inventory.documents.is_empty().then_some(Unrelated { documents })
    }
}

/// Looks whether an object in JSON holds nothing of ours, so that a [`Linter`] need not have it. The object is what
/// `id` says, whatever it says itself. `false` means that it has to be linted, or that it is no JSON.
pub fn is_unrelated(id: &ObjectId, object: &str) -> bool {
    skim::is_unrelated_object(id, object)
}

/// Lints one text.
pub fn lint(name: &str, text: &str, settings: Settings) -> Report {
    let mut linter = Linter::new(settings);
    linter.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
    linter.finish()
}

/// The rules that say what could not be seen.
const UNSEEN: [&str; 7] = ["YAML101", "YAML105", "YAML106", "INPUT101", "INPUT102", "INPUT103", "INPUT104"];

fn not_checked(findings: &[Finding]) -> impl Iterator<Item = Finding> {
    findings.iter().filter(|finding| UNSEEN.contains(&finding.rule.id)).cloned()
}

/// Runs rules over all subjects of their sorts.
pub(crate) fn check_all(rules: impl Iterator<Item = &'static Rule>, context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let documents: Vec<Subject> = context.inventory.documents.iter().map(Held::subject).collect();
    for rule in rules {
        check(rule, context, &documents, &mut findings);
    }
    findings
}

/// Runs one rule over all subjects of its sort. `documents` are those of the documents themselves.
fn check(rule: &'static Rule, context: &Context, documents: &[Subject], found: &mut Vec<Finding>) {
    let inventory = context.inventory;
    match rule.check {
        Check::Document(check) => {
            for (held, subject) in inventory.documents.iter().zip(documents) {
                check(held, context, &mut Findings::new(rule, subject, found));
            }
        }
        Check::Workload(check) => {
            for workload in &inventory.workloads {
                let subject = workload.subject(None);
                check(workload, context, &mut Findings::new(rule, &subject, found));
            }
        }
        Check::Etcd(check) => {
            for etcd in &inventory.etcds {
                check(etcd, context, &mut Findings::new(rule, &etcd.subject, found));
            }
        }
        Check::Apiserver(check) => {
            for apiserver in &inventory.apiservers {
                check(apiserver, context, &mut Findings::new(rule, &apiserver.subject, found));
            }
        }
        Check::Kubeadm(check) => {
            for config in &inventory.kubeadms {
                check(config, context, &mut Findings::new(rule, &config.subject, found));
            }
        }
        Check::Encryption(check) => {
            for encryption in &inventory.encryptions {
                check(encryption, context, &mut Findings::new(rule, &encryption.subject, found));
            }
        }
        Check::Transition(check) => {
            for transition in context.transitions {
                check(transition, context, &mut Findings::new(rule, &transition.subject, found));
            }
        }
        Check::Backup(check) => {
            for backup in &inventory.backups {
                check(backup, context, &mut Findings::new(rule, &backup.subject, found));
            }
        }
        Check::Pem(check) => {
            for pem in &inventory.pems {
                check(pem, context, &mut Findings::new(rule, &pem.subject, found));
            }
        }
        Check::Credential(check) => {
            for credential in &inventory.credentials {
                let file = credential.certificate.or(credential.key).or(credential.ca);
                let subject = file.and_then(|file| inventory.pem(file)).map(|pem| pem.subject.clone());
                check(credential, context, &mut Findings::new(rule, &subject.unwrap_or_default(), found));
            }
        }
        Check::Inventory(check) => check(context, &mut Findings::new(rule, &Subject::default(), found)),
        Check::Engine | Check::Custom => {}
    }
}
