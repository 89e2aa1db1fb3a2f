import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { performAction } from "../perform/perform-action.ts";
import { type RemediationUnderTest, startRemediation } from "./remediation-under-test.ts";

let world: RemediationUnderTest;
beforeAll(async () => {
  world = await startRemediation();
});
beforeEach(() => world.forgetRuns());
afterAll(() => world.stop());

const perform = (id: string) => world.perform(id);

describe("a remediation by a local command", () => {
  it("runs once, keeps what it printed, and writes how it ended into the ticket", async () => {
    const incident = await world.openIncident();
    const ticket = await world.order(incident, "ticket");
    await perform(ticket.actionId);
    const id = await world.remediate(incident, "note");
    expect(await perform(id)).toMatchObject({ outcome: "done", reason: "it ended with exit code 0" });
    expect(await perform(id)).toMatchObject({ outcome: "ended" });
    expect(world.ran()).toEqual(["note"]);
    const [run] = await world.runs(id);
    expect(run).toMatchObject({ result: "succeeded" });
    expect(await world.printed(run!.id)).toEqual(["out: noted"]);
    await world.tellTickets();
    await world.tellTickets();
    await world.drain();
    const comments = world.tickets().find(({ ref }) => ref === ticket.reference)?.comments ?? [];
    expect(comments.map(({ text }) => text)).toEqual([
      "Remediation note has succeeded after 1 s: it ended with exit code 0.\n\nIts last lines:\nnoted",
    ]);
    expect(await world.journal(incident.id)).toEqual(["remediation.started", "remediation.succeeded"]);
  });

  it("that fails is not repeated; the second in a row stops it and pages, until somebody has settled that", async () => {
    const incident = await world.openIncident();
    const first = await world.remediate(incident, "fail");
    expect(await perform(first)).toMatchObject({ outcome: "fail", reason: "run-failed" });
    expect(await world.action(first)).toMatchObject({ state: "failed", reason: "it ended with exit code 4" });
    expect(await world.failures()).toEqual(["action-failed open"]);
    const second = await world.remediate(incident, "fail");
    await perform(second);
    expect(await world.failures()).toEqual(["action-failed open", "remediation-stopped open"]);
    const third = await world.remediate(incident, "fail");
    expect(await perform(third)).toMatchObject({
      outcome: "ended",
      reason: expect.stringContaining("2 times in a row"),
    });
    expect(world.ran()).toEqual(["fail", "fail"]);
    // Another component's, or another fix, is not stopped by it.
    const other = await world.remediate(incident, "note");
    expect(await perform(other)).toMatchObject({ outcome: "done" });
    await world.db
      .sql`update failures set status = 'settled', settled_at = now(), settled_by = 'ada' where kind = 'remediation-stopped'`;
    const fourth = await world.remediate(incident, "fail");
    await perform(fourth);
    expect(world.ran().filter((line) => line === "fail")).toHaveLength(3);
  });

  it("waits for its cool-down, is not late meanwhile, and is not needed any more when all is over", async () => {
    const incident = await world.openIncident();
    const first = await world.remediate(incident, "cool");
    await perform(first);
    const second = await world.remediate(incident, "cool");
    expect(await perform(second)).toMatchObject({
      outcome: "parked",
      reason: expect.stringContaining("not twice within"),
    });
    const [waiting] = await world.db.sql<{ parked_for: string; due: number; next: number }[]>`
      select parked_for, extract(epoch from due_at)::float as due, extract(epoch from next_try_at)::float as next
      from actions where id = ${second}`;
    expect(waiting).toMatchObject({ parked_for: "cool-down", due: waiting!.next });
    // 30 s at 1/30.
    expect(waiting!.next * 1_000 - Date.now()).toBeLessThanOrEqual(1_000);
    await expect.poll(async () => (await perform(second)).outcome).toBe("done");
    const third = await world.remediate(incident, "cool");
    await perform(third);
    await world.db.sql`update incidents set status = 'resolved', resolved_at = now() where id = ${incident.id}`;
    await expect.poll(async () => (await perform(third)).outcome).toBe("ended");
    expect(await world.action(third)).toMatchObject({
      state: "cancelled",
      reason: "the incident was resolved meanwhile",
    });
    expect(world.ran()).toEqual(["cool", "cool"]);
  });

  it("runs so many at once as its connection says; the next waits for the end of one", async () => {
    const incident = await world.openIncident();
    const [one, two] = [await world.remediate(incident, "note"), await world.remediate(incident, "note")];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const failpoint = (name: string) => (name === "action.beforeRecord" ? held : undefined);
    const running = performAction({ ...world.deps, failpoint }, { actionId: one });
    await expect.poll(async () => (await world.runs(one)).length).toBe(1);
    expect(await perform(two)).toMatchObject({
      outcome: "parked",
      reason: "another remediation is under way: it waits for one to end",
    });
    release();
    await running;
    await expect.poll(async () => (await perform(two)).outcome).toMatch(/done|ended/);
    expect(world.ran()).toEqual(["note", "note"]);
  });

  it("whose worker was lost is never run again by itself: a person is asked, and an approver must say yes", async () => {
    const incident = await world.openIncident();
    const id = await world.remediate(incident, "note");
    const failpoint = (name: string) => {
      if (name === "action.afterSend") throw new Error("killed");
    };
    await expect(performAction({ ...world.deps, failpoint }, { actionId: id })).rejects.toThrow("killed");
    expect(world.ran()).toEqual(["note"]);
    await world.db.sql`update actions set lease_until = now() - interval '1 second' where id = ${id}`;
    expect(await perform(id)).toMatchObject({ outcome: "waits-for-person" });
    expect(await world.action(id)).toMatchObject({ state: "unknown" });
    expect(await world.runs(id)).toMatchObject([{ result: "unknown" }]);
    expect(await world.failures()).toContain("action-unknown open");
    expect(world.ran()).toEqual(["note"]);
  });

  it.each([
    ["no-such-thing", {}, 'there is no runbook "no-such-thing" for local'],
    ["tell", { what: "rm -rf; x" }, "does not match [a-z ]+"],
    ["tell", { what: "a", other: "b" }, 'there is no argument "other"'],
  ])("says why %s with %j is not run", async (runbook, given, words) => {
    const incident = await world.openIncident();
    const id = await world.remediate(incident, runbook, { arguments: given });
    expect(await perform(id)).toMatchObject({ outcome: "ended", reason: expect.stringContaining(words) });
    expect(await world.action(id)).toMatchObject({ state: "failed" });
    expect(world.ran()).toEqual([]);
  });

  it("says what is wrong with the file of runbooks, and runs nothing", async () => {
    const incident = await world.openIncident();
    world.writeBook("version: 1\nrunbooks: 7\n");
    const id = await world.remediate(incident, "note");
    expect(await perform(id)).toMatchObject({ outcome: "ended", reason: expect.stringContaining("line 2") });
    world.writeBook();
    expect(world.ran()).toEqual([]);
  });
});
