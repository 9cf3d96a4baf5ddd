/** Makes an EncryptionConfiguration with a new key, which exists on this page only. */

import { copy } from "../clipboard.ts";
import { openDialog } from "../dialog.ts";
import { h } from "../dom.ts";
import type { Editor } from "../editor.ts";

const PROVIDERS = {
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

const FILE_NAME = "encryption-config.yaml";

export function openKeyMaker(editor: Editor): void {
  const output = h("pre", { tabindex: 0, role: "group", "aria-label": "The new file" });
  const select = h(
    "select",
    { id: "key-provider", autofocus: true },
    ...Object.entries(PROVIDERS).map(([name, label]) => h("option", { value: name }, label)),
  );
  const draw = (): void => {
    output.textContent = configuration(select.value as Provider, makeKey(), new Date());
  };
  select.addEventListener("change", draw);
  draw();
  const text = (): string => output.textContent ?? "";
  const copyButton: HTMLButtonElement = h("button", { type: "button", class: "primary", onclick: () => copy(text(), copyButton) }, "Copy");
  const open = (): void => {
    editor.open([{ name: FILE_NAME, text: text() }], true);
    dialog.close();
  };
  const dialog = openDialog(
    "Key maker",
    "key-maker",
    h("p", {}, h("label", { for: "key-provider" }, "Provider "), select),
    output,
    h("p", { class: "note" }, "The key is made by your browser and is nowhere else. Keep the file out of Git, readable by root alone (0600), the same on every control plane node, and in your backups."),
    h(
      "div",
      { class: "buttons" },
      copyButton,
      h("button", { type: "button", onclick: draw }, "Another key"),
      h("button", { type: "button", onclick: open }, "Open in the editor"),
    ),
  );
}
