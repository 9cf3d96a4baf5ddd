use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::parse_bool;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Kms};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ENC142",
    name: "kms-name-duplicate",
    summary: "two KMS providers have the same name",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc142_kms_name_duplicate.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let reloads = reloads(encryption, cx);
    let mut seen: Vec<&Kms> = Vec::new();
    for kms in kms(&encryption.config) {
        let earlier = seen.iter().find(|earlier| earlier.name() == kms.name());
        let severity = match reloads {
            _ if kms.effective_api_version() != "v1" => Some(Severity::Error),
            Some(true) => Some(Severity::Error),
            Some(false) => None,
            None => Some(Severity::Warning),
        };
        if let (Some(earlier), Some(severity)) = (earlier, severity) {
            let message = if severity == Severity::Error {
                message!(
                    "kube-apiserver refuses kms: duplicate KMS provider name {}, names must be unique",
                    show(kms.name())
                )
            } else {
                message!(
                    "duplicate KMS provider name {}: kube-apiserver refuses it once automatic reload is on",
                    show(kms.name())
                )
            };
            out.report(place_of(kms), message)
                .severity(severity)
                .related(place_of(earlier), "the name is used here")
                .fix(Fix::advice("give the later provider a name of its own"));
        }
        seen.push(kms);
    }
}

fn place_of(kms: &Kms) -> Place {
    kms.name.as_ref().map_or_else(|| kms.place.to_key(), |name| name.place.clone())
}

/// Whether kube-apiserver loads the file again when it changes; `None` if that cannot be seen.
fn reloads(encryption: &Encryption, cx: &Context) -> Option<bool> {
    const FLAG: &str = "encryption-provider-config-automatic-reload";
    let settings = cx.apiservers_near(encryption.document).map(|apiserver| match apiserver.option(FLAG) {
        Setting::Unset => Some(false),
        setting => setting.text().and_then(parse_bool),
    });
    settings.reduce(|a, b| if a == Some(true) || b == Some(true) { Some(true) } else { a.and(b) }).flatten()
}
