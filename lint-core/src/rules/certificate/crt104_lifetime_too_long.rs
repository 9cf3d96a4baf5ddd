use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{DAY, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "CRT104",
    name: "lifetime-too-long",
    summary: "a certificate is valid for a very long time",
    severity: Severity::Info,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt104_lifetime_too_long.md"),
    check: Check::Pem(check),
};

/// kubeadm makes CAs for 3650 days; ten years have up to 3653.
const LONGEST_CA: i64 = 3654 * DAY;
const LONGEST_LEAF: i64 = 398 * DAY;
const LONGEST_LEAF_STRICT: i64 = 366 * DAY;

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    let Some(now) = cx.settings.now else { return };
    let longest_leaf = if cx.profile() == Profile::Strict { LONGEST_LEAF_STRICT } else { LONGEST_LEAF };
    // The CAs of a bundle were made by others, with lives of their own.
    let is_bundle = pem.authorities().nth(1).is_some();
    let judged = pem.certificates().filter(|(_, one)| !(is_bundle && one.is_ca));
    for (block, certificate) in judged {
        // kubeadm dates a renewed certificate back to the birth of its CA, so only what is to come counts.
        let left = certificate.not_after.saturating_sub(certificate.not_before.max(now));
        let longest = if certificate.is_ca { LONGEST_CA } else { longest_leaf };
        if left > longest {
            out.report(
                block.place.clone(),
                message!(
                    "the certificate of {} stays valid for {} more days: a stolen key serves as long",
                    show(&certificate.subject.text),
                    left / DAY
                ),
            )
            .label("a long life");
        }
    }
}
