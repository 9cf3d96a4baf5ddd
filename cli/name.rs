//! Names of files as people read them. Whoever made a file that is found in a folder chose its name.

use std::path::Path;

/// The name without control characters: it moves no cursor, and begins no line that a machine would take for
/// a command.
pub(crate) fn printable(name: &str) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    without_commands(&name.chars().map(escaped).collect::<String>())
}

/// The text with a blank in what GitHub Actions and Azure Pipelines obey wherever it stands in a line.
pub(crate) fn without_commands(text: &str) -> String {
    text.replace("##[", "## [").replace("##vso[", "##vso [")
}

/// The same of a path.
pub(crate) fn of(path: &Path) -> String {
    printable(&path.display().to_string())
}
