//! Files that a server in the input reads and that are not part of it.
//!
//! They are no findings, for a manifest that is linted alone is no mistake. But nobody has looked at them,
//! and that is said.

use std::collections::BTreeSet;

use super::input101_unanalysable_command;
use super::input103_external_config_file::RULE;
use super::input104_embedded_undecodable::is_ours_by_name;
use crate::context::Context;
use crate::finding::{Finding, Findings};
use crate::message;
use crate::message::{show, show_all};
use crate::model::apiserver::Apiserver;
use crate::model::backup::Backup;
use crate::model::etcd::{Etcd, Home, Side};
use crate::model::setting::{Fact, Setting};
use crate::rules::backup::unseen;
use crate::source::Place;
use crate::subject::object::Subject;
use crate::subject::volume::clean;

/// What was not given, in the form of findings of INPUT103.
pub(crate) fn files(cx: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for apiserver in &cx.inventory.apiservers {
        let mut out = Findings::new(&RULE, &apiserver.subject, &mut found);
        encryption(apiserver, cx, &mut out);
        certificates(certificate_files_of_apiserver(apiserver), Some(apiserver.home), cx, &mut out);
    }
    for etcd in &cx.inventory.etcds {
        let mut out = Findings::new(&RULE, &etcd.subject, &mut found);
        certificates(certificate_files_of_etcd(etcd), etcd.home, cx, &mut out);
    }
    for one in &cx.inventory.unread {
        let subject = one.object.subject();
        let mut out = Findings::new(&RULE, &subject, &mut found);
        out.report(one.place.clone(), message!("{} was not checked", one.what));
    }
    scripts(cx, &mut found);
    for backup in &cx.inventory.backups {
        // Where a script cannot be read to its end, that has been said.
        let script = &input101_unanalysable_command::RULE;
        let is_told =
            found.iter().any(|one| one.rule.id == script.id && one.place.document == backup.document);
        if !is_told {
            unseen::report(backup, &mut Findings::new(script, &backup.subject, &mut found));
        }
    }
    found
}

/// Scripts that cannot be read to their end, in the form of findings of INPUT101.
fn scripts(cx: &Context, found: &mut Vec<Finding>) {
    let subject = Subject { kind: Some("script".to_owned()), ..Subject::default() };
    let mut out = Findings::new(&input101_unanalysable_command::RULE, &subject, found);
    for id in &cx.inventory.scripts {
        let text = &cx.inventory.held(*id).document.text.0;
        for place in Backup::unread_in(*id, text) {
            out.report(place, input101_unanalysable_command::UNREAD);
        }
    }
}

fn encryption(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let Setting::Known(fact) = apiserver.option("encryption-provider-config") else { return };
    let Some(path) = fact.value.known() else {
        let message = message!("it cannot be seen which file configures the encryption of Secrets");
        out.report(fact.place, message);
        return;
    };
    if path.is_empty() || is_read(apiserver, cx) || is_spoken_of(path, apiserver, cx) {
        return;
    }
    let what = match cx.inventory.file_at(path, Some(apiserver.home), apiserver.document) {
        Some(_) => message!(
            "{} has nothing that can be read as an EncryptionConfiguration, so nothing is known of the \
             encryption of Secrets",
            show(path)
        ),
        None => message!("{} was not given, so nothing is known of the encryption of Secrets", show(path)),
    };
    out.report(fact.place.clone(), what);
}

/// Whether rules look at the file, or say why they cannot.
fn is_read(apiserver: &Apiserver, cx: &Context) -> bool {
    apiserver.encryption.is_some_and(|file| {
        cx.inventory.held(file).document.error.is_some()
            || cx.inventory.encryptions.iter().any(|one| one.document == file)
    })
}

/// Whether INPUT104 speaks of the file: its content is in another object, or cannot be decoded.
fn is_spoken_of(path: &str, apiserver: &Apiserver, cx: &Context) -> bool {
    let inventory = cx.inventory;
    let own = inventory.object_around(&apiserver.place);
    let is_it = |name: &str, place: &Place| {
        clean(name) == clean(path) && is_ours_by_name(name) && inventory.object_around(place) == own
    };
    inventory.referenced.iter().any(|one| one.found.is_none() && is_it(&one.name, &one.place))
        || inventory.unreadable.iter().any(|one| is_it(&one.name, &one.place))
}

/// A run without any certificate is not about certificates. In one with some, those that are missing are
/// named, once for each server.
fn certificates(files: Vec<Fact>, home: Option<Home>, cx: &Context, out: &mut Findings) {
    let has_some = cx.inventory.pems.iter().any(|pem| pem.leaf().is_some());
    let is_missing = |fact: &Fact| {
        fact.value.known().is_some_and(|path| {
            !path.is_empty() && cx.inventory.pem_at(path, home, fact.place.document).is_none()
        })
    };
    let missing: Vec<&Fact> = files.iter().filter(|fact| has_some && is_missing(fact)).collect();
    let Some(first) = missing.first() else { return };
    let names: BTreeSet<&str> = missing.iter().map(|fact| fact.value.text.as_str()).collect();
    out.report(
        first.place.clone(),
        message!("certificates that are not part of the input were not checked: {}", show_all(names)),
    );
}

fn certificate_files_of_apiserver(apiserver: &Apiserver) -> Vec<Fact> {
    let options = ["etcd-cafile", "etcd-certfile"].map(|flag| apiserver.option(flag));
    options.iter().filter_map(|option| option.fact().cloned()).collect()
}

fn certificate_files_of_etcd(etcd: &Etcd) -> Vec<Fact> {
    let flags = [Side::Client, Side::Peer]
        .into_iter()
        .flat_map(|side| ["cert-file", "trusted-ca-file"].map(|flag| side.flag(flag)));
    flags.filter_map(|flag| etcd.option(flag).fact().cloned()).collect()
}
