//! What the linter says of a way to start etcd, and where the process does something else.

use etcdlint_core::finding::Severity;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::model::etcd::State;
use etcdlint_core::overview::{EtcdFacts, Facts, Port};
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::settings::Settings;

use super::invocation::Invocation;
use super::probe::Demand;
use super::process::{Binary, Observed, Workspace};
use crate::pki;

/// Findings after which etcd does not start, when they are errors.
const FATAL: [&str; 30] = [
    "CRT109", "CRT115", "ETCD104", "ETCD105", "ETCD112", "ETCD114", "ETCD115", "ETCD119", "ETCD120",
    "ETCD204", "ETCD205", "ETCD301", "ETCD302", "ETCD303", "ETCD305", "ETCD306", "ETCD307", "ETCD309",
    "ETCD310", "ETCD311", "ETCD313", "ETCD314", "ETCD318", "ETCD320", "ETCD321", "ETCD322", "ETCD324",
    "ETCD325", "YAML101", "YAML104",
];

/// Findings of whatever severity that say that clients need no certificate.
const OPEN: [&str; 5] = ["ETCD101", "ETCD102", "ETCD103", "ETCD106", "ETCD109"];

/// Findings that say the same of the peer port.
const PEER_OPEN: [&str; 5] = ["ETCD201", "ETCD202", "ETCD203", "ETCD206", "ETCD209"];

/// What the linter says.
pub(crate) struct Verdict {
    /// That etcd does not start.
    pub(crate) refuses: bool,
    /// That clients need no certificate, and peers.
    open: bool,
    peer_open: bool,
    /// That it may say nothing of plaintext between peers: from 3.6 on the port serves members only, and there is one.
    may_have_plain_peers: bool,
    /// How the ports of the workspace are protected, as the overview has it.
    ports: Vec<(&'static str, State)>,
    /// Whether something was not looked at.
    is_blind: bool,
    /// The rules that found something.
    pub(crate) ids: Vec<&'static str>,
}

impl Verdict {
    pub(crate) fn of(invocation: &Invocation, workspace: &Workspace, etcd: &Binary) -> Verdict {
        let mut linter = Linter::new(Settings::default());
        for name in invocation.certificates() {
            let path = pki::folder().join(name);
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            linter.add_text(Input { name: path.to_string_lossy().into_owned(), ..Input::default() }, &text);
        }
        let input = Input { name: "case.json".to_owned(), ..Input::default() };
        linter.add_text(input, &invocation.manifest(workspace, &etcd.version).to_string());
        let (report, overview) = linter.finish_with_overview();
        let facts = overview.subjects.iter().find_map(|one| match &one.facts {
            // The file that no container reads is a server of its own.
            Facts::Etcd(facts) if one.subject.container.is_some() => Some(facts.as_ref()),
            _ => None,
        });
        let found = |ids: &[&str]| report.findings.iter().any(|finding| ids.contains(&finding.rule.id));
        Verdict {
            refuses: is_fatal(&report) || facts.is_none(),
            open: found(&OPEN),
            peer_open: found(&PEER_OPEN),
            may_have_plain_peers: etcd.minor() >= 6,
            ports: facts.map(|facts| ports(facts, workspace)).unwrap_or_default(),
            is_blind: report.findings.iter().any(|finding| finding.rule.id.starts_with("INPUT10")),
            ids: report.findings.iter().map(|finding| finding.rule.id).collect(),
        }
    }

    /// Where the process does something else than the linter says.
    pub(crate) fn disagreements(&self, observed: &Observed) -> Vec<String> {
        if self.is_blind {
            return vec!["the linter has not looked at everything".to_owned()];
        }
        if self.refuses == observed.starts {
            let does = if observed.starts { "starts" } else { "does not start" };
            return vec![format!("the process {does}")];
        }
        if !observed.starts {
            return Vec::new();
        }
        let mut wrong: Vec<String> = self
            .ports
            .iter()
            .filter_map(|(name, state)| {
                let demand = observed.ports.iter().find(|(port, _)| port == name).map(|(_, demand)| *demand);
                // A state that the linter does not know is no port's.
                let is_so = demand.map(state_of) == Some(*state);
                (!is_so).then(|| format!("{name} is {demand:?}, not {state:?}"))
            })
            .collect();
        for (name, demand) in &observed.ports {
            if !self.ports.iter().any(|(port, _)| port == name) {
                wrong.push(format!("{name} is {demand:?}, and the linter does not know of it"));
            }
        }
        // A socket of the file system is nobody's finding: its permissions protect it.
        let by_socket = observed.ports.iter().any(|(name, _)| *name == "{dir}/socket");
        if self.open != observed.clients_open && !by_socket {
            let get_in = if observed.clients_open { "get in" } else { "do not get in" };
            wrong.push(format!("clients without a certificate {get_in}"));
        }
        // Where clients get in anyway, an open peer port adds nothing, and the linter does not add it.
        let demands: Vec<Demand> = observed.demands_of_peers().collect();
        let is_open = demands.iter().any(|demand| *demand != Demand::Certificate);
        let is_excused = self.may_have_plain_peers && !demands.contains(&Demand::Tls);
        if self.peer_open != is_open && !observed.clients_open && !(is_open && is_excused) {
            let get_in = if is_open { "get in" } else { "do not get in" };
            wrong.push(format!("peers without a certificate {get_in}"));
        }
        wrong
    }
}

/// Whether etcd takes a value with the quotes that are in it, for what is then another name.
fn is_harmless(finding: &Reported) -> bool {
    finding.rule.id == "ETCD311" && !finding.message.as_str().contains("etcd")
}

fn is_fatal(report: &Report) -> bool {
    report.findings.iter().any(|finding| {
        finding.severity == Severity::Error && FATAL.contains(&finding.rule.id) && !is_harmless(finding)
    })
}

fn state_of(demand: Demand) -> State {
    match demand {
        Demand::Nothing => State::Off,
        Demand::Tls => State::Tls,
        Demand::Certificate => State::Mtls,
    }
}

/// The workspace's ports that the linter knows of.
fn ports(facts: &EtcdFacts, workspace: &Workspace) -> Vec<(&'static str, State)> {
    let sides = [Some(&facts.client), Some(&facts.peer), facts.metrics.as_ref()];
    let listeners = sides.into_iter().flatten().flat_map(|port: &Port| &port.listeners);
    let port_of = |url: &str| {
        let ends = |name: &str| {
            let end = workspace.fill(name);
            url.trim().split(['?', '#']).next().is_some_and(|url| url.ends_with(&end))
        };
        workspace.targets().into_iter().map(|(name, _)| name).find(|name| ends(name))
    };
    listeners.filter_map(|one| Some((port_of(&one.url.to_string())?, one.state))).collect()
}
