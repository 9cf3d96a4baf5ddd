use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD335",
    name: "v2-api-enabled",
    summary: "etcd's old v2 API is switched on",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd335_v2_api_enabled.md"),
    check: Check::Etcd(check),
};

/// The flags that switch the API on. etcd 3.6 does not know them any more.
const FLAGS: [&str; 2] = ["enable-v2", "experimental-enable-v2v3"];

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if etcd.at_most(5) == Some(false) {
        return;
    }
    for flag in FLAGS.into_iter().filter(|flag| is_on(etcd, flag)) {
        let message = message!(
            "--{} serves the v2 API, which Kubernetes never uses; its keys are in no snapshot and etcd 3.6 has removed it",
            flag
        );
        out.report(etcd.place_of(flag), message).label("not needed by Kubernetes").fix(without(etcd, flag));
    }
}

/// Programs besides Kubernetes may use the API.
fn without(etcd: &Etcd, flag: &str) -> Fix {
    match etcd.unset(flag) {
        Some(edits) => Fix::suggested("remove the flag, once nothing uses the v2 API", edits),
        None => Fix::advice("remove the flag, once nothing uses the v2 API"),
    }
}

/// `enable-v2` is a boolean, the other one the prefix under which keys of the v2 API are kept.
fn is_on(etcd: &Etcd, flag: &str) -> bool {
    match flag {
        "enable-v2" => etcd.bool(flag) == Some(true),
        flag => etcd.is_given(flag) == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn flags_by_version() {
        let on: &[&str] = &["ETCD335 warning"];
        let table: [(&str, &str, &[&str]); 8] = [
            ("etcd:3.5.33", "--enable-v2", on),
            ("etcd:3.4.13", "--enable-v2=true", on),
            ("etcd:3.4.13", "--enable-v2=false", &[]),
            ("etcd:3.4.13", "--experimental-enable-v2v3=/v2", on),
            ("etcd:3.4.13", "--experimental-enable-v2v3=", &[]),
            // It starts only if it is older than 3.6.
            ("etcd:latest", "--enable-v2", on),
            // etcd 3.6 exits.
            ("etcd:3.6.0", "--enable-v2", &[]),
            ("etcd:3.4.13", "--name=a", &[]),
        ];
        for (image, flag, expected) in table {
            assert_eq!(found(&Pod::etcd().image(image).arg(flag), "ETCD335"), expected, "{image} {flag}");
        }
    }
}
