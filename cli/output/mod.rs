//! Forms of a report, and where they go. None of them sees anything but the report, which holds no secret.

mod concise;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod summary;
mod text;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use clap::ValueEnum;
use serde_json::Value;

use etcdlint_core::report::Report;

use crate::args::When;
use crate::name;

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

/// A report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) format: Format,
    /// The file; standard output if there is none.
    pub(crate) file: Option<PathBuf>,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the report to {}: {source}", .name)]
pub(crate) struct Error {
    name: String,
    source: io::Error,
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

impl Target {
    /// Writes the report.
    pub(crate) fn write(&self, report: &Report, links: When) -> Result<(), Error> {
        let written = match &self.file {
            // A file has no terminal's colours, unless they are asked for.
            Some(path) => File::create(path).and_then(|file| {
                let out = AutoStream::auto(file);
                self.write_to(BufWriter::new(out), report, links == When::Always)
            }),
            None => {
                let has_links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
                let links = links == When::Always || links == When::Auto && has_links;
                self.write_to(BufWriter::new(AutoStream::auto(io::stdout().lock())), report, links)
            }
        };
        let name = || self.file.as_deref().map_or("standard output".to_owned(), name::of);
        match written {
            // A reader that has seen enough, such as `head`, is no trouble.
            Err(error) if self.file.is_none() && error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(|source| Error { name: name(), source }),
        }
    }

    fn write_to(&self, mut out: impl Write, report: &Report, links: bool) -> io::Result<()> {
        match self.format {
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
