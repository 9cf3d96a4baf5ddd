//! `etcdlint config show`: each setting, and where it comes from.

use std::io::Write;
use std::path::Path;

use serde_yaml::{Mapping, Value};

use etcdlint_core::settings::Options;

use super::{Configuration, Configurations, Error, SettingsArgs, problem};
use crate::{Outcome, name};

/// Prints the settings that hold for a file or folder, as a configuration file with their origins.
pub(super) fn run(path: &Path, args: &SettingsArgs) -> Result<Outcome, Error> {
    let mut configurations = Configurations::chosen_by(args)?;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let configuration = if absolute.is_dir() {
        configurations.of_folder(&absolute)?
    } else {
        configurations.of_file(&absolute)?
    };
    let (options, _) = configuration.settings(args)?;
    print(&configuration, &options).map_err(Error::Print)?;
    Ok(Outcome::Clean)
}

fn print(configuration: &Configuration, options: &Options) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    let written = keys(&configuration.options);
    for (key, value) in keys(options) {
        let name = key.as_str().unwrap_or_default();
        let line = problem::line_of(&configuration.text, name);
        let origin = match (&configuration.file, line) {
            _ if written.get(&key) != Some(&value) => "arguments".to_owned(),
            (Some(file), Some(line)) => format!("{}:{line}", name::of(file)),
            _ => "default".to_owned(),
        };
        let entry = Mapping::from_iter([(key, value)]);
        let text = serde_yaml::to_string(&entry).map_err(std::io::Error::other)?;
        writeln!(out, "# {origin}\n{}", text.trim_end())?;
    }
    Ok(())
}

/// The keys of a configuration file in their order, with their values.
fn keys(options: &Options) -> Mapping {
    match serde_yaml::to_value(options) {
        Ok(Value::Mapping(keys)) => keys,
        _ => Mapping::new(),
    }
}
