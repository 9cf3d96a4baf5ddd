//! Rules at work.

use crate::context::Context;
use crate::finding::{Finding, Findings};
use crate::guard::guarded;
use crate::inventory::Held;
use crate::rule::{Check, Rule};
use crate::rules::internal_error;
use crate::source::DocumentId;
use crate::subject::object::Subject;

/// Runs rules over all subjects of their sorts.
pub(crate) fn check_all(rules: impl Iterator<Item = &'static Rule>, context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let documents: Vec<Subject> = context.inventory.documents.iter().map(Held::subject).collect();
    for rule in rules {
        let mut run = Run { rule, context, found: &mut findings };
        run.over(&documents);
    }
    findings
}

/// One rule at work.
struct Run<'a> {
    rule: &'static Rule,
    context: &'a Context<'a>,
    found: &'a mut Vec<Finding>,
}

impl Run<'_> {
    /// Runs the rule over all subjects of its sort. `documents` are those of the documents themselves.
    fn over(&mut self, documents: &[Subject]) {
        let inventory = self.context.inventory;
        match self.rule.check {
            Check::Document(check) => {
                for (held, subject) in inventory.documents.iter().zip(documents) {
                    self.on(held.id, subject, |context, out| check(held, context, out));
                }
            }
            Check::Workload(check) => {
                for workload in &inventory.workloads {
                    let subject = workload.subject(None);
                    self.on(workload.document, &subject, |context, out| check(workload, context, out));
                }
            }
            Check::Etcd(check) => {
                for etcd in &inventory.etcds {
                    self.on(etcd.document, &etcd.subject, |context, out| check(etcd, context, out));
                }
            }
            Check::Apiserver(check) => {
                for one in &inventory.apiservers {
                    self.on(one.document, &one.subject, |context, out| check(one, context, out));
                }
            }
            Check::Kubeadm(check) => {
                for config in &inventory.kubeadms {
                    self.on(config.document, &config.subject, |context, out| check(config, context, out));
                }
            }
            Check::Encryption(check) => {
                for one in &inventory.encryptions {
                    self.on(one.document, &one.subject, |context, out| check(one, context, out));
                }
            }
            Check::Transition(check) => {
                for one in self.context.transitions {
                    self.on(one.document, &one.subject, |context, out| check(one, context, out));
                }
            }
            Check::Backup(check) => {
                for backup in &inventory.backups {
                    self.on(backup.document, &backup.subject, |context, out| check(backup, context, out));
                }
            }
            Check::Pem(check) => {
                for pem in &inventory.pems {
                    self.on(pem.document, &pem.subject, |context, out| check(pem, context, out));
                }
            }
            Check::Credential(check) => {
                for credential in &inventory.credentials {
                    let file = credential.certificate.or(credential.key).or(credential.ca);
                    let pem = file.and_then(|file| inventory.pem(file));
                    let (document, subject) =
                        pem.map(|pem| (pem.document, pem.subject.clone())).unwrap_or_default();
                    self.on(document, &subject, |context, out| check(credential, context, out));
                }
            }
            // Where there is no document there is nothing to report on.
            Check::Inventory(check) if !documents.is_empty() => {
                self.on(DocumentId::default(), &Subject::default(), check);
            }
            Check::Inventory(_) | Check::Engine | Check::Custom => {}
        }
    }

    /// Runs the rule on one subject. If it panics, that is reported of the document, and the others go on.
    fn on(&mut self, document: DocumentId, subject: &Subject, check: impl FnOnce(&Context, &mut Findings)) {
        let Run { rule, context, .. } = *self;
        let result = guarded(|| check(context, &mut Findings::new(rule, subject, self.found)));
        if result.is_none() {
            internal_error::of_rule(rule, document, subject, self.found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::inventory::Input;
    use crate::linter::Linter;
    use crate::rule::{Category, FixKind};
    use crate::rules;
    use crate::settings::Settings;
    use crate::testing::TWO_PODS;

    static BROKEN: Rule = Rule {
        id: "TEST101",
        name: "broken",
        summary: "a rule with a mistake",
        severity: Severity::Info,
        category: Category::Hygiene,
        opt_in: false,
        profiles: &[],
        fix: FixKind::None,
        controls: &[],
        since: "0.1.0",
        page: "",
        check: Check::Etcd(break_on_names),
    };

    fn break_on_names(etcd: &crate::model::etcd::Etcd, _: &Context, out: &mut Findings) {
        out.report(etcd.place.clone(), "this far it came");
        assert!(etcd.text("name").is_none(), "{:?}", etcd.text("name"));
    }

    #[test]
    fn a_rule_that_panics_costs_what_it_was_looking_at() {
        let mut linter = Linter::new(Settings::default());
        linter.add_text(Input::default(), TWO_PODS);
        let inventory = linter.into_inventory();
        let context = Context { settings: &Settings::default(), inventory: &inventory, transitions: &[] };
        let other = rules::find("ETCD341").expect("a rule");
        let found = check_all([&BROKEN, other].into_iter(), &context);
        let said: Vec<_> = found.iter().map(|one| (one.rule.id, one.place.document.0)).collect();
        assert_eq!(said, [("TEST101", 0), ("TEST101", 1), ("INPUT108", 1), ("ETCD341", 0)]);
        let message = found[2].message.as_str();
        assert_eq!(message, "TEST101 was not checked because of an internal error: please report it");
    }
}
