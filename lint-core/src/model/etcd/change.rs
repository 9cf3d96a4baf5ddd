//! Edits that set or remove an option where the server takes it from: flag, variable or file.

use super::{Config, ConfigKey, Etcd, variable_in};
use crate::fix::{Edit, Scalar};
use crate::model::change;
use crate::model::go_flag::{FlagUse, ProblemKind};
use crate::source::{Part, Place, Step};
use crate::subject::environment::EnvVar;

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
            Config::None => match (self.flags.last(flag), self.variable(flag)) {
                // etcd refuses a flag beside its variable.
                (None, Some(variable)) => set_variable(variable, value),
                (used, _) => self.set_flag(used, flag, value),
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
                if let Some(variable) = self.variable(flag) {
                    edits.push(Edit::Remove { place: item_of_env(variable)? });
                }
                (!edits.is_empty()).then_some(edits)
            }
        }
    }

    /// Sets a flag where it is used; one that is not used is added behind the last one of its list.
    fn set_flag(&self, used: Option<&FlagUse>, flag: &str, value: &str) -> Option<Vec<Edit>> {
        let element = format!("--{flag}={value}");
        match (&self.extra_args, used) {
            (Some(args), _) => args.set(flag, value),
            (None, Some(used)) => change::set(self.words(), used, element, value.to_owned()),
            (None, None) if self.ends_open() => None,
            (None, None) => change::append(self.words(), element),
        }
    }

    /// Whether what is put behind the last flag would be no flag: that one waits for a value, or they have ended.
    fn ends_open(&self) -> bool {
        !self.flags.leftovers.is_empty()
            || self.words().iter().any(|word| word.text == "--")
            || self.flags.problems_of(ProblemKind::MissingValue).next().is_some()
    }

    fn variable(&self, flag: &str) -> Option<&EnvVar> {
        variable_in(&self.command.as_ref()?.environment, flag)
    }

    /// The edits that take the variable of a flag away; `None` if it is no literal of the container's `env`.
    pub fn remove_variable(&self, flag: &str) -> Option<Vec<Edit>> {
        let place = item_of_env(self.variable(flag)?)?;
        Some(vec![Edit::Remove { place }])
    }

    /// The edits that take one occurrence of a flag away, with its separate value.
    pub fn remove_use(&self, used: &FlagUse) -> Option<Vec<Edit>> {
        match &self.extra_args {
            Some(args) => args.remove(used),
            None => change::remove(self.words(), used),
        }
    }
}

fn set_variable(variable: &EnvVar, value: &str) -> Option<Vec<Edit>> {
    let item = item_of_env(variable)?;
    let place = Place::value(item.document, item.path.key("value"));
    Some(vec![Edit::Replace { place, value: Scalar::String(value.to_owned()) }])
}

/// The item of `env` that sets a variable to a literal; none for one from elsewhere or from a script.
fn item_of_env(variable: &EnvVar) -> Option<Place> {
    let is_entry = |place: &Place, key: &str| {
        place.part == Part::Value && matches!(place.path.last(), Some(Step::Key(last)) if last == key)
    };
    if !is_entry(&variable.name_place, "name") || !is_entry(&variable.place, "value") {
        return None;
    }
    Some(Place::value(variable.place.document, variable.place.path.parent()?))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Input, Inventory};

    /// The paths that the edits of `change` touch, in a container with these lines.
    fn paths(container: &str, change: impl Fn(&Etcd) -> Option<Vec<Edit>>) -> Option<Vec<String>> {
        let text = format!("{{kind: Pod, spec: {{containers: [{{name: etcd, {container}}}]}}}}");
        let mut inventory = Inventory::default();
        inventory.add_text(Input::default(), &text);
        inventory.build_models();
        let edits = change(inventory.etcds.first()?)?;
        let path = |edit: &Edit| edit.path().to_string().replace("spec.containers[0].", "");
        Some(edits.iter().map(path).collect())
    }

    #[test]
    fn variables_are_items_of_env() {
        let table: [(&str, &[&str], &[&str]); 4] = [
            ("env: [{name: A, value: b}, {name: ETCD_NAME, value: a}]", &["env[1]"], &["env[1].value"]),
            ("env: [{name: ETCD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", &[], &[]),
            ("env: [{name: ETCD_NAME}]", &[], &[]),
            ("env: []", &[], &["command"]),
        ];
        for (env, unset, set) in table {
            let container = format!("command: [etcd, --auto-tls], {env}");
            let of = |found: Option<Vec<String>>| found.unwrap_or_default();
            assert_eq!(of(paths(&container, |etcd| etcd.unset("name"))), unset, "{env}");
            assert_eq!(of(paths(&container, |etcd| etcd.set("name", "x"))), set, "{env}");
        }
    }

    #[test]
    fn variables_of_scripts_and_config_maps_stay() {
        let script = r#"command: [sh, -c, "ETCD_NAME=a etcd"]"#;
        assert_eq!(paths(script, |etcd| etcd.unset("name")), None);
        assert_eq!(paths(script, |etcd| etcd.set("name", "x")), None);
    }

    #[test]
    fn flags_go_with_their_values() {
        let container = "command: [etcd, --name, a, --auto-tls, --name=b]";
        let found = paths(container, |etcd| etcd.unset("name"));
        assert_eq!(found.unwrap_or_default(), ["command[1]", "command[2]", "command[4]"]);
    }

    #[test]
    fn nothing_is_put_behind_a_flag_that_waits_for_its_value() {
        let found = |container| paths(container, |etcd| etcd.set("auto-tls", "false"));
        assert_eq!(found("command: [etcd, --data-dir]"), None);
        assert_eq!(found("command: [etcd, --data-dir=a, --]"), None);
        assert_eq!(found("command: [etcd, --data-dir=a, stray]"), None);
        assert!(found("command: [etcd, --data-dir=a]").is_some());
    }
}
