//! `etcdlint explain` and `etcdlint rules`.

use std::io::Write;

use etcdlint_core::rule::{FixKind, Listed, Rule};
use etcdlint_core::rules;

use crate::Outcome;
use crate::output::ListFormat;

/// Why nothing is explained.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no rule `{name}`{}", rules::suggestion(name))]
    NoRule { name: String },
    #[error("cannot write to standard output: {0}")]
    Write(#[from] std::io::Error),
}

/// Prints the page of a rule.
pub(crate) fn explain(id: &str) -> Result<Outcome, Error> {
    let rule = rules::find(id).ok_or_else(|| Error::NoRule { name: id.to_owned() })?;
    let mut out = anstream::stdout().lock();
    let (title, body) = rule.page.split_once('\n').unwrap_or((rule.page, ""));
    writeln!(out, "{title}\n\n{}", facts(rule))?;
    if !rule.controls.is_empty() {
        writeln!(out, "Controls: {}", rule.controls.join(", "))?;
    }
    writeln!(out, "{}", body.trim_end())?;
    Ok(Outcome::Clean)
}

/// `error · in-transit · suggested fix`
fn facts(rule: &Rule) -> String {
    let fix = match rule.fix {
        FixKind::Safe => " · safe fix",
        FixKind::Suggested => " · suggested fix",
        FixKind::Manual => " · fixed by hand",
        FixKind::None => "",
    };
    let opt_in = if rule.opt_in { " · off unless asked for" } else { "" };
    format!("{} · {}{fix}{opt_in}", rule.severity, rule.category.name())
}

/// Prints all rules.
pub(crate) fn list(format: ListFormat) -> Result<Outcome, Error> {
    let mut out = anstream::stdout().lock();
    match format {
        ListFormat::Text => {
            for rule in rules::all() {
                let off = if rule.opt_in { " (opt-in)" } else { "" };
                writeln!(out, "{:<8} {:<7} {:<42} {}{off}", rule.id, rule.severity, rule.name, rule.summary)?;
            }
        }
        ListFormat::Json => {
            let listed: Vec<Listed> = rules::all().map(Listed::from).collect();
            serde_json::to_writer_pretty(&mut out, &listed).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(Outcome::Clean)
}
