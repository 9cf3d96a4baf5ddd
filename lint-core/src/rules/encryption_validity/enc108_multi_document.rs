use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::{Encryption, looks_like};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, Syntax};

pub(crate) static RULE: Rule = Rule {
    id: "ENC108",
    name: "multi-document",
    summary: "documents follow the EncryptionConfiguration in its file",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc108_multi_document.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let held = cx.inventory.held(encryption.document);
    // In a file that is taken for JSON nothing is ignored: ENC107.
    let is_taken_for_json = held.document.syntax == Syntax::Json || held.document.sniffed_as_json;
    if held.document.index != 0 || is_taken_for_json {
        return;
    }
    let after = cx.inventory.documents_after(held);
    let ignored: Vec<Cursor> = after.iter().map(|held| cx.inventory.root(held.id)).collect();
    let configuration = ignored.iter().find(|root| looks_like(root).is_some());
    let other = ignored.iter().find(|root| !root.node.is_null());
    let own = encryption.config.place.clone();
    if let Some(configuration) = configuration {
        let message =
            "kube-apiserver reads the first document of the file only: this configuration has no effect";
        out.report(configuration.place(), message)
            .severity(Severity::Error)
            .related(own, "this one is read")
            .fix(Fix::advice("move its entries into the resources of the first document"));
    } else if let Some(other) = other {
        let message =
            "kube-apiserver reads the first document of the file only and ignores this one in silence";
        out.report(other.place(), message)
            .related(own, "this one is read")
            .fix(Fix::advice("keep the EncryptionConfiguration in a file of its own"));
    }
}
