use std::collections::HashSet;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::inventory::{Inventory, Unreadable};
use crate::message;
use crate::message::show;
use crate::model::{encryption, etcd};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{self, Cursor, DocumentId, Place};
use crate::subject::carrier::{Carrier, Reference, Undecodable};

pub(crate) static RULE: Rule = Rule {
    id: "INPUT104",
    name: "embedded-undecodable",
    summary: "a file that a document carries cannot be decoded, or was not given",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("input104_embedded_undecodable.md"),
    check: Check::Inventory(check),
};

fn check(context: &Context, out: &mut Findings) {
    let inventory = context.inventory;
    let mut over_limit = HashSet::new();
    for one in &inventory.unreadable {
        // The limit is one for all that a document carries, so one finding says it, whatever the file.
        let outermost = inventory.outermost(one.place.document);
        let is_first_over_limit = one.reason == Undecodable::Limit && over_limit.insert(outermost);
        if is_ours_by_name(&one.name) || is_first_over_limit {
            report_unreadable(one, inventory, out);
        }
    }
    for reference in inventory.referenced.iter().filter(|one| is_ours_by_name(&one.name)) {
        if reference.found.is_none() {
            report_not_given(reference, out);
        }
    }
}

fn report_unreadable(one: &Unreadable, inventory: &Inventory, out: &mut Findings) {
    let name = show(&one.name);
    let what = match (one.carrier, one.reason) {
        (Carrier::Secret, Undecodable::Base64) => {
            message!("{} is not base64: the API server refuses the Secret", name)
        }
        (Carrier::ConfigMap, Undecodable::Base64) => {
            message!("{} is not base64: the API server refuses the ConfigMap", name)
        }
        (_, reason) => message!("the content of {} is {} and was not checked", name, reason),
    };
    let finding = out.report_in(one.object.subject(), one.place.clone(), what);
    if let (Carrier::Secret, Undecodable::Base64) = (one.carrier, one.reason) {
        const TITLE: &str = "move the text from data to stringData";
        finding.fix(match to_string_data(one, inventory) {
            // Where only the key of all is renamed, each keeps its lines; a text that moves becomes one line.
            Some(edits) if edits.len() > 1 && has_lines(one, inventory) => Fix::suggested(TITLE, edits),
            Some(edits) => Fix::safe(TITLE, edits),
            None => Fix::advice("encode the file again: base64 -w0 FILE; plain text belongs in stringData"),
        });
    }
}

/// The edits that move a plain text where a Secret takes plain text; none where it may be damaged base64.
fn to_string_data(one: &Unreadable, inventory: &Inventory) -> Option<Vec<Edit>> {
    let data = inventory.at(&Place::value(one.place.document, one.place.path.parent()?))?;
    let object = inventory.at(&Place::value(one.place.document, data.path.parent()?))?;
    let text = inventory.at(&one.place)?.node.as_str().filter(|text| is_plain(text))?.to_owned();
    let Some(beside) = object.get(STRING_DATA) else {
        let is_all_plain = data.entries().all(|(_, value)| value.node.as_str().is_some_and(is_plain));
        if is_all_plain {
            return Some(vec![Edit::Rename { place: data.place(), key: STRING_DATA.to_owned() }]);
        }
        let value = serde_json::json!({ &one.name: text });
        return Some(vec![
            Edit::Remove { place: one.place.clone() },
            Edit::Add { place: object.place(), key: STRING_DATA.to_owned(), value },
        ]);
    };
    // What stands under both names comes from stringData.
    beside.get(&one.name).is_none().then(|| {
        vec![
            Edit::Remove { place: one.place.clone() },
            Edit::Add { place: beside.place(), key: one.name.clone(), value: text.into() },
        ]
    })
}

/// Whether a text is written in several lines.
fn has_lines(one: &Unreadable, inventory: &Inventory) -> bool {
    let (document, range) = inventory.text_range(&one.place);
    let text = range.and_then(|range| inventory.held(document).document.text.0.get(range));
    text.is_some_and(|text| text.trim_end().contains('\n'))
}

const STRING_DATA: &str = "stringData";

/// Whether a text is plainly one of the configurations that we know, and no base64 of anything.
fn is_plain(text: &str) -> bool {
    let Some(document) = source::documents(text).next().filter(|document| document.error.is_none()) else {
        return false;
    };
    let root = Cursor::new(&document.root, DocumentId::default());
    encryption::looks_like(&root).is_some() || etcd::looks_like_carried(&root)
}

