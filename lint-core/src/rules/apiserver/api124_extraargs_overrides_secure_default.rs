use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side, State, Transport};
use crate::model::kubeadm::ExtraArgs;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API124",
    name: "extraargs-overrides-secure-default",
    summary: "an extra argument takes away the TLS that kubeadm gives etcd",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["CIS 2.2", "CIS 2.5", "NSA Encryption"],
    since: "0.1.0",
    page: page!("api124_extraargs_overrides_secure_default.md"),
    check: Check::Etcd(check),
};

/// Without `extraArgs` kubeadm's etcd demands certificates on both sides, so whatever it does not
/// demand is due to an entry.
fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(args) = &etcd.extra_args else { return };
    for side in [Side::Client, Side::Peer] {
        let transport = etcd.transport(side);
        report(etcd, args, transport, out);
    }
}

fn report(etcd: &Etcd, args: &ExtraArgs, transport: &Transport, out: &mut Findings) {
    for (flag, cause) in causes(transport) {
        let flag = transport.side.flag(flag);
        let counting = etcd.effective_use(flag).map(|effective| &effective.used.place);
        for entry in args.named(flag).filter(|entry| counting.is_none_or(|place| *place == entry.place)) {
            let fix = match etcd.unset(flag) {
                Some(edits) => Fix::suggested("remove the entry: kubeadm's default is secure", edits),
                None => Fix::advice("remove the entry: kubeadm's default is secure"),
            };
            out.report(
                entry.place.clone(),
                message!("{} undoes a secure default of kubeadm's (see {})", flag, cause),
            )
            .label("less secure than the default")
            .fix(fix);
        }
    }
}

/// The client flags that may be why a side does not demand certificates, with the rules that say more.
fn causes(transport: &Transport) -> Vec<(&'static str, &'static str)> {
    let of_side = |client, peer| if transport.side == Side::Client { client } else { peer };
    let mut causes = Vec::new();
    if transport.plaintext().next().is_some() {
        causes.push(("listen-client-urls", of_side("ETCD101", "ETCD201")));
    }
    if matches!(transport.state, State::Tls) {
        if transport.ca == Some(false) {
            causes.push(("trusted-ca-file", of_side("ETCD106", "ETCD206")));
        }
        if transport.ca == Some(false) && transport.auth == Some(false) {
            causes.push(("client-cert-auth", of_side("ETCD106", "ETCD206")));
        }
        if transport.is_self_signed() == Some(true) {
            causes.push(("auto-tls", of_side("ETCD109", "ETCD209")));
        }
    }
    causes
}
