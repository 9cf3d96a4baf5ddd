use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::fix::{Edit, Scalar};
use crate::message;
use crate::message::show;
use crate::model::certificates::{
    Block, Content, Credential, Damage, Holder, Key, PemFile, PrivateKey, User, named_by_path,
};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT114",
    name: "unparsable-pem",
    summary: "a certificate or key cannot be read, or is not what belongs there",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("crt114_unparsable_pem.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    if let Some(overcoded) = &pem.overcoded {
        let edits = overcoded.right.as_ref().map(|right| {
            vec![Edit::Replace { place: pem.place.clone(), value: Scalar::String(right.clone()) }]
        });
        out.report(
            pem.place.clone(),
            "the value is in base64 once too often: whatever mounts it gets base64 instead of PEM",
        )
        .label("base64 of base64")
        .fix(Fix::safe_or_advice("take one base64 encoding away", edits));
    }
    check_uses(pem, cx, out);
    if pem.holder == Holder::Field || !pem.is_pem {
        return;
    }
    // etcd and kube-apiserver take what they can read from a CA file.
    let has_others = cx.inventory.is_ca_file(pem) && pem.leaf().is_some();
    for block in &pem.blocks {
        let Err(damage) = block.content else { continue };
        let what = if block.says_private_key { "the private key" } else { "the PEM block" };
        let (severity, what_follows) = match damage {
            Damage::Unread => (Severity::Info, "nothing in it is checked"),
            Damage::Content | Damage::Empty => (Severity::Error, "whatever loads it fails"),
            _ if has_others => (Severity::Warning, "it counts as if it were not there"),
            _ => (Severity::Error, "whatever loads it finds nothing there"),
        };
        out.report(
            block.place.clone(),
            message!("{} cannot be read, because {}: {}", what, damage, what_follows),
        )
        .severity(severity)
        .label("damaged");
    }
    for (block, _) in pem.certificates().filter(|(_, one)| one.has_negative_serial) {
        out.report(
            block.place.clone(),
            "the serial number of the certificate is negative: what is built with Go 1.23 or later cannot load it",
        )
        .severity(Severity::Warning)
        .label("a serial number below zero");
    }
}

/// What is not in a file that etcd or kube-apiserver loads, or what is in it and should not be.
fn check_uses(pem: &PemFile, cx: &Context, out: &mut Findings) {
    let is_it = |position| cx.inventory.pem(position).is_some_and(|one| std::ptr::eq(one, pem));
    let users = |part: fn(&Credential) -> Option<usize>| {
        let is_in_use = |one: &&Credential| {
            let file = one.certificate.and_then(|file| cx.inventory.pem(file));
            one.user != User::Unseen || file.is_some_and(is_leaf_of_kubeadm)
        };
        cx.inventory.credentials.iter().filter(move |one| part(one).is_some_and(is_it)).filter(is_in_use)
    };
    let severity = |part| {
        users(part)
            .map(|one| match cx.inventory.opens_certificate(one.user) {
                Some(false) => Severity::Warning,
                _ => Severity::Error,
            })
            .max()
    };
    // Of what is damaged it has been said.
    let is_readable = pem.overcoded.is_none() && pem.blocks.iter().all(|block| block.content.is_ok());
    // A file of kubeadm's without a certificate belongs to no credential.
    let by_name = is_leaf_of_kubeadm(pem).then_some(Severity::Error);
    let loaded = severity(|one| one.certificate).or(by_name);
    if let Some(severity) = loaded.filter(|_| is_readable && pem.leaf().is_none()) {
        out.report(
            pem.place.clone(),
            "no block CERTIFICATE is in the file of a certificate: whatever loads it fails",
        )
        .severity(severity)
        .label("no certificate");
    }
    // Of a key that Go does not know, CRT105 speaks at the certificate.
    let is_known =
        |one: &Credential| cx.inventory.leaf_of(one).is_none_or(|leaf| leaf.certificate.key != Key::Unknown);
    if let Some(severity) = severity(|one| one.key).filter(|_| users(|one| one.key).any(is_known)) {
        check_key(pem, severity, is_readable, out);
    }
    if let Some(severity) = severity(|one| one.ca) {
        let is_other = |content: &Content| !matches!(content, Content::Certificate(_) | Content::Mislabelled);
        for block in pem.blocks.iter().filter(|block| block.content.as_ref().is_ok_and(is_other)) {
            out.report(
                block.place.clone(),
                "the CA file holds something else than a certificate: etcd and kube-apiserver exit when they load it",
            )
            .severity(severity)
            .label("no certificate");
        }
    }
    let has_unseen_key =
        |one: &Credential| one.key.and_then(|key| cx.inventory.pem(key)?.private_key()).is_none();
    if users(|one| one.certificate).any(has_unseen_key) {
        check_order(pem, out);
    }
}

/// Whether a file has a name by which kubeadm lays the certificate of a server or client of etcd.
fn is_leaf_of_kubeadm(pem: &PemFile) -> bool {
    matches!(pem.holder, Holder::File | Holder::NodeFile)
        && named_by_path(&pem.name).is_some_and(|named| named.role.is_leaf())
}

fn check_key(pem: &PemFile, severity: Severity, is_readable: bool, out: &mut Findings) {
    let message = match pem.blocks.iter().find(|block| block.says_private_key) {
        None if is_readable => "no private key is in the file of a key: whatever loads it fails",
        Some(Block { content: Ok(Content::PrivateKey(PrivateKey { is_known: false, .. })), .. }) => {
            "the private key is of a kind that Go does not know: whatever loads it fails"
        }
        _ => return,
    };
    out.report(pem.place.clone(), message).severity(severity).label("no key");
}

/// The first certificate of a file is the one that is shown. Where the key is seen, CRT109 compares it.
fn check_order(pem: &PemFile, out: &mut Findings) {
    let Some((block, _)) = pem.leaf().filter(|(_, first)| first.is_ca) else { return };
    let Some((_, leaf)) = pem.certificates().find(|(_, one)| !one.is_ca) else { return };
    out.report(
        block.place.clone(),
        message!(
            "a CA stands before the certificate of {}: etcd and kube-apiserver show the first one of the file",
            show(&leaf.subject.text)
        ),
    )
    .severity(Severity::Warning)
    .label("not the first");
}
