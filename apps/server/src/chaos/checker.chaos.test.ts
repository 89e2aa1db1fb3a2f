import { setTimeout as sleep } from "node:timers/promises";
import { queryRows } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChaosRun, startChaosRun } from "./chaos-run.ts";

let run: ChaosRun;
beforeAll(async () => {
  run = await startChaosRun();
  await run.tell(8);
  await run.settle();
  await run.tellResolves();
});
afterAll(() => run?.end());

describe("checkInvariants", () => {
  it("finds nothing where nothing is wrong, and each thing that was made wrong", async () => {
    expect(await run.settle()).toEqual([]);
    const { databaseUrl, driver } = run;
    const { desk } = run.signalbox;
    const tamper = (statement: string): Promise<unknown> => queryRows(databaseUrl, statement);

    const [page] = await queryRows<{ reference: string }>(
      databaseUrl,
      `select reference from obligations o join incidents i on i.id = o.incident_id and i.reopened = 0
       join actions a on a.obligation_id = o.id join attempts t on t.action_id = a.id
       where o.kind = 'page' and t.step = 'create' and t.outcome = 'delivered'`,
    );
    await sleep(5_500);
    const late = JSON.stringify({ event: "page.opened", reference: page!.reference });
    await fetch(`${desk.url}/pages`, { method: "POST", body: late });
    const [ticket] = await desk.tickets();
    await fetch(`${desk.url}/tickets`, {
      method: "POST",
      headers: { authorization: `Bearer ${desk.token}`, "content-type": "application/json" },
      body: JSON.stringify({ title: ticket!.title, ref: ticket!.ref }),
    });
    await tamper(
      `update attempts set started_at = now() where step = 'create' and action_id in (
         select a.id from actions a join obligations o on o.id = a.obligation_id where o.reference = '${page!.reference}')`,
    );
    driver.history.push({ ...driver.history[0]!, delivery: { ...driver.history[0]!.delivery, id: "never-stored" } });
    driver.history.push({ ...driver.history[1]!, outcome: "fail" });
    await tamper(
      "update delivery_bodies set body = body || ' '::bytea where delivery_id = (select min(id::text)::uuid from deliveries)",
    );
    // Of another incident: when the resolve of the paged one was known is the commit of its delivery.
    await tamper(
      `update deliveries set state = 'received', finished_at = null where id = (
         select max(id::text)::uuid from deliveries where id not in (
           select e.delivery_id from events e join obligations o on o.incident_id = e.incident_id
           where o.reference = '${page!.reference}' and e.delivery_id is not null))`,
    );
    await tamper(
      "update incident_intervals set severity = 'unknown' where incident_id = (select incident_id from incident_intervals limit 1)",
    );
    await tamper(
      "update ledger_segments set net_ms = net_ms - 1000, excluded_ms = excluded_ms + 1000 where id = (select id from ledger_segments where net_ms > 0 limit 1)",
    );
    await tamper(
      "insert into journal (at, actor_kind, actor, verb, subject_kind, subject_id) select now(), 'system', 'test', 'incident.opened', 'incident', id::text from incidents where exists (select 1 from events where incident_id = incidents.id and change = 'opened') limit 1",
    );

    const found = await run.check();
    for (const invariant of ["I1", "I2", "I4", "I5", "I6", "I7", "I8"]) {
      expect(
        found.filter((line) => line.startsWith(invariant)),
        invariant,
      ).not.toEqual([]);
    }
    expect(found).toContainEqual(expect.stringMatching(/was paged \d+ ms after its resolve was known/));
    expect(found).toContainEqual(
      expect.stringMatching(/was to be paged, as decided \d+ ms after its resolve was known/),
    );
  });
});
