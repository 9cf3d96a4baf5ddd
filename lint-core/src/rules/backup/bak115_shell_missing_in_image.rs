use super::bak116_tool_missing_in_image::has_only_a_shell;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::{Image, Version};

pub(crate) static RULE: Rule = Rule {
    id: "BAK115",
    name: "shell-missing-in-image",
    summary: "the image has no shell to run the script",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak115_shell_missing_in_image.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let Some(workload) = cx.workload_of(backup) else { return };
    for container in &workload.containers {
        let (Some(image), Some(first)) = (&container.image, container.argv.first()) else { continue };
        if !container.has_command || !matches!(first.basename(), "sh" | "bash" | "ash" | "dash") {
            continue;
        }
        let has_another = first.basename() != "sh" && has_only_a_shell(container);
        let found = lacks_shell(image).map(|severity| (severity, "has no shell"));
        let found = found.or_else(|| has_another.then_some((Severity::Error, "has no shell but /bin/sh")));
        let Some((severity, lack)) = found else { continue };
        out.report(
            first.place.clone(),
            message!(
                "the image {} {}: the container fails with \"{}\": no such file or directory",
                show(&image.repository),
                lack,
                show(&first.text)
            ),
        )
        .severity(severity)
        .label("not in the image")
        .related(container.image_place.clone().unwrap_or_else(|| container.place.clone()), "this image");
    }
}

/// Whether an image of etcd lacks a shell: an error where its own registry says so, a warning for a mirror.
fn lacks_shell(image: &Image) -> Option<Severity> {
    let version = image.etcd_version()?;
    let since = |patches: &[(u32, u32)], from: Version| {
        let listed = patches.iter().find(|(minor, _)| *minor == version.minor);
        listed.map_or(version.is_at_least(from), |(minor, patch)| {
            version.is_at_least(Version::new(3, *minor, *patch))
        })
    };
    let repository = image.repository.as_str();
    let upstream = ["coreos/etcd", "etcd-development/etcd"].iter().find(|name| repository.ends_with(**name));
    if let Some(name) = upstream {
        let is_own = repository == *name && matches!(image.registry.as_deref(), Some("quay.io" | "gcr.io"));
        let lacks = since(&[(4, 24), (5, 7)], Version::minor(3, 6))?;
        return lacks.then_some(if is_own { Severity::Error } else { Severity::Warning });
    }
    let is_kubernetes =
        matches!(image.registry.as_deref(), Some("registry.k8s.io" | "k8s.gcr.io")) && repository == "etcd";
    let lacks = is_kubernetes && since(&[(5, 22), (6, 5)], Version::minor(3, 7))?;
    lacks.then_some(Severity::Error)
}
