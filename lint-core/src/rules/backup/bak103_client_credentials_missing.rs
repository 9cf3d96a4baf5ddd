use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::Message;
use crate::message::Shown;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK103",
    name: "client-credentials-missing",
    summary: "etcdctl lacks a certificate, key or CA",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak103_client_credentials_missing.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (_, save) in backup.saves() {
        let Some(endpoint) = save.endpoints.iter().find(|endpoint| save.is_tls(endpoint) == Some(true))
        else {
            continue;
        };
        let given = |flag: &str| save.call.setting(flag).is_given();
        let needs_ca = save.call.is_on("insecure-skip-tls-verify") == Some(false);
        // A user with a password may need no certificate. Half a pair is a mistake all the same.
        let has_user = given("user") != Some(false);
        let needs_pair = !has_user || given("cert") == Some(true) || given("key") == Some(true);
        let is_needed = |flag: &str| if flag == "cacert" { needs_ca } else { needs_pair };
        let missing: Vec<&'static str> = [("cacert", "--cacert"), ("cert", "--cert"), ("key", "--key")]
            .into_iter()
            .filter(|(flag, _)| given(flag) == Some(false) && is_needed(flag))
            .map(|(_, name)| name)
            .collect();
        if missing.is_empty() {
            continue;
        }
        let pair = (given("cert"), given("key"));
        let names = Shown::all_of(&missing);
        let (place, message) = match pair {
            (Some(true), Some(false)) => (save.call.place_of("cert"), unpaired(&names)),
            (Some(false), Some(true)) => (save.call.place_of("key"), unpaired(&names)),
            (Some(false), _) | (_, Some(false)) => (
                endpoint.place.clone(),
                message!("without {} an etcd that authenticates its clients refuses every save", names),
            ),
            // What is missing is the CA alone.
            _ => (
                endpoint.place.clone(),
                message!("without {} etcdctl trusts public CAs only and refuses etcd's certificate", names),
            ),
        };
        out.report(place, message)
            .label("not all of CA, certificate and key")
            .fix(Fix::advice(message!("add {}", names)));
    }
}

fn unpaired(names: &Shown) -> Message {
    message!(
        "without {} etcdctl exits with \"KeyFile and CertFile must both be present\": nothing is saved",
        names
    )
}
