//! The documentation that is made from something else: from the rules their list, a page for each, and the
//! controls of benchmarks with the rules that look at them; from the README the one that PyPI shows.

mod controls;
mod list;
mod page;
mod published;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use etcdlint_core::rule::Rule;
use etcdlint_core::rules;

use crate::{Error, generated, in_repository};

/// Where the list and the pages lie. Nothing else does.
const FOLDER: &str = "docs/rules";

/// The command, as a message names it.
const TASK: &str = "docs";

/// Writes all of it; with `check`, fails if anything is not what would be written.
pub(crate) fn write(check: bool) -> Result<(), Error> {
    let sources = sources()?;
    let mut files = BTreeMap::from([
        (format!("{FOLDER}/README.md"), list::text()?),
        ("docs/controls.md".to_owned(), controls::text()?),
        ("packaging/pypi.md".to_owned(), published::text()?),
    ]);
    for rule in rules::all() {
        let source = sources.get(rule.id).ok_or(Error::Rule(rule.id, "has no page beside its code"))?;
        files.insert(format!("{FOLDER}/{}.md", rule.id), page::text(rule, source));
    }
    remove_others(files.keys().map(|file| in_repository(file)).collect(), check)?;
    files.iter().try_for_each(|(file, text)| generated::write(file, text, check, TASK))
}

/// The pages beside the rules' code by the ids of the rules, each as a path from the root of the repository.
fn sources() -> Result<BTreeMap<String, String>, Error> {
    let mut found = BTreeMap::new();
    for family in entries(&in_repository("lint-core/src/rules"))?.iter().filter(|path| path.is_dir()) {
        for page in entries(family)?.iter().filter(|path| path.extension().is_some_and(|end| end == "md")) {
            let path = page.strip_prefix(in_repository("")).unwrap_or(page).display().to_string();
            let name = page.file_stem().unwrap_or_default().to_string_lossy();
            let id = name.split('_').next().unwrap_or_default();
            found.insert(id.to_uppercase(), path);
        }
    }
    Ok(found)
}

/// Removes what earlier rules left in the folder; with `check`, fails if there is any.
fn remove_others(expected: BTreeSet<PathBuf>, check: bool) -> Result<(), Error> {
    let folder = in_repository(FOLDER);
    if !check {
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    }
    for path in entries(&folder)?.into_iter().filter(|path| !expected.contains(path)) {
        if check {
            return Err(Error::OutOfDate { path, task: TASK });
        }
        std::fs::remove_file(&path).map_err(Error::file(&path))?;
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::file(folder))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(Error::file(folder))).collect()
}

/// What is said after the severity of a rule that is quiet unless asked for.
fn opt_in(rule: &Rule) -> &'static str {
    if rule.opt_in { ", opt-in" } else { "" }
}
