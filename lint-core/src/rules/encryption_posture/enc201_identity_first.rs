use super::chain::writers;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::model::encryption::{Encryption, Entry};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC201",
    name: "identity-first",
    summary: "identity is the first provider, so it writes in plain text",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["CIS 1.2.28", "STIG V-274882"],
    since: "0.1.0",
    page: page!("enc201_identity_first.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let config = &encryption.config;
    for writer in writers(config).iter().filter(|writer| !writer.provider.kind.encrypts()) {
        let Some(entry) = config.entries.get(writer.provider.entry) else { continue };
        let later = entry.providers.iter().skip(writer.provider.element);
        let Some(reader) = later.flat_map(|provider| &provider.kinds).find(|kind| kind.encrypts()) else {
            continue;
        };
        let message = if writer.writes_secrets {
            message!(
                "identity is first for secrets: new and rewritten Secrets are stored in plain \
                 text in etcd; the {} provider below is only used to read",
                reader.name.as_str()
            )
        } else {
            message!(
                "identity is first for {}: what is written is stored in plain text in etcd; the \
                 {} provider below is only used to read",
                writer.shown_names(),
                reader.name.as_str()
            )
        };
        let is_announced = cx.announces_decryption(encryption.document);
        let finding = out.report(writer.provider.kind.place.to_key(), message);
        finding
            .severity(severity(writer.writes_secrets, is_announced))
            .label("writes without encryption")
            .related(reader.place.to_key(), "only reads");
        if !is_announced {
            finding.fix(fix(entry, writer.provider.element));
        }
    }
}

/// Decrypting all data puts identity first on purpose; then the file says so.
fn severity(writes_secrets: bool, is_announced: bool) -> Severity {
    match (is_announced, writes_secrets) {
        (true, _) => Severity::Info,
        (false, true) => Severity::Error,
        (false, false) => Severity::Warning,
    }
}

/// Where the file has not reached every API server yet, some cannot read what the others then encrypt.
fn fix(entry: &Entry, element: usize) -> Fix {
    const TITLE: &str = "move identity to the end, then rewrite what is stored, Secrets with: kubectl get \
        secrets -A -o json | kubectl replace -f -";
    let encrypts_next = entry
        .providers
        .get(element + 1)
        .and_then(|next| next.kinds.first())
        .is_some_and(|kind| kind.encrypts());
    match &entry.providers_place {
        Some(list) if encrypts_next => {
            let to = entry.providers.len() - 1;
            Fix::suggested(TITLE, vec![Edit::Move { place: list.clone(), from: element, to }])
        }
        _ => Fix::advice(TITLE),
    }
}
