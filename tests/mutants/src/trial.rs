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

impl Program {
    fn is_of_units(&self) -> bool {
        self.name == "etcdlint_core"
    }
}

impl Tests {
    /// Builds them, and sees them pass.
    pub(crate) fn of(tree: &Tree) -> Result<Tests, Error> {
        let folder = tree.root.join("lint-core");
        let mut programs = Vec::new();
        for (name, path) in tree.tests()? {
            programs.push(Program { name, path, patience: PATIENCE });
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
        tests.programs.sort_by_key(|program| (program.name != "said", program.patience));
        Ok(tests)
    }

    /// What they make of a mutant. The unit tests of its own family are asked early.
    pub(crate) fn outcome(&self, id: usize, mutant: &Mutant) -> Result<Outcome, Error> {
        let of_family = mutant.family().replace('/', "::");
        let first = self.programs.iter().take(1).map(|program| (program, ""));
        let own = self
            .programs
            .iter()
            .filter(|program| program.is_of_units())
            .map(|program| (program, of_family.as_str()));
        for (program, filter) in
            first.chain(own).chain(self.programs.iter().skip(1).map(|program| (program, "")))
        {
            if !self.pass(program, Some(id), filter)? {
                return Ok(Outcome::Noticed);
            }
        }
        Ok(Outcome::Missed)
    }

    fn pass(&self, program: &Program, mutant: Option<usize>, filter: &str) -> Result<bool, Error> {
        let mut command = Command::new(&program.path);
        command.current_dir(&self.folder).args([filter, "--test-threads=1"]).env("INSTA_UPDATE", "no");
        if program.is_of_units() {
            command.args(BELOW.iter().flat_map(|module| ["--skip", module]));
        }
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
