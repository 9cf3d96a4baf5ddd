//! `etcdlint diff`: what the step from one version of an EncryptionConfiguration to the next loses.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use clap::Args;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::{Comparison, Linter};
use etcdlint_core::report::{NotChecked, Report};
use etcdlint_core::settings::{FailOn, Settings};

use crate::Outcome;
use crate::config::{self, Configurations, SettingsArgs};
use crate::files::{self, File};
use crate::git::{self, Commit};
use crate::name;
use crate::output::{self, Format, Target, When};
use crate::repository::Repository;

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
    #[error("{} and {} must be two files or two folders", name::of(.0), name::of(.1))]
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
    let Versions { old, new, not_followed } = match (&args.against, args.paths.as_slice()) {
        (Some(reference), paths) => in_git(reference, paths)?,
        (None, [old, new]) => side_by_side(old, new)?,
        (None, _) => return Err(Error::Usage),
    };
    let unchanged: HashSet<String> = unchanged(&old, &new).map(str::to_owned).collect();
    let changed = old.into_iter().filter(|(name, _)| !unchanged.contains(name)).collect();
    let mut outcome = Outcome::Clean;
    let mut reports = Vec::new();
    for group in Groups::of(changed, new, args)? {
        let fail_on = group.fail_on;
        let Comparison { mut report, not_compared, new } = group.compare();
        // Of what was compared with nothing, nobody knows what it makes unreadable.
        let whole = if not_compared.is_empty() { Outcome::Clean } else { Outcome::Trouble };
        outcome = outcome.max(whole).max(Outcome::of(&report, fail_on));
        report.not_checked.extend(new.into_iter().filter(|new| !unchanged.contains(&new.file)));
        reports.push(report);
    }
    let mut report = Report::merged(reports);
    report.not_checked.extend(not_followed);
    Target { format: args.format, file: None }.write(&report, When::Auto)?;
    Ok(outcome)
}

/// Files that are compared together: those that one configuration is for.
struct Group {
    settings: Settings,
    fail_on: FailOn,
    old: Texts,
    new: Texts,
}

impl Group {
    fn compare(self) -> Comparison {
        let mut linter = Linter::new(self.settings);
        for (name, text) in self.old {
            linter.add_previous_text(Input { name, ..Input::default() }, &text);
        }
        for (name, text) in self.new {
            linter.add_text(Input { name, ..Input::default() }, &text);
        }
        linter.finish_with_changes()
    }
}

/// What belongs together of two versions, by the file of the configuration.
struct Groups<'a> {
    args: &'a DiffArgs,
    configurations: Configurations,
    groups: BTreeMap<Option<PathBuf>, Group>,
}

impl<'a> Groups<'a> {
    fn of(old: Texts, new: Texts, args: &'a DiffArgs) -> Result<impl Iterator<Item = Group>, Error> {
        let configurations = Configurations::chosen_by(&args.settings)?;
        let mut groups = Groups { args, configurations, groups: BTreeMap::new() };
        for (name, text) in old {
            groups.of_file(&name)?.old.push((name, text));
        }
        for (name, text) in new {
            groups.of_file(&name)?.new.push((name, text));
        }
        // Without files, what the arguments say is looked at all the same.
        if groups.groups.is_empty() {
            groups.of_file(".")?;
        }
        Ok(groups.groups.into_values())
    }

    fn of_file(&mut self, name: &str) -> Result<&mut Group, Error> {
        let configuration = self.configurations.of_file(Path::new(name))?;
        Ok(match self.groups.entry(configuration.file.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let (options, settings) = configuration.settings(&self.args.settings)?;
                let settings = Settings { single_server: self.args.single_server, ..settings };
                entry.insert(Group { settings, fail_on: options.fail_on, old: Vec::new(), new: Vec::new() })
            }
        })
    }
}

/// Names and texts. An old version has the name of the new one.
type Texts = Vec<(String, String)>;

/// What is compared.
struct Versions {
    old: Texts,
    new: Texts,
    not_followed: Vec<NotChecked>,
}

