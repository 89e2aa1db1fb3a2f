import { newUuid } from "@signalbox/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../liveness/sweep.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { escalatePage } from "./escalate-page.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

type Incident = Awaited<ReturnType<TestPerform["openIncident"]>>;

/** A page that its rule escalates, not sent yet. */
async function orderEscalating(incident: Incident, escalateAfter = "5m") {
  const ordered = await world.order(incident, "page");
  const fields = world.db.sql.json({ escalateAfter });
  await world.db.sql`update actions set fields = ${fields} where id = ${ordered.actionId}`;
  return ordered;
}

/** The same, sent. */
async function page(incident: Incident, escalateAfter?: string) {
  const ordered = await orderEscalating(incident, escalateAfter);
  expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "done" });
  return ordered;
}

/** Its time has come: pages the next, and sends what that ordered. */
async function goOn({ obligationId }: { obligationId: string }) {
  await world.db.sql`update page_escalations set next_at = now() - interval '1 millisecond' where next_at is not null`;
  const outcome = await escalatePage(world.deps, { obligationId });
  if (outcome.outcome === "paged") await world.perform(outcome.actionId);
  return outcome;
}

async function nextAt(): Promise<number | undefined> {
  const [row] = await world.db.sql<{ at: number }[]>`
    select extract(epoch from next_at)::float8 * 1000 as at from page_escalations`;
  return row?.at;
}

const acknowledge = (incident: Incident) =>
  world.db.sql`update incidents set status = 'acknowledged', acknowledged_at = now() where id = ${incident.id}`;
const resolve = (incident: Incident) =>
  world.db.sql`update incidents set status = 'resolved', resolved_at = now() where id = ${incident.id}`;

async function setPaths(...keys: string[]): Promise<void> {
  const value = world.db.sql.json({ team: "payments", page: keys.map((connection) => ({ connection })) });
  await world.db.sql`insert into settings (key, value, updated_by) values ('failures', ${value}, 'test')`;
}

const rung = () => world.pages().map(({ onCall, rings }) => `${onCall} ${rings}`);

