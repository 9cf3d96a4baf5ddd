//! A pod that runs etcd, as text, built from what a test is about.

use crate::settings::Settings;
use crate::testing::report;

/// A pod that runs etcd.
#[derive(Clone)]
pub(crate) struct Pod {
    image: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
    pod: Vec<String>,
    container: Vec<String>,
    beside: String,
}

impl Pod {
    /// One container that runs `etcd` without flags.
    pub(crate) fn etcd() -> Pod {
        Pod {
            image: "registry.k8s.io/etcd:3.6.14-0".to_owned(),
            args: Vec::new(),
            env: Vec::new(),
            pod: Vec::new(),
            container: Vec::new(),
            beside: String::new(),
        }
    }

    /// With another image.
    pub(crate) fn image(mut self, image: &str) -> Pod {
        self.image = image.to_owned();
        self
    }

    /// With one more argument.
    pub(crate) fn arg(mut self, arg: &str) -> Pod {
        self.args.push(arg.to_owned());
        self
    }

    /// With more arguments.
    pub(crate) fn args(mut self, args: &[&str]) -> Pod {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// With an environment variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Pod {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a line in the pod spec.
    pub(crate) fn pod(mut self, line: &str) -> Pod {
        self.pod.push(line.to_owned());
        self
    }

    /// With a line in the container.
    pub(crate) fn container(mut self, line: &str) -> Pod {
        self.container.push(line.to_owned());
        self
    }

    /// With another document in the same input.
    pub(crate) fn beside(mut self, document: &str) -> Pod {
        self.beside = document.to_owned();
        self
    }

    /// The manifest.
    pub(crate) fn yaml(&self) -> String {
        let lines = |lines: &[String], indent: &str| -> String {
            lines.iter().map(|line| format!("{indent}{line}\n")).collect()
        };
        let args: String = self.args.iter().map(|arg| format!("    - '{arg}'\n")).collect();
        let env: String = self
            .env
            .iter()
            .map(|(name, value)| format!("    - {{name: {name}, value: '{value}'}}\n"))
            .collect();
        format!(
            "apiVersion: v1\nkind: Pod\n\
             metadata: {{name: etcd, namespace: kube-system, labels: {{app: etcd}}}}\n\
             spec:\n{}  containers:\n  - name: etcd\n    image: '{}'\n{}    env:\n{env}    command:\n    - etcd\n{args}\
             ---\n{}",
            lines(&self.pod, "  "),
            self.image,
            lines(&self.container, "    "),
            self.beside,
        )
    }
}

/// What one rule finds in a pod with default settings: `ETCD330 warning` for each finding.
pub(crate) fn found(pod: &Pod, rule: &str) -> Vec<String> {
    found_in(&pod.yaml(), rule, Settings::default())
}

/// The same for any text and settings.
pub(crate) fn found_in(text: &str, rule: &str, settings: Settings) -> Vec<String> {
    let findings = report(text, settings).findings;
    let own = findings.iter().filter(|finding| finding.rule.id == rule);
    own.map(|finding| format!("{} {}", finding.rule.id, finding.severity)).collect()
}
