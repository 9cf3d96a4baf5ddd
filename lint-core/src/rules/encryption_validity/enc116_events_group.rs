use super::resource_names::{refused, replaced_by};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Refusal};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC116",
    name: "events-group",
    summary: "events are named by the group events.k8s.io",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc116_events_group.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (entry, name) in refused(&encryption.config, Refusal::EventsGroup) {
        let message = message!(
            "kube-apiserver refuses \"{}\": '*.events.k8s.io' objects are stored using the 'events' API group in etcd",
            show(&name.text)
        );
        let edit = replaced_by(entry, name, "events");
        out.report(name.place.clone(), message).fix(Fix::safe("write it as events", vec![edit]));
    }
}
