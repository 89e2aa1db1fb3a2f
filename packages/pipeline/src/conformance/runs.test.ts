import type { RunImitation } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Driven, type DrivenKind, driveKind } from "./drive-kind.ts";
import { runSystems } from "./run-systems.ts";

const scope = { action: { runbook: "restart", arguments: { host: "checkout-1", count: "3" } } };

describe.each(runSystems.map((system) => [system.kind, system] as const))("%s", (_key, system) => {
  let server: RunImitation;
  let driven: DrivenKind;
  beforeAll(async () => {
    server = await system.start();
    driven = driveKind({ kind: system.kind, config: system.config(server.url), secrets: system.secrets });
  });
  beforeEach(() => {
    server.behave({ mode: "normal" });
    for (const { number } of server.runs()) server.remove(number);
  });
  afterAll(async () => {
    await driven.close();
    await server.stop();
  });

  async function start(): Promise<{ externalId: string; number: number }> {
    const made = await driven.step("send", { scope });
    if (made.step !== "done" || made.result.outcome !== "delivered") throw new Error(JSON.stringify(made));
    return { externalId: made.result.externalId!, number: server.runs().at(-1)!.number };
  }

  it("starts one run with the arguments in the types that it takes, and knows it by its number", async () => {
    const { externalId, number } = await start();
    expect(externalId).toBe(system.idOf(number));
    expect(server.runs()).toMatchObject([{ values: { host: "checkout-1", count: system.count } }]);
  });

  it.each([
    ["ok", "succeeded"],
    ["failed", "failed"],
    ["aborted", "failed"],
  ] as const)("follows a run that ends %s, and reads what it prints meanwhile", async (end, state) => {
    const { externalId, number } = await start();
    expect(await driven.step("read", { scope, externalId })).toMatchObject({ step: "run", state: "running" });
    server.print(number, "stopping\n");
    expect(await driven.output(externalId, { scope })).toBe("stopping\n");
    server.print(number, "<b>stärted</b>\n");
    server.end(number, end);
    expect(await driven.step("read", { scope, externalId })).toMatchObject({ step: "run", state });
    expect(await driven.output(externalId, { scope })).toBe("stopping\n<b>stärted</b>\n");
  });

  it("starts nothing but what its connection names", async () => {
    const other = { action: { runbook: "drop-database", arguments: {} } };
    expect(await driven.step("send", { scope: other })).toMatchObject({ step: "not-possible" });
    for (const step of ["create", "find", "update", "close", "reopen"] as const) {
      expect(await driven.step(step, { scope })).toMatchObject({ step: "not-possible" });
    }
    expect(await driven.step("read", { scope, externalId: null })).toMatchObject({ step: "not-possible" });
    expect(server.runs()).toEqual([]);
    expect(driven.kind.grade(driven.config)).toBe("C");
  });

  it.each(["drop", "cut", "huge", "slow"] as const)(
    "knows not whether it started after %s: nobody may start it again (D9)",
    async (mode) => {
      server.behave(mode === "slow" ? { mode, ms: 3_000 } : { mode }, 1);
      const made = await driven.step("send", { scope, ...(mode === "slow" ? { timeoutMs: 500 } : {}) });
      expect(made).toMatchObject({ step: "done", result: { outcome: "unknown" } });
      expect(server.runs()).toHaveLength(1);
    },
  );

  it("takes a page of a sign-in for no answer, whatever was asked", async () => {
    const { externalId } = await start();
    server.behave({ mode: "login-page" });
    expect(await driven.step("send", { scope })).toMatchObject(refused("unknown", "answer-not-understood"));
    expect(await driven.step("read", { scope, externalId })).toMatchObject(
      refused("retryable", "answer-not-understood"),
    );
  });

  it("is told of a run that is not there: what it says then is no end", async () => {
    server.behave({ mode: "pretend" }, 1);
    const made = await driven.step("send", { scope });
    const externalId = made.step === "done" && made.result.outcome === "delivered" ? made.result.externalId! : "";
    expect(server.runs()).toEqual([]);
    expect(await driven.step("read", { scope, externalId })).toMatchObject(refused("permanent", "not-found"));
    expect(await driven.output(externalId, { scope })).toBeNull();
  });

  it("pauses on a credential that is refused, at the start and at every look", async () => {
    const { externalId } = await start();
    const wrong = driven.withSecrets(
      Object.fromEntries(Object.keys(system.secrets).map((name) => [name, "wrong-one"])),
    );
    for (const step of ["send", "read"] as const) {
      expect(await wrong.step(step, { scope, externalId })).toMatchObject(refused("retryable", "credentials-refused"));
    }
    expect(await wrong.test()).toMatchObject({ verdict: "trouble", trouble: system.tokenRefused });
    expect(server.runs()).toHaveLength(1);
  });

  const answers: [number, string, string][] = [
    [400, "permanent", "refused-by-target"],
    [404, "permanent", "not-found"],
    [429, "retryable", "rate-limited"],
    [500, "retryable", "server-error"],
    [302, "permanent", "redirect-not-followed"],
  ];
  it.each(answers)("takes a %i to a start for %s, %s (G6)", async (status, outcome, reason) => {
    const headers = { location: "https://elsewhere.example.test/" };
    server.behave({ mode: "refuse", status, ...(status === 302 ? { headers } : {}) }, 1);
    expect(await driven.step("send", { scope })).toMatchObject(refused(outcome, reason));
    expect(server.runs()).toEqual([]);
  });

  it("is tested without starting anything", async () => {
    const before = server.calls.length;
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    expect(server.calls.slice(before).every(({ method }) => method === "GET")).toBe(true);
    expect(server.runs()).toEqual([]);
    server.behave({ mode: "refuse", status: 500 });
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "server-error" });
  });
});

function refused(outcome: string, reason: string): Partial<Driven> {
  return { step: "done", result: { outcome, reason } } as Partial<Driven>;
}
