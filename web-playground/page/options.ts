/** Settings that come from elsewhere: from a link, or from what the browser remembers. */

import type { Options, Profile } from "./protocol.ts";

export const PROFILES: Record<Profile, string> = {
  default: "etcdlint’s own",
  cis: "CIS Kubernetes Benchmark",
  stig: "DISA Kubernetes STIG",
  strict: "strict: all advice",
};

export function isVersion(text: string): boolean {
  // The linter takes no numbers without end.
  return /^v?\d{1,4}\.\d{1,4}(\.\d{1,4})?$/.test(text);
}

/**
 * The settings in a value, without whatever is no setting or says nothing. Links can be made by
 * anyone, and settings are copied into files: nothing but names and numbers passes.
 */
export function optionsOf(value: unknown): Options {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { profile, kubernetesVersion } = given;
  const disabledRules = rulesIn(given["disabledRules"]);
  const enabledRules = rulesIn(given["enabledRules"]);
  return {
    ...(isProfile(profile) && profile !== "default" && { profile }),
    ...(disabledRules.length > 0 && { disabledRules }),
    ...(enabledRules.length > 0 && { enabledRules }),
    ...(typeof kubernetesVersion === "string" && isVersion(kubernetesVersion) && { kubernetesVersion }),
  };
}

export function namesRules({ disabledRules, enabledRules }: Options): boolean {
  return disabledRules !== undefined || enabledRules !== undefined;
}

/** The settings without ids that no rule has. */
export function keepRules(options: Options, rules: ReadonlyMap<string, unknown>): Options {
  const known = (ids?: string[]): string[] => (ids ?? []).filter((id) => rules.has(id));
  return optionsOf({ ...options, disabledRules: known(options.disabledRules), enabledRules: known(options.enabledRules) });
}

function isProfile(value: unknown): value is Profile {
  return typeof value === "string" && Object.hasOwn(PROFILES, value);
}

function rulesIn(value: unknown): string[] {
  const ids: unknown[] = Array.isArray(value) ? value : [];
  return [...new Set(ids)].filter((id): id is string => typeof id === "string" && /^[A-Z]{2,8}\d{3}$/.test(id)).sort();
}
