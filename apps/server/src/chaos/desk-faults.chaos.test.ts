import { type DeskFault, queryRows } from "@signalbox/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, isNightly, startChaosRun } from "./chaos-run.ts";

const incidentsPerWave = isNightly ? 60 : 12;

let run: ChaosRun;
beforeAll(async () => {
  run = await startChaosRun();
});
afterEach(() => run.signalbox.desk.heal());
afterAll(() => run?.end());

// Few enough that the breaker stays closed: each of its openings is twice as long as the one before.
describe.each<[DeskFault["kind"], Partial<DeskFault>]>([
  ["drop-answer", { times: 3 }],
  ["500", { times: 3 }],
  ["429", { times: 3, ms: 300 }],
  ["hang", { times: 2 }],
  ["slow", { times: 6, ms: 1_000 }],
  ["drip", { times: 2, ms: 200 }],
  ["huge", { times: 2 }],
])("G2 the desk meets calls with %s", (kind, fault) => {
  it("opens and closes one ticket each", async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    const { desk } = run.signalbox;
    await desk.fail({ target: "tickets", kind, method: "POST", ...fault });
    await desk.fail({ target: "tickets", kind, method: "GET", ...fault, times: 1 });
    await run.tell(incidentsPerWave);
    expect(await run.settle()).toEqual([]);
    await desk.fail({ target: "tickets", kind, method: "PATCH", ...fault });
    await run.tellResolves();
    expect(await run.settle()).toEqual([]);
    expect((await desk.requests()).filter((request) => request.fault === kind).length).toBeGreaterThan(2);
  });
});

describe("G7 the desk fails every call", () => {
  it("is left alone by the breaker while pages go out, and gets one ticket each once it works", async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    const { desk } = run.signalbox;
    await desk.fail({ target: "tickets", kind: "500" });
    await run.tell(20);
    const breaker = async () =>
      (
        await queryRows<{ breaker: string }>(
          run.databaseUrl,
          "select breaker from connection_health h join connections c on c.id = h.connection_id where c.key = 'desk'",
        )
      )[0]?.breaker;
    await expect.poll(breaker, { timeout: 20_000 }).toBe("open");
    const pagesWaiting = () =>
      queryRows(run.databaseUrl, "select 1 from actions where kind = 'page' and state in ('waiting', 'running')");
    await expect.poll(pagesWaiting).toEqual([]);
    await desk.heal();
    expect(await run.settle()).toEqual([]);
    await run.tellResolves();
    expect(await run.settle()).toEqual([]);
  });
});

describe("G2 the pager meets calls with drop-answer", () => {
  it("rings once each, and resolves each", async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    await run.signalbox.desk.fail({ target: "pages", kind: "drop-answer", times: 4 });
    await run.tell(incidentsPerWave);
    expect(await run.settle()).toEqual([]);
    await run.signalbox.desk.fail({ target: "pages", kind: "drop-answer", times: 4 });
    await run.tellResolves();
    expect(await run.settle()).toEqual([]);
  });
});

describe("G4 the desk redirects", () => {
  it("never follows, and asks a person by a failure", async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    const { desk } = run.signalbox;
    const before = (await desk.tickets()).length;
    await desk.fail({ target: "tickets", kind: "redirect", method: "POST" });
    await run.tell(1);
    await expect
      .poll(
        () => queryRows(run.databaseUrl, "select kind from failures where kind = 'action-failed' and status = 'open'"),
        {
          timeout: 30_000,
        },
      )
      .toHaveLength(1);
    expect((await desk.requests()).filter(({ path }) => path === "/moved-here")).toEqual([]);
    expect(await desk.tickets()).toHaveLength(before);
  });
});
