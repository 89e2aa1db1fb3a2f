import { newUuid } from "@signalbox/core";
import { lockConnectionHealth, lockObligationsOfActions, raiseFailure } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deskTicket, startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { runActionAgain } from "../replay/run-action-again.ts";
import { retryAction, settleAction } from "./retry-action.ts";
import { retryFailure } from "./retry-failure.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

const byPerson = () => ({ actor: { actorKind: "person", actor: "ops" } as const, now: Date.now() });
const retry = (actionId: string) => world.db.transaction((tx) => retryAction(tx, { ...byPerson(), actionId }));
const cancel = (actionId: string) =>
  world.db.transaction((tx) =>
    settleAction(tx, {
      ...byPerson(),
      actionId,
      as: "cancelled",
      reason: "closed there by hand",
      newId: world.deps.newId,
    }),
  );
const configureDesk = (call: string, to: object) =>
  world.db.sql`update connections
    set config = jsonb_set(config, array['ticket', ${call}]::text[], ${world.db.sql.json(to as never)}) where key = 'desk'`;

const runAgain = (actionId: string) =>
  runActionAgain(world.deps, { actionId, actor: { kind: "person", name: "ops" }, reason: "it was lost" });
const keys = async () => {
  const rows = await world.db.sql`select idempotency_key from actions order by id`;
  return new Set(rows.map((row) => row.idempotency_key));
};

describe("running again by hand", () => {
  it("opens a ticket anew, under another key, once the first is over; never beside one that is open (G11)", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    expect(await runAgain(ordered.actionId)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringMatching(/has not ended/),
    });
    await world.perform(ordered.actionId);
    await world.drain();
    expect(await runAgain(ordered.actionId)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringMatching(/stands open/),
    });
    await world.db.sql`update obligations set status = 'lost', settled_at = now()`;
    const again = await runAgain(ordered.actionId);
    expect(again).toMatchObject({ outcome: "ordered" });
    await world.drain();
    expect(world.tickets().map(({ status }) => status)).toEqual(["open", "open"]);
    expect((await keys()).size).toBe(2);
    const rows = await world.db.sql`select o.occurrence, o.status, o.external_id, p.external_id as before
      from obligations o left join obligations p on p.id = o.previous_id order by o.occurrence`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { occurrence: 1, status: "lost", external_id: "1", before: null },
      { occurrence: 2, status: "open", external_id: "2", before: "1" },
    ]);
    const lines = await world.db
      .sql`select actor, details ->> 'reason' as reason from journal where verb = 'action.run-again'`;
    expect(lines.map((line) => ({ ...line }))).toEqual([{ actor: "ops", reason: "it was lost" }]);
  });

  it("pages once more beside a page that rings, and nobody about what is over", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "page");
    await world.perform(ordered.actionId);
    await world.drain();
    expect(await runAgain(ordered.actionId)).toMatchObject({ outcome: "ordered" });
    await world.drain();
    expect(world.pages().map(({ status }) => status)).toEqual(["triggered", "triggered"]);
    const closing = await world.resolve(incident, ordered);
    expect(await runAgain(ordered.actionId)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringMatching(/nobody is paged/),
    });
    expect(await runAgain(closing)).toMatchObject({
      outcome: "refused",
      sentence: expect.stringMatching(/Only what opened or sent/),
    });
    expect(await runAgain(newUuid())).toEqual({ outcome: "not-found" });
  });
});

