import { type ConfigFile, type Finding, ruleSetBody, withoutSecrets } from "@signalbox/contract";
import { desireConfig } from "../config/desire-config.ts";
import type { NormalConfig } from "../config/normal-config.ts";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import { idleFindings } from "./idle-rules.ts";
import { failedTests } from "./run-rule-tests.ts";

/** Runs the tests of a config file, and looks for rules that can never fire, by what the file alone says; needs no variable, no
 *  server and no database. */
export function testConfigFile(
  file: ConfigFile,
  readDelivery: (path: string) => string | null,
): { failed: Finding[]; notes: Finding[] } {
  const rules = ruleSetBody(file, readDelivery);
  if (rules === null) return { failed: [], notes: [] };
  const config = configOfFile(file, readDelivery);
  return { failed: failedTests(snapshotOfConfig(config, rules), rules), notes: idleFindings(config, rules) };
}

/** What a file alone says. */
export function configOfFile(file: ConfigFile, readDelivery: (path: string) => string | null): NormalConfig {
  const opened = new Map();
  return desireConfig({ live: nothing, closedUntil: null, file: withoutSecrets(file), opened, readDelivery, now: 0 })
    .config;
}

const nothing: NormalConfig = {
  policy: [],
  calendars: new Map(),
  rotations: new Map(),
  teams: new Map(),
  components: new Map(),
  sources: new Map(),
  connections: new Map(),
  rules: null,
  failures: null,
  windows: new Map(),
  customers: new Map(),
  drills: new Map(),
};
