//! Tests of the rules on ClusterConfigurations, and of others on the commands derived from them.

use crate::fix::apply;
use crate::settings::Settings;
use crate::testing::{ids, report};

fn kubeadm(version: &str, body: &str) -> String {
    format!("apiVersion: kubeadm.k8s.io/{version}\nkind: ClusterConfiguration\n{body}\n")
}

/// A list of extra arguments for etcd.
fn list(args: &str) -> String {
    kubeadm("v1beta4", &format!("kubernetesVersion: v1.34.2\netcd: {{local: {{extraArgs: [{args}]}}}}"))
}

/// The text with the fix of a rule's first finding, if that has edits.
fn fixed(text: &str, rule: &str) -> Option<String> {
    let report = report(text, Settings::default());
    let finding = report.findings.into_iter().find(|finding| finding.rule.id == rule)?;
    apply(text, &finding.fix?.edits).filter(|fixed| fixed != text)
}

#[test]
fn external_etcd() {
    let files = "caFile: /ca.crt, certFile: /c.crt, keyFile: /c.key";
    let table: [(String, &[&str]); 8] = [
        (format!("endpoints: ['https://10.0.0.5:2379'], {files}"), &[]),
        ("endpoints: ['http://10.0.0.5:2379']".into(), &["API121"]),
        ("endpoints: ['http://10.0.0.5:2379'], caFile: ''".into(), &["API121"]),
        (format!("endpoints: ['http://10.0.0.5:2379'], {files}"), &["API121"]),
        ("endpoints: ['https://10.0.0.5:2379'], caFile: /ca.crt, certFile: /c".into(), &["API121"]),
        ("endpoints: ['https://10.0.0.5:2379'], caFile: /ca.crt, keyFile: /k".into(), &["API121"]),
        ("endpoints: ['https://10.0.0.5:2379'], certFile: /c, keyFile: /k".into(), &["API121"]),
        ("endpoints: ['https://10.0.0.5:2379']".into(), &["API102", "API103"]),
    ];
    for (external, expected) in table {
        let text = kubeadm("v1beta4", &format!("etcd: {{external: {{{external}}}}}"));
        assert_eq!(ids(&text), expected, "{external}");
    }
    let both = "etcd: {local: {}, external: {endpoints: ['https://10.0.0.5:2379'], caFile: /ca}}";
    assert!(ids(&kubeadm("v1beta4", both)).contains(&"API121"));
}

#[test]
fn findings_are_about_a_container_of_the_configuration() {
    let rows = [
        ("etcd: {local: {extraArgs: [{name: z, value: a}]}}", "ClusterConfiguration, container etcd"),
        (
            "etcd: {external: {endpoints: ['http://10.0.0.5:2379']}}",
            "ClusterConfiguration, container kube-apiserver",
        ),
    ];
    for (etcd, expected) in rows {
        let report = report(&kubeadm("v1beta4", etcd), Settings::default());
        let subjects: Vec<String> = report.findings.iter().map(|one| one.subject.to_string()).collect();
        assert_eq!(subjects, [expected], "{etcd}");
    }
}

#[test]
fn missing_files_are_added_to_the_external_etcd() {
    let text = "etcd:\n  external:\n    endpoints:\n    - 10.0.0.5:2379\n    caFile: /ca.crt\n    certFile: /c.crt\n    keyFile: /c.key";
    let fixed = fixed(&kubeadm("v1beta4", text), "API114");
    assert!(fixed.is_some_and(|fixed| fixed.contains("- https://10.0.0.5:2379\n")));
}

#[test]
fn only_entries_can_be_wrong() {
    let table: [(&str, &[&str]); 6] = [
        ("", &[]),
        ("{name: trusted-ca-file, value: /other/ca.crt}", &["ETCD120"]),
        ("{name: listen-client-urls, value: 'http://0.0.0.0:2379'}", &["API124", "ETCD103"]),
        ("{name: client-cert-auth, value: 'false'}", &["ETCD108"]),
        (
            "{name: peer-trusted-ca-file, value: ''}, {name: peer-client-cert-auth, value: 'false'}",
            &["API124", "API124", "ETCD206"],
        ),
        ("{name: z, value: a}", &["ETCD301"]),
    ];
    for (args, expected) in table {
        assert_eq!(ids(&list(args)), expected, "{args}");
    }
}

