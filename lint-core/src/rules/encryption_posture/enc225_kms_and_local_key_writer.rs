use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::encryption::{Encryption, GroupResource, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC225",
    name: "kms-and-local-key-writer",
    summary: "KMS is configured, but a key in the file writes",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc225_kms_and_local_key_writer.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let secrets = encryption.config.effective(&GroupResource::secrets());
    let Some(writer) = secrets.writer().filter(|writer| writer.kind.name.has_local_keys()) else { return };
    let kms = secrets.readers().iter().find(|reader| reader.kind.name == ProviderName::Kms);
    if let Some(kms) = kms {
        out.report(
            kms.kind.place.to_key(),
            message!(
                "kms only reads Secrets: {} in front of it still writes them with a key from this \
                 file",
                writer.kind.name.as_str()
            ),
        )
        .label("only reads")
        .related(writer.kind.place.to_key(), "writes")
        .fix(Fix::advice(
            "when every kube-apiserver knows the plugin, move kms to the front and rewrite \
             the Secrets",
        ));
    }
}
