//! Documents whose indentation was lost, as when a page is copied as plain text.

mod attach;
mod line;
mod schema;

use self::line::{Content, Item, Line, lines};
use self::schema::Fields;
use super::{
    Document, Duplicate, Location, Node, Outline, Span, Step, Style, Syntax, Text, Value, documents,
};

/// What is known of a document that lost its indentation.
#[derive(Clone, Debug)]
pub struct Flattened {
    /// The first key that stands where it does not belong.
    pub misplaced: Span,
    /// The text as it must have been, when there is one way only to read it.
    pub restored: Option<Text>,
}

/// Of a document that lost its indentation, what is known of it; `None` for any other.
///
/// If it can be restored, the tree is that of the restored text, and there is no error any more.
/// Places are in the text as it was given all the same.
pub fn restored(document: &Document) -> Option<Document> {
    let schema = schema_of(document)?;
    let text = document.text.0.as_str();
    let misplaced = match document.error {
        None => misplaced_in_tree(document, schema)?,
        Some(_) => misplaced_in_text(text, schema)?,
    };
    let lines = lines(text).unwrap_or_default();
    let mended = mend(&lines, schema);
    let is_certain = document.error.is_none() && schema::is_exact(schema) && mended.is_some();
    // A repeated key alone is more often a repeated key, unless all of it can be put back.
    let is_only_repeated = document.error.is_none() && foreign(document, schema).next().is_none();
    if !is_certain && (is_only_repeated || !are_mostly_at_margin(&lines)) {
        return None;
    }
    let mut found = document.clone();
    let restored = mended.map(|mended| {
        found.root = mended.root;
        found.duplicates = mended.duplicates;
        found.error = None;
        Text(mended.text)
    });
    found.flattened = Some(Flattened { misplaced, restored });
    Some(found)
}

/// The keys at the root of a document that is worth a comparison with a schema; those have five.
const MOST_KEYS: usize = 16;

/// Whether a document without an error may be one that lost its indentation, going by the keys at its root.
pub fn is_possible(outline: &Outline) -> bool {
    let word =
        |name| outline.root_entries().filter(|(key, _)| *key == name).last().and_then(|(_, word)| word);
    let Some(schema) = schema::of(word("kind"), word("apiVersion")) else { return false };
    let keys: Vec<&str> = outline.root_entries().map(|(key, _)| key).take(MOST_KEYS + 1).collect();
    keys.len() > MOST_KEYS
        || keys.iter().enumerate().any(|(at, key)| is_misplaced(key, keys[..at].contains(key), schema))
}

/// The schema that a block document names at its root.
fn schema_of(document: &Document) -> Option<&'static Fields> {
    let root = &document.root;
    match &root.location {
        Some(location) if location.style == Style::Block && document.syntax == Syntax::Yaml => {
            let word = |key| root.get(key).and_then(Node::as_str);
            schema::of(word("kind"), word("apiVersion"))
        }
        _ if document.error.is_some() => {
            let text = document.text.0.as_str();
            schema::of(root_word(text, "kind"), root_word(text, "apiVersion"))
        }
        _ => None,
    }
}

/// The value of `key: value` in the first column.
fn root_word<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(value.split(" #").next().unwrap_or(value).trim())
}

/// Whether `key` does not belong to the root, or not once more, but does belong deeper.
fn is_misplaced(key: &str, is_repeated: bool, schema: &Fields) -> bool {
    (is_repeated || schema.get(key).is_none()) && schema.have_below(key)
}

fn misplaced_in_tree(document: &Document, schema: &Fields) -> Option<Span> {
    let repeated = document.duplicates.iter().filter(|duplicate| match duplicate.path.steps().as_slice() {
        [Step::Key(key)] => is_misplaced(key, true, schema),
        _ => false,
    });
    let repeated = repeated.map(|duplicate| duplicate.second.clone());
    foreign(document, schema).chain(repeated).min_by_key(|span| span.start)
}

/// The root keys that belong deeper and only there.
fn foreign(document: &Document, schema: &Fields) -> impl Iterator<Item = Span> {
    let entries = document.root.entries().iter();
    entries.filter(|entry| is_misplaced(&entry.key, false, schema)).filter_map(|entry| entry.key_span.clone())
}

