//! The rules of this family over tables of command lines, environments and configuration files.

use serde_json::json;

use super::RULES;
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::fix::{Applicability, Edit, Scalar};
use crate::inventory::{Input, Inventory};
use crate::model::etcd_flags;
use crate::model::go_flag::Kind;
use crate::precedence::keep_root_causes;
use crate::rule::Check;
use crate::settings::Settings;
use crate::source::{Part, Place};

/// What this family finds in a text.
fn findings(text: &str) -> Vec<Finding> {
    let mut inventory = Inventory::default();
    inventory.add_text(Input { name: "test.yaml".to_owned(), ..Input::default() }, text);
    inventory.build_models();
    let settings = Settings::default();
    let context = Context { settings: &settings, inventory: &inventory, transitions: &[] };
    let mut found = Vec::new();
    for rule in RULES {
        let Check::Etcd(check) = rule.check else { panic!("{} checks something else", rule.id) };
        for etcd in &inventory.etcds {
            check(etcd, &context, &mut Findings::new(rule, &etcd.subject, &mut found));
        }
    }
    keep_root_causes(&mut found);
    found
}

/// A pod whose container runs etcd of this version with these arguments and variables. One more
/// variable, `HIDDEN`, has a value that cannot be seen.
fn pod(version: &str, args: &[&str], env: &[(&str, &str)]) -> String {
    let command: Vec<&str> = std::iter::once("etcd").chain(args.iter().copied()).collect();
    let hidden = json!({"name": "HIDDEN", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}});
    let env: Vec<_> =
        env.iter().map(|(name, value)| json!({"name": name, "value": value})).chain([hidden]).collect();
    let container = json!({
        "name": "etcd", "image": format!("registry.k8s.io/etcd:{version}"), "command": command, "env": env,
    });
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "etcd"}, "spec": {"containers": [container]}})
        .to_string()
}

fn of_args(args: &[&str]) -> Vec<Finding> {
    findings(&pod("3.6.14-0", args, &[]))
}

fn ids(found: &[Finding]) -> Vec<&'static str> {
    found.iter().map(|finding| finding.rule.id).collect()
}

/// The edits of the finding's fix, and whether they are safe: `command[1][2..5] = text`.
fn fix(finding: &Finding) -> (bool, Vec<String>) {
    let fix = finding.fix.as_ref().unwrap_or_else(|| panic!("{} has no fix", finding.rule.id));
    (fix.applicability == Applicability::Safe, fix.edits.iter().map(describe).collect())
}

fn describe(edit: &Edit) -> String {
    match edit {
        Edit::Replace { place, value: Scalar::String(text) } => format!("{} = {text}", at(place)),
        Edit::Replace { place, value: Scalar::Bare(text) } => format!("{} = bare {text}", at(place)),
        Edit::Rename { place, key } => format!("{} called {key}", at(place)),
        Edit::Remove { place } => format!("no {}", at(place)),
        Edit::Insert { place, index, value } => format!("{}[{index}] + {value}", at(place)),
        Edit::Add { place, key, value } => format!("{}.{key} + {value}", at(place)),
        _ => panic!("an edit that these rules do not make"),
    }
}

fn at(place: &Place) -> String {
    let path = place.path.to_string().replace("spec.containers[0].", "");
    match &place.part {
        Part::Within(range) => format!("{path}[{}..{}]", range.start, range.end),
        _ => path,
    }
}

#[test]
fn every_flag_in_every_release() {
    let table = include_str!("../../../../tests/data/etcd-flags.tsv");
    let mut lines = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let tags = lines.next().expect("the first line names the releases");
    for line in lines {
        for (tag, cell) in tags.iter().zip(&line).skip(1) {
            let argument = format!("--{}={}", line[0], valid(line[0], cell));
            let found = findings(&pod(tag, &[&argument, "--advertise-client-urls=http://127.0.0.1:1"], &[]));
            let absent: Vec<_> = ids(&found)
                .into_iter()
                .filter(|id| matches!(*id, "ETCD301" | "ETCD302" | "ETCD303"))
                .collect();
            let expected: &[&str] = if *cell == "-" { &["ETCD303"] } else { &[] };
            assert_eq!(absent, expected, "{argument} in {tag}");
            assert!(!ids(&found).contains(&"ETCD305"), "{argument} in {tag}");
        }
    }
}

/// A value that etcd takes for a flag of this type.
fn valid(flag: &str, cell: &str) -> &'static str {
    match (flag, cell) {
        (_, "Bool") => "true",
        (_, "Uint" | "Uint64" | "Int" | "Int64") => "100",
        (_, "Duration") => "5s",
        ("auth-token", _) => "simple",
        ("log-level", _) => "info",
        ("log-format", _) => "json",
        ("logger", _) => "zap",
        ("auto-compaction-mode", _) => "periodic",
        ("auto-compaction-retention" | "max-concurrent-streams", _) => "8",
        ("initial-cluster-state", _) => "new",
        ("discovery-fallback", _) => "exit",
        ("proxy", _) => "off",
        ("v2-deprecation", _) => "gone",
        ("cors", _) => "*",
        (flag, _) if flag.ends_with("-urls") => "http://127.0.0.1:1",
        _ => "x",
    }
}

// The type of a flag decides what becomes of the argument behind it.
#[test]
fn booleans_leave_the_next_argument_alone_and_others_take_it() {
    for flag in etcd_flags::all() {
        // With --version no server runs.
        let Some(kind) = flag.kind(None).filter(|_| flag.name != "version") else { continue };
        let name = format!("--{}", flag.name);
        let expected: [&[&str]; 3] = match kind {
            Kind::Bool | Kind::Ignored => [&["ETCD306"], &[], &[]],
            _ => [&[], &["ETCD308"], &["ETCD309"]],
        };
        for (args, expected) in
            [&[&*name, "true"][..], &[&name, "--name=x"], &[&name]].into_iter().zip(expected)
        {
            let found = findings(&pod("latest", args, &[]));
            let found: Vec<_> = ids(&found)
                .into_iter()
                .filter(|id| matches!(*id, "ETCD306" | "ETCD308" | "ETCD309"))
                .collect();
            assert_eq!(found, expected, "{args:?}");
        }
    }
}

#[test]
fn command_lines() {
    let table: [(&[&str], &[&str]); 45] = [
        (&["--client-cert-auth"], &[]),
        (&["-client-cert-auth"], &[]),
        (&["--client-cert-auth=true"], &[]),
        (&["--client-cert-auth=T"], &[]),
        (&["--client-cert-auth=1"], &[]),
        (&["--client-cert-auth=false", "--trusted-ca-file=/ca"], &[]),
        (&["--client-cert-auth", "true"], &["ETCD306"]),
        (&["--client-cert-auth", "no", "--name=x"], &["ETCD306"]),
        (&["--client-cert-auth=yes"], &["ETCD305"]),
        (&["--client-cert-auth="], &["ETCD305"]),
        (&["--client-cert-auth=$(HIDDEN)"], &[]),
        // Kubernetes leaves a reference to nothing as it is.
        (&["--client-cert-auth=$(NOTHING)"], &["ETCD305"]),
        (&["---client-cert-auth=true"], &["ETCD301"]),
        (&["--encryption-provider-config=/enc.yaml"], &["ETCD302"]),
        (&["--encryption_provider_config=/enc.yaml"], &["ETCD302"]),
        (&["--etcd-cafile=/ca", "--authorization-mode=RBAC"], &["ETCD302", "ETCD302"]),
        (&["--client-ca-file=/ca"], &["ETCD302"]),
        (&["--feature-gates=InitialCorruptCheck=true"], &[]),
        (&["--cacert=/ca"], &["ETCD301"]),
        (&["--peer-client-file=/peer.crt"], &["ETCD301"]),
        (&["--ca-file=/ca"], &["ETCD303"]),
        (&["--enable-v2"], &["ETCD303"]),
        (&["--experimental-memory-mlock"], &["ETCD304"]),
        (&["--max-snapshots=3"], &["ETCD304"]),
        (&["foo", "--name=x"], &["ETCD307"]),
        (&["--name=x", "--", "--client-cert-auth"], &["ETCD307"]),
        (&["--name=x", "--"], &[]),
        (&["$(HIDDEN)", "foo"], &[]),
        (&["$(NOTHING)"], &["ETCD307"]),
        (&["--trusted-ca-file", "--cert-file=/x"], &["ETCD308"]),
        (&["--quota-backend-bytes", "-1"], &[]),
        (&["--name"], &["ETCD309"]),
        (&["--name default"], &["ETCD310"]),
        (&["--cert-file=/a - --key-file=/b"], &["ETCD310"]),
        (&["--cert-file=/a --key-file=/b"], &["ETCD310"]),
        (&["--name=\"x\""], &["ETCD311"]),
        (&["\"--name=x\""], &["ETCD311"]),
        (
            &["--listen-client-urls=\"https://127.0.0.1:1\"", "--advertise-client-urls=https://127.0.0.1:1"],
            &["ETCD311"],
        ),
        (&["--name=x", "--name=y"], &["ETCD312"]),
        (&["--feature-gates=AllAlpha=true", "--feature-gates=AllBeta=true"], &[]),
        (&["--config=/etcd.yaml"], &["ETCD323"]),
        (&["--config", "/etcd.yaml"], &["ETCD323"]),
        (&["--snapshot", "foo"], &["ETCD307"]),
        (&["gateway", "start", "--nonsense"], &[]),
        (&["--version", "--nonsense"], &[]),
    ];
    for (args, expected) in table {
        assert_eq!(ids(&of_args(args)), expected, "{args:?}");
    }
}

#[test]
fn versions() {
    let table: [(&str, &[&str], &[&str]); 16] = [
        ("3.5.21-0", &["--feature-gates=A=true"], &["ETCD302"]),
        ("3.5.21-0", &["--watch-progress-notify-interval=5s"], &["ETCD303"]),
        ("3.5.7", &["--tls-min-version=TLS1.2"], &["ETCD303"]),
        ("3.5.8", &["--tls-min-version=TLS1.2"], &[]),
        ("3.5.21-0", &["--enable-v2"], &["ETCD304"]),
        ("3.5.21-0", &["--experimental-initial-corrupt-check=true"], &[]),
        ("3.7.1", &["--experimental-initial-corrupt-check=true"], &["ETCD303"]),
        ("3.4.23", &["--debug", "--log-output=stderr"], &["ETCD304", "ETCD304"]),
        ("3.4.23", &["--log-level=WARN"], &["ETCD305"]),
        ("3.5.0", &["--log-level=WARN"], &[]),
        ("3.5.0", &["--logger=capnslog"], &["ETCD305"]),
        // Without a version every flag that some current version has is fine.
        ("latest", &["--debug", "--enable-v2", "--feature-gates=A=true", "--experimental-memory-mlock"], &[]),
        ("latest", &["--nonsense"], &["ETCD301"]),
        ("latest", &["--ca-file=/ca"], &["ETCD301"]),
        ("3.9.0", &["--enable-v2"], &[]),
        ("3.9.0", &["--encryption-provider-config=/x"], &["ETCD302"]),
    ];
    for (version, args, expected) in table {
        assert_eq!(ids(&findings(&pod(version, args, &[]))), expected, "{version} {args:?}");
    }
}