#[test]
fn names() {
    let table: [(&str, &[&str], Option<&str>); 4] = [
        (
            "{name: --quota-backend-bytes, value: '1073741824'}",
            &["API122"],
            Some("{name: quota-backend-bytes,"),
        ),
        ("{name: '-name', value: a}, {name: name, value: b}", &["API122"], None),
        ("{name: ---, value: a}", &["API122"], None),
        ("{name: name, value: a}", &[], None),
    ];
    for (args, expected, name) in table {
        let text = list(args);
        assert_eq!(ids(&text), expected, "{args}");
        let fixed = fixed(&text, "API122");
        assert_eq!(fixed.is_some(), name.is_some(), "{args}");
        assert!(name.is_none_or(|name| fixed.is_some_and(|fixed| fixed.contains(name))), "{args}");
    }
    let map = kubeadm("v1beta3", "etcd: {local: {extraArgs: {--name: a}}}");
    assert!(fixed(&map, "API122").is_some_and(|fixed| fixed.contains("{name: a}")));
}

#[test]
fn shapes() {
    let (map, list) = ("{name: a}", "[{name: name, value: a}]");
    let table = [
        ("v1beta1", map, false),
        ("v1beta3", list, true),
        ("v1beta4", list, false),
        ("v1beta4", map, true),
        ("v1beta9", map, false),
        ("v1beta3", "{name: 5}", true),
        ("v1beta4", "[{name: name, value: true}]", true),
        ("v1beta4", "[{name: name}]", false),
    ];
    for (version, args, expected) in table {
        let text = kubeadm(version, &format!("etcd: {{local: {{extraArgs: {args}}}}}"));
        assert_eq!(ids(&text).contains(&"API123"), expected, "{version} {args}");
    }
    let boolean = kubeadm("v1beta3", "etcd: {local: {extraArgs: {client-cert-auth: true}}}");
    assert!(fixed(&boolean, "API123").is_some_and(|fixed| fixed.contains("\"true\"")));
}

/// The arguments in the other form say the same, and nothing beside them changes.
#[test]
fn shapes_are_converted() {
    let block_map = "etcd:\n  local:\n    dataDir: /var/lib/etcd # here\n    extraArgs:\n      name: a\n      listen-metrics-urls: http://127.0.0.1:2381\n    imageTag: 3.6.14-0";
    let block_list = "etcd:\n  local:\n    dataDir: /var/lib/etcd # here\n    extraArgs:\n    - name: name\n      value: a\n    \
                      - {value: 'http://127.0.0.1:2381', name: listen-metrics-urls}\n    imageTag: 3.6.14-0";
    let flow = |args: &str| {
        format!("etcd: {{local: {{dataDir: /var/lib/etcd, extraArgs: {args}, imageTag: 3.6.14-0}}}}")
    };
    let twin = |version: &str| if version == "v1beta4" { "v1beta3" } else { "v1beta4" };
    let rows = [
        ("v1beta4", block_map.to_owned()),
        ("v1beta3", block_list.to_owned()),
        ("v1beta4", flow("{name: a, listen-metrics-urls: 'http://127.0.0.1:2381'}")),
        (
            "v1beta3",
            flow("[{name: name, value: a}, {name: listen-metrics-urls, value: 'http://127.0.0.1:2381'}]"),
        ),
        ("v1beta4", flow("{name: a}")),
        ("v1beta4", "etcd:\n  local:\n    extraArgs:\n      client-cert-auth: true".to_owned()),
        (
            "v1beta4",
            "etcd:\n  local:\n    extraArgs:\n      client-cert-auth: \"false\"\napiServer: {}".to_owned(),
        ),
        (
            "v1beta3",
            "apiServer:\n  extraArgs:\n  - name: v\n    value: '2'\n  - name: profiling\n".to_owned(),
        ),
    ];
    for (version, body) in rows {
        let text = kubeadm(version, &body);
        let fixed = fixed(&text, "API123").unwrap_or_else(|| panic!("{text}"));
        // As it was, it would have been right in the other version.
        let mut meant = ids(&kubeadm(twin(version), &body));
        meant.retain(|id| *id != "API123");
        assert_eq!(ids(&fixed), meant, "{text} -> {fixed}");
        assert_eq!(arguments(&fixed), arguments(&kubeadm(twin(version), &body)), "{text} -> {fixed}");
        for kept in ["dataDir: /var/lib/etcd", "imageTag: 3.6.14-0", "# here", "apiServer"] {
            assert_eq!(fixed.contains(kept), text.contains(kept), "{kept}: {fixed}");
        }
    }
}

