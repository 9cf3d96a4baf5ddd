use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Place, Syntax, Text};

pub(crate) static RULE: Rule = Rule {
    id: "ENC107",
    name: "flow-mapping-root",
    summary: "the file begins with a brace but is not JSON",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc107_flow_mapping_root.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let held = cx.inventory.held(encryption.document);
    let document = &held.document;
    if document.index != 0 {
        return;
    }
    if document.syntax == Syntax::Json
        && let Some(second) = cx.inventory.documents_after(held).first()
    {
        let message =
            "kube-apiserver takes the file for JSON, and exits because something follows the first object";
        out.report(cx.inventory.root(second.id).place(), message)
            .related(encryption.config.place.clone(), "the first object")
            .fix(Fix::advice("keep the EncryptionConfiguration in a file of its own"));
        return;
    }
    if !document.sniffed_as_json {
        return;
    }
    let text = &document.text.0;
    let brace = text.find('{').unwrap_or_default();
    let rewritten = Text(format!("---\n{text}"));
    let edit = Edit::Rewrite { place: encryption.config.place.clone(), text: rewritten };
    let message =
        "kube-apiserver takes the file for JSON because of this brace, and exits with a json parse error";
    out.report(Place::text(encryption.document, brace..brace + 1), message)
        .label("the whole file would have to be JSON")
        .fix(Fix::safe("put a line --- before it, which makes it YAML", vec![edit]));
}
