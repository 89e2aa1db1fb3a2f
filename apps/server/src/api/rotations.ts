import type { RotationEntry } from "@signalbox/contract";
import {
  type EpochMs,
  gapsIn,
  parseRotation,
  type Rotation,
  type RotationOverride,
  type Shift,
  shiftsIn,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import {
  findRotation,
  listOverrides,
  listRotations,
  listTeams,
  type OverrideRow,
  type RotationRow,
  readOverride,
} from "@signalbox/database";
import { cancelOverrideBy, changeRotation, overrideRotation, retireRotation } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { refuseEntry } from "./refuse-entry.ts";
import { showShift, standingOf } from "./show-standing.ts";

const dayMs = 86_400_000;
/** Gaps are looked for so far ahead. */
const gapsAheadMs = 28 * dayMs;
/** Overrides that can change who follows next: as far as that is looked for. */
const aheadMs = 400 * dayMs;

/** Rotations that are kept here. */
export function rotationHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  "listRotations" | "getRotation" | "saveRotation" | "retireRotation" | "overrideRotation" | "cancelRotationOverride"
> {
  const { read } = deps.db;
  return {
    async listRotations({ query }) {
      const [show, now] = [await loadShow(), deps.now()];
      const overrides = Map.groupBy(
        await listOverrides(read, null, { from: now, to: now + aheadMs }),
        (row) => row.rotationId,
      );
      return pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listRotations(read, { retired: query.retired }, page),
        keyOf: (row) => row.key,
        item: (row) => show(row, overrides.get(row.id) ?? []),
      });
    },

    getRotation: ({ params, query }) =>
      detail(params.key, query.from === undefined ? deps.now() : Date.parse(query.from), query.days),

    async saveRotation({ params, body }, call) {
      const { revision, teams = null, ...settings } = body;
      const entry = { key: params.key, ...settings } as RotationEntry;
      const saved = await changeRotation(deps, { entry, teams }, revision, actorOfCall(call));
      if (saved.outcome === "conflict") throw new ApiProblem("conflict", saved.reason);
      if (saved.outcome === "refused") {
        throw refuseEntry(saved.problems, (path) => `body.${path}`);
      }
      return detail(params.key, deps.now(), 28);
    },

    async retireRotation({ params }, call) {
      if ((await findRotation(read, params.key)) === null) throw notFound("rotation");
      const retired = await retireRotation(deps, params.key, actorOfCall(call));
      if (retired.outcome === "in-use") {
        const teams = retired.by.join(", ");
        throw new ApiProblem("not-allowed", `It says who is on call for ${teams}: give them another on-call first.`);
      }
      if (retired.outcome === "asked") {
        const rules = retired.rules.map((rule) => `"${rule}"`).join(", ");
        throw new ApiProblem("not-allowed", `The live rules ask it: take it out of ${rules} and publish that first.`);
      }
      if (retired.outcome === "not-there") throw new ApiProblem("not-allowed", "This rotation is retired already.");
      return detail(params.key, deps.now(), 28);
    },

    async overrideRotation({ params, body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      const { level, email, name = null, reason } = body;
      const [from, to] = [Date.parse(body.from), Date.parse(body.to)];
      if (to <= from) throw invalid("body.to", "It ends before it begins.");
      if (to <= by.now) throw invalid("body.to", "It is over already: what was, stays as it was.");
      const made = await overrideRotation(deps, by, params.key, { level, from, to, email, name, reason });
      if (made.outcome === "not-found") throw notFound("rotation");
      if (made.outcome === "no-such-level") throw invalid("body.level", `The rotation has ${made.levels} levels.`);
      const shown = { id: made.id, level, from: toIso(from), to: toIso(to), person: { email, name }, reason };
      return { ...shown, by: by.actor.name, madeAt: toIso(by.now) };
    },

    async cancelRotationOverride({ params }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      const outcome = await cancelOverrideBy(deps, by, params.key, params.id);
      if (outcome === "not-found") throw notFound("rotation");
      if (outcome === "over") throw new ApiProblem("not-allowed", "This override is over, or was taken back already.");
      return { cancelled: true };
    },
  };

  async function loadShow() {
    const now = deps.now();
    const teams = await listTeams(read, { retired: false, now }, { after: null, limit: 5_000 });
    return (row: RotationRow, overrides: readonly OverrideRow[]) =>
      showRotation(row, overrides.map(readOverride), {
        now,
        teams: teams.filter(({ onCall }) => onCall?.rotation === row.key).map(({ key }) => key),
      });
  }

  async function detail(key: string, from: EpochMs, days: number) {
    const row = await findRotation(read, key);
    if (row === null) throw notFound("rotation");
    const [span, now] = [{ from, to: from + days * dayMs }, deps.now()];
    const rows = await listOverrides(read, row.id, {
      from: Math.min(from, now),
      to: Math.max(span.to, now + aheadMs),
    });
    const overrides = rows.map(readOverride);
    const parsed = parseRotation(row.body);
    const rotation: Rotation | null = parsed.outcome === "parsed" ? parsed.rotation : null;
    return {
      ...(await loadShow())(row, rows),
      from: toIso(span.from),
      to: toIso(span.to),
      shifts: levelsOf(rotation).map((level): ReturnType<typeof showShift>[] =>
        rotation === null ? [] : shiftsIn(rotation, level, overrides, span).map((one: Shift) => showShift(one)),
      ),
      overrides: rows.filter(({ startsAt, endsAt }) => startsAt < span.to && endsAt > span.from).map(showOverride),
    };
  }
}

function showRotation(
  row: RotationRow,
  overrides: readonly RotationOverride[],
  { now, teams }: { now: EpochMs; teams: string[] },
) {
  const parsed = parseRotation(row.body);
  const rotation = parsed.outcome === "parsed" ? parsed.rotation : null;
  const ahead = { from: now, to: now + gapsAheadMs };
  return {
    key: row.key,
    name: row.name,
    timeZone: row.body.timeZone,
    levels: row.body.levels,
    teams,
    standing: rotation === null ? [] : standingOf(rotation, overrides, now),
    gaps: levelsOf(rotation).flatMap((level) =>
      rotation === null
        ? []
        : gapsIn(rotation, level, overrides, ahead).map(({ from, to }) => ({
            level,
            from: toIso(from),
            to: toIso(to),
          })),
    ),
    revision: row.revision,
    retiredAt: toIsoOrNull(row.retiredAt),
  };
}

function levelsOf(rotation: Rotation | null): number[] {
  return (rotation?.levels ?? []).map((_, index) => index + 1);
}

function showOverride(row: OverrideRow) {
  const { id, level, email, name, reason } = row;
  const [from, to] = [toIso(row.startsAt), toIso(row.endsAt)];
  return { id, level, from, to, person: { email, name }, reason, by: row.madeBy, madeAt: toIso(row.madeAt) };
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}
