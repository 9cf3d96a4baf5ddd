//! What belongs together is judged together, from whatever files it comes; what is not there is named.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;
use etcdlint_core::subject::script::is_script;

/// A file: its name and its text.
type File<'a> = (&'a str, String);

fn lint(files: &[File]) -> Report {
    let mut linter = Linter::new(Settings::default());
    for (name, text) in files {
        let input = Input { name: (*name).to_owned(), ..Input::default() };
        if is_script(name, text) {
            linter.add_script(input, text);
        } else {
            linter.add_text(input, text);
        }
    }
    linter.finish()
}

/// Id and severity of what is found by some rules.
fn found(files: &[File], rules: &[&str]) -> Vec<String> {
    let report = lint(files);
    let own = report.findings.iter().filter(|finding| rules.contains(&finding.rule.id));
    own.map(|finding| format!("{} {}", finding.rule.id, finding.severity)).collect()
}

fn not_checked(files: &[File]) -> Vec<String> {
    let report = lint(files);
    report.not_checked.iter().map(|one| format!("{}: {}", one.file, one.reason)).collect()
}

/// A static pod of kube-apiserver with further flags, and volumes of the node below these paths.
fn apiserver(flags: &[&str], mounts: &[&str]) -> String {
    pod("kube-apiserver", "kube-apiserver:v1.34.2", flags, mounts)
}

fn pod(program: &str, image: &str, flags: &[&str], mounts: &[&str]) -> String {
    let flags: String = flags.iter().map(|flag| format!("    - {flag}\n")).collect();
    let list = |item: &dyn Fn(usize, &str) -> String| -> String {
        mounts.iter().enumerate().map(|(number, path)| item(number, path)).collect()
    };
    let volumes = list(&|number, path| format!("  - {{name: v{number}, hostPath: {{path: {path}}}}}\n"));
    let mounts = list(&|number, path| format!("    - {{name: v{number}, mountPath: {path}}}\n"));
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {program}, namespace: kube-system}}\nspec:\n  \
         hostNetwork: true\n  containers:\n  - name: {program}\n    image: registry.k8s.io/{image}\n    command:\n    \
         - {program}\n{flags}    volumeMounts:\n{mounts}  volumes:\n{volumes}"
    )
}

const ENC: &str = "--encryption-provider-config=/etc/kubernetes/enc/enc.yaml";
const FOLDER: &str = "/etc/kubernetes/enc";
const SOCKET: &str = "/var/run/kmsplugin";

fn kms(version: &str) -> String {
    format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  \
         providers:\n  - kms: {{apiVersion: {version}, name: a, endpoint: \"unix://{SOCKET}/s.sock\"}}\n  \
         - identity: {{}}\n"
    )
}

/// The file in another folder is that of the flag, so the mounts, the version and the feature gates of that
/// kube-apiserver count for it.
#[test]
fn an_encryption_configuration_and_who_reads_it() {
    let gate = "--feature-gates=KMSv1=true";
    // The file's name, flags and mounts of kube-apiserver, the version of the KMS API, and what is found.
    type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a str, &'a [&'a str]);
    let rows: [Row; 6] = [
        ("enc/enc.yaml", &[ENC], &[FOLDER, SOCKET], "v2", &[]),
        ("enc/enc.yaml", &[ENC], &[FOLDER], "v2", &["ENC224 error"]),
        ("enc/enc.yaml", &[ENC], &[FOLDER, SOCKET], "v1", &["ENC149 error"]),
        ("enc/enc.yaml", &[ENC, gate], &[FOLDER, SOCKET], "v1", &["API117 warning"]),
        // Another file: nothing is known of who reads it.
        ("other/enc.yaml", &[ENC], &[FOLDER], "v2", &[]),
        ("other/enc.yaml", &[ENC], &[FOLDER], "v1", &["ENC149 warning"]),
    ];
    for (name, flags, mounts, version, expected) in rows {
        let files = [("manifests/kube-apiserver.yaml", apiserver(flags, mounts)), (name, kms(version))];
        assert_eq!(
            found(&files, &["ENC149", "ENC224", "API117"]),
            expected,
            "{name} {flags:?} {mounts:?} {version}"
        );
    }
}

/// Of two nodes in one run each has its own configuration.
#[test]
fn each_node_reads_its_own_file() {
    let files = [
        ("cp1/manifests/kube-apiserver.yaml", apiserver(&[ENC], &[FOLDER, SOCKET])),
        ("cp1/enc/enc.yaml", kms("v2")),
        ("cp2/manifests/kube-apiserver.yaml", apiserver(&[ENC], &[FOLDER])),
        ("cp2/enc/enc.yaml", kms("v2")),
    ];
    let report = lint(&files);
    let places: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.rule.id == "ENC224")
        .map(|finding| (finding.site.file.as_str(), finding.related[0].0.file.as_str()))
        .collect();
    assert_eq!(places, [("cp2/enc/enc.yaml", "cp2/manifests/kube-apiserver.yaml")]);
}

