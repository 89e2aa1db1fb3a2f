import { z } from "zod";
import { type CalendarEntry, calendarEntry } from "./calendar-entry.ts";
import { type ComponentEntry, componentEntry } from "./component-entry.ts";
import { type ConnectionEntry, connectionEntry } from "./connection-entry.ts";
import { type CustomerEntry, customerEntry } from "./customer-entry.ts";
import { dated } from "./dated.ts";
import { type DrillEntry, drillEntry } from "./drill-entry.ts";
import { type MaintenanceEntry, maintenanceEntry } from "./maintenance-entry.ts";
import { type PolicyEntry, policyEntry } from "./policy-entry.ts";
import { type RotationEntry, rotationEntry } from "./rotation-entry.ts";
import { type RuleSetEntry, ruleSetFields } from "./rule-set-entry.ts";
import { objectKeyText } from "./scalar.ts";
import { type SourceEntry, sourceEntry } from "./source-entry.ts";
import { listOf, strictShape } from "./strict-shape.ts";
import { type TeamEntry, teamEntry } from "./team-entry.ts";

/** Who hears of failures: pagers in the order in which they are tried. */
const failurePaths = strictShape("failures", {
  team: objectKeyText.exactOptional(),
  page: listOf(strictShape("a path", { connection: objectKeyText }), "page", 20).exactOptional(),
});
export type FailurePaths = z.infer<typeof failurePaths>;

/** The config file: configuration as code, the same model that the browser edits. */
export interface ConfigFile extends RuleSetEntry {
  version: 1;
  policy?: PolicyEntry | PolicyEntry[];
  calendars?: CalendarEntry[];
  rotations?: RotationEntry[];
  teams?: TeamEntry[];
  components?: ComponentEntry[];
  sources?: SourceEntry[];
  connections?: ConnectionEntry[];
  failures?: FailurePaths;
  maintenance?: MaintenanceEntry[];
  customers?: CustomerEntry[];
  drills?: DrillEntry[];
}

export const configFile: z.ZodType<ConfigFile> = strictShape("the config file", {
  version: z.literal(1, { error: "begin the file with `version: 1`" }),
  policy: dated(policyEntry, "policy is a group of key: value pairs, or a list of such with from").exactOptional(),
  calendars: listOf(calendarEntry, "calendars").exactOptional(),
  rotations: listOf(rotationEntry, "rotations").exactOptional(),
  teams: listOf(teamEntry, "teams").exactOptional(),
  components: listOf(componentEntry, "components", 20_000).exactOptional(),
  sources: listOf(sourceEntry, "sources").exactOptional(),
  connections: listOf(connectionEntry, "connections").exactOptional(),
  ...ruleSetFields,
  failures: failurePaths.exactOptional(),
  maintenance: listOf(maintenanceEntry, "maintenance", 20_000).exactOptional(),
  customers: listOf(customerEntry, "customers", 20_000).exactOptional(),
  drills: listOf(drillEntry, "drills").exactOptional(),
});
