/** The page's settings in the forms that other doors take. */

import type { Options } from "../protocol.ts";

/** Settings of the Kubewarden policy, and of the configuration file: the keys are the same. */
export function asPolicySettings(options: Options): string {
  const lines: string[] = [];
  const list = (key: string, ids: string[] | undefined): void => {
    if (ids && ids.length > 0) {
      lines.push(`${key}:`, ...ids.map((id) => `  - ${id}`));
    }
  };
  if (options.profile) {
    lines.push(`profile: ${options.profile}`);
  }
  list("disabledRules", options.disabledRules);
  list("enabledRules", options.enabledRules);
  if (options.kubernetesVersion) {
    // Unquoted, 1.30 would be the number 1.3.
    lines.push(`kubernetesVersion: "${options.kubernetesVersion}"`);
  }
  return lines.length > 0 ? `${lines.join("\n")}\n` : "{}\n";
}

/** An entry of `.pre-commit-config.yaml` that runs an etcdlint which is installed. */
export function asPreCommit(options: Options): string {
  const args = [
    options.profile && `--profile=${options.profile}`,
    ...(options.disabledRules ?? []).map((id) => `--disable=${id}`),
    ...(options.enabledRules ?? []).map((id) => `--enable=${id}`),
    options.kubernetesVersion && `--kubernetes-version=${options.kubernetesVersion}`,
  ].filter((argument) => argument);
  return `repos:
  - repo: local
    hooks:
      - id: etcdlint
        name: etcdlint
        language: system
        entry: etcdlint
        args: [${args.join(", ")}]
        types_or: [yaml, json]
`;
}