describe("trying again by hand", () => {
  it("looks for a ticket whose create a gateway answered for, before it is opened a second time", async () => {
    world.practice.fail({ target: "tickets", kind: "500", method: "POST", times: 1 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "unknown" });
    await fetch(`${world.practice.url}/tickets`, {
      method: "POST",
      headers: { authorization: "Bearer desk-token-of-the-tests", "content-type": "application/json" },
      body: JSON.stringify({ title: "opened behind the gateway", ref: ordered.reference }),
    });
    expect(await retry(ordered.actionId)).toBe(true);
    await world.perform(ordered.actionId);
    expect(await world.attempts(ordered.actionId)).toEqual(["create retryable/server-error", "find delivered/found"]);
    expect(world.tickets()).toHaveLength(1);
  });

  it("opens and closes a ticket wanted on record whose create was given up before the end", async () => {
    const { create } = deskTicket;
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.db.sql`update actions set fields = fields || '{"always": true}' where id = ${ordered.actionId}`;
    const closing = await world.resolve(incident, ordered);
    await configureDesk("create", { ...create, path: "/nowhere" });
    await world.perform(ordered.actionId);
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "failed" });
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "open" });
    expect(await world.action(closing)).toMatchObject({ state: "waiting" });
    await configureDesk("create", create);
    await retry(ordered.actionId);
    await world.drain();
    expect(world.tickets()).toMatchObject([{ status: "closed" }]);
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "settled" });
  });

  it("does not close the ticket of an incident that is open again", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.perform(ordered.actionId);
    const closing = await world.resolve(incident, ordered);
    await configureDesk("close", { ...deskTicket.close, path: "/tickets/{{ action.comment }}" });
    await world.perform(closing);
    expect(await world.action(closing)).toMatchObject({ state: "failed" });
    await world.db.sql`update incidents set status = 'open', resolved_at = null`;
    await world.db.sql`update obligation_incidents set resolved_at = null`;
    await configureDesk("close", deskTicket.close);
    await retry(closing);
    await world.drain();
    expect(await world.action(closing)).toMatchObject({ state: "cancelled", reason: "it is open again" });
    expect(world.tickets()).toMatchObject([{ status: "open" }]);
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "open" });
  });
});

describe("trying again all of a failure", () => {
  it("takes the obligations first, then the paused connection: whoever holds one of them gets on (F5)", async () => {
    const orders = [];
    for (let i = 0; i < 3; i += 1) orders.push(await world.order(await world.openIncident(), "ticket"));
    const ids = orders.map(({ actionId }) => actionId);
    await world.db
      .sql`update actions set state = 'failed', finished_at = now(), reason = 'refused' where id = any(${ids})`;
    await world.db.sql`insert into connection_health (connection_id, paused_at, paused_reason)
      values (${world.company.desk}, now(), 'credentials refused')`;
    const failure = {
      kind: "action-failed",
      cause: "connection:desk",
      subjectKind: "action",
      subjectId: ids[0]!,
      reason: "refused",
      advice: "",
      now: Date.now() - 1_000,
      newId: newUuid,
    } as const;
    const { failureId } = await world.db.transaction((tx) => raiseFailure(tx, failure));
    let retrying: ReturnType<typeof retryFailure> | null = null;
    const waitedMs = await world.db.transaction(async (tx) => {
      await lockObligationsOfActions(tx, [ids[2]!]);
      retrying = world.db.transaction((other) => retryFailure(other, { ...byPerson(), failureId, newId: newUuid }));
      await new Promise((wait) => setTimeout(wait, 200));
      const startedAt = performance.now();
      await lockConnectionHealth(tx, world.company.desk);
      return performance.now() - startedAt;
    });
    expect(waitedMs).toBeLessThan(1_500);
    expect(await retrying).toEqual({ outcome: "retried", count: 3 });
  });
});

describe("settling by hand as not needed", () => {
  it("ends the obligation of a create: the next order of its slot opens the next one", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    expect(await cancel(ordered.actionId)).toBe(true);
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "cancelled" });
  });

  it("ends the obligation of a close once all is over, with what the person said", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.perform(ordered.actionId);
    const closing = await world.resolve(incident, ordered);
    expect(await cancel(closing)).toBe(true);
    const [row] = await world.db.sql`select status, status_reason from obligations where id = ${ordered.obligationId}`;
    expect(row).toEqual({ status: "settled", status_reason: "closed there by hand" });
  });
});
