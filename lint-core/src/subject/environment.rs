//! The environment of a container, and the `$(VAR)` references that Kubernetes expands from it.

use std::sync::Arc;

use crate::source::{Cursor, Place};

use super::word::Word;

/// What all arguments and variables of a container may grow to, in bytes. Linux refuses to start a
/// program with more (an eighth of its default stack limit), so nothing real is lost beyond it.
const BUDGET: usize = 2 * 1024 * 1024;

/// What one argument or variable may grow to, in bytes (Linux' `MAX_ARG_STRLEN`).
const MAX_TEXT: usize = 128 * 1024;

/// How many variables of a container or a file are looked at; of more it counts as known that there are others.
pub(crate) const MOST_VARIABLES: usize = 1000;

/// Environment variables, in the order in which they are set.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Those of the container, which all programs in it share.
    shared: Vec<Arc<[EnvVar]>>,
    /// Those that are set after them.
    own: Vec<EnvVar>,
    /// Whether there may be variables that are not listed, from a Secret or an unseen ConfigMap.
    pub open: bool,
}

/// An environment variable.
#[derive(Clone, Debug)]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The value.
    pub value: EnvValue,
    /// Where the value stands, or what it comes from.
    pub place: Place,
    /// Where the name stands.
    pub name_place: Place,
}

/// The value of an environment variable.
#[derive(Clone, Debug)]
pub enum EnvValue {
    /// A value, parts of which may be unknown.
    Literal(Word),
    /// A value from a Secret, the pod's status or another place that cannot be seen.
    Unknown,
}

/// Finds the entries of a ConfigMap that is in the same input, by name.
pub type ConfigMaps<'a> = &'a dyn Fn(&str) -> Option<Vec<(String, String)>>;

impl Environment {
    /// The environment of a container: `envFrom` first, then `env`, as the kubelet sets it.
    pub fn of(container: &Cursor, config_maps: ConfigMaps) -> Environment {
        let mut environment = Environment::default();
        let mut budget = BUDGET;
        for source in container.get("envFrom").iter().flat_map(Cursor::items) {
            environment.add_source(&source, config_maps, &mut budget);
        }
        for variable in container.get("env").iter().flat_map(Cursor::items) {
            environment.add_variable(&variable, config_maps, &mut budget);
        }
        environment.to_be_shared()
    }

    /// The environment that a list of variables makes.
    pub fn of_variables(list: &Cursor, config_maps: ConfigMaps) -> Environment {
        let mut environment = Environment::default();
        let mut budget = BUDGET;
        for variable in list.items() {
            environment.add_variable(&variable, config_maps, &mut budget);
        }
        environment.to_be_shared()
    }

    /// The same, but with or without variables that are not listed.
    pub fn with_others(self, open: bool) -> Environment {
        Environment { open, ..self }
    }

    /// The same, where other values may count for all of its variables, and for others.
    pub fn with_unknown_values(mut self) -> Environment {
        for variable in &mut self.own {
            variable.value = EnvValue::Unknown;
        }
        self.open = true;
        self
    }

    /// All variables; of several with one name the last counts.
    pub fn vars(&self) -> impl DoubleEndedIterator<Item = &EnvVar> {
        self.shared.iter().flat_map(|layer| layer.iter()).chain(&self.own)
    }

    /// Sets a variable after all others.
    pub fn set(&mut self, variable: EnvVar) {
        self.own.push(variable);
    }

    /// The variable that counts of those with this name.
    pub fn get(&self, name: &str) -> Option<&EnvVar> {
        self.vars().rev().find(|variable| variable.name == name)
    }

    /// This environment with the variables of `other` set after its own.
    pub fn overlaid(&self, other: &Environment) -> Environment {
        let mut overlaid = self.clone().to_be_shared();
        overlaid.shared.extend(other.shared.iter().cloned());
        Environment { own: other.own.clone(), open: self.open || other.open, ..overlaid }
    }

