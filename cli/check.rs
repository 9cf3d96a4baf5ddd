//! `etcdlint check`: files in, one report out.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use etcdlint_core::inventory::{Excerpt, Input};
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::{FailOn, Settings};

use crate::args::CheckArgs;
use crate::baseline::{self, Baseline, Use};
use crate::config::{self, Configuration, Configurations};
use crate::files::{self, File, Found};
use crate::fix::Applied;
use crate::progress::Progress;
use crate::{Outcome, fix, name, output};

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
    #[error("--output {} would be written over what is linted: name another file", name::of(.0))]
    WritesOver(PathBuf),
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
    /// Of manifests what matters.
    Excerpt(Excerpt),
    /// All of the manifests, which may be changed.
    Manifest(String),
    Script(String),
}

/// Files that are linted together: those that one configuration is for.
pub(crate) struct Group {
    settings: Settings,
    fail_on: FailOn,
    pub(crate) sources: Vec<Source>,
}

/// Lints what the arguments name, and writes the reports.
pub(crate) fn run(args: &CheckArgs) -> Result<Outcome, Error> {
    let current = [PathBuf::from(".")];
    let nothing_named = args.paths.is_empty() && args.script.is_empty();
    let found = files::find(if nothing_named { &current } else { &args.paths }, &args.script);
    if let Some(file) = args.output_that_is_linted(&found) {
        return Err(Error::WritesOver(file.to_owned()));
    }
    let not_followed = found.not_checked();
    let (mut groups, trouble) = read(found.files, args)?;
    let mut baseline =
        args.baseline.as_deref().map(|file| Baseline::open(file, args.use_of_baseline())).transpose()?;
    let mut outcome = if trouble { Outcome::Trouble } else { Outcome::Clean };
    let mut reports = Vec::new();
    for group in &mut groups {
        let Applied { mut report, trouble } = if args.fixes.is_asked_for() {
            fix::apply(group, &args.fixes, baseline.as_ref())?
        } else {
            Applied { report: group.lint(), trouble: false }
        };
        if trouble {
            outcome = Outcome::Trouble;
        }
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
    report.not_checked.extend(not_followed);
    report.retain(|finding| finding.severity >= args.min_severity.into());
    // The changes are on standard output in place of the report.
    for target in args.targets.iter().filter(|target| !args.fixes.diff || target.file.is_some()) {
        target.write(&report, args.links)?;
    }
    Ok(outcome)
}

/// Reading as few files as these takes less time than starting threads.
const FEW: usize = 4;

/// Reads files and groups them by their configuration; the second value says whether any could not be
/// read, which has then been said.
fn read(files: Vec<Result<File, files::Error>>, args: &CheckArgs) -> Result<(Vec<Group>, bool), Error> {
    let mut configurations = Configurations::chosen_by(&args.settings)?;
    let progress = Progress::over(files.len());
    let read = |file: Result<File, files::Error>| {
        let source = Source::read(&file?, args);
        progress.step();
        source
    };
    let sources: Vec<Result<Source, files::Error>> = match files.len() {
        0..=FEW => files.into_iter().map(read).collect(),
        _ => files.into_par_iter().map(read).collect(),
    };
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
    /// A report's file that is one to lint. In a folder it may be the report of an earlier run.
    fn output_that_is_linted(&self, found: &Found) -> Option<&Path> {
        let named = |file: &Path| self.paths.iter().chain(&self.script).any(|path| files::real(path) == file);
        let mut outputs = self.targets.iter().filter_map(|target| target.file.as_deref());
        outputs.find(|output| {
            let file = files::real(output);
            named(&file) || found.has(&file) && !output::is_report(&file)
        })
    }

    fn use_of_baseline(&self) -> Use {
        match (self.write_baseline, self.accept_new) {
            (true, true) => Use::Grow,
            (true, false) => Use::Shrink,
            (false, _) => Use::Read,
        }
    }
}

impl Source {
    fn read(file: &File, args: &CheckArgs) -> Result<Source, files::Error> {
        let name = file.name(&args.stdin_filename);
        let mut pieces = file.pieces()?.peekable();
        let begin = pieces.peek().and_then(|piece| piece.as_deref().ok()).unwrap_or_default();
        let content = if file.is_script(begin) {
            Content::Script(pieces.collect::<Result<_, _>>()?)
        } else if args.fixes.is_asked_for() {
            Content::changeable(&name, pieces.collect::<Result<_, _>>()?)
        } else {
            Content::Excerpt(Excerpt::of(&name, pieces)?)
        };
        let version_controlled = file.path().is_some_and(|path| match &content {
            Content::Excerpt(excerpt) => files::is_version_controlled(path, excerpt.texts()),
            Content::Manifest(text) | Content::Script(text) => {
                files::is_version_controlled(path, [text.as_str()])
            }
        });
        let input = Input { name, version_controlled };
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
            Content::Excerpt(_) => {}
        }
    }

    /// The text, if it is there to be changed.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Manifest(text) | Content::Script(text) => Some(text),
            Content::Excerpt(_) => None,
        }
    }
}

impl Content {
    /// Manifests that may be changed, if there is something of ours in them.
    fn changeable(name: &str, text: String) -> Content {
        let Ok(excerpt) = Excerpt::of(name, [Ok::<_, Infallible>(&text)]);
        if excerpt.is_empty() { Content::Excerpt(excerpt) } else { Content::Manifest(text) }
    }
}

impl Group {
    /// Lints all of it. What was taken from files that are not to be changed is used up.
    pub(crate) fn lint(&mut self) -> Report {
        let mut linter = Linter::new(self.settings.clone());
        for source in &mut self.sources {
            let input = source.input.clone();
            match &mut source.content {
                Content::Excerpt(excerpt) => linter.add_excerpt(input, excerpt.take()),
                Content::Manifest(text) => linter.add_text(input, text),
                Content::Script(text) => linter.add_script(input, text),
            }
        }
        linter.finish()
    }
}
