use std::collections::BTreeSet;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::kubeadm::{ClusterConfiguration, ExtraArgs, Order};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API125",
    name: "extraargs-duplicate-sorted-by-value",
    summary: "of a repeated extra argument another one counts than the last",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("api125_extraargs_duplicate_sorted_by_value.md"),
    check: Check::Kubeadm(check),
};

fn check(config: &ClusterConfiguration, _: &Context, out: &mut Findings) {
    if let Some(local) = &config.local {
        report(&local.args, |_| true, config, "etcd", out);
    }
    if let Some(apiserver) = &config.apiserver {
        report(&apiserver.args, counts_once, config, "kube-apiserver", out);
    }
}

/// Whether of several uses of kube-apiserver's flag the last one counts. Its lists add up.
fn counts_once(name: &str) -> bool {
    (name.starts_with("etcd-") || name.starts_with("encryption-")) && !name.starts_with("etcd-servers")
}

fn report(
    args: &ExtraArgs,
    is_judged: fn(&str) -> bool,
    config: &ClusterConfiguration,
    container: &str,
    out: &mut Findings,
) {
    let names: BTreeSet<&str> = args.entries.iter().map(|entry| entry.name.as_str()).collect();
    for name in names.into_iter().filter(|name| is_judged(name)) {
        let Some((last, greatest)) = args.last_and_greatest(name) else { continue };
        let (message, (counting, label), (other, fate)) = match config.order() {
            Order::Listed => continue,
            Order::Sorted => (
                message!(
                    "kubeadm sorts the values of {}: {} counts, not {}, which stands last",
                    show(name),
                    show(&greatest.value),
                    show(&last.value)
                ),
                (greatest, "this one counts"),
                (last, "has no effect"),
            ),
            Order::Unknown => (
                message!(
                    "which value of {} counts hangs on kubeadm's release: older ones sort them, so that {} is the last, \
                     newer ones take {}, which stands last",
                    show(name),
                    show(&greatest.value),
                    show(&last.value)
                ),
                (last, "counts in newer releases"),
                (greatest, "counts in older releases"),
            ),
        };
        out.report_in(config.subject_of(container), counting.place.clone(), message)
            .label(label)
            .related(other.place.clone(), fate)
            .fix(Fix::advice("keep the one that is meant"));
    }
}
