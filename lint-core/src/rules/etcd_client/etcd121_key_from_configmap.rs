use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::VolumeSource;
use crate::subject::workload::Mounted;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD121",
    name: "key-from-configmap",
    summary: "etcd's private key comes from a ConfigMap",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["STIG V-274883"],
    since: "0.1.0",
    page: page!("etcd121_key_from_configmap.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((workload, container)) = cx.home(etcd) else { return };
    for side in [Side::Client, Side::Peer] {
        let flag = side.flag("key-file");
        let Some(mounted) = etcd.text(flag).and_then(|path| workload.mount_of(container, &path)) else {
            continue;
        };
        let Some(config_map) = holder(&mounted) else { continue };
        let finding = out.report(
            etcd.place_of_value(flag),
            message!(
                "the private key comes from ConfigMap {}, which whoever may read ConfigMaps can read",
                show(config_map)
            ),
        );
        finding.label("a private key");
        if let Some(volume) = mounted.volume {
            finding.related(volume.place.clone(), "the volume");
        }
    }
}

/// The ConfigMap that holds the file, if nothing else in the volume can.
fn holder<'a>(mounted: &'a Mounted<'a>) -> Option<&'a str> {
    let file = mounted.file();
    let mut found = None;
    for source in mounted.sources() {
        match source {
            VolumeSource::ConfigMap(keys) if keys.key_of(&file).is_some() => found = Some(keys.name.as_str()),
            VolumeSource::Secret(keys) if keys.key_of(&file).is_none() => {}
            VolumeSource::ConfigMap(_) => {}
            _ => return None,
        }
    }
    found
}
