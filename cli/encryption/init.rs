//! `etcdlint encryption init`: a configuration to begin with, and what belongs to it.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::Value;

use etcdlint_core::finding::Severity;
use etcdlint_core::linter;
use etcdlint_core::model::encryption::ProviderName;
use etcdlint_core::settings::Settings;

use super::advance::{rewriting, rolling_out};
use super::key::{NewKey, create};
use super::{Encrypting, Error, InitArgs};
use crate::Outcome;

/// Writes the file, and says what else there is to do.
pub(super) fn run(args: &InitArgs) -> Result<Outcome, Error> {
    if args.file.exists() {
        return Err(Error::Exists(args.file.clone()));
    }
    let text = text(args)?;
    let report = linter::lint("encryption-config.yaml", &text, Settings::default());
    let mut findings = report.findings.iter();
    // Identity first is what a staged beginning is about.
    if let Some(wrong) = findings.find(|one| one.severity == Severity::Error && one.rule.id != "ENC201") {
        return Err(Error::Unusable(wrong.message.to_string()));
    }
    create(&args.file, &text)?;
    std::io::stdout().lock().write_all(explanation(args).as_bytes())?;
    Ok(Outcome::Clean)
}

fn text(args: &InitArgs) -> Result<String, Error> {
    let mut text = String::from(
        "# Whoever has this file and a copy of etcd can read everything: keep it on the control plane nodes, with\n# mode 0600, and a copy of it where no backup of etcd is.\napiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources:\n",
    );
    for name in &args.resources {
        line(&mut text, &format!("      - {}", quoted(name)));
    }
    line(&mut text, "    providers:");
    if args.staged {
        line(
            &mut text,
            "      # First for now: the next provider only reads until every kube-apiserver has this file.",
        );
        line(&mut text, "      - identity: {}");
    }
    provider(args, &mut text)?;
    if !args.staged {
        line(
            &mut text,
            "      # Reads what is not encrypted yet. Take it out once everything has been rewritten.",
        );
        line(&mut text, "      - identity: {}");
    }
    Ok(text)
}

fn provider(args: &InitArgs, text: &mut String) -> Result<(), Error> {
    let name = match args.provider {
        Encrypting::Kms => {
            line(
                text,
                "      # The plugin must run on every control plane node before kube-apiserver starts.",
            );
            line(text, "      - kms:");
            line(text, "          apiVersion: v2");
            line(text, &format!("          name: {}", quoted(&args.plugin.kms_name)));
            line(text, &format!("          endpoint: {}", quoted(&args.plugin.kms_endpoint)));
            return Ok(());
        }
        Encrypting::Secretbox => "secretbox",
        Encrypting::Aescbc => "aescbc",
        Encrypting::Aesgcm => {
            line(
                text,
                "      # Rotate the key before it has written 200,000 objects: its nonces are random and short.",
            );
            "aesgcm"
        }
    };
    line(text, &format!("      - {name}:\n          keys:\n            - name: key1"));
    line(text, &format!("              secret: {}", NewKey::generate()?.into_text()));
    Ok(())
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
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
    let file = args.file.display();
    let name = args.file.file_name().unwrap_or_default().display();
    let mut text = format!(
        "Wrote {file}, readable to you alone. It is needed to read what is stored: keep a copy in a safe place.\n\n\
         Copy it to /etc/kubernetes/enc/{name} on every control plane node, and add to the manifest of kube-apiserver\n\
         (with kubeadm: apiServer.extraArgs and apiServer.extraVolumes of the ClusterConfiguration):\n\n    \
         - --encryption-provider-config=/etc/kubernetes/enc/{name}\n\n    \
         volumeMounts:\n    - name: enc\n      mountPath: /etc/kubernetes/enc\n      readOnly: true\n\n    \
         volumes:\n    - name: enc\n      hostPath:\n        path: /etc/kubernetes/enc\n        type: Directory\n\n"
    );
    if args.provider == Encrypting::Kms {
        text.push_str("Mount the folder of the plugin's socket in the same way.\n\n");
    }
    text.push_str(&rolling_out());
    if args.staged {
        let target = ProviderName::from(args.provider).as_str();
        let _ = write!(
            text,
            "Then let the key write:\n\n    etcdlint encryption migrate --to {target} {file} --rolled-out\n"
        );
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
