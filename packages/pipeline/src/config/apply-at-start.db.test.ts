import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bumpConfigRevision, lockConfiguration, StartRefusal, saveTeam } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishRuleDraft, saveRuleDraft } from "../rule-set/index.ts";
import { applyConfigAtStart } from "./apply-at-start.ts";
import { type ConfigUnderTest, createConfigUnderTest, example, exampleEnv, printChanges } from "./config-under-test.ts";
import { configureAtStart } from "./configure-at-start.ts";

const person = { kind: "person" as const, name: "ops@example.test" };
let config: ConfigUnderTest;
let folder: string;
beforeEach(async () => {
  config = await createConfigUnderTest();
  folder = await mkdtemp(join(tmpdir(), "signalbox config "));
});
afterEach(async () => {
  await config.close();
  await rm(folder, { recursive: true });
});

const start = async (text: string) => {
  const path = join(folder, "company.yaml");
  await writeFile(path, text);
  return applyConfigAtStart({ ...config.deps, env: exampleEnv }, path);
};
const withoutTests = example.slice(0, example.indexOf("tests:"));
const renamed = withoutTests.replace("name: Payments", "name: Pay");
const failures = async () =>
  (await config.db.sql`select kind, status, reason, details from failures order by first_at`).map((row) => row);

describe("applyConfigAtStart", () => {
  it("applies a file once, whatever is changed here afterwards", async () => {
    expect((await start(withoutTests)).outcome).toBe("applied");
    await renameTeam("Payments and refunds");
    expect((await start(withoutTests)).outcome).toBe("unchanged");
    expect(await teamName()).toBe("Payments and refunds");
  });

  it("goes on with what is live where the same object was changed here since, and a failure shows the difference", async () => {
    await start(withoutTests);
    await renameTeam("Payments and refunds");
    const outcome = await start(renamed);
    expect(outcome).toMatchObject({ outcome: "kept-live", changedSince: ["team payments"] });
    expect(await teamName()).toBe("Payments and refunds");
    expect(await failures()).toMatchObject([
      {
        kind: "config-differs",
        status: "open",
        reason: expect.stringContaining("team payments was changed here"),
        details: {
          changes: [{ object: "team", fields: [{ field: "name", from: "Payments and refunds", to: "Pay" }] }],
        },
      },
    ]);
    const [applied] = await config.db.sql`select count(*)::int as n from config_applications`;
    expect(applied).toEqual({ n: 1 });
  });

  it("settles that failure when the file is made live by hand", async () => {
    await start(withoutTests);
    await renameTeam("Payments and refunds");
    await start(renamed);
    expect(printChanges(await config.apply(renamed))).toEqual(["team payments update"]);
    expect(await failures()).toMatchObject([{ kind: "config-differs", status: "settled" }]);
    expect((await start(renamed)).outcome).toBe("unchanged");
  });

  it("applies a file whose objects nobody else changed, whatever else was", async () => {
    await start(withoutTests);
    await renameTeam("Payments and refunds");
    const other = withoutTests
      .replace("name: Payments", "name: Payments and refunds")
      .replace("name: Checkout API", "name: Checkout");
    expect(printChanges(await asApplied(start(other)))).toEqual(["component checkout-api update"]);
  });

  it("takes rules that were published here for live, not for its own", async () => {
    await start(withoutTests);
    const text = "rules:\n  - {key: all-tickets, do: [{ticket: {connection: desk}}]}\n";
    const saved = await saveRuleDraft(config.deps, { text, revision: null }, person);
    if (saved.outcome !== "saved") throw new Error(saved.outcome);
    await publishRuleDraft(config.deps, { revision: saved.revision, over: 2, note: "mine" }, person);
    const outcome = await start(withoutTests.replace("component.tier <= 2", "component.tier <= 3"));
    expect(outcome).toMatchObject({ outcome: "kept-live", changedSince: ["rules rules"] });
  });

  it("refuses a wrong file with a line for each mistake, and names all missing variables", async () => {
    const broken = await start(
      withoutTests.replace("tier: 1 ", "tier: 12 ").replace("sender: anyping, token", "token"),
    ).catch((error: unknown) => error);
    expect(broken).toBeInstanceOf(StartRefusal);
    expect((broken as StartRefusal).lines).toEqual([
      expect.stringMatching(/company\.yaml:13:11 write a whole number from 1 to 9$/),
      expect.stringMatching(/company\.yaml:18:5 "sender" is missing here$/),
    ]);
    const path = join(folder, "company.yaml");
    await writeFile(path, withoutTests);
    const bare = await applyConfigAtStart({ ...config.deps, env: {} }, path).catch((error: unknown) => error);
    expect((bare as StartRefusal).lines).toEqual([
      expect.stringContaining("ANYPING_HOOK_TOKEN, ANYPING_WEBHOOK_SECRET, DESK_TOKEN, PAGER_SECRET"),
    ]);
    const none = await applyConfigAtStart({ ...config.deps, env: {} }, join(folder, "none.yaml")).catch(
      (error: unknown) => error,
    );
    expect((none as StartRefusal).lines).toEqual([expect.stringContaining("there is no such file")]);
  });

  it("says at start what was done, and no secret", async () => {
    const path = join(folder, "company.yaml");
    await writeFile(path, withoutTests.replace("token: {env: ANYPING_HOOK_TOKEN}, ", ""));
    const deps = { ...config.deps, env: exampleEnv };
    const lines = await configureAtStart(deps, path);
    expect(lines[0]).toBe("company.yaml was applied: 12 changes");
    expect(lines).toContainEqual(expect.stringContaining("a hook token was made for source anyping"));
    expect(lines.join("\n")).not.toMatch(/sbxh_/);
    expect(await configureAtStart(deps, path)).toEqual(["company.yaml is as it was applied last"]);
    expect(await configureAtStart(deps, null)).toEqual([]);
  });
});

async function renameTeam(name: string): Promise<void> {
  const [team] = await config.db.sql<
    { onCall: Record<string, unknown>; lead: string }[]
  >`select on_call as "onCall", lead from teams where key = 'payments'`;
  await config.db.transaction(async (tx) => {
    await saveTeam(
      tx,
      { actor: person, now: config.deps.now() },
      { key: "payments", name, lead: team!.lead, onCall: team!.onCall },
    );
    await bumpConfigRevision(tx);
  });
}

async function teamName(): Promise<string> {
  const [team] = await config.db.sql<{ name: string }[]>`select name from teams where key = 'payments'`;
  return team!.name;
}

async function asApplied(outcome: ReturnType<typeof start>) {
  const done = await outcome;
  if (done.outcome !== "applied") throw new Error(done.outcome);
  return done;
}

it("a start waits its turn while another process holds the configuration for longer than a lock is waited for", async () => {
  const starting = await config.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const begun = configureAtStart({ ...config.deps, env: {} }, null).catch((error: unknown) => error);
    await tx.execute("select pg_sleep(2.6)");
    return { begun };
  });
  expect(await starting.begun).toEqual([]);
});
