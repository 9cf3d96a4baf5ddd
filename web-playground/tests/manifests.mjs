/** Manifests that several tests use. */

import { readFileSync } from "node:fs";

const corpus = (name) => readFileSync(new URL(`../../tests/corpus/${name}`, import.meta.url), "utf8");

export const COURSE = corpus("course/etcd.yaml");
export const PASTED = corpus("course/etcd-pasted.yaml");
export const GOLDEN = corpus("golden/etcd.yaml");

/** A key that must never be seen outside of the editor. */
export const CANARY = "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZMDE=";

export const WITH_KEY = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - identity: {}
      - aescbc:
          keys:
            - name: key1
              secret: ${CANARY}
`;

/** A rotation: the version before, a step that loses what the key before wrote, and one that keeps it. */
const KEY1 = ["key1", CANARY];
const KEY2 = ["key2", "An0therKeyTh4tIsN0tRea1ZECEyQ1RlECEyQ1RlECE="];
export const ROTATION = { before: withKeys(KEY1), losing: withKeys(KEY2), keeping: withKeys(KEY2, KEY1) };

function withKeys(...keys) {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - aescbc:
          keys:
${keys.map(([name, secret]) => `            - {name: ${name}, secret: ${secret}}\n`).join("")}      - identity: {}
`;
}

/** One mistake, with a fix that is safe. */
export const FIXABLE = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets, configmaps]
    providers:
      - kms: {apiVersion: v2, name: vault-kms, endpoint: unix:///var/run/kmsplugin/socket.sock, timeout: 3s}
      - identity:
`;
