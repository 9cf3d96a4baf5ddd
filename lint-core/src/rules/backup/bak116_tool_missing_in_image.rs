use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::workload::Container;

pub(crate) static RULE: Rule = Rule {
    id: "BAK116",
    name: "tool-missing-in-image",
    summary: "the image of etcd lacks a tool that the script calls",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak116_tool_missing_in_image.md"),
    check: Check::Backup(check),
};

/// What the images of Kubernetes with a shell do not have besides it.
const ABSENT: [&str; 33] = [
    "aws",
    "awk",
    "basename",
    "cat",
    "chmod",
    "chown",
    "curl",
    "cut",
    "date",
    "dirname",
    "du",
    "find",
    "grep",
    "gzip",
    "head",
    "hostname",
    "ln",
    "ls",
    "mkdir",
    "mktemp",
    "mv",
    "rm",
    "rmdir",
    "sed",
    "sha256sum",
    "sleep",
    "sort",
    "stat",
    "tail",
    "tar",
    "tee",
    "wc",
    "xargs",
];

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let Some(workload) = cx.workload_of(backup) else { return };
    for container in workload.containers.iter().filter(|container| has_only_a_shell(container)) {
        for command in &container.commands {
            if let Some(tool) = ABSENT.iter().find(|tool| command.program.text == **tool) {
                out.report(
                    command.program.place.clone(),
                    message!(
                        "the image has a shell but no {}: the script fails here, or goes on without it",
                        *tool
                    ),
                )
                .label("not in the image")
                .fix(Fix::advice("run this part in another container that shares the volume"));
            }
        }
        for script in &container.scripts {
            let at = ["$(date", "`date"].iter().find_map(|call| {
                let start = script.text.text.find(call)?;
                Some(start..start + call.len())
            });
            if let Some(at) = at {
                out.report(
                    script.text.place_of(at),
                    "the image has a shell but no date: the substitution is empty, and each run writes the same file",
                )
                .label("empty at run time")
                .fix(Fix::advice("name the file in another container that shares the volume"));
            }
        }
    }
}

/// Whether the image is one of those of Kubernetes that hold bash, as `/bin/sh`, and `cp`.
pub(super) fn has_only_a_shell(container: &Container) -> bool {
    let Some(image) = &container.image else { return false };
    let is_kubernetes = matches!(image.registry.as_deref(), Some("registry.k8s.io" | "k8s.gcr.io"))
        && image.repository == "etcd";
    let Some(version) = image.etcd_version().filter(|_| is_kubernetes) else { return false };
    matches!((version.minor, version.patch), (4, Some(7..)) | (5, Some(0..=21)) | (6, Some(0..=4)))
}
