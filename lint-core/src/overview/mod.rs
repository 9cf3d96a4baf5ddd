//! What was understood: each subject, what it amounts to, and where that is written.
//!
//! It judges nothing; that is for the rules. Texts are [`Message`]s, so no secret is among them.

mod apiserver;
mod encryption;
mod etcd;

pub use apiserver::ApiserverFacts;
pub use encryption::{ProviderFacts, ResourceFacts};
pub use etcd::{Cause, EtcdFacts, Listener, Port};

use crate::inventory::Inventory;
use crate::message;
use crate::message::Message;
use crate::model::backup::{Action, Backup};
use crate::model::certificates::{Content, Date, PemFile};
use crate::report::{Locator, Site};
use crate::source::{DocumentId, Place};
use crate::subject::carrier::Carrier;
use crate::subject::object::Subject;

/// What was understood of a run's input, by file and place.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The subjects.
    pub subjects: Vec<Recognised>,
}

/// A subject, and what it amounts to.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The object and, in a workload, the container.
    pub subject: Subject,
    /// Where it is.
    pub site: Site,
    /// What carries it; nothing for a document of its own.
    pub carrier: Option<Carrier>,
    /// What it is.
    pub facts: Facts,
}

/// What a subject is, and what it amounts to.
#[derive(Clone, Debug)]
pub enum Facts {
    /// An etcd server.
    Etcd(Box<EtcdFacts>),
    /// A kube-apiserver.
    Apiserver(Box<ApiserverFacts>),
    /// An EncryptionConfiguration: what happens to each resource that it names, and to the rest.
    Encryption(Vec<ResourceFacts>),
    /// A ClusterConfiguration of kubeadm; the servers that it describes are subjects too.
    Kubeadm,
    /// Something that saves, checks or restores snapshots.
    Backup {
        /// What it does, in order, each once: `saves a snapshot`.
        does: Vec<&'static str>,
    },
    /// A file or value with certificates or private keys.
    Certificates {
        /// How many certificates.
        certificates: usize,
        /// How many private keys.
        private_keys: usize,
        /// The day on which the first of the certificates ends.
        ends: Option<Message>,
    },
}

impl Overview {
    /// What was understood of an inventory whose models are built.
    pub(crate) fn of<'i>(inventory: &'i Inventory, locator: &mut Locator<'i>) -> Overview {
        let mut builder = Builder { inventory, locator, subjects: Vec::new() };
        builder.add_servers();
        builder.add_files();
        let mut subjects = builder.subjects;
        subjects.sort_by(|a, b| order(&a.site).cmp(&order(&b.site)));
        Overview { subjects }
    }
}

/// By file and place.
fn order(site: &Site) -> (&str, usize, usize) {
    (&site.file, site.document, site.span.as_ref().map_or(0, |span| span.bytes.start))
}

struct Builder<'a, 'i> {
    inventory: &'i Inventory,
    locator: &'a mut Locator<'i>,
    subjects: Vec<Recognised>,
}

impl Builder<'_, '_> {
    fn add_servers(&mut self) {
        let inventory = self.inventory;
        for etcd in &inventory.etcds {
            let facts = Facts::Etcd(Box::new(EtcdFacts::of(etcd, self.locator)));
            self.add(&etcd.subject, etcd.document, &etcd.place, facts);
        }
        for apiserver in &inventory.apiservers {
            let facts = Facts::Apiserver(Box::new(ApiserverFacts::of(apiserver, self.locator)));
            self.add(&apiserver.subject, apiserver.document, &apiserver.place, facts);
        }
        for config in &inventory.kubeadms {
            self.add(&config.subject, config.document, &config.place, Facts::Kubeadm);
        }
    }

    fn add_files(&mut self) {
        let inventory = self.inventory;
        for one in &inventory.encryptions {
            let facts = Facts::Encryption(encryption::resources(&one.config, self.locator));
            self.add(&one.subject, one.document, &one.config.place, facts);
        }
        for backup in &inventory.backups {
            self.add(
                &backup.subject,
                backup.document,
                &backup.place,
                Facts::Backup { does: steps_of(backup) },
            );
        }
        for pem in &inventory.pems {
            self.add(&pem.subject, pem.document, &pem.place, certificates_in(pem));
        }
    }