fn misplaced_in_text(text: &str, schema: &Fields) -> Option<Span> {
    let mut there = Vec::new();
    lines(text)?.iter().find_map(|line| {
        let Content::Entry { item: Item(None), key, .. } = line.content else { return None };
        if !line.is_at_margin() {
            return None;
        }
        if is_misplaced(key, there.contains(&key), schema) {
            let written = line.rest.split(':').next()?;
            return Some(line.start..line.start + written.len());
        }
        there.push(key);
        None
    })
}

/// Whether at least three of five lines begin in the first column.
fn are_mostly_at_margin(lines: &[Line<'_>]) -> bool {
    let filled = lines.iter().filter(|line| line.is_filled());
    let at_margin = filled.clone().filter(|line| line.is_at_margin()).count();
    at_margin * 5 >= filled.count() * 3 && at_margin > 0
}

/// A document with its indentation back.
struct Mended {
    text: String,
    /// The tree, with places in the text as it was.
    root: Node,
    duplicates: Vec<Duplicate>,
}

fn mend(lines: &[Line<'_>], schema: &'static Fields) -> Option<Mended> {
    let first = lines.iter().position(Line::is_filled)?;
    if lines[first..].iter().any(|line| matches!(line.content, Content::Marker)) {
        return None;
    }
    let columns = all_columns(lines, &attach::columns(lines, schema)?);
    let mut text = String::new();
    let mut shifts = Vec::with_capacity(lines.len());
    for (line, column) in lines.iter().zip(columns) {
        shifts.push(Shift { from: text.len(), column, to: line.start, indent: line.indent });
        text.push_str(&" ".repeat(column));
        text.push_str(line.rest);
    }
    let Document { mut root, mut duplicates, .. } = only_document(&text)?;
    let places = Places(shifts);
    places.move_node(&mut root);
    for duplicate in &mut duplicates {
        duplicate.first = places.moved(&duplicate.first);
        duplicate.second = places.moved(&duplicate.second);
    }
    Some(Mended { text, root, duplicates })
}

fn only_document(text: &str) -> Option<Document> {
    let mut read = documents(text);
    let document = read.next().filter(|document| document.error.is_none())?;
    read.next().is_none().then_some(document)
}

/// The columns of all lines, from those of the filled ones: comments go with what follows them.
fn all_columns(lines: &[Line<'_>], filled: &[usize]) -> Vec<usize> {
    let mut filled = filled.iter().rev().copied();
    let mut below = None;
    let mut columns: Vec<_> = lines
        .iter()
        .rev()
        .map(|line| {
            if line.is_filled() {
                below = filled.next();
            }
            match line.content {
                Content::Blank if !line.rest.starts_with('#') => line.indent,
                Content::Marker => 0,
                _ => below.unwrap_or(line.indent),
            }
        })
        .collect();
    columns.reverse();
    columns
}

/// How far a line was moved.
struct Shift {
    /// Where it begins in the restored text, and its blanks there.
    from: usize,
    column: usize,
    /// Where it begins in the text as it was, and its blanks there.
    to: usize,
    indent: usize,
}

/// From places in the restored text to places in the text as it was.
struct Places(Vec<Shift>);

impl Places {
    fn moved(&self, span: &Span) -> Span {
        self.offset(span.start)..self.offset(span.end)
    }

    fn offset(&self, at: usize) -> usize {
        let line = self.0.partition_point(|shift| shift.from <= at).saturating_sub(1);
        let Some(shift) = self.0.get(line) else { return at };
        shift.to + (at - shift.from + shift.indent).saturating_sub(shift.column)
    }

    /// Recursion is bounded by the depth of a document.
    fn move_node(&self, node: &mut Node) {
        if let Some(Location { span, .. }) = &mut node.location {
            *span = self.moved(span);
        }
        match &mut node.value {
            Value::Sequence(items) => items.iter_mut().for_each(|item| self.move_node(item)),
            Value::Mapping(entries) => entries.iter_mut().for_each(|entry| {
                entry.key_span = entry.key_span.as_ref().map(|span| self.moved(span));
                self.move_node(&mut entry.node);
                entry.overwritten.iter_mut().for_each(|node| self.move_node(node));
            }),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;
    use crate::source::{DocumentId, Path, Place};

    const COURSE: &str = "\
kind: EncryptionConfiguration
apiVersion: apiserver.config.k8s.io/v1
resources:
- resources:
- secrets
providers:
- aescbc:
keys:
- name: key1
secret: <base64-encoded-encryption-key>
- identity: {}
";

    const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://10.0.0.1:2379
  creationTimestamp: null
  labels:
    component: etcd
    tier: control-plane
  name: etcd
spec:
  containers:
    - command:
        - etcd
        - --data-dir=/var/lib/etcd # where it lives
        - --listen-client-urls=https://127.0.0.1:2379
      image: k8s.gcr.io/etcd:3.4.13-0
      livenessProbe:
        failureThreshold: 8
        httpGet:
          host: 127.0.0.1
          path: /health
          port: 2381
          scheme: HTTP
        initialDelaySeconds: 10
      name: etcd
      resources:
        requests:
          cpu: 100m
          memory: 100Mi
      volumeMounts:
        - mountPath: /var/lib/etcd
          name: etcd-data
        - mountPath: /etc/kubernetes/pki/etcd
          name: etcd-certs
  hostNetwork: true
  volumes:
    - hostPath:
        path: /etc/kubernetes/pki/etcd
        type: DirectoryOrCreate
      name: etcd-certs
    - hostPath:
        path: /var/lib/etcd
        type: DirectoryOrCreate
      name: etcd-data
status: {}
";

    fn first(text: &str) -> Document {
        documents(text).next().unwrap()
    }

    fn flatten(text: &str) -> String {
        text.lines().fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "{}", line.trim_start());
            out
        })
    }

    /// The restored text of a document that lost its indentation; `None` if it is not unique.
    fn restored_text(text: &str) -> Option<String> {
        let found = restored(&first(text)).unwrap_or_else(|| panic!("not recognised:\n{text}"));
        let flattened = found.flattened.unwrap();
        assert!(found.error.is_none() || flattened.restored.is_none());
        flattened.restored.map(|restored| restored.0)
    }

    #[test]
    fn a_repeated_key_alone_is_no_lost_indentation() {
        let entry = "resources: [{resources: [secrets], providers: [{identity: {}}]}]\n";
        let text =
            format!("apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n{entry}{entry}");
        assert!(restored(&documents(&text).next().unwrap()).is_none());
    }

    #[test]
    fn the_page_that_people_copy() {
        let expected = "\
kind: EncryptionConfiguration
apiVersion: apiserver.config.k8s.io/v1
resources:
  - resources:
      - secrets
    providers:
      - aescbc:
          keys:
            - name: key1
              secret: <base64-encoded-encryption-key>
      - identity: {}
";
        assert_eq!(restored_text(COURSE).as_deref(), Some(expected));
        let crlf = COURSE.replace('\n', "\r\n");
        assert_eq!(restored_text(&crlf), Some(expected.replace('\n', "\r\n")));
        let given = include_str!("../../../../tests/data/encryption-configs/flattened.yaml");
        assert_eq!(flatten(&restored_text(given).unwrap()), given);
        let given = include_str!("../../../../tests/data/encryption-configs/flattened2.yaml");
        assert_eq!(flatten(&restored_text(given).unwrap()), flatten(given));
    }

    #[test]
    fn places_are_in_the_text_as_it_was() {
        for text in [
            COURSE.to_owned(),
            format!("---\n# a note\n\n{COURSE}"),
            COURSE.replace("\nproviders", "\n  # why\nproviders").replace("keys:", "  keys:"),
        ] {
            let document = first(&text);
            assert!(document.error.is_some());
            let found = restored(&document).unwrap();
            let path = Path::ROOT.key("resources").index(0).key("providers");
            let key = path.index(0).key("aescbc").key("keys").index(0);
            let written = |place: Place| &text[found.range(&place).unwrap()];
            let id = DocumentId(0);
            assert_eq!(written(Place::value(id, key.key("secret"))), "<base64-encoded-encryption-key>");
            assert_eq!(written(Place::key(id, key.key("secret"))), "secret");
            assert_eq!(written(Place::key(id, path.clone())), "providers");
            assert_eq!(written(Place::value(id, key)), "name: key1\nsecret: <base64-encoded-encryption-key>");
            assert_eq!(&text[found.flattened.unwrap().misplaced], "providers");
        }
    }

    #[test]
    fn pods() {
        assert_eq!(restored_text(&flatten(POD)).as_deref(), Some(POD));
        let cron_job = "\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
spec:
  schedule: 0 1 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: etcdctl
              image: quay.io/coreos/etcd:v3.5.21
              command:
                - etcdctl
                - snapshot
                - save
                - /backup/etcd.db
              env:
                - name: ETCDCTL_API
                  value: '3'
                - name: NODE
                  valueFrom:
                    fieldRef:
                      fieldPath: spec.nodeName
              volumeMounts:
                - name: backup
                  mountPath: /backup
          volumes:
            - name: backup
              persistentVolumeClaim:
                claimName: backup
";
        assert_eq!(restored_text(&flatten(cron_job)).as_deref(), Some(cron_job));
    }

    /// Every way to lose some indentation gives the same document back.
    #[test]
    fn variants() {
        let lines = |lines: &[&str]| lines.join("\n") + "\n";
        let head = "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\n";
        let rows = [
            // apiVersion first, or last
            format!(
                "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n{}",
                &COURSE[head.len()..]
            ),
            format!(
                "kind: EncryptionConfiguration\n{}apiVersion: apiserver.config.k8s.io/v1\n",
                &COURSE[head.len()..]
            ),
            // some of it kept
            COURSE.replace("- secrets", "    - secrets"),
            COURSE.replace("keys:", "      keys:").replace("secret:", "  secret:"),
            COURSE.replace("- identity", "  - identity"),
            // comments, blank lines, in one line
            COURSE.replace("- secrets", "# what\n\n- secrets # why"),
            COURSE.replace("resources:\n- secrets", "resources: [secrets]"),
            COURSE.replace("- identity: {}\n", ""),
            COURSE.replace("- identity: {}\n", "- identity: {}"),
            COURSE.replace("- identity: {}", "- identity:"),
            // more of everything
            COURSE.replace("- secrets", "- secrets\n- configmaps"),
            COURSE.replace(
                "- identity",
                "- name: key2\nsecret: YQ==\n- aesgcm:\nkeys:\n- secret: YQ==\nname: a\n- identity",
            ),
            format!(
                "{COURSE}- resources:\n- configmaps\nproviders:\n- identity: {{}}\n- secretbox:\nkeys:\n- name: a\nsecret: b\n"
            ),
            lines(&[
                head.trim_end(),
                "resources:",
                "- providers:",
                "- kms:",
                "apiVersion: v2",
                "name: a",
                "endpoint: unix:///a",
                "timeout: 3s",
                "- identity: {}",
                "resources:",
                "- secrets",
            ]),
        ];
        for text in rows {
            let restored = restored_text(&text).unwrap_or_else(|| panic!("not unique:\n{text}"));
            assert_eq!(flatten(&restored), flatten(&text));
            assert_eq!(first(&restored).root.entries().len(), 3, "{restored}");
        }
    }

    #[test]
    fn documents_behind_it_do_not_matter() {
        assert_eq!(restored_text(&format!("{COURSE}---\nkind: Pod\n")), restored_text(COURSE));
    }

    #[test]
    fn what_is_not_unique_or_not_valid_is_not_restored() {
        let rows = [
            COURSE.replace("secret:", "secrets:"),
            COURSE.replace("keys:\n", ""),
            COURSE.replace("- identity", "identity"),
            COURSE.replace("secret: ", "secret: |\n"),
            COURSE.replace("<base64-", "<base64-\n"),
            // `namespace` may be a label or not
            flatten(&POD.replace("  name: etcd\nspec", "  namespace: kube-system\n  name: etcd\nspec")),
            flatten(&POD.replace("hostNetwork", "shareProcessNamespace")),
        ];
        for text in rows {
            assert_eq!(restored_text(&text), None, "{text}");
        }
    }

    #[test]
    fn other_documents_are_left_alone() {
        let rows = [
            POD.to_owned(),
            POD.replace("  name: etcd\nspec", "name: etcd\nspec"),
            POD.replace("  hostNetwork", " hostNetwork"),
            POD.replace("HTTP\n", "\"HTTP\n"),
            restored_text(COURSE).unwrap(),
            restored_text(COURSE).unwrap().replace("    providers", "   providers"),
            "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nmetadata: {}\nresources: []\n".to_owned(),
            "kind: ConfigMap\nmetadata:\nname: a\ndata:\nproviders: b\n".to_owned(),
            "name: etcd\ndata-dir: /var/lib/etcd\nimage: [\n".to_owned(),
            "{\"kind\": \"EncryptionConfiguration\", \"providers\": []}".to_owned(),
            "{kind: EncryptionConfiguration, providers: []}".to_owned(),
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: [\n".to_owned(),
            String::new(),
        ];
        for text in rows {
            assert!(documents(&text).all(|document| restored(&document).is_none()), "{text}");
        }
    }

    /// Of all configurations that Kubernetes' own decoder was asked about.
    #[test]
    fn two_of_the_corpus_lost_their_indentation() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/encryption-configs");
        let mut found = Vec::new();
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap()) {
            let text = std::fs::read_to_string(file.path()).unwrap();
            if documents(&text).any(|document| restored(&document).is_some()) {
                found.push(file.file_name());
            }
        }
        found.sort();
        assert_eq!(found, ["flattened.yaml", "flattened2.yaml"]);
    }

    #[test]
    fn long_documents_take_no_time() {
        let start = std::time::Instant::now();
        let many = format!("{COURSE}{}", "- identity: {}\n".repeat(1_900));
        assert!(restored_text(&many).is_some());
        let more = format!("{COURSE}{}", "- identity: {}\n".repeat(100_000));
        assert_eq!(restored_text(&more), None);
        let labels =
            flatten(&POD.replace("    tier", &"    a: b\n    namespace: c\n    name: d\n".repeat(500)));
        assert_eq!(restored_text(&labels), None);
        assert!(start.elapsed() < std::time::Duration::from_secs(30), "{:?}", start.elapsed());
    }

    fn provider() -> impl Strategy<Value = String> {
        let keyed = (prop::sample::select(vec!["aescbc", "aesgcm", "secretbox"]), 1..3usize).prop_map(
            |(kind, keys)| {
                let keys = "            - name: a\n              secret: YQ==\n".repeat(keys);
                format!("      - {kind}:\n          keys:\n{keys}")
            },
        );
        let kms = prop::sample::select(vec!["", "          apiVersion: v1\n", "          apiVersion: v2\n"])
            .prop_map(|version| {
                format!("      - kms:\n{version}          name: a\n          endpoint: unix:///a\n")
            });
        let identity = prop::sample::select(vec!["      - identity: {}\n", "      - identity:\n"]);
        prop_oneof![keyed, kms, identity.prop_map(str::to_owned)]
    }

    fn entry() -> impl Strategy<Value = String> {
        let providers = prop::collection::vec(provider(), 1..4).prop_map(|providers| providers.concat());
        (1..3usize, providers, any::<bool>()).prop_map(|(resources, providers, first)| {
            let resources = format!("resources:\n{}", "      - secrets\n".repeat(resources));
            let providers = format!("providers:\n{providers}");
            let (one, two) = if first { (providers, resources) } else { (resources, providers) };
            format!("  - {one}    {two}")
        })
    }

    proptest! {
        #[test]
        fn every_flat_configuration_is_restored(
            entries in prop::collection::vec(entry(), 1..4),
            parts in Just(vec!["kind: EncryptionConfiguration\n", "apiVersion: apiserver.config.k8s.io/v1\n", ""]).prop_shuffle(),
        ) {
            let resources = format!("resources:\n{}", entries.concat());
            let text: String = parts.iter().map(|part| if part.is_empty() { resources.as_str() } else { part }).collect();
            let flat = flatten(&text);
            prop_assert_eq!(restored_text(&flat), Some(text));
        }

        #[test]
        fn any_lines_keep_their_content(
            lines in prop::collection::vec((prop::sample::select(COURSE.lines().collect::<Vec<_>>()), 0..5usize), 0..14),
        ) {
            let text = lines.iter().map(|(line, indent)| format!("{}{line}\n", " ".repeat(*indent))).collect::<String>();
            let text = format!("kind: EncryptionConfiguration\n{text}");
            for document in documents(&text) {
                if let Some(Flattened { misplaced, restored: Some(restored) }) = restored(&document).and_then(|d| d.flattened) {
                    prop_assert_eq!(flatten(&restored.0), flatten(&document.text.0));
                    prop_assert!(document.text.0.get(misplaced).is_some());
                }
            }
        }
    }
}
