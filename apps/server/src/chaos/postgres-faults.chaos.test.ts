import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestCluster, type TestCluster } from "@signalbox/database/start";
import { queryRows } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, isNightly, startChaosRun } from "./chaos-run.ts";

const incidentsPerWave = isNightly ? 200 : 25;

let cluster: TestCluster;
let run: ChaosRun;
beforeAll(async () => {
  cluster = await startTestCluster({ inMemory: true, settings: { max_connections: "100" } });
  await queryRows(cluster.url(), "create database faults");
  run = await startChaosRun({ databaseUrl: cluster.url("faults") });
});
afterAll(async () => {
  await run?.end();
  await cluster?.stop();
});

/** Tells both waves while `disturb` runs, and checks after each that all processes live and nothing was lost or doubled. */
async function survive(disturb: () => Promise<void>): Promise<void> {
  const { tell, tellResolves, settle, signalbox } = run;
  onTestFailed(() => console.log(signalbox.lastLines()));
  const pids = [...signalbox.apis, ...signalbox.workers].map((member) => member.pid());
  await Promise.all([tell(incidentsPerWave, { perSecond: 30 }), disturb()]);
  expect(await settle()).toEqual([]);
  await Promise.all([tellResolves({ perSecond: 5 }), disturb()]);
  expect(await settle()).toEqual([]);
  expect([...signalbox.apis, ...signalbox.workers].filter((member) => member.isRunning()).map((m) => m.pid())).toEqual(
    pids,
  );
}

describe("E1 pg_terminate_backend of every backend each 2 s", () => {
  it("ends no process, and loses and doubles nothing", async () => {
    const rounds = isNightly ? 30 : 3;
    await survive(async () => {
      for (let round = 0; round < rounds; round++) {
        await sleep(round === 0 ? 500 : 2_000);
        await queryRows(
          cluster.url(),
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'faults'",
        );
      }
    });
    expect(Math.max(...run.driver.history.map((sent) => sent.slowestMs))).toBeLessThan(8_500);
  });
});

describe("E2 kill -9 of the postmaster", () => {
  it("loses nothing that was acknowledged, and goes on by itself", () =>
    survive(async () => {
      await sleep(700);
      cluster.kill("SIGKILL");
      await sleep(300);
      await cluster.restart();
    }));
});

describe.each([
  ["immediate", "SIGQUIT"],
  ["fast", "SIGINT"],
] as const)("E3 %s stop of Postgres", (_, signal) => {
  it("loses nothing that was acknowledged, and goes on by itself", () =>
    survive(async () => {
      await sleep(700);
      cluster.kill(signal);
      await sleep(300);
      await cluster.restart();
    }));
});

describe("E4 Postgres hangs", () => {
  it("answers 503 within 6 s, and goes on when it runs again", async () => {
    const { driver, tell, tellResolves, settle, signalbox } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    await tell(incidentsPerWave);
    const processes = treeOf(cluster.pid());
    signalAll(processes, "SIGSTOP");
    try {
      const before = driver.history.length;
      const telling = tell(4, { perSecond: 20 });
      await sleep(6_500);
      const hung = driver.history.slice(before);
      expect(hung.length).toBeGreaterThan(0);
      expect(hung.map((sent) => sent.statuses[0])).toEqual(hung.map(() => 503));
      expect(Math.max(...hung.map((sent) => sent.slowestMs))).toBeLessThan(8_500); // 6 s, and what this busy process takes to notice
      expect((await fetch(`${signalbox.apis[0]!.url}/healthz`)).status).toBe(200);
      signalAll(processes, "SIGCONT");
      await telling;
    } finally {
      signalAll(processes, "SIGCONT");
    }
    expect(await settle()).toEqual([]);
    await tellResolves();
    expect(await settle()).toEqual([]);
  });
});

describe("E12 started while Postgres is down", () => {
  it("waits with /readyz red, and serves when Postgres is there", async () => {
    await run.end();
    await queryRows(cluster.url(), "create database later");
    cluster.kill("SIGINT");
    await sleep(500);
    run = await startChaosRun({ databaseUrl: cluster.url("later"), waits: false });
    const { signalbox, tell, tellResolves, settle } = run;
    onTestFailed(() => console.log(signalbox.lastLines()));
    const statuses = async () =>
      Promise.all(
        ["/healthz", "/readyz"].map((path) =>
          fetch(signalbox.apis[0]!.url + path).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      );
    await expect.poll(statuses).toEqual([200, 503]);
    await cluster.restart();
    await signalbox.ready();
    expect(await statuses()).toEqual([200, 200]);
    await tell(incidentsPerWave);
    expect(await settle()).toEqual([]);
    await tellResolves();
    expect(await settle()).toEqual([]);
  });
});

/** The postmaster and its backends; each has a process group of its own. */
function treeOf(postmaster: number): number[] {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").trim();
  return [postmaster, ...children.split(" ").filter(Boolean).map(Number)];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
