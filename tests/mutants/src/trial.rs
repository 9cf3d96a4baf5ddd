//! Runs the tests with one mutant switched on.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait_timeout::ChildExt;

use crate::Error;
use crate::mutant::Mutant;
use crate::tree::Tree;

/// A mutant may keep a test busy for ever. Without one, the tests have this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// Tests of what uses neither rules nor the model, and of how much may be read, which takes longest: they are not asked.
const BESIDE: [&str; 4] = ["mask::", "source::", "subject::", "limits::"];

/// What rules say of their examples and cases.
const SAID: &str = "said";

const UNITS: &str = "etcdlint_core";

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

/// The tests of the core.
pub(crate) struct Tests {
    /// In the order in which they are asked: what rules say of their examples and cases, which is quick, and notices
    /// most; the others by the time they take.
    programs: Vec<Program>,
    folder: PathBuf,
}

struct Program {
    name: String,
    path: PathBuf,
    /// How long it may take.
    patience: Duration,
}

impl Tests {
    /// Builds them, and sees them pass.
    pub(crate) fn of(tree: &Tree) -> Result<Tests, Error> {
        let folder = tree.root.join("lint-core");
        let mut programs = Vec::new();
        for (name, path) in tree.tests()?.into_iter().filter(|(name, _)| name != "limits") {
            programs.push(Program { name, path, patience: PATIENCE });
        }
        if let Some(name) = [SAID, UNITS].iter().find(|name| programs.iter().all(|one| one.name != **name)) {
            return Err(Error::Build(format!("no test is called {name}")));
        }
        let mut tests = Tests { programs, folder };
        for at in 0..tests.programs.len() {
            let begun = Instant::now();
            if !tests.pass(&tests.programs[at], None, "")? {
                return Err(Error::Baseline);
            }
            // Beside as many others as there are processors, and whatever else the machine does.
            tests.programs[at].patience = Duration::from_secs(10) + begun.elapsed() * 10;
        }
        tests.programs.sort_by_key(|program| (program.name != SAID, program.patience));
        Ok(tests)
    }

    /// What they make of a mutant. The unit tests of what has the name of its family are asked early.
    pub(crate) fn outcome(&self, id: usize, mutant: &Mutant) -> Result<Outcome, Error> {
        let subject = mutant.family().rsplit('/').next().unwrap_or_default().trim_end_matches('s');
        let (said, others) = self.programs.split_at(1);
        let units = others.iter().filter(|program| program.name == UNITS);
        let asked = said.iter().map(|program| (program, ""));
        let asked = asked.chain(units.map(|program| (program, subject)));
        for (program, filter) in asked.chain(others.iter().map(|program| (program, ""))) {
            if !self.pass(program, Some(id), filter)? {
                return Ok(Outcome::Noticed);
            }
        }
        Ok(Outcome::Missed)
    }

    fn pass(&self, program: &Program, mutant: Option<usize>, filter: &str) -> Result<bool, Error> {
        let mut command = Command::new(&program.path);
        command.current_dir(&self.folder).args([filter, "--test-threads=1"]).env("INSTA_UPDATE", "no");
        command.args(BESIDE.iter().flat_map(|module| ["--skip", module]));
        if let Some(mutant) = mutant {
            command.env("MUTANT", mutant.to_string());
        }
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(Error::Command)?;
        let ended = run.wait_timeout(program.patience).map_err(Error::Command)?;
        if ended.is_none() {
            run.kill().and_then(|()| run.wait()).map_err(Error::Command)?;
        }
        Ok(ended.is_some_and(|status| status.success()))
    }
}
