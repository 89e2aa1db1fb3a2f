import type { PostImitation } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Driven, type DrivenKind, driveKind, referenceOfTests } from "./drive-kind.ts";
import { statusPages } from "./status-pages.ts";

const over = { action: { resolveText: "All is well." } };
const other = "sbx-zyxwvutsrqponmlkjihgfedcba";

describe.each(statusPages.map((system) => [system.kind, system] as const))("%s", (_key, system) => {
  let page: PostImitation;
  let driven: DrivenKind;
  beforeAll(async () => {
    page = await system.start();
    driven = driveKind({ kind: system.kind, config: system.config(page.url), secrets: system.secrets });
  });
  beforeEach(() => {
    page.behave({ mode: "normal" });
    for (const { id } of page.posts()) page.remove(id);
  });
  afterAll(async () => {
    await driven.close();
    await page.stop();
  });

  async function post(reference = referenceOfTests, action: object = {}): Promise<string> {
    const made = await driven.step("create", { reference, scope: { action } });
    if (made.step !== "done" || made.result.outcome !== "delivered") throw new Error(JSON.stringify(made));
    expect(made.result.detail).toBeUndefined();
    return made.result.externalId!;
  }
  /** As a close is carried out: where it takes no text, the note goes before it. */
  async function close(externalId: string): Promise<Driven> {
    const { noteFirst } = driven.kind.capabilities(driven.config);
    if (noteFirst) await driven.step("update", { externalId, scope: over, isClosing: true });
    return driven.step("close", { externalId, scope: over });
  }
  const canFind = () => driven.kind.capabilities(driven.config).find;

  it("opens with the component out, is updated, and closes with it well", async () => {
    const made = await driven.step("create", { scope: { action: { title: null, text: "Card payments fail." } } });
    expect(made).toMatchObject(delivered);
    const { externalId, externalUrl } = (made as { result: { externalId: string; externalUrl?: string } }).result;
    // Without a component Instatus does not tell the page of a post: here it has one.
    expect(externalUrl).toMatch(/^https?:\/\//);
    expect(page.shows(system.component)).toBe(system.shown.major_outage);
    if (canFind()) expect(await driven.step("find")).toMatchObject({ step: "found", externalId, hits: [externalId] });
    for (const change of ["updated", "acknowledged"]) {
      expect(await driven.step("update", { externalId, scope: { event: { change } } })).toMatchObject(delivered);
    }
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
    expect(await close(externalId)).toMatchObject(delivered);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: true });
    expect(page.shows(system.component)).toBe(system.shown.operational);
    const [only, ...more] = page.posts();
    expect(more).toEqual([]);
    expect(only!.said).toEqual([
      "Card payments fail.",
      "We are still working on it.",
      "We have found out more and are working on it.",
      "All is well.",
    ]);
    // What customers read names neither our reference nor anything of the inside.
    expect(JSON.stringify(only)).not.toMatch(/sbx-|anyping|ada@/);
    // A repeat of what is so already is no trouble.
    expect(await close(externalId)).toMatchObject(delivered);
  });

  it("sees what was resolved by hand, and what is gone", async () => {
    const externalId = await post();
    page.resolveByHand(externalId);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: true });
    page.remove(externalId);
    expect(await driven.step("read", { externalId })).toMatchObject(refused("permanent", "not-found"));
    expect(await driven.step("close", { externalId })).toMatchObject(refused("permanent", "not-found"));
    expect(await driven.step("read", { externalId: system.unknownId })).toMatchObject(
      refused("permanent", "not-found"),
    );
  });

  it("is resolved although a person posted an update there meanwhile", async () => {
    const externalId = await post();
    page.updateByHand(externalId);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
    await close(externalId);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: true });
    expect(page.posts()[0]!.said).toHaveLength(3);
  });

  it("never takes another's post for ours, tells of one that is there twice, and goes on with the first", async () => {
    if (!canFind()) return expect(driven.kind.grade(driven.config)).toBe("A");
    await post(other);
    await post(`${referenceOfTests.slice(0, -1)}2`);
    expect(await driven.step("find")).toEqual({ step: "not-found" });
    expect(await driven.step("find", { reference: other, readAs: referenceOfTests })).toEqual({ step: "not-found" });
    const externalId = await post();
    page.double(externalId);
    const found = await driven.step("find");
    expect(found).toMatchObject({ step: "found", externalId });
    expect(found.step === "found" && found.hits).toHaveLength(2);
  });

  it.each(["drop", "cut", "gateway", "huge", "slow"] as const)(
    "is in doubt after %s, and nothing is posted twice: its grade is true (D7)",
    async (mode) => {
      page.behave(mode === "slow" ? { mode, ms: 3_000 } : { mode }, 1);
      const made = await driven.step("create", mode === "slow" ? { timeoutMs: 500 } : {});
      expect(made.step === "done" && made.result.outcome).toMatch(/^(unknown|retryable)$/);
      const [only, ...more] = page.posts();
      expect(more).toEqual([]);
      if (driven.kind.grade(driven.config) === "A") {
        expect(await driven.step("create")).toMatchObject({ result: { outcome: "delivered", externalId: only?.id } });
        expect(page.posts()).toHaveLength(1);
      } else expect(await driven.step("find")).toMatchObject({ step: "found", externalId: only?.id });
    },
  );

  it("believes no close that a look does not show", async () => {
    const externalId = await post();
    page.behave({ mode: "pretend" });
    await close(externalId);
    page.behave({ mode: "normal" });
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
  });

  it("takes a page of a sign-in for no answer, whatever was asked", async () => {
    const externalId = await post();
    page.behave({ mode: "login-page" });
    for (const step of ["create", "update", "close"] as const) {
      expect(await driven.step(step, { externalId })).toMatchObject(refused("unknown", "answer-not-understood"));
    }
    for (const step of canFind() ? (["find", "read"] as const) : (["read"] as const)) {
      expect(await driven.step(step, { externalId })).toMatchObject(refused("retryable", "answer-not-understood"));
    }
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-answer" });
  });

  it("pauses on credentials that are refused", async () => {
    const externalId = await post();
    const wrong = driven.withSecrets(Object.fromEntries(Object.keys(system.secrets).map((name) => [name, "wrong"])));
    for (const step of ["create", "update", "close"] as const) {
      expect(await wrong.step(step, { externalId })).toMatchObject(refused("retryable", "credentials-refused"));
    }
    const tested = await wrong.test();
    expect(tested).toMatchObject({ verdict: "trouble", trouble: expect.stringMatching(/^(credentials|rights)$/) });
    expect(page.posts()).toHaveLength(1);
  });

  const answers: [number, string, string][] = [
    [403, "retryable", "credentials-refused"],
    [404, "permanent", "not-found"],
    [422, "permanent", "refused-by-target"],
    [429, "retryable", "rate-limited"],
    [500, "retryable", "server-error"],
    [302, "permanent", "redirect-not-followed"],
    [409, "unknown", "conflict"],
  ];
  it.each(answers)("takes a %i to a create for %s, %s (G6)", async (status, outcome, reason) => {
    const headers = { "retry-after": "120", location: "https://elsewhere.example.test/" };
    page.behave({ mode: "refuse", status, ...(status === 429 || status === 302 ? { headers } : {}) }, 1);
    const made = await driven.step("create");
    expect(made).toMatchObject(refused(outcome, reason));
    if (status === 429) expect(made).toMatchObject({ result: { retryAfterMs: 120_000 } });
    expect(page.posts()).toEqual([]);
  });

  it.each(["degraded_performance", "partial_outage", "major_outage"] as const)(
    "takes %s of a rule for the component",
    async (impact) => {
      await post(referenceOfTests, { impact });
      expect(page.shows(system.component)).toBe(system.shown[impact]);
    },
  );

  it("refuses a word that is no impact, an id that is none, and what a page can't do", async () => {
    const before = page.calls.length;
    const wrong = await driven.step("create", { scope: { action: { impact: "terrible" } } });
    expect(wrong).toMatchObject({ step: "not-possible", reason: expect.stringContaining("terrible") });
    for (const externalId of ["../components", null, "a b"]) {
      expect(await driven.step("close", { externalId })).toMatchObject({ step: "not-possible" });
    }
    expect(await driven.step("reopen", { externalId: system.unknownId })).toMatchObject({ step: "not-possible" });
    expect(await driven.step("send")).toMatchObject({ step: "not-possible" });
    expect(page.calls).toHaveLength(before);
  });

  it("posts without a component that the page doesn't know of, and cuts a title that is too long", async () => {
    const title = "Überlang ".repeat(60);
    const scope = { component: { key: "search", name: "Search", tier: 2 }, action: { title } };
    const shown = page.shows(system.component);
    const made = await driven.step("create", { scope });
    expect(made).toMatchObject(delivered);
    expect(page.shows(system.component)).toBe(shown);
    const [only] = page.posts();
    expect(only!.title.length).toBeLessThanOrEqual(system.titleMax);
    const { externalId } = (made as { result: { externalId: string } }).result;
    expect(await driven.step("close", { externalId, scope })).toMatchObject(delivered);
  });

  it("is tested without changing anything, and told which component is not there", async () => {
    const before = page.calls.length;
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    expect(page.calls.slice(before).every((call) => call.method === "GET")).toBe(true);
    for (const [status, trouble] of [
      [401, "credentials"],
      [404, "wrong-path"],
      [429, "rate-limited"],
      [500, "server-error"],
      [302, "redirect"],
    ] as const) {
      page.behave({ mode: "refuse", status });
      expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble });
    }
    page.behave({ mode: "normal" });
    const components = { "checkout-api": system.component.replace(/\w$/, "7") };
    const lost = driveKind({
      kind: system.kind,
      config: { ...system.config(page.url), components },
      secrets: system.secrets,
    });
    expect(await lost.test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: expect.stringContaining(components["checkout-api"]),
    });
    await lost.close();
  });

  it("keeps no credential in what it plans, and tells subscribers nothing where it shall not", async () => {
    const quiet = driveKind({
      kind: system.kind,
      config: { ...system.config(page.url), quiet: true },
      secrets: system.secrets,
    });
    await quiet.step("create");
    const { body } = page.calls.at(-1)!;
    for (const secret of Object.values(system.secrets)) expect(body).not.toContain(secret);
    expect(body).toMatch(/"(deliver_notifications|notify|notifications|notify_subscribers)":false/);
    await quiet.close();
  });

  it("learns nothing from a list that is full, or of a page that is not there", async () => {
    if (!canFind() || system.kind === "cachet-v2") return;
    const items = Array.from({ length: 100 }, (_, index) => ({ id: `x${index}` }));
    page.behave({ mode: "refuse", status: 200, body: system.kind === "cachet-v3" ? { data: items } : items }, 1);
    expect(await driven.step("find")).toMatchObject(refused("retryable", "answer-not-understood"));
    page.behave({ mode: "refuse", status: 404 }, 1);
    expect(await driven.step("find")).toMatchObject(refused("retryable", "answer-not-understood"));
  });
});

const delivered = { step: "done", result: { outcome: "delivered" } };

function refused(outcome: string, reason: string): Partial<Driven> {
  return { step: "done", result: { outcome, reason } } as Partial<Driven>;
}
