//! Edits that set or remove an option where the server takes it from: flag, variable or file.

use super::{Config, ConfigKey, Etcd, variable_of};
use crate::fix::{Edit, Scalar};
use crate::model::change;
use crate::model::go_flag::FlagUse;
use crate::source::Place;

impl Etcd {
    /// The edits that give `flag` this value wherever it is set, or add it beside its like.
    /// `None` where that cannot be done mechanically: in a shell script, or with nothing to add to.
    pub fn set(&self, flag: &str, value: &str) -> Option<Vec<Edit>> {
        match &self.config {
            Config::Given(file) => match file.key(flag) {
                Some(key) => Some(vec![Edit::Replace { place: key.place.clone(), value: scalar(value) }]),
                None => file
                    .section_of(flag)
                    .map(|(place, key)| vec![Edit::Add { place, key, value: json(value) }]),
            },
            Config::NotGiven(_) => None,
            Config::None => match self.flags.last(flag) {
                Some(used) => self.set_used(used, flag, value),
                None => self.set_variable(flag, value).or_else(|| self.add_flag(flag, value)),
            },
        }
    }

    /// The edits that take `flag` away wherever it is set.
    pub fn unset(&self, flag: &str) -> Option<Vec<Edit>> {
        match &self.config {
            Config::Given(file) => {
                file.key(flag).map(|key: &ConfigKey| vec![Edit::Remove { place: key.place.clone() }])
            }
            Config::NotGiven(_) => None,
            Config::None => {
                let mut edits = Vec::new();
                for used in self.flags.all(flag) {
                    edits.extend(self.remove_use(used)?);
                }
                let variable =
                    self.command.as_ref().and_then(|command| command.environment.get(&variable_of(flag)));
                edits.extend(variable.map(|variable| Edit::Remove { place: variable.place.clone() }));
                (!edits.is_empty()).then_some(edits)
            }
        }
    }

    fn set_used(&self, used: &FlagUse, flag: &str, value: &str) -> Option<Vec<Edit>> {
        change::set(self.words(), used, format!("--{flag}={value}"), value.to_owned())
    }

    fn set_variable(&self, flag: &str, value: &str) -> Option<Vec<Edit>> {
        let variable = self.command.as_ref()?.environment.get(&variable_of(flag))?;
        let place = Place::value(variable.place.document, variable.place.path.key("value"));
        Some(vec![Edit::Replace { place, value: Scalar::String(value.to_owned()) }])
    }

    /// Adds a flag behind the last one of the list that the flags stand in.
    fn add_flag(&self, flag: &str, value: &str) -> Option<Vec<Edit>> {
        change::append(self.words(), format!("--{flag}={value}"))
    }

    /// The edits that take one occurrence of a flag away, with its separate value.
    pub fn remove_use(&self, used: &FlagUse) -> Option<Vec<Edit>> {
        change::remove(self.words(), used)
    }
}

/// As the configuration file wants it: booleans bare, the rest as strings.
fn scalar(value: &str) -> Scalar {
    match value {
        "true" => Scalar::Bare("true"),
        "false" => Scalar::Bare("false"),
        value => Scalar::String(value.to_owned()),
    }
}

fn json(value: &str) -> serde_json::Value {
    match value {
        "true" => true.into(),
        "false" => false.into(),
        value => value.into(),
    }
}
