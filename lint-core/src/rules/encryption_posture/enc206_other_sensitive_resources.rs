use super::enc203_secrets_not_covered::reads_plain_text;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::Shown;
use crate::model::encryption::{Encryption, EncryptionConfig, Entry, GroupResource};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ENC206",
    name: "other-sensitive-resources",
    summary: "secrets are encrypted, other resources with credentials are not",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: true,
    profiles: &[(Profile::Strict, Severity::Info)],
    fix: FixKind::Suggested,
    controls: &["NSA Secrets"],
    since: "0.1.0",
    page: page!("enc206_other_sensitive_resources.md"),
    check: Check::Encryption(check),
};

/// Where credentials end up besides Secrets.
const SENSITIVE: [&str; 1] = ["configmaps"];

/// The same on OpenShift.
const SENSITIVE_ON_OPENSHIFT: [&str; 3] =
    ["configmaps", "oauthaccesstokens.oauth.openshift.io", "oauthauthorizetokens.oauth.openshift.io"];

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let config = &encryption.config;
    let secrets = config.effective(&GroupResource::secrets());
    let (Some(writer), Some(name)) = (secrets.writer(), secrets.names.first()) else { return };
    if !writer.kind.encrypts() {
        return;
    }
    let sensitive: &[&'static str] = if is_openshift(config) { &SENSITIVE_ON_OPENSHIFT } else { &SENSITIVE };
    let is_missing =
        |resource: &&'static str| !config.effective(&GroupResource::parse(resource)).is_covered();
    let missing: Vec<&'static str> = sensitive.iter().copied().filter(is_missing).collect();
    if missing.is_empty() {
        return;
    }
    let finding = out.report(
        name.place.clone(),
        message!(
            "secrets are encrypted, {} are not: credentials that stand there are in plain \
             text in etcd",
            Shown::list(&missing)
        ),
    );
    if let Some(entry) = config.entries.get(writer.entry) {
        finding.fix(fix(entry, &missing));
    }
}

fn is_openshift(config: &EncryptionConfig) -> bool {
    let mut names = config.entries.iter().flat_map(|entry| &entry.resources);
    names.any(|name| name.group_resource.group.ends_with("openshift.io"))
}

fn fix(entry: &Entry, missing: &[&'static str]) -> Fix {
    const TITLE: &str = "add them to the entry, with identity as last provider until they are rewritten";
    // Without identity those that are stored already could not be read any more.
    let list = entry.resources_place.as_ref().filter(|_| reads_plain_text(entry));
    let Some(list) = list else { return Fix::advice(TITLE) };
    let index = entry.resources.len();
    let insert = |name: &&str| Edit::Insert { place: list.clone(), index, value: (*name).into() };
    Fix::suggested(TITLE, missing.iter().map(insert).collect())
}