    /// The same, so that many programs can be given it.
    pub fn to_be_shared(mut self) -> Environment {
        if !self.own.is_empty() {
            self.shared.push(std::mem::take(&mut self.own).into());
        }
        self
    }

    /// Whether there is room for one more variable; if not, there are some that are not listed.
    fn has_room(&mut self) -> bool {
        let has_room = self.own.len() < MOST_VARIABLES;
        self.open |= !has_room;
        has_room
    }

    /// Expands the `$(VAR)` references of one element of `command` or `args`.
    pub fn expand(&self, text: &str, place: Place) -> Word {
        let mut budget = MAX_TEXT;
        self.expand_within(text, place, &mut budget)
    }

    /// Expands the strings of `command` or `args`. Elements that are no strings have no meaning
    /// to Kubernetes, which refuses the manifest, and are left out.
    pub fn expand_list(&self, list: &Cursor) -> Vec<Word> {
        let mut budget = BUDGET;
        list.items()
            .filter_map(|item| Some(self.expand_within(item.node.as_str()?, item.place(), &mut budget)))
            .collect()
    }

    fn add_source(&mut self, source: &Cursor, config_maps: ConfigMaps, budget: &mut usize) {
        let entries = source.get("configMapRef").and_then(|reference| config_maps(reference.str("name")?));
        let Some(entries) = entries else {
            self.open = true;
            return;
        };
        let prefix = source.str("prefix").unwrap_or_default();
        for (key, value) in entries {
            if !self.has_room() {
                return;
            }
            let value = self.bounded(value, source.place(), budget);
            let name = format!("{prefix}{key}");
            self.set(EnvVar { name, value, place: source.place(), name_place: source.place() });
        }
    }

    fn add_variable(&mut self, variable: &Cursor, config_maps: ConfigMaps, budget: &mut usize) {
        let Some(name) = variable.get("name") else { return };
        let Some(text) = name.node.as_str() else { return };
        if !self.has_room() {
            return;
        }
        let (value, place) = match (variable.get("value"), variable.get("valueFrom")) {
            (Some(value), None) if value.node.is_null() => (self.literal("", &value, budget), value.place()),
            (Some(value), None) => {
                let literal = match value.node.as_str() {
                    Some(text) => self.literal(text, &value, budget),
                    None => EnvValue::Unknown,
                };
                (literal, value.place())
            }
            (Some(value), Some(_)) if value.node.as_str().is_some_and(|text| !text.is_empty()) => {
                (self.literal(value.node.as_str().unwrap_or_default(), &value, budget), value.place())
            }
            (_, Some(source)) => match self.source_value(&source, config_maps, budget) {
                Some(value) => (value, source.place()),
                None => return,
            },
            (None, None) => (EnvValue::Literal(Word::derived("", name.place())), name.place()),
        };
        self.set(EnvVar { name: text.to_owned(), value, place, name_place: name.place() });
    }

    /// The value of `valueFrom`; `None` for an optional key that a ConfigMap does not have.
    fn source_value(&self, source: &Cursor, config_maps: ConfigMaps, budget: &mut usize) -> Option<EnvValue> {
        let Some(reference) = source.get("configMapKeyRef") else { return Some(EnvValue::Unknown) };
        let entries = reference.str("name").and_then(config_maps);
        let Some((entries, key)) = entries.zip(reference.str("key")) else { return Some(EnvValue::Unknown) };
        match entries.into_iter().find(|(name, _)| name == key) {
            Some((_, value)) => Some(self.bounded(value, source.place(), budget)),
            None if reference.bool("optional") == Some(true) => None,
            None => Some(EnvValue::Unknown),
        }
    }

    fn literal(&self, text: &str, cursor: &Cursor<'_>, budget: &mut usize) -> EnvValue {
        EnvValue::Literal(self.expand_within(text, cursor.place(), budget))
    }

