use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC221",
    name: "kms-abstract-socket",
    summary: "a KMS endpoint is an abstract socket without permissions",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc221_kms_abstract_socket.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in encryption.config.provider_kinds().filter_map(|kind| kind.kms.as_ref()) {
        let (Some(endpoint), Some(Ok(parsed))) = (&kms.endpoint, kms.parsed_endpoint()) else { continue };
        if parsed.scheme == "unix" && parsed.is_abstract() {
            out.report(
                endpoint.place.clone(),
                "an abstract socket has no file permissions: any process in the same network \
                 namespace can call the plugin or take its name",
            )
            .label("no permissions")
            .fix(Fix::advice("let the plugin listen on a socket file in a folder that only root may enter"));
        }
    }
}
