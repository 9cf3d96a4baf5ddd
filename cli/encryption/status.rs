//! `etcdlint encryption status`: how many objects are stored with what.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use etcdlint_core::message::show;

use super::snapshot::{self, Counts, With};
use super::{Error, StatusArgs};
use crate::Outcome;
use crate::output::ListFormat;

/// A line of the counts.
#[derive(Serialize)]
struct Row {
    resource: String,
    /// `null` for plain text.
    provider: Option<String>,
    key: Option<String>,
    objects: usize,
}

/// Prints the counts.
pub(super) fn run(args: &StatusArgs) -> Result<Outcome, Error> {
    let rows = rows(&snapshot::count(&args.etcd_snapshot)?);
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        ListFormat::Text => print(&rows, &mut out)?,
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &rows).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Clean)
}

/// Names come from whoever wrote the file, so they are shown like text of a manifest.
fn rows(counts: &Counts) -> Vec<Row> {
    let shown = |text: &str| show(text).to_string();
    let rows = counts.iter().map(|(stored, objects)| {
        let (provider, key) = match &stored.with {
            With::Provider(provider, name) => (Some(shown(provider)), Some(shown(name))),
            With::Unknown => (Some("unknown".to_owned()), None),
            With::Plain => (None, None),
        };
        Row { resource: shown(&stored.resource), provider, key, objects: *objects }
    });
    rows.collect()
}

/// Resources of which nothing is encrypted share a line, but Secrets never do.
fn print(rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    let is_encrypted = |resource: &str| {
        resource == "secrets" || rows.iter().any(|row| row.resource == resource && row.provider.is_some())
    };
    let (listed, plain): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| is_encrypted(&row.resource));
    let mut table = vec![["resource".to_owned(), "stored with".to_owned(), "objects".to_owned()]];
    table.extend(listed.iter().map(|row| [row.resource.clone(), with(row), row.objects.to_string()]));
    if !plain.is_empty() {
        let objects: usize = plain.iter().map(|row| row.objects).sum();
        let name =
            if plain.len() == 1 { plain[0].resource.clone() } else { format!("{} others", plain.len()) };
        table.push([name, "plain text".to_owned(), objects.to_string()]);
    }
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (first, second, third) = (width(0), width(1), width(2));
    for [resource, with, objects] in &table {
        writeln!(out, "{resource:first$}  {with:second$}  {objects:>third$}")?;
    }
    Ok(())
}

fn with(row: &Row) -> String {
    match (&row.provider, &row.key) {
        (Some(provider), Some(key)) => format!("{provider} {key}"),
        (Some(_), None) => "in an unknown form".to_owned(),
        (None, _) => "plain text".to_owned(),
    }
}
