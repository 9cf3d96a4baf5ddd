use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::{looks_like, Encryption};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::DocumentId;

pub(crate) static RULE: Rule = Rule {
    id: "ENC108",
    name: "multi-document",
    summary: "documents follow the EncryptionConfiguration in its file",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    page: page!("enc108_multi_document.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    if cx.inventory.held(encryption.document).document.index != 0 {
        return;
    }
    let after = cx.inventory.documents_after(encryption.document);
    let is_configuration = |id: DocumentId| looks_like(&cx.inventory.root(id)).is_some();
    let configuration = after.iter().find(|(id, _)| is_configuration(*id));
    let Some((ignored, _)) = configuration.or(after.first()) else { return };
    let place = cx.inventory.root(*ignored).place();
    let own = encryption.config.place.clone();
    if configuration.is_some() {
        let message = "kube-apiserver reads the first document of the file only: this EncryptionConfiguration has no effect";
        out.report(place, message)
            .severity(Severity::Error)
            .related(own, "this one is read")
            .fix(Fix::advice("move its entries into the resources of the first document"));
    } else {
        let message = "kube-apiserver reads the first document of the file only and ignores this one in silence";
        out.report(place, message)
            .related(own, "this one is read")
            .fix(Fix::advice("keep the EncryptionConfiguration in a file of its own"));
    }
}