/// A version, arguments, a variable, and what is found.
type EnvironmentRow<'a> = (&'a str, &'a [&'a str], (&'a str, &'a str), &'a [&'a str]);

#[test]
fn environments() {
    let table: [EnvironmentRow; 30] = [
        ("3.6.14", &[], ("ETCD_CLIENT_CERT_AUTH", "true"), &[]),
        ("3.6.14", &["--client-cert-auth=true"], ("ETCD_CLIENT_CERT_AUTH", "true"), &["ETCD313"]),
        ("3.6.14", &["--name=x"], ("ETCD_NAME", ""), &["ETCD313"]),
        ("3.6.14", &["--name=x"], ("ETCD_name", "x"), &["ETCD315"]),
        ("3.6.14", &["--config-file=/f"], ("ETCD_CONFIG_FILE", "/g"), &[]),
        ("3.6.14", &[], ("ETCD_CLIENT_CERT_AUTH", "yes"), &["ETCD314"]),
        ("3.6.14", &[], ("ETCD_CLIENT_CERT_AUTH", ""), &[]),
        ("3.6.14", &["--client-cert-auth"], ("ETCD_CLIENT_CERT_AUTH", "yes"), &["ETCD313"]),
        ("3.4.23", &[], ("ETCD_VERSION", "3.4.13"), &["ETCD314"]),
        ("3.5.21", &[], ("ETCD_VERSION", "3.5.21"), &[]),
        ("latest", &[], ("ETCD_VERSION", "3.4.13"), &[]),
        ("3.4.23", &["--version=false"], ("ETCD_VERSION", "false"), &["ETCD313"]),
        ("3.5.21", &["--version=false"], ("ETCD_VERSION", "false"), &[]),
        ("3.6.14", &[], ("ETCD_ENCRYPTION_PROVIDER_CONFIG", "/x"), &["ETCD315"]),
        ("3.6.14", &[], ("ETCD_ENABLE_V2", "true"), &["ETCD315"]),
        ("3.5.21", &[], ("ETCD_ENABLE_V2", "true"), &[]),
        ("latest", &[], ("ETCD_ENABLE_V2", "true"), &[]),
        ("3.6.14", &[], ("ETCD_PORT", "tcp://10.0.0.1:2379"), &[]),
        ("3.6.14", &[], ("ETCD_PORT_2379_TCP_ADDR", "10.0.0.1"), &[]),
        ("3.6.14", &[], ("ETCD_CLIENT_SERVICE_HOST", "10.0.0.1"), &[]),
        ("3.6.14", &[], ("ETCD_UNSUPPORTED_ARCH", "arm64"), &[]),
        ("3.4.23", &[], ("ETCD_VERIFY", "all"), &["ETCD315"]),
        ("3.5.24", &[], ("ETCD_VERIFY", "all"), &[]),
        ("latest", &[], ("ETCD_VERIFY", "all"), &[]),
        ("3.6.14", &[], ("ETCD_CONFIG", "/f"), &["ETCD315"]),
        ("3.6.14", &[], ("ETCD_CONFIG", ""), &[]),
        ("latest", &["--name=$(ETCD_CONFIG)"], ("ETCD_CONFIG", "x"), &[]),
        ("3.6.14", &[], ("ETCDCTL_API", "3"), &[]),
        ("3.6.14", &["--name=$(ETCD_MEMBER)"], ("ETCD_MEMBER", "x"), &[]),
        ("3.6.14", &["--config-file=/f"], ("ETCD_NAME", "x"), &["ETCD316"]),
    ];
    for (version, args, variable, expected) in table {
        let found = findings(&pod(version, args, &[variable]));
        assert_eq!(ids(&found), expected, "{version} {args:?} {variable:?}");
    }
}

