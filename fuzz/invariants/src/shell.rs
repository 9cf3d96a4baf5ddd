//! Scripts, crontabs and systemd units: as files, and as what a container runs.

use etcdlint_core::linter::Linter;
use etcdlint_core::source::Node;
use serde_json::json;

use crate::leaks::Secrets;
use crate::report::{self, Outcome};

/// Names that decide how a script is read.
const NAMES: [&str; 5] = ["backup.sh", "etc/cron.d/etcd-backup", "etcd.service", "crontab", "etcd.env"];

/// Lints a script as a file, and as the command of a container with etcd's image.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let secrets = Secrets::of_input(text);
    let mut linter = Linter::new(report::settings(data));
    linter.add_script(report::input(NAMES[data.len() % NAMES.len()]), text);
    Outcome::of(linter, Some(text), &secrets);

    let container = json!({ "name": "etcd", "image": "registry.k8s.io/etcd:3.6.14-0", "command": ["sh", "-c", text],
        "env": [{ "name": "ETCD_NAME", "value": "a" }, { "name": "B", "value": "$(ETCD_NAME)" }] });
    let pod = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "etcd" },
        "spec": { "containers": [container] } });
    Outcome::of(report::object("object", Node::from(&pod), report::settings(data)), None, &secrets);
}
