import { type ConnectionKind, connectionKindByKey } from "@signalbox/connections";
import type { NormalConfig, NormalDrill } from "../config/normal-config.ts";
import { usesOfConnection } from "../config/uses-of-connection.ts";

export interface DrillProblem {
  /** `connection`, `chaos.pager` … */
  path: string;
  message: string;
}

/** What is wrong with a drill in a configuration. */
export function judgeDrillSettings(key: string, drill: NormalDrill, config: NormalConfig): DrillProblem[] {
  const problems: DrillProblem[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  if (!config.sources.has(drill.source)) refuse("source", `there is no source "${drill.source}"`);
  const desk = readKind(config, drill.connection);
  if (desk === null) refuse("connection", `there is no connection "${drill.connection}"`);
  else if (desk.can?.actions.includes("ticket") !== true) {
    refuse("connection", `${drill.connection} opens no tickets: a drill needs a connection that does`);
  } else if (!desk.can.close) {
    refuse("connection", `${drill.connection} does not close what it opens, so that no drill could pass`);
  }
  if (drill.component !== null && !config.components.has(drill.component)) {
    refuse("component", `there is no component "${drill.component}"`);
  }
  const calendar = drill.schedule?.calendar ?? null;
  if (calendar !== null && !config.calendars.has(calendar)) {
    refuse("schedule.calendar", `there is no calendar "${calendar}"`);
  }
  if (drill.way === "page" && drill.monitor === null) {
    refuse("monitor", "name the monitor that watches the page, as your tool names it");
  } else if (drill.way === "page") {
    const other = [...config.drills].find(
      ([name, one]) => name !== key && one.source === drill.source && one.monitor === drill.monitor,
    );
    if (other !== undefined) refuse("monitor", `the drill ${other[0]} is watched by this monitor`);
  } else if (drill.monitor !== null) {
    refuse("monitor", "only a drill by a page is watched by a monitor: leave it out");
  }
  if (drill.chaos !== null) judgeChaosSettings(drill, { config, desk, refuse });
  return problems;
}

/** What else than drills uses a connection, in words. A disturbed drill opens its breaker and pages by it, so that nothing real
 *  may depend on it. */
function realUsesOf(config: NormalConfig, connection: string): string[] {
  return usesOfConnection(config, connection);
}

/** Why a drill may not disturb its calls as things stand, in a sentence; null: it may, or does not mean to. */
export function whyNotDisturbed(
  drill: Pick<NormalDrill, "chaos" | "pager" | "connection">,
  config: NormalConfig,
): string | null {
  if (drill.chaos === null) return null;
  for (const connection of [drill.connection, drill.pager ?? ""]) {
    const [use] = realUsesOf(config, connection);
    if (use !== undefined) return `The connection ${connection} is used by ${use}: a disturbed drill needs its own.`;
  }
  return hasFailurePaths(config) ? null : `${pathsFirst}.`;
}

interface ReadKind {
  kind: ConnectionKind;
  config: unknown;
  /** Null where its configuration can't be used. */
  can: ReturnType<ConnectionKind["capabilities"]> | null;
}

function readKind(config: NormalConfig, key: string): ReadKind | null {
  const connection = config.connections.get(key);
  const kind = connection === undefined ? null : connectionKindByKey(connection.kind);
  if (connection === undefined || kind === null) return null;
  const read = kind.configSchema.safeParse(connection.config);
  return { kind, config: read.data, can: read.success ? kind.capabilities(read.data) : null };
}

function judgeChaosSettings(
  drill: NormalDrill,
  given: { config: NormalConfig; desk: ReadKind | null; refuse: (path: string, message: string) => void },
): void {
  const { config, desk, refuse } = given;
  const { chaos, connection, pager } = drill;
  if (drill.way !== "sample") {
    refuse("chaos", "only a drill in which Signalbox plays the tool raises several outages at once");
  }
  const leavesDoubt = chaos?.fault === "hanging" || chaos?.fault === "lying";
  if (leavesDoubt && desk?.can?.close === true && desk.kind.grade(desk.config) === "C") {
    const why = "its tickets can't be found by our reference, so that each lost answer would wait for a person";
    refuse("chaos.fault", `${connection} can't take this fault: ${why}`);
  }
  const own = pager === null ? null : readKind(config, pager);
  if (pager === null) refuse("chaos.pager", "name a pager of the drill's own");
  else if (own === null) refuse("chaos.pager", `there is no connection "${pager}"`);
  else if (own.can?.actions.includes("page") !== true) refuse("chaos.pager", `${pager} can't page`);
  else if (pager === connection) {
    refuse("chaos.pager", "it must be another connection: it has to work while this one does not");
  } else if (!hasFailurePaths(config)) refuse("chaos.pager", pathsFirst);
  for (const [path, key] of [
    ["connection", connection],
    ["chaos.pager", pager ?? ""],
  ] as const) {
    const uses = realUsesOf(config, key);
    if (uses.length > 0) {
      refuse(path, `${key} is used by ${uses.join(", ")}: a disturbed drill needs a connection of its own`);
    }
  }
}

// Without paths the first connection that can page is paged about failures: that might be the pager of a drill.
const pathsFirst = "say first who is paged about failures (`failures` in the config file): else it might be this pager";

function hasFailurePaths({ failures }: NormalConfig): boolean {
  return (failures?.page ?? []).length > 0;
}
