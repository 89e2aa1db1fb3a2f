import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { newUuid } from "@signalbox/core";
import { type Database, openDatabase } from "@signalbox/database";
import { createTestDatabase } from "@signalbox/testkit";
import { deliveriesBeside } from "./apply-at-start.ts";
import { type ApplyOutcome, applyConfig, type ConfigText, type PlanOutcome, planConfig } from "./apply-config.ts";
import type { PlannedChange } from "./compare-config.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { ensureBuiltIns } from "./ensure-built-ins.ts";

const examplePath = fileURLToPath(new URL("../../../../examples/company.yaml", import.meta.url));
export const example = readFileSync(examplePath, "utf8");
export const exampleEnv = {
  ANYPING_HOOK_TOKEN: "hook-token-0123456789-0123456789-0123456789",
  ANYPING_WEBHOOK_SECRET: "signing-secret-value",
  DESK_TOKEN: "desk-token-value",
  PAGER_SECRET: `whsec_${Buffer.from("pager-secret-value-0123456789ab").toString("base64")}`,
};
export const startedAt = Date.UTC(2026, 10, 23, 12);

/** A database of its own with the built-ins, and the verbs of configuration by their shortest names. For tests only. */
export async function createConfigUnderTest() {
  const test = await createTestDatabase();
  const db: Database = openDatabase({ url: test.url, applicationName: "config", poolSize: 3 });
  let now = startedAt;
  const deps: ConfigDeps = { db, secretKey: Buffer.alloc(32, 7), now: () => now, newId: newUuid };
  await ensureBuiltIns(deps);
  const asConfig = (text: string, more: Partial<ConfigText>): ConfigText => ({
    text,
    env: exampleEnv,
    readDelivery: deliveriesBeside(examplePath),
    prune: false,
    ...more,
  });
  return {
    db,
    deps,
    setNow: (at: number) => {
      now = at;
    },
    plan: (text: string, more: Partial<ConfigText> = {}): Promise<PlanOutcome> =>
      planConfig(deps, asConfig(text, more)),
    apply: (text: string, more: Partial<ConfigText> = {}): Promise<ApplyOutcome> =>
      applyConfig(deps, asConfig(text, more), { kind: "person", name: "ops@example.test" }),
    /** Applies what must be right; returns what changed as `source anyping update`. */
    async change(text: string, more: Partial<ConfigText> = {}): Promise<string[]> {
      return printChanges(await this.apply(text, more));
    },
    async close() {
      await db.close();
      await test.drop();
    },
  };
}

export type ConfigUnderTest = Awaited<ReturnType<typeof createConfigUnderTest>>;

/** `source anyping update`, … of an outcome that must not be a refusal. */
export function printChanges(outcome: ApplyOutcome | PlanOutcome): string[] {
  if (outcome.outcome === "refused") throw new Error(JSON.stringify([outcome.problems, outcome.missing]));
  return outcome.changes.map(({ object, key, change }: PlannedChange) => `${object} ${key} ${change}`);
}
