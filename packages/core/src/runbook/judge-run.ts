import { formatDuration } from "../shared/duration.ts";
import type { EpochMs } from "../shared/time.ts";

/** What is known when a remediation wants to start. */
export interface RunFacts {
  runbook: string;
  /** Name of the component that it is for; null: of none. */
  component: string | null;
  now: EpochMs;
  coolDownMs: number;
  atOnce: number;
  /** Runs of the connection that have not ended. */
  underWay: number;
  /** When this runbook last started for this component; null: never. */
  lastStartedAt: EpochMs | null;
  /** It failed so often in a row that a person must look first. */
  isStopped: boolean;
}

export type RunVerdict =
  | { verdict: "start" }
  | { verdict: "wait"; for: "cool-down" | "slot"; until: EpochMs | null; reason: string }
  | { verdict: "refuse"; reason: string };

/** So many runs in a row that failed stop a runbook for a component, until a person has looked. */
export const failedRunsMax = 2;

/** May a remediation start now? What has failed twice is not run; what ran just now waits for its cool-down; more than so
 *  many do not run at once. */
export function judgeRun(facts: RunFacts): RunVerdict {
  const { runbook, component, now, coolDownMs, atOnce, underWay, lastStartedAt, isStopped } = facts;
  const where = component === null ? "" : ` for ${component}`;
  if (isStopped) {
    const reason = `${runbook} has failed ${failedRunsMax} times in a row${where}: it is not run before somebody has settled that failure`;
    return { verdict: "refuse", reason };
  }
  if (lastStartedAt !== null && now < lastStartedAt + coolDownMs) {
    const reason = `${runbook} ran${where} ${formatDuration(now - lastStartedAt)} ago, and not twice within ${formatDuration(coolDownMs)}`;
    return { verdict: "wait", for: "cool-down", until: lastStartedAt + coolDownMs, reason };
  }
  if (underWay >= atOnce) {
    const reason = `${underWay === 1 ? "another remediation is" : `${underWay} remediations are`} under way: it waits for one to end`;
    return { verdict: "wait", for: "slot", until: null, reason };
  }
  return { verdict: "start" };
}
