import { setTimeout as sleep } from "node:timers/promises";
import { queryRows } from "@signalbox/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, isNightly, startChaosRun } from "./chaos-run.ts";

const incidentsPerWave = isNightly ? 60 : 12;
const slowMs = 1_500;
const roundsMax = 5;
// Announced long enough ago to be at the desk, which takes its time.
const underWay = `select 1 from attempts
  where outcome is null and step = 'create' and started_at < now() - interval '500 ms'`;
const patience = { timeout: 30_000, interval: 50 };

let run: ChaosRun;
beforeAll(async () => {
  run = await startChaosRun({ workers: 2 });
});
afterEach(() => run.signalbox.desk.heal());
afterAll(() => run?.end());

describe("D10 a worker dies while it holds jobs", () => {
  it("leaves them to the other one within the sweep", async () => {
    const { signalbox, tell, tellResolves, settle } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    const [first] = signalbox.workers;
    await signalbox.desk.fail({ target: "tickets", kind: "hang", method: "POST", times: 2 });
    const telling = tell(incidentsPerWave);
    await sleep(400);
    await first!.end();
    await telling;
    expect(await settle()).toEqual([]);
    await first!.restart();
    await tellResolves();
    expect(await settle()).toEqual([]);
  });
});

describe("D12 a worker hangs, another takes over, the first wakes up", () => {
  it("lets the late one change nothing", async () => {
    const { signalbox, tell, tellResolves, settle, databaseUrl } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    const [first, second] = signalbox.workers;
    const lateAnswers = (): string[] => first!.lines().filter((line) => line.includes("a late answer was set aside"));
    // A process stopped at the wrong moment has no call under way: then once more.
    for (let round = 0; round < roundsMax && lateAnswers().length === 0; round++) {
      await signalbox.desk.fail({ target: "tickets", kind: "slow", method: "POST", ms: slowMs });
      second!.signal("SIGSTOP");
      const telling = tell(incidentsPerWave);
      await expect.poll(() => queryRows(databaseUrl, underWay), patience).not.toEqual([]);
      first!.signal("SIGSTOP");
      second!.signal("SIGCONT");
      await telling;
      // Longer than a lease (2 s and 30 s / 30) and what it takes to call a worker dead (90 s / 30 and a sweep).
      await sleep(6_000);
      first!.signal("SIGCONT");
      await signalbox.desk.heal();
      expect(await settle()).toEqual([]);
      await tellResolves();
      expect(await settle()).toEqual([]);
      expect(first!.isRunning()).toBe(true);
    }
    expect(lateAnswers()).not.toEqual([]);
  });
});

describe("D14 SIGTERM during a slow action", () => {
  it("ends it or gives it back, exits with 0, and loses nothing", async () => {
    const { signalbox, tell, tellResolves, settle, databaseUrl } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    const [worker, other] = signalbox.workers;
    // In order: a killed one would leave a job of its own locked, and only those of the other are looked at here.
    other!.signal("SIGTERM");
    await other!.ended();
    await signalbox.remove(other!);
    await signalbox.desk.fail({ target: "tickets", kind: "slow", method: "POST", ms: slowMs });
    const telling = tell(incidentsPerWave);
    await expect.poll(() => queryRows(databaseUrl, underWay), patience).not.toHaveLength(0);
    const askedAt = Date.now();
    worker!.signal("SIGTERM");
    expect(await worker!.ended()).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(25_000);
    expect(
      await queryRows(databaseUrl, "select 1 from graphile_worker._private_jobs where locked_at is not null"),
    ).toEqual([]);
    await signalbox.desk.heal();
    await worker!.restart();
    await telling;
    expect(await settle()).toEqual([]);
    await tellResolves();
    expect(await settle()).toEqual([]);
  });

  it("answers 503 and closes connections while the api drains", async () => {
    const { signalbox, tell, tellResolves, settle } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    const [api] = signalbox.apis;
    const telling = tell(incidentsPerWave, { perSecond: 60 });
    await sleep(400);
    api!.signal("SIGTERM");
    expect(await api!.ended()).toBe(0);
    await api!.restart();
    await telling;
    expect(await settle()).toEqual([]);
    await tellResolves();
    expect(await settle()).toEqual([]);
  });
});
