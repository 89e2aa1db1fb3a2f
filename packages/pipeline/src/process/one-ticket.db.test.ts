import { randomUUID } from "node:crypto";
import { newUuid, type RuleSetBody, toIso } from "@signalbox/core";
import { bumpConfigRevision, publishRuleSet } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergeIncidents } from "../incident/merge-incidents.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { processDeliveries } from "./process-deliveries.ts";

// From a delivery to what the desk and the pager hold in the end.
let world: TestPerform;
beforeEach(async () => {
  world = await start();
});
afterEach(() => world.stop());

async function start(options?: Parameters<typeof startTestPerform>[0]): Promise<TestPerform> {
  const started = await startTestPerform(options);
  await started.db.sql`insert into monitor_mappings (component_id, source_id, match, valid_from)
    values (${started.company.component}, ${started.company.source}, '*', '2026-01-01')`;
  return started;
}
async function publish(rules: RuleSetBody["rules"]): Promise<void> {
  await world.db.transaction(async (tx) => {
    const by = { actor: { kind: "person", name: "ops" }, now: Date.now() } as const;
    await publishRuleSet(tx, by, { body: { rules }, origin: "browser", note: "" });
    await bumpConfigRevision(tx);
  });
}
/** Told and processed; what it orders waits. */
async function take(type: "opened" | "resolved", key: string, monitor = "Checkout"): Promise<void> {
  const [id, at] = [newUuid(), toIso(Date.now())];
  const times = type === "opened" ? { started_at: at } : { resolved_at: at };
  const body = JSON.stringify({
    id: randomUUID(),
    type: `incident.${type}`,
    data: {
      incident: { id: key, severity: "critical", summary: `${key} is down`, ...times },
      monitor: { id: monitor, name: monitor },
    },
  });
  await world.db.sql`
    with stored as (
      insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
      values (${id}, ${world.company.source}, ${id}, ${at}, 'fresh', sha256('x')) returning id, received_at)
    insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
    select received_at, id, 'POST', '[]', '{}', ${Buffer.from(body)} from stored`;
  await processDeliveries(world.deps, { deliveryIds: [id], attempt: 1 });
}
async function tell(...told: Parameters<typeof take>): Promise<void> {
  await take(...told);
  await world.drain();
}
const tickets = () => world.tickets().map(({ id, title, status }) => `${id} ${title} ${status}`);
const pages = () => world.pages().map(({ status }) => status);

describe("one ticket", () => {
  it("for two incidents of one component, closed with the last", async () => {
    await publish([{ key: "grouped", do: [{ ticket: { connection: "desk", groupBy: "component" } }] }]);
    await tell("opened", "a");
    await tell("opened", "b");
    expect(tickets()).toEqual(["1 a is down open"]);
    await tell("resolved", "a");
    expect(tickets()).toEqual(["1 a is down open"]);
    await tell("resolved", "b");
    expect(tickets()).toEqual(["1 a is down closed"]);
    // The next outage of the component has a ticket of its own.
    await tell("opened", "c");
    expect(tickets()).toEqual(["1 a is down closed", "2 c is down open"]);
  });

  it("for two rules that match, opened although both were replaced while it waited, and closed after one was renamed (F7)", async () => {
    const ticket = [{ ticket: { connection: "desk" } }];
    await publish([
      { key: "first", do: ticket },
      { key: "second", do: ticket },
    ]);
    await take("opened", "a");
    expect(tickets()).toEqual([]);
    await publish([{ key: "another", when: "false", do: ticket }]);
    await world.drain();
    expect(tickets()).toEqual(["1 a is down open"]);
    await publish([{ key: "renamed", do: ticket }]);
    await tell("resolved", "a");
    expect(tickets()).toEqual(["1 a is down closed"]);
    const orders = await world.db.sql`select verb, rule_key from actions order by ordinal`;
    expect(orders.map(({ verb, rule_key }) => `${verb} ${rule_key}`)).toEqual([
      "create first",
      "join second",
      "close null",
    ]);
  });

  it("more after a re-open that the desk can't do; a lost answer finds the second, never the first", async () => {
    await publish([{ key: "tickets", do: [{ ticket: { connection: "desk" } }] }]);
    await tell("opened", "a");
    await tell("resolved", "a");
    expect(tickets()).toEqual(["1 a is down closed"]);
    world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
    await tell("opened", "a");
    expect(tickets()).toEqual(["1 a is down closed", "2 a is down open"]);
    const rows = await world.db
      .sql`select o.occurrence, o.external_id, o.status, p.external_id as before from obligations o
      left join obligations p on p.id = o.previous_id order by o.occurrence`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { occurrence: 1, external_id: "1", status: "settled", before: null },
      { occurrence: 2, external_id: "2", status: "open", before: "1" },
    ]);
  });

  it("of its own for each of two installations with one config at one desk, which find and close none but theirs (P4)", async () => {
    const grouped: RuleSetBody["rules"] = [
      { key: "grouped", do: [{ ticket: { connection: "desk", groupBy: "component" } }] },
    ];
    await publish(grouped);
    await tell("opened", "a");
    const first = world;
    world = await start({ beside: first });
    try {
      await publish(grouped);
      world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
      await tell("opened", "b");
      expect(tickets()).toEqual(["1 a is down open", "2 b is down open"]);
      await tell("resolved", "b");
      expect(tickets()).toEqual(["1 a is down open", "2 b is down closed"]);
    } finally {
      await world.stop();
      world = first;
    }
  });

  it("closed with a link to the other's where its incident was merged", async () => {
    await publish([{ key: "tickets", do: [{ ticket: { connection: "desk" } }] }]);
    await tell("opened", "a");
    await tell("opened", "b", "Search");
    const ids = await world.db.sql<{ id: string }[]>`select id from incidents order by title`;
    const actor = { kind: "person", name: "ana@example.test" } as const;
    await mergeIncidents(world.deps, { incidentId: ids[1]!.id, into: ids[0]!.id, actor, reason: "the same" });
    await world.drain();
    expect(tickets()).toEqual(["1 a is down open", "2 b is down closed"]);
    expect(world.tickets()[1]?.comments).toMatchObject([
      { text: expect.stringMatching(/^Merged into "a is down" \(1\).*\nhttps:\/\/.*inc_/s) },
    ]);
    await tell("resolved", "b", "Search");
    await tell("resolved", "a");
    expect(tickets()).toEqual(["1 a is down closed", "2 b is down closed"]);
  });
});

describe("pages", () => {
  it("go to two teams by one pager, each once", async () => {
    await world.db.sql`insert into teams (key, name) values ('network', 'Network')`;
    await publish([
      { key: "owners", do: [{ page: { connection: "pager" } }] },
      { key: "network", do: [{ page: { connection: "pager", team: "network" } }] },
    ]);
    await tell("opened", "a");
    await tell("opened", "a");
    expect(pages()).toEqual(["triggered", "triggered"]);
    await tell("resolved", "a");
    expect(pages()).toEqual(["resolved", "resolved"]);
  });
});
