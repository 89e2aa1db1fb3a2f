import { newUuid } from "@signalbox/core";
import { emptyTables } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.db.sql`insert into connections (key, name, kind, config) values ('desk', 'Desk', 'ticket-json', '{}')`;
});
afterAll(() => api.close());
beforeEach(() => emptyTables(api.db.sql, ["failures", "failure_retries", "actions"]));

async function fail(kind: string, cause: string, details: object = {}, ago = "1 hour"): Promise<string> {
  const id = newUuid();
  await api.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, details, first_at, last_at)
    values (${id}, ${kind}, ${cause}, 'connection', 'desk', 'it failed', ${api.db.sql.json(details as never)},
      now() - ${ago}::interval, now())`;
  return `fail_${id.replaceAll("-", "")}`;
}
const addFailedAction = () =>
  api.db
    .sql`insert into actions (id, made_at, kind, verb, connection_id, state, due_at, next_try_at, idempotency_key, finished_at)
    select ${newUuid()}, now(), 'ticket', 'create', id, 'failed', now(), now(), ${newUuid()}, now() from connections`;

describe("failures", () => {
  it("are found by kind, connection, source and time, each with its words", async () => {
    await fail("action-failed", "connection:desk", { incidentId: "0190a000-0000-7000-8000-000000000001" }, "2 hours");
    await fail("source-silent", "probe", { source: "probe" });
    await fail("of-a-later-version", "x");
    const list = async (query: object) => (await api.client.listFailures({ query })).items.map(({ kind }) => kind);
    expect((await list({})).toSorted()).toEqual(["action-failed", "of-a-later-version", "source-silent"]);
    expect(await list({ connection: "desk" })).toEqual(["action-failed"]);
    expect(await list({ source: "probe" })).toEqual(["source-silent"]);
    expect(await list({ kind: "source-silent", connection: "desk" })).toEqual([]);
    const anHourAgo = new Date(Date.now() - 90 * 60_000).toISOString();
    expect(await list({ to: anHourAgo })).toEqual(["action-failed"]);
    expect(await list({ from: anHourAgo })).not.toContain("action-failed");
    const { items, facets } = await api.client.listFailures({ query: { connection: "desk" } });
    expect(items[0]).toMatchObject({
      title: "Something could not be sent",
      canRetry: true,
      pages: true,
      details: { incidentId: "inc_0190a000000070008000000000000001" },
    });
    expect(facets).toMatchObject({ connections: ["desk"], sources: ["probe"] });
    expect(facets.kinds.find(({ kind }) => kind === "of-a-later-version")).toMatchObject({
      title: "of a later version",
      open: 1,
    });
  });

  it("tell two people at once who has it, and who settled it", async () => {
    const id = await fail("action-failed", "connection:desk");
    const params = { id };
    const both = await Promise.allSettled([1, 2].map(() => api.client.acknowledgeFailure({ params })));
    const refused = both.find((one) => one.status === "rejected");
    expect(String(refused?.reason)).toContain("environment looks after it since");
    expect(await api.client.acknowledgeFailure({ params, body: { insteadOf: "environment" } })).toMatchObject({
      acknowledgedBy: "environment",
    });
    expect(await api.client.handBackFailure({ params })).toMatchObject({ acknowledgedBy: null });
    await expect(api.client.handBackFailure({ params })).rejects.toThrow("Nobody looks after it now.");
    await api.client.settleFailure({ params, body: { reason: "closed there by hand" } });
    for (const late of [api.client.retryFailure, api.client.acknowledgeFailure, api.client.handBackFailure]) {
      await expect(late({ params })).rejects.toMatchObject({
        status: 409,
        message: expect.stringMatching(/^environment settled it at .*: closed there by hand$/),
      });
    }
    expect(await api.client.getFailure({ params })).toMatchObject({
      status: "settled",
      settles: expect.stringMatching(/^when a retry works/),
    });
  });

  it("are tried again by filter only as far as the preview went", async () => {
    await fail("action-failed", "connection:desk", {}, "2 hours");
    await fail("source-silent", "probe", { source: "probe" });
    await addFailedAction();
    const preview = await api.client.previewFailureRetry({ query: { connection: "desk" } });
    expect(preview).toMatchObject({ failures: 1, others: 0, items: 1, actions: 1, deliveries: 0, connections: 0 });
    expect(await api.client.previewFailureRetry()).toMatchObject({ failures: 1, others: 1 });
    await addFailedAction();
    const start = (expected: number) => api.client.startFailureRetry({ body: { connection: "desk", expected } });
    await expect(start(1)).rejects.toThrow("1 more came since the preview: look at it again.");
    const retry = await start(2);
    expect(retry).toMatchObject({ total: 2, done: 0, askedBy: "environment", filter: { connection: "desk" } });
    expect((await api.client.listFailureRetries()).items).toMatchObject([{ id: retry.id }]);
    const params = { id: retry.id };
    expect(await api.client.stopFailureRetry({ params })).toMatchObject({ stoppedBy: "environment" });
    await expect(api.client.stopFailureRetry({ params })).rejects.toThrow("It ended before: 0 of 2 were tried.");
    await expect(api.client.startFailureRetry({ body: { source: "probe", expected: 5 } })).rejects.toThrow(
      "There is nothing left to try again.",
    );
  });

  it("that stand for many are retried by a job", async () => {
    const id = await fail("action-failed", "connection:desk", {}, "2 hours");
    for (let i = 0; i < 21; i += 1) await addFailedAction();
    await api.client.retryFailure({ params: { id } });
    expect((await api.client.listFailureRetries()).items).toMatchObject([{ total: 21 }]);
  });
});

describe("getOverview", () => {
  it("tells what is bad, who is alive, and where nobody was reached", async () => {
    await fail("action-late", "connection:desk");
    await api.db.sql`update failures set pages_missed = 2`;
    await api.db.sql`insert into own_signs values ('clock', false, '{"words": "our clock is 9 s ahead"}', now()),
      ('lane:old', false, '{"words": "long ago"}', now() - interval '1 hour')`;
    await api.db.sql`insert into part_beats values ('worker', now() - interval '5 minutes')
      on conflict (part) do update set beat_at = excluded.beat_at`;
    await api.db.sql`insert into blind_spans (starts_at, ends_at, reason, part)
      values (now() - interval '1 day', now() - interval '23 hours', 'away', 'api'), ('2026-01-01', '2026-01-02', 'away', 'api')`;
    const overview = await api.client.getOverview();
    expect(overview).toMatchObject({
      failures: { open: 1, taken: 0, nobodyReached: 1 },
      signs: [{ name: "clock", isWell: false, words: "our clock is 9 s ahead" }],
      blindSpans: [{ part: "api" }],
      deadMansSignal: { host: null, lastAt: null, trouble: null },
    });
    expect(overview.parts).toContainEqual(expect.objectContaining({ part: "worker", isAlive: false }));
    expect(overview.parts).toContainEqual(expect.objectContaining({ part: "api", isAlive: true }));
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toContain('signalbox_sign_well{sign="clock"} 0');
    expect(metrics).toMatch(/signalbox_part_beat_age_seconds\{part="worker"\} 30\d/);
    const { items } = await api.client.listBlindSpans({ query: { to: "2026-02-01T00:00:00Z" } });
    expect(items).toMatchObject([{ startsAt: "2026-01-01T00:00:00.000Z", endsAt: "2026-01-02T00:00:00.000Z" }]);
  });

  it("keeps the URL of the dead-man's signal like a password", async () => {
    const url = "https://watch.example.test/ping/hidden-part";
    const set = await api.client.setDeadMansSignal({ body: { url } });
    expect(set).toEqual({ host: "watch.example.test", lastAt: null, trouble: null });
    const everywhere = [
      JSON.stringify(await api.client.getOverview()),
      JSON.stringify(await api.client.listJournal()),
      JSON.stringify(await api.db.sql`select * from settings`),
      JSON.stringify(await api.db.sql`select label, cipher::text from secrets`),
      ...api.logged,
    ].join("\n");
    expect(everywhere).toContain("watch.example.test");
    expect(everywhere).not.toContain("hidden-part");
    await expect(api.client.setDeadMansSignal({ body: { url: "ftp://watch.example.test" } })).rejects.toMatchObject({
      status: 422,
    });
    const withPassword = api.client.setDeadMansSignal({ body: { url: "https://me:secret@watch.example.test/" } });
    await expect(withPassword).rejects.toThrow("This URL can't be called: the URL holds a user name or password.");
    expect(await api.client.setDeadMansSignal({ body: { url: null } })).toMatchObject({ host: null });
  });
});