/// The names of what is the same in both versions.
fn unchanged<'a>(old: &Texts, new: &'a Texts) -> impl Iterator<Item = &'a str> {
    let old: HashSet<&(String, String)> = old.iter().collect();
    new.iter().filter(move |file| old.contains(file)).map(|(name, _)| name.as_str())
}

fn side_by_side(old: &Path, new: &Path) -> Result<Versions, Error> {
    if old.is_dir() != new.is_dir() {
        return Err(Error::Mixed(old.to_owned(), new.to_owned()));
    }
    let renamed = |path: PathBuf| match path.strip_prefix(old) {
        Ok(inside) if old.is_dir() => new.join(inside),
        _ => new.to_owned(),
    };
    let (old_texts, mut not_followed) = texts(&[old.to_owned()])?;
    let old_texts =
        old_texts.into_iter().map(|(name, text)| (renamed(PathBuf::from(name)).display().to_string(), text));
    let (new, of_new) = texts(&[new.to_owned()])?;
    not_followed.extend(of_new);
    Ok(Versions { old: old_texts.collect(), new, not_followed })
}

fn in_git(reference: &str, paths: &[PathBuf]) -> Result<Versions, Error> {
    let current = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &current } else { paths };
    let resolved: Vec<PathBuf> = paths.iter().map(|path| resolved(path)).collect();
    let repository = Repository::of_current_folder();
    let mut commit = Commit::open(reference, &resolved)?;
    // What is gone has an old version all the same.
    let is_new = |path: &&PathBuf| path.exists() || !was_there(path, &commit, &repository);
    let (new, not_followed) = texts(&paths.iter().filter(is_new).cloned().collect::<Vec<_>>())?;
    let mut old = Vec::new();
    for (name, _) in &new {
        old.extend(old_text(name, &mut commit, &repository)?.map(|text| (name.clone(), text)));
    }
    for path in gone(paths, &commit, &repository) {
        old.extend(commit.text(&path)?.map(|text| (path, text)));
    }
    Ok(Versions { old, new, not_followed })
}

/// Git knows what is behind a link by its own path alone.
fn resolved(path: &Path) -> PathBuf {
    let has_link = path.ancestors().any(Path::is_symlink);
    let target = if has_link { path.canonicalize().ok() } else { None };
    target.unwrap_or_else(|| path.to_owned())
}

/// What a commit has in the place of a file. A link may be new, and what it leads to old.
fn old_text(name: &str, commit: &mut Commit, repository: &Repository) -> Result<Option<String>, git::Error> {
    let target = resolved(Path::new(name));
    match commit.text(&repository.path_of(name))? {
        None if target != Path::new(name) => commit.text(&repository.path_of(&target.display().to_string())),
        text => Ok(text),
    }
}

/// Whether a commit has a file at a path, or below it.
fn was_there(path: &Path, commit: &Commit, repository: &Repository) -> bool {
    let path = repository.path_of(&path.display().to_string());
    commit.listed.iter().any(|file| Path::new(file).starts_with(&path))
}

/// The files of a commit that may be ours and are no longer there. Those that are there, and are left out of
/// the new version, are left out of the old one too.
fn gone(paths: &[PathBuf], commit: &Commit, repository: &Repository) -> Vec<String> {
    let named: HashSet<String> =
        paths.iter().map(|path| repository.path_of(&path.display().to_string())).collect();
    let is_ours = |path: &&String| files::may_hold_manifests(Path::new(path)) || named.contains(*path);
    let listed = commit.listed.iter().filter(is_ours);
    listed.filter(|path| !repository.has(path)).cloned().collect()
}

fn texts(paths: &[PathBuf]) -> Result<(Texts, Vec<NotChecked>), Error> {
    let found = files::find(paths, &[]);
    let not_followed = found.not_checked();
    let read = |file: Result<File, files::Error>| {
        let file = file?;
        Ok((file.name("<stdin>"), file.pieces()?.whole()?))
    };
    let texts = found.files.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok((texts, not_followed))
}
