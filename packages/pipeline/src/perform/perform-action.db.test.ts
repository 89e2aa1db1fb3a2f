import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { retryAction, settleAction } from "../failure/retry-action.ts";
import { endWindow } from "../maintenance/change-windows.ts";
import { startTestPerform, type TestPerform } from "./start-test-perform.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

describe("a ticket", () => {
  it("is opened once with what the templates say, then closed with a note", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "done" });
    expect(world.tickets()).toMatchObject([
      {
        title: "Checkout API is down",
        ref: ordered.reference,
        priority: "urgent",
        assignee: "ada@example.test",
        status: "open",
      },
    ]);
    expect(await world.obligation(ordered.obligationId)).toEqual({ status: "open", external_id: "1" });
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "ended" });

    const closing = await world.resolve(incident, ordered);
    expect(await world.perform(closing)).toMatchObject({ outcome: "done" });
    expect(await world.attempts(closing)).toEqual(["close delivered/ok", "read delivered/closed"]);
    const [ticket] = world.tickets();
    expect(ticket).toMatchObject({ status: "closed" });
    expect(ticket?.comments[0]?.text).toMatch(
      /^Resolved after 4 min 1\d s \(.* UTC\)\.\nCheckout API is down\nhttps:\/\/signalbox\.example\.test\/incidents\/inc_/,
    );
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "settled" });
    expect(world.practice.requests().map(({ idempotencyKey }) => idempotencyKey)).toContain(
      `${ordered.reference}-create-1`,
    );
  });

  it("is found, not opened again, when the answer was lost after the work (D7, G10)", async () => {
    world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "retry", reason: "answer-lost" });
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "unknown" });
    await world.drain();
    expect(await world.attempts(ordered.actionId)).toEqual(["create unknown/answer-lost", "find delivered/found"]);
    expect(world.tickets()).toHaveLength(1);
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ external_id: "1" });
  });

  it("is opened again only once it is proven not to be there", async () => {
    world.practice.fail({ target: "tickets", kind: "hang", method: "POST", times: 1 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    expect(await world.attempts(ordered.actionId)).toEqual(["create unknown/timed-out"]);
    await world.drain();
    const told = await world.attempts(ordered.actionId);
    expect(told.at(-1)).toBe("create delivered/ok");
    expect(told.filter((text) => text === "find delivered/no-hit").length).toBeGreaterThan(1);
    expect(world.tickets()).toHaveLength(1);
  });

  it.each(["afterIntent", "beforeSend", "afterSend", "beforeRecord"])(
    "is opened once when the worker dies at %s (D5, D7)",
    async (place) => {
      const ordered = await world.order(await world.openIncident(), "ticket");
      const failpoint = (name: string) => {
        if (name === `action.${place}`) throw new Error("killed");
      };
      await expect(world.perform(ordered.actionId, { failpoint })).rejects.toThrow("killed");
      expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "running" });
      await new Promise((wait) => setTimeout(wait, 2_100));
      await world.perform(ordered.actionId);
      await world.drain();
      expect(await world.action(ordered.actionId)).toMatchObject({ state: "done" });
      expect(world.tickets()).toHaveLength(1);
      expect((await world.attempts(ordered.actionId))[0]).toBe("create unknown/lease-expired");
    },
  );

  it("is opened once when two workers take it at once, and a late answer is set aside (D12)", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    const outcomes = await Promise.all([1, 2, 3].map(() => world.perform(ordered.actionId)));
    // One that comes late on a busy machine finds it ended.
    const told = outcomes.map(({ outcome }) => (outcome === "ended" ? "running" : outcome));
    expect(told.sort()).toEqual(["done", "running", "running"]);
    expect(world.tickets()).toHaveLength(1);
    const second = await world.order(await world.openIncident(), "ticket");
    const late = world.perform(second.actionId, {
      failpoint: async (name) => {
        if (name === "action.beforeRecord") await new Promise((wait) => setTimeout(wait, 3_000));
      },
    });
    await new Promise((wait) => setTimeout(wait, 2_300));
    expect(await world.perform(second.actionId)).toMatchObject({ outcome: "done" });
    expect(await late).toMatchObject({ outcome: "stale" });
    expect(world.tickets()).toHaveLength(2);
    expect(await world.action(second.actionId)).toMatchObject({ state: "done" });
  });

  it("is tried again by the schedule while the desk fails, and settles what had been told", async () => {
    world.practice.fail({ target: "tickets", kind: "500", method: "POST", times: 3 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    await world.drain();
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "done" });
    expect(world.tickets()).toHaveLength(1);
  });

  it("keeps its key through retries, a retry by hand, and a change of its connection (G11)", async () => {
    world.practice.fail({ target: "tickets", kind: "500", method: "POST", times: 2 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    await world.db.sql`update actions set next_try_at = now() where id = ${ordered.actionId}`;
    await world.perform(ordered.actionId);
    await world.db.sql`update actions set state = 'failed', finished_at = now() where id = ${ordered.actionId}`;
    await world.db.sql`update connections set config = jsonb_set(config, '{ticket,create,body,note}', '"new"'),
      revision = revision + 1 where key = 'desk'`;
    const actor = { actorKind: "person", actor: "ada@example.test" } as const;
    const retry = { actor, now: Date.now(), actionId: ordered.actionId };
    expect(await world.db.transaction((tx) => retryAction(tx, retry))).toBe(true);
    await world.drain();
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "done" });
    const keys = world.practice.requests().filter(({ method }) => method === "POST");
    expect(keys.map(({ idempotencyKey }) => idempotencyKey)).toEqual(Array(3).fill(`${ordered.reference}-create-1`));
  });

  it("obeys Retry-After (G5)", async () => {
    world.practice.fail({ target: "tickets", kind: "429", method: "POST", times: 1, ms: 1_000 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    const startedAt = Date.now();
    await world.perform(ordered.actionId);
    await world.drain();
    expect(Date.now() - startedAt).toBeGreaterThan(950);
    expect(await world.attempts(ordered.actionId)).toEqual(["create retryable/rate-limited", "create delivered/ok"]);
  });

  it("is cancelled when it is no longer needed, and closed when it may have been opened", async () => {
    const incident = await world.openIncident();
    const unsent = await world.order(incident, "ticket");
    const closing = await world.resolve(incident, unsent);
    expect(await world.perform(closing)).toMatchObject({ outcome: "not-its-turn" });
    expect(await world.perform(unsent.actionId)).toMatchObject({ outcome: "ended", reason: "no longer needed" });
    expect(await world.action(closing)).toMatchObject({ state: "cancelled" });
    expect(await world.obligation(unsent.obligationId)).toMatchObject({ status: "cancelled" });
    expect(world.tickets()).toHaveLength(0);

    world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
    const other = await world.openIncident();
    const doubtful = await world.order(other, "ticket");
    await world.perform(doubtful.actionId);
    await world.resolve(other, doubtful);
    await world.drain();
    expect(world.tickets()).toMatchObject([{ status: "closed" }]);
    expect(await world.obligation(doubtful.obligationId)).toMatchObject({ status: "settled" });
  });

  it("is closed again while the desk only pretends", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.perform(ordered.actionId);
    world.practice.fail({ target: "tickets", kind: "pretend", method: "PATCH", times: 2 });
    const closing = await world.resolve(incident, ordered);
    expect(await world.perform(closing)).toMatchObject({ outcome: "retry", reason: "not-closed-yet" });
    await world.drain();
    expect(world.tickets()).toMatchObject([{ status: "closed" }]);
    expect(world.tickets()[0]?.comments).toHaveLength(1);
  });

  it("is lost when it is not there any more", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.perform(ordered.actionId);
    world.practice.world.tickets.clear();
    expect(await world.perform(await world.resolve(incident, ordered))).toMatchObject({ outcome: "lost" });
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "lost" });
    expect(await world.failures()).toEqual(["action-lost open"]);
  });

  it("is a failure when the desk refuses it, and when a template can't be filled in", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.db
      .sql`update connections set config = jsonb_set(config, '{ticket,create,path}', '"/nowhere"') where key = 'desk'`;
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "fail" });
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "failed" });
    expect(await world.failures()).toEqual(["action-failed open"]);
    await world.db
      .sql`update connections set config = jsonb_set(config, '{ticket,create,path}', '"/tickets/{{ obligation.externalId }}"') where key = 'desk'`;
    const broken = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(broken.actionId)).toMatchObject({ outcome: "ended" });
    expect(await world.failures()).toEqual(["action-failed open"]);
  });

  it("waits for a person where nobody can tell, by grade C", async () => {
    const { find: _find, read: _read, ...ticket } = (await import("./start-test-perform.ts")).deskTicket;
    const auth = { bearer: { kept: true } };
    const blind = await world.addConnection("blind", "ticket-json", {
      baseUrl: world.practice.url,
      auth,
      timeout: "1s",
      ticket,
    });
    await world.setSecret(blind, "bearer", "desk-token-of-the-tests");
    world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
    const ordered = await world.order(await world.openIncident(), "ticket", blind);
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "ask-person" });
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "waits-for-person" });
    expect(await world.failures()).toEqual(["action-unknown open"]);
    expect(world.tickets()).toHaveLength(1);
  });
});

