//! `etcdlint encryption init`: a configuration to begin with, and what belongs to it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use etcdlint_core::finding::Severity;
use etcdlint_core::linter;
use etcdlint_core::model::encryption::ProviderName;
use etcdlint_core::rotation::STAGED;
use etcdlint_core::settings::Settings;

use super::advance::{command, rewriting, rolling_out};
use super::key::{NewKey, create};
use super::{Encrypting, Error, InitArgs};
use crate::{Outcome, name};

/// True at each step of a rotation or migration.
const HEADER: &str = "\
# The first provider writes, all of them read. identity is plain text: below the others it reads what was stored before.
# Keep this file on the control plane nodes, with mode 0600: with a copy of etcd, a key in it reads everything.
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources:
";

/// Writes the file, and says what else there is to do.
pub(super) fn run(args: &InitArgs) -> Result<Outcome, Error> {
    if args.file.exists() {
        return Err(Error::Exists(args.file.clone()));
    }
    let text = text(args)?;
    let settings = Settings { honor_suppressions: true, ..Settings::default() };
    let report = linter::lint("encryption-config.yaml", &text, settings);
    if let Some(wrong) = report.findings.iter().find(|one| one.severity == Severity::Error) {
        return Err(Error::Unusable(wrong.message.to_string()));
    }
    create(&args.file, &text)?;
    std::io::stdout().lock().write_all(explanation(args).as_bytes())?;
    Ok(Outcome::Clean)
}

fn text(args: &InitArgs) -> Result<String, Error> {
    let resources: String = args.resources.iter().map(|name| format!("      - {}\n", quoted(name))).collect();
    let encrypting = provider(args)?;
    const IDENTITY: &str = "      - identity: {}\n";
    let providers = match args.staged {
        true => format!("      {STAGED}\n{IDENTITY}{encrypting}"),
        false => format!("{encrypting}{IDENTITY}"),
    };
    Ok(format!("{HEADER}{resources}    providers:\n{providers}"))
}

fn provider(args: &InitArgs) -> Result<String, Error> {
    if args.provider == Encrypting::Kms {
        let (name, endpoint) = (quoted(&args.plugin.kms_name), quoted(&args.plugin.kms_endpoint));
        return Ok(format!(
            "      - kms:\n          apiVersion: v2\n          name: {name}\n          endpoint: {endpoint}\n"
        ));
    }
    let name = ProviderName::from(args.provider).as_str();
    let secret = NewKey::generate()?.into_text();
    Ok(format!(
        "      - {name}:\n          keys:\n            - name: key1\n              secret: {secret}\n"
    ))
}

/// A string as YAML reads it: a JSON string is one.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | ':');
    let begins_well = text.starts_with(|c: char| c.is_ascii_lowercase());
    if begins_well && text.chars().all(is_plain) && !text.ends_with(':') {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

fn explanation(args: &InitArgs) -> String {
    let file = name::of(&args.file);
    let name = name::of(Path::new(args.file.file_name().unwrap_or_default()));
    let mut text = format!(
        "Wrote {file}, readable to you alone. It is needed to read what is stored: keep a copy in a safe place.\n\n\
         Copy it to /etc/kubernetes/enc/{name} on every control plane node, and add to the manifest of kube-apiserver\n\
         (with kubeadm: apiServer.extraArgs and apiServer.extraVolumes of the ClusterConfiguration):\n\n    \
         - --encryption-provider-config=/etc/kubernetes/enc/{name}\n\n    \
         volumeMounts:\n    - name: enc\n      mountPath: /etc/kubernetes/enc\n      readOnly: true\n\n    \
         volumes:\n    - name: enc\n      hostPath:\n        path: /etc/kubernetes/enc\n        type: Directory\n\n"
    );
    match args.provider {
        Encrypting::Kms => text.push_str(
            "Mount the folder of the plugin's socket in the same way. The plugin must run on every control plane node\n\
             before kube-apiserver starts.\n\n",
        ),
        Encrypting::Aesgcm => text.push_str(
            "Rotate the key before it has written 200,000 objects: its nonces are random and short.\n\n",
        ),
        Encrypting::Secretbox | Encrypting::Aescbc => {}
    }
    text.push_str(&rolling_out());
    if args.staged {
        let target = ProviderName::from(args.provider).as_str();
        let command = command(&["migrate", "--to", target], &args.file);
        let _ = write!(text, "Then let the key write:\n\n    {command} --rolled-out\n");
        return text;
    }
    text.push_str(
        "With several API servers, those that do not have the file yet cannot read what the others encrypt: with\n\
         --staged no read fails.\n\n",
    );
    text.push_str(&rewriting(&args.resources));
    text.push_str(
        "See that they are encrypted: what follows the key in etcd begins with `k8s:enc:`.\n\n    \
         etcdctl get /registry/secrets/NAMESPACE/NAME | hexdump -C | head\n    \
         etcdctl snapshot save snapshot.db && etcdlint encryption status --etcd-snapshot snapshot.db\n",
    );
    text
}
