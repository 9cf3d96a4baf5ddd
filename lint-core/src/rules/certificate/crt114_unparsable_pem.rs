use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::fix::{Edit, Scalar};
use crate::message;
use crate::model::certificates::{Holder, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT114",
    name: "unparsable-pem",
    summary: "a certificate or key cannot be read",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("crt114_unparsable_pem.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, _: &Context, out: &mut Findings) {
    if let Some(overcoded) = &pem.overcoded {
        let edits = overcoded.right.as_ref().map(|right| {
            vec![Edit::Replace { place: pem.place.clone(), value: Scalar::String(right.clone()) }]
        });
        out.report(
            pem.place.clone(),
            "the value is in base64 once too often: whatever mounts it gets base64 instead of PEM",
        )
        .label("base64 of base64")
        .fix(Fix::safe_or_advice("take one base64 encoding away", edits));
    }
    if pem.holder == Holder::Field || !pem.is_pem {
        return;
    }
    for block in &pem.blocks {
        let Err(damage) = block.content else { continue };
        let what = if block.says_private_key { "the private key" } else { "the PEM block" };
        out.report(
            block.place.clone(),
            message!("{} cannot be read, because {}: whatever loads it fails", what, damage),
        )
        .label("damaged");
    }
}