#[test]
fn a_configuration_that_was_not_given_is_named_once() {
    let reason =
        "/etc/kubernetes/enc/enc.yaml was not given, so nothing is known of the encryption of Secrets";
    let expected = vec![format!("manifests/kube-apiserver.yaml: {reason}")];
    let none_in_it =
        "manifests/kube-apiserver.yaml: /etc/kubernetes/enc/enc.yaml has nothing that can be read as an \
                      EncryptionConfiguration, so nothing is known of the encryption of Secrets"
            .to_owned();
    let broken =
        "enc/enc.yaml: did not find expected node content: neither kubelet nor kube-apiserver can read this \
                  document"
            .to_owned();
    let hidden = "--encryption-provider-config=$(FILE)";
    let manifest = |flags: &[&str]| ("manifests/kube-apiserver.yaml", apiserver(flags, &[FOLDER]));
    let rows: [(Vec<File>, Vec<String>); 7] = [
        (vec![manifest(&[ENC])], expected.clone()),
        (vec![manifest(&[ENC]), ("enc/other.yaml", kms("v2"))], expected),
        (vec![manifest(&[ENC]), ("enc/enc.yaml", kms("v2"))], vec![]),
        // It is there, and is none.
        (vec![manifest(&[ENC]), ("enc/enc.yaml", "kind: Pod\n".to_owned())], vec![none_in_it]),
        (vec![manifest(&[ENC]), ("enc/enc.yaml", "kind: [\n".to_owned())], vec![broken]),
        (vec![manifest(&[])], vec![]),
        (vec![manifest(&["--encryption-provider-config="])], vec![]),
    ];
    for (files, expected) in rows {
        assert_eq!(not_checked(&files), expected, "{files:?}");
    }
    let env = "    env: [{name: FILE, valueFrom: {configMapKeyRef: {name: a, key: b}}}]\n    command:\n";
    let text = apiserver(&[hidden], &[FOLDER]).replace("    command:\n", env);
    let unseen = not_checked(&[("a.yaml", text)]);
    assert_eq!(unseen, ["a.yaml: it cannot be seen which file configures the encryption of Secrets"]);
}

/// The same in objects: the Secret that a hosted control plane mounts, and the files of Cluster API.
#[test]
fn configurations_in_objects_are_joined() {
    let secret = |name: &str, file: &str| {
        let lines: String = file.lines().map(|line| format!("    {line}\n")).collect();
        format!(
            "---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData:\n  enc.yaml: |\n{lines}"
        )
    };
    let mounted = apiserver(&[ENC], &[FOLDER])
        .replace("hostPath: {path: /etc/kubernetes/enc}", "secret: {secretName: enc}");
    let rows: [(String, &[&str], usize); 5] = [
        (mounted.clone() + &secret("enc", &kms("v2")), &["ENC224 error"], 0),
        (mounted.clone() + &secret("enc", "kind: Pod"), &[], 1),
        (mounted.clone() + &secret("other", &kms("v2")), &[], 1),
        // That of another namespace, whose name is the same.
        (mounted.clone() + &secret("enc, namespace: dev", &kms("v2")), &[], 1),
        (mounted, &[], 1),
    ];
    for (text, expected, unseen) in rows {
        let files = [("a.yaml", text)];
        assert_eq!(found(&files, &["ENC224"]), expected, "{files:?}");
        assert_eq!(not_checked(&files).len(), unseen, "{files:?}");
    }
    let plane = |path: &str| {
        let content: String = kms("v2").lines().map(|line| format!("        {line}\n")).collect();
        format!(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta2\nkind: KubeadmControlPlane\nmetadata: {{name: a}}\nspec:\n  \
             version: v1.34.2\n  kubeadmConfigSpec:\n    clusterConfiguration:\n      apiServer:\n        extraArgs:\n        \
             - {{name: encryption-provider-config, value: /etc/kubernetes/enc/enc.yaml}}\n        extraVolumes:\n        \
             - {{name: enc, hostPath: {FOLDER}, mountPath: {FOLDER}, readOnly: true}}\n    files:\n    \
             - path: {path}\n      content: |\n{content}"
        )
    };
    let referenced = plane("/etc/kubernetes/enc/enc.yaml");
    let (head, _) = referenced.split_once("      content: |").expect("a content");
    let files = [("a.yaml", format!("{head}      contentFrom: {{secret: {{name: enc, key: enc.yaml}}}}\n"))];
    let unseen = not_checked(&files);
    assert!(
        matches!(&unseen[..], [one] if one.contains("is enc.yaml of the Secret enc")),
        "once: {unseen:?}"
    );
    let unnamed = [("a.yaml", files[0].1.replace("/enc/enc.yaml", "/enc/providers"))];
    let unseen = not_checked(&unnamed);
    assert!(matches!(&unseen[..], [one] if one.contains("/enc/providers was not given")), "once: {unseen:?}");
    let damaged = [("a.yaml", format!("{head}      encoding: base64\n      content: x\n"))];
    let unseen = not_checked(&damaged);
    assert!(matches!(&unseen[..], [one] if one.contains("is not base64")), "once: {unseen:?}");
    let read: &[&str] = &["ENC224 error"];
    for (path, unseen, expected) in
        [("/etc/kubernetes/enc/enc.yaml", 0, read), ("/etc/kubernetes/other/enc.yaml", 1, &[])]
    {
        let files = [("a.yaml", plane(path))];
        assert_eq!(not_checked(&files).len(), unseen, "{path}");
        assert_eq!(found(&files, &["ENC224"]), expected, "{path}");
    }
}

