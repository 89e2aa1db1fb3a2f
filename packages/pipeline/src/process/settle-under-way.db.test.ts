import { lockObligations } from "@signalbox/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  anypingBody,
  createProcessingUnderTest,
  type ProcessingUnderTest,
  ticketAndPage,
} from "./processing-under-test.ts";

let world: ProcessingUnderTest;
let incidentId: string;
beforeAll(async () => {
  world = await createProcessingUnderTest(ticketAndPage);
  const keys = Array.from({ length: 300 }, (_none, n) => `k${n}`);
  const opened = keys.map((key) =>
    world.store(anypingBody({ type: "opened", at: 0, key, monitor: `Checkout ${key}` })),
  );
  await world.process(await Promise.all(opened));
  await world.rows("analyze");
  const [incident] = await world.rows<{ id: string }>("select id from incidents order by id offset 150 limit 1");
  incidentId = incident!.id;
}, 60_000);
afterAll(() => world?.close());

/** Writes to what an incident opened, as the record of a call does, and commits once `lock` waits for it. */
async function recordWhile(kind: string, lock: () => Promise<{ kind: string }[]>): Promise<string[]> {
  let locking: ReturnType<typeof lock> | undefined;
  await world.db.transaction(async (tx) => {
    await tx.execute(
      `update obligations set external_id = '7' where kind = '${kind}' and incident_id = '${incidentId}'`,
    );
    locking = lock();
    const waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await expect.poll(() => world.rows(waits), { timeout: 10_000 }).toHaveLength(1);
  });
  return (await locking!).map((found) => found.kind).toSorted();
}

// Whatever plan Postgres has chosen by the size of its tables.
it.each([
  ["as it likes", []],
  ["by loops", ["enable_hashjoin", "enable_mergejoin"]],
  ["by hashes", ["enable_nestloop"]],
  ["by sorting", ["enable_nestloop", "enable_hashjoin"]],
  ["by reading whole tables", ["enable_indexscan", "enable_bitmapscan"]],
])("finds all that an incident opened, what a call is recorded of just now too (%s)", async (_how, without) => {
  for (const kind of ["ticket", "page"]) {
    const found = await recordWhile(kind, () =>
      world.db.transaction(async (tx) => {
        for (const setting of without) await tx.execute(`set local ${setting} = off`);
        return lockObligations(tx, { incidentIds: [incidentId], componentScopes: [] });
      }),
    );
    expect(found).toEqual(["page", "ticket"]);
  }
});