    fn add(&mut self, subject: &Subject, document: DocumentId, place: &Place, facts: Facts) {
        let site = self.locator.site(place);
        let carrier = self.inventory.outermost_carrier(document);
        self.subjects.push(Recognised { subject: subject.shown(), site, carrier, facts });
    }
}

fn steps_of(backup: &Backup) -> Vec<&'static str> {
    let mut does = Vec::new();
    for step in &backup.steps {
        let what = match step.action {
            Action::Save(_) => "saves a snapshot",
            Action::Status(_) => "checks the snapshot",
            Action::Restore(_) => "restores a snapshot",
            Action::V2Backup(_) => "copies data of API version 2 only",
            Action::Other(_) => continue,
        };
        if !does.contains(&what) {
            does.push(what);
        }
    }
    if backup.exports().next().is_some() {
        does.push("sends files away");
    }
    does
}

fn certificates_in(pem: &PemFile) -> Facts {
    let contents = || pem.blocks.iter().filter_map(|block| block.content.as_ref().ok());
    let ends = contents().filter_map(|content| match content {
        Content::Certificate(certificate) => Some(certificate.not_after),
        _ => None,
    });
    let private_keys = contents()
        .filter(|content| matches!(content, Content::PrivateKey(_) | Content::EncryptedKey))
        .count();
    Facts::Certificates {
        certificates: ends.clone().count(),
        private_keys,
        ends: ends.min().map(|seconds| message!("{}", Date(seconds))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Input;
    use crate::linter::Linter;
    use crate::settings::Settings;

    /// What was understood of one text.
    pub(super) fn overview(text: &str) -> Overview {
        let mut linter = Linter::new(Settings::default());
        linter.add_text(Input { name: "x.yaml".to_owned(), ..Input::default() }, text);
        linter.finish_with_overview().1
    }

    /// The only subject of a text.
    pub(super) fn only(text: &str) -> Facts {
        let mut subjects = overview(text).subjects;
        assert_eq!(subjects.len(), 1, "{subjects:?}");
        subjects.remove(0).facts
    }

    #[test]
    fn subjects_stand_in_the_order_of_the_text() {
        let text = "\
kind: EncryptionConfiguration
apiVersion: apiserver.config.k8s.io/v1
resources: []
---
apiVersion: v1
kind: Pod
metadata: {name: etcd}
spec: {containers: [{name: etcd, command: [etcd]}]}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
";
        let names: Vec<_> = overview(text).subjects.iter().map(|one| one.subject.to_string()).collect();
        assert_eq!(names[..2], ["EncryptionConfiguration".to_owned(), "Pod etcd, container etcd".to_owned()]);
        assert!(names[2..].iter().all(|name| name.starts_with("ClusterConfiguration")), "{names:?}");
    }

    #[test]
    fn backups_say_what_they_do() {
        let Facts::Backup { does } = only(include_str!("../../../tests/corpus/backup/cronjob.yaml")) else {
            panic!("not a backup");
        };
        assert_eq!(does.first(), Some(&"saves a snapshot"));
        let unique: std::collections::BTreeSet<_> = does.iter().collect();
        assert_eq!(unique.len(), does.len());
    }

    #[test]
    fn certificates_are_counted() {
        let Facts::Certificates { certificates, private_keys, ends } =
            only(include_str!("../../../tests/data/certificates/chained.crt"))
        else {
            panic!("not certificates");
        };
        assert!(certificates >= 1 && ends.is_some());
        assert_eq!(private_keys, 0);
    }

    #[test]
    fn nothing_of_a_key_is_in_it() {
        const CANARY: &str = "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZMDE=";
        let text = format!(
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n\
             - resources: [secrets, {CANARY}]\n  providers:\n  - aescbc:\n      keys:\n      - name: {CANARY}\n\
             \x20       secret: {CANARY}\n"
        );
        assert!(!format!("{:?}", overview(&text)).contains("Q0FOQVJZ"));
    }
}
