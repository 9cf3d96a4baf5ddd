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
    fix: FixKind::Manual,
    controls: &["STIG V-274883"],
    since: "0.1.0",
    page: page!("api112_encryption_config_from_configmap.md"),
    check: Check::Apiserver(check),
};

const FLAG: &str = "encryption-provider-config";

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let (workload, container) = cx.inventory.home(apiserver.home);
    let Some(path) = apiserver.text(FLAG) else { return };
    let Some(mounted) = workload.mount_of(container, &path) else { return };
    let Some(volume) = mounted.volume else { return };
    if let Some(name) = config_map_with(&volume.sources, &mounted.file()) {
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

/// The ConfigMap that a file of a volume comes from. Of several sources that may have it nobody knows which has.
fn config_map_with<'a>(sources: &'a [VolumeSource], file: &str) -> Option<&'a str> {
    let may_have = |source: &&VolumeSource| match source {
        VolumeSource::ConfigMap(keys) | VolumeSource::Secret(keys) => keys.key_of(file).is_some(),
        _ => true,
    };
    let mut candidates = sources.iter().filter(may_have);
    match (candidates.next(), candidates.next()) {
        (Some(VolumeSource::ConfigMap(keys)), None) => Some(&keys.name),
        _ => None,
    }
}
