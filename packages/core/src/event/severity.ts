export const severities = ["critical", "high", "medium", "low", "info", "unknown"] as const;

/** How bad it is. `unknown`: no word or one that is not known; it counts as an outage. */
export type Severity = (typeof severities)[number];

const words: Record<string, Severity> = {
  critical: "critical",
  emergency: "critical",
  disaster: "critical",
  fatal: "critical",
  sev0: "critical",
  p1: "critical",
  high: "high",
  major: "high",
  error: "high",
  sev1: "high",
  p2: "high",
  medium: "medium",
  minor: "medium",
  warning: "medium",
  average: "medium",
  sev2: "medium",
  p3: "medium",
  low: "low",
  notice: "low",
  sev3: "low",
  p4: "low",
  info: "info",
  sev4: "info",
  p5: "info",
  unknown: "unknown",
};

/** A sender's own word as a severity, in any case; `unknown` for null, empty and unknown words. `own` wins over the common words. */
export function readSeverity(word: string | null, own: Record<string, Severity> = {}): Severity {
  const key = word?.trim().toLowerCase() ?? "";
  if (Object.hasOwn(own, key)) return own[key]!;
  return Object.hasOwn(words, key) ? words[key]! : "unknown";
}