/// A control plane of Cluster API, whose kube-apiserver sees two folders and reads one file; what `files` has
/// beside the path of that file.
fn plane(name: &str, file: &str) -> String {
    let files = match file {
        "" => String::new(),
        file => format!(", files: [{{path: {FOLDER}/enc.yaml, {file}}}]"),
    };
    format!(
        "---\napiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {{name: {name}, \
         namespace: prod}}\nspec: {{version: v1.34.2, kubeadmConfigSpec: {{clusterConfiguration: {{apiServer: {{extraArgs: \
         {{encryption-provider-config: {FOLDER}/enc.yaml}}, extraVolumes: [{{name: a, hostPath: {FOLDER}, mountPath: \
         {FOLDER}}}]}}}}{files}}}}}\n"
    )
}

/// A Secret of a namespace with one value.
fn secret_with(name: &str, namespace: &str, value: &str) -> String {
    let value = serde_json::to_string(value).expect("a string");
    format!(
        "---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: {namespace}}}\nstringData: {{value: {value}}}\n"
    )
}

/// Each cluster of Cluster API has nodes of its own, and the Secrets of its namespace.
#[test]
fn clusters_do_not_share_files() {
    let content = format!("content: {}", serde_json::to_string(&kms("v2")).expect("a string"));
    let by = |secret: &str| format!("contentFrom: {{secret: {{name: {secret}, key: value}}}}");
    let list = |items: &[&str]| {
        let item =
            |text: &&str| text.replace("---\n", "- ").replace('\n', "\n  ").trim_end().to_owned() + "\n";
        format!("apiVersion: v1\nkind: List\nitems:\n{}", items.iter().map(item).collect::<String>())
    };
    let (with, without) = (plane("a", &content), plane("b", ""));
    let (blue, green) = (plane("blue", &by("blue")), plane("green", &by("green")));
    let other = kms("v2").replace("name: a", "name: b");
    let both = secret_with("blue", "prod", &kms("v2")) + &secret_with("green", "prod", &other);
    // The files, how often a socket is missing, and how many files nobody has looked at.
    let rows: [(Vec<File>, usize, usize); 8] = [
        (vec![("a.yaml", with.clone() + &without)], 1, 1),
        (vec![("a.yaml", list(&[&with, &without]))], 1, 1),
        (vec![("a.yaml", list(&[&with, &plane("b", &content)]))], 2, 0),
        (vec![("x/a.yaml", with), ("x/b.yaml", without)], 1, 1),
        (vec![("a.yaml", blue.clone() + &green + &both)], 2, 0),
        (vec![("a.yaml", blue.clone() + &both)], 1, 0),
        (vec![("a.yaml", blue.clone() + &secret_with("blue", "dev", &kms("v2")))], 0, 1),
        (vec![("a.yaml", blue + &secret_with("blue", "prod", "hello: world"))], 0, 1),
    ];
    for (files, sockets, unseen) in rows {
        assert_eq!(found(&files, &["ENC224"]), vec!["ENC224 error"; sockets], "{files:?}");
        assert_eq!(not_checked(&files).len(), unseen, "{files:?}");
    }
}

/// What a Secret holds for a node is written as the reference to it says.
#[test]
fn referenced_files_are_decoded() {
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD.encode(kms("v2"));
    let rows = [
        ("base64", base64.as_str(), 1, 0),
        ("base64", "%", 0, 1),
        ("gzip+base64", base64.as_str(), 0, 1),
        ("rot13", base64.as_str(), 0, 1),
        ("\"\"", base64.as_str(), 0, 1),
    ];
    for (encoding, value, sockets, unseen) in rows {
        let file = format!("encoding: {encoding}, contentFrom: {{secret: {{name: enc, key: value}}}}");
        let orders = [
            plane("a", &file) + &secret_with("enc", "prod", value),
            secret_with("enc", "prod", value) + &plane("a", &file) + &plane("b", &file),
        ];
        for (clusters, text) in (1..).zip(orders) {
            let files = [("a.yaml", text)];
            assert_eq!(found(&files, &["ENC224"]).len(), sockets, "{encoding} {value}");
            assert_eq!(
                not_checked(&files).len(),
                unseen * clusters,
                "{encoding} {value}: {:?}",
                not_checked(&files)
            );
        }
    }
}

