import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newUuid } from "@signalbox/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openOutbound } from "../outbound/open-outbound.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { sendSignal } from "./send-signal.ts";
import { setDeadMansSignal } from "./set-signal.ts";

let world: TestPerform;
let watcher: Server;
let deps: PerformDeps;
let answers: { status: number; paths: string[] };
beforeAll(async () => {
  world = await startTestPerform();
  watcher = createServer((request, response) => {
    answers.paths.push(request.url ?? "");
    response.writeHead(answers.status).end();
  });
  watcher.listen(0, "127.0.0.1");
  await once(watcher, "listening");
  const { port } = watcher.address() as AddressInfo;
  const outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
  deps = { ...world.deps, outbound };
});
afterAll(async () => {
  watcher.close();
  await deps.outbound.close();
  await world.stop();
});
beforeEach(async () => {
  answers = { status: 200, paths: [] };
  await world.db.sql`insert into own_signs select name, true, '{"words": "well"}', now()
    from unnest(array['lane:process', 'lane:perform_page', 'lane:escalate', 'part:api']) name`;
  await setSignal(`http://127.0.0.1:${(watcher.address() as AddressInfo).port}/ping/s3cret-of-the-signal`);
});
afterEach(async () => {
  await world.db.sql`truncate failures, own_signs`;
  await world.db.sql`delete from settings where key = 'outbound'`;
});

const by = () => ({ actor: { kind: "person", name: "ana" } as const, now: Date.now() });
const setSignal = (url: string | null) =>
  world.db.transaction((tx) => setDeadMansSignal(tx, deps.secretKey, by(), url));
/** The next turn is due. */
const wait = () => world.db.sql`update own_signs set details = details || '{"triedAt": 0}' where name = 'signal'`;

describe("sendSignal", () => {
  it("calls the URL once a minute, however many ask", async () => {
    expect(await sendSignal(deps)).toEqual({ outcome: "sent" });
    expect(await sendSignal(deps)).toEqual({ outcome: "not-due" });
    expect(answers.paths).toEqual(["/ping/s3cret-of-the-signal"]);
    await wait();
    const all = await Promise.all([1, 2, 3].map(() => sendSignal(deps)));
    expect(all.map(({ outcome }) => outcome).sort()).toEqual(["not-due", "not-due", "sent"]);
    const kept = JSON.stringify([
      ...(await world.db.sql`select details from own_signs`),
      ...(await world.db.sql`select details from journal`),
      ...world.logged,
    ]);
    expect(kept).not.toContain("s3cret");
  });

  it("is silent where no URL is set, and forgets what was known of the old one", async () => {
    await sendSignal(deps);
    await setSignal(null);
    expect(await sendSignal(deps)).toEqual({ outcome: "not-set" });
    expect(await world.db.sql`select name from own_signs where name = 'signal'`).toHaveLength(0);
  });

  it.each([
    [
      "outbound is off",
      () =>
        world.db.sql`insert into settings (key, value, updated_by) values ('outbound', '{"enabled": false}', 'ana')`,
    ],
    [
      "lane:process: old",
      () =>
        world.db.sql`update own_signs set is_well = false, details = '{"words": "old"}' where name = 'lane:process'`,
    ],
    [
      "part:api: gone",
      () => world.db.sql`update own_signs set is_well = false, details = '{"words": "gone"}' where name = 'part:api'`,
    ],
    [
      "lane:escalate: not measured of late",
      () => world.db.sql`update own_signs set measured_at = now() - interval '11 seconds' where name = 'lane:escalate'`,
    ],
    ["part:api: not measured of late", () => world.db.sql`delete from own_signs where name = 'part:api'`],
    [
      "there is a failure that nobody could be paged about",
      () => world.db
        .sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at, pages_missed)
        values (${newUuid()}, 'action-late', 'c', 'connection', 'c', 'r', now(), now(), 1)`,
    ],
  ])("is withheld while %s", async (why, provoke) => {
    await provoke();
    expect(await sendSignal(deps)).toEqual({ outcome: "withheld", why });
    expect(answers.paths).toEqual([]);
  });

  it("is withheld by a worker that does not beat, and goes on over a source that is silent", async () => {
    expect(await sendSignal({ ...deps, signal: AbortSignal.abort() })).toMatchObject({ outcome: "withheld" });
    await wait();
    await world.db.sql`insert into own_signs values ('source-silent:x', false, '{"words": "silent"}', now())`;
    expect(await sendSignal(deps)).toEqual({ outcome: "sent" });
  });

  it("tells that it does not get through after three minutes, and settles itself", async () => {
    answers.status = 503;
    expect(await sendSignal(deps)).toEqual({ outcome: "failed", why: "it answered 503" });
    expect(await world.failures()).toEqual([]);
    await world.db.sql`update own_signs set details = jsonb_set(details, '{failingSince}',
      to_jsonb((details ->> 'failingSince')::bigint - 6001)) where name = 'signal'`;
    await wait();
    await sendSignal(deps);
    expect(await world.failures()).toEqual(["signal-failing open"]);
    answers.status = 204;
    await wait();
    await sendSignal(deps);
    expect(await world.failures()).toEqual(["signal-failing settled"]);
  });

  it("goes through the guard: no address of our own, no redirect (G4, G15)", async () => {
    await setSignal("http://169.254.169.254/latest");
    expect(await sendSignal(deps)).toMatchObject({ outcome: "failed" });
    await setSignal(`http://127.0.0.1:${(watcher.address() as AddressInfo).port}/moved`);
    answers.status = 302;
    expect(await sendSignal(deps)).toEqual({ outcome: "failed", why: "it answered 302" });
  });
});
