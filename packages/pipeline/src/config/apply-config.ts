import { createHash } from "node:crypto";
import {
  type ConfigFile,
  type ConfigProblem,
  checkConfig,
  locate,
  resolveSecrets,
  withoutSecrets,
} from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import {
  type AppliedConfig,
  bumpConfigRevision,
  type ChangedBy,
  loadLastApplication,
  lockConfiguration,
  recordApplication,
  settleFailure,
  type Tx,
} from "@signalbox/database";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import { idleFindings } from "../rule-set/idle-rules.ts";
import { failedTests } from "../rule-set/run-rule-tests.ts";
import { compareConfig, type PlannedChange } from "./compare-config.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { type DesiredConfig, desireConfig } from "./desire-config.ts";
import { digestObjects } from "./digest-objects.ts";
import { knownWorld } from "./known-world.ts";
import { openStoredSecrets } from "./open-stored-secrets.ts";
import { type LiveConfig, readLiveConfig } from "./read-live-config.ts";
import { writeChanges } from "./write-changes.ts";
import type { MadeToken } from "./write-input.ts";

export interface ConfigText {
  text: string;
  /** Variables that `{env: NAME}` may name. Through the API only those that came with the request: the server's own
   *  environment holds what no caller may read. */
  env: Readonly<Record<string, string | undefined>>;
  /** A file that a test names, as text; null where there is none. */
  readDelivery: (path: string) => string | null;
  /** Retire what the file no longer names. */
  prune: boolean;
}

/** `refused`: nothing was changed. `problems` have line and column; `missing` are all variables that are not set. */
export type Refused = { outcome: "refused"; problems: ConfigProblem[]; missing: string[]; warnings: ConfigProblem[] };
export type PlanOutcome = { outcome: "planned"; changes: PlannedChange[]; warnings: ConfigProblem[] } | Refused;
export type ApplyOutcome =
  | { outcome: "applied"; changes: PlannedChange[]; warnings: ConfigProblem[]; madeTokens: MadeToken[] }
  | Refused;

/** What a file would change; writes nothing. */
export async function planConfig(deps: ConfigDeps, config: ConfigText): Promise<PlanOutcome> {
  return deps.db.transaction(async (tx) => {
    const ready = await prepare(tx, deps, config);
    if (ready.outcome === "refused") return ready;
    return { outcome: "planned", changes: ready.changes, warnings: ready.warnings };
  });
}

/** Checks a file and makes it live, all of it or nothing, in one transaction. Applied again it changes nothing. */
export async function applyConfig(
  deps: ConfigDeps,
  config: ConfigText,
  actor: ChangedBy["actor"],
): Promise<ApplyOutcome> {
  return deps.db.transaction(async (tx) => {
    const ready = await prepare(tx, deps, config);
    if (ready.outcome === "refused") return ready;
    const by: ChangedBy = { actor, now: deps.now() };
    const madeTokens = await commitPlan(tx, deps, by, ready, config);
    return { outcome: "applied", changes: ready.changes, warnings: ready.warnings, madeTokens };
  });
}

/** A file that was checked against what is live, under the lock that keeps two changes of configuration apart. */
export interface ReadyPlan {
  outcome: "ready";
  file: ConfigFile;
  live: LiveConfig;
  desired: DesiredConfig;
  changes: PlannedChange[];
  warnings: ConfigProblem[];
}

export async function prepare(tx: Tx, deps: ConfigDeps, config: ConfigText): Promise<ReadyPlan | Refused> {
  await lockConfiguration(tx);
  const live = await readLiveConfig(tx);
  const { readDelivery } = config;
  const world = knownWorld(config.prune ? { readDelivery } : { readDelivery, live: live.config });
  const checked = checkConfig(config.text, { compileRuleSet, world });
  const refused = (problems: ConfigProblem[], missing: string[] = []): Refused => ({
    outcome: "refused",
    problems,
    missing,
    warnings: checked.warnings,
  });
  if (checked.document === null) return refused(checked.problems);
  const resolved = resolveSecrets(checked.document, config.env);
  if (resolved.outcome === "missing") return refused([], resolved.variables);
  const desired = desireConfig({
    live: live.config,
    closedUntil: live.rows.closedUntil,
    file: resolved.document,
    opened: await openStoredSecrets(tx, deps.secretKey, live, resolved.document),
    readDelivery,
    now: deps.now(),
  });
  if (desired.problems.length > 0) return refused(locate(config.text, desired.problems));
  const { rules } = desired.config;
  const failed = rules === null ? [] : failedTests(snapshotOfConfig(desired.config, rules), rules);
  const bringsRules = checked.document.rules !== undefined;
  if (bringsRules && failed.length > 0) return refused(locate(config.text, failed));
  const changes = compareConfig(live.config, desired, { prune: config.prune, now: deps.now() });
  // The rules stay as they are: that one of their tests would fail now is told, and is no reason to refuse the rest.
  const idle = bringsRules && rules !== null ? locate(config.text, idleFindings(desired.config, rules)) : [];
  const warnings = [...checked.warnings, ...idle, ...(bringsRules ? [] : locate("", failed))];
  const bringsBudget = rules?.budget !== undefined && changes.some(({ object }) => object === "rules");
  if (bringsBudget) warnings.push(...locate(config.text, [{ path: ["budget"], message: budgetIsNotAsked }]));
  return { outcome: "ready", file: checked.document, live, desired, changes, warnings };
}

/** Carries out a plan and remembers the file. */
export async function commitPlan(
  tx: Tx,
  deps: ConfigDeps,
  by: ChangedBy,
  ready: ReadyPlan,
  config: Pick<ConfigText, "text">,
): Promise<MadeToken[]> {
  const { changes, desired, live } = ready;
  const made = await writeChanges(tx, { by, secretKey: deps.secretKey, live, desired, changes });
  const after = changes.length === 0 ? live : await readLiveConfig(tx);
  const sha256 = hashFile(config.text);
  const last = await loadLastApplication(tx);
  if (changes.length > 0 || last === null || !last.sha256.equals(sha256)) {
    const file = withoutSecrets(ready.file) as unknown as AppliedConfig["file"];
    const document = { file, digests: digestObjects(after.config, desired.named) };
    await recordApplication(tx, by, { sha256, document, changes: changes.length });
  }
  if (changes.length > 0) await bumpConfigRevision(tx);
  await settleFailure(tx, {
    kind: "config-differs",
    cause: "config-file",
    by: by.actor.name,
    reason: "the file was applied",
    now: by.now,
  });
  return made;
}

/** SHA-256 of a config file: tells whether it is the one that was applied last. */
export function hashFile(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

const budgetIsNotAsked =
  "a file is not held by the budget of its rules: to keep it, play them as a draft in the time machine and publish them there";