/// Placeholders of Terraform and clusterctl in what is laid on a node are filled in before it gets there.
#[test]
fn placeholders_in_laid_files() {
    let pod = POD
        .replace("--client_cert_auth", "'--listen-client-urls=${URLS}', '--advertise-client-urls=${URLS}'");
    let text = format!("#cloud-config\nwrite_files:\n{}", laid("/etc/kubernetes/manifests/a.yaml", &pod));
    let (ids, unseen) = said("a.yaml", &text);
    assert!(!ids.contains(&"ETCD321") && ids.contains(&"INPUT102"), "{ids:?} {unseen:?}");
}

/// etcd reads the file that the Secret holds.
#[test]
fn a_configuration_of_etcd_in_a_secret() {
    let plane = plane("a", "contentFrom: {secret: {name: conf, key: value}}")
        .replace(
            "apiServer: {extraArgs: {encryption-provider-config",
            "etcd: {local: {extraArgs: {config-file",
        )
        .replace("extraVolumes", "other")
        .replace("]}}, files", "]}}}, files");
    let file = "name: a\nlisten-client-urls: http://0.0.0.0:2379\ndata-dir: /a\n";
    let files = [("a.yaml", plane + &secret_with("conf", "prod", file))];
    assert_eq!(found(&files, &["INPUT103", "ETCD101"]), ["ETCD101 error"], "{files:?}");
}

/// etcd takes all its options from the file, wherever that comes from.
#[test]
fn a_configuration_file_of_etcd_and_the_pod_that_names_it() {
    let flag = "--config-file=/etc/etcd/etcd.conf.yml";
    let manifest = pod("etcd", "etcd:3.6.14-0", &[flag], &["/etc/etcd", "/var/lib/etcd"]);
    let file = "name: a\ndata-dir: /var/lib/etcd\nlisten-client-urls: http://0.0.0.0:2379\nadvertise-client-urls: http://10.0.0.4:2379\n";
    let rows: [(Vec<File>, &[&str]); 4] = [
        (vec![("a/pod.yaml", manifest.clone())], &["INPUT103 warning"]),
        (vec![("a/pod.yaml", manifest.clone()), ("a/etcd.conf.yml", file.to_owned())], &["ETCD101 error"]),
        (
            vec![("manifests/etcd.yaml", manifest.clone()), ("etcd/etcd.conf.yml", file.to_owned())],
            &["ETCD101 error"],
        ),
        // The file of another node is judged by itself.
        (
            vec![("a/pod.yaml", manifest), ("b/etcd.conf.yml", file.to_owned())],
            &["INPUT103 warning", "ETCD101 error"],
        ),
    ];
    for (files, expected) in rows {
        assert_eq!(found(&files, &["ETCD101", "INPUT103"]), expected, "{files:?}");
    }
}

