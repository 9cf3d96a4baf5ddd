//! A cluster in the middle of a change: API servers with the old and the new version, and one store.

use std::collections::{BTreeMap, BTreeSet};

use etcdlint_core::finding::Severity;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::settings::Settings;

use crate::apiserver::config::Config;
use crate::apiserver::envelope::{Kek, Luck};
use crate::apiserver::{Object, Server};

/// Resources whose objects are stored: some are named by configurations, and of every wildcard one that
/// never is.
pub(crate) const STORED: [&str; 6] =
    ["secrets", "configmaps", "pods", "deployments.apps", "statefulsets.apps", "pandas.example.com"];

/// What an API server does with new objects, whatever the dice say.
pub(crate) const LUCK: [Luck; 2] = [Luck::Good, Luck::Bad];

/// What is stored before a change begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Before {
    /// Everything has been rewritten with the old version.
    Rewritten,
    /// Whatever the old version can read.
    Anything,
}

/// The step from one version to the next.
pub(crate) struct Step<'a> {
    pub(crate) old: &'a Config,
    pub(crate) new: &'a Config,
    pub(crate) kek: Kek,
}

impl Step<'_> {
    fn server(&self, is_updated: bool) -> Server<'_> {
        Server { config: if is_updated { self.new } else { self.old }, kek: self.kek }
    }

    /// What may be stored of a resource before the step.
    pub(crate) fn stored(&self, resource: &str, before: Before) -> BTreeSet<Object> {
        let old = self.server(false);
        match before {
            Before::Rewritten => LUCK.iter().map(|luck| old.write(resource, *luck)).collect(),
            Before::Anything => {
                let credentials = self.old.credentials(resource);
                let alone = credentials.iter().map(|one| Config::everything(*one));
                let stored = alone.flat_map(|config| {
                    LUCK.map(|luck| Server { config: &config, kek: self.kek }.write(resource, luck))
                });
                stored.filter(|object| old.reads(object)).collect()
            }
        }
    }

    /// Whether some read of an object of a resource fails in some interleaving: all states are visited that
    /// updates and writes of `servers` API servers can lead to, and in each all of them read everything.
    pub(crate) fn loses(&self, resource: &str, stored: &BTreeSet<Object>, servers: usize) -> bool {
        let versions = [self.server(false), self.server(true)];
        let written =
            [0, 1].map(|version| BTreeSet::from(LUCK.map(|luck| versions[version].write(resource, luck))));
        let objects: Vec<&Object> = stored.union(&written[0]).chain(&written[1]).collect();
        let bits = |is_in: &dyn Fn(&Object) -> bool| -> u64 {
            objects.iter().enumerate().filter(|(_, object)| is_in(object)).map(|(bit, _)| 1 << bit).sum()
        };
        let unreadable = [0, 1].map(|version| bits(&|object| !versions[version].reads(object)));
        let adds = [0, 1].map(|version| bits(&|object| written[version].contains(object)));
        // Which servers have the new version, and which objects are in the store.
        let mut open = vec![(vec![0; servers], bits(&|object| stored.contains(object)))];
        let mut seen: BTreeSet<(Vec<usize>, u64)> = open.iter().cloned().collect();
        while let Some((servers, store)) = open.pop() {
            if servers.iter().any(|version| store & unreadable[*version] != 0) {
                return true;
            }
            for (position, version) in servers.iter().enumerate() {
                let mut updated = servers.clone();
                updated[position] = 1;
                let next = [(updated, store), (servers.clone(), store | adds[*version])];
                open.extend(next.into_iter().filter(|state| seen.insert(state.clone())));
            }
        }
        false
    }

    /// Whether that is so for any resource. Those with the same credentials share their fate.
    pub(crate) fn loses_any(&self, before: Before, servers: usize) -> bool {
        let fates: BTreeMap<_, _> = STORED
            .iter()
            .map(|resource| ((self.old.credentials(resource), self.new.credentials(resource)), resource))
            .collect();
        fates.values().any(|resource| self.loses(resource, &self.stored(resource, before), servers))
    }

    /// What etcdlint says of the step: the ids of the rules about reading, with their severities. Nothing if
    /// kube-apiserver would refuse one of the versions.
    pub(crate) fn verdict(&self) -> Option<BTreeSet<(&'static str, Severity)>> {
        let mut linter = Linter::new(Settings::default());
        linter.add_previous_text(input(), &self.old.to_json().to_string());
        linter.add_text(input(), &self.new.to_json().to_string());
        let report = linter.finish_with_changes_alone();
        if !report.not_checked.is_empty() {
            return None;
        }
        let about_reading = report.findings.iter().filter(|finding| finding.rule.id != "ENC243");
        Some(about_reading.map(|finding| (finding.rule.id, finding.severity)).collect())
    }
}

fn input() -> Input {
    Input { name: "enc.yaml".to_owned(), ..Input::default() }
}
