import { type ApiClient, createApiClient } from "@signalbox/contract";
import { queryRows } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, startChaosRun } from "./chaos-run.ts";

const patience = { timeout: 20_000, interval: 50 };

let run: ChaosRun;
let client: ApiClient;
beforeAll(async () => {
  run = await startChaosRun();
  client = createApiClient({ baseUrl: run.signalbox.apis[0]!.url, token: run.signalbox.apiToken });
  const text = "version: 1\nrules:\n  - {key: wake, do: [{page: {connection: pager, escalateAfter: 6h}}]}\n";
  expect(await client.applyConfig({ body: { text } })).toMatchObject({ ok: true });
});
afterAll(() => run?.end());

const send = (kind: "open" | "resolve") =>
  client.sendTestEvent({ params: { key: "anyping" }, body: { kind, key: "unheard" } });
// A page about a failure of ours may come between: a dead worker makes actions late.
const pages = async () => {
  const all = await run.signalbox.desk.pages();
  return all.filter(({ reference }) => reference.startsWith("sbx-")).map(({ status, rings }) => `${status} ${rings}`);
};
const waiting = () => queryRows(run.databaseUrl, "select 1 from page_escalations where next_at is not null");

/** The time until the next person is paged has gone by. */
async function letTimePass(): Promise<void> {
  await queryRows(run.databaseUrl, "update page_escalations set next_at = now() where next_at is not null");
  await queryRows(
    run.databaseUrl,
    "update graphile_worker._private_jobs set run_at = now() where payload ->> 'obligationId' is not null",
  );
}

describe("D5 the worker dies after a page was sent, and again right after it went on to the lead", () => {
  it("pages the lead once; nobody else once somebody acknowledged; all end with the resolve", async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    const [worker] = run.signalbox.workers;
    await send("open");
    await expect.poll(pages, patience).toEqual(["triggered 1"]);
    await expect.poll(waiting, patience).toHaveLength(1);
    await worker!.end();
    await worker!.restart("action.afterSend:kill@1");
    await letTimePass();
    expect(await worker!.ended()).toBe("SIGKILL");
    await worker!.restart();
    await expect.poll(pages, patience).toEqual(["triggered 1", "triggered 1"]);
    const { items } = await client.listIncidents({ query: { status: "open" } });
    await client.acknowledgeIncident({ params: { id: items[0]!.id }, body: {} });
    await letTimePass();
    await expect.poll(waiting, patience).toEqual([]);
    expect(await pages()).toEqual(["triggered 1", "triggered 1"]);
    await send("resolve");
    await expect.poll(pages, patience).toEqual(["resolved 1", "resolved 1"]);
    const asked = await queryRows<{ person: string }>(
      run.databaseUrl,
      "select person from acknowledge_links order by made_at",
    );
    expect(asked.map(({ person }) => person)).toEqual(["ada@example.test", "lead@example.test"]);
    expect(await queryRows(run.databaseUrl, "select kind from failures where kind = 'page-unacknowledged'")).toEqual(
      [],
    );
  });
});