describe("a connection", () => {
  it("is paused by refused credentials, and used again when they are mended", async () => {
    await world.db.sql`update secrets set retired_at = now() where field = 'bearer'`;
    await world.setSecret(world.company.desk, "bearer", "wrong");
    const ordered = await world.order(await world.openIncident(), "ticket");
    const other = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "pause-connection" });
    expect(await world.perform(other.actionId)).toMatchObject({ outcome: "parked" });
    expect(await world.failures()).toEqual(["connection-paused open"]);
    // What ends well meanwhile, without a call or by one that was under way, mends no credentials.
    const byHand = await world.order(await world.openIncident(), "ticket");
    const by = { actor: { actorKind: "person", actor: "ada@example.test" }, now: Date.now() } as const;
    const { newId } = world.deps;
    const act = { ...by, actionId: byHand.actionId, as: "done", reason: "opened by hand", newId } as const;
    expect(await world.db.transaction((tx) => settleAction(tx, act))).toBe(true);
    expect(await world.failures()).toEqual(["connection-paused open"]);
    await world.db.sql`update secrets set retired_at = now() where field = 'bearer'`;
    await world.setSecret(world.company.desk, "bearer", "desk-token-of-the-tests");
    await world.drain();
    expect(world.tickets()).toHaveLength(2);
    expect(await world.failures()).toEqual(["connection-paused settled"]);
  });

  it("is not called while its breaker is open, nor are tries counted; one probe finds that it works again (G7)", async () => {
    world.practice.fail({ target: "tickets", kind: "500" });
    const orders = [];
    for (let i = 0; i < 10; i += 1) orders.push(await world.order(await world.openIncident(), "ticket"));
    for (const { actionId } of orders) await world.perform(actionId);
    const parked = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(parked.actionId)).toEqual({ outcome: "parked", reason: "breaker open" });
    expect(await world.action(parked.actionId)).toMatchObject({ state: "waiting", tries: 0 });
    expect(world.practice.requests().filter(({ path }) => path === "/tickets")).toHaveLength(10);
    const pageOrder = await world.order(await world.openIncident(), "page");
    expect(await world.perform(pageOrder.actionId)).toMatchObject({ outcome: "done" });
    world.practice.faults.clear();
    await world.drain(15_000);
    expect(world.tickets()).toHaveLength(11);
    const [health] = await world.db
      .sql`select breaker from connection_health where connection_id = ${world.company.desk}`;
    expect(health).toEqual({ breaker: "closed" });
    const history = await world.db.sql<{ verb: string }[]>`
      select verb from journal where subject_kind = 'connection' and subject_id = 'desk' order by id`;
    expect(history.map(({ verb }) => verb)).toEqual(["connection.breaker-opened", "connection.breaker-closed"]);
  });

  it("that only pages closes its breaker by its pages; none of them waits for it (G7)", async () => {
    await world.db.sql`insert into connection_health (connection_id, breaker, open_until, trips)
      values (${world.company.pager}, 'open', now() + interval '1 hour', 1)`;
    const breaker = async () =>
      (await world.db.sql`select breaker from connection_health where connection_id = ${world.company.pager}`)[0];
    const page = async () => world.perform((await world.order(await world.openIncident(), "page")).actionId);
    expect(await page()).toMatchObject({ outcome: "done" });
    expect(await breaker()).toEqual({ breaker: "open" });
    await world.db.sql`update connection_health set open_until = now() - interval '1 second'`;
    expect(await page()).toMatchObject({ outcome: "done" });
    expect(await breaker()).toEqual({ breaker: "half_open" });
    for (let i = 0; i < 2; i += 1) expect(await page()).toMatchObject({ outcome: "done" });
    expect(await breaker()).toEqual({ breaker: "closed" });
  });

  it("is not called while outbound is off", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(ordered.actionId, { isOutboundOn: false })).toMatchObject({ outcome: "parked" });
    await world.db.sql`insert into settings (key, value, updated_by) values ('outbound', '{"enabled": false}', 'test')`;
    expect(await world.action(ordered.actionId)).toMatchObject({
      state: "waiting",
      tries: 0,
      reason: "outbound is off",
    });
    expect(world.practice.requests().filter(({ path }) => path.startsWith("/tickets"))).toEqual([]);
  });

  it("keeps what was sent and answered without credentials", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    const rows = await world.db.sql`select request, response_headers, response_body from attempts`;
    expect(JSON.stringify(rows)).toContain("Checkout API is down");
    expect(JSON.stringify(rows)).not.toContain("desk-token-of-the-tests");
  });
});

