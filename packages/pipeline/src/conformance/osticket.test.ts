import { type OsticketImitation, osticketAccess, startOsticket } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Driven, type DrivenKind, driveKind } from "./drive-kind.ts";

let desk: OsticketImitation;
let driven: DrivenKind;
beforeAll(async () => {
  desk = await startOsticket();
  const { url: baseUrl } = desk;
  driven = driveKind({
    kind: "osticket",
    config: { baseUrl, apiKey: { kept: true }, email: "monitoring@example.test", topic: 12, priorities: { urgent: 4 } },
    secrets: osticketAccess,
  });
});
beforeEach(() => {
  desk.behave({ mode: "normal" });
  desk.denyTickets(false);
  desk.moveKey(false);
});
afterAll(async () => {
  await driven.close();
  await desk.stop();
});

describe("osTicket", () => {
  it("opens a ticket, whose number is the whole answer, and links to it", async () => {
    const made = await driven.step("create");
    const ticket = desk.tickets().at(-1)!;
    expect(made).toEqual({
      step: "done",
      result: {
        outcome: "delivered",
        externalId: ticket.number,
        externalUrl: `${desk.url}/scp/tickets.php?number=${ticket.number}`,
      },
    });
    expect(ticket).toMatchObject({ subject: 'Checkout "API" is down', priority: 4, topicId: 12, autorespond: false });
    expect(ticket.message).toContain("Signalbox reference: sbx-");
    // The API has no field for who works on it.
    expect(ticket.message).toContain("Assignee: ada@example.test");
  });

  it("can do nothing else, and says what a person must do (grade C)", async () => {
    const before = desk.calls.length;
    expect(driven.kind.grade(driven.config)).toBe("C");
    for (const step of ["find", "read", "update", "reopen", "send"] as const) {
      expect(await driven.step(step, { externalId: "123456" })).toMatchObject({ step: "not-possible" });
    }
    expect(await driven.step("close", { externalId: "123456" })).toMatchObject({
      step: "not-possible",
      reason: expect.stringContaining("close it there"),
    });
    expect(desk.calls).toHaveLength(before);
  });

  it.each(["drop", "cut", "huge", "slow"] as const)("leaves to a person what is in doubt after %s", async (mode) => {
    const before = desk.tickets().length;
    desk.behave(mode === "slow" ? { mode, ms: 3_000 } : { mode }, 1);
    const made = await driven.step("create", mode === "slow" ? { timeoutMs: 500 } : {});
    expect(made.step === "done" && made.result.outcome).toBe("unknown");
    expect(desk.tickets()).toHaveLength(before + 1);
  });

  it("takes a page of a sign-in for no answer", async () => {
    desk.behave({ mode: "login-page" });
    expect(await driven.step("create")).toMatchObject(refused("unknown", "answer-not-understood"));
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-answer" });
  });

  it("tells a key that is refused from a ticket that is denied: only the first is a matter of credentials", async () => {
    const before = desk.tickets().length;
    expect(await driven.withSecrets({ apiKey: "wrong" }).step("create")).toMatchObject(
      refused("retryable", "credentials-refused"),
    );
    desk.moveKey(true);
    expect(await driven.step("create")).toMatchObject({
      result: { reason: "credentials-refused", detail: expect.stringContaining("source IP not authorized") },
    });
    expect(await driven.test()).toMatchObject({
      trouble: "credentials",
      sentence: expect.stringContaining("another address"),
    });
    desk.moveKey(false);
    desk.denyTickets(true);
    expect(await driven.step("create")).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("Ticket denied") },
    });
    expect(desk.tickets()).toHaveLength(before);
  });

  it("takes a 500 that says what is missing for final, and any other for trouble that passes", async () => {
    const body = "Unable to create new ticket :Help Topic is a required field";
    desk.behave({ mode: "refuse", status: 500, body }, 1);
    expect(await driven.step("create")).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("Help Topic") },
    });
    desk.behave({ mode: "refuse", status: 500 }, 1);
    expect(await driven.step("create")).toMatchObject(refused("retryable", "server-error"));
  });

  const answers: [number, string, string][] = [
    [403, "retryable", "credentials-refused"],
    [404, "permanent", "not-found"],
    [400, "permanent", "refused-by-target"],
    [429, "retryable", "rate-limited"],
    [302, "permanent", "redirect-not-followed"],
  ];
  it.each(answers)("takes a %i to a create for %s, %s (G6)", async (status, outcome, reason) => {
    const headers = { "retry-after": "120", location: "https://elsewhere.example.test/" };
    desk.behave({ mode: "refuse", status, ...(status === 429 || status === 302 ? { headers } : {}) }, 1);
    expect(await driven.step("create")).toMatchObject(refused(outcome, reason));
  });

  it("lets no text of a monitoring tool become HTML", async () => {
    const summary = "data:text/html,<b>down</b>";
    await driven.step("create", { scope: { event: { summary } } });
    expect(desk.tickets().at(-1)).toMatchObject({ isHtml: false, message: expect.stringContaining(summary) });
  });

  it("is tested by an empty ticket, which opens none", async () => {
    const before = desk.tickets().length;
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    expect(desk.calls.at(-1)).toMatchObject({ method: "POST", body: "{}" });
    expect(desk.tickets()).toHaveLength(before);
    for (const [status, trouble] of [
      [401, "credentials"],
      [404, "wrong-path"],
      [429, "rate-limited"],
      [500, "server-error"],
      [302, "redirect"],
    ] as const) {
      desk.behave({ mode: "refuse", status });
      expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble });
    }
  });
});

function refused(outcome: string, reason: string): Partial<Driven> {
  return { step: "done", result: { outcome, reason } } as Partial<Driven>;
}