/// The extra arguments of all components, sorted.
fn arguments(text: &str) -> Vec<(String, String)> {
    let mut linter = crate::linter::Linter::new(Settings::default());
    linter.add_text(crate::inventory::Input::default(), text);
    let inventory = linter.into_inventory();
    let components = inventory.kubeadms.iter().flat_map(|config| config.components().collect::<Vec<_>>());
    let entries = components.flat_map(|component| &component.args.entries);
    let mut found: Vec<_> = entries.map(|entry| (entry.name.clone(), entry.value.clone())).collect();
    found.sort();
    found
}

/// What the other form cannot hold, or what would be lost on the way, is left to a person.
#[test]
fn shapes_that_cannot_be_converted_are_left() {
    use crate::fix::Applicability::{Safe, Suggested};
    let rows = [
        ("v1beta3", "[{name: a, value: '1'}, {name: a, value: '2'}]", None),
        ("v1beta3", "[{value: '1'}]", None),
        ("v1beta3", "[{name: a, value: '1', vlaue: '2'}]", None),
        ("v1beta3", "[{name: a, value: 0644}]", None),
        ("v1beta4", "{a: 0644}", None),
        ("v1beta4", "{a: [b]}", None),
        ("v1beta4", "{a: b, # why\n  c: d}", Some(Suggested)),
        ("v1beta4", "{a: b}", Some(Safe)),
    ];
    for (version, args, expected) in rows {
        let text = kubeadm(version, &format!("etcd: {{local: {{extraArgs: {args}}}}}"));
        let report = report(&text, Settings::default());
        let finding = report.findings.iter().find(|finding| finding.rule.id == "API123").expect("a finding");
        let fix = finding.fix.as_ref().expect("a fix");
        assert_eq!((!fix.edits.is_empty()).then_some(fix.applicability), expected, "{args}");
    }
}

/// A comment may be about the key, or about what stands around it.
#[test]
fn shapes_with_comments_are_left() {
    use crate::fix::Applicability::{Safe, Suggested};
    let rows = [
        ("    extraArgs: # sized\n      a: b\n    x: y", Suggested),
        ("    # sized\n    extraArgs:\n      a: b\n    x: y", Suggested),
        ("    extraArgs:\n      a: b # sized\n    x: y", Suggested),
        ("    extraArgs:\n      a: b\n      # sized\n    x: y", Suggested),
        ("    extraArgs:\n      a: b\n\n    x: y # here", Safe),
        ("    # here\n    x: y\n    extraArgs:\n      a: b", Safe),
    ];
    for (section, expected) in rows {
        let text = kubeadm("v1beta4", &format!("etcd:\n  local:\n{section}"));
        let report = report(&text, Settings::default());
        let finding = report.findings.iter().find(|finding| finding.rule.id == "API123").expect("a finding");
        assert_eq!(finding.fix.as_ref().map(|fix| fix.applicability), Some(expected), "{text}");
    }
}

#[test]
fn repeats() {
    let pair =
        |a: &str, b: &str| list(&format!("{{name: name, value: '{a}'}}, {{name: name, value: '{b}'}}"));
    assert_eq!(ids(&pair("b", "a")), ["API125"]);
    assert_eq!(ids(&pair("a", "b")), ["ETCD312"], "the last of the list is the last of the command");
    let newer = pair("b", "a").replace("v1.34.2", "v1.34.4");
    assert_eq!(ids(&newer), ["ETCD312"], "the last of the list is the last of the command");
    let unknown = pair("b", "a").replace("kubernetesVersion: v1.34.2\n", "");
    assert_eq!(ids(&unknown), ["API125"]);
    let gates = "apiServer: {extraArgs: [{name: feature-gates, value: B=true}, {name: feature-gates, value: A=true}]}";
    assert!(!ids(&kubeadm("v1beta4", gates)).contains(&"API125"));
}

/// Of several values that one counts which the release takes; where that is not known, that of today's releases.
#[test]
fn the_value_that_counts_hangs_on_the_release() {
    let urls = |first: &str, last: &str, version: &str| {
        let entry = |url: &str| format!("{{name: listen-client-urls, value: '{url}://10.0.0.4:2379'}}");
        let body = format!("etcd: {{local: {{extraArgs: [{}, {}]}}}}", entry(first), entry(last));
        ids(&kubeadm("v1beta4", &format!("{version}{body}")))
    };
    let (old, new) = ("kubernetesVersion: v1.34.3\n", "kubernetesVersion: v1.34.4\n");
    let rows: [(&str, &str, &str, &[&str]); 6] = [
        ("https", "http", old, &["API125", "ETCD312"]),
        ("https", "http", new, &["API124", "ETCD103", "ETCD312"]),
        ("http", "https", old, &["ETCD312"]),
        ("http", "https", new, &["ETCD312"]),
        ("https", "http", "", &["API124", "API125", "ETCD103", "ETCD312"]),
        ("http", "https", "", &["ETCD312"]),
    ];
    for (first, last, version, expected) in rows {
        assert_eq!(urls(first, last, version), expected, "{first} {last} {version}");
    }
}

