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
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("enc220_kms_endpoint_two_slashes.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in encryption.config.provider_kinds().filter_map(|kind| kind.kms.as_ref()) {
        let (Some(endpoint), Some(Ok(parsed))) = (&kms.endpoint, kms.parsed_endpoint()) else { continue };
        let host = parsed.authority.as_deref().unwrap_or_default();
        if parsed.scheme != "unix" || host == "localhost" && !parsed.path.is_empty() {
            continue;
        }
        if !host.is_empty() {
            report_host(endpoint, host, &parsed.path, out);
        } else if parsed.path.is_empty() {
            out.report(
                endpoint.place.clone(),
                "this endpoint has no path: kube-apiserver connects to nothing",
            )
            .label("no path")
            .fix(Fix::advice("write unix:// and then the whole path of the socket"));
        }
    }
}

fn report_host(endpoint: &Located<String>, host: &str, path: &str, out: &mut Findings) {
    let target = if path.is_empty() { Shown::list(&["nothing"]) } else { show(path) };
    let start = endpoint.value.find("://").map_or(0, |at| at + "://".len());
    // Whether the plugin listens at that path cannot be seen, so no fix is safe.
    let value = Scalar::String(endpoint.value.replacen("://", ":///", 1));
    let edits = vec![Edit::Replace { place: endpoint.place.clone(), value }];
    out.report(
        endpoint.place.within(start..start + host.len()),
        message!(
            "{} is taken for a host name: kube-apiserver connects to {}; write three slashes",
            show(host),
            target
        ),
    )
    .label("a host, not a folder")
    .fix(Fix::suggested("write three slashes", edits));
}
