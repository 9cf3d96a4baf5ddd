//! The list of all rules, by family.

use std::fmt::Write;

use etcdlint_core::rule::Rule;
use etcdlint_core::rules;

use super::opt_in;
use crate::Error;

const HEADER: &str = "\
<!-- Made by `cargo xtask docs` from the rules themselves. -->

# Rules

Each rule has a page, which `etcdlint explain RULE` prints as well. [controls.md](../controls.md) lists them by the
controls of CIS, DISA STIG and NSA.

An **error** will not start, or leaves data or transport unprotected. A **warning** needs a precondition to hurt. An
**info** is advice. A rule that is *opt-in* is quiet until a profile or a setting asks for it. A *safe* fix cannot stop
a working component; a *suggested* one needs a person; *by hand* there is advice alone, because no change would be right
without knowing more.
";

/// The families: how the ids of their rules begin, and what they are about.
const FAMILIES: [(&str, &str); 10] = [
    ("ETCD1", "how etcd faces its clients"),
    ("ETCD2", "how etcd faces its peers"),
    ("ETCD3", "flags that etcd refuses or ignores, exposure, data safety, image"),
    ("ENC1", "EncryptionConfigurations that kube-apiserver refuses"),
    ("ENC2", "EncryptionConfigurations that it takes, but that protect less than they seem to"),
    ("API1", "kube-apiserver's connection to etcd, its encryption flags, kubeadm's extra arguments"),
    ("BAK1", "backups that are not made, not kept, or not usable"),
    ("CRT1", "certificates and private keys"),
    ("YAML1", "text that does not say what it seems to say"),
    ("INPUT1", "what could not be seen"),
];

pub(super) fn text() -> Result<String, Error> {
    if let Some(rule) = rules::all().find(|rule| family(rule).is_none()) {
        return Err(Error::Rule(rule.id, "belongs to no family of xtask/src/docs/list.rs"));
    }
    Ok(FAMILIES.iter().fold(HEADER.to_owned(), |mut text, (prefix, about)| {
        let _ = write!(text, "\n## {prefix}xx: {about}\n\n");
        text.push_str("| rule | severity | finds that | fix |\n| --- | --- | --- | --- |\n");
        let rules = rules::all().filter(|rule| family(rule) == Some(prefix));
        rules.fold(text, |text, rule| text + &row(rule))
    }))
}

fn family(rule: &Rule) -> Option<&'static str> {
    FAMILIES
        .iter()
        .map(|(prefix, _)| *prefix)
        .find(|prefix| rule.id.strip_prefix(prefix).is_some_and(|number| number.len() == 2))
}

fn row(rule: &Rule) -> String {
    let Rule { id, name, severity, summary, .. } = rule;
    let fix = rule.fix.name();
    format!("| [{id}]({id}.md) {name} | {severity}{} | {summary} | {fix} |\n", opt_in(rule))
}
