import {
  claimDrillSignals,
  claimOutageSignals,
  type DrillOutageChange,
  type DrillRunChange,
  findSource,
  isAnyDrillRunning,
  noteDrillOutage,
  noteDrillRun,
} from "@signalbox/database";
import { keyOfSample } from "@signalbox/pipeline";
import { openSource, signedSample } from "../api/source-token.ts";
import { ApiProblem } from "../http/api-problem.ts";
import type { OwnHooks } from "../http/own-hooks.ts";
import type { SigningCertificates } from "../ingest/index.ts";
import type { ServerDeps } from "../server-deps.ts";

export interface SignalParts {
  ownHooks: OwnHooks;
  certificates: SigningCertificates;
}

/** How long a signal is believed to be under way; not taken by then, it is sent again. */
const againAfterMs = 5_000;

/** Sends the outages and recoveries of the drills that are under way, each signed as its sender does and to the source's real
 *  URL, again and again until it is taken. Safe to run twice and at once: the claim decides who sends, and the same key sent
 *  twice is one incident. */
export async function sendDrillSignals(deps: ServerDeps, parts: SignalParts): Promise<void> {
  if (!(await isAnyDrillRunning(deps.db.read))) return;
  const now = deps.now();
  const { db } = deps;
  const due = await db.transaction(async (tx) => {
    const signals = await claimDrillSignals(tx, now, now + againAfterMs);
    const outages = await claimOutageSignals(tx, now, now + againAfterMs);
    return [
      ...signals.map(({ run: { id, sourceId, correlationKey }, source, kind }): Signal => {
        const note = (change: SignalChange) => db.transaction((tx) => noteDrillRun(tx, id, change));
        return { name: id, sourceId, source, correlationKey, kind, note };
      }),
      ...outages.map(({ runId, number, ...told }): Signal => {
        const note = (change: SignalChange) => db.transaction((tx) => noteDrillOutage(tx, { runId, number }, change));
        return { ...told, name: `${runId}-${number}`, note };
      }),
    ];
  });
  await Promise.all(due.map((signal) => sendOne(deps, parts, signal)));
}

interface Signal {
  /** Tells its outage from all others. */
  name: string;
  sourceId: number;
  source: string;
  correlationKey: string | null;
  kind: "open" | "resolve";
  note(change: SignalChange): Promise<void>;
}
type SignalChange = DrillOutageChange & DrillRunChange;

async function sendOne(deps: ServerDeps, parts: SignalParts, signal: Signal): Promise<void> {
  const { kind, note } = signal;
  const sentAt = deps.now();
  const problem = await post(deps, parts, signal, sentAt);
  if (problem !== null) {
    deps.log.warn({ stage: "drill", source: signal.source, kind, outcome: "not-taken", reason: problem });
    return note({ signalProblem: problem });
  }
  return note({ signalProblem: null, ...(kind === "open" ? { faultAt: sentAt } : { faultEndedAt: sentAt }) });
}

/** Null: it was taken. Else why not, in a few words. */
async function post(deps: ServerDeps, parts: SignalParts, signal: Signal, now: number): Promise<string | null> {
  const { source: sourceKey, kind } = signal;
  try {
    const source = await findSource(deps.db.read, sourceKey, now);
    if (source === null || source.retiredAt !== null) return "the source is retired";
    const opened = await openSource(deps, source);
    if (opened.token === null) return "the token of its URL is not kept";
    const signingKey = ["sns", "jwt"].includes(opened.scheme.type) ? await parts.certificates.ownKey() : null;
    const sample = signedSample(opened, { kind, key: `signalbox-drill-${signal.name}`, now }, signingKey);
    if (kind === "open" && signal.correlationKey === null) {
      const correlationKey = await keyOfSample(deps.db, signal.sourceId, sample, now);
      if (correlationKey === null) return "its sample opens no incident: look at the mapping of the source";
      // Before anything is sent: whoever processes it must know that it is a drill.
      await signal.note({ correlationKey });
    }
    const answer = await parts.ownHooks.post(opened.token, sample);
    return answer.status >= 200 && answer.status < 300 ? null : `it answered ${answer.status}`;
  } catch (error) {
    if (error instanceof ApiProblem) return error.message;
    return "it did not answer";
  }
}
