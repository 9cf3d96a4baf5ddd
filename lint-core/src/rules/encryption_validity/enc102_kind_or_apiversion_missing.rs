use super::enc101_file_empty::subject;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::inventory::Held;
use crate::message;
use crate::message::Shown;
use crate::model::encryption::{Encryption, EncryptionConfig, ProblemKind, TypeField};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{LINE_BREAKS, Path, Place, Text};

pub(crate) static RULE: Rule = Rule {
    id: "ENC102",
    name: "kind-or-apiversion-missing",
    summary: "kind or apiVersion is missing where kube-apiserver reads",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc102_kind_or_apiversion_missing.md"),
    check: Check::Inventory(check),
};

/// What it costs: the error of kube-apiserver holds the whole file.
const LEAK: &str =
    "kube-apiserver exits and logs the whole file, keys included: rotate them if it has ever read it";

fn check(cx: &Context, out: &mut Findings) {
    for encryption in &cx.inventory.encryptions {
        check_fields(encryption, cx, out);
        check_empty_documents_before(encryption, cx, out);
    }
    let blank = cx.inventory.documents.iter().filter(|held| cx.inventory.is_blank_configuration(held));
    for held in blank.filter(|held| !held.document.text.0.is_empty()) {
        let place = Place::text(held.id, 0..held.document.text.0.len());
        let message = "Object 'Kind' is missing, for there is nothing in the file: kube-apiserver exits";
        out.report_in(subject(held), place, message);
    }
}

fn check_fields(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let missing: Vec<(TypeField, &Place)> = encryption
        .config
        .problems
        .iter()
        .filter_map(|problem| match problem.kind {
            ProblemKind::Missing(field) => Some((field, &problem.place)),
            _ => None,
        })
        .collect();
    let Some((first, place)) = missing.first() else { return };
    let object = match first {
        TypeField::Kind => "Object 'Kind' is missing",
        TypeField::ApiVersion => "Object 'apiVersion' is missing",
    };
    let fields: Vec<&'static str> = missing.iter().map(|(field, _)| field.name()).collect();
    out.report_in(encryption.subject.clone(), (*place).clone(), message!("{}: {}", object, LEAK))
        .label(message!("no {}", Shown::list(&fields)))
        .fix(Fix::safe(message!("set {}", Shown::list(&fields)), type_edits(&encryption.config, cx)));
}

/// kube-apiserver reads the first document of a file, even if it is empty.
fn check_empty_documents_before(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let held = cx.inventory.held(encryption.document);
    let before = cx.inventory.empty_documents_before(held);
    let Some(first) = before.first() else { return };
    let place = encryption.config.place.clone();
    let message = message!("Object 'Kind' is missing in the empty document before this one: {}", LEAK);
    let edits = before.iter().map(|held| without_separators(held)).collect();
    out.report_in(encryption.subject.clone(), place, message)
        .related(Place::text(first.id, 0..0), "kube-apiserver reads this document, which is empty")
        .fix(Fix::safe("remove the separator of the empty document", edits));
}

/// The document's comments alone, so that the next document becomes the first one.
fn without_separators(held: &Held) -> Edit {
    let mut was_return = false;
    // The `\n` of a `\r\n` is a piece of its own, and goes with what is before it.
    let is_kept = |line: &&str| {
        let is_separator = line.starts_with("---") || line.starts_with("...");
        let is_rest = was_return && *line == "\n";
        was_return = is_separator && line.ends_with('\r');
        !is_separator && !is_rest
    };
    let kept = held.document.text.0.split_inclusive(LINE_BREAKS).filter(is_kept);
    Edit::Rewrite { place: Place::value(held.id, Path::ROOT), text: Text(kept.collect()) }
}

/// Edits that give a configuration the `apiVersion` and `kind` that kube-apiserver knows.
pub(super) fn type_edits(config: &EncryptionConfig, cx: &Context) -> Vec<Edit> {
    let fields = [
        ("apiVersion", "apiserver.config.k8s.io/v1", &config.api_version),
        ("kind", "EncryptionConfiguration", &config.kind),
    ];
    let wrong =
        fields.into_iter().filter(|(_, wanted, found)| found.as_ref().is_none_or(|it| it.value != *wanted));
    wrong
        .map(|(key, wanted, found)| {
            let own = Place::value(config.place.document, config.place.path.key(key));
            let own = cx.at(&own).map(|value| value.place());
            match found.as_ref().map(|it| it.place.clone()).or(own) {
                Some(place) => Edit::Replace { place, value: Scalar::String(wanted.to_owned()) },
                None => Edit::Add { place: config.place.clone(), key: key.to_owned(), value: wanted.into() },
            }
        })
        .collect()
}
