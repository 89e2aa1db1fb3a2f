import { type EpochMs, parseRotation, toIsoOrNull } from "@signalbox/core";
import {
  listOnCallLookUps,
  listOverrides,
  listRotations,
  type OnCallTeam,
  readOverride,
  type StoredAnswer,
} from "@signalbox/database";
import { onCallLookupKey, onCallOf, readOnCallSetting, readTeamOnCall } from "@signalbox/pipeline";
import type { ServerDeps } from "../server-deps.ts";
import type { Handlers } from "./handlers.ts";
import { standingOf } from "./show-standing.ts";

const aheadMs = 400 * 86_400_000;

/** Who is on call for each team, by a rotation kept here or by a look-up elsewhere. */
export function onCallHandlers(deps: ServerDeps): Pick<Handlers, "listOnCall"> {
  const { read } = deps.db;
  return {
    async listOnCall() {
      const now = deps.now();
      const teams = await listOnCallLookUps(read);
      const rotations = await listRotations(read, { retired: false }, { after: null, limit: 5_000 });
      const overrides = (await listOverrides(read, null, { from: now, to: now + aheadMs })).map((row) => ({
        rotationId: row.rotationId,
        override: readOverride(row),
      }));
      const standings = new Map(
        rotations.flatMap(({ id, key, body }) => {
          const parsed = parseRotation(body);
          if (parsed.outcome === "invalid") return [];
          const own = overrides.filter(({ rotationId }) => rotationId === id).map(({ override }) => override);
          return [[key, standingOf(parsed.rotation, own, now)] as const];
        }),
      );
      const items = teams
        .toSorted((one, other) => (one.team.key < other.team.key ? -1 : 1))
        .map(({ team, answer }) => {
          const { rotation = null, fallback = null } = readTeamOnCall(team.onCall) ?? {};
          const { key, name, lead } = team;
          const base = { team: { key, name, lead }, rotation, fallback };
          if (rotation !== null) return { ...base, lookUp: null, standing: standings.get(rotation) ?? [] };
          return { ...base, ...showLookUp(team, answer, now) };
        });
      return { items };
    },
  };
}

function showLookUp(team: OnCallTeam, stored: StoredAnswer | null, now: EpochMs) {
  const setting = readOnCallSetting(team.onCall);
  if (setting === null) return { lookUp: null, standing: [] };
  const { connection, path, refreshMs, fallback } = setting;
  const hasAnswer = stored !== null && stored.value !== null && stored.askedAt !== null;
  const answer = hasAnswer
    ? { key: onCallLookupKey(team.key), value: stored.value, askedAt: stored.askedAt!, validUntil: stored.validUntil }
    : null;
  const found = onCallOf(answer, fallback, now);
  const person = found === null ? null : { email: found.email ?? found.name ?? "", name: found.name };
  const basis = found?.basis === "fresh" || found?.basis === "last-good" ? found.basis : null;
  return {
    lookUp: {
      connection,
      path,
      askedAt: toIsoOrNull(answer?.askedAt ?? null),
      basis: basis ?? (found === null ? ("none" as const) : ("fallback" as const)),
      failedAt: toIsoOrNull(stored?.failedAt ?? null),
      error: stored?.error ?? null,
      refreshSeconds: refreshMs / 1_000,
    },
    standing: [{ level: 1, now: person, overridden: false, next: null }],
  };
}
