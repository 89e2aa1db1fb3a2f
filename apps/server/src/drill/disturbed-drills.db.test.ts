import { type PracticeDesk, startPracticeDesk } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isNightly } from "../chaos/chaos-run.ts";
import { startTestApi, type TestApi } from "../start-test-api.ts";
import { type RunningWorker, startWorker } from "../start-worker.ts";

let desk: PracticeDesk;
let api: TestApi;
let worker: RunningWorker;
beforeAll(async () => {
  desk = await startPracticeDesk();
  api = await startTestApi({ SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${desk.port}`, LOG_LEVEL: "warn" });
  await api.client.applyConfig({ body: { text: company() } });
  process.env.SIGNALBOX_TIME_SCALE = String(1 / 30);
  worker = await startWorker({ ...api.env, role: "worker" });
  delete process.env.SIGNALBOX_TIME_SCALE;
});
afterAll(async () => {
  await worker.close();
  await api.close();
  await desk.end();
});

const deskOf = (key: string, finds: boolean) => `
  - {key: ${key}, kind: ticket-json, baseUrl: "${desk.url}", timeout: 1s, concurrency: 12, auth: {bearer: {value: "${desk.token}"}}, ticket: {create: {method: POST, path: /tickets, body: {title: "{{ action.title }}", ref: "{{ obligation.reference }}"}, id: "$.id"}, ${
    finds
      ? 'find: {method: GET, path: "/tickets?ref={{ obligation.reference }}", id: "$.items[0].id", reference: "$.items[0].ref"}, '
      : ""
  }close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {status: closed}}}}`;

const company = () => `
version: 1
teams: [{key: payments, name: Payments, lead: lead@example.test}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, monitors: [{source: anyping, match: "*"}]}
sources:
  - {key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}
connections:${deskOf("desk", true)}${deskOf("desk-test", true)}${deskOf("desk-blind", false)}
  - {key: pager, kind: page-webhook, url: "${desk.url}/pages", secret: {value: "${desk.pagerSecret}"}}
  - {key: drill-pager, kind: page-webhook, url: "${desk.url}/pages", secret: {value: "${desk.pagerSecret}"}}
rules:
  - {key: everything, do: [{ticket: {connection: desk}}, {page: {connection: pager}}]}
failures: {page: [{connection: pager}]}
`;

const outages = 12;
const base = {
  name: "The desk under stress",
  way: "sample",
  source: "anyping",
  connection: "desk-test",
  component: "checkout",
  openWithinSeconds: 60,
  closeWithinSeconds: 60,
} as const;
const chaosOf = (fault: "slow" | "failing" | "hanging" | "lying") => ({
  fault,
  outages,
  forSeconds: 40,
  pager: "drill-pager",
});
const rows = async (query: string, ...values: string[]) => [...(await api.db.sql.unsafe(query, values))];
const byFault = ["lying", ...(isNightly ? ["failing", "hanging", "slow"] : [])];
const always = ["disturbed", "tickets-open", "tickets-closed", "one-ticket"];

describe("a drill whose calls are disturbed on their way (issue 8, item 5)", () => {
  it.each(byFault)(
    "shows what a connection that is %s brings about, and that no outage has two tickets",
    async (fault) => {
      const [ticketsBefore, pagesBefore] = [(await desk.tickets()).length, (await desk.pages()).length];
      const key = `stress-${fault}`;
      await api.client.saveDrill({ params: { key }, body: { ...base, chaos: chaosOf(fault as "slow"), revision: 0 } });
      const { id } = await api.client.runDrill({ params: { key } });
      const run = () => api.client.getDrillRun({ params: { id } });
      await expect.poll(async () => (await run()).state, { timeout: 100_000, interval: 500 }).not.toBe("running");
      const { state, missed, disturbance, steps } = await run();
      const proofs = disturbance!.proofs;
      expect({ state, missed, steps }, JSON.stringify(proofs, null, 1)).toEqual({
        state: "passed",
        missed: null,
        steps: [],
      });
      const notBySlow = (proof: string) => (fault === "slow" && !always.includes(proof) ? "not-by-this" : "shown");
      expect(proofs.map(({ proof, outcome }) => [proof, outcome])).toEqual(
        proofs.map(({ proof }) => [proof, notBySlow(proof)]),
      );
      const figureOf = (name: string) => proofs.find(({ proof }) => proof === name)!.figure;
      expect(figureOf("disturbed")).toMatch(fault === "slow" ? /^1\d calls, 0 failed/ : /^\d+ calls, [1-9]\d* failed/);
      expect(figureOf("one-ticket")).toBe(
        `the desk says that it opened ${outages}; searched by our reference, none is doubled`,
      );

      // The desk itself, not what we think of it.
      const tickets = (await desk.tickets()).slice(ticketsBefore);
      expect(tickets.map(({ status }) => status)).toEqual(Array(outages).fill("closed"));
      expect(new Set(tickets.map(({ ref }) => ref)).size).toBe(outages);
      const pages = (await desk.pages()).slice(pagesBefore);
      expect(pages).toHaveLength(fault === "slow" ? 0 : 1);
      const paged = await rows(
        "select distinct c.key from actions a join connections c on c.id = a.connection_id where a.kind = 'page'",
      );
      expect(paged.map(({ key }) => key).filter((one) => one !== "drill-pager")).toEqual([]);
      expect(await rows("select 1 from ledger_segments")).toEqual([]);
      expect(await rows("select 1 from failures where status = 'open'")).toEqual([]);
      const real =
        "select 1 from obligations o join connections c on c.id = o.connection_id where c.key <> 'desk-test'";
      expect(await rows(real)).toEqual([]);
    },
    120_000,
  );

  it("pages its own pager alone: the database refuses another", async () => {
    const [failure] = await rows("select id from failures where kind = 'drill-late' limit 1");
    const order = `insert into actions (id, made_at, kind, verb, connection_id, failure_id, due_at, next_try_at, idempotency_key)
      select gen_random_uuid(), now(), 'page', 'send', c.id, $1::text::uuid, now(), now(), gen_random_uuid()::text
      from connections c where c.key = 'pager'`;
    await expect(rows(order, failure!.id)).rejects.toThrow("pages its own pager alone");
  });

  it("is refused where it would touch what is real, or could prove nothing, with the field and why", async () => {
    const save = (body: object, chaos: object = {}) =>
      api.client.saveDrill({
        params: { key: "wrong" },
        body: { ...base, chaos: { ...chaosOf("lying"), ...chaos }, revision: 0, ...body },
      });
    const refused = (path: string, word: string) => ({
      status: 422,
      problem: { errors: [{ path, message: expect.stringContaining(word) }] },
    });
    await expect(save({ connection: "desk" })).rejects.toMatchObject(refused("body.connection", "the rule everything"));
    await expect(save({}, { pager: "pager" })).rejects.toMatchObject(
      refused("body.chaos.pager", "the rule everything"),
    );
    await expect(save({}, { pager: "desk-blind" })).rejects.toMatchObject(refused("body.chaos.pager", "can't page"));
    await expect(save({ connection: "desk-blind" })).rejects.toMatchObject(refused("body.chaos.fault", "found"));
    const page = { way: "page", monitor: "watches-the-drill" };
    await expect(save(page)).rejects.toMatchObject(refused("body.chaos", "several outages"));
    await expect(save({}, { outages: 3 })).rejects.toMatchObject({ status: 422 });
    const pager = api.client.retireConnection({ params: { key: "drill-pager" } });
    await expect(pager).rejects.toMatchObject({
      problem: { detail: expect.stringContaining("the drill stress-lying") },
    });
  });

  it("is not run once a rule names its connection, and says so", async () => {
    const rules = company().replace("ticket: {connection: desk}", "ticket: {connection: desk-test}");
    await api.client.applyConfig({ body: { text: rules } });
    const run = api.client.runDrill({ params: { key: "stress-lying" } });
    await expect(run).rejects.toMatchObject({
      problem: { detail: expect.stringContaining("desk-test is used by the rule") },
    });
  });
});
