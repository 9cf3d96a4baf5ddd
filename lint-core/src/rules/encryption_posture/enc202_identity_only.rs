use super::chain::chains;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ENC202",
    name: "identity-only",
    summary: "identity is the only provider, so nothing is encrypted",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["CIS 1.2.28", "STIG V-274882"],
    since: "0.1.0",
    page: page!("enc202_identity_only.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    for chain in chains(&encryption.config) {
        let Some(writer) = chain.writer() else { continue };
        if chain.providers().any(|provider| provider.kind.encrypts()) {
            continue;
        }
        let place = writer.kind.place.to_key();
        if chain.stores_secrets {
            out.report(
                place,
                "Secrets are explicitly left unencrypted: identity stores them in plain text in \
                 etcd",
            )
            .label("no encryption");
        } else if cx.profile() == Profile::Strict {
            // An entry of its own for identity is how a resource is exempted from a wildcard.
            out.report(place, message!("{} are explicitly left unencrypted", chain.shown_names()))
                .severity(Severity::Info);
        }
    }
}
