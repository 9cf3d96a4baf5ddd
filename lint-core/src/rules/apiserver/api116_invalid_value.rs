use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::parse_bool;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API116",
    name: "invalid-value",
    summary: "kube-apiserver refuses the value of a flag about etcd",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api116_invalid_value.md"),
    check: Check::Apiserver(check),
};

const RELOAD: &str = "encryption-provider-config-automatic-reload";

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    check_backend(apiserver, out);
    check_overrides(apiserver, out);
    check_reload(apiserver, out);
}

fn check_backend(apiserver: &Apiserver, out: &mut Findings) {
    let flag = "storage-backend";
    let Some(backend) = apiserver.text(flag) else { return };
    if !matches!(backend.as_str(), "" | "etcd3") {
        let message = message!(
            "--storage-backend={}: kube-apiserver refuses to start, etcd3 is the only backend",
            show(&backend)
        );
        out.report(apiserver.place_of(flag), message)
            .label("not etcd3")
            .fix(Fix::safe_or_advice("remove the flag", apiserver.unset(flag)));
    }
}

fn check_overrides(apiserver: &Apiserver, out: &mut Findings) {
    for (word, parsed) in apiserver.etcd_servers_overrides() {
        if parsed.is_none() && word.is_known() {
            let message = message!(
                "{} is not of the form GROUP/RESOURCE#SERVER;SERVER: kube-apiserver refuses to start",
                show(&word.text)
            );
            out.report(word.place.clone(), message).label("malformed override");
        }
    }
}

fn check_reload(apiserver: &Apiserver, out: &mut Findings) {
    let Some(value) = apiserver.text(RELOAD) else { return };
    if parse_bool(&value).is_none() {
        let message =
            message!("--{}={}: kube-apiserver exits, only true and false are booleans", RELOAD, show(&value));
        out.report(apiserver.place_of(RELOAD), message).label("not a boolean");
    }
}
