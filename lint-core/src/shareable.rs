//! A text as its owner may give it away: what is or may be secret replaced, everything else as it was.
//!
//! Unlike the excerpts of a report, which show `*`, the result is meant to be read again: a
//! placeholder keeps the length, the lines, the quotes and the padding of what it replaces, so the
//! text stays the document that it was.

use std::ops::Range;

use crate::inventory::{Input, Inventory, secret_values};
use crate::mask;
use crate::source::{self, LINE_BREAKS, flattened};

/// A text with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shareable {
    /// The text. It has as many bytes as the one it was made of, unless a secret had characters
    /// beyond ASCII.
    pub text: String,
    /// The bytes of `text` that are placeholders.
    pub placeholders: Vec<Range<usize>>,
}

/// Replaces what is or may be secret in a text of documents, a script, or a file of certificates:
/// encryption keys, all data of Secrets, PEM, passwords, and whatever looks random.
pub fn shareable(name: &str, text: &str) -> Shareable {
    let mut secrets = mask::secrets(text);
    secrets.extend(pem_bodies(text));
    secrets.extend(in_documents(text));
    secrets.extend(in_carried_files(name, text));
    replaced(text, &mask::merge(text, secrets))
}

fn replaced(text: &str, secrets: &[Range<usize>]) -> Shareable {
    let mut out = Shareable::default();
    let mut done = 0;
    for range in secrets {
        out.text.push_str(&text[done..range.start]);
        let start = out.text.len();
        out.text.push_str(&placeholder(&text[range.clone()]));
        out.placeholders.push(start..out.text.len());
        done = range.end;
    }
    out.text.push_str(&text[done..]);
    out
}

/// What a placeholder is made of. A key of nothing but `x` is reported as a placeholder.
const FILLER: char = 'x';

fn placeholder(secret: &str) -> String {
    let (kept_before, body, kept_after) = frame(secret);
    let body: String = body.chars().map(|c| if c.is_whitespace() { c } else { FILLER }).collect();
    format!("{kept_before}{body}{kept_after}")
}

/// What must stay so that YAML reads the value as it did: quotes, the header of a block as far as the comment in it,
/// and the padding of base64.
fn frame(secret: &str) -> (&str, &str, &str) {
    for quote in ['"', '\''] {
        let body = secret.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(body) = body {
            return (&secret[..1], body, &secret[..1]);
        }
    }
    let header = match secret.find(LINE_BREAKS) {
        Some(end) if secret.starts_with(['|', '>']) => secret[..end].find('#').map_or(end, |at| at + 1),
        _ => 0,
    };
    let padding = secret.trim_end_matches('=').len().max(header);
    (&secret[..header], &secret[header..padding], &secret[padding..])
}

/// From the end of each `-----BEGIN …-----` to the `-----END`, or to the end of the text. Certificates
/// are no secret, but name what a company would not publish.
fn pem_bodies(text: &str) -> Vec<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN) {
        let label = from + at + BEGIN.len();
        let start = text[label..].find("-----").map_or(text.len(), |at| label + at + 5);
        let end = text[start..].find("-----END").map_or(text.len(), |at| start + at);
        found.push(start..end);
        from = end;
    }
    found
}

/// Values that are secret by where they stand in any document, also in those that no rule looks at.
fn in_documents(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for document in source::documents(text) {
        let document = flattened::restored(&document).unwrap_or(document);
        let offset = document.offset;
        let mut secrets = Vec::new();
        secret_values(&document, &mut secrets);
        found.extend(secrets.into_iter().map(|range| offset + range.start..offset + range.end));
    }
    found
}

