//! A call of etcdctl, with `{port}` for the server's port, `{dir}` for a folder in which `out.db` is to be saved, and
//! `{pki}` for certificates.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::{Linter, lint};
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;
use serde_json::{Value, json};

use super::server::{Observed, Workspace};

/// Findings after which no snapshot of an etcd with TLS and client authentication is saved.
const FATAL: [&str; 5] = ["BAK101", "BAK103", "BAK104", "BAK105", "BAK107"];

/// How etcdctl is called.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    /// With these arguments and variables.
    Args(Vec<String>, Vec<(String, String)>),
    /// By a shell script.
    Script(String),
}

impl Call {
    /// Where the linter says something else than etcdctl does.
    pub(crate) fn disagreement(&self, workspace: &Workspace, observed: &Observed) -> Option<String> {
        // A script does not tell which etcdctl it calls, and from 3.6 on none reads the variable.
        let reads_api = ["3.4.", "3.5."].iter().any(|version| workspace.version().starts_with(version));
        if matches!(self, Call::Script(text) if text.contains("ETCDCTL_API")) && !reads_api {
            return None;
        }
        let report = self.report(workspace);
        let fatal = report.findings.iter().any(|finding| FATAL.contains(&finding.rule.id));
        let ids: Vec<_> = report.findings.iter().map(|finding| finding.rule.id).collect();
        (fatal == observed.saves).then(|| {
            let does = if observed.saves { "saves" } else { "does not save" };
            format!("etcdctl {does}; the linter says {ids:?}; etcdctl says: {}", observed.last_words)
        })
    }

    fn report(&self, workspace: &Workspace) -> Report {
        match self {
            Call::Args(args, env) => {
                lint("row.json", &manifest(args, env, workspace).to_string(), Settings::default())
            }
            Call::Script(script) => {
                let mut linter = Linter::new(Settings::default());
                let input = Input { name: "row.sh".to_owned(), ..Input::default() };
                linter.add_script(input, &workspace.fill(script));
                linter.finish()
            }
        }
    }
}

/// A Job with this command line on the node of the server.
fn manifest(args: &[String], env: &[(String, String)], workspace: &Workspace) -> Value {
    let mut command = vec!["etcdctl".to_owned()];
    command.extend(args.iter().map(|arg| workspace.fill(arg)));
    let environment: Vec<_> =
        env.iter().map(|(name, value)| json!({"name": name, "value": workspace.fill(value)})).collect();
    let folder = workspace.path().to_string_lossy();
    let image = format!("registry.k8s.io/etcd:{}-0", workspace.version());
    json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "backup", "namespace": "kube-system"},
        "spec": {"template": {"spec": {
            "hostNetwork": true,
            "restartPolicy": "Never",
            "containers": [{
                "name": "save", "image": image, "command": command, "env": environment,
                "volumeMounts": [{"name": "work", "mountPath": folder}],
            }],
            "volumes": [{"name": "work", "hostPath": {"path": folder}}],
        }}},
    })
}
