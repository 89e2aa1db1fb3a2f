import { type Database, listBlindSpans, openDatabase } from "@signalbox/database";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { beatForPart } from "./beat.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: "test beat", poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() => db.sql`truncate part_beats, blind_spans, ledger_dirty`);

const beat = (part: "api" | "worker") => beatForPart({ db, timeScale: 1, log: { warn: () => {} } }, part);
const lastBeat = (ago: string) => db.sql.unsafe(`update part_beats set beat_at = now() - interval '${ago}'`);

describe("beatForPart", () => {
  it("records the time in which no process of the part was alive, once, however many come back", async () => {
    expect(await beat("api")).toBeNull();
    await lastBeat("89 seconds");
    expect(await beat("api")).toBeNull();
    await lastBeat("10 minutes");
    const back = await Promise.all([1, 2, 3].map(() => beat("api")));
    expect(back.filter((blind) => blind !== null)).toHaveLength(1);
    const spans = await listBlindSpans(db.read, {});
    expect(spans).toMatchObject([{ part: "api", reason: expect.stringContaining("could not be received") }]);
    expect(Math.round((spans[0]!.endsAt! - spans[0]!.startsAt) / 1_000)).toBe(600);
    const journal = await db.sql`select verb, actor, details from journal`;
    expect(journal).toMatchObject([
      { verb: "signalbox.was-blind", actor: "api", details: { part: "api", seconds: 600 } },
    ]);
  });

  it("knows the parts apart, and finds spans by the time that they touch", async () => {
    await beat("api");
    await beat("worker");
    await lastBeat("1 hour");
    await beat("worker");
    expect(await listBlindSpans(db.read, {})).toMatchObject([{ part: "worker" }]);
    const now = Date.now();
    expect(await listBlindSpans(db.read, { from: now - 1_800_000, to: now })).toHaveLength(1);
    expect(await listBlindSpans(db.read, { from: now + 60_000 })).toHaveLength(0);
    expect(await listBlindSpans(db.read, { to: now - 3_700_000 })).toHaveLength(0);
  });

  it("has the ledger settled anew for the time in which nothing could be received", async () => {
    const [source] = await db.sql<{ id: number }[]>`insert into sources (key, name, sender, token_hash)
      values ('probe', 'Probe', 'anyping', sha256('t')) returning id`;
    await db.sql`insert into incidents (id, source_id, correlation_key, status, title, severity, opened_at, resolved_at)
      values (gen_random_uuid(), ${source!.id}, 'k', 'resolved', 't', 'high', now() - interval '2 hours', now())`;
    await beat("worker");
    await beat("api");
    await lastBeat("1 hour");
    await beat("worker");
    expect(await db.sql`select component_id from ledger_dirty`).toHaveLength(0);
    await beat("api");
    expect(await db.sql`select component_id from ledger_dirty`).toMatchObject([{ component_id: 0 }]);
  });
});