describe("a page", () => {
  it("rings once and is resolved by its reference", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "page");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "done" });
    expect(world.pages()).toMatchObject([
      {
        reference: ordered.reference,
        title: "Checkout API is down",
        team: "payments",
        onCall: "ada@example.test",
        status: "triggered",
        rings: 1,
      },
    ]);
    await world.perform(await world.resolve(incident, ordered));
    expect(world.pages()).toMatchObject([{ status: "resolved", rings: 1 }]);
  });

  it("is sent again by the same key when the answer was lost (D6, D8)", async () => {
    world.practice.fail({ target: "pages", kind: "drop-answer", times: 1 });
    const ordered = await world.order(await world.openIncident(), "page");
    await world.perform(ordered.actionId);
    await world.drain();
    const sent = world.practice.requests().filter(({ path }) => path === "/pages");
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `${ordered.reference}-create-1`,
      `${ordered.reference}-create-1`,
    ]);
    expect(sent.map(({ body }) => JSON.parse(body).mayRepeat)).toEqual([false, true]);
    expect(world.pages()).toMatchObject([{ rings: 1 }]);
  });

  it("is tried for its whole time, however long it was parked before its first try", async () => {
    const ordered = await world.order(await world.openIncident(), "page");
    await world.db.sql`update actions set due_at = now() - interval '62 seconds' where id = ${ordered.actionId}`;
    world.practice.fail({ target: "pages", kind: "500", times: 1 });
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "retry", reason: "server-error" });
    await world.drain();
    expect(world.pages()).toMatchObject([{ rings: 1 }]);
  });

  it("is tried for its whole time, however long it was parked between its tries (G7)", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    world.practice.fail({ target: "tickets", kind: "429", times: 2 });
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "retry" });
    const openBreaker = (until: string) =>
      world.db.sql.unsafe(`update connection_health set breaker = 'open',
      open_until = ${until} where connection_id = ${world.company.desk}`);
    await openBreaker("now() + interval '1 hour'");
    await world.db.sql`update actions set next_try_at = now()`;
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "parked" });
    // 24 hours of tries are 48 minutes here; it has been parked for an hour.
    await world.db
      .sql`update actions set parked_since = parked_since - interval '1 hour', due_at = due_at - interval '1 hour',
      next_try_at = now()`;
    await world.db.sql`update attempts set started_at = started_at - interval '1 hour'`;
    await openBreaker("now() - interval '1 second'");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "retry" });
    expect(await world.action(ordered.actionId)).toMatchObject({ state: "waiting", tries: 2 });
  });

  it("is never sent once the resolve is known", async () => {
    const incident = await world.openIncident();
    const unsent = await world.order(incident, "page");
    await world.resolve(incident, unsent);
    expect(await world.perform(unsent.actionId)).toMatchObject({ outcome: "ended", reason: "no longer needed" });
    expect(world.pages()).toEqual([]);

    world.practice.fail({ target: "pages", kind: "hang", times: 1 });
    const other = await world.openIncident();
    const doubtful = await world.order(other, "page");
    await world.perform(doubtful.actionId);
    await world.resolve(other, doubtful);
    await world.drain();
    const events = world.practice
      .requests()
      .filter(({ path }) => path === "/pages")
      .map(({ body }) => JSON.parse(body).event);
    expect(events).toEqual(["page.opened", "page.resolved"]);
  });

  it("is held back while a maintenance window or a mute lasts, then goes out for what still is down (F6)", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "page");
    const [window] = await world.db.sql<{ id: number }[]>`
      insert into maintenance_windows (component_ids, starts_at, ends_at, announced_at, reason, created_by)
      values (${[world.company.component]}, now() - interval '1 hour', now() + interval '1 hour', now(), 'upgrade', 'test')
      returning id`;
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "parked" });
    await world.db.sql`update actions set next_try_at = now()`;
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "parked" });
    expect(await world.action(ordered.actionId)).toMatchObject({
      reason: expect.stringMatching(/^in maintenance until 20/),
    });
    const told = await world.db.sql`select details ->> 'window' as window from journal
      where verb = 'incident.page-held-back' and subject_id = ${incident.id}`;
    expect(told).toEqual([{ window: String(window!.id) }]);
    expect(world.pages()).toEqual([]);
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "open" });
    const by = { actor: { kind: "person", name: "ops" }, now: Date.now() } as const;
    expect(await endWindow({ db: world.db }, by, window!.id, "done early")).toBe("ended");
    await world.drain(1_500);
    expect(world.pages()).toHaveLength(1);
  });

  it("that was held back is not sent once somebody has acknowledged (F6)", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "page");
    await world.db
      .sql`update incidents set status = 'acknowledged', acknowledged_at = now() + interval '1 second' where id = ${incident.id}`;
    expect(await world.perform(ordered.actionId)).toMatchObject({
      outcome: "ended",
      reason: "somebody acknowledged it",
    });
    expect(world.pages()).toEqual([]);
  });

  it("names the fallback where the rota has no answer, and the last good one where it had", async () => {
    world.practice.fail({ target: "rota", kind: "500" });
    await world.perform((await world.order(await world.openIncident(), "page")).actionId);
    world.practice.faults.clear();
    await world.db.sql`delete from lookup_answers`;
    await world.perform((await world.order(await world.openIncident(), "page")).actionId);
    world.practice.fail({ target: "rota", kind: "hang" });
    await world.db.sql`update lookup_answers set valid_until = now() - interval '1 minute'`;
    await world.perform((await world.order(await world.openIncident(), "page")).actionId);
    const told = world.practice
      .requests()
      .filter(({ path }) => path === "/pages")
      .map(({ body }) => JSON.parse(body).onCall);
    expect(told).toMatchObject([
      { email: "lead@example.test", basis: "fallback" },
      { email: "ada@example.test", basis: "fresh" },
      { email: "ada@example.test", basis: "last-good" },
    ]);
  });
});
