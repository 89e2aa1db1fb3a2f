import { randomBytes } from "node:crypto";
import { type ConnectionKind, connectionKindByKey } from "@signalbox/connections";
import type { DrillChaos, DrillSchedule, DrillWay, EpochMs } from "@signalbox/core";
import {
  bumpConfigRevision,
  type ChangedBy,
  type Database,
  findComponents,
  findConnection,
  findDrill,
  findSource,
  findWatchingDrill,
  lockConfiguration,
  notifyLive,
  retireDrill,
  saveDrill,
  type Tx,
} from "@signalbox/database";
import { loadRouting } from "../routing/load-routing.ts";
import { realUsesOf } from "./drill-alone.ts";
import { nextDueOf } from "./due-time.ts";

export interface DrillDeps {
  db: Pick<Database, "transaction" | "read">;
  now(): EpochMs;
}

/** A drill as people write it down. */
export interface DrillDraft {
  key: string;
  name: string;
  way: DrillWay;
  /** Keys. */
  source: string;
  connection: string;
  component: string | null;
  /** Id or name of the monitor that watches the page; null where Signalbox plays the tool. */
  monitor: string | null;
  openWithinMs: number;
  closeWithinMs: number;
  schedule: DrillSchedule | null;
  chaos: DrillChaos | null;
  /** Key of the connection that pages where its calls are disturbed; null: none. */
  pager: string | null;
}

export type ChangeDrillOutcome =
  | { outcome: "saved" }
  | { outcome: "refused"; problems: { path: string; message: string }[] }
  | { outcome: "conflict"; reason: string };

type Named = { sourceId: number; connectionId: number; componentId: number | null; pagerConnectionId: number | null };

/** Makes a drill, or changes the one of that key. @param revision the one that was read; 0: there was none */
export async function changeDrill(
  deps: DrillDeps,
  draft: DrillDraft,
  revision: number,
  actor: ChangedBy["actor"],
): Promise<ChangeDrillOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const now = deps.now();
    const before = await findDrill(tx, draft.key);
    if (revision === 0 && before !== null) {
      return { outcome: "conflict", reason: `There is or was a drill with the key ${draft.key}: choose another key.` };
    }
    const named: Partial<Named> = {};
    const problems = await check(tx, draft, named, now);
    const { schedule } = draft;
    const nextDueAt = nextDueOf(routing, schedule, now);
    if (schedule !== null && nextDueAt === null) {
      const isKnown = schedule.calendar === null || routing.calendars.has(schedule.calendar);
      const message = isKnown ? "it is never due: name days that come" : `there is no calendar "${schedule.calendar}"`;
      problems.push({ path: isKnown ? "schedule.days" : "schedule.calendar", message });
    }
    if (problems.length > 0) return { outcome: "refused", problems };
    const { key, name, way, monitor, openWithinMs, closeWithinMs, chaos } = draft;
    const isByPage = way === "page";
    const saved = await saveDrill(
      tx,
      { actor, now },
      {
        ...(named as Named),
        ...{ key, name, way, openWithinMs, closeWithinMs, schedule, nextDueAt, chaos },
        monitor: isByPage ? monitor : null,
        pageToken: isByPage ? (before?.pageToken ?? randomBytes(16).toString("base64url")) : null,
      },
      revision,
    );
    if (!saved) return { outcome: "conflict", reason: "Somebody changed or retired it meanwhile: load it again." };
    await bumpConfigRevision(tx);
    await notifyLive(tx, "drill", key);
    return { outcome: "saved" };
  });
}

/** Takes a drill out of use. False where it is not in use. */
export async function retireDrillBy(deps: DrillDeps, key: string, actor: ChangedBy["actor"]): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    if (!(await retireDrill(tx, { actor, now: deps.now() }, key))) return false;
    await bumpConfigRevision(tx);
    await notifyLive(tx, "drill", key);
    return true;
  });
}

async function check(tx: Tx, draft: DrillDraft, named: Partial<Named>, now: EpochMs) {
  const problems: { path: string; message: string }[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  const source = await findSource(tx, draft.source, now);
  if (source === null || source.retiredAt !== null) refuse("source", `there is no source "${draft.source}"`);
  else named.sourceId = source.id;

  const connection = await findConnection(tx, draft.connection);
  const kind = connection === null || connection.retiredAt !== null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (connection === null || connection.retiredAt !== null) {
    refuse("connection", `there is no connection "${draft.connection}"`);
  } else if (config?.success !== true || !kind!.capabilities(config.data).actions.includes("ticket")) {
    refuse("connection", `${draft.connection} opens no tickets: a drill needs a connection that does`);
  } else if (!kind!.capabilities(config.data).close) {
    refuse("connection", `${draft.connection} does not close what it opens, so that no drill could pass`);
  } else named.connectionId = connection.id;

  const [component] = draft.component === null ? [] : await findComponents(tx, [draft.component]);
  if (draft.component !== null && component === undefined)
    refuse("component", `there is no component "${draft.component}"`);
  named.componentId = component?.id ?? null;

  named.pagerConnectionId = null;
  if (draft.chaos !== null) await checkChaos(tx, draft, { named, refuse, kind, config: config?.data });

  if (draft.way !== "page") return problems;
  if (draft.monitor === null) refuse("monitor", "name the monitor that watches the page, as your tool names it");
  else if (source !== null) {
    const other = await findWatchingDrill(tx, source.id, draft.monitor);
    if (other !== null && other !== draft.key) refuse("monitor", `the drill ${other} is watched by this monitor`);
  }
  return problems;
}

// What is real must not be held up by the breaker that is opened, and nobody real be woken by the page.
async function checkChaos(
  tx: Tx,
  draft: DrillDraft,
  given: {
    named: Partial<Named>;
    refuse: (path: string, message: string) => void;
    kind: ConnectionKind | null | undefined;
    config: unknown;
  },
): Promise<void> {
  const { named, refuse, kind, config } = given;
  const { chaos, connection, pager } = draft;
  if (draft.way !== "sample") {
    refuse("chaos", "only a drill in which Signalbox plays the tool raises several outages at once");
  }
  const leavesDoubt = chaos?.fault === "hanging" || chaos?.fault === "lying";
  if (leavesDoubt && named.connectionId !== undefined && kind?.grade(config) === "C") {
    const why = "its tickets can't be found by our reference, so that each lost answer would wait for a person";
    refuse("chaos.fault", `${connection} can't take this fault: ${why}`);
  }
  const found = pager === null ? null : await findConnection(tx, pager);
  const pagerKind = found === null || found.retiredAt !== null ? null : connectionKindByKey(found.kind);
  const parsed = pagerKind?.configSchema.safeParse(found?.config);
  if (found === null || pagerKind === null) {
    refuse("pager", pager === null ? "name a pager of the drill's own" : `there is no connection "${pager}"`);
  } else if (parsed?.success !== true || !pagerKind.capabilities(parsed.data).actions.includes("page")) {
    refuse("pager", `${pager} can't page`);
  } else if (pager === connection)
    refuse("pager", "the pager must be another connection: it has to work while this one does not");
  else named.pagerConnectionId = found.id;
  for (const [path, key] of [
    ["connection", connection],
    ["pager", pager ?? ""],
  ] as const) {
    const uses = await realUsesOf(tx, key);
    if (uses.length > 0)
      refuse(path, `${key} is used by ${uses.join(", ")}: a disturbed drill needs a connection of its own`);
  }
}