describe("a page that nobody acknowledges", () => {
  it("goes on to the lead, then to the paths of failures in their order, then stands as a failure", async () => {
    const second = await world.addConnection("second", "page-webhook", {
      url: `${world.practice.url}/pages`,
      secret: { kept: true },
      timeout: "1s",
    });
    await world.setSecret(second, "secret", `whsec_${Buffer.from("pager secret of the tests!").toString("base64")}`);
    await setPaths("second", "pager");
    const incident = await world.openIncident();
    const first = await page(incident);
    const told = [];
    for (let turn = 0; turn < 5; turn++) told.push(await goOn(first));
    expect(told).toMatchObject([
      { outcome: "paged", level: 1 },
      { outcome: "paged", level: 2 },
      { outcome: "paged", level: 3 },
      { outcome: "stopped", reason: "nobody-left" },
      { outcome: "not-wanted" },
    ]);
    expect(rung()).toEqual(["ada@example.test 1", "lead@example.test 1", "ada@example.test 1", "ada@example.test 1"]);
    const slots = await world.db.sql`select c.key, o.slot, o.escalation_level from obligations o
      join connections c on c.id = o.connection_id order by o.escalation_level nulls first`;
    expect(slots.map((row) => Object.values(row).join(" "))).toEqual([
      "pager default ",
      "pager default/lead 1",
      "second default/failures-1 2",
      "pager default/failures-2 3",
    ]);
    expect(await world.failures()).toEqual(["page-unacknowledged open"]);
    const journal = await world.db.sql`select details ->> 'reason' as reason from journal where verb = 'page.escalated'
      and subject_id = ${incident.id} order by id`;
    expect(journal.map(({ reason }) => reason)).toEqual([
      "nobody acknowledged for 5 min: lead@example.test, who leads Payments is paged",
      "nobody acknowledged for 5 min: second (on-call of Payments) is paged",
      "nobody acknowledged for 5 min: pager (on-call of Payments) is paged",
      "nobody acknowledged, and there is nobody left to page",
    ]);
    await acknowledge(incident);
    await sweep(world.deps);
    expect(await world.failures()).toEqual(["page-unacknowledged settled"]);
  });

  it("waits for its time: at 1/30 of what the rule says, rung by a job", async () => {
    const sentAt = Date.now();
    const { obligationId } = await page(await world.openIncident(), "5m");
    const [row] = await world.db.sql<{ nextAt: number; jobAt: number }[]>`
      select extract(epoch from e.next_at)::float8 * 1000 as "nextAt", extract(epoch from j.run_at)::float8 * 1000 as "jobAt"
      from page_escalations e join graphile_worker._private_jobs j on j.payload ->> 'obligationId' = e.obligation_id::text`;
    expect(row!.nextAt - sentAt).toBeGreaterThanOrEqual(10_000);
    expect(row!.nextAt - sentAt).toBeLessThan(13_000);
    expect(row!.jobAt).toBeCloseTo(row!.nextAt, -1);
    expect(await escalatePage(world.deps, { obligationId })).toEqual({ outcome: "not-wanted" });
    expect(rung()).toHaveLength(1);
  });

  it("goes on although an earlier page to the same person is open still, as its close was refused", async () => {
    const incident = await world.openIncident();
    await world.db
      .sql`insert into obligations (id, scope_kind, scope_id, connection_id, kind, slot, reference, incident_id, opened_at)
      values (${newUuid()}, 'incident', ${incident.id}, ${world.company.pager}, 'page', 'default/lead', 'sbx-old', ${incident.id}, now())`;
    expect(await goOn(await page(incident))).toMatchObject({ outcome: "paged", level: 1 });
    expect(rung()).toEqual(["ada@example.test 1", "lead@example.test 1"]);
    const slots = await world.db.sql`select slot, occurrence from obligations where status = 'open' order by slot`;
    expect(slots.map(({ slot, occurrence }) => `${slot} ${occurrence}`)).toEqual([
      "default 1",
      "default/lead 1",
      "default/lead#2 1",
    ]);
  });

  it("goes on at once where it is refused for good, as nobody was paged by it", async () => {
    const nowhere = world.db.sql.json(`${world.practice.url}/nowhere`);
    await world.db.sql`update connections set config = jsonb_set(config, '{url}', ${nowhere}) where key = 'pager'`;
    const refused = await orderEscalating(await world.openIncident());
    expect(await world.perform(refused.actionId)).toMatchObject({ outcome: "fail" });
    expect(await escalatePage(world.deps, refused)).toMatchObject({ outcome: "paged", level: 1 });
  });

  it("goes on where its pager does not take it, and once taken waits its time anew", async () => {
    world.practice.fail({ target: "pages", kind: "500", times: 1 });
    const late = await orderEscalating(await world.openIncident());
    expect(await world.perform(late.actionId)).toMatchObject({ outcome: "retry" });
    expect(await nextAt()).toBeGreaterThan(Date.now());
    await world.db.sql`update page_escalations set next_at = now() + interval '1 second'`;
    await world.db.sql`update actions set next_try_at = now()`;
    expect(await world.perform(late.actionId)).toMatchObject({ outcome: "done" });
    expect(await nextAt()).toBeGreaterThan(Date.now() + 5_000);
    expect(await goOn(late)).toMatchObject({ outcome: "paged", level: 1 });
  });

  it("goes on where its connection is paused", async () => {
    await world.db.sql`insert into connection_health (connection_id, paused_at, paused_reason)
      values (${world.company.pager}, now(), 'refused') on conflict (connection_id) do update set paused_at = now()`;
    const parked = await orderEscalating(await world.openIncident());
    expect(await world.perform(parked.actionId)).toMatchObject({ outcome: "parked" });
    expect(await goOn(parked)).toMatchObject({ outcome: "paged", level: 1 });
  });

  it("is not escalated where its rule does not say so", async () => {
    const ordered = await world.order(await world.openIncident(), "page");
    await world.perform(ordered.actionId);
    expect(await world.db.sql`select 1 from page_escalations`).toHaveLength(0);
    expect(await goOn(ordered)).toEqual({ outcome: "not-wanted" });
  });
});

