//! `etcdlint check`: files in, one report out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::{Linter, Unrelated};
use etcdlint_core::report::Report;
use etcdlint_core::settings::{FailOn, Settings};

use crate::args::CheckArgs;
use crate::baseline::{self, Baseline, Use};
use crate::config::{self, Configuration, Configurations};
use crate::files::{self, Contents, File};
use crate::progress::Progress;
use crate::{Outcome, fix, output};

/// What ends a run without a report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Configuration(#[from] config::Error),
    #[error(transparent)]
    Baseline(#[from] baseline::Error),
    #[error(transparent)]
    Fix(#[from] fix::Error),
    #[error(transparent)]
    Output(#[from] output::Error),
}

/// A file that was read.
pub(crate) struct Source {
    input: Input,
    /// Where it is; absent for standard input.
    pub(crate) path: Option<PathBuf>,
    content: Content,
}

/// What is in a file.
enum Content {
    Manifest(String),
    Script(String),
    /// Manifests that are none of ours; their text is not kept.
    Unrelated(Unrelated),
}

/// Files that are linted together: those that one configuration is for.
pub(crate) struct Group {
    settings: Settings,
    fail_on: FailOn,
    pub(crate) sources: Vec<Source>,
}

/// Lints what the arguments name, and writes the reports.
pub(crate) fn run(args: &CheckArgs) -> Result<Outcome, Error> {
    let (mut groups, trouble) = read(args)?;
    let mut baseline =
        args.baseline.as_deref().map(|file| Baseline::open(file, args.use_of_baseline())).transpose()?;
    let mut outcome = if trouble { Outcome::Trouble } else { Outcome::Clean };
    let mut reports = Vec::new();
    for group in &mut groups {
        let mut report = match args.fixes.is_asked_for() {
            true => fix::apply(group, &args.fixes)?,
            false => group.lint(),
        };
        if let Some(baseline) = &mut baseline {
            baseline.take_from(&mut report);
        }
        outcome = outcome.max(Outcome::of(&report, group.fail_on));
        reports.push(report);
    }
    if let Some(baseline) = baseline {
        baseline.close(groups.iter().flat_map(|group| &group.sources).map(Source::name))?;
    }
    let mut report = Report::merged(reports);
    report.retain(|finding| finding.severity >= args.min_severity.into());
    // The changes are on standard output in place of the report.
    for target in args.targets.iter().filter(|target| !args.fixes.diff || target.file.is_some()) {
        target.write(&report, args.links)?;
    }
    Ok(outcome)
}

/// Reads all files and groups them by their configuration; the second value says whether any could not be
/// read, which has then been said.
fn read(args: &CheckArgs) -> Result<(Vec<Group>, bool), Error> {
    let mut configurations = Configurations::chosen_by(&args.settings)?;
    let files = files::find(&args.paths, &args.script);
    let progress = Progress::over(files.len());
    let sources: Vec<Result<Source, files::Error>> = files
        .into_par_iter()
        .map(|file| {
            let source = Source::read(&file?, &args.stdin_filename);
            progress.step();
            source
        })
        .collect();
    progress.finish();
    let mut trouble = false;
    let mut by_configuration: BTreeMap<Option<PathBuf>, (Rc<Configuration>, Vec<Source>)> = BTreeMap::new();
    for source in sources {
        match source {
            Ok(source) => {
                let configuration = configurations.of_file(Path::new(&source.input.name))?;
                let group = by_configuration.entry(configuration.file.clone());
                group.or_insert_with(|| (configuration, Vec::new())).1.push(source);
            }
            Err(error) => {
                trouble = true;
                anstream::eprintln!("etcdlint: {error}");
            }
        }
    }
    if by_configuration.is_empty() {
        let here = configurations.of_file(Path::new(&args.stdin_filename))?;
        by_configuration.insert(None, (here, Vec::new()));
    }
    let groups = by_configuration.into_values().map(|(configuration, sources)| {
        let (options, settings) = configuration.settings(&args.settings)?;
        Ok(Group { settings, fail_on: options.fail_on, sources })
    });
    Ok((groups.collect::<Result<_, Error>>()?, trouble))
}

impl CheckArgs {
    fn use_of_baseline(&self) -> Use {
        match (self.write_baseline, self.accept_new) {
            (true, true) => Use::Grow,
            (true, false) => Use::Shrink,
            (false, _) => Use::Read,
        }
    }
}

impl Source {
    fn read(file: &File, stdin: &str) -> Result<Source, files::Error> {
        let Contents { text, version_controlled, is_script } = file.read()?;
        let input = Input { name: file.name(stdin), version_controlled };
        let content = match Unrelated::of(&input.name, &text) {
            _ if is_script => Content::Script(text),
            Some(unrelated) => Content::Unrelated(unrelated),
            None => Content::Manifest(text),
        };
        Ok(Source { input, path: file.path().map(Path::to_owned), content })
    }

    /// The name in reports.
    pub(crate) fn name(&self) -> &str {
        &self.input.name
    }

    /// Puts another text of the same sort in place of it.
    pub(crate) fn set_text(&mut self, new: &str) {
        match &mut self.content {
            Content::Manifest(text) | Content::Script(text) => *text = new.to_owned(),
            Content::Unrelated(_) => {}
        }
    }

    /// The text, where it may have findings.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Manifest(text) | Content::Script(text) => Some(text),
            Content::Unrelated(_) => None,
        }
    }
}

impl Group {
    /// Lints all of it.
    pub(crate) fn lint(&self) -> Report {
        let mut linter = Linter::new(self.settings.clone());
        for source in &self.sources {
            let input = source.input.clone();
            match &source.content {
                Content::Manifest(text) => linter.add_text(input, text),
                Content::Script(text) => linter.add_script(input, text),
                Content::Unrelated(unrelated) => linter.add_unrelated(input, *unrelated),
            }
        }
        linter.finish()
    }
}
