use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, ProblemKind, STRICT_SINCE};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, Path, Place, Step};

pub(crate) static RULE: Rule = Rule {
    id: "ENC104",
    name: "unknown-field",
    summary: "a field does not exist at its level",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc104_unknown_field.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let version = cx.kubernetes_version(encryption.document);
    for problem in &encryption.config.problems {
        let ProblemKind::UnknownField { field, meant } = &problem.kind else { continue };
        if encryption.config.sops.as_ref().is_some_and(|sops| sops.path == problem.place.path) {
            // SOPS takes its own field out when it decrypts the file.
            continue;
        }
        let message = match version {
            Some(version) if version.is_at_least(STRICT_SINCE) == Some(false) => message!(
                "unknown field \"{}\": Kubernetes 1.{} ignores it in silence, and from 1.31 on kube-apiserver exits",
                show(field),
                version.minor
            ),
            _ => message!("kube-apiserver refuses the file: unknown field \"{}\"", show(field)),
        };
        out.report(problem.place.clone(), message).fix(fix(&problem.place, *meant, cx));
    }
}

fn fix(place: &Place, meant: Option<&'static str>, cx: &Context) -> Fix {
    let parent = place.path.parent().and_then(|path| cx.at(&Place::value(place.document, path)));
    let is_metadata = place.path.last() == Some(&Step::Key("metadata".to_owned()));
    match (meant, parent) {
        (Some(name), Some(parent)) if is_only_one(&parent, name) => Fix::safe(
            message!("write it as {}", name),
            vec![Edit::Rename { place: place.clone(), key: name.to_owned() }],
        ),
        (None, Some(parent)) if is_metadata && parent.path == Path::ROOT => Fix::safe(
            "remove metadata: the file is no object of the API",
            vec![Edit::Remove { place: Place::value(place.document, place.path.clone()) }],
        ),
        (Some(name), _) => Fix::advice(message!("remove it; {} is there as well", name)),
        (None, _) => Fix::advice("remove the field, or move it to the level where it belongs"),
    }
}

/// Whether no other key of the mapping is `name`, in any case.
fn is_only_one(mapping: &Cursor, name: &str) -> bool {
    mapping.entries().filter(|(key, _)| key.eq_ignore_ascii_case(name)).count() == 1
}
