import type { CallStep } from "@signalbox/core";
import type { TicketImitation } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Driven, type DrivenKind, driveKind, referenceOfTests } from "./drive-kind.ts";
import { ticketSystems } from "./ticket-systems.ts";

const over = {
  resolution: { note: "Resolved after 5 min.", durationSeconds: 300, resolvedAt: "2026-11-02T09:05:00.000Z" },
};
const other = "sbx-zyxwvutsrqponmlkjihgfedcba";

describe.each(ticketSystems.map((system) => [system.kind, system] as const))("%s", (_key, system) => {
  let desk: TicketImitation;
  let driven: DrivenKind;
  beforeAll(async () => {
    desk = await system.start();
    driven = driveKind({ kind: system.kind, config: system.config(desk.url), secrets: system.secrets });
  });
  beforeEach(() => {
    desk.behave({ mode: "normal" });
    for (const { id } of desk.tickets()) desk.remove(id);
  });
  afterAll(async () => {
    await driven.close();
    await desk.stop();
  });

  async function create(reference = referenceOfTests): Promise<string> {
    const made = await driven.step("create", { reference });
    if (made.step !== "done" || made.result.outcome !== "delivered") throw new Error(JSON.stringify(made));
    return made.result.externalId!;
  }
  const ticket = (id: string) => desk.tickets().find((one) => one.id === id);

  it("opens, finds, comments on, closes, sees closed and opens again one ticket", async () => {
    expect(await driven.step("find")).toEqual({ step: "not-found" });
    const externalId = await create();
    expect(desk.tickets()).toHaveLength(1);
    expect(ticket(externalId)?.title).toContain('Checkout "API" is down');
    expect(await driven.step("find")).toMatchObject({ step: "found", externalId, hits: [externalId] });

    const scope = { action: { comment: "Still 503, second line\n/close" } };
    expect(await driven.step("update", { externalId, scope })).toMatchObject(delivered);
    expect(ticket(externalId)).toMatchObject({ isClosed: false });
    expect(ticket(externalId)?.comments.at(-1)).toContain("Still 503, second line");

    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
    expect(await driven.step("close", { externalId, scope: over })).toMatchObject(delivered);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: true });
    expect(await driven.step("find")).toMatchObject({ step: "found", externalId });
    // A repeat of what is so already is no trouble.
    expect(await driven.step("close", { externalId, scope: over })).toMatchObject(delivered);

    expect(await driven.step("reopen", { externalId })).toMatchObject(delivered);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
    expect(desk.tickets()).toHaveLength(1);
  });

  it("never takes another's ticket for ours, nor one whose reference only begins like ours", async () => {
    await create(other);
    await create(`${referenceOfTests.slice(0, -1)}2`);
    expect(await driven.step("find")).toEqual({ step: "not-found" });
    const externalId = await create();
    expect(await driven.step("find")).toMatchObject({ externalId, hits: [externalId] });
    expect(await driven.step("find", { reference: other })).not.toMatchObject({ externalId });
  });

  it("counts a hit only with our reference, even where a search takes no notice of it", async () => {
    await create(other);
    expect(await driven.step("find", { reference: other, readAs: referenceOfTests })).toEqual({ step: "not-found" });
  });

  it("tells of a ticket that is there twice, and goes on with the first", async () => {
    const externalId = await create();
    desk.double(externalId);
    const found = await driven.step("find");
    expect(found).toMatchObject({ step: "found", externalId });
    expect(found.step === "found" && found.hits).toHaveLength(2);
  });

  it("sees what was closed by hand, and what is gone", async () => {
    const externalId = await create();
    desk.closeByHand(externalId);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: true });
    desk.remove(externalId);
    expect(await driven.step("read", { externalId })).toMatchObject(refused("permanent", "not-found"));
    expect(await driven.step("close", { externalId, scope: over })).toMatchObject(refused("permanent", "not-found"));
  });

  it.each(["drop", "cut", "gateway", "huge", "slow"] as const)(
    "is in doubt after %s, finds what was opened, and opens nothing twice: grade B is true (D7)",
    async (mode) => {
      expect(driven.kind.grade(driven.config)).toBe("B");
      desk.behave(mode === "slow" ? { mode, ms: 3_000 } : { mode }, 1);
      const made = await driven.step("create", mode === "slow" ? { timeoutMs: 500 } : {});
      expect(made.step === "done" && made.result.outcome).toMatch(/^(unknown|retryable)$/);
      if (made.step === "done" && made.result.outcome === "retryable") expect(made.result.reason).toBe("server-error");
      const [only, ...more] = desk.tickets();
      expect(more).toEqual([]);
      expect(await driven.step("find")).toMatchObject({ step: "found", externalId: only?.id });
    },
  );

  it("finds nothing where it was told of a ticket that is not there", async () => {
    desk.behave({ mode: "pretend" }, 1);
    const made = await driven.step("create");
    expect(made).toMatchObject(delivered);
    expect(await driven.step("find")).toEqual({ step: "not-found" });
  });

  it("believes no close that a look does not show", async () => {
    const externalId = await create();
    desk.behave({ mode: "pretend" }, 1);
    await driven.step("close", { externalId, scope: over });
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
  });

  it("takes a page of a sign-in for no answer, whatever was asked", async () => {
    const externalId = await create();
    desk.behave({ mode: "login-page" });
    expect(await driven.step("create", { reference: other })).toMatchObject(
      refused("unknown", "answer-not-understood"),
    );
    for (const step of ["find", "read"] as const) {
      expect(await driven.step(step, { externalId })).toMatchObject(refused("retryable", "answer-not-understood"));
    }
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-answer" });
  });

  it("pauses on credentials that are refused, in every step", async () => {
    const externalId = await create();
    const wrong = driven.withSecrets(Object.fromEntries(Object.keys(system.secrets).map((name) => [name, "wrong"])));
    const asked: CallStep[] = ["create", "close"];
    for (const step of asked) {
      expect(await wrong.step(step, { externalId, scope: over })).toMatchObject(
        refused("retryable", "credentials-refused"),
      );
    }
    expect(await wrong.test()).toMatchObject({ verdict: "trouble", trouble: "credentials" });
    expect(desk.tickets()).toHaveLength(1);
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
    desk.behave({ mode: "refuse", status, ...(status === 429 || status === 302 ? { headers } : {}) }, 1);
    const made = await driven.step("create");
    expect(made).toMatchObject(refused(outcome, reason));
    if (status === 429) expect(made).toMatchObject({ result: { retryAfterMs: 120_000 } });
    expect(desk.tickets()).toEqual([]);
  });

  it("learns nothing from a search whose address is wrong: nothing may be opened a second time", async () => {
    desk.behave({ mode: "refuse", status: 404 }, 1);
    expect(await driven.step("find")).toMatchObject(refused("retryable", "answer-not-understood"));
  });

  it("keeps the reference whole at the end of a title that is too long", async () => {
    const long = `${"Überlang ".repeat(60)}\n'"\\] OR id > 0`;
    const scope = { incident: { title: long, severity: "high" } };
    const made = await driven.step("create", { scope });
    expect(made).toMatchObject(delivered);
    const [only] = desk.tickets();
    expect(only?.title.length).toBeLessThanOrEqual(system.titleMax);
    expect(await driven.step("find")).toMatchObject({ step: "found", externalId: only?.id });
  });

  it("can't do what needs a number that it does not know", async () => {
    expect(await driven.step("close", { externalId: null, scope: over })).toMatchObject({ step: "not-possible" });
    expect(await driven.step("read", { externalId: "../admin" })).toMatchObject(noCall);
    expect(await driven.step("read", { externalId: system.unknownId })).toMatchObject(
      refused("permanent", "not-found"),
    );
    expect(await driven.step("send")).toMatchObject({ step: "not-possible" });
  });

  it("is tested without opening anything", async () => {
    const before = desk.calls.length;
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    expect(desk.calls.slice(before).every((call) => call.method === "GET")).toBe(true);
    expect(desk.tickets()).toEqual([]);
    for (const [status, trouble] of [
      [403, "rights"],
      [429, "rate-limited"],
      [500, "server-error"],
      [302, "redirect"],
    ] as const) {
      desk.behave({ mode: "refuse", status });
      expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble });
    }
  });

  // A desk by JSON may take ids of any form: then the id is one segment of the path, and not there.
  const noCall = system.kind === "ticket-json" ? refused("permanent", "not-found") : { step: "not-possible" };
});

const delivered = { step: "done", result: { outcome: "delivered" } };

function refused(outcome: string, reason: string): Partial<Driven> {
  return { step: "done", result: { outcome, reason } } as Partial<Driven>;
}
