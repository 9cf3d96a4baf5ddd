//! A copy of the repository in which the mutants stand, and its tests, built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde::Deserialize;

use crate::Error;
use crate::mutant::Mutant;
use crate::switches::{Switched, switched};

/// Whether a mutant is the one that is tried. No test sets the variable itself.
const SWITCH: &str = r#"
mod switch {
    use std::sync::LazyLock;

    static MUTANT: LazyLock<Option<usize>> = LazyLock::new(|| std::env::var("MUTANT").ok()?.parse().ok());

    pub(crate) fn on(id: usize) -> bool {
        *MUTANT == Some(id)
    }
}
"#;

const CORE: [&str; 5] = ["--locked", "--package", "etcdlint-core", "--all-features", "--message-format=json"];

/// A copy of the repository.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
}

impl Tree {
    /// Copies what git tracks of the repository in the current folder.
    pub(crate) fn copy(root: PathBuf) -> Result<Tree, Error> {
        let listed = output(Command::new("git").args(["ls-files", "-z"]))?;
        for name in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
            let to = root.join(name);
            fs::create_dir_all(to.parent().unwrap_or(&root)).map_err(Error::file(&to))?;
            let from = fs::read(name).map_err(Error::file(Path::new(name)))?;
            // What is not written again is not built again.
            if fs::read(&to).ok().as_ref() != Some(&from) {
                fs::write(&to, from).map_err(Error::file(&to))?;
            }
        }
        Ok(Tree { root })
    }

    /// Writes all mutants that can be built, and tells which these are.
    pub(crate) fn mutate(&self, mutants: &[Mutant]) -> Result<BTreeSet<usize>, Error> {
        let library = self.root.join("lint-core/src/lib.rs");
        let text = fs::read_to_string(&library).map_err(Error::file(&library))?;
        fs::write(&library, text + SWITCH).map_err(Error::file(&library))?;
        let mut left: BTreeSet<usize> = (0..mutants.len()).collect();
        loop {
            let files = self.write(mutants, &left)?;
            let written: BTreeSet<usize> = files.values().flat_map(Switched::mutants).collect();
            left.retain(|id| written.contains(id));
            let errors = self.errors()?;
            if errors.is_empty() {
                return Ok(left);
            }
            let before = left.len();
            for place in errors.iter().flat_map(|error| &error.spans).filter(|place| place.is_primary) {
                let file = files.get(&place.file_name);
                for id in file.map_or(&[][..], |file| file.mutants_at(&(place.byte_start..place.byte_end))) {
                    left.remove(id);
                }
            }
            eprintln!("{} mutants cannot be built", before - left.len());
            if left.len() == before {
                return Err(Error::Build(errors[0].message.clone()));
            }
        }
    }

    fn write(&self, mutants: &[Mutant], left: &BTreeSet<usize>) -> Result<BTreeMap<String, Switched>, Error> {
        let mut by_file: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
        for (id, mutant) in mutants.iter().enumerate() {
            let of = by_file.entry(&mutant.file).or_default();
            if left.contains(&id) {
                of.push((id, mutant));
            }
        }
        let mut files = BTreeMap::new();
        for (name, mutants) in by_file {
            let text = fs::read_to_string(name).map_err(Error::file(Path::new(name)))?;
            let file =
                switched(&text, &mutants).map_err(|source| Error::Syntax { path: name.into(), source })?;
            let path = self.root.join(name);
            if fs::read_to_string(&path).ok().as_ref() != Some(&file.text) {
                fs::write(&path, &file.text).map_err(Error::file(&path))?;
            }
            files.insert(name.to_owned(), file);
        }
        Ok(files)
    }

    fn errors(&self) -> Result<Vec<Diagnostic>, Error> {
        let built = output(self.cargo().arg("check").args(CORE))?;
        let messages =
            built.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
        Ok(messages
            .filter_map(|message: Message| message.message)
            .filter(|found| found.level == "error")
            .collect())
    }

    /// Builds the tests of the core: programs and their names.
    pub(crate) fn tests(&self) -> Result<Vec<(String, PathBuf)>, Error> {
        let built = output(self.cargo().args(["test", "--no-run", "--tests"]).args(CORE))?;
        if !built.status.success() {
            return Err(Error::Build("the tests cannot be built".to_owned()));
        }
        let lines = built.stdout.split(|byte| *byte == b'\n');
        let messages = lines.filter_map(|line| serde_json::from_slice::<Message>(line).ok());
        Ok(messages.filter_map(|message| Some((message.target?.name, message.executable?))).collect())
    }

    /// Little is gained by more optimisation; overflows are to be noticed.
    fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&self.root)
            .env("RUSTFLAGS", "-Awarnings")
            .env("CARGO_TARGET_DIR", self.root.join("target"));
        cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env("CARGO_PROFILE_DEV_DEBUG", "none");
        cargo.stderr(Stdio::inherit());
        cargo
    }
}

fn output(command: &mut Command) -> Result<Output, Error> {
    command.output().map_err(Error::Command)
}

/// What cargo says of a thing it has built.
#[derive(Deserialize)]
struct Message {
    message: Option<Diagnostic>,
    executable: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    spans: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    file_name: String,
    is_primary: bool,
    byte_start: usize,
    byte_end: usize,
}
