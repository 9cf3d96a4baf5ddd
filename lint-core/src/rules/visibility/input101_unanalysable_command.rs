use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::{calls_tool, script_path, unread_script};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::command::{Program, Resolved, resolve_script};
use crate::subject::shell::Opaque;
use crate::subject::word::Word;
use crate::subject::workload::{Container, Workload};

pub(crate) static RULE: Rule = Rule {
    id: "INPUT101",
    name: "unanalysable-command",
    summary: "etcd is started by something that cannot be looked into",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("input101_unanalysable_command.md"),
    check: Check::Workload(check),
};

fn check(workload: &Workload, cx: &Context, out: &mut Findings) {
    for container in &workload.containers {
        let subject = || workload.subject(Some(container));
        let mounted = Mounted::of(workload, container, cx);
        let unread = mounted.as_ref().and_then(Mounted::unread).or_else(|| unread_script(container));
        if let Some(place) = unread {
            out.report_in(subject(), place.clone(), UNREAD);
        } else if container.hides_etcd() && !mounted.as_ref().is_some_and(Mounted::runs_tool_alone) {
            let (place, starter) = starter(container);
            let message = message!("cannot see the flags: etcd is started by {}", starter);
            out.report_in(subject(), place, message);
        }
    }
}

/// What is said of a script of which a part is not looked at.
pub(super) const UNREAD: &str = "cannot see the commands: a part of this script with etcdctl cannot be read";

/// A script that a container runs, from a ConfigMap of the input.
struct Mounted {
    script: Word,
    resolved: Resolved,
}

impl Mounted {
    fn of(workload: &Workload, container: &Container, cx: &Context) -> Option<Mounted> {
        let script = |command| cx.inventory.mounted_script(workload, container, script_path(command)?);
        let script = container.commands.iter().find_map(script)?;
        let resolved = resolve_script(&script, &container.environment);
        Some(Mounted { script, resolved })
    }

    /// Where it calls a tool of etcd and cannot be read.
    fn unread(&self) -> Option<&Place> {
        let (place, _) = self.resolved.opaque.iter().find(|(_, opaque)| *opaque == Opaque::Unparsable)?;
        calls_tool(&self.script.text).then_some(place)
    }

    /// Whether it is seen to run etcdctl or etcdutl, and no etcd.
    fn runs_tool_alone(&self) -> bool {
        let runs = |programs: &[Program]| {
            self.resolved.commands.iter().any(|command| programs.contains(&command.known_program()))
        };
        self.resolved.opaque.is_empty()
            && runs(&[Program::Etcdctl, Program::Etcdutl])
            && !runs(&[Program::Etcd])
    }
}

fn starter(container: &Container) -> (Place, crate::message::Shown) {
    match (container.opaque.first(), container.last_starter()) {
        (_, Some(command)) if !command.program.text.is_empty() => {
            (command.program.place.clone(), show(&command.program.text))
        }
        (Some((place, _)), _) => (place.clone(), show("a script that cannot be read")),
        _ => (container.place.clone(), show("the image's own entrypoint")),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::ids;

    /// Whether a container with etcd's image that runs this is reported.
    fn is_reported(list: &str, container: &str) -> bool {
        let text = format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{{list}: \
             [{{name: a, image: registry.k8s.io/etcd:3.6.14-0, {container}}}]}}}}"
        );
        ids(&text).contains(&"INPUT101")
    }

    #[test]
    fn what_may_start_etcd() {
        let table = [
            ("containers", "command: [/start]", true),
            ("containers", "command: [cp, /usr/local/bin/etcd, /opt/]", false),
            // A container for `kubectl exec`, as OpenShift has one beside etcd.
            ("containers", "command: [sh, -c, 'trap TERM INT; sleep infinity & wait']", false),
            (
                "containers",
                "command: [sh, -c, 'set -e; if echo $A | grep -q b; then echo ok; else exit 1; fi']",
                false,
            ),
            // kOps copies etcd out of its image with a program of its own.
            ("initContainers", "command: [/opt/kops-utils/kops-utils-cp, --src=/usr/local/bin/etcd]", false),
            ("initContainers", "restartPolicy: Always, command: [/start]", true),
            // A script that is not read to its end.
            ("containers", "command: [sh, -c, 'etcdctl snapshot save /x $(date']", true),
            ("initContainers", "command: [sh, -c, 'etcdctl snapshot save /x $(date']", true),
            ("initContainers", "command: [sh, -c, 'echo $(date']", false),
        ];
        for (list, container, expected) in table {
            assert_eq!(is_reported(list, container), expected, "{list}: {container}");
        }
    }

    /// A script in the ConfigMap that it is mounted from is read.
    #[test]
    fn mounted_scripts() {
        let with = |script: &str| {
            let text = format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: s}}\ndata: {{a.sh: {script:?}}}\n---\n{{apiVersion: v1, \
                 kind: Pod, metadata: {{name: a}}, spec: {{containers: [{{name: a, image: 'x/etcd:3.5.12', command: \
                 [bash, /s/a.sh], volumeMounts: [{{name: s, mountPath: /s}}]}}], volumes: [{{name: s, configMap: \
                 {{name: s}}}}]}}}}"
            );
            ids(&text).contains(&"INPUT101")
        };
        assert!(!with("etcdctl snapshot save /b/x"));
        assert!(with("etcdctl snapshot save /b/x; exec etcd --name=a"));
        assert!(with("etcdctl snapshot save /b/x; . /more.sh"));
        assert!(with("echo x"));
        assert!(with("etcdctl snapshot save /b/x $(date"));
    }

    /// What is given etcd's own flags runs etcd, whatever it is called.
    #[test]
    fn other_images() {
        let flags = "--name=a, '--listen-client-urls=https://10.0.0.4:2379'";
        let table = [
            (format!("image: mirror/coreos-etcd:v3.5.9, args: [{flags}]"), true),
            (format!("image: a/b, command: [/entrypoint, etcd, {flags}]"), true),
            ("image: a/b, command: [/entrypoint, -listen-peer-urls, x]".to_owned(), true),
            (format!("image: a/b, command: [/lib/ld-linux.so.2, /usr/bin/etcd, {flags}]"), true),
            (
                "image: registry.k8s.io/etcd-manager/etcd-manager-slim:v1, command: [/bin/sh, -c, \
              'mkfifo /tmp/pipe; exec /etcd-manager --client-urls=https://__name__:4001 > /tmp/pipe']"
                    .to_owned(),
                true,
            ),
            // Seen, and judged as etcd.
            (format!("image: a/b, command: [etcd, {flags}]"), false),
            // Tools, and programs with flags of their own.
            (
                "image: a/b, command: [etcdctl, snapshot, restore, x, --initial-cluster=a=https://b:1]"
                    .to_owned(),
                false,
            ),
            ("image: a/b, command: [kine, --listen-address=x]".to_owned(), false),
            ("image: a/b, args: [--name=a]".to_owned(), false),
            ("image: a/b, command: [/entrypoint, etcd]".to_owned(), false),
        ];
        for (container, expected) in table {
            let text = format!(
                "{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: [{{name: a, {container}}}]}}}}"
            );
            assert_eq!(ids(&text).contains(&"INPUT101"), expected, "{container}");
        }
    }
}
