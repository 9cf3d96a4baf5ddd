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

/** One mistake, with a fix that is safe. */
export const FIXABLE = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets, configmaps]
    providers:
      - kms: {apiVersion: v2, name: vault-kms, endpoint: unix:///var/run/kmsplugin/socket.sock, timeout: 3s}
      - identity:
`;
