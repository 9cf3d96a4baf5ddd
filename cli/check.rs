//! `etcdlint check`: files in, one report out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use etcdlint_core::finding::Severity;
use etcdlint_core::report::Report;

use crate::baseline::{self, Baseline, Use};
use crate::config::{self, Configuration, Configurations, SettingsArgs};
use crate::files::{self, File, Found};
use crate::fix::{self, Applied, FixArgs};
use crate::output::{self, TargetArgs, When};
use crate::progress::Progress;
use crate::sources::{Group, Source};
use crate::{Outcome, name};

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and folders to lint; `-` is standard input; the current folder if there is none
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Shell script, crontab or systemd unit of a backup or of etcd; may be given several times
    #[arg(long, value_name = "PATH")]
    script: Vec<PathBuf>,

    /// Name of standard input, for the report and to find its configuration
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    stdin_filename: String,

    #[command(flatten)]
    reports: TargetArgs,

    /// Lowest severity that is reported
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = SeverityName::Info, help_heading = "Output")]
    min_severity: SeverityName,

    /// Whether rule ids are links, where the terminal has them
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, help_heading = "Output")]
    links: When,

    #[command(flatten)]
    settings: SettingsArgs,

    #[command(flatten)]
    fixes: FixArgs,

    /// Report only what is not in this baseline
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    baseline: Option<PathBuf>,

    /// Take what is gone out of the baseline; begin it if there is none
    #[arg(long, requires = "baseline", help_heading = "Baseline")]
    write_baseline: bool,

    /// With --write-baseline, take new findings in as well
    #[arg(long, requires = "write_baseline", help_heading = "Baseline")]
    accept_new: bool,
}

/// Severities by the names of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SeverityName {
    Error,
    Warning,
    Info,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Severity {
        match name {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Info => Severity::Info,
        }
    }
}

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
    for target in args.reports.targets.iter().filter(|target| !args.fixes.diff || target.file.is_some()) {
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
        let source = Source::read(&file?, &args.stdin_filename, args.fixes.is_asked_for());
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
                let configuration = configurations.of_file(Path::new(source.name()))?;
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
        let mut outputs = self.reports.targets.iter().filter_map(|target| target.file.as_deref());
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
