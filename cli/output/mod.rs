//! Forms of a report, and where they go. None of them sees anything but the report, which holds no secret.

mod concise;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod summary;
mod target;
mod text;

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use serde_json::Value;

use etcdlint_core::report::Report;

use crate::name;

pub(crate) use target::{Error, Target, TargetArgs};

/// Forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: each finding with its line
    Text,
    /// A line for each finding
    Concise,
    /// For programs; its shape has a version
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab Code Quality
    Gitlab,
    /// JUnit XML, for test reports
    Junit,
}

impl Format {
    fn write(self, mut out: impl Write, report: &Report, links: bool) -> io::Result<()> {
        match self {
            Format::Text => without_commands(&mut out, |out| text::write(report, links, out))?,
            Format::Concise => without_commands(&mut out, |out| concise::write(report, out))?,
            Format::Json => json::write(report, &mut out)?,
            Format::Sarif => sarif::write(report, &mut out)?,
            Format::Github => github::write(report, &mut out)?,
            Format::Gitlab => gitlab::write(report, &mut out)?,
            Format::Junit => junit::write(report, &mut out)?,
        }
        out.flush()
    }
}

/// Writes text for people, which repeats lines of manifests.
fn without_commands(
    out: &mut impl Write,
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let mut text = Vec::new();
    write(&mut text)?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    out.write_all(name::without_commands(&text).as_bytes())
}

/// Forms of what is counted or listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Whether to use something that not every terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// Whether a file holds a report of an earlier run, in one of the forms whose files are looked for in folders.
pub(crate) fn is_report(file: &Path) -> bool {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let is_issue = |issue: &Value| issue.get("check_name").is_some();
    match serde_json::from_str(&text) {
        Ok(Value::Object(report)) => {
            report.contains_key("runs")
                || report.contains_key("findings") && report.contains_key("notChecked")
        }
        Ok(Value::Array(issues)) => issues.iter().all(is_issue),
        _ => false,
    }
}
