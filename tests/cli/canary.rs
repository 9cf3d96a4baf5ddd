//! No way out lets a secret through: canaries in every field that may hold one, through every door.

use super::stdin;

/// Not a word of any message, and random as keys are.
pub(crate) const KEYS: [&str; 4] = [
    "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=",
    "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo",
    "hunter2-Correct-Horse",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
];

/// Manifests with a secret at `CANARY`; the last ones are broken, so that no tree helps.
pub(crate) const TEMPLATES: &[&str] = &[
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - name: a\n        secret: CANARY\n      - {name: a, secret: CANARY}\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc: {keys: [{name: a, secret: CANARY, secret: CANARY}]}\n    identity: {}\n",
    "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - secretbox: {keys: [{nmae: a, secret: CANARY}]}\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources:\n- secrets\nproviders:\n- aescbc:\nkeys:\n- name: key1\nsecret: CANARY\n- identity: {}\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - name: a\n        secret: |\n          CANARY\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - identity: {}\n  - aescbc:\n      keys:\n      - name: a\n        secret: CANARY\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - identity: {} # reads what was written before there was a key, and what was written while there was none: once all of it is rewritten, this line can go, and until then it has to stay, or nothing of that can be read\n  - secretbox:\n      keys:\n      - name: a\n        secret: CANARY\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: [{resources: [secrets], providers: [{identity: {}}, {secretbox: {keys: [{name: a, secret: CANARY}]}}, {aescbc: {keys: [{name: b, secret: CANARY}]}}]}]\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nCANARY: CANARY\nresources: CANARY\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {encryption.yaml: CANARY, other: CANARY}\nstringData: {encryption-config.yaml: \"kind: EncryptionConfiguration\\nresources: [{providers: [{aescbc: {keys: [{secret: CANARY}]}}]}]\"}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata:\n  encryption.yaml: |\n    apiVersion: apiserver.config.k8s.io/v1\n    kind: EncryptionConfiguration\n    resources:\n    - resources: [secret]\n      providers:\n      - aesgcm: {keys: [{name: k, secret: CANARY}]}\n",
    "kind: Pod\nspec:\n  containers:\n  - command: [etcd, --nope=CANARY, --discovery-password=CANARY, \"--listen-client-urls=http://root:CANARY@0.0.0.0:1\", CANARY]\n    env: [{name: ETCD_ROOT_PASSWORD, value: CANARY}, {name: ETCD_DISCOVERY_PASSWORD, value: CANARY}, {name: ETCD_NOPE, value: CANARY}]\n",
    "kind: CANARY\nmetadata: {name: CANARY, namespace: CANARY}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: CANARY, image: \"etcd:CANARY\", command: [etcd, --name=CANARY]}\n",
    "kind: Pod\nspec:\n  containers:\n  - command: [kube-apiserver, --etcd-nope=CANARY, \"--etcd-servers=http://root:CANARY@10.0.0.1:1\", --storage-backend=CANARY]\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - name: a\n        secret: CANARY: x\n",
    "kind: EncryptionConfiguration\nsecret: [CANARY\n",
    "{\"kind\": \"EncryptionConfiguration\", \"secret\": \"CANARY\" \"x\"}",
    "kind: EncryptionConfiguration\nresources:\n- providers:\n  - secretbox: {keys: [{name: a, secrte: CANARY}]}\n",
    "a: \"CANARY\n",
    "secret: *CANARY\n",
    "secret: !CANARY x\n- y",
];

#[test]
fn no_secret_leaves_through_any_format() {
    for template in TEMPLATES {
        for key in KEYS {
            let text = template.replace("CANARY", key);
            for format in super::FORMATS {
                let output = stdin(&text)
                    .args(["--format", format, "--profile", "strict"])
                    .output()
                    .expect("etcdlint runs");
                let all = [output.stdout, output.stderr].concat();
                let all = String::from_utf8_lossy(&all);
                assert!(!all.contains(key), "{format} shows the secret of {template:?}:\n{all}");
                assert!(!all.contains("panicked"), "{template:?}:\n{all}");
            }
        }
    }
}

#[test]
fn no_key_leaves_in_a_shared_text() {
    for template in TEMPLATES {
        for key in KEYS {
            let text = template.replace("CANARY", key);
            let shared = etcdlint_core::shareable::shareable("x.yaml", &text);
            assert!(!shared.text.contains(key), "shared with {template:?}:\n{}", shared.text);
            assert!(!shared.placeholders.is_empty());
        }
    }
}
