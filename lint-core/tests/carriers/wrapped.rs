//! One file in everything that can carry it, in every notation.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A document that carries a file.
pub(crate) struct Wrapped {
    /// What carries the file, and how.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Where the file begins in the text; none if it is encoded.
    pub(crate) begin: Option<usize>,
}

/// Documents with a value left out, and how far its key is indented.
const CARRIERS: [(&str, usize, &str); 9] = [
    ("ConfigMap", 2, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  enc.yaml: @\n"),
    (
        "Secret",
        2,
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  enc.yaml: @\n  other: x\n",
    ),
    (
        "ConfigMap in a List",
        4,
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    enc.yaml: @\n",
    ),
    (
        "KubeadmControlPlane",
        6,
        "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec:\n    \
         files:\n    - path: /etc/kubernetes/enc.yaml\n      content: @\n      owner: root:root\n",
    ),
    (
        "KubeadmConfigTemplate",
        8,
        "apiVersion: bootstrap.cluster.x-k8s.io/v1beta1\nkind: KubeadmConfigTemplate\nspec:\n  template:\n    spec:\n      \
         files:\n      - content: @\n        path: /etc/kubernetes/enc.yaml\n",
    ),
    (
        "RKE2ControlPlane",
        4,
        "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: RKE2ControlPlane\nspec:\n  files:\n  \
         - path: /etc/rancher/rke2/enc.yaml\n    content: @\n  replicas: 3\n",
    ),
    (
        "RKE2ConfigTemplate",
        8,
        "apiVersion: bootstrap.cluster.x-k8s.io/v1alpha1\nkind: RKE2ConfigTemplate\nspec:\n  template:\n    spec:\n      \
         files:\n      - path: /etc/rancher/rke2/enc.yaml\n        content: @\n",
    ),
    (
        "KThreesControlPlane",
        6,
        "apiVersion: controlplane.cluster.x-k8s.io/v1beta2\nkind: KThreesControlPlane\nspec:\n  kthreesConfigSpec:\n    \
         files:\n    - path: /etc/rancher/k3s/enc.yaml\n      content: @\n",
    ),
    (
        "cloud-config",
        2,
        "#cloud-config\npackage_update: true\nwrite_files:\n- path: /etc/kubernetes/enc.yaml\n  content: @\n  owner: root:root\n",
    ),
];

/// All carriers with `file` as text, in the notations that keep its lines.
pub(crate) fn verbatim(file: &str) -> Vec<Wrapped> {
    let mut found = Vec::new();
    for (name, indent, carrier) in CARRIERS {
        for (style, value) in notations(file, indent) {
            found.push(wrapped(name, style, carrier.replace('@', &value), carrier.find('@')));
        }
    }
    for (name, _, carrier) in CARRIERS.iter().filter(|(name, ..)| *name == "cloud-config") {
        for (style, value) in notations(&carrier.replace('@', &literal(file, "|", 2, 2)), 2) {
            let secret = CARRIERS[1].2.replace("enc.yaml: @", &format!("value: {value}"));
            found.push(wrapped(&format!("{name} in a Secret"), style, secret, CARRIERS[1].2.find('@')));
        }
    }
    let windows = CARRIERS[0].2.replace('@', &literal(file, "|", 2, 2)).replace('\n', "\r\n");
    found.push(wrapped("ConfigMap", "with \\r\\n", windows, Some(0)));
    found.extend(json(file));
    found
}

fn wrapped(name: &str, style: &str, text: String, begin: Option<usize>) -> Wrapped {
    Wrapped { name: format!("{name}, {style}"), text, begin }
}

fn notations(file: &str, indent: usize) -> Vec<(&'static str, String)> {
    vec![
        ("|", literal(file, "|", indent, 2)),
        ("|-", literal(file, "|-", indent, 3)),
        ("|4+", literal(file, "|4+  # why", indent, 4)),
        ("double quotes", serde_json::to_string(file).unwrap()),
        ("double quotes on many lines", continued(file, indent)),
    ]
}

fn literal(file: &str, header: &str, indent: usize, more: usize) -> String {
    let blanks = " ".repeat(indent + more);
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{blanks}{line}") };
    let lines: Vec<_> = file.trim_end_matches('\n').split('\n').map(line).collect();
    format!("{header}\n{}", lines.join("\n"))
}

fn continued(file: &str, indent: usize) -> String {
    let line = |line: &str| {
        let text = line.trim_start_matches(' ');
        let escaped = serde_json::to_string(text).unwrap();
        format!(
            "{}{}",
            "\\ ".repeat(line.len() - text.len()),
            escaped.trim_matches('"').replace("\\\\\"", "\\\"")
        )
    };
    let lines: Vec<_> = file.split('\n').map(line).collect();
    format!("\"{}\"", lines.join(&format!("\\n\\\n{}", " ".repeat(indent + 2))))
}

fn json(file: &str) -> Vec<Wrapped> {
    let map = serde_json::json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "enc.yaml": file } });
    let spec = serde_json::json!({ "files": [{ "path": "/etc/kubernetes/enc.yaml", "content": file }] });
    let plane = serde_json::json!({
        "apiVersion": "controlplane.cluster.x-k8s.io/v1beta2", "kind": "KubeadmControlPlane",
        "spec": { "kubeadmConfigSpec": spec },
    });
    let texts = [map, plane].map(|object| {
        [("JSON", object.to_string()), ("indented JSON", serde_json::to_string_pretty(&object).unwrap())]
    });
    texts
        .into_iter()
        .flatten()
        .map(|(style, text)| {
            let begin = text.find(&serde_json::to_string(file).unwrap());
            wrapped("an object", style, text, begin)
        })
        .collect()
}

