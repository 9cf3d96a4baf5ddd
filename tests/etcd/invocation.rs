//! A way to start etcd, with `{client}`, `{second}`, `{peer}` and `{metrics}` for free ports, `{dir}` for a folder
//! of its own, `{pki}` for certificates, and `/config/etcd.yml` for the configuration file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::process::Workspace;
use crate::pki;

/// How etcd is started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Invocation {
    /// The arguments of etcd.
    pub(crate) args: Vec<String>,
    /// The environment.
    pub(crate) env: Vec<(String, String)>,
    /// The configuration file at `/config/etcd.yml`.
    pub(crate) config: Option<String>,
    /// A shell script that starts etcd, instead of the arguments.
    pub(crate) script: Option<String>,
}

impl Invocation {
    /// A pod that starts etcd so, in which every file lies on a mounted folder.
    pub(crate) fn manifest(&self, workspace: &Workspace, version: &str) -> Value {
        let environment: Vec<_> = self
            .env
            .iter()
            .map(|(name, value)| json!({"name": name, "value": workspace.fill(value)}))
            .collect();
        let folder = workspace.path().to_string_lossy();
        let command = match &self.script {
            Some(script) => vec!["sh".to_owned(), "-c".to_owned(), workspace.fill(script)],
            None => {
                let arguments = self.args.iter().map(|argument| workspace.fill(argument));
                ["etcd".to_owned()].into_iter().chain(arguments).collect()
            }
        };
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "etcd", "namespace": "kube-system"},
            "spec": {
                "hostNetwork": true,
                "containers": [{
                    "name": "etcd", "image": format!("registry.k8s.io/etcd:{version}-0"),
                    "command": command, "env": environment,
                    "volumeMounts": [
                        {"name": "work", "mountPath": folder},
                        {"name": "pki", "mountPath": pki::folder().to_string_lossy()},
                        {"name": "config", "mountPath": "/config"},
                    ],
                }],
                "volumes": [
                    {"name": "work", "hostPath": {"path": folder}},
                    {"name": "pki", "hostPath": {"path": pki::folder().to_string_lossy()}},
                    {"name": "config", "configMap": {"name": "config"}},
                ],
            },
        });
        let data: BTreeMap<&str, String> =
            self.config.iter().map(|text| ("etcd.yml", workspace.fill(text))).collect();
        let config = json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "config", "namespace": "kube-system"},
            "data": data,
        });
        json!({"apiVersion": "v1", "kind": "List", "items": [config, pod]})
    }

    /// The files of the folder with certificates that it names.
    pub(crate) fn certificates(&self) -> BTreeSet<String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.';
        self.texts()
            .flat_map(|text| text.split("{pki}/").skip(1))
            .filter_map(|rest| rest.split(|c| !is_name(c)).next())
            .map(str::to_owned)
            .collect()
    }

    /// Whether it names none of these ports, so that etcd takes its own ones.
    pub(crate) fn leaves_out(&self, port: &str) -> bool {
        !self.texts().any(|text| text.contains(port))
    }

    /// Whether a URL with this port is https or a TLS socket.
    pub(crate) fn mentions_https(&self, port: &str) -> bool {
        let is_secure = |text: &str| {
            text.split(',')
                .any(|url| url.contains("https://") && url.contains(port) || url.contains("unixs://"))
        };
        self.texts().any(is_secure)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let values = self.env.iter().map(|(_, value)| value);
        self.args.iter().chain(values).chain(&self.config).chain(&self.script).map(String::as_str)
    }
}
