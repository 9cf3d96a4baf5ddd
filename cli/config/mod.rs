//! `etcdlint config`, and `etcdlint.yaml`: which one holds for a file, and what it says.

mod args;
mod init;
mod problem;
mod show;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Subcommand;

use etcdlint_core::settings::{Options, OptionsError, Settings};

use crate::Outcome;

pub(crate) use args::SettingsArgs;
pub(crate) use problem::Error;

/// The name of a configuration file.
pub(crate) const FILE_NAME: &str = "etcdlint.yaml";

/// What many would call it, and think that it is read.
pub(crate) const OTHER_NAME: &str = "etcdlint.yml";

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show the settings that hold for a file or folder, and where each comes from
    Show {
        /// The file or folder
        #[arg(default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Write an etcdlint.yaml into the current folder, with every key as a comment
    Init,
}

/// Runs a command.
pub(crate) fn run(command: &ConfigCommand) -> Result<Outcome, Error> {
    match command {
        ConfigCommand::Show { path, settings } => show::run(path, settings),
        ConfigCommand::Init => init::run(),
    }
}

/// What a configuration file says; the defaults if there is none.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// The file.
    pub(crate) file: Option<PathBuf>,
    /// Its text.
    pub(crate) text: String,
    /// What it says.
    pub(crate) options: Options,
}

impl Configuration {
    /// Reads a configuration file. Rules and queries in it are looked at when the settings are made.
    fn read(file: &Path) -> Result<Configuration, Error> {
        let text =
            std::fs::read_to_string(file).map_err(|source| Error::Read { file: file.to_owned(), source })?;
        let options: Option<Options> =
            serde_yaml::from_str(&text).map_err(|error| problem::of_yaml(file, &error))?;
        Ok(Configuration { file: Some(file.to_owned()), options: options.unwrap_or_default(), text })
    }

    /// What the linter makes of it and of the arguments, which win.
    pub(crate) fn settings(&self, args: &SettingsArgs) -> Result<(Options, Settings), Error> {
        let options = args.over(self.options.clone());
        let compiled = options.compile().map_err(|error| self.refused(error))?;
        let settings = Settings {
            now: args.seconds(),
            honor_suppressions: options.honor_annotations.unwrap_or(true),
            ..compiled
        };
        Ok((options, settings))
    }

    /// A mistake is in the file if the file alone cannot be used either; otherwise in the arguments.
    fn refused(&self, error: OptionsError) -> Error {
        match (&self.file, self.options.compile()) {
            (Some(file), Err(error)) => problem::in_file(file, &self.text, &error),
            _ => problem::in_arguments(error),
        }
    }
}

/// Finds the configuration for files. Each is read once.
#[derive(Debug)]
pub(crate) enum Configurations {
    /// The same for all files.
    Given(Rc<Configuration>),
    /// The nearest one above each file; by folder, as far as they have been looked at.
    Nearest(HashMap<PathBuf, Rc<Configuration>>),
}

impl Configurations {
    /// As the arguments choose.
    pub(crate) fn chosen_by(args: &SettingsArgs) -> Result<Configurations, Error> {
        Ok(match &args.config {
            Some(file) => Configurations::Given(Rc::new(Configuration::read(file)?)),
            None if args.no_config => Configurations::Given(Rc::default()),
            None => Configurations::Nearest(HashMap::new()),
        })
    }

    /// The configuration of a file.
    pub(crate) fn of_file(&mut self, file: &Path) -> Result<Rc<Configuration>, Error> {
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        self.of_folder(absolute.parent().unwrap_or(&absolute))
    }

    /// The configuration of a folder, which has an absolute path.
    pub(crate) fn of_folder(&mut self, folder: &Path) -> Result<Rc<Configuration>, Error> {
        let found = match self {
            Configurations::Given(configuration) => return Ok(configuration.clone()),
            Configurations::Nearest(found) => found,
        };
        if let Some(known) = found.get(folder) {
            return Ok(known.clone());
        }
        let file = folder.join(FILE_NAME);
        let configuration = if file.is_file() || file.is_symlink() {
            Rc::new(Configuration::read(&file)?)
        } else if folder.join(OTHER_NAME).is_file() {
            return Err(Error::Misnamed(folder.join(OTHER_NAME)));
        } else {
            match folder.parent().filter(|_| !is_root_of_repository(folder)) {
                Some(parent) => self.of_folder(parent)?,
                None => Rc::default(),
            }
        };
        if let Configurations::Nearest(found) = self {
            found.insert(folder.to_owned(), configuration.clone());
        }
        Ok(configuration)
    }
}

/// What stands above a repository is not its business.
fn is_root_of_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}
