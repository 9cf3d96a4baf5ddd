use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message::Message;
use crate::model::etcd::{Etcd, State};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD332",
    name: "pprof-enabled",
    summary: "etcd serves Go's profiler to its clients",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd332_pprof_enabled.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if etcd.bool("enable-pprof") != Some(true) {
        return;
    }
    let open = etcd.client.plaintext().any(|listener| !listener.is_loopback());
    let message: Message = if open {
        "etcd serves Go's profiler without TLS: anyone who reaches a client URL can slow etcd down and read its state"
    } else if etcd.client.state == State::Mtls {
        "etcd serves Go's profiler: every holder of a client certificate can slow etcd down and read its state"
    } else {
        "etcd serves Go's profiler on its client URLs: it can be used to slow etcd down and to read its state"
    }
    .into();
    let finding = out.report(etcd.place_of("enable-pprof"), message);
    finding.label("a debugging tool").fix(Fix::safe_or_advice("remove the flag", etcd.unset("enable-pprof")));
    if open {
        finding.severity(Severity::Error);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn values() {
        let table: [(&str, &[&str]); 4] = [
            ("--enable-pprof", &["ETCD332 warning"]),
            ("--enable-pprof=1", &["ETCD332 warning"]),
            ("--enable-pprof=false", &[]),
            ("--name=a", &[]),
        ];
        for (flag, expected) in table {
            assert_eq!(found(&Pod::etcd().arg(flag), "ETCD332"), expected, "{flag}");
        }
        assert_eq!(found(&Pod::etcd().env("ETCD_ENABLE_PPROF", "true"), "ETCD332"), ["ETCD332 warning"]);
    }

    #[test]
    fn plaintext_makes_it_an_error() {
        let pod = Pod::etcd().args(&["--enable-pprof", "--listen-client-urls=http://0.0.0.0:2379"]);
        assert_eq!(found(&pod, "ETCD332"), ["ETCD332 error"]);
        let local = Pod::etcd().args(&["--enable-pprof", "--listen-client-urls=http://127.0.0.1:2379"]);
        assert_eq!(found(&local, "ETCD332"), ["ETCD332 warning"]);
    }
}
