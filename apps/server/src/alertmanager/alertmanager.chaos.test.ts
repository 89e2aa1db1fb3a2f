import { setTimeout as sleep } from "node:timers/promises";
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

  it("is never refused", async () => {
    const refused = await queryRows(database.url, "select reason, status from rejections");
    expect(refused).toEqual([]);
  });
});
