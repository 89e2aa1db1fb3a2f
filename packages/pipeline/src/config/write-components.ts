import {
  insertComponents,
  journalChange,
  replaceCosts,
  replaceMappings,
  replaceOwners,
  replaceTargets,
  replaceTiers,
  saveComponent,
  type Tx,
} from "@signalbox/database";
import type { PlannedChange } from "./compare-config.ts";
import { mappingOrdinal } from "./mapping-ordinal.ts";
import { type NormalComponent, sameJson } from "./normal-config.ts";
import { firstDifference } from "./timeline.ts";
import {
  markDirty,
  names,
  PlanOutdated,
  plannedRevision,
  savedId,
  type WriteInput,
  type Written,
} from "./write-input.ts";

/** Saves components and those of their timelines that differ: new ones set by set, so that thousands take seconds. */
export async function writeComponents(
  tx: Tx,
  input: WriteInput,
  changes: readonly PlannedChange[],
  { dirty }: Written,
): Promise<void> {
  if (changes.length === 0) return;
  const { live, desired } = input;
  const isNew = (key: string) => !live.ids.component.has(key);
  const added = changes.filter(({ key }) => isNew(key)).map(({ key }) => key);
  for (const change of changes.filter(({ key }) => !isNew(key))) {
    await saveChanged(tx, input, change);
    const before = live.config.components.get(change.key)?.cost ?? [];
    const from = firstDifference(before, desired.config.components.get(change.key)!.cost);
    if (from !== null) markDirty(dirty, live.ids.component.get(change.key)!, { from, to: null });
  }
  await insertNew(tx, input, added);
  await replaceTimelines(
    tx,
    input,
    changes.map(({ key }) => key),
  );
}

async function insertNew(tx: Tx, { by, live, desired }: WriteInput, keys: readonly string[]): Promise<void> {
  const rows = keys.map((key) => rowOf(key, desired.config.components.get(key)!));
  const ids = await insertComponents(tx, by, rows);
  if (ids === null) throw new PlanOutdated();
  for (const [key, id] of ids) live.ids.component.set(key, id);
}

async function saveChanged(tx: Tx, input: WriteInput, change: PlannedChange): Promise<void> {
  const { by, live, desired } = input;
  const { key, fields } = change;
  const options = { changed: names(fields), ...plannedRevision(input, "components", key) };
  const id = savedId(await saveComponent(tx, by, rowOf(key, desired.config.components.get(key)!), options));
  live.ids.component.set(key, id);
  // Dated settings are replaced whole: only here is kept what they were.
  const changed = Object.fromEntries(fields.map(({ field, from, to }) => [field, { from, to }]));
  await journalChange(tx, by, "component", key, "settings-changed", changed);
}

function rowOf(key: string, { name, costCentre, glAccount }: NormalComponent) {
  return { key, name, costCentre, glAccount };
}

async function replaceTimelines(tx: Tx, { by, live, desired }: WriteInput, keys: readonly string[]): Promise<void> {
  // What a retired component had stands in its tables still, and must not come back with it.
  const retired = new Set(live.rows.components.filter((row) => row.retiredAt !== null).map((row) => row.key));
  const changed = <Setting extends "team" | "tier" | "cost" | "target" | "monitors", Lines>(
    setting: Setting,
    linesOf: (lines: NormalComponent[Setting]) => Lines,
  ): Map<number, Lines> => {
    const others = keys.filter((key) => {
      const after = desired.config.components.get(key)!;
      return retired.has(key) || !sameJson(live.config.components.get(key)?.[setting] ?? [], after[setting]);
    });
    const linesByKey = (key: string) => linesOf(desired.config.components.get(key)![setting]);
    return new Map(others.map((key) => [live.ids.component.get(key)!, linesByKey(key)]));
  };
  await replaceTiers(
    tx,
    changed("tier", (lines) => lines),
  );
  await replaceCosts(
    tx,
    changed("cost", (lines) => lines),
    by.now,
  );
  await replaceTargets(
    tx,
    changed("target", (lines) => lines),
  );
  await replaceOwners(
    tx,
    changed("team", (lines) => lines.map(({ value, ...held }) => ({ ...held, value: live.ids.team.get(value)! }))),
  );
  await replaceMappings(
    tx,
    changed("monitors", (lines) =>
      lines.map(({ source, match, from, until }) => ({
        from,
        until,
        value: { sourceId: live.ids.source.get(source)!, match, ordinal: mappingOrdinal(match) },
      })),
    ),
  );
}