describe("an escalation stops", () => {
  it("once somebody acknowledged, and what was ordered but not sent is never sent", async () => {
    const incident = await world.openIncident();
    const first = await page(incident);
    world.practice.fail({ target: "pages", kind: "429", times: 1 });
    const outcome = await goOn(first);
    expect(outcome).toMatchObject({ outcome: "paged", level: 1 });
    await acknowledge(incident);
    await world.drain();
    expect(rung()).toEqual(["ada@example.test 1"]);
    const actionId = outcome.outcome === "paged" ? outcome.actionId : "";
    expect(await world.action(actionId)).toMatchObject({ state: "cancelled", reason: "somebody acknowledged it" });
    expect(await goOn(first)).toEqual({ outcome: "stopped", reason: "acknowledged" });
    expect(await goOn(first)).toEqual({ outcome: "not-wanted" });
  });

  it("once it is over", async () => {
    const incident = await world.openIncident();
    const first = await page(incident);
    await resolve(incident);
    expect(await goOn(first)).toEqual({ outcome: "not-wanted" });
    await world.db.sql`update obligations set status = 'settled', settled_at = now()`;
    expect(await goOn(first)).toEqual({ outcome: "stopped", reason: "resolved" });
    expect(rung()).toHaveLength(1);
  });

  it("not where it is over for a moment only, and opens again before the page is closed", async () => {
    const incident = await world.openIncident();
    const first = await page(incident);
    await resolve(incident);
    expect(await goOn(first)).toEqual({ outcome: "not-wanted" });
    await world.db.sql`update incidents set status = 'open', resolved_at = null where id = ${incident.id}`;
    expect(await goOn(first)).toMatchObject({ outcome: "paged", level: 1 });
  });

  it("where the resolve comes at the same time: nobody is paged after it, or the page is of what the resolve closes", async () => {
    const incident = await world.openIncident();
    const first = await page(incident);
    await world.db.sql`update page_escalations set next_at = now()`;
    let escalating: ReturnType<typeof escalatePage> | null = null;
    await world.db.transaction(async (tx) => {
      await tx.execute(`select 1 from incidents where id = '${incident.id}' for update`);
      escalating = escalatePage(world.deps, { obligationId: first.obligationId });
      await new Promise((wait) => setTimeout(wait, 200));
      await tx.execute(`update incidents set status = 'resolved', resolved_at = now() where id = '${incident.id}'`);
    });
    expect(await escalating).toEqual({ outcome: "not-wanted" });
    expect(rung()).toHaveLength(1);
  });

  it("for as long as its component is in maintenance (F6)", async () => {
    const first = await page(await world.openIncident());
    await world.db
      .sql`insert into maintenance_windows (component_ids, starts_at, ends_at, announced_at, reason, created_by)
      values (${[world.company.component]}, now() - interval '1 minute', now() + interval '1 hour', now(), 'update', 'ops')`;
    expect(await goOn(first)).toEqual({ outcome: "not-wanted" });
    const [row] = await world.db.sql`select next_at > now() + interval '59 minutes' as later from page_escalations`;
    expect(row).toEqual({ later: true });
    await world.db.sql`update maintenance_windows set ends_at = now() - interval '1 second'`;
    expect(await goOn(first)).toMatchObject({ outcome: "paged", level: 1 });
  });

  it("while outbound is off it waits, and goes on with the same person after", async () => {
    const first = await page(await world.openIncident());
    await world.db.sql`update page_escalations set next_at = now()`;
    const off = { ...world.deps, isOutboundOn: false };
    expect(await escalatePage(off, { obligationId: first.obligationId })).toEqual({ outcome: "not-wanted" });
    expect(await goOn(first)).toMatchObject({ outcome: "paged", level: 1 });
  });
});

describe("an escalation survives", () => {
  it("a lost job: the sweep rings again; two at once page one person (D5)", async () => {
    const { obligationId } = await page(await world.openIncident());
    await world.db.sql`delete from graphile_worker._private_jobs`;
    await world.db.sql`update page_escalations set next_at = now() - interval '5 seconds'`;
    expect(await sweep(world.deps)).toMatchObject({ escalations: 1 });
    expect(await sweep(world.deps)).toMatchObject({ escalations: 0 });
    const both = await Promise.all([1, 2].map(() => escalatePage(world.deps, { obligationId })));
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["not-wanted", "paged"]);
  });
});