/// Secrets in files that other documents carry as they are: an EncryptionConfiguration in a ConfigMap.
fn in_carried_files(name: &str, text: &str) -> Vec<Range<usize>> {
    let mut inventory = Inventory::default();
    inventory.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
    let outermost = inventory.documents.iter().filter(|held| held.carried.is_none());
    outermost
        .flat_map(|held| {
            let offset = held.document.offset;
            let secrets = inventory.secrets_in(held.id).into_iter();
            secrets.map(move |range| offset + range.start..offset + range.end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZMDE=";

    #[test]
    fn placeholders_keep_the_shape() {
        let rows = [
            ("secret: aGVsbG8=", "secret: xxxxxxx="),
            ("secret: \"hunter2\"", "secret: \"xxxxxxx\""),
            ("- {name: a, secret: 'hunter2', x: 1}", "- {name: a, secret: 'xxxxxxx', x: 1}"),
            ("keys: [{name: a, secert: hunter2}]", "keys: [{name: a, secert: xxxxxxx}]"),
            ("kind: Secret\ndata: {a: YQ==, b: YWI=}", "kind: Secret\ndata: {a: xx==, b: xxx=}"),
            (
                "kind: Secret\nstringData:\n  a: |\n    b c\n  d: e\n",
                "kind: Secret\nstringData:\n  a: |\n    x x\n  d: x\n",
            ),
            (
                "kind: Secret\nstringData:\n  a: |- # b\n    c\n",
                "kind: Secret\nstringData:\n  a: |- # x\n    x\n",
            ),
            ("kind: Secret\ndata: {a: YQ==", "kind: Secret\ndata: xxx xx=="),
            ("secret: [a b\nc: d", "secret: xx x\nc: d"),
            ("secret: [a,\n  b\n# c\nd: e", "secret: xxx\n  x\n# c\nd: e"),
            ("command: [etcdctl, --password, hunter2]", "command: [etcdctl, --password, xxxxxxx]"),
            ("args:\n- --user\n- root:hunter2\n", "args:\n- --user\n- root:xxxxxxx\n"),
            (
                r#"command: [sh, -c, "etcdctl --user \"root:hunter2\" get /\netcdctl get /"]"#,
                r#"command: [sh, -c, "etcdctl --user \"root:xxxxxxx\" get /\netcdctl get /"]"#,
            ),
            ("command: [mysqldump, '-phunter2', a]", "command: [mysqldump, '-pxxxxxxx', a]"),
            (
                "a: \"kind: Secret\\nstringData:\\n  a: hunter2\\nmetadata: {}\\n\"",
                "a: \"kind: Secret\\nstringData:\\n  a: xxxxxxx\\nmetadata: {}\\n\"",
            ),
            ("etcdctl --password hunter2 get /", "etcdctl --password xxxxxxx get /"),
            ("kubeadm join --token abcdef.0123 x", "kubeadm join --token xxxxxxxxxxx x"),
            ("password: |\n  hunter2\nname: b\n", "password: |\n  xxxxxxx\nname: b\n"),
            ("password:\n  hunter2\nname: b\n", "password:\n  xxxxxxx\nname: b\n"),
            ("password: 'hun,ter2'", "password: 'xxxxxxxx'"),
            ("password: 'a' # was hunter2\n", "password: 'x' # xxx xxxxxxx\n"),
            (
                "mc alias set a http://b c hunter2\netcdctl snapshot save /a.db\n",
                "mc alias set a http://b x xxxxxxx\netcdctl snapshot save /a.db\n",
            ),
            ("command: [sh, -c, 'chpasswd <<< a:hunter2']", "command: [sh, -c, 'chpasswd <<< xxxxxxxxx']"),
            ("password: # hunter2\n", "password: # xxxxxxx\n"),
            ("# password: >-\n#   a\n#   hunter2\na: b\n", "# password: >-\n#   x\n#   xxxxxxx\na: b\n"),
            (
                "a: b\n# args: [-u, 'a:b',\n# --token,\n# \"c\"]",
                "a: b\n# args: [-u, 'a:x',\n# --token,\n# \"x\"]",
            ),
            ("kind: Secret\ndata:\n  a: YQ== # b\n", "kind: Secret\ndata:\n  a: xx== # x\n"),
            ("--listen-client-urls http://a", "--listen-client-urls http://a"),
            ("http://root:pw@10.0.0.1:2379", "http://xxxxxxx@10.0.0.1:2379"),
            (
                "-----BEGIN CERTIFICATE-----\nAb\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n",
            ),
            ("kind: Pod\nname: secret-reader\n", "kind: Pod\nname: secret-reader\n"),
        ];
        for (text, expected) in rows {
            assert_eq!(shareable("x.yaml", text).text, expected);
        }
    }

    #[test]
    fn placeholders_are_where_they_are_said_to_be() {
        let shared = shareable("x.yaml", "a: é\nsecret: ünter2\nb: é\n");
        assert_eq!(shared.text, "a: é\nsecret: xxxxxx\nb: é\n");
        let shown: Vec<_> = shared.placeholders.iter().map(|range| &shared.text[range.clone()]).collect();
        assert_eq!(shown, ["xxxxxx"]);
    }

    #[test]
    fn no_key_is_left_wherever_it_stands() {
        let encoded = {
            use base64::Engine;
            base64::engine::general_purpose::STANDARD.encode(KEY)
        };
        let config = format!(
            "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n- resources: \
             [secrets]\n  providers:\n  - aescbc: {{keys: [{{name: a, secret: {KEY}}}]}}\n"
        );
        let indented = config.replace('\n', "\n    ");
        let texts = [
            config.clone(),
            config.replace("  ", ""),
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  enc.yaml: |\n    {indented}\n"
            ),
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  enc.yaml: {encoded}\n"),
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a\ndata:\n  enc.yaml: {encoded}\n"),
            format!("#!/bin/sh\nETCDCTL_PASSWORD={KEY} etcdctl snapshot save x\n"),
            format!("[unclosed\nsecret: {KEY}"),
        ];
        for text in texts {
            let text = text.as_str();
            let shared = shareable("x.yaml", text);
            assert!(!shared.text.contains("Q0FO") && !shared.text.contains(&encoded[..8]), "{text}");
            let plain = text.replace(KEY, "hunter2");
            assert!(!shareable("x.yaml", &plain).text.contains("hunter2"), "{plain}");
            assert_eq!(shared.text.len(), text.len());
            assert_eq!(shared.text.lines().count(), text.lines().count());
        }
    }

    /// Each text holds `hunter2` where it must not be seen.
    const LEAKS: &[&str] = &[
        // What kubectl keeps of a Secret.
        "kind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      \
         {\"apiVersion\":\"v1\",\"data\":{\"a\":\"hunter2\"},\"kind\":\"Secret\"}\ndata: {}\n",
        "kind: Secret\nmetadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: \
         '{\"data\":{\"a\":\"hunter2\"}}'}}\n",
        r#"{"kind":"Secret","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"kind\":\"Secret\",\"data\":{\"a\":\"hunter2\"}}"}}}"#,
        // Secrets that are commented out, wholly or in part.
        "kind: Secret\ndata:\n  a: YQ==\n  # b: hunter2\n",
        "kind: Secret\ndata:\n  a: YQ==\n#  b: hunter2\n",
        "kind: Secret\ndata:\n  a: YQ== # was hunter2\n",
        "kind: Secret\n#stringData:\n#  b: hunter2\ndata: {}\n",
        "kind: Pod\n---\n# apiVersion: v1\n# kind: Secret\n# data:\n#   b: hunter2\n---\nkind: Pod\n",
        "# data:\n#   b: hunter2\n# kind: Secret\nkind: Pod\n",
        "kind: Pod\n# {kind: Secret, data: {b: hunter2}}\n",
        "kind: Secret\ndata:\n  a: YQ==\t# was hunter2\n",
        "kind: Secret\ndata:\n  a: # hunter2\n",
        "kind: Secret\nstringData: # hunter2\n  a: b\n",
        "kind: Pod\n# kind: Secret\n#stringData:\n#  a: hunter2\n",
        "auth:\n  password: \"x\" # was hunter2\n",
        "auth:\n  password: 'x'\t# was hunter2\n",
        "auth:\n  password: # hunter2\n",
        "keys: [{name: a, secret: \"x\"}]\npassword: \"\" #hunter2\n",
        "env:\n- name: DB_PASSWORD\n  value: \"\" # hunter2\n",
        "env:\n- value: \"\" # hunter2\n  name: DB_PASSWORD\n",
        // Secrets of other shapes.
        "kind: SecretList\nitems:\n- data: {a: hunter2}\n",
        "kind: List\nitems:\n- kind: Secret\n  stringData: {a: hunter2}\n",
        "secretGenerator:\n- name: a\n  literals:\n  - pet=hunter2\n",
        "kind: Secret\n\tdata:\n  a: hunter2\n",
        "kind: Secret\nstringdata:\n  a: hunter2\n",
        "kind: Secret\nmetadata: {name: a}\npet: hunter2\n",
        "apiVersion: v1\nkind: Secret\nmetadata:\nname: a\nstringData:\npet: hunter2\n",
        "apiVersion: v1\nkind: Secret\nmetadata:\nname: a\ntype: Opaque\ndata:\npet: hunter2\nfoo: x\n",
        "Kind: Secret\nstringData:\n  a: hunter2\n",
        "type: Opaque\ndata:\n  a: hunter2\n",
        "kind: List\nitems:\n- kind: Secret\n  stringdata: {a: hunter2}\n",
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    kind: Secret\n    stringData:\n      ca.crt: |\n        -----BEGIN \
         CERTIFICATE-----\n        MIIB\n        -----END CERTIFICATE-----\n      pet: hunter2\n",
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    stringData:\n      pet: hunter2\n      ca.crt: |\n        \
         -----BEGIN CERTIFICATE-----\n        MIIB\n        -----END CERTIFICATE-----\n    kind: Secret\n",
        "# kind: Secret\n# stringData:\n#   ca.crt: |\n#     -----BEGIN X-----\n#     MIIB\n#     -----END X-----\n#   \
         pet: hunter2\nkind: Pod\n",
        "#!/bin/sh\ncat > a <<EOF\nkind: Secret\nstringData:\n  c.yaml: |\n    a: b\n    ---\n    pet: hunter2\nEOF\n",
        // What a later key of the same name replaces.
        "kind: Secret\nstringData:\n  pet: hunter2\n  pet: x\n",
        "kind: Secret\nstringData:\n  pet: hunter2\nstringData:\n  pet: x\n",
        "kind: Secret\ndata: {pet: hunter2}\ndata: {pet: eA==}\n",
        "{\"kind\": \"Secret\", \"data\": {\"pet\": \"hunter2\", \"pet\": \"x\", \"pet\": \"y\"}}",
        "keys: [{name: a, secert: hunter2, secert: x}]",
        "d: &d {pet: hunter2}\nkind: Secret\nstringData:\n  <<: *d\n  pet: x\n",
        "kind: Secret\nstringData:\n  pet: hunter2\n  <<: {pet: x}\n",
        "chpasswd:\n  list: |\n    root:hunter2\nchpasswd:\n  list: x\n",
        "kind: List\nitems:\n- kind: Secret\n  stringData: {pet: hunter2}\nitems: []\n",
        "command: [etcdctl, --password, hunter2]\ncommand: [x]\n",
        // Encryption keys that are not where they belong.
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      key: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys: [hunter2]\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n        key1: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aesgcm:\n      keys:\n      - key: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - secretbox:\n      keys:\n      - key1: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - Name: key1\n        Value: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      key:\n      - name: key1\n        secert: hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      name: key1\n      key: hunter2\n",
        // Values that a patch writes.
        "kind: Kustomization\npatches:\n- patch: |-\n    - op: replace\n      path: /stringData/pet\n      value: hunter2\n",
        "kind: Kustomization\npatches:\n- patch: |-\n    - {op: add, path: /spec/a/password, value: hunter2}\n",
        "patches:\n- patch: '[{\"op\": \"add\", \"path\": \"/data/pet\", \"value\": \"hunter2\"}]'\n",
        "patches:\n- patch: |-\n    metadata: {name: a}\n    stringData:\n      pet: hunter2\n",
        // Collections of secrets.
        "password: [hunter2]",
        "password:\n- hunter2\n",
        "rootPassword: {value: hunter2}",
        "rootPassword:\n  value: hunter2\n",
        // Secrets that another file carries.
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    kind: Pod\n    command: [mc, alias, set, a, 'http://b', c, hunter2]\n",
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    x: &d\n      pet: hunter2\n    kind: Secret\n    stringData: *d\n",
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    kind: Secret\n    ? stringData\n    :\n      pet: hunter2\n",
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    kind: ConfigMap\n    data:\n      b.yaml: \"[{name: A_PASSWORD,\\n  \
         value: hunter2}]\"\n",
        "kind: ConfigMap\ndata:\n  a.yaml: |\n    kind: Secret\n    stringData:\n      a: hunter2\n",
        "kind: ConfigMap\ndata:\n  a.yaml: \"kind: Secret\\nstringData:\\n  a: hunter2\\n\"\n",
        "kind: ConfigMap\ndata:\n  a.json: '{\"kind\": \"Secret\", \"data\": {\"a\": \"hunter2\"}}'\n",
        "kind: ConfigMap\ndata:\n  a.sh: |\n    kubectl apply -f - <<EOF\n    kind: Secret\n    data:\n      a: >-\n        \
         hunter2\n    EOF\n",
        "#!/bin/sh\nkubectl apply -f - <<EOF\nkind: Secret\nstringData:\n  a: hunter2\nEOF\n",
        "#!/bin/sh\ncat > x <<EOF\npassword: |\n  hunter2\nEOF\n",
        // Command lines.
        "#!/bin/sh\ncurl -u root:hunter2 https://a\n",
        "#!/bin/sh\ncurl -fsSu 'root:my hunter2' https://a\n",
        "#!/bin/sh\ncurl -uroot:hunter2 https://a\n",
        "command: [curl, -u, 'root:hunter2', https://a]",
        "command:\n- curl\n- -u\n- root:hunter2\n- https://a\n",
        "#!/bin/sh\ncurl -H 'Authorization: Basic hunter2' https://a\n",
        "#!/bin/sh\ncurl -H \"Authorization: Bearer hunter2\" https://a\n",
        "#!/bin/sh\ncurl -H \"X-Api-Key: hunter2\" https://a\n",
        "args: ['--header=Authorization: Bearer hunter2']",
        "#!/bin/sh\nsend \"Bearer hunter2\"\n",
        "#!/bin/sh\nsshpass -p hunter2 ssh root@a\n",
        "#!/bin/sh\nsshpass -phunter2 ssh root@a\n",
        "#!/bin/sh\nmysqldump --all -phunter2 a\n",
        "#!/bin/sh\nmc alias set backup https://minio:9000 root hunter2\n",
        "#!/bin/sh\naws configure set aws_secret_access_key hunter2\n",
        "#!/bin/sh\nopenssl enc -aes-256-cbc -k hunter2 -in a\n",
        "#!/bin/sh\nopenssl enc -aes-256-cbc -pass pass:hunter2 -in a\n",
        "#!/bin/sh\necho root:hunter2 | chpasswd\n",
        "#!/bin/sh\necho -n hunter2 | base64\n",
        "#!/bin/sh\nchpasswd <<< root:hunter2\n",
        "chpasswd:\n  list: |\n    root:hunter2\n",
        "#!/bin/sh\nkubectl create secret generic a --from-literal=password=hunter2\n",
        "#!/bin/sh\nDB_PASSWORD=a,hunter2 run\n",
        "#!/bin/sh\nDB_PASSWORD='a }, hunter2' run\n",
        "#!/bin/sh\nrun --password 'a hunter2'\n",
        "#!/bin/sh\nrun --password a,hunter2\n",
        "#!/bin/sh\ncat > ~/.netrc <<EOF\nmachine a login b password hunter2\nEOF\n",
        "args: ['--password=a''hunter2']",
        "args: [\"--password=a\\\"hunter2\"]",
        r#"env: "{\"password\": \"a\\\"hunter2\"}""#,
        "#!/bin/sh\nrun --password a\\ hunter2\n",
        "#!/bin/sh\nrun --password a'b hunter2'\n",
        // Commands in strings, whose quotes are escaped and whose lines are folded.
        r#"command: [sh, -c, "etcdctl --user \"root:hunter2\" get /"]"#,
        r#"command: [sh, -c, "etcdctl --user=\"root:hunter2\" get /"]"#,
        r#"command: [sh, -c, "export ETCDCTL_USER=\"root:hunter2\"\netcdctl get /"]"#,
        r#"command: [sh, -c, "curl -u \"root:hunter2\" https://a"]"#,
        r#"command: [sh, -c, "sshpass -p \"hunter2\" scp a b:"]"#,
        r#"command: [sh, -c, "gpg --passphrase \"hunter2\" -c a"]"#,
        r#"{"command": ["sh", "-c", "etcdctl --user \"root:hunter2\" get /"]}"#,
        "command: [sh, -c, 'mc alias set s3 https://minio:9000 root hunter2 && mc ls s3']",
        "- \"mc alias set s3 https://minio:9000 root hunter2\"\n",
        "command: [sh, -c, 'aws configure set aws_secret_access_key hunter2 && aws s3 ls']",
        r#"command: [sh, -c, "etcdctl \\\n--password hunter2 \\\nget /"]"#,
        r#"command: [sh, -c, "etcdctl \\\n-u root:hunter2 get /"]"#,
        r#"command: [sh, -c, "set -e\nPW=hunter2\netcdctl get /"]"#,
        "command:\n- sh\n- -c\n- >-\n  etcdctl --user\n  root:hunter2 get /\n",
        r#"a.yaml: "env:\n- name: ETCDCTL_PASSWORD\n  value: hunter2\n""#,
        r#"a: "- name: ETCDCTL_PASSWORD\n  value: \"hunter2\"""#,
        "#!/bin/sh\nkubectl exec etcd-0 -- sh -c \"etcdctl --user=\\\"root:hunter2\\\" get /\"\n",
        "#!/bin/sh\nssh a \"etcdctl --user \\\"root:hunter2\\\" get /\"\n",
        "#!/bin/sh\nssh a \"ETCDCTL_USER=\\\"root:hunter2\\\" etcdctl get /\"\n",
        "#!/bin/sh\nssh a 'mc alias set s3 https://minio:9000 root hunter2 && mc ls s3'\n",
        "#!/bin/sh\nssh a 'aws configure set aws_secret_access_key hunter2'\n",
        // Commands that go on in the next line.
        "#!/bin/sh\netcdctl --user root --password \\\n  hunter2 get /\n",
        "#!/bin/sh\r\netcdctl --user root --password \\\r\n  hunter2 get /\r\n",
        "command:\n- sh\n- -c\n- |\n  etcdctl \\\n    --user \\\n    root:hunter2 \\\n    get /\n",
        "#!/bin/sh\nopenssl enc -aes-256-cbc \\\n  -in a -out b \\\n  -k hunter2\n",
        "#!/bin/sh\nmc alias set backup https://minio:9000 \\\n  root hunter2\n",
        "#!/bin/sh\necho hunter2 | \\\n  base64\n",
        // Files that a script writes.
        "#!/bin/sh\nset -e\nkubectl apply -f - <<EOF\nkind: Pod\ncommand: [mc, alias, set, a, 'http://b', c, hunter2]\nEOF\n",
        "#!/bin/sh\nset -e\ncat > a <<'EOF'\npassword: \"a\n  hunter2\"\nEOF\necho \"a: b\"\n",
        "runcmd:\n- |\n  cat > /a <<EOF\n  kind: Pod\n  args:\n  - --user # a\n  - root:hunter2\n  EOF\n",
        "runcmd: [\"cat > /a <<EOF\\nkeys: [{name: a, secert: hunter2}]\\nEOF\\n\"]",
        // Commands that are commented out, or stand in what cannot be read.
        "kind: Pod\n# command:\n# - etcdctl\n# - --password\n# - hunter2\n",
        "command:\n- etcdctl\n# - --user\n# - root:hunter2\n",
        "[command: [\n  \"etcdctl\",\n  \"--password\",\n  \"hunter2\"\n",
        "kind: Pod\n# command:\n# - etcdctl\n# - --password # x\n# - hunter2\n",
        "kind: Pod\n#args: [-u,\n#  'root:hunter2']\n",
        "kind: Pod\r\n# command:\r\n# - mc\r\n# - alias\r\n# - set\r\n# - a\r\n# - b\r\n# - hunter2\r\n",
        "#!/bin/sh\n# password: \"a\n#   hunter2\"\nrun\n",
        "spec:\n  a: b\n  # password: &x |\n  #   a: b\n  #   hunter2\n  c: d\n",
        "kind: Pod\n# secretGenerator:\n# - name: a\n#   literals:\n#   - pet=hunter2\n",
        "spec: |\n  kind: Pod\n  # chpasswd:\n  #   list: |\n  #     root:hunter2\n",
        "kind: EncryptionConfiguration\nresources:\n- providers:\n  - aescbc:\n      keys:\n      - {name: a, secret: \
         b}\n      # - name: c\n      #   secert: hunter2\n",
        // What etcdctl, kubectl and others take.
        "data:\n  ETCDCTL_USER: root:hunter2\n",
        "data:\n  ETCDCTL_USER: \"root:hunter2\"\n",
        "#!/bin/sh\ncat > a.yaml <<EOF\nETCDCTL_USER: \"root:hunter2\"\nEOF\n",
        "env: {ETCDCTL_USER: 'root:hunter2'}",
        "#!/bin/sh\netcdctl user add root:hunter2\n",
        "command: [sh, -c, 'etcdctl user add root:hunter2 && etcdctl get /']",
        "command: [etcdctl, user, add, 'root:hunter2']",
        "#!/bin/sh\necho hunter2 | etcdctl user add root --interactive=false\n",
        "#!/bin/sh\necho hunter2 | etcdctl user passwd root --interactive=false\n",
        "#!/bin/sh\netcdctl user add root --interactive=false <<< hunter2\n",
        "#!/bin/sh\netcdctl --username root:hunter2 ls /\n",
        "command:\n- etcdctl\n- --username\n- root:hunter2\n- ls\n",
        "#!/bin/sh\netcdctl put /app/password hunter2\n",
        "command: [sh, -c, 'echo hunter2 | etcdctl --user root snapshot save a']",
        "#!/bin/sh\necho hunter2 | sudo -S etcdctl snapshot save a\n",
        "#!/bin/sh\nprintf hunter2 | openssl enc -pass stdin -aes-256-cbc\n",
        "#!/bin/sh\necho -n hunter2 | kubectl create secret generic a --from-file=b=/dev/stdin\n",
        "#!/bin/sh\nkubectl create secret generic a --from-literal=pet=hunter2\n",
        "#!/bin/sh\nkubectl create secret generic a --from-literal 'pet=hunter2'\n",
        "command: [kubectl, create, secret, generic, a, '--from-literal=pet=hunter2']",
        "#!/bin/sh\nkubectl patch secret a -p '{\"stringData\":{\"pet\":\"hunter2\"}}'\n",
        "#!/bin/sh\nkubectl -n b patch secret a --type merge -p '{\"data\":{\"pet\":\"hunter2\"}}'\n",
        "#!/bin/sh\nopenssl aes-256-cbc -k hunter2 -in a -out b\n",
        "#!/bin/sh\n7z a -phunter2 a.7z a.db\n",
        "#!/bin/sh\nzip -P hunter2 a.zip a.db\n",
        "#!/bin/sh\nlftp -u root,hunter2 ftp://a\n",
        "#!/bin/sh\nsmbclient //a/b -U root%hunter2 -c put\n",
        "#!/bin/sh\nrclone config create s3 webdav url=https://a user=b pass hunter2\n",
        "#!/bin/sh\nrclone obscure hunter2\n",
        "#!/bin/sh\nhtpasswd -nb root hunter2\n",
        "#!/bin/sh\nhtpasswd -bc /etc/users root hunter2\n",
        "#!/bin/sh\nvault login hunter2\n",
        "#!/bin/sh\nnats --creds root:hunter2\n",
        "#!/bin/sh\nconfd -backend etcd -username root -password hunter2\n",
        "command: [confd, -username, root, -password, hunter2]",
        "#!/bin/sh\nmongodump -u root -p hunter2\n",
        "#!/bin/sh\nuseradd -m -p hunter2 backup\n",
        "#!/bin/sh\nipmitool -U root -P hunter2 power off\n",
        "command: [mongodump, -u, root, -p, hunter2]",
        "#!/bin/sh\npsql -c \"ALTER USER a WITH PASSWORD 'hunter2'\"\n",
        "#!/bin/sh\nmysql -e \"CREATE USER a IDENTIFIED BY 'hunter2';\"\n",
        "kind: ConfigMap\ndata:\n  init.sql: |\n    create user a with encrypted password 'hunter2';\n",
        r#"command: [psql, -c, "ALTER USER a WITH PASSWORD 'hunter2'"]"#,
        "#!/bin/sh\ncurl -d @a https://hooks.slack.com/services/T000/B000/hunter2\n",
        "url: https://hooks.slack.com/services/T000/B000/hunter2\n",
        "a: {url: 'https://api.telegram.org/bot1:hunter2/sendMessage', b: c}\n",
        // Elements of XML, and what nobody can look into.
        "kind: ConfigMap\ndata:\n  a.xml: |\n    <password>hunter2</password>\n",
        "kind: ConfigMap\ndata:\n  a.xml: \"<a><db.password type='x'>hunter2</db.password></a>\"\n",
        "kind: ConfigMap\nbinaryData:\n  a: hunter2\n",
        "#!/bin/sh\nkubectl apply -f - <<< '{\"kind\":\"Secret\",\"stringData\":{\"a\":\"hunter2\"}}'\n",
        // Commands that no shell reads.
        "command: [mc, alias, set, s3, 'https://minio:9000', root, hunter2]",
        "command:\n- mc\n- alias\n- set\n- s3\n- https://minio:9000\n- root\n- hunter2\n",
        "command: [mc]\nargs: [config, host, add, s3, 'https://minio:9000', root, hunter2]",
        "command: [aws, configure, set, aws_secret_access_key, hunter2]",
        "command: [sshpass, -p, hunter2, scp, a, 'b:']",
        "command: [sshpass]\nargs: [-p, hunter2, scp, a, 'b:']",
        "command: [redis-cli, -a, hunter2]",
        "command: [openssl, enc, -k, hunter2]",
        "command: [mysqldump, -phunter2]",
        "command: [docker, login, -u, a, -p, hunter2]",
        "command: [etcdctl, --password, 'a; hunter2']",
        "command: [etcdctl, --password, \"a \\\"hunter2\"]",
        // Names.
        "clientSecret: hunter2",
        "bindPW: hunter2",
        "#!/bin/sh\nPWD_ROOT=hunter2\n",
        "DB_PASS: hunter2",
        "DB_PWD: hunter2",
        "apiKey: hunter2",
        "plain_text_passwd: hunter2",
        "token: hunter2",
        "password2: hunter2",
        "SECRET_KEY_1: hunter2",
        "PASSWORD_BASE64: hunter2",
        "password_old: hunter2",
        "tokenValue: hunter2",
        "passwordHash: hunter2",
        "passwords: [hunter2]",
        "AES_KEY: hunter2",
        "SOPS_AGE_KEY: hunter2",
        "K3S_CLUSTER_TOKEN: hunter2",
        "#!/bin/sh\naws s3 cp --sse-c AES256 --sse-c-key hunter2 a s3://b\n",
        "env:\n- name: ENC_KEY\n  value: hunter2\n",
        "env:\n- name: RCLONE_CONFIG_C_PASSWORD2\n  value: hunter2\n",
        "env:\n- name: ETCDCTL_USERNAME\n  value: root:hunter2\n",
        "env:\n- key: DB_PASSWORD\n  value: hunter2\n",
        "command: [sh, -c, 'etcdctl --user root --password $(echo hunter2) get /']",
        "{\"auths\": {\"a\": {\"auth\": \"hunter2\"}}}",
        "# old password: hunter2\nkind: Pod\n",
        "password: 2 # hunter2",
        // URLs.
        "a: http://root:hunter2@b",
        "a: http://root:x/hunter2@b",
        "a: http://root:x?hunter2@b",
        "a: http://root:x#hunter2@b",
        "a: http://root:x@y/hunter2@b/c",
        "a: http://a:1,http://root:x/hunter2@b,http://c:1",
        "a: 'root:hunter2@tcp(db:3306)/b'",
        "#!/bin/sh\nrsync root:hunter2@a::b c\n",
        // Variables.
        "env:\n- name: DB_PASSWORD\n  value: hunter2\n",
        "env:\n- value: hunter2\n  name: DB_PASSWORD\n",
        "[env:\n- name: DB_PASSWORD\n  value: hunter2\n",
        "[env:\n- value: hunter2\n  name: DB_PASSWORD\n",
        "[env:\n- {name: \"DB_PASSWORD\", value: \"a hunter2\"}\n",
        "[env:\n- name: DB_PASSWORD\n  value: |\n    hunter2\n",
        "[env:\n- name: DB_PASSWORD\n  value:\n    hunter2\n",
        "env: |\n  [{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2\"}]\n",
        "env: \"[{\\\"name\\\": \\\"DB_PASSWORD\\\", \\\"value\\\": \\\"hunter2\\\"}]\"\n",
        // Values below their keys in what cannot be read.
        "[\npassword: &a |\n  a: b\n  hunter2\n",
        "[\npassword: !!str &a >-\n  a: b\n  hunter2\n",
        "[\npassword: &a\n  hunter2\n",
        // Encryption keys in what cannot be read.
        "[providers:\n- aescbc:\n    keys:\n    - name: a\n      secert: hunter2\n",
    ];

    #[test]
    fn no_secret_is_left_wherever_it_stands() {
        let mut left = String::new();
        for name in ["x.yaml", "x.sh"] {
            for text in LEAKS {
                let shared = shareable(name, text).text;
                assert_eq!(shared.lines().count(), text.lines().count());
                if shared.contains("hunter2") {
                    left += &format!("{name}: {text}\nis shared as\n{shared}\n\n");
                }
            }
        }
        assert!(left.is_empty(), "{left}");
    }

    /// Nobody who shares a manifest wants these replaced.
    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "volumes:\n- name: a\n  secret:\n    secretName: etcd-certs\n",
            "volumes: [{name: a, secret: {secretName: etcd-certs}}]",
            "env:\n- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: a, key: password}}\n- name: A\n  value: b\n",
            "env:\n- name: A\n  value: b\n- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: a, key: b}}\n",
            "automountServiceAccountToken: false",
            "initial-cluster-token: etcd-cluster-1\nenv:\n- name: ETCD_INITIAL_CLUSTER_TOKEN\n  value: a\n",
            "# see: the docs\n# name: what it is\n# - item\n# [broken\nkind: Pod\n# key: value\n",
            "topology: {key: zone, value: a}\ntolerations: [{key: a, value: b}]\n",
            "threshold: 3\nkeyValue: a\nauthority: b\npod-template-hash: c\n",
            "#!/bin/sh\nkubectl label node a node-role.kubernetes.io/control-plane=\n",
            "valuesFrom:\n- kind: Secret\n  name: values\n  valuesKey: etcd.yaml\n",
            "authorization: {mode: Webhook}\nauthentication: {webhook: {enabled: true}}\n",
            "rootPassword: {valueFrom: {secretKeyRef: {name: a, key: value}}}",
            "patches:\n- patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 3\n",
            "image: a\nimage: b\nname: c\nname: d\n",
            "# the password is 'in the vault', as ordered by 'ops'\nkind: Pod\n",
            "a.xml: |\n  <passwordFile>/a</passwordFile><name>b</name> <password/>\n",
            "#!/bin/sh\nmongodump --out /a\nuseradd -m a\nipmitool power status\n",
            "kind: ConfigMap\ndata:\n  etcd.yaml: |\n    name: a\n    client-transport-security: {cert-file: /a.crt}\n",
            "kind: Secret\napiVersion: v1\ntype: Opaque\nimmutable: true\nmetadata: {name: a, labels: {b: c}}\n",
            "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - kms: {apiVersion: v2, name: a, \
             endpoint: 'unix:///run/kms.sock'}\n",
            "image: registry:5000/etcd:3.6.5@sha256:0000000000000000000000000000000000000000000000000000000000000000",
            "args: [--initial-cluster=a=https://10.0.0.4:2380, --auth-token-ttl=300]",
            "securityContext: {runAsUser: 1000}\ncommand: [chown, -R, '1000:1000', /data]",
            "kind: ConfigMap\ndata:\n  a: b # c\n# kind of data: d\n",
            "kind: ClusterRole\nrules: [{resources: [secrets], verbs: [get]}]\n",
            "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers: [{identity: {}}]\n",
            "hostPath: {path: /var/lib/etcd, type: DirectoryOrCreate}",
            "args: [--feature-gates=InitialCorruptCheck=true]",
            "image: etcd@sha256:6a1d2f9c4f1d0c4f4ef3f3d5e6b8a7c90f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "# Basic authentication is off, the bearer of bad news said.\nkind: Pod\n",
            "#!/bin/sh\nmc alias list\ncat <<EOF > a.yaml\nname: $(hostname)\ndata-dir: /var/lib/etcd\nEOF\n",
            "#!/bin/sh\ndate -u +%F\necho saved | tee log\nopenssl req -x509 -key a.key -out a.crt\ngzip -p a\n",
            "#!/bin/sh\nset -e\nopenssl enc -aes-256-cbc -pass file:/etc/backup/phrase -in a -out b\n",
            "#!/bin/sh\nhelm upgrade a b --set image.tag=3.6.5\netcdctl put /registry/a b\nset -x\n",
            "command: [sh, -c, \"set -e\\netcdctl --user root snapshot save \\\"/backup/a.db\\\"\\n\"]",
            "command: [etcdctl, user, grant-role, root, root]",
            "command: [kube-apiserver, --service-account-issuer, https://a, --authorization-mode, 'Node,RBAC']",
            "#!/bin/sh\nset -euo pipefail\netcdctl --endpoints=https://127.0.0.1:2379 snapshot save /backup/a.db\n",
        ] {
            assert_eq!(shareable("x.yaml", text).text, text);
        }
    }

    #[test]
    fn what_was_understood_stays_understood() {
        let text = include_str!("../../tests/corpus/course/encryption-config.yaml");
        let read = |text: &str| crate::linter::lint("x.yaml", text, crate::settings::Settings::default());
        let shared = shareable("x.yaml", text);
        assert_ne!(shared.text, text);
        assert_eq!(read(&shared.text).summary.subjects, read(text).summary.subjects);
    }
}
