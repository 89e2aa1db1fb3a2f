import { type ConfigFile, type Finding, ruleSetBody, withoutSecrets } from "@signalbox/contract";
import { desireConfig } from "../config/desire-config.ts";
import type { NormalConfig } from "../config/normal-config.ts";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import { failedTests } from "./run-rule-tests.ts";

/** Runs the tests of a config file by what the file alone says; needs no variable, no server and no database. */
export function testConfigFile(file: ConfigFile, readDelivery: (path: string) => string | null): Finding[] {
  const rules = ruleSetBody(file, readDelivery);
  if (rules === null) return [];
  const { config } = desireConfig({
    live: nothing,
    closedUntil: null,
    file: withoutSecrets(file),
    opened: new Map(),
    readDelivery,
    now: 0,
  });
  return failedTests(snapshotOfConfig(config, rules), rules);
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
};
