//! What a kube-apiserver's flags say about etcd and encryption at rest.

use super::apiserver_flags;
use super::command::Command;
use super::etcd::Url;
use super::image::Version;
use super::pflag::{self, APISERVER, PflagLine};
use super::setting::{Fact, Origin, Setting};
use crate::finding::Subject;
use crate::model::etcd::Home;
use crate::source::{DocumentId, Place};

/// A kube-apiserver.
#[derive(Clone, Debug)]
pub struct Apiserver {
    /// What findings about it are about.
    pub subject: Subject,
    /// The document it is in.
    pub document: DocumentId,
    /// The container.
    pub place: Place,
    /// The workload and container it runs in.
    pub home: Home,
    /// The version of Kubernetes, where the image tells it.
    pub version: Option<Version>,
    /// The command.
    pub command: Command,
    /// The command line as kube-apiserver reads it.
    pub flags: PflagLine,
    /// Whether it is part of a k3s or RKE2 server, whose own flags decide.
    pub embedded: bool,
}

impl Apiserver {
    /// The kube-apiserver that `command` starts.
    pub fn running(
        command: &Command,
        subject: Subject,
        place: Place,
        home: Home,
        version: Option<Version>,
    ) -> Apiserver {
        Apiserver {
            subject,
            document: place.document,
            place,
            home,
            version,
            flags: pflag::parse(&command.args, &apiserver_flags::kind, &APISERVER),
            command: command.clone(),
            embedded: false,
        }
    }

    /// The setting of a flag of which the last occurrence counts.
    pub fn option(&self, name: &str) -> Setting {
        match self.flags.last(name).and_then(|used| Some((used, used.value.clone()?))) {
            Some((used, value)) => {
                Setting::Known(Fact { value, place: used.place.clone(), origin: Origin::Flag })
            }
            None => Setting::Unset,
        }
    }

    /// The value of a flag, if it is set and known.
    pub fn text(&self, name: &str) -> Option<String> {
        self.option(name).text().map(str::to_owned)
    }

    /// Whether a flag has a value that is not empty; `None` if that cannot be seen.
    pub fn is_given(&self, name: &str) -> Option<bool> {
        self.option(name).is_given()
    }

    /// Where a flag is set; the container where it is not.
    pub fn place_of(&self, name: &str) -> Place {
        self.option(name).place().unwrap_or(&self.place).clone()
    }

    /// The endpoints of `--etcd-servers`: it accumulates over repeats and splits at commas.
    pub fn etcd_servers(&self) -> Vec<Url> {
        let uses = self.flags.all("etcd-servers").filter_map(|used| used.value.as_ref());
        uses.flat_map(|word| word.split(',')).map(|word| Url::written(word.trimmed())).collect()
    }

    /// Whether a feature gate is on; `None` where `--feature-gates` does not name it.
    pub fn feature_gate(&self, gate: &str) -> Option<bool> {
        let uses = self.flags.all("feature-gates").filter_map(|used| used.value.as_ref());
        let pairs = uses.flat_map(|word| word.text.split(',').map(str::to_owned).collect::<Vec<_>>());
        let named = pairs.filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (name.trim() == gate).then(|| value.trim().eq_ignore_ascii_case("true"))
        });
        named.last()
    }
}
