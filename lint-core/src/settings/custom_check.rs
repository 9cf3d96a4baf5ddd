//! Checks of the user's own: a JSONPath query, and what must be true of what it selects.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::OptionsError;
use super::query::{Pattern, Query};
use crate::finding::Severity;
use crate::message::Message;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules;
use crate::source::Path;

/// The most places in one object that a check is reported at.
const MOST_FAILURES: usize = 100;

/// The longest message of a check, in characters.
const LONGEST_MESSAGE: usize = 200;

/// A check of the user's own, as a user writes it. Exactly one of `exists`, `absent`, `equals`, `oneOf` and
/// `matches` says what must be true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CustomCheck"))]
#[serde(expecting = "a mapping", rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomCheckOptions {
    /// Its id in findings: capital letters, digits and dashes, and not the id of a rule.
    pub id: String,
    /// The kinds of objects that it looks at; all in which etcdlint sees something of its own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// A JSONPath query (RFC 9535, without `search` and `match`).
    pub path: String,
    /// `true`: the query must select something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// `true`: the query must select nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<bool>,
    /// Each selected value must be equal to this one, which is not `null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<Value>,
    /// Each selected value must be equal to one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
    /// Each selected value must be a string in which this regular expression matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
    /// What a finding says.
    pub message: String,
    /// How bad a finding is.
    #[serde(default = "default_severity")]
    pub severity: Severity,
}

fn default_severity() -> Severity {
    Severity::Warning
}

/// A check of the user's own.
#[derive(Clone, Debug)]
pub struct CustomCheck {
    /// The rule that its findings are of.
    pub(crate) rule: &'static Rule,
    pub(crate) message: Message,
    kinds: Option<Vec<String>>,
    path: Query,
    demand: Demand,
}

/// What must be true of the selected values.
#[derive(Clone, Debug)]
enum Demand {
    Exists,
    Absent,
    OneOf(Vec<Value>),
    Matches(Pattern),
}

impl CustomCheck {
    pub(super) fn compile_all(written: &[CustomCheckOptions]) -> Result<Vec<CustomCheck>, OptionsError> {
        let mut checks: Vec<CustomCheck> = Vec::with_capacity(written.len());
        for (index, one) in written.iter().enumerate() {
            let key = format!("customChecks[{index}]");
            if checks.iter().any(|check| check.rule.id == one.id) {
                return Err(OptionsError::invalid(format!("{key}.id"), "another check has this id"));
            }
            checks.push(CustomCheck::compile(&key, one)?);
        }
        Ok(checks)
    }

    fn compile(key: &str, written: &CustomCheckOptions) -> Result<CustomCheck, OptionsError> {
        let invalid = |field: &str, reason: String| OptionsError::invalid(format!("{key}.{field}"), reason);
        check_id(&written.id).map_err(|reason| invalid("id", reason.to_owned()))?;
        check_message(&written.message).map_err(|reason| invalid("message", reason))?;
        Ok(CustomCheck {
            path: Query::compile(&written.path).map_err(|reason| invalid("path", reason))?,
            demand: Demand::of(key, written)?,
            rule: rule_of(written),
            message: Message::from_public(written.message.clone()),
            kinds: written.kinds.clone(),
        })
    }

    /// Whether it looks at objects of this kind.
    pub(crate) fn looks_at(&self, kind: &str) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|one| one == kind))
    }

    /// The paths within an object at which it finds something; the object itself if it is too large for the
    /// query, so that nothing passes for its size.
    pub(crate) fn failures(&self, object: &Value) -> Vec<Path> {
        let Some(selected) = self.path.select(object) else { return vec![Path::ROOT] };
        if let Demand::Exists = self.demand {
            return if selected.is_empty() { vec![Path::ROOT] } else { Vec::new() };
        }
        let failing = selected.into_iter().filter(|(_, value)| !self.demand.is_met_by(value));
        failing.map(|(path, _)| path).take(MOST_FAILURES).collect()
    }
}

impl Demand {
    fn of(key: &str, written: &CustomCheckOptions) -> Result<Demand, OptionsError> {
        let only_true = |field: &str, value: Option<bool>, demand: Demand| match value {
            None => Ok(None),
            Some(true) => Ok(Some(demand)),
            Some(false) => Err(OptionsError::invalid(format!("{key}.{field}"), "only `true` has a meaning")),
        };
        let matches = written.matches.as_deref().map(|pattern| {
            let pattern = Pattern::compile(pattern);
            pattern.map_err(|reason| OptionsError::invalid(format!("{key}.matches"), reason))
        });
        let demands = [
            only_true("exists", written.exists, Demand::Exists)?,
            only_true("absent", written.absent, Demand::Absent)?,
            written.equals.clone().map(|value| Demand::OneOf(vec![value])),
            written.one_of.clone().map(Demand::OneOf),
            matches.transpose()?.map(Demand::Matches),
        ];
        let mut given = demands.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(demand), None) => Ok(demand),
            _ => Err(OptionsError::invalid(
                key,
                "give exactly one of `exists`, `absent`, `equals`, `oneOf` and `matches`",
            )),
        }
    }

    fn is_met_by(&self, value: &Value) -> bool {
        match self {
            Demand::Exists => true,
            Demand::Absent => false,
            Demand::OneOf(values) => values.contains(value),
            Demand::Matches(pattern) => value.as_str().is_some_and(|text| pattern.matches(text)),
        }
    }
}

fn check_id(id: &str) -> Result<(), &'static str> {
    let is_word = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    let begins_well = id.starts_with(|c: char| c.is_ascii_uppercase());
    if !begins_well || id.len() > 40 || !id.chars().all(is_word) {
        return Err(
            "an id begins with a capital letter and has capital letters, digits and dashes, 40 at most",
        );
    }
    match rules::find(id) {
        Some(_) => Err("a rule of etcdlint has this id"),
        None => Ok(()),
    }
}

fn check_message(message: &str) -> Result<(), String> {
    if message.trim().is_empty() || message.contains(char::is_control) {
        return Err("a message is one line of text".to_owned());
    }
    match message.chars().count() {
        0..=LONGEST_MESSAGE => Ok(()),
        length => Err(format!("a message has at most {LONGEST_MESSAGE} characters, this one has {length}")),
    }
}

/// The rule that findings of a check are of. It lives as long as the process, as all rules do: the command line
/// compiles a configuration once, the language server each time it changes, and an instance of the policy answers
/// one request.
fn rule_of(written: &CustomCheckOptions) -> &'static Rule {
    let id: &'static str = Box::leak(written.id.clone().into_boxed_str());
    Box::leak(Box::new(Rule {
        id,
        name: "custom-check",
        summary: "a check of the configuration's own",
        severity: written.severity,
        category: Category::Hygiene,
        opt_in: false,
        profiles: &[],
        fix: FixKind::None,
        controls: &[],
        since: "",
        page: "",
        check: Check::Custom,
    }))
}
