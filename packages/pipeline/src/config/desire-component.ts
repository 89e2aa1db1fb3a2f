import { asList, type ComponentEntry, type Held, heldSpan } from "@signalbox/contract";
import type { EpochMs } from "@signalbox/core";
import type { Dated } from "@signalbox/database";
import { type NormalComponent, type NormalMapping, shortestDecimal } from "./normal-config.ts";
import { byMapping } from "./read-live-config.ts";
import { endHeld, setHeld } from "./timeline.ts";

const nothing: NormalComponent = {
  name: "",
  costCentre: null,
  glAccount: null,
  team: [],
  tier: [],
  cost: [],
  target: [],
  monitors: [],
};

/** A component as an entry of the file wants it. Dated settings and monitors that the entry leaves out stay as they are. */
export function desireComponent(
  entry: ComponentEntry,
  live: NormalComponent | undefined,
  { zone, now }: { zone: string; now: EpochMs },
): NormalComponent {
  const before = live ?? nothing;
  return {
    name: entry.name ?? entry.key,
    costCentre: entry.costCentre ?? null,
    glAccount: entry.glAccount ?? null,
    team: setAll(before.team, entry.team, (team) => (typeof team === "string" ? team : team.value), zone),
    tier: setAll(before.tier, entry.tier, (tier) => (typeof tier === "number" ? tier : tier.value), zone),
    cost: setAll(
      before.cost,
      entry.cost,
      ({ perMinute, currency }) => ({ perMinute: shortestDecimal(perMinute), currency }),
      zone,
    ),
    target: setAll(before.target, entry.sla, ({ target }) => shortestDecimal(target), zone),
    monitors:
      entry.monitors === undefined ? before.monitors : desireMappings(entry.monitors, before.monitors, zone, now),
  };
}

function setAll<Entry, Value>(
  lines: Dated<Value>[],
  given: Entry | Entry[] | undefined,
  read: (entry: Entry) => Value,
  zone: string,
): Dated<Value>[] {
  if (given === undefined) return lines;
  return asList(given).reduce((timeline, entry) => {
    const held: Held = typeof entry === "object" && entry !== null ? (entry as Held) : {};
    return setHeld(timeline, { value: read(entry), ...heldSpan(held, zone) });
  }, lines);
}

/** Each pair of source and glob has a timeline of its own. A pair that the entry no longer names ends now; one that it names
 *  without dates goes on as it is, or begins: at the beginning of time, or now where it held before. */
function desireMappings(
  entries: NonNullable<ComponentEntry["monitors"]>,
  live: readonly NormalMapping[],
  zone: string,
  now: EpochMs,
): NormalMapping[] {
  const pair = ({ source, match }: { source: string; match: string }) => JSON.stringify([source, match]);
  const lines = Map.groupBy(live, pair);
  const named = Map.groupBy(entries, pair);
  const kept = [...lines].flatMap(([key, held]) =>
    named.has(key) ? [] : asMappings(held[0]!, endHeld(asLines(held), now)),
  );
  const wanted = [...named].flatMap(([key, given]) => {
    const timeline = given.reduce(
      (before, entry) => {
        const isPlain = entry.from === undefined && entry.until === undefined;
        const last = before.at(-1);
        if (isPlain && last !== undefined && last.until === null) return before;
        const span = heldSpan(entry, zone);
        return setHeld(before, {
          value: true,
          ...span,
          ...(isPlain && last !== undefined && { from: Math.max(now, last.until ?? now) }),
        });
      },
      asLines(lines.get(key) ?? []),
    );
    return asMappings(given[0]!, timeline);
  });
  return [...kept, ...wanted].toSorted(byMapping);
}

function asLines(mappings: readonly NormalMapping[]): Dated<boolean>[] {
  return mappings.map(({ from, until }) => ({ value: true, from, until }));
}

function asMappings(
  { source, match }: { source: string; match: string },
  lines: readonly Dated<boolean>[],
): NormalMapping[] {
  return lines.map(({ from, until }) => ({ source, match, from, until }));
}
