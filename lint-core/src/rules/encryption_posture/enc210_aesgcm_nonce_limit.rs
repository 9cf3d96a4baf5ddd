use super::chain::writers;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::encryption::{Encryption, GroupResource, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ENC210",
    name: "aesgcm-nonce-limit",
    summary: "aesgcm writes: the key must be rotated every 200000 writes",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 1.2.28"],
    since: "0.1.0",
    page: page!("enc210_aesgcm_nonce_limit.md"),
    check: Check::Encryption(check),
};

/// Resources that change so often that a key is used up within days.
const BUSY: [&str; 3] = ["events", "leases.coordination.k8s.io", "endpointslices.discovery.k8s.io"];

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let config = &encryption.config;
    for writer in writers(config).iter().filter(|writer| writer.is(ProviderName::Aesgcm)) {
        let busy = BUSY.iter().find(|resource| writer.writes(config, &GroupResource::parse(resource)));
        let finding = match busy {
            Some(resource) => out.report(
                writer.provider.kind.place.to_key(),
                message!(
                    "aesgcm takes random nonces: rotate the key every 200000 writes, which {} reach \
                     within days; nothing rotates it automatically",
                    *resource
                ),
            ),
            None => out.report(
                writer.provider.kind.place.to_key(),
                "aesgcm takes random nonces: rotate the key every 200000 writes; nothing rotates \
                 it automatically",
            ),
        };
        finding.label("random nonces of 96 bits").fix(Fix::advice(
            "use KMS v2 or secretbox, and keep aesgcm to read until everything is rewritten",
        ));
        if busy.is_some() && cx.profile() == Profile::Strict {
            finding.severity(Severity::Error);
        }
    }
}
