use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, ProblemKind, ProviderName, STRICT_SINCE};
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
        // Without the field it is v1 up to 1.30, and as v2 could not read what it wrote.
        (Some("apiVersion"), Some(parent)) if is_kms(&parent) => Fix::advice(
            "write it as apiVersion; where Kubernetes up to 1.30 has run with the file, as apiVersion: v1",
        ),
        (Some(name), Some(parent)) if is_only_one(&parent, name) => {
            let title = message!("write it as {}", name);
            let edits = vec![Edit::Rename { place: place.clone(), key: name.to_owned() }];
            if is_needed(&parent, name) { Fix::safe(title, edits) } else { Fix::suggested(title, edits) }
        }
        (None, Some(parent)) if is_metadata && parent.path == Path::ROOT => Fix::safe(
            "remove metadata: the file is no object of the API",
            vec![Edit::Remove { place: Place::value(place.document, place.path.clone()) }],
        ),
        (Some(name), _) => Fix::advice(message!("remove it; {} is there as well", name)),
        (None, _) => Fix::advice("remove the field, or move it to the level where it belongs"),
    }
}

/// Whether these are the settings of a plugin.
fn is_kms(mapping: &Cursor) -> bool {
    mapping.path.last() == Some(&Step::Key("kms".to_owned()))
}

/// Whether no version takes the file without the field. Where one does, it runs without what the field says, and
/// that may be of a kind that is refused.
fn is_needed(mapping: &Cursor, name: &str) -> bool {
    let is_provider = |key: &str| ProviderName::parse(key).is_some();
    let is_one_more =
        is_provider(name) && mapping.entries().any(|(key, value)| is_provider(key) && !value.node.is_null());
    !is_one_more && !matches!(name, "cachesize" | "timeout")
}

/// Whether no other key of the mapping is `name`, in any case.
fn is_only_one(mapping: &Cursor, name: &str) -> bool {
    mapping.entries().filter(|(key, _)| key.eq_ignore_ascii_case(name)).count() == 1
}
