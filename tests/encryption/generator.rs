//! EncryptionConfigurations from a seed: most of them nearly right.
//!
//! Left out is the field `sops`: a file that has it is decrypted before kube-apiserver gets it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::dice::Dice;

/// The text of a configuration.
pub(crate) fn text(seed: u64) -> String {
    let mut plan = Plan { dice: Dice::new(seed) };
    let root = plan.root();
    let text = plan.dress(&root);
    plan.damage(text)
}

struct Plan {
    dice: Dice,
}

const NAMES: [&str; 14] = [
    "secrets",
    "configmaps",
    "events",
    "pods",
    "serviceaccounts",
    "deployments.apps",
    "leases.coordination.k8s.io",
    "pandas.awesome.bears.example",
    "*.*",
    "*.",
    "*.apps",
    "*.batch",
    "*.awesome.bears.example",
    "ingresses.networking.k8s.io",
];

const ODD_NAMES: [&str; 24] = [
    "",
    " ",
    "*",
    "*.*.",
    "secrets.",
    "secrets.*",
    "*.secrets",
    "Secrets",
    "deployments.Apps",
    "secret",
    "v1/secrets",
    "a b",
    "events.events.k8s.io",
    "*.events.k8s.io",
    "sub.events.events.k8s.io",
    "ingresses.extensions",
    "*.extensions",
    "apiserveripinfo",
    "serviceipallocations",
    "servicenodeportallocations",
    "apiserveripinfo.apps",
    "é",
    ".apps",
    "**",
];

const ENDPOINTS: [&str; 16] = [
    "unix:///run/a.sock",
    "unix:///run/b.sock",
    "unix:@kms",
    "unix:///@kms",
    "",
    " ",
    "unix://",
    "unix:///",
    "/run/a.sock",
    "http://127.0.0.1:1",
    "UNIX:///run/a.sock",
    " unix:///run/a.sock",
    "unix:///a b",
    "unix:///%zz",
    "unix://host/run/a.sock",
    "unix",
];

impl Plan {
    fn root(&mut self) -> Value {
        let mut root = json!({
            "apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration", "resources": self.entries(),
        });
        if self.dice.percent(3) {
            let value = self.one_of(&[
                json!(null),
                json!(""),
                json!("v1"),
                json!("apiserver.config.k8s.io/v1beta1"),
                json!("apiserver.config.k8s.io"),
                json!("a/b/c"),
                json!(1),
                json!("apiserver.k8s.io/v1"),
            ]);
            root["apiVersion"] = value;
        }
        // With neither kind nor entries with providers nothing tells what the file is.
        let is_entry = |entry: &Value| entry.get("providers").is_some();
        let has_entries = root["resources"].as_array().is_some_and(|entries| entries.iter().any(is_entry));
        if has_entries && self.dice.percent(2) {
            root["kind"] = self.one_of(&[
                json!(null),
                json!(""),
                json!("EncryptionConfig"),
                json!("encryptionconfiguration"),
                json!(true),
            ]);
        }
        if self.dice.percent(1) {
            root = json!({ "kind": "EncryptionConfig", "apiVersion": "v1", "resources": root["resources"] });
        }
        self.unknown_field(&mut root, 3);
        root
    }

    fn entries(&mut self) -> Value {
        let count = match self.dice.roll(100) {
            0 => return json!(null),
            1 => return json!([]),
            2 => return json!("secrets"),
            3..70 => 1,
            70..90 => 2,
            _ => 3,
        };
        (0..count).map(|_| if self.dice.percent(1) { json!(null) } else { self.entry() }).collect()
    }

    fn entry(&mut self) -> Value {
        let mut entry = json!({ "resources": self.names(), "providers": self.providers() });
        self.unknown_field(&mut entry, 2);
        if self.dice.percent(1) {
            entry = json!({ "resources": entry["resources"] });
        }
        entry
    }

    fn names(&mut self) -> Value {
        match self.dice.roll(100) {
            0 => json!([]),
            1 => json!("secrets"),
            _ => (0..=self.dice.roll(3)).map(|_| self.name()).collect(),
        }
    }

    fn name(&mut self) -> Value {
        match self.dice.roll(100) {
            0..95 => self.dice.pick(&NAMES).into(),
            95..99 => self.dice.pick(&ODD_NAMES).into(),
            _ => self.one_of(&[json!(null), json!(1)]),
        }
    }

    fn providers(&mut self) -> Value {
        match self.dice.roll(100) {
            0 => json!([]),
            1 => json!({ "identity": {} }),
            _ => (0..=self.dice.roll(3)).map(|_| self.provider()).collect(),
        }
    }

    fn provider(&mut self) -> Value {
        if self.dice.percent(1) {
            return self.one_of(&[
                json!(null),
                json!({}),
                json!({ "identity": null }),
                json!("identity"),
                json!({ "aescbc": null }),
            ]);
        }
        let mut provider = json!({});
        for _ in 0..if self.dice.percent(2) { 2 } else { 1 } {
            let (name, value) = match self.dice.roll(6) {
                0 | 1 => ("aescbc", self.keys()),
                2 => ("aesgcm", self.keys()),
                3 => ("secretbox", self.keys()),
                4 => ("identity", json!({})),
                _ => ("kms", self.kms()),
            };
            provider[name] = value;
        }
        self.unknown_field(&mut provider, 1);
        provider
    }

