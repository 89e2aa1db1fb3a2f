import { setTimeout as sleep } from "node:timers/promises";
import { createApiClient } from "@signalbox/contract";
import {
  createTestDatabase,
  drain,
  queryRows,
  type Signalbox,
  startSignalbox,
  type TestDatabase,
} from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type Alertmanager, startAlertmanager } from "./start-alertmanager.ts";
import { startPrometheus } from "./start-prometheus.ts";

let database: TestDatabase;
let signalbox: Signalbox;
let alertmanager: Alertmanager;
beforeAll(async () => {
  database = await createTestDatabase();
  signalbox = await startSignalbox({ databaseUrl: database.url });
  alertmanager = await startAlertmanager({
    url: signalbox.alertmanagerUrls[0]!,
    secret: signalbox.alertmanagerSecret,
  });
});
afterAll(async () => {
  await alertmanager?.end();
  await signalbox?.end();
  await database?.drop();
});

const patience = { timeout: 30_000, interval: 200 };
let outages = 0;

/** Lets one alert fire, `meanwhile` happen, and the alert end. Expects one ticket, opened and closed, and one page. */
async function liveThrough(meanwhile: { opening?: () => Promise<void>; closing?: () => Promise<void> } = {}) {
  onTestFailed(() => console.log([...alertmanager.lines().slice(-20), signalbox.lastLines()].join("\n")));
  const summary = `Checkout fails in outage ${++outages}`;
  const alert = {
    labels: { alertname: `Checkout${outages}`, severity: "critical", job: "checkout" },
    summary,
    startsAt: Date.now() - 5_000,
  };
  const mine = async () => (await signalbox.desk.tickets()).filter((ticket) => ticket.title === summary);
  const states = async () => (await mine()).map(({ status }) => status);

  const opening = meanwhile.opening?.();
  await alertmanager.post(alert);
  await opening;
  await expect.poll(states, patience).toEqual(["open"]);

  // Prometheus tells again what still fires, and Alertmanager repeats it.
  const { sent } = await alertmanager.counts();
  await alertmanager.post(alert);
  await expect.poll(async () => (await alertmanager.counts()).sent, patience).toBeGreaterThan(sent + 1);
  await drain(database.url);
  expect(await states()).toEqual(["open"]);

  const closing = meanwhile.closing?.();
  await alertmanager.post({ ...alert, endsAt: Date.now() });
  await closing;
  await expect.poll(states, patience).toEqual(["closed"]);
  await drain(database.url);
  expect(await states()).toEqual(["closed"]);
  const pages = (await signalbox.desk.pages()).filter((page) => page.title === summary);
  expect(pages.map(({ status, rings }) => ({ status, rings }))).toEqual([{ status: "resolved", rings: 1 }]);
  const incidents = await queryRows(database.url, "select status, reopened from incidents where title = $1", [summary]);
  expect(incidents).toEqual([{ status: "resolved", reopened: 0 }]);
}

async function defineDrill() {
  const client = createApiClient({ baseUrl: signalbox.apis[0]!.url, token: signalbox.apiToken });
  const body = {
    name: "The page",
    way: "page",
    source: "alertmanager",
    monitor: "DrillPage",
    connection: "desk",
  } as const;
  const { pageUrl } = await client.saveDrill({
    params: { key: "page" },
    body: { ...body, openWithinSeconds: 60, closeWithinSeconds: 60, revision: 0 },
  });
  return { client, pageUrl: pageUrl! };
}

async function killAndRestart(): Promise<void> {
  await sleep(200);
  const all = [...signalbox.apis, ...signalbox.workers];
  await Promise.all(all.map((member) => member.end()));
  await sleep(1_000);
  await Promise.all(all.map((member) => member.restart()));
}

describe("Q2 an alert of the real Alertmanager", () => {
  it("opens one ticket, its repeats add nothing, its end closes it", () => liveThrough());

  it("does so with Signalbox killed by -9 and started again in between", () =>
    liveThrough({ opening: killAndRestart, closing: killAndRestart }));

  it("does so while the desk drops answers", async () => {
    await signalbox.desk.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 2 });
    await signalbox.desk.fail({ target: "tickets", kind: "drop-answer", method: "PATCH", times: 2 });
    await signalbox.desk.fail({ target: "pages", kind: "drop-answer", times: 2 });
    await liveThrough();
    await signalbox.desk.heal();
  });

  it("is raised by the real Prometheus, that watches the page of a drill: its ticket opens and closes, each step has its time", async () => {
    const { client, pageUrl } = await defineDrill();
    const prometheus = await startPrometheus({
      target: pageUrl,
      alert: "DrillPage",
      alertmanager: alertmanager.address,
    });
    onTestFailed(() => console.log([...prometheus.lines().slice(-20), signalbox.lastLines()].join("\n")));
    try {
      const pagesBefore = (await signalbox.desk.pages()).length;
      const { id } = await client.runDrill({ params: { key: "page" } });
      const run = () => client.getDrillRun({ params: { id } });
      await expect.poll(async () => (await run()).state, { timeout: 90_000, interval: 500 }).not.toBe("running");
      const { state, missed, steps } = await run();
      expect({ state, missed }).toEqual({ state: "passed", missed: null });
      const times = steps.map(({ at }) => Date.parse(at!));
      expect(times).toEqual(times.toSorted((a, b) => a - b));

      const tickets = (await signalbox.desk.tickets()).filter(({ title }) => title.startsWith("Drill: "));
      expect(tickets).toMatchObject([{ title: "Drill: The page of the drill fails", status: "closed" }]);
      expect(await signalbox.desk.pages()).toHaveLength(pagesBefore);
      await drain(database.url);
      const inLedger = await queryRows(
        database.url,
        "select 1 from ledger_segments s join incidents i on i.id = s.incident_id where i.drill_id is not null",
      );
      expect(inLedger).toEqual([]);
    } finally {
      await prometheus.end();
    }
  });

  it("is never refused", async () => {
    const refused = await queryRows(database.url, "select reason, status from rejections");
    expect(refused).toEqual([]);
  });
});
