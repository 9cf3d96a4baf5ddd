use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::VolumeSource;

pub(crate) static RULE: Rule = Rule {
    id: "API112",
    name: "encryption-config-from-configmap",
    summary: "kube-apiserver reads its encryption configuration from a ConfigMap",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["STIG V-274883"],
    since: "0.1.0",
    page: page!("api112_encryption_config_from_configmap.md"),
    check: Check::Apiserver(check),
};

const FLAG: &str = "encryption-provider-config";

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let (workload, container) = cx.inventory.home(apiserver.home);
    let Some(path) = apiserver.text(FLAG) else { return };
    let Some(volume) = workload.mount_of(container, &path).and_then(|mounted| mounted.volume) else { return };
    let file = volume.sources.iter().find_map(|source| match source {
        VolumeSource::ConfigMap(keys) => Some(keys.name.as_str()),
        _ => None,
    });
    if let Some(name) = file {
        out.report(
            volume.place.clone(),
            message!(
                "the encryption configuration comes from ConfigMap {}: keys in it are readable by everyone with \"get configmaps\"",
                show(name)
            ),
        )
        .label("a ConfigMap")
        .related(apiserver.place_of(FLAG), "read from there")
        .fix(Fix::advice("keep the file in a Secret and mount that"));
    }
}
