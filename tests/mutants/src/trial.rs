//! Runs the tests with one mutant switched on.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait_timeout::ChildExt;

use crate::Error;
use crate::mutant::Mutant;
use crate::tree::Tree;

/// A mutant may keep a test busy for ever; the slowest takes a tenth of this.
const PATIENCE: Duration = Duration::from_secs(120);

/// Modules that use neither rules nor the model, whose unit tests so notice nothing of them.
const BELOW: [&str; 3] = ["mask::", "source::", "subject::"];

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It cannot be built, or has no switch.
    NotTried,
    /// By a test of the core.
    Noticed,
    /// By none.
    Missed,
}

/// The tests of the core, in the order in which they are asked.
pub(crate) struct Tests {
    /// What rules say of their examples and cases, which is quick, and notices most.
    said: PathBuf,
    /// The unit tests.
    unit: PathBuf,
    /// All but the first, the quick ones first.
    others: Vec<PathBuf>,
    folder: PathBuf,
}

impl Tests {
    /// Builds them, and sees them pass.
    pub(crate) fn of(tree: &Tree) -> Result<Tests, Error> {
        let programs = tree.tests()?;
        let named = |wanted| {
            let found = programs.iter().find(|(name, _)| name == wanted).map(|(_, path)| path.clone());
            found.ok_or_else(|| Error::Build(format!("no test is called {wanted}")))
        };
        let mut tests = Tests {
            said: named("said")?,
            unit: named("etcdlint_core")?,
            others: Vec::new(),
            folder: tree.root.join("lint-core"),
        };
        let mut times = Vec::new();
        for (_, path) in programs {
            let begun = Instant::now();
            if !tests.pass(&path, None, "")? {
                return Err(Error::Baseline);
            }
            times.push((begun.elapsed(), path));
        }
        times.sort();
        tests.others = times.into_iter().map(|(_, path)| path).filter(|path| *path != tests.said).collect();
        Ok(tests)
    }

    /// What they make of a mutant.
    pub(crate) fn outcome(&self, id: usize, mutant: &Mutant) -> Result<Outcome, Error> {
        let of_family = mutant.family().replace('/', "::");
        let first = [(&self.said, ""), (&self.unit, of_family.as_str())];
        for (path, filter) in first.into_iter().chain(self.others.iter().map(|path| (path, ""))) {
            if !self.pass(path, Some(id), filter)? {
                return Ok(Outcome::Noticed);
            }
        }
        Ok(Outcome::Missed)
    }

    fn pass(&self, path: &PathBuf, mutant: Option<usize>, filter: &str) -> Result<bool, Error> {
        let mut command = Command::new(path);
        command.current_dir(&self.folder).args([filter, "--test-threads=1"]).env("INSTA_UPDATE", "no");
        if *path == self.unit {
            command.args(BELOW.iter().flat_map(|module| ["--skip", module]));
        }
        if let Some(mutant) = mutant {
            command.env("MUTANT", mutant.to_string());
        }
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(Error::Command)?;
        let ended = run.wait_timeout(PATIENCE).map_err(Error::Command)?;
        if ended.is_none() {
            run.kill().and_then(|()| run.wait()).map_err(Error::Command)?;
        }
        Ok(ended.is_some_and(|status| status.success()))
    }
}
