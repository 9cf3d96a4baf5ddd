//! The kube-apiserver inside a k3s or RKE2 server.
//!
//! It gets its flags from the server around it, which adds those that the manifest passes on with
//! `--kube-apiserver-arg=NAME=VALUE`.

use super::Apiserver;
use crate::go_value::parse_bool;
use crate::model::apiserver_flags;
use crate::model::etcd::Home;
use crate::model::go_flag::{self, FlagLine, FlagUse, Kind};
use crate::model::pflag::{PflagLine, PflagProblem, PflagProblemKind};
use crate::source::Place;
use crate::subject::command::Command;
use crate::subject::image::Version;
use crate::subject::object::Subject;
use crate::subject::word::Word;

/// What the server around an embedded kube-apiserver says of encryption at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// Whether Secrets are encrypted: always in RKE2, with `--secrets-encryption` in k3s.
    /// `None` where a configuration file decides.
    pub encrypts_secrets: Option<bool>,
}

impl Apiserver {
    /// The kube-apiserver inside the k3s or RKE2 server that `command` starts.
    pub fn embedded(
        command: &Command,
        subject: Subject,
        place: Place,
        home: Home,
        version: Option<Version>,
    ) -> Apiserver {
        let line = go_flag::parse(&command.args, &kind);
        Apiserver {
            subject,
            document: place.document,
            place,
            home,
            version,
            flags: passed_on(&line),
            kubeadm: None,
            encryption: None,
            embedded: Some(Embedded { encrypts_secrets: encrypts_secrets(command, &line) }),
            command: command.clone(),
        }
    }
}

/// The flags of k3s and RKE2 that matter here.
fn kind(name: &str) -> Option<Kind> {
    match name {
        "secrets-encryption" => Some(Kind::Bool),
        "kube-apiserver-arg" | "config" | "c" => Some(Kind::String),
        _ => None,
    }
}

fn encrypts_secrets(command: &Command, line: &FlagLine) -> Option<bool> {
    if command.program.basename() == "rke2" {
        return Some(true);
    }
    if let Some(used) = line.last("secrets-encryption") {
        return parse_bool(used.value.as_ref()?.known()?);
    }
    let environment = &command.environment;
    let reads_file = line.last("config").or_else(|| line.last("c")).is_some()
        || environment.open
        || environment.get("K3S_CONFIG_FILE").is_some();
    if reads_file || line.open { None } else { Some(false) }
}

/// What kube-apiserver is given. The line stays open: the server around it adds flags of its own.
fn passed_on(line: &FlagLine) -> PflagLine {
    let mut passed = PflagLine { open: true, ..PflagLine::default() };
    for outer in line.all("kube-apiserver-arg") {
        let Some(used) = outer.value.as_ref().and_then(|word| flag(outer, word)) else { continue };
        if used.kind.is_none() {
            passed.problems.push(PflagProblem {
                kind: PflagProblemKind::UnknownFlag,
                index: used.index,
                place: used.place.clone(),
                name: used.name.clone(),
            });
        }
        passed.uses.push(used);
    }
    passed
}

/// The flag that an element `NAME=VALUE` stands for; without a value it means `true`.
fn flag(outer: &FlagUse, word: &Word) -> Option<FlagUse> {
    let start = word.text.len() - word.text.trim_start_matches('-').len();
    let end = word.text.find('=').unwrap_or(word.text.len());
    let name = word.text.get(start..end)?.replace('_', "-");
    if name.is_empty() || !word.is_known_in(0..end) {
        return None;
    }
    let value = if end < word.text.len() {
        word.slice(end + 1..word.text.len())
    } else {
        Word::derived("true", word.place.clone())
    };
    Some(FlagUse {
        name_place: word.place_of(0..end),
        dashes: 2,
        kind: apiserver_flags::kind(&name),
        name,
        value: Some(value),
        ..outer.clone()
    })
}
