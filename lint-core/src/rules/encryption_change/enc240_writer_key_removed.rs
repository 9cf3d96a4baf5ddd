use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::transition::{Cause, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC240",
    name: "writer-key-removed",
    summary: "the key that has written until now is gone, and with it what it wrote",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc240_writer_key_removed.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    for lost in
        losses(transition).iter().filter(|lost| lost.loss.was_writer && lost.loss.credential.encrypts())
    {
        let (written, names) = (lost.loss.credential.described(), lost.names());
        match &lost.loss.cause {
            Cause::Removed => {
                out.report(
                    lost.place.clone(),
                    message!(
                        "{} wrote {} until now and is gone: what it wrote can no longer be read",
                        written,
                        names
                    ),
                )
                .fix(Fix::advice(
                    "keep it behind the new one, rewrite everything, and remove it in a change of its own",
                ));
            }
            Cause::Renamed(now) => {
                out.report(
                    now.place.clone(),
                    message!(
                        "{} is now called \"{}\": {} that it wrote cannot be read, for they say its old name",
                        written,
                        show(now.credential.name()),
                        names
                    ),
                )
                .label("renamed")
                .fix(Fix::advice("give it its name back"));
            }
            _ => {}
        }
    }
}
