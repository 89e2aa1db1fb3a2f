import type { Run } from "@signalbox/contract";

/** How a run of a remediation is, in the reader's words. */
export function runWords({ runbook, result }: Pick<Run, "runbook" | "result">): string {
  switch (result) {
    case null:
      return `${runbook} runs`;
    case "succeeded":
      return `${runbook} has worked`;
    case "failed":
      return `${runbook} has failed`;
    case "unknown":
      return `${runbook}: nobody knows how it ended`;
  }
}
