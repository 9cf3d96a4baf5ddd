//! The one calm last line.

use std::io::{self, Write};

use etcdlint_core::report::{Report, Summary};

/// Writes the line, unless nothing could be read, which has then been said.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    match report.summary.files {
        0 => Ok(()),
        _ => writeln!(out, "{}", line(report)),
    }
}

/// `2 errors, 1 warning in 1 file; 1 ignored; 2 places not checked`
pub(super) fn line(report: &Report) -> String {
    let Summary { files, documents, subjects, errors, warnings, infos, suppressed, baselined } =
        report.summary;
    let mut parts = Vec::new();
    let looked_at =
        format!("{}, {}, {}", count(files, "file"), count(documents, "document"), count(subjects, "subject"));
    let counts = [(errors, "error"), (warnings, "warning"), (infos, "info")];
    let found: Vec<String> =
        counts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word)).collect();
    parts.push(if !found.is_empty() {
        format!("{} in {looked_at}", found.join(", "))
    } else if subjects == 0 {
        format!("nothing of etcd's in {looked_at}")
    } else {
        format!("no findings in {looked_at}")
    });
    if suppressed > 0 {
        parts.push(format!("{suppressed} ignored"));
    }
    if baselined > 0 {
        parts.push(format!("{baselined} in the baseline"));
    }
    if !report.not_checked.is_empty() {
        parts.push(format!("{} not checked", count(report.not_checked.len(), "place")));
    }
    parts.join("; ")
}

fn count(number: usize, word: &str) -> String {
    match (number, word) {
        (1, word) => format!("1 {word}"),
        (number, "info") => format!("{number} info"),
        (number, word) => format!("{number} {word}s"),
    }
}
