import { newUuid, type RotationBody } from "@signalbox/core";
import { cancelOverride, insertOverride } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { escalatePage } from "../page/escalate-page.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { askOnCall } from "./ask-on-call.ts";

let world: TestPerform;
const handOver = { every: "day", at: "00:00" } as const;
const level = (...people: string[]) => ({ people, handOver, from: "2020-01-01" });
beforeEach(async () => {
  world = await startTestPerform();
  await keep({ timeZone: "UTC", levels: [level("ana@example.test"), level("ben@example.test")] });
  await world.db.sql`update teams set on_call = ${world.db.sql.json({ rotation: "payments" })} where key = 'payments'`;
});
afterEach(() => world.stop());

async function keep(body: RotationBody): Promise<void> {
  await world.db
    .sql`insert into rotations (key, name, body) values ('payments', 'Payments', ${world.db.sql.json(body as never)})
    on conflict (key) do update set body = excluded.body`;
}
async function override(email: string, onLevel = 1): Promise<string> {
  const id = newUuid();
  const now = world.deps.now();
  const rotation = await rotationRow();
  const by = { actor: { kind: "person", name: "Cyd" }, now } as const;
  const span = { startsAt: now - 1_000, endsAt: now + 3_600_000 };
  await world.db.transaction((tx) =>
    insertOverride(tx, by, rotation, { id, level: onLevel, ...span, email, name: null, reason: "ill" }),
  );
  return id;
}
async function rotationRow() {
  const [row] = await world.db.sql<{ id: number; key: string }[]>`select id, key from rotations`;
  return row!;
}
const team = async () => {
  const [row] = await world.db.sql<{ key: string; onCall: Record<string, unknown> }[]>`
    select key, on_call as "onCall" from teams where key = 'payments'`;
  return row!;
};
const rung = () => world.pages().map(({ onCall }) => onCall);

async function goOn({ obligationId }: { obligationId: string }) {
  await world.db.sql`update page_escalations set next_at = now() - interval '1 millisecond' where next_at is not null`;
  const outcome = await escalatePage(world.deps, { obligationId });
  if (outcome.outcome === "paged") await world.perform(outcome.actionId);
  return outcome;
}
async function pageThatEscalates() {
  const ordered = await world.order(await world.openIncident(), "page");
  await world.db
    .sql`update actions set fields = ${world.db.sql.json({ escalateAfter: "5m" })} where id = ${ordered.actionId}`;
  expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "done" });
  return ordered;
}

describe("a rotation kept here", () => {
  it("says whom a page is for, and an override says otherwise until it is taken back", async () => {
    expect(await askOnCall(world.deps, await team())).toMatchObject({ email: "ana@example.test", basis: "rotation" });
    const id = await override("eve@example.test");
    expect(await askOnCall(world.deps, await team())).toMatchObject({ email: "eve@example.test", basis: "override" });
    await pageThatEscalates();
    expect(rung()).toEqual(["eve@example.test"]);
    const by = { actor: { kind: "person", name: "Cyd" }, now: world.deps.now() } as const;
    const rotation = await rotationRow();
    expect(await world.db.transaction((tx) => cancelOverride(tx, by, rotation, id))).toBe(true);
    expect(await world.db.transaction((tx) => cancelOverride(tx, by, rotation, id))).toBe(false);
    expect(await askOnCall(world.deps, await team())).toMatchObject({ email: "ana@example.test", basis: "rotation" });
    const journal = await world.db.sql`select verb, actor from journal where subject_kind = 'rotation' order by id`;
    expect(journal.map(({ verb, actor }) => `${verb} by ${actor}`)).toEqual([
      "rotation.overridden by Cyd",
      "rotation.override-cancelled by Cyd",
    ]);
  });

  it("adds its levels to a page that nobody acknowledges: the next level, then the lead, then the paths of failures", async () => {
    const ordered = await pageThatEscalates();
    const told = [];
    for (let turn = 0; turn < 4; turn++) told.push(await goOn(ordered));
    expect(told).toMatchObject([
      { outcome: "paged", level: 1 },
      { outcome: "paged", level: 2 },
      { outcome: "paged", level: 3 },
      { outcome: "stopped", reason: "nobody-left" },
    ]);
    expect(rung().slice(0, 3)).toEqual(["ana@example.test", "ben@example.test", "lead@example.test"]);
    const reasons = await world.db
      .sql`select details ->> 'reason' as reason from journal where verb = 'page.escalated' order by id`;
    expect(reasons[0]?.reason).toBe(
      "nobody acknowledged for 5 min: ben@example.test, on call in level 2 of Payments is paged",
    );
  });

  it("goes past a level in which nobody is on call", async () => {
    await keep({
      timeZone: "UTC",
      levels: [level("ana@example.test"), { ...level("ben@example.test"), from: "2999-01-01" }],
    });
    expect(await goOn(await pageThatEscalates())).toMatchObject({ outcome: "paged", level: 2 });
    expect(rung()).toEqual(["ana@example.test", "lead@example.test"]);
  });

  it("has the fallback of the team in a gap, and where it was retired", async () => {
    const onCall = world.db.sql.json({ rotation: "payments", fallback: "lead@example.test" });
    await world.db.sql`update teams set on_call = ${onCall} where key = 'payments'`;
    await keep({ timeZone: "UTC", levels: [{ ...level("ana@example.test"), from: "2999-01-01" }] });
    expect(await askOnCall(world.deps, await team())).toMatchObject({ email: "lead@example.test", basis: "fallback" });
    await keep({ timeZone: "UTC", levels: [level("ana@example.test")] });
    await world.db.sql`update rotations set retired_at = now()`;
    expect(await askOnCall(world.deps, await team())).toMatchObject({ email: "lead@example.test", basis: "fallback" });
  });
});
