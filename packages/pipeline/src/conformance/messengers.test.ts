import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Driven, type DrivenKind, driveKind, referenceOfTests } from "./drive-kind.ts";
import { messengers, type StartedMessenger } from "./messengers.ts";

const startedAt = Date.UTC(2026, 10, 2, 9);
const text = { action: { title: null, text: "Checkout answers 503", to: null, fields: null, mayRepeat: false } };

describe.each(messengers.map((one) => [one.kind, one] as const))("%s", (_key, messenger) => {
  let started: StartedMessenger;
  let driven: DrivenKind;
  const step = messenger.opens;
  const scope = text;
  beforeAll(async () => {
    started = await messenger.start(() => startedAt);
    driven = driveKind({ kind: messenger.kind, config: started.config, secrets: started.secrets });
  });
  beforeEach(() => started.imitation.behave({ mode: "normal" }));
  afterAll(async () => {
    await driven.close();
    await started.imitation.stop();
  });
  const open = (reference: string, timeoutMs?: number) =>
    driven.step(step, { reference, scope, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

  it("is taken as the system's makers ask for it, and once", async () => {
    const before = started.count();
    expect(await open("sbx-one")).toMatchObject(delivered);
    expect(started.count()).toBe(before + 1);
  });

  it.each(["drop", "cut", "gateway", "huge", "slow"] as const)(
    "is in doubt after %s; sending again is harmless where it says so (D7)",
    async (mode) => {
      const reference = `sbx-${mode}`;
      const before = started.count();
      started.imitation.behave(mode === "slow" ? { mode, ms: 3_000 } : { mode }, 1);
      const first = await open(reference, mode === "slow" ? 500 : undefined);
      // Of what any 2xx takes, a long answer is none the worse.
      const isTaken =
        mode === "huge" && ["webhook", "page-webhook", "zapier", "teams", "http"].includes(messenger.kind);
      expect(first.step === "done" && first.result.outcome).toMatch(isTaken ? /delivered/ : /^(unknown|retryable)$/);
      if (driven.kind.grade(driven.config) !== "A") return;
      expect(await open(reference)).toMatchObject(delivered);
      expect(started.count()).toBe(before + 1);
    },
  );

  it("takes a page of a sign-in for no answer", async () => {
    started.imitation.behave({ mode: "login-page" });
    const opened = await open("sbx-login");
    if (messenger.takesAnything) return expect(opened).toMatchObject(delivered);
    expect(opened).toMatchObject({ step: "done", result: { reason: "answer-not-understood" } });
    expect(opened.step === "done" && opened.result.outcome).toMatch(/^(unknown|retryable)$/);
  });

  const answers: [number, string, string][] = [
    [401, "retryable", "credentials-refused"],
    [403, "retryable", "credentials-refused"],
    [404, "permanent", "not-found"],
    [400, "permanent", "refused-by-target"],
    [429, "retryable", "rate-limited"],
    [500, "retryable", "server-error"],
    [302, "permanent", "redirect-not-followed"],
  ];
  it.each(answers)("takes a %i for %s, %s (G6)", async (status, outcome, reason) => {
    const before = started.count();
    const headers = { "retry-after": "120", location: "https://elsewhere.example.test/" };
    started.imitation.behave({ mode: "refuse", status, ...(status === 429 || status === 302 ? { headers } : {}) }, 1);
    const opened = await open("sbx-refused");
    expect(opened).toMatchObject(refused(outcome, reason));
    if (status === 429) expect(opened).toMatchObject({ result: { retryAfterMs: 120_000 } });
    expect(started.count()).toBe(before);
  });

  it("is refused with wrong credentials", async () => {
    const wrong: Record<string, string> = Object.fromEntries(
      Object.entries(started.secrets).map(([name, value]) => [name, wrongOf(value)]),
    );
    const before = started.count();
    const opened = await driven.withSecrets(wrong).step(step, { reference: "sbx-wrong", scope });
    // What PagerDuty answers to a key of nobody is not documented; whoever knows Zapier's address may use it.
    if (messenger.kind === "zapier") expect(opened).toMatchObject(refused("permanent", "not-found"));
    else if (messenger.kind !== "pagerduty") expect(opened).toMatchObject(refused("retryable", "credentials-refused"));
    expect(started.count()).toBe(before);
  });

  it("says what it can't do, and sends nothing", async () => {
    const before = started.imitation.calls.length;
    expect(await driven.step("reopen", { externalId: "p1" })).toMatchObject({ step: "not-possible" });
    if (!driven.kind.capabilities(driven.config).find) {
      expect(await driven.step("find")).toMatchObject({ step: "not-possible" });
    }
    expect(started.imitation.calls.length).toBe(before);
  });

  it("keeps no credential in what it plans", () => {
    const scopeWithText = { ...text, incident: { title: "x", severity: "high" } };
    const planned = driven.kind.plan(step, {
      config: driven.config,
      idempotencyKey: "sbx-a-create-1",
      scope: scopeWithText,
      obligation: { reference: referenceOfTests, externalId: null },
      now: startedAt,
    });
    expect(planned.outcome).toBe("planned");
    for (const secret of Object.values(started.secrets)) expect(JSON.stringify(planned)).not.toContain(secret);
  });
});

describe("tests of these connections", () => {
  it.each(["pagerduty", "opsgenie", "ntfy", "gotify", "discord"])(
    "%s: asks only what changes nothing, and tells trouble",
    async (kind) => {
      const started = await messengers.find((one) => one.kind === kind)!.start(() => startedAt);
      const driven = driveKind({ kind, config: started.config, secrets: started.secrets });
      expect(await driven.test()).toMatchObject({ verdict: "ok" });
      expect(started.imitation.calls.every(({ method }) => method === "GET")).toBe(true);
      for (const [status, trouble] of [
        [401, "credentials"],
        [404, "wrong-path"],
        [429, "rate-limited"],
        [500, "server-error"],
        [302, "redirect"],
      ] as const) {
        started.imitation.behave({ mode: "refuse", status });
        expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble });
      }
      started.imitation.behave({ mode: "login-page" });
      expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-answer" });
      expect(started.count()).toBe(0);
      await driven.close();
      await started.imitation.stop();
    },
  );
});

// The last characters otherwise, so that length and form stay right.
function wrongOf(value: string): string {
  return `${value.slice(0, -6)}${[...value.slice(-6)].toReversed().join("")}`;
}

const delivered = { step: "done", result: { outcome: "delivered" } };

function refused(outcome: string, reason: string): Partial<Driven> {
  return { step: "done", result: { outcome, reason } } as Partial<Driven>;
}
