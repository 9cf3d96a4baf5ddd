//! What a rule says about a place.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fix::Fix;
use crate::message::Message;
use crate::rule::Rule;
use crate::source::Place;
use crate::subject::object::Subject;

/// How bad a finding is.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Hygiene, compliance or advice.
    Info,
    /// A real weakness or a latent failure that needs a precondition.
    Warning,
    /// It will not start, or data or transport is unprotected, or a backup does not exist although
    /// it looks as if it did.
    Error,
}

impl Severity {
    /// The word users write and read.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A second place that has to do with a finding.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What it has to do with it: "set here too".
    pub text: Message,
}

/// What a rule says about a place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here; the rule's own severity unless the circumstances change it.
    pub severity: Severity,
    /// What is wrong and what follows, in one sentence.
    pub message: Message,
    /// What it is about.
    pub subject: Subject,
    /// Where.
    pub place: Place,
    /// A few words for the place itself, shown under it.
    pub label: Option<Message>,
    /// Other places that have to do with it.
    pub related: Vec<Label>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// The findings of one rule, as it reports them.
pub struct Findings<'a> {
    rule: &'static Rule,
    subject: &'a Subject,
    found: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// A collector for what `rule` finds in `subject`.
    pub fn new(rule: &'static Rule, subject: &'a Subject, found: &'a mut Vec<Finding>) -> Findings<'a> {
        Findings { rule, subject, found }
    }

    /// Reports a finding at the rule's own severity; the result takes what more there is to say.
    pub fn report(&mut self, place: Place, message: impl Into<Message>) -> &mut Finding {
        self.report_in(self.subject.clone(), place, message)
    }

    /// The same for another subject than the one that is being checked.
    #[expect(clippy::expect_used, reason = "a list is not empty after a push")]
    pub fn report_in(&mut self, subject: Subject, place: Place, message: impl Into<Message>) -> &mut Finding {
        self.found.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            message: message.into(),
            subject,
            place,
            label: None,
            related: Vec::new(),
            fix: None,
        });
        self.found.last_mut().expect("a finding was just pushed")
    }
}

impl Finding {
    /// Sets another severity than the rule's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Finding {
        self.severity = severity;
        self
    }

    /// Says a few words under the place itself.
    pub fn label(&mut self, text: impl Into<Message>) -> &mut Finding {
        self.label = Some(text.into());
        self
    }

    /// Points at another place.
    pub fn related(&mut self, place: Place, text: impl Into<Message>) -> &mut Finding {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Offers a fix.
    pub fn fix(&mut self, fix: Fix) -> &mut Finding {
        self.fix = Some(fix);
        self
    }
}