    fn bounded(&self, text: String, place: Place, budget: &mut usize) -> EnvValue {
        match budget.checked_sub(text.len()) {
            Some(rest) if text.len() <= MAX_TEXT => {
                *budget = rest;
                EnvValue::Literal(Word::derived(text, place))
            }
            _ => EnvValue::Unknown,
        }
    }

    /// Follows the kubelet's `expansion.Expand`: `$$` is a dollar sign, `$(NAME)` a reference, a
    /// reference to nothing and anything else stay as they are.
    fn expand_within(&self, text: &str, place: Place, budget: &mut usize) -> Word {
        let mut word = Word::literal(String::new(), place);
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from_dollar) = rest.split_at(at);
            word.text.push_str(before);
            let after = from_dollar.get(1..).unwrap_or_default();
            if let Some(tail) = after.strip_prefix('$') {
                word.text.push('$');
                word.verbatim = false;
                rest = tail;
            } else if let Some((name, tail)) = after.strip_prefix('(').and_then(|inner| inner.split_once(')'))
            {
                self.push_reference(&mut word, name);
                rest = tail;
            } else {
                word.text.push('$');
                rest = after;
            }
            if word.text.len() > MAX_TEXT.min(*budget) {
                return Word::opaque(text, word.place);
            }
        }
        word.text.push_str(rest);
        *budget = budget.saturating_sub(word.text.len());
        word
    }

    fn push_reference(&self, word: &mut Word, name: &str) {
        let start = word.text.len();
        match self.get(name).map(|variable| &variable.value) {
            Some(EnvValue::Literal(value)) => {
                let holes = value.unknown.iter().map(|hole| start + hole.start..start + hole.end);
                word.unknown.extend(holes);
                word.text.push_str(&value.text);
                word.verbatim = false;
                return;
            }
            Some(EnvValue::Unknown) => word.unknown.push(start..start + name.len() + 3),
            None if is_service_variable(name) || (self.open && is_variable_name(name)) => {
                word.unknown.push(start..start + name.len() + 3);
            }
            None => {}
        }
        word.text.push_str("$(");
        word.text.push_str(name);
        word.text.push(')');
    }
}

