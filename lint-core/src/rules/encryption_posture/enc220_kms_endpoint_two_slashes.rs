use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::{Shown, show};
use crate::model::encryption::{Encryption, Located};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC220",
    name: "kms-endpoint-two-slashes",
    summary: "a KMS endpoint has two slashes, so a folder becomes a host",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc220_kms_endpoint_two_slashes.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in encryption.config.provider_kinds().filter_map(|kind| kind.kms.as_ref()) {
        let (Some(endpoint), Some(Ok(parsed))) = (&kms.endpoint, kms.parsed_endpoint()) else { continue };
        let host = parsed.authority.unwrap_or_default();
        if parsed.scheme != "unix" || host.is_empty() {
            continue;
        }
        let target = if parsed.path.is_empty() { Shown::list(&["nothing"]) } else { show(&parsed.path) };
        let start = endpoint.value.find("://").map_or(0, |at| at + "://".len());
        out.report(
            endpoint.place.within(start..start + host.len()),
            message!(
                "{} is taken for a host name: kube-apiserver connects to {}; write three slashes",
                show(&host),
                target
            ),
        )
        .label("a host, not a folder")
        .fix(fix(endpoint, &host));
    }
}

/// With `@` the slash makes an abstract socket of it, which nobody can check from here.
fn fix(endpoint: &Located<String>, host: &str) -> Fix {
    const TITLE: &str = "write three slashes";
    let value = Scalar::String(endpoint.value.replacen("://", ":///", 1));
    let edits = vec![Edit::Replace { place: endpoint.place.clone(), value }];
    if host.starts_with('@') { Fix::suggested(TITLE, edits) } else { Fix::safe(TITLE, edits) }
}
