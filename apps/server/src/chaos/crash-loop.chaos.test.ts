import { planIncidents, queryRows, tellIncidents } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, startChaosRun } from "./chaos-run.ts";

let run: ChaosRun;
beforeAll(async () => {
  run = await startChaosRun({ variables: { SIGNALBOX_SOLE_WORKER: "1" }, failpoints: { worker: killer } });
});
afterAll(() => run?.end());

const killer = "job.afterNormalise:kill";
const deathsMax = 5;

describe("D11 a delivery that ends its worker each time", () => {
  it("is set aside as failed after a few losses, says so, and holds up nothing else", async () => {
    const { databaseUrl, driver, random, signalbox } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    const [worker] = signalbox.workers;
    const planned = planIncidents(random, { name: "deadly", count: 1, now: Date.now() });
    await driver.send(tellIncidents(planned, signalbox.secret).first.slice(0, 1));
    // Each try that went wrong is followed by a longer pause; how long is not what is asked here.
    const hurry = () =>
      queryRows(databaseUrl, "update graphile_worker._private_jobs set run_at = now() where locked_at is null");
    const state = async () => {
      await hurry();
      return (await queryRows(databaseUrl, "select state, reason from deliveries"))[0];
    };

    let deaths = 0;
    for (; deaths <= deathsMax; deaths++) {
      const died = await Promise.race([
        worker!.ended().then(() => true),
        expect
          .poll(state, { timeout: 30_000, interval: 250 })
          .toMatchObject({ state: "failed" })
          .then(() => false),
      ]);
      if (!died) break;
      // It may be lost again before it says that it is ready.
      await Promise.allSettled([worker!.restart(killer)]);
    }
    expect(deaths).toBeGreaterThan(2);
    expect(deaths).toBeLessThanOrEqual(deathsMax);
    expect(await state()).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("its worker was lost 3 times"),
    });
    const failures = await queryRows(databaseUrl, "select kind, status from failures where kind = 'delivery-crashes'");
    expect(failures).toEqual([{ kind: "delivery-crashes", status: "open" }]);

    await worker!.restart();
    await run.tell(4);
    const others = () =>
      queryRows(databaseUrl, "select distinct state from deliveries where sender_delivery_id not like '%deadly%'");
    await expect.poll(others, { timeout: 20_000 }).toEqual([{ state: "processed" }]);
  });
});
