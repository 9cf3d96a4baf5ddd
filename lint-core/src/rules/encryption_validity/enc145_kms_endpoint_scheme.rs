use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Located};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC145",
    name: "kms-endpoint-scheme",
    summary: "the endpoint of a KMS provider is no unix:// address",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc145_kms_endpoint_scheme.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config) {
        let (Some(endpoint), Some(parsed)) = (&kms.endpoint, kms.parsed_endpoint()) else { continue };
        let message = match parsed {
            Ok(parsed) if parsed.scheme == "unix" => continue,
            Ok(parsed) => message!(
                "kube-apiserver refuses kms: unsupported scheme \"{}\" for KMS provider, only unix is supported",
                show(&parsed.scheme)
            ),
            Err(_) => {
                message!("kube-apiserver refuses kms: invalid endpoint for kms provider, it is not a URL")
            }
        };
        out.report(endpoint.place.clone(), message).fix(fix(endpoint));
    }
}

/// The absolute path of a socket lacks only the scheme.
fn fix(endpoint: &Located<String>) -> Fix {
    let text = &endpoint.value;
    if !text.starts_with('/') || text.starts_with("//") {
        return Fix::advice("name the socket of the plugin: unix:// and its absolute path");
    }
    let value = Scalar::String(format!("unix://{text}"));
    Fix::safe("write unix:// before the path", vec![Edit::Replace { place: endpoint.place.clone(), value }])
}
