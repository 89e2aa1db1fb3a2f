import { readFileSync } from "node:fs";
import { newUuid } from "@signalbox/core";
import { ensureBuiltIns, processDeliveries } from "@signalbox/pipeline";
import { type Sender, senders, signDelivery, takesSecrets } from "@signalbox/senders";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SigningCertificates } from "./signing-certificates.ts";
import { addSource, startTestIngest, type TestIngest, type TestSource } from "./start-test-ingest.ts";

const runs = process.env.SIGNALBOX_NIGHTLY ? 20_000 : 1_500;
const atOnce = 48;
const stallMs = 50;
const root = new URL("../../../../packages/senders/src/senders/", import.meta.url);

/** Pieces that mean something to a parser, a reader or a store. */
const tokens = [
  ...[
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    ",",
    ":",
    "null",
    "-",
    "1e999",
    "&",
    "=",
    "%",
    "%00",
    "\n",
    "\ufeff",
    "\\u0000",
    "\\ud83d",
  ],
  ...[
    '"__proto__":',
    "99999999999999999999",
    '{"a":[',
    "[".repeat(80),
    '"alerts":[null,1,"x",[],{}]',
    '"data":null',
    "é".repeat(300),
  ],
];
const oddValues = [
  "",
  " ",
  "v1,",
  "v1,=, v1,=",
  "t=1,v1=",
  "Bearer",
  "Basic !!",
  "1e20",
  "NaN",
  "-1",
  "a".repeat(4_000),
];

let test: TestDatabase;
let served: TestIngest;
let ownKey: string;
const sources = new Map<string, TestSource>();
const escaped: unknown[] = [];
const noteEscape = (reason: unknown) => escaped.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", noteEscape);
  test = await createTestDatabase();
  const certificates = new SigningCertificates(async () => ({ outcome: "none" }), Date.now);
  ownKey = await certificates.ownKey();
  served = await startTestIngest(test.url, { certificates, limits: { refusalBurst: 1_000_000 } });
  await ensureBuiltIns({ db: served.db, now: Date.now });
  for (const sender of senders) {
    const secrets = takesSecrets(sender.scheme) ? [{ label: "", value: secretOf(sender) }] : [];
    sources.set(sender.key, await addSource(served.db, { key: sender.key, sender: sender.key, secrets }));
  }
});
afterAll(async () => {
  process.off("unhandledRejection", noteEscape);
  await served.close();
  await test.drop();
});

function secretOf(sender: Sender): string {
  return JSON.parse(readFileSync(new URL(`${sender.key}/samples/cases.json`, root), "utf8")).secret;
}

/** Numbers from 0 to 1 that are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  while (true) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

type Draw = () => number;
const pick = <T>(draw: Draw, list: readonly T[]): T => list[Math.floor(draw() * list.length)]!;

function mutate(draw: Draw, body: Buffer): Buffer {
  const at = Math.floor(draw() * body.length);
  const end = Math.min(body.length, at + 1 + Math.floor(draw() * 64));
  const [before, piece, after] = [body.subarray(0, at), body.subarray(at, end), body.subarray(end)];
  const token = Buffer.from(pick(draw, tokens));
  const bit = 1 << Math.floor(draw() * 8);
  return Buffer.concat(
    pick(draw, [
      [before, Buffer.from(piece.map((byte) => byte ^ bit)), after],
      [before, after],
      [before, token, piece, after],
      [before, piece, piece, after],
      [before, token, after],
    ]),
  );
}

/** A sample of a sender, mutated and, three times out of four, signed after that. */
function draft(draw: Draw, number: number): { sender: Sender; headers: Record<string, string>; body: Buffer } {
  const sender = senders[number % senders.length]!;
  const now = Date.now();
  const sample = sender.sample(pick(draw, ["open", "resolve", "test"] as const), {
    now,
    key: `k${Math.floor(draw() * 50)}`,
  });
  let body: Buffer = Buffer.from(sample.body);
  for (let left = Math.floor(draw() * 5); left > 0; left -= 1) body = mutate(draw, body);
  const headers: Record<string, string> = { ...sample.headers };
  const secret = sender.scheme.type === "sns" ? ownKey : takesSecrets(sender.scheme) ? secretOf(sender) : null;
  try {
    const signed = signDelivery(sender.scheme, secret, { body, id: `m${number}`, now });
    Object.assign(headers, signed.headers);
    body = Buffer.from(signed.body);
  } catch {
    // What is no message any more can't be signed as one: it is sent as it is.
  }
  if (draw() < 0.25) headers[pick(draw, Object.keys(headers).concat("x-odd"))] = pick(draw, oddValues);
  return { sender, headers, body };
}

async function post({ sender, headers, body }: ReturnType<typeof draft>): Promise<number> {
  const url = served.url + sources.get(sender.key)!.path;
  const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  await answer.arrayBuffer();
  return answer.status;
}

/** The time that this thread computed for it; the least of several tries where one was long, since others compute as well. */
function cpuMs(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 4 && least > stallMs; tries += 1) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

describe("C11 mutated deliveries of every sender", () => {
  it(`are answered without a 5xx, ${runs} of them, and each that is stored ends in a state that people see`, async () => {
    const draws = numbers(11);
    const draw = () => draws.next().value;
    const seen = new Map<number, number>();
    let longest = 0;
    for (let from = 0; from < runs; from += atOnce) {
      const drafts = Array.from({ length: Math.min(atOnce, runs - from) }, (_, index) => draft(draw, from + index));
      for (const status of await Promise.all(drafts.map(post))) seen.set(status, (seen.get(status) ?? 0) + 1);
      for (const { sender, headers, body } of drafts) {
        const request = { headers, body, query: "" };
        const read = () =>
          sender.normalise({ ...request, receivedAt: Date.now(), settings: { timeZone: "Europe/Berlin" } });
        longest = Math.max(
          longest,
          cpuMs(() => void sender.identify(request)),
          cpuMs(read),
        );
      }
    }
    expect([...seen.keys()].filter((status) => status >= 500)).toEqual([]);
    // Both must be reached often, or the mutations are too tame or too wild to find anything.
    expect(seen.get(200)).toBeGreaterThan(runs / 4);
    expect(seen.get(401)).toBeGreaterThan(runs / 100);
    expect(longest).toBeLessThan(stallMs);

    const waiting = (
      await served.db.sql`select id from deliveries where state = 'received' order by received_at, id`
    ).map((row) => row.id as string);
    const deps = { db: served.db, now: Date.now, newId: newUuid, failpoint: () => {} };
    for (let at = 0; at < waiting.length; at += 500) {
      const outcome = await processDeliveries(deps, { deliveryIds: waiting.slice(at, at + 500), attempt: 1 });
      expect(outcome.split).toBe(0);
    }
    const states = await served.db.sql`select state, count(*)::int from deliveries group by state`;
    const counted = Object.fromEntries(states.map((row) => [row.state, row.count]));
    expect(counted.received).toBeUndefined();
    expect(counted.processed).toBeGreaterThan(runs / 20);
    expect(counted.failed).toBeGreaterThan(runs / 20);
    const crashed = await served.db.sql`select cause from failures where kind = 'delivery-crashes'`;
    expect([...crashed]).toEqual([]);
    expect(escaped).toEqual([]);
  }, 600_000);
});
