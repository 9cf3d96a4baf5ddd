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
use crate::subject::carrier::Reference;
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
    scripts(cx, &mut found);
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
    let is_given = cx.inventory.file_at(path, Some(apiserver.home), apiserver.document).is_some();
    if !path.is_empty() && !is_given && !is_spoken_of(path, cx) {
        out.report(
            fact.place.clone(),
            message!("{} was not given, so nothing is known of the encryption of Secrets", show(path)),
        );
    }
}

/// Whether INPUT104 speaks of the file: its content is in another object, or cannot be decoded.
fn is_spoken_of(path: &str, cx: &Context) -> bool {
    let inventory = cx.inventory;
    let is_it = |name: &str| clean(name) == clean(path);
    let is_named = |name: &str| is_it(name) && is_ours_by_name(name);
    let is_elsewhere =
        |one: &Reference| is_named(&one.name) || is_it(&one.name) && inventory.has_referenced(one);
    inventory.referenced.iter().any(is_elsewhere)
        || inventory.unreadable.iter().any(|one| is_named(&one.name))
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
