import { setTimeout as sleep } from "node:timers/promises";
import { addJobs } from "@signalbox/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BatchPace } from "./batch-pace.ts";
import { processDeliveries } from "./process-deliveries.ts";
import { anypingBody, createProcessingUnderTest, type ProcessingUnderTest } from "./processing-under-test.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const priority = 0;
const store = (key: string): Promise<string> => world.store(anypingBody({ type: "opened", at: 0, key }));
const processAlong = (deliveryIds: string[], attempt = 1) =>
  processDeliveries(world.deps, { deliveryIds, attempt, priority });
const wait = (...jobs: { deliveryIds: string[]; priority?: number }[]): Promise<void> =>
  world.db.transaction((tx) =>
    addJobs(
      tx,
      jobs.map(({ deliveryIds, ...rest }) => ({ task: "process", payload: deliveryIds, ...rest })),
    ),
  );
const waiting = async (): Promise<string[]> => (await world.jobs()).filter((job) => job.startsWith("process"));

describe("a job of deliveries", () => {
  it("takes along those of jobs that wait behind it at the same priority, and takes the jobs away", async () => {
    const [first, second, third, stormy] = [await store("a"), await store("b"), await store("c"), await store("d")];
    await wait({ deliveryIds: [second, third] }, { deliveryIds: [stormy], priority: 10 });
    expect(await processAlong([first])).toMatchObject({ processed: 3, split: 0 });
    expect(await waiting()).toEqual([`process ["${stormy}"]`]);
  });

  it("leaves jobs that would make it too large", async () => {
    const many = await Promise.all(Array.from({ length: 250 }, (_, n) => store(`k${n}`)));
    const one = await store("one");
    await wait({ deliveryIds: many });
    expect(await processAlong([one])).toMatchObject({ processed: 1 });
    expect(await waiting()).toHaveLength(1);
  });

  it("makes room once its transactions have taken long: the rest waits in a job of its own, at the same priority", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, (_, n) => store(`k${n}`)));
    const failpoint = (place: string): Promise<void> =>
      place === "job.afterNormalise" ? sleep(200) : Promise.resolve();
    const deps = { ...world.deps, failpoint, pace: new BatchPace() };
    expect(await processDeliveries(deps, { deliveryIds: ids, attempt: 1, priority: 10 })).toMatchObject({
      processed: 20,
      split: 30,
    });
    const [job] = await world.rows<{ payload: string[]; priority: number }>(
      "select payload, priority from graphile_worker._private_jobs where payload::text like '[%'",
    );
    expect(job).toMatchObject({ priority: 10 });
    expect(job!.payload).toEqual(ids.slice(20));
  });

  it("goes on without them where one of them can't be processed, and leaves their jobs as they were", async () => {
    const [fine, poison] = [await store("fine"), await store("k3")];
    await wait({ deliveryIds: [poison] });
    await world.rows(`create or replace function refuse_k3() returns trigger language plpgsql as
      $$ begin if new.correlation_key = 'k3' then raise exception 'poison'; end if; return new; end $$`);
    await world.rows("create trigger poison before insert on incidents for each row execute function refuse_k3()");
    expect(await processAlong([fine])).toMatchObject({ processed: 1, split: 0 });
    await world.rows("drop trigger poison on incidents");
    expect(await waiting()).toEqual([`process ["${poison}"]`]);
    expect(
      await world.rows("select attempts from graphile_worker._private_jobs where priority = 0 and attempts > 0"),
    ).toEqual([]);
  });

  it("takes none along after its worker was lost: who is to blame is found one by one", async () => {
    const [own, other] = [await store("own"), await store("other")];
    await wait({ deliveryIds: [other] });
    expect(await processAlong([own], 2)).toMatchObject({ processed: 1 });
    expect(await waiting()).toEqual([`process ["${other}"]`]);
  });
});
