//! What is secret stays so: neither the secret nor what it is encoded as is in any text of a report.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use etcdlint_core::linter::lint;
use etcdlint_core::report::{Report, Site};
use etcdlint_core::settings::Settings;

use crate::wrapped::{Wrapped, encoded, gzip, verbatim};

/// Words that nothing else contains: bytes for a key, and a secret that does not look like one.
fn canaries() -> Vec<[String; 2]> {
    let seeds = 0..4u64;
    let seeds = seeds.map(|seed| seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    seeds.map(|seed| [format!("{seed:016x}{:016x}", !seed), format!("<pass word {seed:x}>")]).collect()
}

fn file(canary: &[String; 2], encoded_key: &str) -> String {
    format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets, secret]\n  \
         providers:\n  - aescbc:\n      keys:\n      - name: a\n        secret: {encoded_key}\n      - {{name: b, secret: \"{0}\"}}\n      - name: c\n        secret:\n          {0}\n  \
         - identity: {{}}\n",
        canary[1]
    )
}

/// All texts that a door could print. Edits are left out: they write back what the file held before.
fn texts(report: &Report) -> Vec<String> {
    let site = |site: &Site| {
        let excerpt = site.span.as_ref().map(|span| span.excerpt.clone()).unwrap_or_default();
        format!("{} {:?} {excerpt}", site.path, site.embedded.as_ref().map(ToString::to_string))
    };
    let findings = report.findings.iter().flat_map(|finding| {
        let fix = finding.fix.as_ref().map(|fix| fix.title.to_string());
        let label = finding.label.as_ref().map(ToString::to_string);
        let own =
            format!("{} {label:?} {fix:?} {:?} {}", finding.message, finding.subject, site(&finding.site));
        let related = finding.related.iter().map(|(place, text)| format!("{text} {}", site(place)));
        std::iter::once(own).chain(related).collect::<Vec<_>>()
    });
    let debug = std::iter::once(format!("{report:?}"));
    findings.chain(report.not_checked.iter().map(|one| one.reason.to_string())).chain(debug).collect()
}

/// Pieces of a text, long enough that none comes about by chance.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len().saturating_sub(11)).step_by(3).filter_map(|at| text.get(at..at + 12))
}

fn keeps(carrier: &Wrapped, secrets: &[&str]) {
    let report = lint("file.yaml", &carrier.text, Settings::default());
    assert!(!report.findings.is_empty(), "{}", carrier.name);
    for text in texts(&report) {
        for piece in secrets.iter().flat_map(|secret| pieces(secret)) {
            assert!(!text.contains(piece), "{}: {piece} in {text}", carrier.name);
        }
    }
}

#[test]
fn no_secret_is_told_from_any_carrier() {
    for canary in canaries() {
        let key = STANDARD.encode(&canary[0]);
        let file = file(&canary, &key);
        for carrier in verbatim(&file) {
            keeps(&carrier, &[&canary[0], &canary[1], &key]);
        }
        let (base64, packed) = (STANDARD.encode(&file), STANDARD.encode(gzip(file.as_bytes())));
        for carrier in encoded(&file) {
            keeps(&carrier, &[&canary[0], &canary[1], &key, &base64, &packed]);
        }
    }
}

/// A value that cannot be decoded is as secret as one that can.
#[test]
fn no_secret_is_told_from_what_cannot_be_decoded() {
    for canary in canaries() {
        let key = STANDARD.encode(&canary[0]);
        let broken = format!("{}!", STANDARD.encode(file(&canary, &key)));
        let plane = |encoding: &str, content: &str| {
            format!(
                "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec:\n    \
                 files: [{{path: /etc/kubernetes/encryption.yaml, encoding: {encoding}, content: \"{content}\"}}]\n"
            )
        };
        let texts = [
            format!("apiVersion: v1\nkind: Secret\ndata:\n  enc.yaml: \"{broken}\"\n"),
            format!("apiVersion: v1\nkind: ConfigMap\nbinaryData: {{enc.yaml: \"{broken}\"}}\n"),
            format!("apiVersion: v1\nkind: ConfigMap\nbinaryData: {{enc.yaml: \"{}\"}}\n", canary[1]),
            plane("base64", &broken),
            plane("base64", &canary[1]),
            plane("gzip+base64", broken.trim_end_matches('!')),
            plane("gzip", &canary[1]),
            plane("zstd", &broken),
            format!(
                "#cloud-config\nwrite_files: [{{path: /enc.yaml, encoding: b64, content: \"{broken}\"}}]\n"
            ),
        ];
        for text in texts {
            let carrier = Wrapped { name: text.clone(), text, begin: None };
            keeps(&carrier, &[&canary[0], &canary[1], &key, &broken]);
        }
    }
}
