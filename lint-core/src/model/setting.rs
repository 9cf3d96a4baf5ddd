//! The value of one option, and how it is known.

use super::go_flag::FlagUse;
use crate::go_value::parse_bool;
use crate::source::Place;
use crate::subject::environment::{EnvValue, EnvVar};
use crate::subject::word::Word;

/// The value of one option of a program.
#[derive(Clone, Debug, Default)]
pub enum Setting {
    /// Nothing sets it: the program's default holds.
    #[default]
    Unset,
    /// It is set; parts of the value may still be unknown (`https://$(POD_IP):2379`).
    Known(Fact),
    /// It may be set, to something that cannot be seen.
    Unknown(Place),
}

/// A value that is written in the input.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The value. `true` for a boolean flag without one.
    pub value: Word,
    /// The flag, variable or key that sets it.
    pub place: Place,
    /// What sets it.
    pub origin: Origin,
}

/// What sets an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag on the command line.
    Flag,
    /// An environment variable.
    Environment,
    /// A key of the configuration file.
    File,
}

impl Setting {
    /// What a use of a flag says; nothing if it lacks its value.
    pub fn of_flag(used: &FlagUse) -> Setting {
        match &used.value {
            Some(value) => {
                Setting::Known(Fact { value: value.clone(), place: used.place.clone(), origin: Origin::Flag })
            }
            None => Setting::Unset,
        }
    }

    /// What a variable says. etcd and etcdctl take an empty one for an unset one.
    pub fn of_variable(variable: &EnvVar) -> Setting {
        match &variable.value {
            EnvValue::Literal(word) if word.text.is_empty() => Setting::Unset,
            EnvValue::Literal(word) => Setting::Known(Fact {
                value: word.clone(),
                place: variable.place.clone(),
                origin: Origin::Environment,
            }),
            EnvValue::Unknown => Setting::Unknown(variable.place.clone()),
        }
    }

    /// The boolean it stands for, with false for an unset one; `None` if it cannot be seen or read.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Setting::Unset => Some(false),
            setting => parse_bool(setting.text()?),
        }
    }

    /// The value if it is set and wholly known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Setting::Known(fact) if fact.value.is_known() => Some(&fact.value.text),
            _ => None,
        }
    }

    /// What sets it.
    pub fn fact(&self) -> Option<&Fact> {
        match self {
            Setting::Known(fact) => Some(fact),
            _ => None,
        }
    }

    /// Whether it has a value that is not empty; `None` if that cannot be seen.
    pub fn is_given(&self) -> Option<bool> {
        match self {
            Setting::Unset => Some(false),
            Setting::Known(fact) if fact.value.is_known() => Some(!fact.value.text.is_empty()),
            Setting::Known(fact) => (!fact.value.is_opaque()).then_some(true),
            Setting::Unknown(_) => None,
        }
    }

    /// Where it is set, or would be seen to be.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Setting::Unset => None,
            Setting::Known(fact) => Some(&fact.place),
            Setting::Unknown(place) => Some(place),
        }
    }
}