fn report_not_given(reference: &Reference, out: &mut Findings) {
    let value = &reference.value;
    let kind = if value.carrier == Carrier::Secret { "Secret" } else { "ConfigMap" };
    let what = message!(
        "the content of {} is {} of the {} {}, which was not given, so it was not checked",
        show(&reference.name),
        show(&value.key),
        kind,
        show(&value.object)
    );
    out.report_in(reference.owner.subject(), reference.place.clone(), what).label("not part of the input");
}

/// Objects carry all sorts of files; only names that say what they are concern us.
pub(super) fn is_ours_by_name(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_document = [".yaml", ".yml", ".json", ".conf"].iter().any(|ending| name.ends_with(ending));
    is_document && ["encrypt", "enc.", "etcd"].iter().any(|mark| name.contains(mark))
}

#[cfg(test)]
mod tests {
    use crate::fix::{Applicability, apply};
    use crate::settings::Settings;
    use crate::testing::report;

    const ENC: &str = "{kind: EncryptionConfiguration, apiVersion: apiserver.config.k8s.io/v1, resources: \
                       [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}}]}]}";
    const BLOCK: &str = "|  # ours
    # key: AAAA
    kind: EncryptionConfiguration
    apiVersion: apiserver.config.k8s.io/v1
    resources: []";

    fn secret(body: &str) -> String {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\n{body}\n")
    }

    /// The Secret's fields after the safe fix of the first INPUT104, if there is one.
    fn fixed(body: &str) -> Option<String> {
        let text = secret(body);
        let report = report(&text, Settings::default());
        let finding =
            report.findings.iter().find(|finding| finding.rule.id == "INPUT104").expect("a finding");
        let fix = finding.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe)?;
        let text = apply(&text, &fix.edits).expect("edits that fit the text");
        Some(text.strip_prefix(secret("").trim_end()).expect("the same head").trim().to_owned())
    }

    #[test]
    fn plain_text_moves_to_where_plain_text_belongs() {
        let quoted = format!("\"{ENC}\"");
        let rows = [
            (format!("data:\n  enc.yaml: {quoted}"), format!("stringData:\n  enc.yaml: {quoted}")),
            (format!("data:\n  enc.yaml: {BLOCK}"), format!("stringData:\n  enc.yaml: {BLOCK}")),
            (format!("data: {{enc.yaml: {quoted}}}"), format!("stringData: {{enc.yaml: {quoted}}}")),
            (
                format!("data:\n  enc.yaml: {quoted}\n  etcd.conf: \"name: a\\nlisten-client-urls: b\""),
                format!(
                    "stringData:\n  enc.yaml: {quoted}\n  etcd.conf: \"name: a\\nlisten-client-urls: b\""
                ),
            ),
        ];
        for (body, expected) in rows {
            assert_eq!(fixed(&body), Some(expected), "{body}");
        }
    }

    /// What is base64 stays where base64 belongs.
    #[test]
    fn other_values_stay() {
        for body in [
            format!("data:\n  a: AAAA\n  enc.yaml: \"{ENC}\""),
            format!("data:\n  a: AAAA\n  enc.yaml: \"{ENC}\"\nstringData:\n  b: c"),
        ] {
            let after = fixed(&body).expect("a fix");
            let report = report(&secret(&after), Settings::default());
            assert!(report.findings.iter().all(|finding| finding.rule.id != "INPUT104"), "{after}");
            assert!(report.summary.subjects == 1, "it is read now: {after}");
            let (data, string_data) = after.split_once("stringData:").expect("stringData");
            assert!(data.contains("a: AAAA") && !data.contains("enc.yaml"), "{after}");
            assert!(string_data.contains("enc.yaml") && !string_data.contains("AAAA\n"), "{after}");
            assert_eq!(body.contains("b: c"), string_data.contains("b: c"), "{after}");
        }
    }

    #[test]
    fn what_may_be_damaged_or_loses_its_lines_is_left_to_a_person() {
        for body in [
            format!("data:\n  enc.yaml: {BLOCK}\n  a: AAAA"),
            format!("data:\n  enc.yaml: {BLOCK}\nstringData:\n  a: b"),
            "data:\n  enc.yaml: a2luZDogRW5jcnlwdGlvb".to_owned(),
            "data:\n  enc.yaml: 'kind: Pod'".to_owned(),
            "data:\n  enc.yaml: '{'".to_owned(),
            format!("data:\n  enc.yaml: \"{ENC}\"\nstringData:\n  enc.yaml: x"),
        ] {
            assert_eq!(fixed(&body), None, "{body}");
        }
    }

    #[test]
    fn the_text_is_not_told() {
        let body = format!("data:\n  enc.yaml: \"{}\"", ENC.replace("v2", "hunter2hunter2"));
        let report = report(&secret(&body), Settings::default());
        assert!(!format!("{report:?}").contains("hunter2"));
    }
}