/// kube-apiserver's endpoints against what the etcd beside it serves there: the second column is etcd's
/// listener. Both ways round etcdctl 3.4.23 cannot connect to etcd 3.4.23.
#[test]
fn endpoints_and_listeners() {
    let tls = [
        "--cert-file=/pki/s.crt",
        "--key-file=/pki/s.key",
        "--trusted-ca-file=/pki/ca.crt",
        "--client-cert-auth=true",
    ];
    let rows = [
        ("https://127.0.0.1:2379", "https://127.0.0.1:2379", ""),
        ("https://127.0.0.1:2379", "http://127.0.0.1:2379", "ETCD103 asks for TLS"),
        ("https://localhost:2379", "http://0.0.0.0:2379", "ETCD103 asks for TLS"),
        ("https://10.0.0.4:2379", "http://10.0.0.4:2379", "ETCD103 asks for TLS"),
        ("https://10.0.0.4:2379", "http://10.0.0.4:2379,https://10.0.0.4:2381", "ETCD101 asks for TLS"),
        ("https://127.0.0.1:2379", "http://127.0.0.1:2379,https://127.0.0.1:2381", "ETCD102 asks for TLS"),
        ("https://10.0.0.5:2379", "http://10.0.0.4:2379", "ETCD103"),
        ("https://10.0.0.4:2378", "http://10.0.0.4:2379", "ETCD103"),
        ("http://10.0.0.4:2379", "https://10.0.0.4:2379", "API101 cannot connect"),
        ("http://127.0.0.1:2379", "https://127.0.0.1:2379", "API101 cannot connect"),
        ("http://127.0.0.1:2379", "http://127.0.0.1:2379", "API101; ETCD103"),
        ("http://10.0.0.5:2379", "https://10.0.0.4:2379", "API101"),
        ("http://127.0.0.1:2379", "https://127.0.0.1:2379,http://127.0.0.1:2379", "API101; ETCD102"),
    ];
    for (servers, listen, expected) in rows {
        let (servers, listen) =
            (format!("--etcd-servers={servers}"), format!("--listen-client-urls={listen}"));
        let flags: Vec<&str> = [listen.as_str()].into_iter().chain(tls).collect();
        let files = [
            ("manifests/kube-apiserver.yaml", apiserver(&[&servers], &[])),
            ("manifests/etcd.yaml", pod("etcd", "etcd:3.6.14-0", &flags, &[])),
        ];
        let report = lint(&files);
        let own = ["API101", "ETCD101", "ETCD102", "ETCD103"];
        let mut said: Vec<_> = report
            .findings
            .iter()
            .filter(|one| own.contains(&one.rule.id))
            .map(|one| {
                let mut texts = vec![one.message.to_string()];
                texts.extend(one.related.iter().map(|(_, text)| text.to_string()));
                let words = ["asks for TLS", "cannot connect to it"];
                let word = words.iter().find(|word| texts.iter().any(|text| text.contains(**word)));
                let word = word.map_or(String::new(), |word| format!(" {}", word.trim_end_matches(" to it")));
                format!("{}{word}", one.rule.id)
            })
            .collect();
        said.sort();
        assert_eq!(said.join("; "), expected, "{servers} {listen}");
    }
}

/// Loopback is another machine's where one of the two has a network of its own.
#[test]
fn loopback_is_not_shared_by_pods() {
    let files = |network: &str| {
        let text =
            apiserver(&["--etcd-servers=http://127.0.0.1:2379"], &[]).replace("hostNetwork: true", network);
        let etcd = pod("etcd", "etcd:3.6.14-0", &["--listen-client-urls=https://127.0.0.1:2379"], &[]);
        [("a/1.yaml", text), ("a/2.yaml", etcd)]
    };
    for (network, expected) in
        [("hostNetwork: true", "API101 error"), ("hostNetwork: false", "API101 warning")]
    {
        assert_eq!(found(&files(network), &["API101"]), [expected], "{network}");
    }
}

/// Each control plane of Cluster API has loopback addresses of its own.
#[test]
fn loopback_is_not_shared_by_clusters() {
    let plane = |name: &str, section: &str| {
        format!(
            "---\napiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {{name: {name}}}\n\
             spec: {{version: v1.34.2, kubeadmConfigSpec: {{clusterConfiguration: {{{section}}}}}}}\n"
        )
    };
    let etcd = "etcd: {local: {extraArgs: {listen-client-urls: 'https://127.0.0.1:2379'}}}";
    let apiserver = "apiServer: {extraArgs: {etcd-servers: 'http://127.0.0.1:2379'}}";
    let one = plane("a", &format!("{etcd}, {apiserver}"));
    assert_eq!(found(&[("a.yaml", one)], &["API101"]), ["API101 error"]);
    let two = plane("a", etcd) + &plane("b", apiserver);
    assert_eq!(found(&[("a.yaml", two)], &["API101"]), ["API101 warning"]);
}

/// The version of one cluster says nothing of another: with 1.34 kube-apiserver does not start with KMS v1.
#[test]
fn versions_are_not_shared_by_clusters() {
    let content = serde_json::to_string(&kms("v1")).expect("a string");
    let laid = plane("a", &format!("content: {content}")).replace("version: v1.34.2, ", "");
    let older = plane("b", "").replace("v1.34.2", "v1.27.0");
    let gates = |text: String| found(&[("a.yaml", text)], &["ENC149"]);
    let alone = gates(laid.clone());
    assert_eq!(gates(older + &laid), alone);
}

/// `etcd.yaml` is the usual name of both.
#[test]
fn a_manifest_is_not_the_configuration_file_that_it_names() {
    let manifest = pod("etcd", "etcd:3.6.14-0", &["--config-file=/etc/etcd.yaml"], &[]);
    let files = [("etcd.yaml", manifest)];
    assert_eq!(found(&files, &["ETCD317", "INPUT103"]), ["INPUT103 warning"]);
}

/// What is said of one text: the rules, with the name of the file that they speak of, and what was not checked.
fn said(name: &str, text: &str) -> (Vec<&'static str>, Vec<String>) {
    let report = lint(&[(name, text.to_owned())]);
    let ids = report.findings.iter().map(|finding| finding.rule.id).collect();
    (ids, report.not_checked.iter().map(|one| one.reason.to_string()).collect())
}

