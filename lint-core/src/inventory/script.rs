//! Scripts, crontabs, systemd units and their files of variables: inputs that are no manifests.

use super::{Held, Input, Inventory};
use crate::model::etcd::Etcd;
use crate::source::{Document, DocumentId, Node, Text};
use crate::subject::command::{Command, Program};
use crate::subject::environment::{EnvValue, EnvVar, Environment, MOST_VARIABLES};
use crate::subject::environment_file::{EnvironmentFile, is_environment_file, is_of_server};
use crate::subject::object::Subject;
use crate::subject::unit::{Unit, is_unit};

impl Inventory {
    /// Takes a shell script, a crontab, a systemd unit or a file of variables: a document with text and no tree.
    pub(crate) fn add_script(&mut self, input: Input, text: &str) {
        let input = self.add_input(input);
        let id = self.next_id();
        let document = Document { text: Text(text.to_owned()), ..Document::without_text(Node::default()) };
        self.documents.push(Held { id, document, input, carried: None });
        self.scripts.push(id);
    }

    /// Adds the etcd servers that a script starts, if it is a systemd unit.
    pub(super) fn add_unit(&mut self, id: DocumentId) {
        let text = &self.held(id).document.text.0;
        if is_unit(text) {
            let read = if self.is_to_be_filled_in(id) { Unit::of_template } else { Unit::of };
            let etcds = self.etcds_of_unit(id, &read(id, text, &|path| self.variables_at(path, id)));
            self.etcds.extend(etcds);
        }
    }

    /// Adds the etcd server that a file of variables describes, if no unit among the inputs names it.
    pub(super) fn add_environment_file(&mut self, id: DocumentId) {
        let text = &self.held(id).document.text.0;
        if self.gives_variables(id) || !is_environment_file(text) || !is_of_server(text) {
            return;
        }
        let variables = self.variables_of(id);
        let Some(place) = variables.first().map(|variable| variable.name_place.clone()) else { return };
        // Flags that contradict a variable keep etcd from starting, but what is not here may be set by them.
        let mut environment = Environment::default().with_others(true);
        variables.into_iter().take(MOST_VARIABLES).for_each(|variable| environment.set(variable));
        let subject = Subject { kind: Some("environment file".to_owned()), ..Subject::default() };
        let command = Command::of_image(place.clone(), environment);
        let find_config = |path: &str| self.config_file(None, id, path);
        self.etcds.push(Etcd::running(&command, subject, place, None, None, &find_config));
    }

    /// What a file at a path of the node sets, if it is among the inputs.
    pub(super) fn variables_at(&self, path: &str, near: DocumentId) -> Option<Vec<EnvVar>> {
        let id = self.document_at(path, None, near)?;
        Some(self.variables_of(id)).filter(|variables| (1..=MOST_VARIABLES).contains(&variables.len()))
    }

    /// Whether an etcd is read with the variables of a document.
    pub(crate) fn gives_variables(&self, id: DocumentId) -> bool {
        let mut commands = self.etcds.iter().filter_map(|etcd| etcd.command.as_ref());
        commands.any(|command| command.environment.vars().any(|variable| variable.name_place.document == id))
    }

    fn variables_of(&self, id: DocumentId) -> Vec<EnvVar> {
        let mut variables = EnvironmentFile::of(id, &self.held(id).document.text.0).variables;
        if self.is_to_be_filled_in(id) {
            for variable in &mut variables {
                if let EnvValue::Literal(value) = &mut variable.value {
                    *value = value.clone().with_placeholders();
                }
            }
        }
        variables
    }

    fn etcds_of_unit(&self, id: DocumentId, unit: &Unit) -> Vec<Etcd> {
        let subject = Subject { kind: Some("systemd unit".to_owned()), ..Subject::default() };
        let find_config = |path: &str| self.config_file(None, id, path);
        let of_unit = match unit.is_overridden {
            true => unit.environment.clone().with_unknown_values(),
            false => unit.environment.clone(),
        };
        let commands = unit.started.commands.iter();
        let servers = commands.filter(|command| command.known_program() == Program::Etcd);
        servers
            .map(|command| {
                let environment = of_unit.overlaid(&command.environment);
                let command = Command { environment, ..command.clone() };
                let place = command.program.place.clone();
                Etcd::running(&command, subject.clone(), place, None, None, &find_config)
            })
            .collect()
    }
}
