/** An EncryptionConfiguration with a new key, as a text. */

export const PROVIDERS = {
  secretbox: "secretbox: a strong cipher, the key in the file",
  aescbc: "aescbc: as most guides show it, the key in the file",
  kms: "KMS v2: the key stays in a key service; nothing to make here",
} as const;

export type Provider = keyof typeof PROVIDERS;

/** 256 bits, as secretbox demands and aescbc should have. */
const KEY_BYTES = 32;

/** A key in base64, as `openssl rand -base64 32` makes it. */
export function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** The day in the name tells later which of several keys is the old one. */
function keyName(today: Date): string {
  return `key-${today.toISOString().slice(0, 10)}`;
}

const HEAD = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources:
      - secrets
      - configmaps
    providers:
`;

const TAIL = `      # Reads what was stored before. Rewrite it, then take this line away:
      #   kubectl get secrets,configmaps -A -o json | kubectl replace -f -
      - identity: {}
`;

/** A complete EncryptionConfiguration. */
export function configuration(provider: Provider, key: string, today: Date): string {
  if (provider === "kms") {
    return `${HEAD}      - kms:
          apiVersion: v2
          name: my-kms
          # The socket of the plugin, mounted into the kube-apiserver pod.
          endpoint: unix:///var/run/kmsplugin/socket.sock
          timeout: 3s
${TAIL}`;
  }
  return `${HEAD}      - ${provider}:
          keys:
            - name: ${keyName(today)}
              secret: ${key}
${TAIL}`;
}
