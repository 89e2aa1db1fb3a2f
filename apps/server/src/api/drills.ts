import type { DrillChaos as DrillChaosBody } from "@signalbox/contract";
import { type DrillSchedule, drillSteps, formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  type DrillFigures,
  findDrill,
  findDrillRun,
  listDrillRuns,
  listDrills,
  listLastDrillRuns,
  loadDrillFigures,
  type ShownDrill,
  type ShownDrillRun,
} from "@signalbox/database";
import { beginDrillRun, changeDrill, retireDrillBy, stopRun } from "@signalbox/pipeline";
import { z } from "zod";
import { drillPageUrl } from "../drill/drill-page.ts";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";

const figuresOverDays = 90;
const dayMs = 86_400_000;

export function drillHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  | "listDrills"
  | "getDrill"
  | "saveDrill"
  | "retireDrill"
  | "runDrill"
  | "listDrillRuns"
  | "getDrillRun"
  | "stopDrillRun"
> {
  const { read } = deps.db;
  const find = async (key: string) => {
    const row = await findDrill(read, key);
    if (row === null) throw notFound("drill");
    return row;
  };
  const detail = async (key: string) => (await loadShow(deps, [await find(key)]))(await find(key));
  const findRun = async (id: string) => {
    const run = await findDrillRun(read, readId("drl", "run", id));
    if (run === null) throw notFound("run");
    return run;
  };
  return {
    async listDrills({ query }) {
      const page = await pageOfRows(query, {
        key: z.string(),
        fetch: (place) => listDrills(read, { retired: query.retired }, place),
        keyOf: (row) => row.key,
        item: (row) => row,
      });
      return { ...page, items: page.items.map(await loadShow(deps, page.items)) };
    },

    getDrill: ({ params }) => detail(params.key),

    async saveDrill({ params, body }, call) {
      const { revision, openWithinSeconds, closeWithinSeconds, chaos, ...settings } = body;
      const limits = { openWithinMs: openWithinSeconds * 1_000, closeWithinMs: closeWithinSeconds * 1_000 };
      const draft = { key: params.key, ...settings, ...limits, ...readChaos(chaos) };
      const saved = await changeDrill(deps, draft, revision, actorOfCall(call));
      if (saved.outcome === "conflict") throw new ApiProblem("conflict", saved.reason);
      if (saved.outcome === "refused") {
        const errors = saved.problems.map(({ path, message }) => ({ path: `body.${path}`, message }));
        const said = saved.problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
        throw new ApiProblem("invalid", said, { more: { errors } });
      }
      return detail(params.key);
    },

    async retireDrill({ params }, call) {
      await find(params.key);
      if (!(await retireDrillBy(deps, params.key, actorOfCall(call)))) {
        throw new ApiProblem("not-allowed", "This drill is retired already.");
      }
      return detail(params.key);
    },

    async runDrill({ params }, call) {
      const begun = await beginDrillRun(deps, params.key, actorOfCall(call));
      if (begun.outcome === "not-found") throw notFound("drill");
      if (begun.outcome === "under-way") {
        throw new ApiProblem("conflict", "A run of this drill is under way: wait for it, or stop it.");
      }
      if (begun.outcome === "refused") throw new ApiProblem("not-allowed", begun.reason);
      return showRun(await findRun(formatId("drl", begun.id)));
    },

    async listDrillRuns({ params, query }) {
      const { id: drillId } = await find(params.key);
      return pageOfRows(query, {
        key: z.object({ startedAt: z.int(), id: z.uuid() }),
        fetch: (place) => listDrillRuns(read, { drillId }, place),
        keyOf: ({ startedAt, id }) => ({ startedAt, id }),
        item: showRun,
      });
    },

    getDrillRun: async ({ params }) => showRun(await findRun(params.id)),

    async stopDrillRun({ params }, call) {
      const { id } = await findRun(params.id);
      if (!(await stopRun(deps, id, actorOfCall(call)))) {
        throw new ApiProblem("not-allowed", "This run has ended, or is stopped already.");
      }
      return showRun(await findRun(params.id));
    },
  };
}

async function loadShow(deps: ServerDeps, rows: readonly ShownDrill[]) {
  const ids = rows.map(({ id }) => id);
  const { read } = deps.db;
  const last = new Map((await listLastDrillRuns(read, ids)).map((run) => [run.drillId, run]));
  const figures = await loadDrillFigures(read, ids, deps.now() - figuresOverDays * dayMs);
  return (row: ShownDrill) => {
    const run = last.get(row.id);
    const { key: drill, way, source, connection } = row;
    return {
      ...{ key: row.key, name: row.name, way, source, connection },
      monitor: row.monitor,
      pageUrl: row.pageToken === null ? null : drillPageUrl(deps.env, row.pageToken),
      component: row.component,
      openWithinSeconds: row.openWithinMs / 1_000,
      closeWithinSeconds: row.closeWithinMs / 1_000,
      schedule: row.schedule === null ? null : showSchedule(row.schedule),
      chaos: showChaos(row),
      nextDueAt: toIsoOrNull(row.nextDueAt),
      lastRun: run === undefined ? null : showRun({ ...run, drill, way, source, connection, pager: row.pager }),
      figures: showFigures(figures.find(({ drillId }) => drillId === row.id)),
      revision: row.revision,
      retiredAt: toIsoOrNull(row.retiredAt),
    };
  };
}

function readChaos(chaos: DrillChaosBody | null) {
  if (chaos === null) return { chaos: null, pager: null };
  const { pager, forSeconds, ...rest } = chaos;
  return { chaos: { ...rest, forMs: forSeconds * 1_000 }, pager };
}

function showChaos({ chaos, pager }: Pick<ShownDrill, "chaos" | "pager">) {
  if (chaos === null) return null;
  const { fault, outages, forMs } = chaos;
  return { fault, outages, forSeconds: forMs / 1_000, pager: pager ?? "" };
}

function showDisturbance(run: ShownDrillRun) {
  if (run.chaos === null) return null;
  const { fault, outages, forMs } = run.chaos;
  return {
    fault,
    outages,
    pager: run.pager,
    untilAtTheLatest: toIso(run.startedAt + forMs),
    endedAt: toIsoOrNull(run.disturbanceEndedAt),
    proofs: (run.report ?? []).map((proof) => ({ ...proof, at: toIsoOrNull(proof.at) })),
  };
}

function showSchedule({ days, at, calendar }: DrillSchedule) {
  return { days: [...days], at, calendar };
}

function showFigures(found: DrillFigures | undefined) {
  const none = { openedP50Ms: null, openedP99Ms: null, closedP50Ms: null, closedP99Ms: null };
  const { drillId: _, ...figures } = found ?? { drillId: 0, runs: 0, misses: 0, ...none };
  return { days: figuresOverDays, ...figures };
}

function showRun(run: ShownDrillRun) {
  return {
    id: formatId("drl", run.id),
    drill: run.drill,
    way: run.way,
    state: run.state,
    askedBy: run.askedBy,
    dueAt: toIsoOrNull(run.dueAt),
    startedAt: toIso(run.startedAt),
    finishedAt: toIsoOrNull(run.finishedAt),
    source: run.source,
    connection: run.connection,
    incidentId: run.incidentId === null ? null : formatId("inc", run.incidentId),
    missed: run.missed,
    stoppedBy: run.stoppedBy,
    disturbance: showDisturbance(run),
    steps:
      run.chaos === null
        ? drillSteps(run, run.state !== "running").map((step) => ({ ...step, at: toIsoOrNull(step.at) }))
        : [],
  };
}
