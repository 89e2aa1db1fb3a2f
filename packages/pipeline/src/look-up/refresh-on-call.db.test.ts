import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { refreshLookUps } from "./refresh-look-ups.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

const answers = () =>
  world.db.sql<{ key: string; value: unknown; error: string | null }[]>`
    select lookup_key as key, value, error from lookup_answers order by lookup_key`;
const pageAndTicket = async () => {
  const incident = await world.openIncident();
  const ordered = [await world.order(incident, "page"), await world.order(incident, "ticket")];
  const outcomes = [];
  for (const { actionId } of ordered) outcomes.push((await world.perform(actionId)).outcome);
  return outcomes;
};

describe("an on-call answer that can't be kept", () => {
  it.each(["a\u0000@b.test", "a\ud800@b.test"])("stops no page: %j is cleaned", async (email) => {
    world.practice.world.rota.set("payments", { email, name: "x" });
    expect(await pageAndTicket()).toEqual(["done", "done"]);
    expect(world.tickets()).toMatchObject([{ assignee: "a\ufffd@b.test" }]);
    expect(await answers()).toMatchObject([{ value: "a\ufffd@b.test", error: null }]);
  });

  it("counts as a failed look-up where it is too large", async () => {
    world.practice.world.rota.set("payments", { email: `${"a".repeat(20_000)}@b.test`, name: "x" });
    expect(await pageAndTicket()).toEqual(["done", "done"]);
    expect(world.tickets()).toMatchObject([{ assignee: "lead@example.test" }]);
    expect(await answers()).toMatchObject([{ value: null, error: "the answer is larger than 16384 bytes" }]);
  });

  it("is used all the same where its row is locked by another", async () => {
    let free = () => {};
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    const locked = Promise.withResolvers<void>();
    const holder = world.db.transaction(async (tx) => {
      await tx.execute("lock table lookup_answers in exclusive mode");
      locked.resolve();
      await held;
    });
    await locked.promise;
    const ordered = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "done" });
    expect(world.tickets()).toMatchObject([{ assignee: "ada@example.test" }]);
    free();
    await holder;
  });
});

it("a team whose credential can't be opened does not keep the others from being asked", async () => {
  const [rota] = await world.db.sql<{ id: number }[]>`select id from connections where key = 'rota'`;
  await world.setSecret(rota!.id, "bearer", "token");
  await world.addConnection("rota2", "on-call-json", { baseUrl: world.practice.url });
  const onCall = { connection: "rota2", path: "/current?team=payments", select: "$.email" };
  await world.db.sql`insert into teams (key, name, on_call) values ('second', 'Second', ${world.db.sql.json(onCall)})`;
  expect(await refreshLookUps({ ...world.deps, secretKey: randomBytes(32) })).toBe(2);
  expect(await answers()).toMatchObject([
    { key: "team:payments", value: null, error: expect.stringMatching(/./) },
    { key: "team:second", value: "ada@example.test", error: null },
  ]);
});
