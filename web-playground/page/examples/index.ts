/** Examples, named by what they teach. Most are manifests of the test corpus. */

import courseEncryptionPasted from "../../../tests/corpus/course/encryption-config-pasted.yaml";
import courseEncryption from "../../../tests/corpus/course/encryption-config.yaml";
import courseEtcdPasted from "../../../tests/corpus/course/etcd-pasted.yaml";
import courseEtcd from "../../../tests/corpus/course/etcd.yaml";
import backupBad from "../../../tests/corpus/backup/cronjob-bad.yaml";
import backupGood from "../../../tests/corpus/backup/cronjob.yaml";
import clusterApi from "../../../tests/corpus/cluster-api/kubeadm-control-plane-v1beta2-bad.yaml";
import goldenEncryption from "../../../tests/corpus/golden/encryption-config.yaml";
import goldenEtcd from "../../../tests/corpus/golden/etcd.yaml";
import clusterConfiguration from "../../../tests/corpus/kubeadm/clusterconfiguration-bad.yaml";
import apiserver from "../../../tests/corpus/kubeadm/kube-apiserver.yaml";
import configFile from "../../../tests/corpus/statefulset/config-file.yaml";
import environment from "../../../tests/corpus/statefulset/environment.yaml";
import expired from "../../../tests/data/certificates/expired.crt";
import type { File } from "../protocol.ts";
import backupScript from "./backup-script.yaml";
import identityFirst from "./identity-first.yaml";
import keyInConfigMap from "./key-in-configmap.yaml";
import noClientAuth from "./no-client-auth.yaml";
import orderOfEntries from "./order-of-entries.yaml";
import plaintext from "./plaintext.yaml";
import rotationAfter from "./rotation-after.yaml";
import rotationBefore from "./rotation-before.yaml";
import unseenConfig from "./unseen-config.yaml";

export interface Example {
  title: string;
  /** What to look for. */
  teaches: string;
  /** The domains of the exams that ask about it. */
  topics: string[];
  /** Whether it is one of the few that are offered on an empty page. */
  isFeatured?: true;
  files: File[];
}

const one = (name: string, text: string): File[] => [{ name, text }];

const COMPONENTS = "KCSA: Cluster Component Security";
const FUNDAMENTALS = "KCSA: Security Fundamentals";
const HARDENING = "CKS: Cluster Hardening";
const SETUP = "CKS: Cluster Setup";
const SECRETS = "CKS: Manage Kubernetes Secrets";
const RECOVERY = "CKA: etcd backup and restore";

export const GROUPS: { title: string; examples: Example[] }[] = [
  {
    title: "From a course page",
    examples: [
      {
        title: "An etcd manifest that serves plain http",
        teaches: "TLS flags without an https URL, and a flag that etcd does not know",
        topics: [COMPONENTS, HARDENING],
        isFeatured: true,
        files: one("etcd.yaml", courseEtcd),
      },
      {
        title: "The same etcd manifest, its indentation lost",
        teaches: "what a copy from a web page does to YAML, and how to get it back",
        topics: [COMPONENTS],
        isFeatured: true,
        files: one("etcd.yaml", courseEtcdPasted),
      },
      {
        title: "Encryption at rest with a placeholder for a key",
        teaches: "why kube-apiserver does not start with it",
        topics: [FUNDAMENTALS, SECRETS],
        files: one("encryption-config.yaml", courseEncryption),
      },
      {
        title: "The same file, its indentation lost",
        teaches: "indent again, then look at the key",
        topics: [FUNDAMENTALS, SECRETS],
        files: one("encryption-config.yaml", courseEncryptionPasted),
      },
    ],
  },
  {
    title: "How etcd is reached",
    examples: [
      { title: "Everything over plain http", teaches: "who can read and write every Secret", topics: [COMPONENTS, SETUP], files: one("etcd.yaml", plaintext) },
      { title: "TLS, but no client certificates", teaches: "why encryption alone keeps nobody out", topics: [COMPONENTS, HARDENING], files: one("etcd.yaml", noClientAuth) },
      { title: "Options in environment variables", teaches: "flags in their other clothes, in a StatefulSet", topics: [COMPONENTS], files: one("statefulset.yaml", environment) },
      { title: "A configuration file that overrules all flags", teaches: "which of two settings counts", topics: [COMPONENTS], files: one("etcd.yaml", configFile) },
      { title: "A configuration file that is not here", teaches: "what cannot be seen is not called safe", topics: [COMPONENTS], files: one("etcd.yaml", unseenConfig) },
      { title: "A member as it should be", teaches: "mutual TLS on both sides, and nothing to report", topics: [COMPONENTS, SETUP], files: one("etcd.yaml", goldenEtcd) },
    ],
  },
  {
    title: "Encryption at rest",
    examples: [
      { title: "An EncryptionConfiguration with identity in front", teaches: "why every new Secret is stored as plain text", topics: [FUNDAMENTALS, SECRETS], isFeatured: true, files: one("encryption-config.yaml", identityFirst) },
      { title: "An entry that is never reached", teaches: "the order of entries, and wildcards", topics: [SECRETS], files: one("encryption-config.yaml", orderOfEntries) },
      { title: "A new key that replaces the old one in one step", teaches: "compared with the version before: what can no longer be read", topics: [SECRETS], files: [{ name: "encryption-config.yaml", text: rotationAfter, previous: rotationBefore }] },
      { title: "The key in a ConfigMap", teaches: "where a key must not be", topics: [FUNDAMENTALS, SECRETS], files: one("configmap.yaml", keyInConfigMap) },
      { title: "KMS v2 as it should be", teaches: "no key in the file at all", topics: [SECRETS], files: one("encryption-config.yaml", goldenEncryption) },
    ],
  },
  {
    title: "Around etcd",
    examples: [
      { title: "kubeadm’s kube-apiserver as it should be", teaches: "mutual TLS to etcd, and encryption at rest switched on", topics: [COMPONENTS, HARDENING], files: one("kube-apiserver.yaml", apiserver) },
      { title: "A ClusterConfiguration with extra arguments", teaches: "what kubeadm would write from it", topics: [SETUP], files: one("kubeadm-config.yaml", clusterConfiguration) },
      { title: "Cluster API’s control plane", teaches: "the same mistakes, one level further up", topics: [SETUP], files: one("control-plane.yaml", clusterApi) },
      { title: "A certificate that has ended", teaches: "when etcd’s members stop talking to each other", topics: [COMPONENTS], files: one("pki/etcd/server.crt", expired) },
    ],
  },
  {
    title: "Backups",
    examples: [
      { title: "A backup that is gone with its pod", teaches: "where a snapshot must go", topics: [RECOVERY], files: one("backup.yaml", backupScript) },
      { title: "A backup with everything wrong", teaches: "two endpoints, no TLS check, swallowed failures", topics: [RECOVERY], isFeatured: true, files: one("backup.yaml", backupBad) },
      { title: "A backup as it should be", teaches: "saved, checked, kept elsewhere", topics: [RECOVERY], files: one("backup.yaml", backupGood) },
    ],
  },
];