/// A file as `write_files` and `files` have it, below a key of four blanks.
fn laid(path: &str, text: &str) -> String {
    let lines: String = text.lines().map(|line| format!("        {line}\n")).collect();
    format!("    - path: {path}\n      content: |\n{lines}")
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - name: etcd\n    \
                   image: registry.k8s.io/etcd:3.5.33-0\n    command: [etcd, --client_cert_auth]\n";

/// A unit is read with the files that its `EnvironmentFile=` names; one without its unit stands alone.
#[test]
fn units_are_read_with_their_variables() {
    let unit = "[Service]\nEnvironmentFile=-/etc/etcd.env\nExecStart=/usr/bin/etcd $OPTS\n";
    let variables = "# of this member\nETCD_LISTEN_CLIENT_URLS=\"http://10.0.0.4:2379\"\nETCD_DATA_DIR=/var/lib/etcd\n\
                     ETCD_ADVERTISE_CLIENT_URLS=http://10.0.0.4:2379\nOPTS=--no-such-flag\n";
    let template = variables.replace("http://10.0.0.4:2379", "{{ scheme }}://10.0.0.4:2379");
    let options = "DAEMON_ARGS=\"--listen-client-urls=http://10.0.0.4:2379\"\n";
    let with_options = unit.replace("$OPTS", "$DAEMON_ARGS");
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
    let rows: [Row; 8] = [
        (
            &[("etcd.service", &with_options), ("etcd.env", options)],
            &["ETCD101 etcd.service", "ETCD321 etcd.service"],
        ),
        (&[("etcd.env", options)], &[]),
        (&[("etcd.service", unit), ("etcd.env", variables)], &["ETCD101 etcd.env", "ETCD301 etcd.service"]),
        (&[("etcd.env", variables), ("etcd.service", unit)], &["ETCD101 etcd.env", "ETCD301 etcd.service"]),
        (&[("etcd.service", unit)], &["INPUT102 etcd.service"]),
        (
            &[("etcd.service", unit), ("x/other.env", variables)],
            &["INPUT102 etcd.service", "INPUT102 x/other.env", "ETCD101 x/other.env"],
        ),
        (&[("etcd.env", variables)], &["INPUT102 etcd.env", "ETCD101 etcd.env"]),
        (&[("etcd.env.j2", &template)], &["INPUT102 etcd.env.j2", "YAML106 etcd.env.j2"]),
    ];
    for (files, expected) in rows {
        let files = files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect::<Vec<_>>();
        let report = lint(&files);
        let found =
            report.findings.iter().map(|finding| format!("{} {}", finding.rule.id, finding.site.file));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{files:?}");
    }
    let (unit, variables) =
        (laid("/etc/systemd/system/etcd.service", unit), laid("/etc/etcd.env", variables));
    let (ids, _) = said("a.yaml", &format!("#cloud-config\nwrite_files:\n{unit}{variables}"));
    assert_eq!(ids, ["ETCD301", "ETCD101"]);
}

/// kubespray's unit and its file.
#[test]
fn a_unit_of_kubespray() {
    let unit = include_str!("../../tests/corpus/units/etcd.service").to_owned();
    let variables = include_str!("../../tests/corpus/units/etcd.env").to_owned();
    let found = |variables: String| {
        let report = lint(&[("etc/systemd/system/etcd.service", unit.clone()), ("etc/etcd.env", variables)]);
        report.findings.iter().map(|finding| finding.rule.id).collect::<Vec<_>>()
    };
    assert!(found(variables.clone()).is_empty());
    assert_eq!(found(variables.replace("CLIENT_CERT_AUTH=true", "CLIENT_CERT_AUTH=false")), ["ETCD108"]);
    assert_eq!(found(variables.replace("ETCD_CERT_FILE", "ETCD_CERTFILE")), ["ETCD315", "ETCD105"]);
}

/// What is laid on a node is read like a file of the node; what is not read is named.
#[test]
fn files_on_a_node_are_read_or_named() {
    let plane = |files: &str| {
        format!(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {{name: a}}\nspec:\n  \
             kubeadmConfigSpec:\n    files:\n{files}"
        )
    };
    let user_data = |files: &str| format!("#cloud-config\nwrite_files:\n{files}");
    let unit = "[Service]\nExecStart=/usr/local/bin/etcd --client_cert_auth\n";
    let script =
        "#!/bin/sh\nETCDCTL_API=3 etcdctl --endpoints=http://10.0.0.5:2379 snapshot save /tmp/a.db\n";
    let cron = "0 * * * * root etcdctl --endpoints=http://10.0.0.5:2379 snapshot save /tmp/a.db\n";
    let patch = "- op: add\n  path: /spec/containers/0/command/-\n  value: --listen-client-urls=http://0.0.0.0:2379\n";
    let file =
        "what a file that stands in another document says of etcd or of kube-apiserver was not checked";
    let patches = "what kubeadm's patches make of the manifests was not checked";
    let k3s = "what a configuration of k3s or RKE2 says of etcd or of encryption was not checked";
    let rows: [(&str, &str, Option<&str>, &[&str]); 9] = [
        ("/etc/kubernetes/manifests/etcd.yaml", POD, Some("ETCD301"), &[]),
        ("/etc/systemd/system/etcd.service", unit, Some("ETCD301"), &[]),
        ("/usr/local/bin/backup.sh", script, Some("BAK101"), &[]),
        ("/etc/cron.d/backup", cron, None, &[file]),
        ("/etc/calico/calico.env", "ETCD_ENDPOINTS=http://10.0.0.4:2379\n", None, &[file]),
        ("/etc/kubernetes/patches/etcd1+json.yaml", patch, None, &[patches]),
        (
            "/etc/kubernetes/patches/etcd0+merge.yaml",
            &POD.replace("_cert_auth", "-cert-auth, --listen-client-urls=x"),
            None,
            &[patches],
        ),
        ("/etc/rancher/k3s/config.yaml", "etcd-arg: [listen-client-urls=x]\n", None, &[k3s]),
        ("/etc/motd", "Welcome\n", None, &[]),
    ];
    for (path, text, rule, unseen) in rows {
        for text in [plane(&laid(path, text)), user_data(&laid(path, text))] {
            let (ids, not_checked) = said("a.yaml", &text);
            assert!(rule.is_none_or(|rule| ids.contains(&rule)), "{path}: {ids:?}");
            assert!(rule.is_some() || ids.is_empty(), "{path}: {ids:?}");
            assert_eq!(not_checked, unseen, "{text}");
        }
    }
    let add_on = POD.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let config_map =
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  etcd.yaml: |\n{add_on}");
    assert_eq!(said("a.yaml", &config_map), (vec![], vec![file.to_owned()]));
}

/// What changes manifests or configures etcd in ways that are not read.
#[test]
fn what_is_not_read_is_named() {
    let spec = |kind: &str, spec: &str| {
        format!(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"
        )
    };
    let plane = |fields: &str| spec("KubeadmControlPlane", &format!("kubeadmConfigSpec: {{{fields}}}"));
    let class = |kind: &str, text: &str| {
        format!(
            "apiVersion: cluster.x-k8s.io/v1beta1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{text}}}\n"
        )
    };
    let fields = "what the fields of this kind say of etcd or of encryption was not checked";
    let patches = "what kubeadm's patches make of the manifests was not checked";
    let commands = "what commands make of the manifests in /etc/kubernetes/manifests was not checked";
    let ignition = "what Ignition puts on the node was not checked";
    let k3s = "what a configuration of k3s or RKE2 says of etcd or of encryption was not checked";
    let rows: [(String, Option<&str>); 17] = [
        (plane("initConfiguration: {patches: {directory: /a}}"), Some(patches)),
        (plane("joinConfiguration: {patches: {directory: ''}}"), None),
        (
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\npatches: {directory: /a}\n".into(),
            Some(patches),
        ),
        (plane("postKubeadmCommands: [sed -i s/a/b/ /etc/kubernetes/manifests/etcd.yaml]"), Some(commands)),
        (plane("postKubeadmCommands: [touch /etc/a]"), None),
        (plane("format: ignition, ignition: {containerLinuxConfig: {additionalConfig: x}}"), Some(ignition)),
        ("{\"ignition\": {\"version\": \"3.3.0\"}, \"storage\": {\"files\": []}}".into(), Some(ignition)),
        (
            class("ClusterClass", "patches: [{definitions: [{jsonPatches: [{path: /spec/etcd}]}]}]"),
            Some(fields),
        ),
        (
            class("Cluster", "topology: {variables: [{name: a, value: 'kind: EncryptionConfiguration'}]}"),
            Some(fields),
        ),
        (class("Cluster", "topology: {class: a}"), None),
        (spec("K0sControlPlane", "k0sConfigSpec: {k0s: {spec: {storage: {etcd: {}}}}}"), Some(fields)),
        (spec("RKE2ControlPlane", "serverConfig: {etcd: {customConfig: {}}}"), Some(fields)),
        (spec("KThreesControlPlane", "kthreesConfigSpec: {serverConfig: {etcdArg: [a]}}"), Some(fields)),
        (spec("RKE2ControlPlane", "replicas: 3"), None),
        ("etcd-arg: [listen-client-urls=http://0.0.0.0:2379]\n".into(), Some(k3s)),
        ("apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nspec: {etcdClusters: []}\n".into(), Some(fields)),
        (POD.replace("_cert_auth", "-cert-auth, --listen-client-urls=x"), Some(patches)),
    ];
    for (text, expected) in rows {
        let name = if text.starts_with("apiVersion: v1\n") { "etcd0+merge.yaml" } else { "a.yaml" };
        let (ids, not_checked) = said(name, &text);
        assert_eq!(ids, [""; 0], "{text}");
        assert_eq!(not_checked, expected.into_iter().collect::<Vec<_>>(), "{text}");
    }
    let files = laid("/etc/enc.yaml", &kms("v1").replace("resources: [secrets]", "resources: [Secrets]"));
    let k0s = format!(
        "{}spec:\n  k0sConfigSpec:\n    files:\n{files}",
        spec("K0sControlPlane", "").replace("spec: {}\n", "")
    );
    assert!(said("a.yaml", &k0s).0.contains(&"ENC113"), "{k0s}");
}

/// User data in the forms that bootstrap providers and machines have it in.
#[test]
fn user_data_is_read_or_named() {
    use base64::Engine;
    use std::io::Write;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let secret = |key: &str, bytes: &[u8]| {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata: {{{key}: {}}}\n", encode(bytes))
    };
    let cloud_config =
        format!("#cloud-config\nwrite_files:\n{}", laid("/etc/kubernetes/manifests/etcd.yaml", POD));
    let mime = format!(
        "Content-Type: multipart/mixed; boundary=\"==B==\"\nMIME-Version: 1.0\n\n--==B==\nContent-Type: text/cloud-config\n\n\
         ## template: jinja\n{cloud_config}\nruncmd: [\"echo {{{{ ds.meta_data.x }}}}\"]\n--==B==--\n"
    );
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(cloud_config.as_bytes()).expect("gzip");
    let packed = packed.finish().expect("gzip");
    for text in [
        secret("value", cloud_config.as_bytes()),
        secret("value", mime.as_bytes()),
        secret("cloudinit", &packed),
        mime.clone(),
    ] {
        assert_eq!(said("a.yaml", &text), (vec!["ETCD301", "ETCD342", "ETCD350"], vec![]), "{text}");
    }
    let mut linter = Linter::new(Settings::default());
    let packed = encode(cloud_config.replace("etcd.yaml", "hunter2hunter2").as_bytes());
    let text = format!(
        "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Transfer-Encoding: base64\n\n{packed}\n--B--\n"
    );
    linter.add_text(Input::default(), &text);
    let shown = format!("{:?}", linter.finish().findings);
    assert!(shown.contains("ETCD301") && !shown.contains(packed.get(..40).expect("a part")), "{shown}");
    let ignition = br#"{"ignition": {"version": "3.3.0"}, "storage": {"files": []}}"#;
    let (ids, unseen) = said("a.yaml", &secret("value", ignition));
    assert_eq!((ids.len(), unseen.len()), (0, 1), "{ids:?} {unseen:?}");
}

/// A configuration that is no YAML does not vanish, whatever carries it.
#[test]
fn broken_configurations_are_named() {
    let kubeadm = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\netcd:\n   local: {}\n  external: {}\n";
    let etcd = "listen-client-urls: http://0.0.0.0:2379\nadvertise-client-urls: http://0.0.0.0:2379\na: [\n";
    let script = format!("#!/bin/sh\ncat <<EOF >a.yaml\n{kubeadm}EOF\n");
    let rows: [(&str, &[&str]); 4] =
        [(kubeadm, &["YAML101"]), (etcd, &["YAML101"]), (&script, &[]), ("a: [\n", &[])];
    for (text, expected) in rows {
        let lines: String = text.lines().map(|line| format!("    {line}\n")).collect();
        let config_map =
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a: |\n{lines}");
        let plane = format!(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec:\n    files:\n{}",
            laid("/a", text)
        );
        for text in [config_map, plane] {
            assert_eq!(said("a.yaml", &text).0, expected, "{text}");
        }
    }
    let template = "## template: jinja\n#cloud-config\nwrite_files:\n{% if v1.a %}\n- path: /a\n  content: |\n    kind: ClusterConfiguration\n{% endif %}\n";
    assert_eq!(said("a.yaml", template).0, ["YAML106"]);
    let lines: String = template.lines().map(|line| format!("    {line}\n")).collect();
    let secret =
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData:\n  userData: |\n{lines}");
    assert_eq!(said("a.yaml", &secret).0, ["YAML106"]);
    let filled_in = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    listen-client-urls: \
                     {{ urls }}:1\n    advertise-client-urls: {{ urls }}:1\n";
    assert_eq!(said("a.yaml", filled_in).0, ["YAML106"]);
}
