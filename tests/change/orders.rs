//! Every order of the steps of every documented procedure, played through, and written down.

use std::collections::BTreeSet;
use std::fmt::Write;

use etcdlint_core::finding::Severity;
use snapbox::{assert_data_eq, file};

use super::cluster::{LUCK, Step};
use crate::apiserver::config::{Config, Credential};
use crate::apiserver::envelope::Kek;
use crate::apiserver::{Object, Server};

/// The steps. Each but the rewriting is a change of the file, made on all API servers before the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Puts the new one last, unless it is there.
    Add,
    /// Puts the new one first.
    Promote,
    /// Reads and writes every object.
    Rewrite,
    /// Takes the old one away.
    Remove,
}

/// What a procedure of the documentation replaces by what.
struct Procedure {
    title: &'static str,
    start: &'static [Credential],
    old: Credential,
    new: Credential,
}

const fn key(provider: &'static str, name: &'static str, material: u8) -> Credential {
    Credential::Key { provider, name, material }
}

const KEY1: Credential = key("aescbc", "key1", 0);
const KEY2: Credential = key("aescbc", "key2", 1);
const VAULT: Credential = Credential::Kms { version: "v2", name: "vault", endpoint: 0 };

const PROCEDURES: [Procedure; 4] = [
    Procedure {
        title: "Rotate a key: from `key1, identity` to `key2, identity`",
        start: &[KEY1, Credential::Identity],
        old: KEY1,
        new: KEY2,
    },
    Procedure {
        title: "Move to a KMS: from `key1, identity` to `vault, identity`",
        start: &[KEY1, Credential::Identity],
        old: KEY1,
        new: VAULT,
    },
    Procedure {
        title: "Switch encryption on: from `identity` to `key1`",
        start: &[Credential::Identity],
        old: Credential::Identity,
        new: KEY1,
    },
    Procedure {
        title: "Decrypt everything: from `key1` to `identity`",
        start: &[KEY1],
        old: KEY1,
        new: Credential::Identity,
    },
];

/// What became of one order of the steps.
struct Played {
    /// The first step that makes a read fail.
    lost_at: Option<Act>,
    /// What the rules say of each step that they find something in.
    said: Vec<(Act, &'static str, Severity)>,
}

impl Act {
    const ALL: [Act; 4] = [Act::Add, Act::Promote, Act::Rewrite, Act::Remove];

    fn name(self) -> &'static str {
        match self {
            Act::Add => "add",
            Act::Promote => "promote",
            Act::Rewrite => "rewrite",
            Act::Remove => "remove",
        }
    }

    fn change(self, credentials: &[Credential], procedure: &Procedure) -> Vec<Credential> {
        let without = |one: Credential| credentials.iter().copied().filter(move |other| *other != one);
        match self {
            Act::Add if credentials.contains(&procedure.new) => credentials.to_vec(),
            Act::Add => credentials.iter().copied().chain([procedure.new]).collect(),
            Act::Promote => std::iter::once(procedure.new).chain(without(procedure.new)).collect(),
            Act::Rewrite => credentials.to_vec(),
            Act::Remove => without(procedure.old).collect(),
        }
    }
}

fn orders() -> Vec<Vec<Act>> {
    let mut orders: Vec<Vec<Act>> = vec![Vec::new()];
    for _ in Act::ALL {
        let longer = |order: &Vec<Act>| {
            let rest = Act::ALL.into_iter().filter(|act| !order.contains(act));
            rest.map(|act| [order.as_slice(), &[act]].concat()).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    orders
}

/// Plays the steps on three API servers. What an interleaving may have stored stays stored until it is
/// rewritten.
fn play(procedure: &Procedure, order: &[Act]) -> Played {
    let mut credentials = procedure.start.to_vec();
    let mut store = written(&Config::secrets(&credentials));
    let mut played = Played { lost_at: None, said: Vec::new() };
    for act in order {
        let old = Config::secrets(&credentials);
        credentials = act.change(&credentials, procedure);
        let new = Config::secrets(&credentials);
        let step = Step { old: &old, new: &new, kek: Kek::ByName };
        if *act == Act::Rewrite {
            // An object that cannot be read cannot be rewritten either.
            let server = Server { config: &new, kek: Kek::ByName };
            store.retain(|object| !server.reads(object));
        } else {
            let said = step.verdict().expect("kube-apiserver takes it");
            played.said.extend(said.into_iter().map(|(id, severity)| (*act, id, severity)));
            if played.lost_at.is_none() && step.loses("secrets", &store, 3) {
                played.lost_at = Some(*act);
            }
            store.extend(written(&old));
        }
        store.extend(written(&new));
    }
    played
}

fn written(config: &Config) -> BTreeSet<Object> {
    LUCK.map(|luck| Server { config, kek: Kek::ByName }.write("secrets", luck)).into()
}

fn all() -> impl Iterator<Item = (&'static Procedure, Vec<Act>, Played)> {
    PROCEDURES.iter().flat_map(|procedure| {
        orders().into_iter().map(move |order| {
            let played = play(procedure, &order);
            (procedure, order, played)
        })
    })
}

#[test]
fn the_documented_order_loses_nothing() {
    for procedure in &PROCEDURES {
        let played = play(procedure, &Act::ALL);
        assert_eq!(played.lost_at, None, "{}", procedure.title);
        assert!(
            played
                .said
                .iter()
                .all(|(act, _, severity)| (*act, *severity) == (Act::Remove, Severity::Warning))
        );
    }
}

#[test]
fn a_step_that_loses_something_is_never_passed_over() {
    for (procedure, order, played) in all() {
        let is_found = |lost: Act| played.said.iter().any(|(act, ..)| *act == lost);
        assert!(played.lost_at.is_none_or(is_found), "{}: {order:?}", procedure.title);
    }
}

/// `SNAPSHOTS=overwrite cargo test` writes the table anew.
#[test]
fn the_table_in_docs_is_in_step() {
    assert_data_eq!(table(), file!["../../docs/rotation-orders.md": Text].raw());
}

fn table() -> String {
    let mut text = String::from(
        "# Every order of the steps of a rotation\n\nA test plays each order on three kube-apiservers and one store, with real ciphers and in every interleaving, and\nwrites this table. *add* puts the new key last, *promote* puts it first, *rewrite* reads and writes every object,\n*remove* takes the old one away. Each step is finished on all API servers before the next one begins.\n\nRules see files, and cannot see whether everything has been rewritten: what they say of a step that is safe after\nthe rewriting is a warning. [rotation.md](rotation.md) walks through the order that is right.\n",
    );
    let mut title = "";
    for (procedure, order, played) in all() {
        if procedure.title != title {
            title = procedure.title;
            write!(
                text,
                "\n## {title}\n\n| order | a read can fail | the rules say |\n| --- | --- | --- |\n"
            )
            .expect("writing to a string works");
        }
        let names: Vec<&str> = order.iter().map(|act| act.name()).collect();
        let lost = played.lost_at.map_or("never".to_owned(), |act| format!("from *{}* on", act.name()));
        let said = played
            .said
            .iter()
            .map(|(act, id, severity)| format!("{}: [{id}](rules/{id}.md) {severity}", act.name()));
        let said = said.collect::<Vec<_>>().join("; ");
        writeln!(text, "| {} | {lost} | {said} |", names.join(", ")).expect("writing to a string works");
    }
    text
}
