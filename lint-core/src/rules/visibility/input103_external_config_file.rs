use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::etcd::{Config, Etcd};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "INPUT103",
    name: "external-config-file",
    summary: "etcd reads a configuration file that is not part of the input",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("input103_external_config_file.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Config::NotGiven(file) = &etcd.config else { return };
    let message = message!(
        "{} was not given: etcd takes every option from that file and ignores its flags, so none was checked",
        show(&file.value.text)
    );
    out.report(file.place.clone(), message).label("not part of the input");
}
