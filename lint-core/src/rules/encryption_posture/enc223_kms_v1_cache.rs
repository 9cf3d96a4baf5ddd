use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC223",
    name: "kms-v1-cache",
    summary: "a KMS v1 provider caches few data keys or none",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc223_kms_v1_cache.md"),
    check: Check::Encryption(check),
};

/// Fewer data keys than this are fewer than most clusters have Secrets.
const SMALL: i32 = 100;

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in encryption.config.provider_kinds().filter_map(|kind| kind.kms.as_ref()) {
        let Some(size) = &kms.cache_size else { continue };
        // Zero is refused.
        if kms.effective_api_version() != "v1" || size.value >= SMALL || size.value == 0 {
            continue;
        }
        let message = if size.value < 0 {
            message!("the cache is off: each read of each Secret calls the KMS plugin")
        } else {
            message!(
                "the cache holds {} data keys: with more Secrets than that, reads call the KMS \
                 plugin each time",
                i64::from(size.value)
            )
        };
        out.report(size.place.clone(), message)
            .fix(Fix::advice("leave cachesize out (1000), or move to KMS v2"));
    }
}
