//! What a user is told of input that is larger or deeper than what is read: once, with its place.
//!
//! The work is bounded by the limits themselves, so nothing here looks at a clock; `docs/assurance.md` has what was
//! measured. Limits of scripts are tested beside them (`subject/shell`), those of queries and patterns in `settings`,
//! those of compressed files in `tests/carriers`, and those of the policy's answers in `tests/policy` of the workspace.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::{Linter, lint};
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;
use etcdlint_core::source::Node;

const TOO_DEEP: &str = "nested deeper than 64 levels: the document was not checked";
const TOO_LARGE: &str = "the document is larger than 3 MiB: the document was not checked";
const TOO_MANY_ALIASES: &str = "aliases expand to more than 10,000 values: the document was not checked";

fn report(text: &str) -> Report {
    lint("manifest.yaml", text, Settings::default())
}

/// Lists of nine aliases of lists of nine aliases.
fn alias_bomb() -> String {
    let levels = (1..10).map(|level| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        format!("a{level}: &a{level} [{aliases}]\n")
    });
    format!("a0: &a0 [x,x,x,x,x,x,x,x,x]\n{}", levels.collect::<String>())
}

#[test]
fn what_is_not_read_is_said_once_and_at_its_place() {
    let blocks: String = (0..200).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let large = "x".repeat(4 << 20);
    let rows = [
        ("a block in a block", blocks, 65, TOO_DEEP),
        ("brackets", format!("a: {}", "[".repeat(100_000)), 1, TOO_DEEP),
        ("braces", format!("a: {}", "{a: ".repeat(100_000)), 1, TOO_DEEP),
        ("JSON", "{\"a\":".repeat(100_000), 1, TOO_DEEP),
        ("JSON that ends well", format!("{{\"a\": {}{}}}", "[".repeat(1000), "]".repeat(1000)), 1, TOO_DEEP),
        ("aliases", alias_bomb(), 1, TOO_MANY_ALIASES),
        ("a long value", format!("a: 1\nb: {large}\n"), 2, TOO_LARGE),
        ("a long quoted value", format!("a: 1\nb: \"{large}\"\n"), 2, TOO_LARGE),
        ("a long string in JSON", format!("{{\"a\": 1,\n\"b\": \"{large}\"}}"), 2, TOO_LARGE),
        ("many lines", format!("a:\n{}", "- b\n".repeat(1_000_000)), 786_433, TOO_LARGE),
    ];
    for (what, text, line, message) in rows {
        let report = report(&text);
        let [finding] = report.findings.as_slice() else { panic!("{what}: {:?}", report.findings.len()) };
        assert_eq!((finding.rule.id, finding.message.as_str()), ("YAML105", message), "{what}");
        assert_eq!(finding.site.span.as_ref().map(|span| span.start.line), Some(line), "{what}");
        let [unseen] = report.not_checked.as_slice() else { panic!("{what}: {:?}", report.not_checked) };
        assert_eq!(unseen.reason, finding.message, "{what}");
    }
}

#[test]
fn what_is_only_much_is_read() {
    let keys: String = (0..100_000).map(|number| format!("  k{number}: v\n")).collect();
    let rows = [
        ("documents", "---\na: 1\n".repeat(100_000), 100_000),
        ("values of JSON", "{}\n".repeat(100_000), 100_000),
        ("keys", format!("apiVersion: v1\nkind: ConfigMap\ndata:\n{keys}"), 1),
        ("comments", format!("{}a: 1\n", "# b\n".repeat(200_000)), 1),
    ];
    for (what, text, documents) in rows {
        let report = report(&text);
        assert_eq!((report.summary.documents, report.findings.len()), (documents, 0), "{what}");
    }
}

/// One line of text per place would be the text squared.
#[test]
fn places_on_one_line_share_it() {
    let flags: String = (0..500).map(|number| format!(", \"--no-such-flag-{number}=x\"")).collect();
    let text = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"a\"}}, \"spec\": {{\"containers\": \
         [{{\"name\": \"a\", \"image\": \"etcd\", \"command\": [\"etcd\"{flags}]}}]}}}}"
    );
    let report = report(&text);
    let excerpts: Vec<*const u8> =
        report.findings.iter().filter_map(|one| Some(one.site.span.as_ref()?.excerpt.as_ptr())).collect();
    assert!(excerpts.len() >= 500 && excerpts.iter().all(|one| *one == excerpts[0]));
}

#[test]
fn a_script_that_is_too_long_is_said_not_to_be_seen() {
    for script in ["x".repeat(100_000), "etcdctl snapshot save a;".repeat(5000), "$(".repeat(30_000)] {
        let pod = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: \
             registry.k8s.io/etcd:3.6.14-0\n    command: [sh, -c, '{script}']\n"
        );
        let report = report(&pod);
        let unseen = report.findings.iter().filter(|finding| finding.rule.id == "INPUT101").count();
        assert_eq!(unseen, 1, "{:.20}", script);
    }
}

/// A container that starts a thousand programs, each with all of its variables.
#[test]
fn a_file_of_many_variables_takes_no_time() {
    let lines: String =
        (1..100_000).map(|number| format!("ETCD_LISTEN_{number}=x$ETCD_LISTEN_X\n")).collect();
    let mut linter = Linter::new(Settings::default());
    linter.add_script(Input { name: "etcd.env".to_owned(), ..Input::default() }, &lines);
    let report = linter.finish();
    assert_eq!(report.summary.subjects, 1);
    assert!(report.findings.len() <= 1001, "{}", report.findings.len());
}

#[test]
fn programs_share_the_variables_of_their_container() {
    let variables: Vec<_> =
        (0..20_000).map(|number| serde_json::json!({ "name": format!("V{number}"), "value": "v" })).collect();
    let pod = serde_json::json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" },
        "spec": { "containers": [{
            "name": "a", "image": "registry.k8s.io/etcd:3.6.14-0", "env": variables,
            "command": ["sh", "-c", "etcd;".repeat(300)],
        }] },
    });
    let mut linter = Linter::new(Settings::default());
    linter.add_object(Input::default(), Node::from(&pod));
    let report = linter.finish();
    assert_eq!(report.summary.subjects, 300);
}
