//! Scripts, crontabs and systemd units: inputs that are no manifests.

use super::{Held, Input, Inventory};
use crate::model::etcd::Etcd;
use crate::source::{Document, DocumentId, Node, Text};
use crate::subject::command::{Command, Program};
use crate::subject::object::Subject;
use crate::subject::unit::{Unit, is_unit};

impl Inventory {
    /// Takes a shell script, a crontab or a systemd unit: a document with text and no tree.
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
            let etcds = self.etcds_of_unit(id, &read(id, text));
            self.etcds.extend(etcds);
        }
    }

    fn etcds_of_unit(&self, id: DocumentId, unit: &Unit) -> Vec<Etcd> {
        let subject = Subject { kind: Some("systemd unit".to_owned()), ..Subject::default() };
        let find_config = |path: &str| self.config_file(None, id, path);
        let commands = unit.started.commands.iter();
        let servers = commands.filter(|command| command.known_program() == Program::Etcd);
        servers
            .map(|command| {
                let environment = unit.environment.overlaid(&command.environment);
                let command = Command { environment, ..command.clone() };
                let place = command.program.place.clone();
                Etcd::running(&command, subject.clone(), place, None, None, &find_config)
            })
            .collect()
    }
}
