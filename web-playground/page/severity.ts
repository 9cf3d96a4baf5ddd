/** The order of severities. */

import type { Finding, Severity } from "./protocol.ts";

export const WORST_FIRST: Severity[] = ["error", "warning", "info"];

/** Findings by severity, otherwise in their order. */
export function worstFirst(findings: Finding[]): Finding[] {
  const rank = (finding: Finding): number => WORST_FIRST.indexOf(finding.severity);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
