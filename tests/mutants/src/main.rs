//! Changes the rules and the model, one place at a time, and looks whether a test of the core notices.
//!
//! Which changes those are is cargo-mutants' choice. It builds the tests anew for each of them, though, and so would take
//! days. Here all of them are built at once, each behind a switch.

mod mutant;
mod switches;
mod tree;
mod trial;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Parser;

use mutant::Mutant;
use tree::Tree;
use trial::{Outcome, Tests};

/// Looks whether the tests notice mutants; in the folder of the repository
#[derive(Debug, Parser)]
#[command(name = "mutants")]
struct Args {
    /// What `cargo mutants --list --json` said
    list: PathBuf,
    /// Where the copy of the repository is made and built
    tree: PathBuf,
    /// How many are tried at once
    #[arg(long, default_value_t = thread::available_parallelism().map_or(1, usize::from))]
    jobs: usize,
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    List { path: PathBuf, source: serde_json::Error },
    #[error("{}: {source}", path.display())]
    Syntax { path: PathBuf, source: syn::Error },
    #[error("a command cannot be run: {0}")]
    Command(std::io::Error),
    #[error("the mutants cannot be built: {0}")]
    Build(String),
    #[error("the tests fail without a mutant")]
    Baseline,
}

impl Error {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::File { path: path.to_owned(), source }
    }
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mutants: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Error> {
    let list = fs::read(&args.list).map_err(Error::file(&args.list))?;
    let mutants: Vec<Mutant> =
        serde_json::from_slice(&list).map_err(|source| Error::List { path: args.list.clone(), source })?;
    let tree = Tree::copy(args.tree.clone())?;
    let built = tree.mutate(&mutants)?;
    let tests = Tests::of(&tree)?;
    eprintln!("{} of {} mutants are tried", built.len(), mutants.len());
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(vec![Outcome::NotTried; mutants.len()]);
    let work = || -> Result<(), Error> {
        while let id = next.fetch_add(1, Ordering::Relaxed)
            && let Some(mutant) = mutants.get(id)
        {
            if id % 500 == 0 {
                eprintln!("at {id}");
            }
            if built.contains(&id) {
                let became = tests.outcome(id, mutant)?;
                if became == Outcome::Missed {
                    println!("missed: {}", mutant.name);
                }
                outcomes.lock().unwrap_or_else(|poisoned| poisoned.into_inner())[id] = became;
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let jobs: Vec<_> = (0..args.jobs).map(|_| scope.spawn(work)).collect();
        jobs.into_iter().try_for_each(|job| job.join().unwrap_or(Ok(())))
    })?;
    let outcomes = outcomes.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    tell(&mutants, &outcomes);
    Ok(())
}

/// A row for each folder.
fn tell(mutants: &[Mutant], outcomes: &[Outcome]) {
    let mut families: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (mutant, outcome) in mutants.iter().zip(outcomes) {
        families.entry(mutant.family()).or_default()[*outcome as usize] += 1;
    }
    println!("| of | not tried | noticed | missed |");
    println!("| --- | --- | --- | --- |");
    for (family, [untried, noticed, missed]) in families {
        println!("| `{family}` | {untried} | {noticed} | {missed} |");
    }
}
