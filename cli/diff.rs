//! `etcdlint diff`: what the step from one version of an EncryptionConfiguration to the next loses.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use clap::Args;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::settings::Settings;

use crate::args::{SettingsArgs, When};
use crate::config::{self, Configurations};
use crate::files::{self, File};
use crate::output::{self, Format, Target};
use crate::repository::Repository;
use crate::{Outcome, git};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The old and the new version, two files or two folders; with --against, what to compare with its old
    /// version, or the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Commit, branch or tag of Git that has the old version
    #[arg(long, value_name = "GIT_REF")]
    against: Option<String>,

    /// There is one kube-apiserver, so no other one has the old version meanwhile
    #[arg(long)]
    single_server: bool,

    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    format: Format,

    #[command(flatten)]
    settings: SettingsArgs,
}

/// What ends a comparison without a report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("diff takes two paths, OLD and NEW, or --against GIT_REF")]
    Usage,
    #[error("{} and {} must be two files or two folders", .0.display(), .1.display())]
    Mixed(PathBuf, PathBuf),
    #[error(transparent)]
    Git(#[from] git::Error),
    #[error(transparent)]
    Files(#[from] files::Error),
    #[error(transparent)]
    Configuration(#[from] config::Error),
    #[error(transparent)]
    Output(#[from] output::Error),
}

/// Compares, and writes the report.
pub(crate) fn run(args: &DiffArgs) -> Result<Outcome, Error> {
    let (old, new) = match (&args.against, args.paths.as_slice()) {
        (Some(reference), paths) => in_git(reference, paths)?,
        (None, [old, new]) => side_by_side(old, new)?,
        (None, _) => return Err(Error::Usage),
    };
    let mut configurations = Configurations::chosen_by(&args.settings)?;
    let file = new.first().map_or(".", |(name, _)| name);
    let (options, settings) = configurations.of_file(Path::new(file))?.settings(&args.settings)?;
    let mut linter = Linter::new(Settings { single_server: args.single_server, ..settings });
    for (name, text) in old {
        linter.add_previous_text(Input { name, ..Input::default() }, &text);
    }
    for (name, text) in new {
        linter.add_text(Input { name, ..Input::default() }, &text);
    }
    let report = linter.finish_with_changes_alone();
    Target { format: args.format, file: None }.write(&report, When::Auto)?;
    Ok(Outcome::of(&report, options.fail_on))
}

/// Names and texts. An old version has the name of the new one.
type Texts = Vec<(String, String)>;

fn side_by_side(old: &Path, new: &Path) -> Result<(Texts, Texts), Error> {
    if old.is_dir() != new.is_dir() {
        return Err(Error::Mixed(old.to_owned(), new.to_owned()));
    }
    let renamed = |path: PathBuf| match path.strip_prefix(old) {
        Ok(inside) if old.is_dir() => new.join(inside),
        _ => new.to_owned(),
    };
    let old_texts = texts(old)?
        .into_iter()
        .map(|(name, text)| (renamed(PathBuf::from(name)).display().to_string(), text));
    Ok((old_texts.collect(), texts(new)?))
}

fn in_git(reference: &str, paths: &[PathBuf]) -> Result<(Texts, Texts), Error> {
    let current = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &current } else { paths };
    let mut new = Vec::new();
    // What is gone has an old version all the same.
    for path in paths.iter().filter(|path| path.exists()) {
        new.extend(texts(path)?);
    }
    let repository = Repository::of_current_folder();
    let new_at: HashMap<String, &(String, String)> =
        new.iter().map(|file| (repository.path_of(&file.0), file)).collect();
    let named: HashSet<String> =
        paths.iter().map(|path| repository.path_of(&path.display().to_string())).collect();
    let is_manifest = |path: &str| files::may_hold_manifests(Path::new(path)) || named.contains(path);
    let mut old = Vec::new();
    for git::Version { path, text } in git::versions(reference, paths, is_manifest)? {
        match new_at.get(&path) {
            Some((_, new)) if *new == text => {}
            Some((name, _)) => old.push((name.clone(), text)),
            None => old.push((path, text)),
        }
    }
    Ok((old, new))
}

fn texts(path: &Path) -> Result<Texts, Error> {
    let files = files::find(&[path.to_owned()], &[]);
    let read = |file: Result<File, files::Error>| {
        let file = file?;
        Ok((file.name("<stdin>"), file.pieces()?.whole()?))
    };
    files.into_iter().map(read).collect()
}
