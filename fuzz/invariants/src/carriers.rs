//! Files in what carries them, one inside the other.

use std::io::Write;

use arbitrary::{Arbitrary, Unstructured};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::leaks::{CANARY, Secrets};
use crate::report::{self, Outcome, only_object};

/// A file, what is around it from the inside to the outside, and what goes wrong on the way.
#[derive(Arbitrary, Debug)]
struct Parcel {
    file: File,
    name: u8,
    around: Vec<Carrier>,
    damage: Vec<(u16, u8)>,
}

#[derive(Arbitrary, Debug)]
enum File {
    Encryption,
    Etcd,
    Kubeadm,
    Any(Vec<u8>),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Carrier {
    ConfigMap,
    BinaryConfigMap,
    Secret,
    StringSecret,
    UserData { gzip: bool },
    CloudConfig { encoding: u8 },
    ClusterApi { encoding: u8 },
    List,
}

const NAMES: [&str; 6] =
    ["enc.yaml", "value", "userData", "/etc/kubernetes/encryption.yaml", "etcd.conf.yaml", "../a\nb"];
const FILE: &str = "carrier.yaml";
const ENCODINGS: [&str; 6] = ["", "base64", "gzip+base64", "gz+b64", "gzip", "rot13"];

impl File {
    fn bytes(self) -> Vec<u8> {
        let encryption = format!(
            "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n- resources: [secrets]\n  \
             providers:\n  - aescbc: {{keys: [{{name: a, secret: {CANARY}}}]}}\n"
        );
        match self {
            File::Encryption => encryption.into_bytes(),
            File::Etcd => b"listen-client-urls: http://0.0.0.0:2379\ndata-dir: /var/lib/etcd\n".to_vec(),
            File::Kubeadm => {
                b"apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\netcd: {local: {}}\n"
                    .to_vec()
            }
            File::Any(bytes) => bytes,
        }
    }
}

impl Carrier {
    fn around(self, bytes: &[u8], name: &str) -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes);
        let object = |kind: &str, fields: Value| {
            let mut object = json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": "a" } });
            object
                .as_object_mut()
                .expect("an object")
                .extend(fields.as_object().cloned().unwrap_or_default());
            object.to_string().into_bytes()
        };
        match self {
            Carrier::ConfigMap => object("ConfigMap", json!({ "data": { name: text } })),
            Carrier::BinaryConfigMap => {
                object("ConfigMap", json!({ "binaryData": { name: STANDARD.encode(bytes) } }))
            }
            Carrier::Secret => object("Secret", json!({ "data": { name: STANDARD.encode(bytes) } })),
            Carrier::StringSecret => object("Secret", json!({ "stringData": { name: text } })),
            Carrier::UserData { gzip } => {
                let packed = if gzip { packed(bytes) } else { bytes.to_vec() };
                object("Secret", json!({ "data": { "userData": STANDARD.encode(packed) } }))
            }
            Carrier::CloudConfig { encoding } => {
                let list = json!({ "write_files": [file(bytes, encoding, name)] });
                format!("#cloud-config\n{list}\n").into_bytes()
            }
            Carrier::ClusterApi { encoding } => json!({
                "apiVersion": "controlplane.cluster.x-k8s.io/v1beta1", "kind": "KubeadmControlPlane",
                "spec": { "kubeadmConfigSpec": { "files": [file(bytes, encoding, name)] } },
            })
            .to_string()
            .into_bytes(),
            Carrier::List => {
                let item: Value = serde_json::from_slice(bytes).unwrap_or_default();
                object("List", json!({ "items": [item, Value::Null] }))
            }
        }
    }
}

fn file(bytes: &[u8], encoding: u8, name: &str) -> Value {
    let encoding = ENCODINGS[usize::from(encoding) % ENCODINGS.len()];
    let content = match encoding {
        "base64" => STANDARD.encode(bytes),
        "gzip+base64" | "gz+b64" => STANDARD.encode(packed(bytes)),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    json!({ "path": name, "encoding": encoding, "content": content })
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory works")
}

/// Lints a parcel as text and, where it is one, as an object, which comes to the same.
pub fn check(data: &[u8]) {
    let Ok(parcel) = Parcel::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let name = NAMES[usize::from(parcel.name) % NAMES.len()];
    let carried = parcel.file.bytes();
    let mut bytes = parcel.around.iter().take(8).fold(carried, |bytes, carrier| carrier.around(&bytes, name));
    for (at, byte) in parcel.damage {
        let length = bytes.len().max(1);
        if let Some(place) = bytes.get_mut(usize::from(at) % length) {
            *place = byte;
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let secrets = Secrets::of_input(&text);
    let settings = || report::settings(data);
    let of_text = Outcome::of(report::text(FILE, &text, settings()), Some(&text), &secrets);
    let is_json = serde_json::from_str::<IgnoredAny>(&text).is_ok();
    if let Some(object) = only_object(&text).filter(|_| is_json) {
        of_text.assert_same(&Outcome::of(report::object(FILE, object, settings()), None, &secrets));
    }
}
