import type { EpochMs, RotationOverride } from "@signalbox/core";
import { type LookupAnswer, listOverrides, loadRoutingWorld, readOverride, type Tx } from "@signalbox/database";
import { onCallLookupKey } from "../look-up/on-call-of.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";

/** What rules see that is no configuration. */
export interface World {
  answers: ReadonlyMap<string, LookupAnswer>;
  /** `<source id> <monitor id>` of each that is muted now. */
  muted: ReadonlySet<string>;
  /** By id of the rotation: those that hold now. */
  overrides: ReadonlyMap<number, readonly RotationOverride[]>;
}

/** Who is on call for each team as far as is known, and what is muted of these sources. */
export async function loadWorld(
  tx: Tx,
  { routing, now }: { routing: RoutingSnapshot; now: EpochMs },
  sourceIds: readonly number[],
): Promise<World> {
  const asked = [...routing.teams.values()].filter((team) => team.onCall !== null && team.onCall.rotation === null);
  const lookupKeys = asked.map((team) => onCallLookupKey(team.key));
  const { answers, muted } = await loadRoutingWorld(tx, { lookupKeys, sourceIds, now });
  const overrides = routing.rotations.size === 0 ? [] : await listOverrides(tx, null, { from: now, to: now + 1 });
  const byRotation = Map.groupBy(overrides, (row) => row.rotationId);
  return {
    overrides: new Map([...byRotation].map(([id, rows]) => [id, rows.map(readOverride)])),
    answers: new Map(answers.map((answer) => [answer.key, answer])),
    muted: new Set(muted),
  };
}
