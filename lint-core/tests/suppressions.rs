//! What comments and annotations silence, and what is said of those that do not.

use etcdlint_core::linter::lint;
use etcdlint_core::report::Report;
use etcdlint_core::settings::{Options, Settings};

/// A pod of etcd with three findings of an untagged image, an unsafe flag and a data directory in `/tmp`.
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: etcd
  annotations: {}
spec:
  containers:
    - name: etcd
      image: registry.example.org/etcd:3.6.14-0
      command:
        - etcd
        - --data-dir=/tmp/etcd
        - --force-new-cluster
";

fn report(text: &str, options: &Options) -> Report {
    let settings = options.compile().expect("options that can be used");
    lint("etcd.yaml", text, Settings { honor_suppressions: true, ..settings })
}

/// The ids of what is found, sorted.
fn ids(report: &Report) -> Vec<&'static str> {
    let mut ids: Vec<_> = report.findings.iter().map(|finding| finding.rule.id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn suppressions_take_away_what_they_name_and_nothing_else() {
    let all = ids(&report(POD, &Options::default()));
    assert!(all.contains(&"ETCD342") && all.len() > 1, "{all:?}");
    let on_line = |comment: &str| POD.replace("dir=/tmp/etcd", &format!("dir=/tmp/etcd {comment}"));
    let above =
        |comment: &str| POD.replace("        - --data", &format!("        {comment}\n        - --data"));
    let annotated = |text: &str| {
        POD.replace("annotations: {}", &format!("annotations: {{etcdlint.io/ignore: \"{text}\"}}"))
    };
    let unused = &["INPUT107"][..];
    let rows = [
        (on_line("# etcdlint: ignore[ETCD342] a test cluster"), true, &[][..]),
        (on_line("# etcdlint: ignore[etcd342] a test cluster"), true, &[]),
        (on_line("# etcdlint: ignore[data-dir-ephemeral] a test cluster"), true, &[]),
        (above("# etcdlint: ignore[ETCD342]: a test cluster"), true, &[]),
        (above("# etcdlint: ignore[ETCD342] a test cluster\n\n        # and so on"), true, &[]),
        (annotated("ETCD342=a test cluster"), true, &[]),
        (annotated("data-dir-ephemeral=a test cluster"), true, &[]),
        (on_line("# etcdlint: ignore[ETCD342]"), false, &["INPUT106"]),
        (on_line("# etcdlint: ignore[ETCD999] a test cluster"), false, &["INPUT106"]),
        (on_line("# etcdlint: ignore[ETCD301] a test cluster"), false, unused),
        (on_line("# etcdlint: ignore[ETCD342, ETCD301] a test cluster"), true, unused),
        (above("# etcdlint: ignore[ETCD342] a test cluster\n        - --name=a"), false, unused),
        (on_line("# etcdlint:ignore[ETCD342] a test cluster"), true, &[]),
        (on_line("#etcdlint: ignore [ETCD342] a test cluster"), true, &[]),
        (on_line("# etcdlint: disable[ETCD342] a test cluster"), false, &["INPUT106"]),
        (on_line("# etcdlint: ignore ETCD342"), false, &["INPUT106"]),
        (on_line("# etcdlint: Ignore[ETCD342] a test cluster"), false, &["INPUT106"]),
        (on_line("# etcdlint: decrypt-migration"), false, &[]),
        (on_line("# see etcdlint: ignore"), false, &[]),
        (annotated("ETCD301=a test cluster;ETCD342=a test cluster"), true, unused),
        // The second stands alone, so it is about the line after it.
        (
            on_line("# etcdlint: ignore[ETCD342] a test\n        # etcdlint: ignore[ETCD342] a test"),
            true,
            unused,
        ),
    ];
    let line_ends = ["\n", "\r\n", "\r"];
    let rows = rows.iter().flat_map(|row| line_ends.map(|end| (row.0.replace('\n', end), row.1, row.2)));
    for (text, silences, complaints) in rows {
        let found = report(&text, &Options::default());
        let mut expected: Vec<_> = all.iter().copied().filter(|id| !silences || *id != "ETCD342").collect();
        expected.extend(complaints);
        expected.sort_unstable();
        assert_eq!(ids(&found), expected, "{text}");
        assert_eq!(found.summary.suppressed, usize::from(silences), "{text}");
        for issue in found.findings.iter().filter(|one| complaints.contains(&one.rule.id)) {
            let bytes = issue.site.span.as_ref().expect("a place").bytes.clone();
            let is_whole = text[..bytes.start].ends_with(' ') && text[bytes.end..].starts_with(['\n', '\r']);
            assert!(is_whole || !text.contains('#'), "{:?} of {text}", &text[bytes]);
        }
    }
}

#[test]
fn nothing_is_said_of_what_could_not_be_judged() {
    let ignoring = |rule: &str, line: &str| {
        POD.replace(line, &format!("{line} # etcdlint: ignore[{rule}] a test cluster"))
    };
    let off = Options { disabled_rules: vec!["ETCD342".to_owned()], ..Options::default() };
    let without_issue = |text: &str, options: &Options| {
        let ids = ids(&report(text, options));
        assert!(!ids.contains(&"INPUT106") && !ids.contains(&"INPUT107"), "{ids:?}: {text}");
    };
    without_issue(&ignoring("ETCD342", "/tmp/etcd"), &off);
    let exemption =
        serde_json::json!([{ "rules": ["ETCD342"], "objects": "$.kind", "reason": "a laboratory" }]);
    let exempt =
        Options { exemptions: serde_json::from_value(exemption).expect("exemptions"), ..Options::default() };
    without_issue(&ignoring("ETCD342", "/tmp/etcd"), &exempt);
    // An opt-in rule that nobody asked for.
    without_issue(&ignoring("ETCD349", "/tmp/etcd"), &Options::default());
    // ETCD103 says that TLS is set up for nothing, which is why etcd is open.
    let hidden = POD.replace(
        "--force-new-cluster",
        "--cert-file=/a\n        - --key-file=/b\n        - --listen-client-urls=http://10.0.0.4:2379",
    );
    assert!(ids(&report(&hidden, &Options::default())).contains(&"ETCD103"));
    without_issue(&hidden.replace(":2379", ":2379 # etcdlint: ignore[ETCD101] later"), &Options::default());
}

/// Whether a reason is needed is a matter of how bad the finding is here, and not of the rule.
#[test]
fn what_the_settings_make_an_error_needs_a_reason() {
    let said = |text: &str, severity: &str| {
        let severities = serde_json::json!({ "ETCD342": severity });
        let severities = serde_json::from_value(severities).expect("severities");
        let report = report(text, &Options { severities, ..Options::default() });
        let complaint = report.findings.iter().find(|one| one.rule.id == "INPUT106");
        (ids(&report).contains(&"ETCD342"), complaint.map(|one| one.message.as_str().to_owned()))
    };
    let ignored = POD.replace("/tmp/etcd", "/tmp/etcd # etcdlint: ignore[ETCD342]");
    let complaint = |effect: &str| Some(format!("ETCD342 is ignored without a reason: {effect}"));
    assert_eq!(said(&ignored, "error"), (true, complaint("it is not silenced")));
    assert_eq!(said(&ignored, "info"), (false, complaint("say why it may be ignored")));
    let with_reason = ignored.replace("[ETCD342]", "[ETCD342] a laboratory");
    assert_eq!(said(&with_reason, "error"), (false, None));
}
