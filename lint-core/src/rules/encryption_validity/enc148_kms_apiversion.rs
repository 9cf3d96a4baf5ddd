use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::model::encryption::{Encryption, Located};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC148",
    name: "kms-apiversion",
    summary: "the apiVersion of a KMS provider is neither v1 nor v2",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("enc148_kms_apiversion.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config) {
        let Some(version) = &kms.api_version else { continue };
        if matches!(kms.effective_api_version(), "v1" | "v2") {
            continue;
        }
        // "apiVersion apiVersion" is what kube-apiserver prints.
        let message = "kube-apiserver refuses kms: unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported";
        out.report(version.place.clone(), message).fix(fix(version));
    }
}

fn fix(version: &Located<String>) -> Fix {
    let lower = version.value.to_ascii_lowercase();
    if !matches!(lower.as_str(), "v1" | "v2") {
        return Fix::advice("write v2, if the plugin speaks it");
    }
    let edit = Edit::Replace { place: version.place.clone(), value: Scalar::String(lower) };
    Fix::suggested("write it in lower case", vec![edit])
}