    fn keys(&mut self) -> Value {
        match self.dice.roll(100) {
            0 => json!({}),
            1 => json!({ "keys": [] }),
            2 => json!({ "keys": null }),
            3 => json!({ "keys": [null] }),
            _ => json!({ "keys": (0..=self.dice.roll(2)).map(|_| self.key()).collect::<Value>() }),
        }
    }

    fn key(&mut self) -> Value {
        let name = match self.dice.roll(100) {
            0..98 => json!(self.dice.pick(&["key1", "key2", "key3", "2026-01", "a:b", "é"])),
            98 => self.one_of(&[json!(""), json!(null)]),
            _ => self.one_of(&[json!(1), json!(true)]),
        };
        let mut key = json!({ "name": name, "secret": self.secret() });
        self.unknown_field(&mut key, 1);
        key
    }

    fn secret(&mut self) -> Value {
        let length = match self.dice.roll(100) {
            0..97 => 32,
            97 => 16,
            98 => 24,
            _ => self.dice.roll(40),
        };
        let bytes: Vec<u8> =
            (0..length).map(|_| u8::try_from(self.dice.roll(256)).expect("a byte")).collect();
        let text = STANDARD.encode(bytes);
        match self.dice.roll(100) {
            0..97 => text.into(),
            97 => text.trim_end_matches('=').into(),
            98 => self.one_of(&[json!(12_345_678), json!(null), json!(format!("{text}="))]),
            _ => self.one_of(&[
                json!(text.replace('+', "-").replace('/', "_")),
                json!(format!("{text}\n")),
                json!(format!(" {text}")),
            ]),
        }
    }

    fn kms(&mut self) -> Value {
        let mut kms = json!({
            "apiVersion": self.one_of(&[json!("v1"), json!("v2"), json!("v2"), json!("v2"), json!("v2")]),
            "name": self.dice.pick(&["one", "two", "three", "four"]),
            "endpoint": self.dice.pick(&ENDPOINTS[..3]),
        });
        if self.dice.percent(2) {
            kms["apiVersion"] = self.one_of(&[json!(""), json!("V2"), json!("v3"), json!(2), json!(null)]);
        }
        if self.dice.percent(2) {
            kms["name"] = self.one_of(&[json!(""), json!("a:b"), json!(" "), json!(null), json!(1)]);
        }
        if self.dice.percent(5) {
            kms["endpoint"] = self.dice.pick(&ENDPOINTS).into();
        }
        if self.dice.percent(20) {
            kms["timeout"] = if self.dice.percent(80) {
                json!("3s")
            } else {
                self.one_of(&[
                    json!("3s"),
                    json!("10s"),
                    json!("1m"),
                    json!("0s"),
                    json!("-1s"),
                    json!("3"),
                    json!(3),
                    json!(""),
                    json!(null),
                    json!("1d"),
                    json!("1ns"),
                ])
            };
        }
        if self.dice.percent(6) {
            kms["cachesize"] = self.one_of(&[
                json!(1000),
                json!(1),
                json!(0),
                json!(-1),
                json!(-5),
                json!(1.5),
                json!("5"),
                json!(null),
                json!(3_000_000_000_u64),
            ]);
        }
        self.unknown_field(&mut kms, 1);
        kms
    }

    fn unknown_field(&mut self, object: &mut Value, percent: usize) {
        if self.dice.percent(percent) {
            let name = self.dice.pick(&[
                "metadata",
                "Kind",
                "Resources",
                "nmae",
                "key",
                "secret",
                "status",
                "Keys",
                "provider",
            ]);
            object[name] = self.one_of(&[json!({}), json!("x"), json!([]), json!(null)]);
        }
    }

    fn one_of(&mut self, values: &[Value]) -> Value {
        values[self.dice.roll(values.len())].clone()
    }

    /// As JSON, or as YAML in one of its notations.
    fn dress(&mut self, root: &Value) -> String {
        match self.dice.roll(10) {
            // A flow of YAML looks like JSON, and is read as such.
            0 if self.dice.percent(15) => root.to_string().replace("\"kind\":", "kind: "),
            0 => root.to_string(),
            1 => {
                let text = serde_json::to_string_pretty(root).expect("it is JSON");
                let twice = "\"kind\": \"EncryptionConfiguration\",\n  \"kind\"";
                if self.dice.percent(5) { text.replacen("\"kind\"", twice, 1) } else { text }
            }
            2 => format!("---\n{}", serde_yaml::to_string(root).expect("it is YAML")),
            3 => {
                format!("# keys\n{}", serde_yaml::to_string(root).expect("it is YAML")).replace('\n', "\r\n")
            }
            _ => serde_yaml::to_string(root).expect("it is YAML"),
        }
    }

    /// What happens to a text now and then.
    fn damage(&mut self, text: String) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let at = self.dice.roll(lines.len());
        match self.dice.roll(100) {
            // A line twice, lost, or with another indentation.
            0 => [&lines[..=at], &lines[at..]].concat().join("\n"),
            // Without its kind the file may have nothing that tells what it is.
            1 if !lines[at].contains("kind") => [&lines[..at], &lines[at + 1..]].concat().join("\n"),
            2 => {
                let moved = format!(" {}", lines[at]);
                [&lines[..at], &[moved.as_str()], &lines[at + 1..]].concat().join("\n")
            }
            3 => format!("{text}\n---\n{text}"),
            4 => format!("{text}\n---\nkind: Pod\n"),
            5 if self.dice.percent(30) => self.dice.pick(&["", "# keys\n", "---\n"]).to_owned(),
            _ => text,
        }
    }
}