/// `mergeMethod` puts a value to kubeadm's, which stays secure (cmd/kubeadm/app/util/arguments.go of 1.37.2).
#[test]
fn values_are_put_to_those_of_kubeadm() {
    let v1 = |args: &str| {
        kubeadm("v1", &format!("kubernetesVersion: v1.37.2\netcd: {{local: {{extraArgs: [{args}]}}}}"))
    };
    let merged = |method: &str, value: &str| {
        format!("{{name: listen-client-urls, value: '{value}', mergeMethod: {method}}}")
    };
    let table: [(String, &[&str]); 6] = [
        (merged("append", ",https://10.0.0.9:2379"), &[]),
        (merged("prepend", "https://10.0.0.9:2379,"), &[]),
        (merged("append", ",http://10.0.0.9:2389"), &["API124", "ETCD101"]),
        (
            "{name: feature-gates, value: ',TxnModeWriteWithSharedBuffer=true', mergeMethod: append}".into(),
            &[],
        ),
        // The last one counts, and a name that kubeadm does not set has nothing that it could be put to.
        (merged("append", ",http://10.0.0.9:2389") + ", " + &merged("append", ",https://10.0.0.9:2379"), &[]),
        ("{name: quota-backend-bytes, value: '-5', mergeMethod: append}".into(), &[]),
    ];
    for (args, expected) in table {
        assert_eq!(ids(&v1(&args)), expected, "{args}");
    }
    let older = v1(&merged("append", ",https://10.0.0.9:2379")).replace("/v1\n", "/v1beta4\n");
    assert!(ids(&older).contains(&"ETCD321"));
    assert!(ids(&v1("").replace("[]", "{name: a}")).contains(&"API123"));
    let served = "advertise-client-urls, value: ',http://10.0.0.9:2379', mergeMethod: append";
    let text = v1(&format!("{{name: {served}}}")) + "apiServer: {}\n";
    assert!(ids(&text).contains(&"API101"), "{:?}", ids(&text));
}

/// What clusterctl fills in is not known.
#[test]
fn placeholders_are_not_judged() {
    let object = |args: &str, api: &str| {
        format!(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {{name: \"${{NAME}}\"}}\n\
             spec: {{version: \"${{VERSION}}\", kubeadmConfigSpec: {{clusterConfiguration: {{etcd: {{local: {{extraArgs: \
             {{{args}}}}}}}, apiServer: {{extraArgs: {{{api}}}}}}}}}}}\n"
        )
    };
    let enc = "encryption-provider-config: '/etc/${ENC}.yaml'";
    let table: [(&str, &str, &[&str]); 5] = [
        ("listen-client-urls: '${URLS}'", enc, &["INPUT102"]),
        ("auto-tls: '${AUTO:-false}'", enc, &["INPUT102"]),
        ("listen-client-urls: 'http://${IP}:2379'", enc, &["API124", "ETCD103"]),
        ("quota-backend-bytes: '${QUOTA:=8}'", enc, &[]),
        ("", "etcd-servers: '${SERVERS}', encryption-provider-config: '${ENC}'", &[]),
    ];
    for (args, api, expected) in table {
        assert_eq!(ids(&object(args, api)), expected, "{args} {api}");
    }
}

#[test]
fn fixes_change_the_entry() {
    let text = list("{name: client-cert-auth, value: 'false'}");
    assert!(fixed(&text, "ETCD108").is_some_and(|fixed| fixed.contains("value: 'true'")));
    let text = kubeadm("v1beta3", "etcd: {local: {extraArgs: {client-cert-auth: 'false'}}}");
    assert!(fixed(&text, "ETCD108").is_some_and(|fixed| fixed.contains("client-cert-auth: 'true'")));
}

#[test]
fn encryption_is_missed_only_where_kube_apiserver_is_spoken_of() {
    assert_eq!(ids(&kubeadm("v1beta4", "apiServer: {}")), ["API106"]);
    assert_eq!(ids(&kubeadm("v1beta4", "clusterName: a")), [""; 0]);
}