#[test]
fn an_image_of_bitnami_has_variables_of_its_own() {
    let text = |image: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: etcd}}, spec: {{containers: [{{name: etcd, \
             image: '{image}', env: [{{name: ETCD_ON_K8S, value: \"yes\"}}]}}]}}}}"
        )
    };
    assert!(ids(&findings(&text("docker.io/bitnami/etcd:3.5.21"))).is_empty());
    assert_eq!(ids(&findings(&text("quay.io/coreos/etcd:v3.5.21"))), ["ETCD315"]);
}

#[test]
fn a_configuration_file_makes_the_rest_ineffective() {
    let table: [(&[&str], &[&str], Severity); 5] = [
        (&["--config-file=/f", "--cert-file=/c"], &["ETCD316"], Severity::Error),
        (&["--config-file=/f", "--name=x"], &["ETCD316"], Severity::Warning),
        (&["--config-file=/f", "--name=x", "--name=y"], &["ETCD316"], Severity::Warning),
        (&["--config-file=", "--name=x", "--name=y"], &["ETCD312"], Severity::Warning),
        // etcd still refuses what it cannot read.
        (&["--config-file=/f", "--nonsense"], &["ETCD301"], Severity::Error),
    ];
    for (args, expected, severity) in table {
        let found = of_args(args);
        assert_eq!(ids(&found), expected, "{args:?}");
        assert!(found.iter().all(|finding| finding.severity == severity), "{args:?}");
    }
    assert!(of_args(&["--config-file=/f"]).is_empty());
    assert_eq!(ids(&of_args(&["--config-file=/f", "--peer-crl-file=/crl"])), ["ETCD316", "ETCD320"]);
}

#[test]
fn fixes_of_command_lines() {
    let table: [(&[&str], bool, &[&str]); 28] = [
        (&["--data_dir=/x"], true, &["command[1][0..10] = --data-dir"]),
        (&["-Data-Dir=/x"], true, &["command[1][0..9] = -data-dir"]),
        (&["--data-dri", "/x"], true, &["command[1][0..10] = --data-dir"]),
        (&["--client_cert_auth=false"], false, &["command[1][0..18] = --client-cert-auth"]),
        (&["--client_cert_auth=yes"], false, &["command[1][0..18] = --client-cert-auth"]),
        (&["--client_cert_auth", "true"], false, &["command[1][0..18] = --client-cert-auth"]),
        (&["--listen_client_urls=http://0.0.0.0:1"], false, &["command[1][0..20] = --listen-client-urls"]),
        (&["--peer-client-file=/x"], false, &["command[1][0..18] = --peer-cert-file"]),
        (&["---name=x"], false, &["command[1][0..3] = --"]),
        (&["--encryption-provider-config=/x"], false, &["no command[1]"]),
        (&["--encryption-provider-config", "/x"], false, &["no command[1]", "no command[2]"]),
        (&["--experimental-memory-mlock"], false, &["command[1][0..27] = --memory-mlock"]),
        (
            &["--experimental-initial-corrupt-check=true"],
            false,
            &["command[1] = --feature-gates=InitialCorruptCheck=true"],
        ),
        (&["--client-cert-auth=yes"], true, &["command[1][19..22] = true"]),
        (&["--client-cert-auth=tRuE"], true, &["command[1][19..23] = true"]),
        (&["--client-cert-auth=no"], false, &["command[1][19..21] = false"]),
        (&["--auto-tls=yes"], false, &["command[1][11..14] = true"]),
        (&["--heartbeat-interval=100ms"], false, &["command[1][21..26] = 100"]),
        (&["--client-cert-auth", "true"], true, &["command[1] = --client-cert-auth=true", "no command[2]"]),
        (&["name=x"], false, &["command[1] = --name=x"]),
        (
            &["--cert-file=/a --key-file=/b -name c"],
            false,
            &["command[1] = --cert-file=/a", "command[2] + \"--key-file=/b\"", "command[2] + \"-name=c\""],
        ),
        (&["--client-cert-auth=\"true\""], true, &["command[1][19..25] = true"]),
        (&["--data-dir /x"], true, &["command[1] = --data-dir=/x"]),
        (
            &["--listen-client-urls http://0.0.0.0:2379"],
            false,
            &["command[1] = --listen-client-urls=http://0.0.0.0:2379"],
        ),
        (&["--quota-backend-bytes=\"1\""], true, &["command[1][22..25] = 1"]),
        (&["--listen-client-urls='http://a:1'"], false, &["command[1][21..33] = http://a:1"]),
        (&["--name", "'x'"], false, &["command[2] = x"]),
        (&["--config=/f"], false, &["command[1][0..8] = --config-file"]),
    ];
    for (args, safe, edits) in table {
        let found = of_args(args);
        let finding = found.first().unwrap_or_else(|| panic!("nothing found in {args:?}"));
        assert_eq!(fix(finding), (safe, edits.iter().map(|edit| (*edit).to_owned()).collect()), "{args:?}");
    }
}

#[test]
fn a_repeated_flag_keeps_its_last_occurrence() {
    let found = of_args(&["--client-cert-auth", "--name=x", "--client-cert-auth=1"]);
    assert_eq!(fix(&found[0]), (true, vec!["no command[1]".to_owned()]));
    assert_eq!(found[0].severity, Severity::Warning);
    let found = of_args(&["--client-cert-auth=true", "--client-cert-auth=false"]);
    assert_eq!(found[0].severity, Severity::Error);
    assert_eq!(found[0].message.as_str(), "--client-cert-auth is set 2 times; only the last (false) counts");
    assert_eq!(found[0].related.len(), 1);
    assert!(!fix(&found[0]).0);
    let found = of_args(&["--name=x", "--name=$(HIDDEN)"]);
    assert_eq!((found[0].severity, fix(&found[0]).0), (Severity::Warning, false));
}

/// Seen in etcd 3.4.23, 3.5.24, 3.6.6 and 3.7.3: a value that is one URL of the set is passed over, and an empty one.
#[test]
fn which_use_of_urls_counts() {
    let both = "http://127.0.0.1:1,http://10.0.0.4:1";
    let table: [(&[&str], &str); 11] = [
        (&[both, "http://127.0.0.1:1"], "only this one (http://127.0.0.1:1,http://10.0.0.4:1) counts"),
        (&[both, ""], "only this one (http://127.0.0.1:1,http://10.0.0.4:1) counts"),
        (&["HTTP://127.0.0.1:1,http://[::1]:1", "http://127.0.0.1:1"], "only this one (HTTP"),
        (&["HTTP://127.0.0.1:1,http://[::1]:1", "HTTP://127.0.0.1:1"], "only the last (HTTP"),
        (&[both, "http://127.0.0.1:1 "], "only the last (http://127.0.0.1:1 ) counts"),
        (&[both, "http://10.0.0.4:1,http://127.0.0.1:1"], "only the last (http://10.0.0.4:1,"),
        (&["", "http://127.0.0.1:1"], "only the last (http://127.0.0.1:1) counts"),
        (&[both, "http://[::1]:1", "http://127.0.0.1:1"], "only the last (http://127.0.0.1:1) counts"),
        (&["http://127.0.0.1:1,http://$(HIDDEN):1", "http://$(HIDDEN):1"], "only this one (http"),
        (&["http://127.0.0.1:1,http://$(HIDDEN):1", "http://[::1]:1"], "which one counts cannot be seen"),
        (&["http://$(HIDDEN):1", "http://[::1]:1"], "only the last (http://[::1]:1) counts"),
    ];
    for (values, said) in table {
        for flag in ["listen-client-urls", "listen-peer-urls", "listen-metrics-urls", "advertise-client-urls"]
        {
            let args: Vec<String> = values.iter().map(|value| format!("--{flag}={value}")).collect();
            let found = of_args(&args.iter().map(String::as_str).collect::<Vec<_>>());
            let repeated = found.iter().find(|one| one.rule.id == "ETCD312").unwrap();
            assert!(repeated.message.as_str().contains(said), "{args:?}: {}", repeated.message.as_str());
        }
    }
    // A star is added to the origins, or replaced by them.
    let table: [(&[&str], &[&str]); 4] = [
        (&["--cors=http://a:1", "--cors=*"], &[]),
        (&["--cors=*", "--cors=http://a:1"], &["ETCD312"]),
        (&["--cors=*", "--cors=*"], &["ETCD312"]),
        (&["--cors=http://a:1,http://b:1", "--cors=http://b:1"], &["ETCD312"]),
    ];
    for (args, expected) in table {
        assert_eq!(ids(&of_args(args)), expected, "{args:?}");
    }
    let found = of_args(&["--listen-peer-urls=http://127.0.0.1:1,http://[::1]:1", "--listen-peer-urls="]);
    assert_eq!(found[0].label.as_ref().map(|label| label.as_str()), Some("this one counts"));
}

#[test]
fn an_equal_variable_can_go() {
    let table = [("true", true), ("T", true), ("false", false), ("", false)];
    for (value, safe) in table {
        let found =
            findings(&pod("3.6.14", &["--client-cert-auth=true"], &[("ETCD_CLIENT_CERT_AUTH", value)]));
        let edits: &[&str] = if safe { &["no env[0]"] } else { &[] };
        assert_eq!(fix(&found[0]), (safe, edits.iter().map(|edit| (*edit).to_owned()).collect()), "{value}");
    }
}

#[test]
fn fixes_of_variables() {
    let found = findings(&pod("3.6.14", &[], &[("ETCD_PRE_VOTE", "on")]));
    assert_eq!(fix(&found[0]), (true, vec!["env[0].value = true".to_owned()]));
    let found = findings(&pod("3.6.14", &[], &[("ETCD_CLIENT_CA_FILE", "/ca")]));
    assert_eq!(fix(&found[0]), (false, vec!["env[0].name = ETCD_TRUSTED_CA_FILE".to_owned()]));
}

#[test]
fn a_shell_script_is_read_and_mended_in_place() {
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: etcd}, spec: {containers: [{name: etcd, \
                image: 'etcd:3.6.14', command: [sh, -c, 'exec etcd --name=\"x\" --client-cert-auth true']}]}}";
    let found = findings(text);
    assert_eq!(ids(&found), ["ETCD306"]);
    let (safe, edits) = fix(&found[0]);
    assert!(safe);
    assert_eq!(edits, ["command[2][21..44] = --client-cert-auth=true"]);
}

// The texts in quotes, or behind "etcd exits: ", were printed by etcd 3.4.23 for the same arguments.
#[test]
fn messages_quote_etcd() {
    let table: [(&[&str], &str); 23] = [
        (
            &["--listen-peer-urls=127.0.0.1:12379"],
            "parse \"127.0.0.1:12379\": first path segment in URL cannot contain colon",
        ),
        (
            &["--listen-peer-urls=http://127.0.0.1:12379x"],
            "parse \"http://127.0.0.1:12379x\": invalid port \":12379x\" after host",
        ),
        (&["--cors=0x10"], "URL scheme must be http, https, unix, or unixs: 0x10"),
        (&["--nme=x"], "flag provided but not defined: -nme"),
        (&["---name=a"], "bad flag syntax: ---name=a"),
        (&["-=x"], "bad flag syntax: -=x"),
        (&["--encryption-provider-config=x"], "flag provided but not defined: -encryption-provider-config"),
        (&["--enable-log-rotation"], "flag provided but not defined: -enable-log-rotation"),
        (&["--client-cert-auth", "true"], "'true' is not a valid flag"),
        (&["foo"], "'foo' is not a valid flag"),
        (&["--", "--client-cert-auth"], "'--client-cert-auth' is not a valid flag"),
        (
            &["--", "--data-dir", "/x", "--name", "x"],
            "'--data-dir' is not a valid flag, and nothing behind it is read (3 more)",
        ),
        (&["-", "--peer-client-file", "x"], "'-' is not a valid flag"),
        (&["--name"], "flag needs an argument: -name"),
        (
            &["--client-cert-auth=\"true\""],
            "invalid boolean value \"\\\"true\\\"\" for -client-cert-auth: parse error",
        ),
        (&["\"--name=x\""], "'\"--name=x\"' is not a valid flag"),
        (&["--config", "foo"], "'foo' is not a valid flag"),
        (
            &["--listen-client-urls=https://127.0.0.1:1"],
            "--advertise-client-urls is required when --listen-client-urls is set explicitly",
        ),
        (&["--listen-peer-urls=http://foo:1"], "expected IP in URL for binding (http://foo:1)"),
        (&["--listen-peer-urls=foo"], "URL scheme must be http, https, unix, or unixs: foo"),
        (
            &["--listen-peer-urls=http://127.0.0.1"],
            "URL address does not have the form \"host:port\": http://127.0.0.1",
        ),
        (&["--name=y", "--initial-cluster=http://127.0.0.1:2380"], "error setting up initial cluster"),
        (
            &["--name=x", "--initial-cluster=y=http://127.0.0.1:2380"],
            "couldn't find local name \"x\" in the initial cluster configuration",
        ),
    ];
    for (args, quoted) in table {
        let found = findings(&pod("3.4.23", args, &[]));
        let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert!(messages.iter().any(|message| message.contains(quoted)), "{args:?}: {messages:?}");
    }
}

#[test]
fn urls() {
    let advertised = "--advertise-client-urls=https://10.0.0.4:2379";
    let table: [(&str, &[&str]); 19] = [
        ("--cors=*", &[]),
        ("--cors=http://127.0.0.1:1,https://host:2", &[]),
        ("--cors=example.com", &["ETCD321"]),
        ("--listen-client-urls=https://10.0.0.4:2379", &[]),
        ("--listen-client-urls=https://10.0.0.4:2379, HTTPS://127.0.0.1:2379", &[]),
        ("--listen-client-urls=https://localhost:2379", &[]),
        ("--listen-client-urls=https://[::1]:2379", &[]),
        ("--listen-client-urls=unixs:///var/run/etcd.sock:0", &[]),
        ("--listen-client-urls=https://$(HIDDEN):2379", &[]),
        ("--listen-client-urls=$(HIDDEN)", &[]),
        ("--listen-client-urls=", &[]),
        ("--initial-advertise-peer-urls=http://etcd-0.etcd:2380", &[]),
        ("--listen-client-urls=https://etcd-0.etcd:2379", &["ETCD321"]),
        ("--listen-client-urls=https://:2379", &["ETCD321"]),
        ("--listen-client-urls=https://10.0.0.4", &["ETCD321"]),
        ("--listen-client-urls=10.0.0.4:2379", &["ETCD321"]),
        ("--listen-client-urls=https://10.0.0.4:99999", &["ETCD321"]),
        ("--listen-metrics-urls=http://127.0.0.1:2381/metrics", &["ETCD321"]),
        ("--listen-client-urls=https://10.0.0.4:2379,", &["ETCD321"]),
    ];
    for (argument, expected) in table {
        assert_eq!(ids(&of_args(&[argument, advertised])), expected, "{argument}");
    }
    let slash = of_args(&["--listen-client-urls=https://10.0.0.4:2379/", advertised]);
    assert_eq!(fix(&slash[0]), (true, vec!["command[1][21..43] = https://10.0.0.4:2379".to_owned()]));
    let open = of_args(&["--listen-client-urls=http://10.0.0.4:2379/", advertised]);
    assert!(!fix(&open[0]).0);
}

#[test]
fn what_listens_must_be_advertised_unless_a_file_says_so() {
    assert_eq!(ids(&of_args(&["--listen-client-urls=https://10.0.0.4:2379"])), ["ETCD321"]);
    assert_eq!(ids(&of_args(&["--listen-client-urls="])), ["ETCD321"]);
    assert!(of_args(&["--listen-peer-urls=https://10.0.0.4:2380"]).is_empty());
    let listen = ("ETCD_LISTEN_CLIENT_URLS", "https://10.0.0.4:2379");
    assert_eq!(ids(&findings(&pod("3.6.14", &[], &[listen]))), ["ETCD321"]);
    let advertise = ("ETCD_ADVERTISE_CLIENT_URLS", "https://10.0.0.4:2379");
    assert!(findings(&pod("3.6.14", &[], &[listen, advertise])).is_empty());
    assert!(findings("data-dir: /d\nlisten-client-urls: https://10.0.0.4:2379\n").is_empty());
}

#[test]
fn names_and_initial_clusters() {
    let table: [(&[&str], &[&str]); 25] = [
        (&["--name=a", "--initial-cluster=a=http://127.0.0.1:1,b=http://10.0.0.5:1"], &[]),
        (&["--name=a", "--initial-cluster=a=http://127.0.0.1:1,,b=$(HIDDEN),"], &[]),
        (&["--name=a", "--initial-cluster=a=http://127.0.0.1:1,b"], &["ETCD322"]),
        (&["--name=a", "--initial-cluster=http://127.0.0.1:1"], &["ETCD322"]),
        (&["--name=a", "--initial-cluster=a=http://127.0.0.1:1,b=10.0.0.5:1"], &["ETCD321"]),
        (&["--name=a", "--initial-cluster=a=http://127.0.0.1:1,b=http://10.0.0.5:1/"], &["ETCD321"]),
        (&["--initial-cluster=default=http://127.0.0.1:1"], &[]),
        (&["--name=a"], &[]),
        (&["--name=$(HIDDEN)", "--initial-cluster=a=http://127.0.0.1:1"], &[]),
        (&["--name=a", "--initial-cluster=$(HIDDEN)"], &[]),
        (&["--name=a", "--initial-cluster="], &["ETCD322"]),
        (&["--initial-cluster=,"], &["ETCD322"]),
        (&["--initial-cluster=", "--discovery-srv=a.example"], &[]),
        (&["--initial-cluster=", "--discovery-srv=$(HIDDEN)"], &[]),
        (&["--name="], &["ETCD322"]),
        (&["--name=", "--discovery-srv=a.example"], &[]),
        (&["--name=", "--initial-cluster=,"], &["ETCD322"]),
        (&["--name=", "--initial-cluster==http://127.0.0.1:1"], &[]),
        // What the default is gets the name, but for the default one.
        (&["--name=a", "--initial-cluster=default=http://localhost:2380"], &[]),
        (&["--name=a", "--initial-cluster=default=http://$(HIDDEN)"], &[]),
        (&["--name=a", "--initial-cluster=b=http://$(HIDDEN)"], &["ETCD322"]),
        (&["--name=", "--initial-cluster=default=http://localhost:2380"], &["ETCD322"]),
        (&["--name=c", "--initial-cluster=a=http://127.0.0.1:1"], &["ETCD322"]),
        (&["--initial-cluster=a=http://127.0.0.1:1"], &["ETCD322"]),
        (&["--name=b", "--initial-cluster=a=http://127.0.0.1:1, b=http://127.0.0.1:2"], &["ETCD322"]),
    ];
    for (args, expected) in table {
        // What is advertised is another table's.
        let found: Vec<_> = ids(&of_args(args)).into_iter().filter(|id| *id != "ETCD325").collect();
        assert_eq!(found, expected, "{args:?}");
    }
    // The words of etcd 3.4.23.
    let refused = [
        ("http://a:b:c", "parse \"http://a:b:c\": invalid port \":c\" after host"),
        ("http://127.0.0.1", "URL address does not have the form \"host:port\": http://127.0.0.1"),
    ];
    for (url, said) in refused {
        let members = format!("--initial-cluster=a=http://127.0.0.1:1,b={url}");
        let found = of_args(&["--name=a", "--initial-advertise-peer-urls=http://127.0.0.1:1", &members]);
        let expected = format!("a new member does not start: error setting up initial cluster: {said}");
        assert_eq!(found.iter().map(|one| one.message.as_str()).collect::<Vec<_>>(), [expected]);
    }
    let found = of_args(&["--name=b", "--initial-cluster=a=http://127.0.0.1:1, b=http://127.0.0.1:2"]);
    assert_eq!(fix(&found[0]).1, ["command[2][39..41] = b"]);
}

/// A proxy of 3.4 and 3.5 is no member, but reads the list.
#[test]
fn proxies_and_initial_clusters() {
    let table: [(&str, &[&str], bool); 7] = [
        ("3.5.24-0", &["--proxy=on", "--initial-cluster=a=http://127.0.0.1:1"], false),
        ("3.4.23-0", &["--proxy=readonly", "--initial-cluster=default=http://127.0.0.1:1"], false),
        ("3.5.24-0", &["--proxy=on", "--initial-cluster="], false),
        ("3.5.24-0", &["--proxy=$(HIDDEN)", "--initial-cluster=a=http://127.0.0.1:1"], false),
        ("3.5.24-0", &["--proxy=off", "--initial-cluster=a=http://127.0.0.1:1"], true),
        ("3.5.24-0", &["--proxy=on", "--initial-cluster=http://127.0.0.1:1"], true),
        ("3.6.6-0", &["--proxy=on", "--initial-cluster=a=http://127.0.0.1:1"], true),
    ];
    for (version, args, is_refused) in table {
        let found = findings(&pod(version, args, &[]));
        let is_found = found.iter().any(|one| ["ETCD322", "ETCD325"].contains(&one.rule.id));
        assert_eq!(is_found, is_refused, "{version} {args:?}");
    }
}

/// Flags and variables are sets of URLs from 3.5 on; lists of the file and of `initial-cluster` keep what is twice.
#[test]
fn urls_that_are_advertised_twice() {
    let twice = "http://10.0.0.4:1,HTTP://10.0.0.4:1";
    let variables = [("ETCD_INITIAL_ADVERTISE_PEER_URLS", twice)];
    let cluster = "--initial-cluster=default=http://10.0.0.4:1";
    for (version, is_refused) in [("3.4.23-0", true), ("3.5.24-0", false), ("3.7.3-0", false)] {
        let flag = format!("--initial-advertise-peer-urls={twice}");
        let file =
            format!("initial-advertise-peer-urls: {twice}\ninitial-cluster: default=http://10.0.0.4:1\n");
        let table = [
            (pod(version, &[cluster, &flag], &[]), is_refused),
            (pod(version, &[cluster], &variables), is_refused),
            (with_file(version, &file), true),
        ];
        for (text, is_refused) in table {
            assert_eq!(ids(&findings(&text)).contains(&"ETCD325"), is_refused, "{version} {text}");
        }
    }
}

/// The words of etcd 3.4.23, 3.5.24, 3.6.6 and 3.7.3.
#[test]
fn hosts_that_are_advertised() {
    let (no_host, no_port) = ("unexpected empty host", "missing port in address");
    let table = [
        ("3.4.23-0", "http://:1", Some(no_host)),
        ("3.7.3-0", "https://a:1,http://:1", Some(no_host)),
        ("3.6.6-0", "http://$(HIDDEN):1", None),
        ("3.6.6-0", "http://etcd.example:1", None),
        ("3.5.24-0", "unix:///tmp/x.sock", Some(no_port)),
        ("3.6.6-0", "unix:///tmp/x.sock", Some(no_port)),
        ("3.6.6-0", "unixs://x:1/tmp/x.sock", None),
        ("3.6.6-0", "unix://$(HIDDEN)/x.sock", None),
        ("3.6.6-0", "unix://:1", Some(no_host)),
        ("3.7.3-0", "unix:///tmp/x.sock", None),
        ("3.7.3-0", "unix://:1", None),
    ];
    for (version, urls, said) in table {
        for flag in ["advertise-client-urls", "initial-advertise-peer-urls"] {
            let found = findings(&pod(version, &[&format!("--{flag}={urls}")], &[]));
            let refused = found.iter().find(|one| one.rule.id == "ETCD321");
            let message = refused.map(|one| one.message.as_str());
            assert_eq!(message.is_some(), said.is_some(), "{version} {flag} {urls}");
            assert!(message.is_none_or(|text| text.contains(said.unwrap_or_default())), "{message:?}");
        }
    }
    let file = with_file("3.6.6-0", "advertise-client-urls: http://:1\n");
    assert_eq!(ids(&findings(&file)), ["ETCD321"]);
}

/// What etcd reads but does not use stops it all the same.
#[test]
fn urls_beside_a_configuration_file() {
    let table: [(&[&str], bool); 4] = [
        (&["--listen-client-urls=foo"], true),
        (&["--listen-client-urls=http://127.0.0.1:1"], false),
        (&["--listen-client-urls=http://etcd.example:1"], false),
        (&["--cors=", "--cors=*"], true),
    ];
    for (args, is_refused) in table {
        let args: Vec<&str> = ["--config-file=/c"].into_iter().chain(args.iter().copied()).collect();
        assert_eq!(ids(&of_args(&args)).contains(&"ETCD321"), is_refused, "{args:?}");
    }
}

/// etcd 3.4.23, 3.5.24 and 3.6.6 start, or do not.
#[test]
fn what_is_advertised_and_initial_clusters() {
    let one = "--initial-advertise-peer-urls=http://127.0.0.1:1";
    let two = "--initial-advertise-peer-urls=http://127.0.0.1:2,http://127.0.0.1:1";
    let wildcard = "--listen-peer-urls=http://0.0.0.0:2380";
    let own = "--initial-advertise-peer-urls=https://$(HIDDEN):1";
    let table: [(&[&str], &[&str]); 29] = [
        (&["--initial-cluster=default=http://127.0.0.1:1", one], &[]),
        (&["--initial-cluster=,default=http://127.0.0.1:1,,", one], &[]),
        (&["--initial-cluster=default=http://127.0.0.1:1,"], &["ETCD325"]),
        (&["--initial-cluster=default=HTTP://127.0.0.1:1", one], &[]),
        (&["--initial-cluster=default=http://127.0.0.1:1,default=http://127.0.0.1:2", two], &[]),
        (&["--initial-cluster=default=http://127.0.0.1:1,default=http://127.0.0.1:2", one], &["ETCD325"]),
        (&["--initial-cluster=default=http://127.0.0.1:1", two], &["ETCD325"]),
        (&["--initial-cluster=default=https://127.0.0.1:1", one], &["ETCD325"]),
        (&["--initial-cluster=default=http://localhost:1", one], &["ETCD325"]),
        (&["--initial-cluster=default=http://etcd.example:1", one], &[]),
        (&["--initial-cluster=default=http://$(HIDDEN):1", one], &[]),
        (&["--initial-cluster=default=http://127.0.0.1:1"], &["ETCD325"]),
        // An address of the machine, of which the manifest does not tell.
        (&["--initial-cluster=default=http://10.0.0.4:1", wildcard], &[]),
        (&["--initial-cluster=default=http://localhost:2380", wildcard], &[]),
        (&["--initial-cluster=default=http://localhost:1", wildcard], &["ETCD325"]),
        (&["--initial-cluster=default=http://127.0.0.1:2380", wildcard], &["ETCD325"]),
        (&["--initial-cluster=default=https://10.0.0.4:1", wildcard], &["ETCD325"]),
        (&["--initial-cluster=default=http://127.0.0.1:2", "--initial-cluster-state=existing", one], &[]),
        // That is one address, whichever.
        (
            &["--initial-cluster=default=http://localhost:2380,default=https://10.0.0.4:1", wildcard],
            &["ETCD325"],
        ),
        (&["--initial-cluster=default=http://10.0.0.4:1,default=http://10.0.0.5:1", wildcard], &["ETCD325"]),
        (&["--initial-cluster=default=http://10.0.0.4:1,default=http://$(HIDDEN):1", wildcard], &[]),
        (&["--initial-cluster=default=http://127.0.0.1:1,default=http://127.0.0.1:1", one], &["ETCD325"]),
        // A blank is part of the name.
        (&["--initial-cluster= default=http://127.0.0.1:2", one], &["ETCD322"]),
        (&["--name= default", "--initial-cluster= default=http://127.0.0.1:2", one], &["ETCD325"]),
        // A name leads to any host, but to no other scheme.
        (&["--initial-cluster=default=https://etcd.example:1", one], &["ETCD325"]),
        (&["--initial-cluster=default=http://etcd.example:2", one], &["ETCD325"]),
        // Whichever of the members it is.
        (&["--name=$(HIDDEN)", "--initial-cluster=a=https://a:1,b=https://b:1"], &["ETCD325"]),
        (&["--name=$(HIDDEN)", "--initial-cluster=a=https://a:1,b=http://b:2380"], &[]),
        (&["--name=$(HIDDEN)", "--initial-cluster=a=https://a:1,b=https://b:1", own], &[]),
    ];
    for (args, expected) in table {
        assert_eq!(ids(&of_args(args)), expected, "{args:?}");
    }
}

/// As etcd 3.4.23 says it, up to the last one.
#[test]
fn which_url_is_missing() {
    let table: [(&[&str], &str); 5] = [
        (
            &["--initial-cluster=a=http://10.0.0.4:1,a=http://10.0.0.5:1"],
            "--initial-cluster has a=http://10.0.0.5:1 but missing from --initial-advertise-peer-urls",
        ),
        (
            &["--initial-cluster=a=http://10.0.0.4:1", ",http://10.0.0.6:1"],
            "--initial-advertise-peer-urls has http://10.0.0.6:1 but missing from --initial-cluster",
        ),
        (
            &["--initial-cluster=a=http://10.0.0.4:1,a=http://10.0.0.5:1", ",http://10.0.0.6:1"],
            "--initial-cluster has a=http://10.0.0.5:1 but missing from --initial-advertise-peer-urls",
        ),
        (
            &[
                "--initial-cluster=a=http://10.0.0.4:1,a=http://10.0.0.5:1",
                ",http://10.0.0.6:1,http://10.0.0.7:1",
            ],
            "--initial-cluster has a=http://10.0.0.5:1 but missing from --initial-advertise-peer-urls",
        ),
        (
            &["--initial-cluster=a=http://10.0.0.4:1,a=http://10.0.0.4:1"],
            "--initial-cluster has 2 URLs for it, and it advertises 1",
        ),
    ];
    for (args, said) in table {
        let more = args.get(1).unwrap_or(&"");
        let advertised = format!("--initial-advertise-peer-urls=http://10.0.0.4:1{more}");
        let found = of_args(&["--name=a", args[0], &advertised]);
        assert_eq!(found[0].message.as_str(), format!("a new member does not start: {said}"));
    }
    // Which one is advertised does not show.
    let found = of_args(&[
        "--name=a",
        "--listen-peer-urls=http://0.0.0.0:2380",
        "--initial-cluster=a=http://10.0.0.4:1,a=http://10.0.0.5:1",
    ]);
    assert!(found[0].message.as_str().ends_with("has 2 URLs for it, and it advertises 1"));
}

/// What three releases of etcd said to each.
#[test]
fn options_that_do_not_go_together() {
    const V34: &str = "3.4.23-0";
    const V36: &str = "3.6.6-0";
    let secure: [&str; 3] =
        ["--listen-peer-urls=https://127.0.0.1:1", "--peer-cert-file=/c", "--peer-key-file=/k"];
    let names: Vec<&str> =
        secure.into_iter().chain(["--peer-cert-allowed-cn=a", "--peer-cert-allowed-hostname=b"]).collect();
    const V35: &str = "3.5.24-0";
    const V37: &str = "3.7.3-0";
    let table: [(&str, &[&str], bool); 76] = [
        (V35, &["--experimental-compact-hash-check-time=0s"], true),
        (V36, &["--experimental-compact-hash-check-time=-1m"], true),
        (V37, &["--experimental-compact-hash-check-time=0s"], false),
        (V36, &["--compact-hash-check-time=0s"], true),
        (V37, &["--compact-hash-check-time=0"], true),
        (V36, &["--compact-hash-check-time=1ns"], false),
        (V35, &["--compact-hash-check-time=0s"], false),
        (V36, &["--compact-hash-check-time=0s", "--compact-hash-check-time=1m"], false),
        (V36, &["--corrupt-check-time=1m", "--experimental-corrupt-check-time=1m"], true),
        (V37, &["--corrupt-check-time=1m", "--experimental-corrupt-check-time=1m"], false),
        (V36, &["--corrupt-check-time=1m"], false),
        (V35, &["--enable-log-rotation"], true),
        (V34, &["--enable-log-rotation"], false),
        (V36, &["--enable-log-rotation", "--log-outputs=stderr"], true),
        (V36, &["--enable-log-rotation", "--log-outputs=/a,/b"], true),
        (V36, &["--enable-log-rotation", "--log-outputs=/a,stderr"], false),
        (V36, &["--enable-log-rotation", "--log-outputs=stderr,stdout"], false),
        (V36, &["--enable-log-rotation=false", "--log-rotation-config-json={"], false),
        (V36, &["--enable-log-rotation", "--log-outputs=/a", "--log-rotation-config-json={"], true),
        (V36, &["--enable-log-rotation", "--log-outputs=/a", "--log-rotation-config-json=1"], true),
        (
            V36,
            &["--enable-log-rotation", "--log-outputs=/a", r#"--log-rotation-config-json={"MaxSize":"1"}"#],
            true,
        ),
        (
            V36,
            &["--enable-log-rotation", "--log-outputs=/a", r#"--log-rotation-config-json={"MaxSize":1}"#],
            false,
        ),
        (
            V36,
            &[
                "--enable-log-rotation",
                "--log-outputs=/a",
                r#"--log-rotation-config-json={"compress":"yes"}"#,
            ],
            true,
        ),
        (
            V36,
            &[
                "--enable-log-rotation",
                "--log-outputs=/a",
                r#"--log-rotation-config-json={"localtime":true}"#,
            ],
            false,
        ),
        (
            V36,
            &["--enable-log-rotation", "--log-outputs=/a", r#"--log-rotation-config-json={"filename":1}"#],
            true,
        ),
        (
            V36,
            &["--enable-log-rotation", "--log-outputs=/a", r#"--log-rotation-config-json={"filename":"/b"}"#],
            false,
        ),
        (V36, &["--enable-distributed-tracing", "--distributed-tracing-sampling-rate=1000001"], true),
        (V36, &["--enable-distributed-tracing", "--distributed-tracing-sampling-rate=-1"], true),
        (V36, &["--enable-distributed-tracing", "--distributed-tracing-sampling-rate=1000000"], false),
        (V36, &["--distributed-tracing-sampling-rate=1000001"], false),
        (V36, &["--enable-distributed-tracing=false", "--distributed-tracing-sampling-rate=-1"], false),
        (V36, &["--enable-distributed-tracing", "--distributed-tracing-address="], false),
        (
            V35,
            &["--experimental-enable-distributed-tracing", "--experimental-distributed-tracing-address="],
            true,
        ),
        (V35, &["--experimental-enable-distributed-tracing"], false),
        (V35, &["--enable-v2", "--v2-deprecation=gone"], true),
        (V35, &["--enable-v2", "--v2-deprecation=not-yet"], false),
        (V35, &["--enable-v2=false", "--v2-deprecation=gone"], false),
        (V35, &["--v2-deprecation=gone"], false),
        (V34, &["--enable-v2", "--v2-deprecation=gone"], false),
        (V36, &["--enable-v2", "--v2-deprecation=gone"], false),
        (
            V35,
            &[
                "--experimental-enable-distributed-tracing",
                "--experimental-distributed-tracing-sampling-rate=-1",
            ],
            true,
        ),
        (
            V36,
            &[
                "--experimental-enable-distributed-tracing",
                "--experimental-distributed-tracing-sampling-rate=-1",
            ],
            false,
        ),
        (V34, &["--initial-cluster=a=http://a:1", "--discovery-srv=a.example"], true),
        (
            V37,
            &["--discovery-endpoints=http://a:1", "--discovery-token=a", "--discovery-srv=a.example"],
            true,
        ),
        (V35, &["--discovery-endpoints=http://a:1", "--discovery-srv=a.example"], false),
        (V36, &["--initial-cluster=", "--discovery-srv=a.example"], false),
        (V36, &["--discovery-token=a"], true),
        (V36, &["--discovery-endpoints=http://a:1"], true),
        (V36, &["--discovery-endpoints=http://a:1", "--discovery-token=a"], false),
        (V36, &["--discovery-token="], false),
        (V35, &["--discovery-token=a"], false),
        (V36, &["--heartbeat-interval=500"], true),
        (V36, &["--heartbeat-interval=500", "--election-timeout=2500"], false),
        (V36, &["--heartbeat-interval=0"], true),
        (V36, &["--election-timeout=0"], true),
        (V36, &["--election-timeout=499"], true),
        (V36, &["--election-timeout=50000"], false),
        (V36, &["--election-timeout=50001"], true),
        (V34, &["--election-timeout=$(HIDDEN)"], false),
        (V34, &["--experimental-enable-lease-checkpoint-persist"], true),
        (
            V35,
            &["--experimental-enable-lease-checkpoint-persist", "--experimental-enable-lease-checkpoint"],
            false,
        ),
        (V36, &names, true),
        (V36, &names[3..], false),
        (V34, &["--log-outputs=stderr,stdout"], true),
        (V36, &["--log-outputs=stderr,stdout"], false),
        (V34, &["--logger=zap", "--log-outputs=stderr,stdout"], false),
        (V34, &["--log-outputs=/var/log/etcd"], true),
        (V36, &["--log-outputs=default,stderr"], true),
        (V36, &["--log-outputs="], true),
        (V34, &["--log-outputs="], true),
        (V34, &["--log-outputs=", "--log-package-levels=etcdserver=WARNING,raft=D"], true),
        (V34, &["--log-outputs=", "--log-package-levels=etcdserver=warning"], false),
        (V34, &["--log-output=stderr", "--log-outputs=stderr"], true),
        (V36, &["--log-output=stderr", "--log-outputs=stderr"], false),
        (V34, &["--auto-compaction-mode=", "--auto-compaction-retention=5m"], true),
        (V34, &["--auto-compaction-mode=", "--auto-compaction-retention=5"], false),
    ];
    for (version, args, is_refused) in table {
        let found = findings(&pod(version, args, &[]));
        let is_error =
            |finding: &Finding| finding.rule.id == "ETCD324" && finding.severity == Severity::Error;
        assert_eq!(found.iter().any(is_error), is_refused, "{version} {args:?}");
    }
}

#[test]
fn debug_decides_about_the_log() {
    let invalid = |version: &str| {
        let found = findings(&pod(version, &["--debug"], &[("ETCD_LOG_LEVEL", "trace")]));
        ids(&found).contains(&"ETCD314")
    };
    assert!(!invalid("3.4.23-0"));
    assert!(invalid("3.5.24-0"));
}

#[test]
fn tracing_in_a_configuration_file() {
    let file = "experimental-enable-distributed-tracing: true\n";
    let address = "experimental-distributed-tracing-address: localhost:4317\n";
    let table = [
        ("3.5.24-0", file.to_owned(), true),
        ("3.5.24-0", format!("{file}{address}"), false),
        ("3.6.6-0", file.to_owned(), false),
        ("3.6.6-0", "enable-distributed-tracing: true\n".to_owned(), false),
    ];
    for (version, file, is_refused) in table {
        let found = findings(&with_file(version, &file));
        assert_eq!(ids(&found).contains(&"ETCD324"), is_refused, "{version} {file}");
    }
}

/// Go reads every use of a flag; what etcd looks at afterwards is the last one.
#[test]
fn values_of_repeated_flags() {
    let table: [(&[&str], bool); 6] = [
        (&["--discovery-fallback=proxy", "--discovery-fallback=exit"], false),
        (&["--feature-gates=x", "--feature-gates=AllAlpha=true"], true),
        (&["--auto-compaction-retention=-1", "--auto-compaction-retention=8"], false),
        (&["--auto-compaction-retention=8", "--auto-compaction-retention=-1"], true),
        (&["--max-wals=x", "--max-wals=5"], true),
        (&["--initial-cluster-state=x", "--initial-cluster-state=new"], true),
    ];
    for (args, is_refused) in table {
        assert_eq!(ids(&of_args(args)).contains(&"ETCD305"), is_refused, "{args:?}");
    }
}

/// Up to 3.4 the URL of a socket needs a port, though nothing listens there.
#[test]
fn sockets_and_origins() {
    let advertise = "--advertise-client-urls=http://127.0.0.1:1";
    let table = [
        ("3.4.23-0", "--listen-client-urls=unix:///run/etcd.sock", true),
        ("3.4.23-0", "--listen-client-urls=unix:///run/etcd.sock:0", true),
        ("3.4.23-0", "--listen-client-urls=unix://localhost:1", false),
        ("3.4.23-0", "--listen-client-urls=unix://localhost:", false),
        ("3.4.23-0", "--listen-client-urls=unix://localhost:/x?y", true),
        ("3.4.23-0", "--listen-client-urls=unix://[::1]", true),
        ("3.4.23-0", "--listen-metrics-urls=unix:///x --listen-metrics-urls=http://127.0.0.1:1", true),
        ("3.6.6-0", "--listen-metrics-urls=unix:///x --listen-metrics-urls=http://127.0.0.1:1", false),
        ("3.4.23-0", "--initial-cluster=b=unix:///x", true),
        ("3.6.6-0", "--initial-cluster=b=unix:///x", false),
        ("3.6.6-0", "--listen-client-urls=unix:///run/etcd.sock", false),
        ("3.6.6-0", "--cors=*", false),
        ("3.6.6-0", "--cors=*,http://a:1", true),
        ("3.6.6-0", "--cors=", true),
        ("3.4.23-0", "--cors=foo --cors=*", true),
        ("3.4.23-0", "--cors=* --cors=http://a:1", false),
        ("3.4.23-0", "--cors=http://a:1 --cors=*", false),
        ("3.4.23-0", "--cors=foo --cors=http://a:1", true),
        ("3.4.23-0", "--cors=https://:443", false),
    ];
    for (version, flag, is_refused) in table {
        let flags: Vec<&str> = flag.split(' ').chain([advertise]).collect();
        let found = findings(&pod(version, &flags, &[]));
        assert_eq!(ids(&found).contains(&"ETCD321"), is_refused, "{version} {flag}");
    }
    let said = |url: &str| {
        let found = findings(&pod("3.4.23-0", &[&format!("--listen-metrics-urls={url}")], &[]));
        let fix = found[0].fix.as_ref().unwrap();
        (found[0].message.as_str().to_owned(), fix.title.as_str().to_owned(), fix.edits.len())
    };
    let advice = "up to etcd 3.4 the URL of a socket is scheme://name:port, without a path";
    let refused = "--listen-metrics-urls: etcd exits: ";
    let no_port = "URL address does not have the form \"host:port\": unixs:///run/etcd/";
    assert_eq!(said("unixs:///run/etcd/"), (format!("{refused}{no_port}"), advice.to_owned(), 0));
    let path = "URL must not contain a path: unixs://localhost:1/";
    let slash = "remove the slash at the end".to_owned();
    assert_eq!(said("unixs://localhost:1/"), (format!("{refused}{path}"), slash, 1));
    // Only a proxy need not say what it advertises.
    for (proxy, is_refused) in [("--proxy=on", false), ("--proxy=off", true)] {
        let found = findings(&pod("3.4.23-0", &["--listen-client-urls=http://127.0.0.1:1", proxy], &[]));
        assert_eq!(ids(&found).contains(&"ETCD321"), is_refused, "{proxy}");
    }
}

const MARKS: &str = "data-dir: /d\ninitial-cluster-token: t\n";

#[test]
fn keys_of_a_configuration_file() {
    use Severity::{Error, Warning};
    let table: [(&str, &[(&str, Severity)]); 34] = [
        ("initial-cluster-state: old\n", &[("ETCD305", Error)]),
        ("initial-cluster-state: ''\ndiscovery-fallback: ''\n", &[]),
        ("cert-file: /c\nCert-File: /d\n", &[("ETCD317", Error), ("ETCD317", Error), ("ETCD319", Warning)]),
        ("log-level: trace\nlogger: foo\n", &[("ETCD305", Error), ("ETCD305", Error)]),
        ("max-concurrent-streams: 8\nauto-compaction-retention: 5m\nname: ''\n", &[("ETCD322", Error)]),
        ("listen-metrics-urls: http://127.0.0.1:2381\ncors: '*'\nlog-outputs: [stderr]\n", &[]),
        ("Initial-Cluster-State: new\n", &[]),
        ("socket-options: {reuse-port: true}\nmax-snapshots: 3\nenable-v2: false\n", &[]),
        (
            "client-transport-security: {cert-file: /c, skip-client-san-verification: true, allowed-cn: x}\n",
            &[],
        ),
        ("cert-file: /c\n", &[("ETCD317", Error)]),
        ("peer-client-cert-auth: true\n", &[("ETCD317", Error)]),
        ("peer-transport-security: {peer-cert-file: /c}\n", &[("ETCD317", Error)]),
        ("peer-transport-security: {peer-cert-file: /c, cert-file: /c}\n", &[("ETCD317", Warning)]),
        ("peer-transport-security: {peer-cert-file: /c, cert-file: /d}\n", &[("ETCD317", Error)]),
        ("client-transport-security: {ca-file: /c, trusted-ca-file: /c}\n", &[("ETCD317", Warning)]),
        ("client-transport-security: {ca-file: /c, trusted-ca-file: /d}\n", &[("ETCD317", Error)]),
        // Another name may have been meant for something else.
        ("client-transport-security: {root-ca-file: /c, trusted-ca-file: /c}\n", &[("ETCD317", Error)]),
        ("auto-tls: true\nclient-transport-security: {trusted-ca-file: /c}\n", &[("ETCD317", Error)]),
        (
            "peer-transport-security: {peer-client-cert-auth: true, trusted-ca-file: /c}\n",
            &[("ETCD317", Warning)],
        ),
        ("peer-transport-security: {peer-client-cert-auth: true, cert-file: /c}\n", &[("ETCD317", Error)]),
        // What Terraform or envsubst fills in.
        (
            "quota-backend-bytes: ${QUOTA}\nauto-compaction-mode: ${MODE}\nauto-compaction-retention: '${MODE}'\n",
            &[],
        ),
        ("listen-peer-urls: https://${IP}:2380\nname: ${NAME}\ninitial-cluster: ${CLUSTER}\n", &[]),
        ("initial-cluster-state: ${STATE}\nlog-level: trace\n", &[("ETCD305", Error)]),
        ("client-transport-security: {cipher-suites: [x]}\n", &[("ETCD317", Error)]),
        ("nonsense: 1\n", &[("ETCD317", Warning)]),
        ("listen-client-url: https://10.0.0.4:2379\n", &[("ETCD317", Error)]),
        ("config-file: /x\nraft-read-timeout: 5\n", &[("ETCD317", Warning), ("ETCD317", Warning)]),
        ("discovery-endpoints: x\n", &[("ETCD317", Warning)]),
        ("client-transport-security: {client-crl-file: /x}\n", &[("ETCD320", Warning)]),
        ("peer-crl-file: /x\n", &[("ETCD320", Warning)]),
        ("name: a\nname: b\n", &[("ETCD319", Warning)]),
        ("Name: a\nname: b\n", &[("ETCD319", Warning)]),
        ("listen-peer-urls: https://node:2380\n", &[("ETCD321", Error)]),
        ("name: a\ninitial-cluster: b=https://10.0.0.4:2380\n", &[("ETCD322", Error)]),
    ];
    for (text, expected) in table {
        let found = findings(&format!("{MARKS}{text}"));
        let found: Vec<_> = found.iter().map(|finding| (finding.rule.id, finding.severity)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn types_of_a_configuration_file() {
    let table: [(&str, bool); 34] = [
        ("quota-backend-bytes: 9223372036854775807", true),
        ("quota-backend-bytes: 9223372036854775808", false),
        ("quota-backend-bytes: -9223372036854775808", true),
        ("snapshot-count: 18446744073709551615", true),
        ("snapshot-count: 18446744073709551615.0", false),
        ("snapshot-count: 1e19", true),
        ("snapshot-count: 1e20", false),
        ("heartbeat-interval: 0.00000001", false),
        ("max-txn-ops: -0", true),
        ("strict-reconfig-check: yes", true),
        ("strict-reconfig-check: \"true\"", false),
        ("force-new-cluster: 1", false),
        ("heartbeat-interval: 100", true),
        ("heartbeat-interval: 1e2", true),
        ("max-concurrent-streams: 4294967295", true),
        ("max-concurrent-streams: 4294967296", false),
        ("backend-batch-limit: 18446744073709551616", false),
        ("heartbeat-interval: \"100\"", false),
        ("heartbeat-interval: 100ms", false),
        ("heartbeat-interval: -1", false),
        ("quota-backend-bytes: -1", true),
        ("quota-backend-bytes: 0x10", true),
        ("quota-backend-bytes: 1.5", false),
        ("grpc-keepalive-interval: 5000000000", true),
        ("grpc-keepalive-interval: 5s", false),
        ("name: null", true),
        ("name: 5", false),
        ("auto-compaction-retention: 1", false),
        ("auto-compaction-retention: \"1\"", true),
        ("listen-peer-urls: [https://10.0.0.4:2380]", false),
        ("log-outputs: stderr", false),
        ("cipher-suites: [x]", true),
        ("host-whitelist: {x: {}}", false),
        ("max-concurrent-streams: \"8\"", false),
    ];
    for (text, fine) in table {
        let found = findings(&format!("{MARKS}{text}\n"));
        let expected: &[&str] = if fine { &[] } else { &["ETCD318"] };
        assert_eq!(ids(&found), expected, "{text}");
    }
    let found = findings(&format!("{MARKS}heartbeat-interval: -1\n"));
    assert!(found[0].message.as_str().contains("cannot unmarshal number -1 into Go struct field"));
    let found = findings(&format!("{MARKS}listen-peer-urls: [a]\n"));
    assert!(found[0].message.as_str().contains("cannot unmarshal array into Go struct field"));
    // The digits of etcd 3.4.23.
    let digits = [
        ("-0.0", "-0"),
        ("18446744073709551616", "18446744073709552000"),
        ("1e21", "1e+21"),
        ("1.5e-7", "1.5e-7"),
        ("1.5", "1.5"),
    ];
    for (written, read) in digits {
        let file = format!(
            "{{\"data-dir\": \"/d\", \"name\": \"a\", \"initial-cluster-token\": \"t\", \"max-txn-ops\": {written}}}"
        );
        let found = findings(&file);
        assert!(
            found[0].message.as_str().contains(&format!("cannot unmarshal number {read} into")),
            "{written}"
        );
    }
}

/// An etcd of this version with this configuration file.
fn with_file(version: &str, file: &str) -> String {
    let pod = json!({"kind": "Pod", "spec": {
        "containers": [{
            "name": "etcd", "image": format!("registry.k8s.io/etcd:{version}"),
            "command": ["etcd", "--config-file=/e/c.yaml"], "volumeMounts": [{"name": "c", "mountPath": "/e"}],
        }],
        "volumes": [{"name": "c", "configMap": {"name": "c"}}],
    }});
    let file = json!({"kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"c.yaml": format!("{MARKS}{file}\n")}});
    format!("{pod}\n---\n{file}\n")
}

/// The releases that read a key, and the type that they want.
#[test]
fn keys_of_a_release() {
    let catch_up = "experimental-snapshot-catch-up-entries: 5";
    let catchup = "experimental-snapshot-catchup-entries: 5";
    let skip = "experimental-peer-skip-client-san-verification: true";
    let names = "peer-transport-security: {allowed-cn: [a]}";
    let name = "peer-transport-security: {allowed-cn: a}";
    let table: [(&str, &str, &[&str]); 41] = [
        ("latest", catch_up, &[]),
        ("3.5.13-0", catch_up, &["ETCD317"]),
        ("3.5.14-0", catch_up, &[]),
        ("3.5.24-0", catch_up, &[]),
        ("3.6.6-0", catch_up, &[]),
        ("3.7.3-0", catch_up, &["ETCD317"]),
        ("latest", catchup, &["ETCD317"]),
        ("3.5.24-0", catchup, &["ETCD317"]),
        ("3.6.6-0", catchup, &["ETCD317"]),
        ("latest", skip, &[]),
        ("3.5.24-0", skip, &["ETCD317"]),
        ("3.6.6-0", skip, &[]),
        ("3.7.3-0", skip, &["ETCD317"]),
        ("latest", "discovery-fallback: exit", &[]),
        ("3.4.23-0", "discovery-fallback: exit", &[]),
        ("3.5.24-0", "discovery-fallback: exit", &[]),
        ("3.6.6-0", "discovery-fallback: exit", &["ETCD317"]),
        ("3.5.24-0", "v2-deprecation: foo", &[]),
        ("3.6.6-0", "v2-deprecation: not-yet", &[]),
        ("latest", "discovery-config: {}", &[]),
        ("3.5.24-0", "discovery-config: {}", &["ETCD317"]),
        ("3.6.6-0", "discovery-config: {}", &[]),
        ("3.5.24-0", "grpc-additional-server-options: []", &["ETCD317"]),
        ("3.6.6-0", "grpc-additional-server-options: []", &[]),
        ("3.5.9-0", "socket-options: {reuse-port: true}", &["ETCD317"]),
        ("3.5.10-0", "socket-options: {reuse-port: true}", &[]),
        ("latest", "disable-log-sampling: true", &["ETCD317"]),
        ("latest", names, &[]),
        ("3.5", names, &[]),
        ("3.5.13-0", names, &["ETCD317"]),
        ("3.5.14-0", names, &["ETCD318"]),
        ("3.5.15-0", names, &[]),
        ("latest", name, &[]),
        ("3.5", name, &[]),
        ("3.5.14-0", name, &[]),
        ("3.5.15-0", name, &["ETCD318"]),
        ("3.6.6-0", "client-transport-security: {allowed-hostname: a}", &["ETCD318"]),
        ("3.5.24-0", "peer-transport-security:", &[]),
        ("3.6.6-0", "peer-transport-security:", &["ETCD318"]),
        ("3.6.6-0", "client-transport-security:", &[]),
        ("3.4.23-0", "Client-Transport-Security: a\npeer-transport-security: {}", &["ETCD318"]),
    ];
    for (version, file, expected) in table {
        assert_eq!(ids(&findings(&with_file(version, file))), expected, "{version} {file}");
    }
    let found = findings(&format!("{MARKS}client-transport-security: [a]\npeer-transport-security: 5\n"));
    let said: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    let kinds = [("client", "array"), ("peer", "number")];
    let expected = kinds.map(|(side, kind)| {
        format!(
            "{side}-transport-security must be a mapping: etcd exits with \"cannot unmarshal {kind} into Go struct field\""
        )
    });
    assert_eq!(said, expected);
}

/// Seen in etcd 3.6.6, which alone has options under two names and looks for them in its file to the letter.
#[test]
fn options_under_two_names() {
    let skip = "experimental-peer-skip-client-san-verification: true";
    let unary = "experimental-warning-unary-request-duration: 5";
    let gates = "feature-gates: InitialCorruptCheck=true";
    let table: [(String, &[&str]); 19] = [
        (format!("{skip}\nclient-transport-security: {{skip-client-san-verification: true}}"), &[]),
        (format!("{skip}\npeer-transport-security: {{skip-client-san-verification: false}}"), &["ETCD324"]),
        (format!("{skip}\npeer-transport-security: {{Skip-Client-San-Verification: false}}"), &[]),
        (format!("{skip}\nPeer-Transport-Security: {{skip-client-san-verification: false}}"), &[]),
        (format!("{skip}\npeer-skip-client-san-verification: true"), &["ETCD317", "ETCD324"]),
        ("experimental-snapshot-catch-up-entries: 5\nsnapshot-catchup-entries: 6".to_owned(), &["ETCD324"]),
        (
            "experimental-snapshot-catchup-entries: 5\nsnapshot-catchup-entries: 6".to_owned(),
            &["ETCD317", "ETCD324"],
        ),
        ("experimental-snapshot-catch-up-entries: \"5\"".to_owned(), &["ETCD318"]),
        ("experimental-corrupt-check-time:\ncorrupt-check-time: 5000000000".to_owned(), &["ETCD324"]),
        ("Experimental-Corrupt-Check-Time: 5\ncorrupt-check-time: 5000000000".to_owned(), &[]),
        (format!("{unary}\nwarning-unary-request-duration: 5"), &["ETCD324"]),
        (format!("{unary}\nwarning-unary-request-duration: 0"), &[]),
        (format!("{gates}\nexperimental-initial-corrupt-check: true"), &["ETCD324"]),
        (format!("{gates}\nExperimental-Initial-Corrupt-Check: true"), &[]),
        ("feature-gates: AllAlpha=true\nexperimental-initial-corrupt-check: true".to_owned(), &[]),
        ("experimental-initial-corrupt-check:".to_owned(), &["ETCD318"]),
        ("Experimental-Initial-Corrupt-Check:".to_owned(), &[]),
        ("experimental-snapshot-catch-up-entries: ~".to_owned(), &["ETCD318"]),
        ("experimental-compaction-batch-limit:".to_owned(), &[]),
    ];
    for (file, expected) in table {
        assert_eq!(ids(&findings(&with_file("3.6.6-0", &file))), expected, "{file}");
    }
    for version in ["3.5.24-0", "latest"] {
        let file = with_file(version, "experimental-initial-corrupt-check:");
        assert_eq!(ids(&findings(&file)), [""; 0], "{version}");
    }
    let flags: [(&[&str], bool); 6] = [
        (&["--feature-gates=AllAlpha=true", "--experimental-initial-corrupt-check=true"], true),
        (&["--feature-gates= AllAlpha =false", "--experimental-initial-corrupt-check=true"], true),
        (&["--feature-gates=AllBeta=true", "--experimental-initial-corrupt-check=true"], false),
        (&["--feature-gates=AllBeta=true", "--experimental-txn-mode-write-with-shared-buffer=true"], true),
        (&["--experimental-warning-unary-request-duration=1s", "--warning-unary-request-duration=1s"], true),
        (&["--experimental-warning-unary-request-duration=1s", "--warning-unary-request-duration=0"], false),
    ];
    for (args, is_refused) in flags {
        let found = findings(&pod("3.6.6", args, &[]));
        let refusals = found.iter().filter(|finding| finding.rule.id == "ETCD324").count();
        assert_eq!(refusals, usize::from(is_refused), "{args:?}");
    }
    let variable = ("ETCD_FEATURE_GATES", "InitialCorruptCheck=true");
    let found = findings(&pod("3.6.6", &["--experimental-initial-corrupt-check=true"], &[variable]));
    assert_eq!(ids(&found), ["ETCD304", "ETCD324"]);
}

/// etcd starts, and keeps more of the past than was meant.
#[test]
fn compaction_that_hardly_happens() {
    let idle = "etcd starts and never compacts: without auto-compaction-mode it takes auto-compaction-retention for 0";
    let retention = "auto-compaction-retention: \"8\"";
    let files = [
        ("3.4.23-0", retention, Some(idle)),
        ("3.5.24-0", retention, Some(idle)),
        ("3.5.24-0", "auto-compaction-retention: \"8\"\nauto-compaction-mode: periodic", None),
        ("3.5.24-0", "auto-compaction-retention: \"0\"", None),
        ("3.6.6-0", retention, None),
        ("latest", retention, None),
    ];
    for (version, file, expected) in files {
        let found = findings(&with_file(version, file));
        let said: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(said, expected.into_iter().collect::<Vec<_>>(), "{version} {file}");
        assert!(found.iter().all(|finding| finding.severity == Severity::Warning));
    }
    let flags: [(&str, &str, Option<&str>); 4] = [
        ("revision", "5m", Some("etcd takes 5m for 300000000000 revisions, and hardly ever compacts")),
        ("revision", "1000", None),
        ("revision", "0s", None),
        ("periodic", "5m", None),
    ];
    for (mode, retention, expected) in flags {
        let args =
            [format!("--auto-compaction-mode={mode}"), format!("--auto-compaction-retention={retention}")];
        let found = findings(&pod("3.6.6", &[&args[0], &args[1]], &[]));
        let said: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(said, expected.into_iter().collect::<Vec<_>>(), "{mode} {retention}");
    }
}

/// Whether etcd can read a value with quotes is up to the flag.
#[test]
fn quotes_that_etcd_takes() {
    for (flag, value, is_read) in [
        ("host-whitelist", "a.example", true),
        ("peer-cert-allowed-cn", "x", true),
        ("cors", "*", false),
        ("initial-cluster-token", "t", true),
        ("log-level", "info", false),
        ("cipher-suites", "TLS_RSA_WITH_AES_128_CBC_SHA", false),
    ] {
        let found = findings(&pod("3.6.14", &[&format!("--{flag}=\"{value}\"")], &[]));
        let quotes = found.iter().find(|finding| finding.rule.id == "ETCD311").unwrap();
        assert_eq!(!quotes.message.as_str().contains("cannot read"), is_read, "{flag}");
    }
}

#[test]
fn advice_for_keys() {
    let client = "move it under client-transport-security as";
    let peer = "move it under peer-transport-security as";
    let table = [
        ("latest", "peer-ca-file: /ca", format!("{peer} trusted-ca-file")),
        ("latest", "cert-fle: /c", format!("{client} cert-file")),
        ("latest", "cert-fle: /c\nclient-transport-security: {cert-file: /c}", "remove the key".to_owned()),
        ("3.6.6-0", "peer-cert-allowed-cn: a", format!("{peer} allowed-cn")),
        ("3.6.6-0", "client-cert-allowed-hostname: a", format!("{client} allowed-hostname")),
        ("3.4.23-0", "peer-cert-allowed-cn: a", "remove the key".to_owned()),
        ("3.5.24-0", "peer-skip-client-san-verification: true", "remove the key".to_owned()),
        ("latest", "snapshot-catchup-entrie: 5", "rename it to snapshot-catchup-entries".to_owned()),
        ("3.5.24-0", "snapshot-catchup-entrie: 5", "remove the key".to_owned()),
        (
            "3.5.24-0",
            "experimental-snapshot-catchup-entries: 5",
            "rename it to experimental-snapshot-catch-up-entries".to_owned(),
        ),
        ("3.5.9-0", "experimental-snapshot-catchup-entries: 5", "remove the key".to_owned()),
    ];
    for (version, file, expected) in table {
        let found = findings(&with_file(version, file));
        assert_eq!(found[0].fix.as_ref().unwrap().title.as_str(), expected, "{version} {file}");
    }
}

#[test]
fn fixes_of_a_configuration_file() {
    let table: [(&str, bool, &[&str]); 13] = [
        // What is harmless where it is ignored would stop etcd or weaken it.
        (
            "client-cert-auth: \"true\"",
            false,
            &["no client-cert-auth", ".client-transport-security + {\"client-cert-auth\":\"true\"}"],
        ),
        ("allowed-cn: a", false, &["no allowed-cn", ".client-transport-security + {\"allowed-cn\":\"a\"}"]),
        (
            "peer-transport-security: {peer-cert-file: [/c]}",
            false,
            &["peer-transport-security.peer-cert-file called cert-file"],
        ),
        (
            "peer-transport-security: {Peer-Auto-TLS: true}",
            false,
            &["peer-transport-security.Peer-Auto-TLS called auto-tls"],
        ),
        (
            "peer-transport-security: {peer-cert-file: /c}",
            false,
            &["peer-transport-security.peer-cert-file called cert-file"],
        ),
        (
            "cert-file: /c\nclient-transport-security: {key-file: /k}",
            false,
            &["no cert-file", "client-transport-security.cert-file + \"/c\""],
        ),
        (
            "peer-cert-file: /c\npeer-key-file: /k",
            false,
            &[
                "no peer-cert-file",
                "no peer-key-file",
                ".peer-transport-security + {\"cert-file\":\"/c\",\"key-file\":\"/k\"}",
            ],
        ),
        (
            "client-cert-auth: false",
            false,
            &["no client-cert-auth", ".client-transport-security + {\"client-cert-auth\":false}"],
        ),
        ("cert-file: /c\nclient-transport-security: {cert-file: /d}", false, &["no cert-file"]),
        ("quota-backend-byte: 1", false, &["quota-backend-byte called quota-backend-bytes"]),
        ("pre-vote: \"on\"", true, &["pre-vote = bare true"]),
        ("force-new-cluster: \"true\"", false, &["force-new-cluster = bare true"]),
        ("auto-compaction-retention: 1", false, &["auto-compaction-retention = 1"]),
    ];
    for (text, safe, edits) in table {
        let found = findings(&format!("{MARKS}{text}\n"));
        assert_eq!(fix(&found[0]), (safe, edits.iter().map(|edit| (*edit).to_owned()).collect()), "{text}");
    }
}

/// What kubeadm writes, with every TLS option said aloud.
const GOLDEN: [&str; 22] = [
    "--name=cp1",
    "--data-dir=/var/lib/etcd",
    "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379",
    "--advertise-client-urls=https://10.0.0.4:2379",
    "--listen-peer-urls=https://10.0.0.4:2380",
    "--initial-advertise-peer-urls=https://10.0.0.4:2380",
    "--initial-cluster=cp1=https://10.0.0.4:2380",
    "--listen-metrics-urls=http://127.0.0.1:2381",
    "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
    "--key-file=/etc/kubernetes/pki/etcd/server.key",
    "--client-cert-auth=true",
    "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
    "--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt",
    "--peer-key-file=/etc/kubernetes/pki/etcd/peer.key",
    "--peer-client-cert-auth=true",
    "--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
    "--auto-tls=false",
    "--peer-auto-tls=false",
    "--snapshot-count=10000",
    "--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "--log-level=info",
    "--quota-backend-bytes=8589934592",
];

#[test]
fn a_good_manifest_is_clean() {
    let of_version: [(&str, &[&str]); 5] = [
        ("3.4.45", &[]),
        (
            "3.5.33-0",
            &[
                "--experimental-initial-corrupt-check=true",
                "--experimental-watch-progress-notify-interval=5s",
            ],
        ),
        ("3.6.14-0", &["--feature-gates=InitialCorruptCheck=true", "--watch-progress-notify-interval=5s"]),
        ("v3.7.1", &["--feature-gates=InitialCorruptCheck=true", "--watch-progress-notify-interval=5s"]),
        (
            "latest",
            &["--experimental-initial-corrupt-check=true", "--feature-gates=InitialCorruptCheck=true"],
        ),
    ];
    for (version, more) in of_version {
        let args: Vec<&str> = GOLDEN.iter().chain(more).copied().collect();
        assert!(ids(&findings(&pod(version, &args, &[]))).is_empty(), "{version}");
    }
}

#[test]
fn other_programs_are_left_alone() {
    let table = [
        "[etcdctl, --nonsense, --cacert=/ca, snapshot, save]",
        "[etcd, grpc-proxy, start, --nonsense]",
        "[kube-apiserver, --encryption-provider-config=/x]",
        "[sh, -c, 'etcdctl --nonsense; echo etcd --nonsense']",
    ];
    for command in table {
        let text = format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: [{{name: etcd, \
             image: 'registry.k8s.io/etcd:3.6.14-0', command: {command}}}]}}}}"
        );
        assert!(ids(&findings(&text)).is_empty(), "{command}");
    }
}

#[test]
fn variables_of_a_script_are_its_own() {
    let text = |script: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: [{{name: etcd, \
             image: 'registry.k8s.io/etcd:3.6.14-0', command: [sh, -c, '{script}'], \
             env: [{{name: ETCD_MEMBER, value: a}}]}}]}}}}"
        )
    };
    for script in
        ["exec etcd --name=$ETCD_MEMBER", "exec etcd --name=${ETCD_MEMBER}", "echo $ETCD_MEMBER; etcd"]
    {
        assert!(ids(&findings(&text(script))).is_empty(), "{script}");
    }
    for script in ["exec etcd --name=a", "exec etcd --name=$ETCD_MEMBERS", "export ETCD_PRE_VOTE=true; etcd"]
    {
        assert_eq!(ids(&findings(&text(script))), ["ETCD315"], "{script}");
    }
}
