import { lockAction } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPerform, type TestPerform } from "./start-test-perform.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

const sleep = (ms: number) => new Promise<void>((wait) => setTimeout(wait, ms));

describe("a worker that stood still between announcing a call and sending it", () => {
  it("does not send it once its lease could end meanwhile: another may have sent it", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    const awake = Promise.withResolvers<void>();
    const stands = Promise.withResolvers<void>();
    const stalled = world.perform(ordered.actionId, {
      failpoint: (name) => {
        if (name !== "action.beforeSend") return undefined;
        stands.resolve();
        return awake.promise;
      },
    });
    await stands.promise;
    // Taken over once its lease is over: 1 s for the call and 30 s / 30.
    await expect
      .poll(async () => {
        await world.perform(ordered.actionId);
        await world.drain();
        return world.tickets();
      })
      .toHaveLength(1);
    awake.resolve();
    expect(await stalled).toMatchObject({ outcome: "stale" });
    expect(world.tickets()).toHaveLength(1);
  });

  it("tries again where nobody took it meanwhile, and the breaker counts nothing", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    const failpoint = (name: string) => (name === "action.beforeSend" ? sleep(1_500) : undefined);
    expect(await world.perform(ordered.actionId, { failpoint })).toEqual({ outcome: "retry", reason: "lease-expired" });
    expect(world.tickets()).toHaveLength(0);
    const [health] = await world.db
      .sql`select window_failures from connection_health where connection_id = ${world.company.desk}`;
    expect(health).toEqual({ window_failures: 0 });
    await world.drain();
    expect(await world.attempts(ordered.actionId)).toEqual(["create retryable/lease-expired", "create delivered/ok"]);
  });
});

describe("an answer that is known", () => {
  it("is written however long a lock, or however often a connection, is in the way while the lease lasts", async () => {
    await world.db.sql`update connections set config = jsonb_set(config, '{timeout}', '"6s"') where key = 'desk'`;
    const ordered = await world.order(await world.openIncident(), "ticket");
    let holding: Promise<void> | undefined;
    const hold = (isHeld: () => void) =>
      world.db.transaction(async (tx) => {
        await lockAction(tx, ordered.actionId);
        isHeld();
        await sleep(300);
        await world.db.sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        await sleep(2_500);
      });
    const failpoint = async (name: string) => {
      if (name !== "action.beforeRecord") return;
      await new Promise<void>((isHeld) => {
        holding = hold(isHeld);
      });
    };
    expect(await world.perform(ordered.actionId, { failpoint })).toMatchObject({ outcome: "done" });
    await holding;
    expect(await world.attempts(ordered.actionId)).toEqual(["create delivered/ok"]);
  });
});