/// Whether the kubelet may set this variable for a Service, as `ETCD_SERVICE_HOST`.
fn is_service_variable(name: &str) -> bool {
    is_variable_name(name)
        && (name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT_"))
}

/// Whether this can be the name of a variable; `date +%F` cannot.
fn is_variable_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Node, Path};
    use serde_json::json;

    fn environment(container: serde_json::Value) -> Environment {
        let node = Node::from(&container);
        let config_maps = |name: &str| {
            (name == "known")
                .then(|| vec![("KEY".to_owned(), "from map".to_owned()), ("B".into(), "$(A)".into())])
        };
        Environment::of(&Cursor::new(&node, DocumentId(0)), &config_maps)
    }

    fn place() -> Place {
        Place::value(DocumentId(0), Path::ROOT.key("args").index(0))
    }

    fn value<'a>(environment: &'a Environment, name: &str) -> Option<&'a str> {
        match &environment.get(name)?.value {
            EnvValue::Literal(word) => Some(&word.text),
            EnvValue::Unknown => None,
        }
    }

    #[test]
    fn references_look_back_only() {
        let env = environment(json!({"env": [
            {"name": "A", "value": "1"},
            {"name": "B", "value": "$(A)$(C)"},
            {"name": "C", "value": "3"},
            {"name": "A", "value": "$(A)2"},
            {"name": "D", "value": "$$(A) $A $(A"},
            {"name": "E"},
            {"name": "F", "value": null},
            {"name": "G", "value": 5},
        ]}));
        let table = [("B", "1$(C)"), ("A", "12"), ("D", "$(A) $A $(A"), ("E", ""), ("F", "")];
        for (name, expected) in table {
            assert_eq!(value(&env, name), Some(expected), "{name}");
        }
        assert!(matches!(env.get("G").unwrap().value, EnvValue::Unknown));
        assert!(!env.open);
    }

    #[test]
    fn sources() {
        let env = environment(json!({
            "envFrom": [{"prefix": "P_", "configMapRef": {"name": "known"}}],
            "env": [
                {"name": "KEY", "valueFrom": {"configMapKeyRef": {"name": "known", "key": "KEY"}}},
                {"name": "NONE", "valueFrom": {"configMapKeyRef": {"name": "known", "key": "X", "optional": true}}},
                {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
                {"name": "URL", "value": "https://$(IP):2379"},
            ]
        }));
        assert_eq!(value(&env, "P_KEY"), Some("from map"));
        assert_eq!(value(&env, "P_B"), Some("$(A)"), "values of a ConfigMap are not expanded");
        assert_eq!(value(&env, "KEY"), Some("from map"));
        assert!(env.get("NONE").is_none());
        assert!(matches!(env.get("IP").unwrap().value, EnvValue::Unknown));
        assert_eq!(value(&env, "URL"), Some("https://$(IP):2379"));
        assert!(!env.open);
        assert!(environment(json!({"envFrom": [{"secretRef": {"name": "s"}}]})).open);
        assert!(environment(json!({"envFrom": [{"configMapRef": {"name": "unseen"}}]})).open);
    }

    #[test]
    fn arguments() {
        let closed = environment(json!({"env": [
            {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
            {"name": "URL", "value": "https://$(IP):2379"},
            {"name": "NAME", "value": "m0"},
        ]}));
        let open = Environment { open: true, ..Environment::default() };
        let table = [
            (&closed, "--name=$(NAME)", "--name=m0", None, false),
            (&closed, "--u=https://$(IP):1", "--u=https://$(IP):1", Some(12..17), true),
            (&closed, "--u=$(URL)", "--u=https://$(IP):2379", Some(12..17), false),
            (&closed, "$(NONE)", "$(NONE)", None, true),
            (&closed, "$(ETCD_SERVICE_HOST)", "$(ETCD_SERVICE_HOST)", Some(0..20), true),
            (&closed, "$$(NAME)", "$(NAME)", None, false),
            (&closed, "a$", "a$", None, true),
            (&open, "$(NONE)", "$(NONE)", Some(0..7), true),
            (&open, "$(date +%F)", "$(date +%F)", None, true),
        ];
        for (env, written, text, unknown, verbatim) in table {
            let word = env.expand(written, place());
            assert_eq!((word.text.as_str(), word.verbatim), (text, verbatim), "{written}");
            assert_eq!(word.unknown, Vec::from_iter(unknown), "{written}");
        }
    }

    #[test]
    fn growth_is_bounded() {
        let vars: Vec<_> = std::iter::once(json!({"name": "A0", "value": "x".repeat(1000)}))
            .chain(
                (1..40).map(|n| json!({"name": format!("A{n}"), "value": format!("$(A{0})$(A{0})", n - 1)})),
            )
            .collect();
        let env = environment(json!({"env": vars}));
        let total: usize = env.vars().filter_map(|v| value(&env, &v.name)).map(str::len).sum();
        assert!(total <= BUDGET);
    }

    #[test]
    fn beyond_a_thousand_variables_there_are_others() {
        let of = |count: usize| {
            let vars: Vec<_> = (0..count).map(|n| json!({"name": format!("A{n}"), "value": "x"})).collect();
            environment(json!({"env": vars}))
        };
        let (most, more) = (of(MOST_VARIABLES), of(MOST_VARIABLES + 1));
        assert_eq!((most.vars().count(), most.open), (MOST_VARIABLES, false));
        assert_eq!((more.vars().count(), more.open), (MOST_VARIABLES, true));
        assert_eq!(more.expand("$(A1000)", place()).known(), None);
    }
}
