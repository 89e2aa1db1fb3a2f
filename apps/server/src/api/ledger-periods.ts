import { formatId, type Period, periodOf, periodSpan, policyInForce, toIso, toIsoOrNull } from "@signalbox/core";
import {
  findLedgerRun,
  findPeriod,
  findSnapshot,
  type LedgerRunRow,
  listLedgerRuns,
  listOpenPeriods,
  listPeriods,
  listSnapshots,
  loadClosingChecks,
  loadPolicies,
  type PeriodRow,
  type SnapshotRow,
} from "@signalbox/database";
import {
  explainable,
  orderLedgerRun,
  readSnapshot,
  reopenMonth,
  settleWholeLedger,
  type VerifyReport,
} from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type ApiCall, actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { ledgerDeps } from "./ledger-filter.ts";
import { printSubject } from "./print-subject.ts";
import { readId } from "./read-id.ts";

/** What the examples of a check are ids of. */
const subjectsOfChecks: Readonly<Record<string, string>> = {
  openIncidents: "incident",
  orphans: "failure",
  unmapped: "incident",
  missingRates: "incident",
  unread: "delivery",
};

export function ledgerPeriodHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  | "listLedgerPeriods"
  | "getLedgerPeriod"
  | "closeLedgerPeriod"
  | "reopenLedgerPeriod"
  | "downloadLedgerSnapshot"
  | "startLedgerVerification"
  | "listLedgerVerifications"
  | "getLedgerRun"
> {
  const { read } = deps.db;
  const zone = async () => policyInForce(await loadPolicies(read), deps.now()).timeZone;
  const show = async (period: Period) => {
    const row = await findPeriod(read, period);
    return row === null ? bareMonth(period, await zone()) : showMonth(row);
  };
  const order = async (call: ApiCall, kind: "verify" | "close", period: string | null, explanations = {}) => {
    const by = actorOfCall(call).name;
    const run = await orderLedgerRun({ ...ledgerDeps(deps), newId: deps.newId }, { kind, period, by, explanations });
    if (run === null) throw new ApiProblem("not-allowed", "The same is under way already: wait until it has ended.");
    return showRun(run);
  };
  return {
    async listLedgerPeriods() {
      const rows = await listPeriods(read);
      const timeZone = await zone();
      const known = new Set(rows.map(({ period }) => period));
      const open = [...(await listOpenPeriods(read)), periodOf(deps.now(), timeZone)].filter(
        (period) => !known.has(period),
      );
      const months = [...rows.map(showMonth), ...[...new Set(open)].map((period) => bareMonth(period, timeZone))];
      return { items: months.sort((a, b) => (a.period < b.period ? 1 : -1)) };
    },

    async getLedgerPeriod({ params: { period } }) {
      await settleWholeLedger(ledgerDeps(deps));
      const month = await show(period);
      const checks = await loadClosingChecks(read, { period, endsAt: Date.parse(month.endsAt) });
      const snapshots = await listSnapshots(read, period);
      return {
        ...month,
        checks: Object.entries(checks).map(([kind, check]) => ({
          kind: kind as keyof typeof checks,
          count: check.count,
          examples: check.examples.map((id) => printSubject(subjectsOfChecks[kind] ?? "", id)),
          mayExplain: explainable.includes(kind as keyof typeof checks),
        })),
        snapshots: snapshots.map(showSnapshot),
      };
    },

    async closeLedgerPeriod({ params: { period }, body }, call) {
      const month = await show(period);
      if (month.status === "closed") throw new ApiProblem("not-allowed", `${period} is closed already.`);
      if (Date.parse(month.endsAt) > deps.now()) {
        throw new ApiProblem("not-allowed", `${period} is not over: it ends at ${month.endsAt}.`);
      }
      return order(call, "close", period, body.explanations);
    },

    async reopenLedgerPeriod({ params: { period }, body }, call) {
      const outcome = await reopenMonth(deps, { period, by: actorOfCall(call).name, reason: body.reason });
      if (outcome === "not-closed") throw new ApiProblem("not-allowed", `${period} is not closed.`);
      if (outcome === "own-request") {
        throw new ApiProblem("not-allowed", "You asked for it yourself: another person must open it.");
      }
      return show(period);
    },

    async downloadLedgerSnapshot({ params: { id } }) {
      const snapshot = await findSnapshot(read, id);
      if (snapshot === null) throw notFound("snapshot");
      return new Response(ReadableStream.from(readSnapshot(read, id)), {
        headers: {
          "content-type": "application/octet-stream",
          "content-disposition": `attachment; filename="ledger-${snapshot.period}-closing-${snapshot.timesClosed}.${snapshot.format}"`,
          "x-ledger-snapshot-sha256": snapshot.sha256.toString("hex"),
        },
      });
    },

    startLedgerVerification: (_, call) => order(call, "verify", null),

    async listLedgerVerifications() {
      return { items: (await listLedgerRuns(read, "verify", 20)).map(showRun) };
    },

    async getLedgerRun({ params }) {
      const run = await findLedgerRun(read, readId("led", "run", params.id));
      if (run === null) throw notFound("run");
      return showRun(run);
    },
  };
}

function bareMonth(period: Period, timeZone: string) {
  const { from, to } = periodSpan(period, timeZone);
  return {
    period,
    startsAt: toIso(from),
    endsAt: toIso(to),
    status: "open" as const,
    timesClosed: 0,
    closedBy: null,
    closedAt: null,
    explanations: {},
    reopenAskedBy: null,
    reopenReason: null,
  };
}

function showMonth(row: PeriodRow) {
  return { ...row, startsAt: toIso(row.startsAt), endsAt: toIso(row.endsAt), closedAt: toIsoOrNull(row.closedAt) };
}

function showSnapshot(row: SnapshotRow) {
  return {
    id: row.id,
    format: row.format,
    closing: row.timesClosed,
    rows: row.rows,
    bytes: row.sizeBytes,
    sha256: row.sha256.toString("hex"),
    chainSha256: row.chainSha256.toString("hex"),
    previousSha256: row.previousSha256?.toString("hex") ?? null,
    madeAt: toIso(row.madeAt),
  };
}

function showRun(row: LedgerRunRow) {
  const result = (row.result ?? {}) as Partial<VerifyReport> & { reason?: string };
  return {
    id: formatId("led", row.id),
    kind: row.kind,
    period: row.period,
    state: row.state,
    phase: row.phase,
    done: row.done,
    total: row.total,
    by: row.askedBy,
    askedAt: toIso(row.askedAt),
    finishedAt: toIsoOrNull(row.finishedAt),
    reason: result.reason ?? null,
    findingCount: result.findingCount ?? null,
    findings: result.findings ?? [],
    readAnewCount: result.readAnewCount ?? null,
    readAnew: result.readAnew ?? [],
    checked: { ...result.checked },
  };
}
