import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createProcessingUnderTest, type ProcessingUnderTest, ticketAndPage } from "./processing-under-test.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterEach(async () => {
  await world.configure(ticketAndPage);
  await world.reset();
});
afterAll(() => world.close());

const tickets = () =>
  world.rows(
    "select verb, state, idempotency_key like '%-1' as first from actions where kind = 'ticket' order by obligation_id, ordinal",
  );
const obligations = () =>
  world.rows(
    "select occurrence, status, previous_id is not null as linked from obligations where kind = 'ticket' order by occurrence",
  );

/** As if the desk and the pager had answered. */
async function openedOutside(): Promise<void> {
  await world.rows("update actions set state = 'done', finished_at = now() where verb = 'create'");
  await world.rows("update obligations set external_id = 'T-1'");
}

it("withdraws a close that was not sent: the ticket stays; its page ends all the same, and a new one goes out", async () => {
  await world.tell({ type: "opened", at: 0 });
  await openedOutside();
  await world.tell({ type: "resolved", at: 5 }, { type: "opened", at: 6 });
  expect(await tickets()).toEqual([
    { verb: "create", state: "done", first: true },
    { verb: "close", state: "cancelled", first: true },
    { verb: "join", state: "done", first: true },
  ]);
  expect(await obligations()).toEqual([{ occurrence: 1, status: "open", linked: false }]);
  const pages = (await world.actions()).filter((told) => told.startsWith("page "));
  expect(pages).toEqual(["page create done", "page close waiting", "page create waiting"]);
  await world.tell({ type: "resolved", at: 7 });
  expect((await tickets()).at(-1)).toEqual({ verb: "close", state: "waiting", first: false });
});

it("orders the next ticket, linked, while the old one is being closed and can't be opened again", async () => {
  await world.tell({ type: "opened", at: 0 });
  await openedOutside();
  await world.tell({ type: "resolved", at: 5 });
  await world.rows("update actions set state = 'running', lease_until = now() where verb = 'close'");
  await world.tell({ type: "opened", at: 6 });
  expect(await obligations()).toEqual([
    { occurrence: 1, status: "settled", linked: false },
    { occurrence: 2, status: "open", linked: true },
  ]);
  expect(await world.rows("select count(distinct reference)::int as n from obligations where kind = 'ticket'")).toEqual(
    [{ n: 2 }],
  );
});

it("opens the same ticket again where the desk can", async () => {
  await world.configure("rules:\n  - {key: t, do: [{ticket: {connection: reopening-desk, comment: again}}]}\n");
  await world.tell({ type: "opened", at: 0 });
  await openedOutside();
  await world.tell({ type: "resolved", at: 5 });
  await world.rows("update actions set state = 'done', finished_at = now() where verb = 'close'");
  await world.rows("update obligations set status = 'settled', settled_at = now()");
  await world.tell({ type: "opened", at: 6 });
  expect((await tickets()).at(-1)).toEqual({ verb: "reopen", state: "waiting", first: true });
  expect(await world.rows("select occurrence, status, settled_at from obligations")).toEqual([
    { occurrence: 1, status: "open", settled_at: null },
  ]);
});

it("records a ticket that its rule always wants, and closes it after; a page it does not", async () => {
  await world.configure(
    "rules:\n  - {key: t, do: [{ticket: {connection: desk, always: true}}, {page: {connection: pager}}]}\n",
  );
  await world.tell({ type: "opened", at: 0 }, { type: "resolved", at: 1 });
  expect((await world.actions()).sort()).toEqual([
    "page create cancelled",
    "ticket close waiting",
    "ticket create waiting",
  ]);
});

it("comments on updates where the rule has something to say", async () => {
  await world.configure(
    "rules:\n  - {key: t, on: [opened, updated], do: [{ticket: {connection: desk, comment: '{{ event.summary }}'}}]}\n",
  );
  await world.tell({ type: "opened", at: 0 }, { type: "updated", at: 1 }, { type: "updated", at: 1 });
  expect(await world.actions()).toEqual(["ticket create waiting", "ticket update waiting"]);
});
