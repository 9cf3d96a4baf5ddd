use super::chain::writers;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::{Encryption, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ENC209",
    name: "aescbc",
    summary: "aescbc writes: encryption without authentication",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[(Profile::Strict, Severity::Warning)],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc209_aescbc.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for writer in writers(&encryption.config).iter().filter(|writer| writer.is(ProviderName::Aescbc)) {
        out.report(
            writer.provider.kind.place.to_key(),
            "aescbc is unauthenticated encryption (padding oracle, undetected tampering); \
             prefer KMS v2 or secretbox",
        )
        .label("no authentication")
        .fix(Fix::advice(
            "put secretbox with a new 32-byte key in front, keep aescbc to read, then rewrite what is stored",
        ));
    }
}
