//! What the unit tests of rules share.

pub(crate) mod pod;

use crate::inventory::Input;
use crate::linter::Linter;
use crate::report::Report;
use crate::settings::Settings;

/// Lints a text.
pub(crate) fn report(text: &str, settings: Settings) -> Report {
    report_of("test.yaml", text, settings)
}

/// Lints a text that stands in a file of this name.
pub(crate) fn report_of(name: &str, text: &str, settings: Settings) -> Report {
    let mut linter = Linter::new(settings);
    linter.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
    linter.finish()
}

/// The ids of what is found with default settings, sorted.
pub(crate) fn ids(text: &str) -> Vec<&'static str> {
    let report = report(text, Settings { honor_suppressions: true, ..Settings::default() });
    let mut ids: Vec<_> = report.findings.iter().map(|finding| finding.rule.id).collect();
    ids.sort_unstable();
    ids
}

/// Bytes as `gzip -9` packs them.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory works")
}

/// Two pods with an etcd, the name of the second of which is a word to look for.
pub(crate) const TWO_PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: etcd}
spec: {containers: [{name: etcd, image: etcd, command: [etcd, --unsafe-no-fsync]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: etcd, image: etcd, command: [etcd, --name=hunter2]}]}
";
