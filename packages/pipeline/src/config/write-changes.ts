import {
  cancelWindow,
  insertWindow,
  type LedgerMark,
  markComponentsDirty,
  markWholeLedgerDirty,
  notifyLive,
  publishRuleSet,
  retireDrill,
  retireObject,
  saveCalendar,
  saveCustomer,
  saveDrill,
  saveRotation,
  saveSetting,
  saveTeam,
  setPolicy,
  type Tx,
  updateWindow,
} from "@signalbox/database";
import { drillRowOf } from "../drill/drill-row.ts";
import { nextDueOf } from "../drill/due-time.ts";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import type { ConfigObject, PlannedChange } from "./compare-config.ts";
import { sameJson } from "./normal-config.ts";
import { firstDifference } from "./timeline.ts";
import { writeComponents } from "./write-components.ts";
import { writeConnection, writeSource } from "./write-credentials.ts";
import {
  type MadeToken,
  markDirty,
  names,
  plannedRevision,
  savedId,
  type WriteInput,
  type Written,
} from "./write-input.ts";

/** Carries out a plan by the commands that the browser uses too. Reads nothing: what is live was read in the same
 *  transaction, under the configuration's lock. */
export async function writeChanges(tx: Tx, input: WriteInput): Promise<MadeToken[]> {
  const dirty = new Map<number, LedgerMark>();
  const made: MadeToken[] = [];
  const components = input.changes.filter(({ object, change }) => object === "component" && change !== "retire");
  for (const change of input.changes) {
    if (change.change === "retire") await retire(tx, input, change, dirty);
    // All at once, in the place of the first.
    else if (change.object !== "component") await write[change.object](tx, input, change, { dirty, made });
    else if (change === components[0]) await writeComponents(tx, input, components, { dirty, made });
  }
  await markComponentsDirty(tx, dirty);
  return made;
}

type Write = (tx: Tx, input: WriteInput, change: PlannedChange, written: Written) => Promise<void>;

const write: Record<Exclude<ConfigObject, "component">, Write> = {
  async calendar(tx, input, { key, fields }) {
    const { by, live, desired } = input;
    const body = { ...desired.config.calendars.get(key)! };
    savedId(
      await saveCalendar(
        tx,
        by,
        { key, body },
        { changed: names(fields), ...plannedRevision(input, "calendars", key) },
      ),
    );
    if (!live.config.policy.some((line) => line.value.serviceHours === key)) return;
    // What it said of closed months stays.
    await markWholeLedgerDirty(tx, { from: live.rows.closedUntil ?? 0, to: null });
  },
  async rotation(tx, input, { key, fields }) {
    const { by, desired } = input;
    const { name, ...body } = desired.config.rotations.get(key)!;
    const options = { changed: names(fields), ...plannedRevision(input, "rotations", key) };
    savedId(await saveRotation(tx, by, { key, name, body }, options));
  },
  async team(tx, input, { key, fields }) {
    const { by, live, desired } = input;
    const saved = await saveTeam(
      tx,
      by,
      { key, ...desired.config.teams.get(key)! },
      { changed: names(fields), ...plannedRevision(input, "teams", key) },
    );
    live.ids.team.set(key, savedId(saved));
  },
  connection: writeConnection,
  source: writeSource,
  async policy(tx, { by, live, desired }) {
    const [before, after] = [live.config.policy, desired.config.policy];
    const differs = after.findIndex(
      ({ value, from }, index) => from !== before[index]?.from || !sameJson(value, before[index].value),
    );
    // Setting a policy ends what held then and drops what would come later: from the first that differs on, each is set anew.
    for (const line of after.slice(differs)) await setPolicy(tx, by, { body: line.value, from: line.from });
    const from = firstDifference(before, after);
    if (from !== null) await markWholeLedgerDirty(tx, { from, to: null });
  },
  async rules(tx, { by, desired }, { fields }) {
    const note = `from the config file: ${names(fields).join(", ")}`.slice(0, 500);
    await publishRuleSet(tx, by, { body: desired.config.rules!, origin: "config", note });
  },
  async failures(tx, { by, desired }) {
    await saveSetting(tx, by, "failures", desired.config.failures);
  },
  async maintenance(tx, { by, live, desired }, { key }, { dirty }) {
    const { components, ...window } = desired.config.windows.get(key)!;
    const componentIds = components.map((component) => live.ids.component.get(component)!);
    const id = live.windowIds.get(key);
    if (id === undefined) await insertWindow(tx, by, { ...window, componentIds });
    else await updateWindow(tx, by, id, window);
    for (const componentId of componentIds) markDirty(dirty, componentId, timeOf(window));
  },
  async customer(tx, { by, live, desired }, { key }) {
    const { name, contracts } = desired.config.customers.get(key)!;
    live.ids.customer.set(key, await saveCustomer(tx, by, { key, name }, contracts));
  },
  async drill(tx, { by, live, desired }, { key }) {
    const { config } = desired;
    const drill = config.drills.get(key)!;
    const before = live.rows.drills.find((row) => row.key === key);
    const routing = snapshotOfConfig(config, config.rules ?? { rules: [] });
    const nextDueAt = nextDueOf(routing, drill.schedule, by.now);
    const row = drillRowOf(key, drill, { ids: live.ids, pageToken: before?.pageToken ?? null, nextDueAt });
    if (!(await saveDrill(tx, by, row, before?.revision ?? 0))) throw new Error(`drill ${key} was changed meanwhile`);
    await notifyLive(tx, "drill", key);
  },
};

async function retire(
  tx: Tx,
  { by, live }: WriteInput,
  change: PlannedChange,
  dirty: Map<number, LedgerMark>,
): Promise<void> {
  const { object, key } = change;
  switch (object) {
    case "calendar":
    case "rotation":
    case "team":
    case "component":
    case "source":
    case "connection":
    case "customer":
      await retireObject(tx, by, object, key);
      break;
    case "drill":
      await retireDrill(tx, by, key);
      await notifyLive(tx, "drill", key);
      break;
    case "maintenance": {
      const window = live.config.windows.get(key)!;
      await cancelWindow(tx, by, live.windowIds.get(key)!);
      for (const component of window.components) markDirty(dirty, live.ids.component.get(component)!, timeOf(window));
      break;
    }
    case "policy":
    case "rules":
    case "failures":
      throw new Error(`${object} can't be retired`);
  }
}

function timeOf({ startsAt, endsAt }: { startsAt: number; endsAt: number }): LedgerMark {
  return { from: startsAt, to: endsAt };
}
