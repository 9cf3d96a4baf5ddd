use super::chain::chains;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC204",
    name: "earlier-entry-wins",
    summary: "a resource is named in two entries; the first decides",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["STIG V-274882"],
    since: "0.1.0",
    page: page!("enc204_earlier_entry_wins.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for chain in chains(&encryption.config) {
        let (Some(first), Some(writer)) = (chain.entries.first(), chain.writer()) else { continue };
        let is_lost = !writer.kind.encrypts()
            && chain.providers().any(|provider| provider.entry != *first && provider.kind.encrypts());
        for later in chain.repetitions() {
            // A repeated wildcard is refused.
            if later.name.group_resource.is_wildcard() {
                continue;
            }
            let name = show(&later.name.text);
            out.report(
                later.name.place.clone(),
                message!(
                    "\"{}\" stands in resources[{}] and resources[{}]: resources[{}] decides how it is \
                     written, resources[{}] is only used to read",
                    name,
                    first,
                    later.entry,
                    first,
                    later.entry
                ),
            )
            .severity(if is_lost { Severity::Error } else { Severity::Warning })
            .label("named before")
            .related(later.first.place.clone(), if is_lost { "decides: no encryption" } else { "decides" })
            .fix(Fix::advice(
                "name the resource in one entry, with all providers that are still needed to read",
            ));
        }
    }
}
