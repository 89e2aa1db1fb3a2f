import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { retryAction } from "../failure/retry-action.ts";
import { type RemediationUnderTest, startRemediation } from "../remediate/remediation-under-test.ts";

let world: RemediationUnderTest;
beforeAll(async () => {
  world = await startRemediation();
});
beforeEach(() => world.forgetRuns());
afterAll(() => world.stop());

const ada = "Ada@example.test";
const grace = "grace@example.test";
const pagesAbout = (title: string) => world.pages().filter((page) => page.title.startsWith(title));

/** An incident whose fix waits for a yes. */
async function ask(more: Parameters<RemediationUnderTest["remediate"]>[2] = {}, runbook = "restart") {
  const incident = await world.openIncident();
  const actionId = await world.remediate(incident, runbook, more);
  await world.perform(actionId);
  return { incident, actionId };
}

describe("a remediation that needs a yes (G12)", () => {
  it("waits, pages the on-call with the link that leads there, and runs once when somebody has said yes", async () => {
    const { incident, actionId } = await ask();
    expect(await world.action(actionId)).toMatchObject({
      state: "needs_approval",
      reason: "waits for a yes: restart is destructive",
    });
    await world.drain();
    expect(world.ran()).toEqual([]);
    const approvalId = await world.pending(actionId);
    const [page] = pagesAbout("Yes or no: run restart for Checkout API?");
    expect(page).toMatchObject({
      status: "triggered",
      onCall: "ada@example.test",
      link: `https://signalbox.example.test/approvals/app_${approvalId.replaceAll("-", "")}`,
    });
    expect(await world.decide(approvalId, "yes", ada)).toEqual({ outcome: "approved" });
    await world.drain();
    expect(world.ran()).toEqual(["restart"]);
    expect(await world.runs(actionId)).toMatchObject([{ result: "succeeded" }]);
    expect(pagesAbout("Yes or no")[0]).toMatchObject({ status: "resolved" });
    expect(await world.journal(incident.id)).toEqual([
      "approval.asked",
      "approval.approved",
      "remediation.started",
      "remediation.succeeded",
    ]);
    expect(await world.decide(approvalId, "yes", grace)).toMatchObject({ outcome: "refused", why: "decided" });
    await world.drain();
    expect(world.ran()).toEqual(["restart"]);
  });

  it("is not run when somebody says no, and says who and why", async () => {
    const { actionId } = await ask();
    expect(await world.decide(await world.pending(actionId), "no", ada, "it would make it worse")).toEqual({
      outcome: "rejected",
    });
    await world.drain();
    expect(await world.action(actionId)).toMatchObject({
      state: "cancelled",
      reason: "ada@example.test said no: it would make it worse",
    });
    expect(world.ran()).toEqual([]);
  });

  it("of a yes and a no at once, and of many of each, takes exactly one", async () => {
    for (let round = 0; round < 3; round++) {
      world.forgetRuns();
      const { actionId } = await ask();
      const id = await world.pending(actionId);
      const told = await Promise.all(
        ["a", "b", "c", "d"].map((name, index) => world.decide(id, index % 2 ? "no" : "yes", `${name}@example.test`)),
      );
      const won = told.filter(({ outcome }) => outcome === "approved" || outcome === "rejected");
      expect(won).toHaveLength(1);
      expect(told.filter((one) => one.outcome === "refused" && one.why === "decided")).toHaveLength(3);
      await world.drain();
      expect(world.ran()).toEqual(won[0]!.outcome === "approved" ? ["restart"] : []);
    }
  });

  it("takes no yes of whoever published the rules or ordered it, whatever the case; a no it takes", async () => {
    const { actionId } = await ask({ orderedBy: "Hand@example.test" });
    const id = await world.pending(actionId);
    expect(await world.decide(id, "yes", "publisher@EXAMPLE.test")).toMatchObject({
      outcome: "refused",
      why: "own",
      sentence: "You published the rules that ordered this: somebody else must say yes.",
    });
    expect(await world.decide(id, "yes", "hand@example.test")).toMatchObject({
      why: "own",
      sentence: "You ordered this yourself: somebody else must say yes.",
    });
    // Not even by going round the code.
    const forged = world.db.sql`insert into approval_votes (approval_id, voter, vote, at, not_by)
      select id, 'hand@example.test', 'yes', now(), not_by from approvals where id = ${id}`;
    await expect(forged).rejects.toThrow("nobody_allows_their_own");
    await world.drain();
    expect(pagesAbout("Yes or no").filter(({ status }) => status === "triggered")).toHaveLength(1);
    expect(await world.decide(id, "no", "hand@example.test")).toEqual({ outcome: "rejected" });
    await world.drain();
    expect(world.ran()).toEqual([]);
  });

  it("expires, pages about it, and takes nothing after that; a retry asks anew", async () => {
    const { actionId } = await ask();
    const id = await world.pending(actionId);
    await world.db
      .sql`update approvals set asked_at = now() - interval '16 minutes', expires_at = now() - interval '1 minute' where id = ${id}`;
    expect(await world.decide(id, "yes", ada)).toMatchObject({ outcome: "refused", why: "expired" });
    expect(await world.expire()).toBe(0);
    expect(await world.action(actionId)).toMatchObject({
      state: "failed",
      reason: "nobody said yes or no within 15 min",
    });
    expect(await world.failures()).toContain("approval-expired open");
    expect(await world.decide(id, "yes", ada)).toMatchObject({ why: "expired" });
    await world.drain();
    expect(world.ran()).toEqual([]);

    const actor = { actorKind: "person", actor: ada } as const;
    await world.db.transaction((tx) => retryAction(tx, { actor, now: Date.now(), actionId }));
    await world.drain();
    const again = await world.pending(actionId);
    expect(await world.decide(again, "yes", ada)).toMatchObject({ why: "own" });
    expect(await world.decide(again, "yes", grace)).toEqual({ outcome: "approved" });
    await world.drain();
    expect(world.ran()).toEqual(["restart"]);
  });

  it("expires by itself where nobody looks", async () => {
    const { actionId } = await ask();
    await world.db
      .sql`update approvals set asked_at = now() - interval '16 minutes', expires_at = now() - interval '1 minute' where action_id = ${actionId}`;
    expect(await world.expire()).toBe(1);
    expect(await world.expire()).toBe(0);
    expect(await world.approvals(actionId)).toMatchObject([{ status: "expired" }]);
  });

  it("takes a yes only for exactly what was shown: a changed file voids it, and it is asked anew", async () => {
    const { actionId } = await ask({ arguments: { what: "first" } }, "tell");
    const id = await world.pending(actionId);
    await world.db
      .sql`update actions set fields = jsonb_set(fields, '{arguments,what}', '"second"') where id = ${actionId}`;
    expect(await world.decide(id, "yes", ada)).toMatchObject({ outcome: "refused", why: "changed" });
    expect(await world.approvals(actionId)).toMatchObject([
      { status: "void", reason: "what would run has changed since" },
    ]);
    await world.drain();
    const again = await world.pending(actionId);
    expect(await world.decide(again, "yes", ada)).toEqual({ outcome: "approved" });
    // Between the yes and the run it changes once more.
    await world.db
      .sql`update actions set fields = jsonb_set(fields, '{arguments,what}', '"third"') where id = ${actionId}`;
    await world.drain();
    expect(world.ran()).toEqual([]);
    const states = (await world.approvals(actionId)).map(({ status }) => status);
    expect(states).toEqual(["void", "void", "pending"]);
    expect(await world.decide(await world.pending(actionId), "yes", ada)).toEqual({ outcome: "approved" });
    await world.drain();
    expect(world.ran()).toEqual(["third"]);
  });

  it("is void with the incident's end, whether somebody has said yes or not", async () => {
    const { incident, actionId } = await ask();
    const id = await world.pending(actionId);
    await world.db.sql`update incidents set status = 'resolved', resolved_at = now() where id = ${incident.id}`;
    expect(await world.decide(id, "yes", ada)).toMatchObject({ outcome: "refused", why: "resolved" });
    expect(await world.action(actionId)).toMatchObject({ state: "cancelled" });

    const other = await ask();
    expect(await world.decide(await world.pending(other.actionId), "yes", ada)).toEqual({ outcome: "approved" });
    await world.db.sql`update incidents set status = 'resolved', resolved_at = now() where id = ${other.incident.id}`;
    await world.drain();
    expect(await world.action(other.actionId)).toMatchObject({
      state: "cancelled",
      reason: "the incident was resolved meanwhile",
    });
    expect(world.ran()).toEqual([]);
  });

  it("needs two different people where its connection says so", async () => {
    const connection = await world.addConnection("careful", "local-command", { approvers: 2, coolDown: "0s" });
    const { actionId } = await ask({ connection });
    const id = await world.pending(actionId);
    expect(await world.decide(id, "yes", ada)).toEqual({ outcome: "counted", stillNeeded: 1 });
    expect(await world.decide(id, "yes", "ADA@example.test")).toMatchObject({
      outcome: "refused",
      why: "voted-before",
    });
    await world.drain();
    expect(world.ran()).toEqual([]);
    expect(await world.decide(id, "yes", grace)).toEqual({ outcome: "approved" });
    await world.drain();
    expect(world.ran()).toEqual(["restart"]);
  });

  it("asks where the rule alone calls it destructive", async () => {
    const { actionId } = await ask({ destructive: true }, "note");
    expect(await world.action(actionId)).toMatchObject({ state: "needs_approval" });
    await world.decide(await world.pending(actionId), "no", ada);
  });

  it("takes no yes that was given too long ago", async () => {
    const { actionId } = await ask();
    const id = await world.pending(actionId);
    await world.decide(id, "yes", ada);
    await world.db.sql`update approvals set decided_at = now() - interval '40 seconds' where id = ${id}`;
    await world.drain();
    expect(world.ran()).toEqual([]);
    expect((await world.approvals(actionId)).map(({ status }) => status)).toEqual(["void", "pending"]);
    await world.decide(await world.pending(actionId), "no", ada);
  });
});