/// All carriers with `file` encoded in every way they know.
pub(crate) fn encoded(file: &str) -> Vec<Wrapped> {
    let base64 = STANDARD.encode(file);
    let packed = STANDARD.encode(gzip(file.as_bytes()));
    let secret = |key: &str, value: &str| {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  {key}: {value}\n")
    };
    let mut found = vec![
        wrapped("Secret", "data", secret("enc.yaml", &base64), None),
        wrapped("Secret", "data on many lines", secret("enc.yaml", &in_lines(&base64, 2)), None),
        wrapped(
            "ConfigMap",
            "binaryData",
            format!("apiVersion: v1\nkind: ConfigMap\nbinaryData:\n  enc.yaml: {base64}\n"),
            None,
        ),
    ];
    for (name, indent, carrier) in CARRIERS.iter().filter(|(_, _, carrier)| carrier.contains("path:")) {
        let names: &[&str] = match *name {
            "cloud-config" => &["b64", "base64", "gz+b64", "gzip+b64", "gz+base64", "gzip+base64"],
            _ => &["base64", "gzip+base64"],
        };
        for encoding in names {
            let value = if encoding.contains('+') { &packed } else { &base64 };
            for value in [value.clone(), in_lines(value, *indent), format!("\"{value}\"")] {
                let value = format!("{value}\n{}encoding: {encoding}", " ".repeat(*indent));
                let text = carrier.replace('@', &value);
                found.push(wrapped(name, encoding, text.clone(), None));
                if *name == "cloud-config" {
                    found.push(wrapped(
                        "cloud-config in a Secret",
                        encoding,
                        secret("value", &STANDARD.encode(&text)),
                        None,
                    ));
                    let packed = STANDARD.encode(gzip(format!("## template: jinja\n{text}").as_bytes()));
                    found.push(wrapped(
                        "packed cloud-config in a Secret",
                        encoding,
                        secret("userData", &packed),
                        None,
                    ));
                }
            }
        }
    }
    found
}

fn in_lines(base64: &str, indent: usize) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line)).collect();
    literal(&lines.join("\n"), "|", indent, 2)
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
