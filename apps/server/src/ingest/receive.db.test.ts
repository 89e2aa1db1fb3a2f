import { setTimeout as sleep } from "node:timers/promises";
import { type Sender, senderByKey, signDelivery } from "@signalbox/senders";
import { createTestDatabase, emptyTables, startNetProxy, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  addSource,
  anypingBody,
  anypingSecret,
  signedHeaders,
  startTestIngest,
  type TestIngest,
  type TestSource,
} from "./start-test-ingest.ts";

let test: TestDatabase;
let served: TestIngest;
let anyping: TestSource;
let clock: number | null = null;
const failpoints = new Map<string, () => Promise<void>>();

beforeAll(async () => {
  test = await createTestDatabase();
  served = await startTestIngest(test.url, {
    now: () => clock ?? Date.now(),
    failpoint: (name) => failpoints.get(name)?.(),
    limits: { refusalBurst: 1_000 },
  });
  anyping = await addSource(served.db, { key: "anyping", secrets: [{ label: "first", value: anypingSecret }] });
});
afterAll(async () => {
  await served.close();
  await test.drop();
});
beforeEach(async () => {
  clock = null;
  failpoints.clear();
  const filled = ["deliveries", "delivery_bodies", "delivery_repeats", "rejections", "graphile_worker._private_jobs"];
  await emptyTables(served.db.sql, filled);
});

type Told = { status: number; json: Record<string, unknown>; retryAfter: string | null };
async function send(path: string, body: string | Buffer, headers: Record<string, string>, on = served): Promise<Told> {
  const answer = await fetch(`${on.url}${path}`, { method: "POST", body, headers });
  const json = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, json, retryAfter: answer.headers.get("retry-after") };
}
const post = (source: TestSource, body: string, headers = signedHeaders(body)) => send(source.path, body, headers);
const { sql } = { sql: (...query: Parameters<TestIngest["db"]["sql"]>) => served.db.sql(...query) };
const count = async (table: string) => (await served.db.sql.unsafe(`select count(*)::int from ${table}`))[0]!.count;
const jobbed = async () => (await sql`select payload from graphile_worker._private_jobs`).flatMap((job) => job.payload);
const rejections = async (reason: string) => {
  await expect.poll(() => sql`select 1 from rejections where reason = ${reason}`).not.toHaveLength(0);
  return sql`select * from rejections where reason = ${reason}`;
};

describe("A1 a valid signed POST", () => {
  it("is stored with its body and exactly one job, in one transaction, and acknowledged", async () => {
    const body = anypingBody("a1");
    const { status, json } = await post(anyping, body);
    expect(status).toBe(200);
    expect(json).toEqual({ deliveryId: expect.stringMatching(/^dlv_[0-9a-f]{32}$/), duplicate: false });
    const rows = await sql`
      select deliveries.*, bodies.body, bodies.verification, bodies.remote_address, body_sha256 = sha256(body) as hashed,
        array[deliveries.xmin, bodies.xmin, (select xmin from graphile_worker._private_jobs)]::text[] as written_by
      from deliveries join delivery_bodies bodies on delivery_id = id and bodies.received_at = deliveries.received_at`;
    expect(rows).toHaveLength(1);
    const row = rows[0]!;
    expect(row).toMatchObject({ sender_delivery_id: "a1", state: "received", id_basis: "sender", hashed: true });
    expect(`dlv_${row.id.replaceAll("-", "")}`).toBe(json.deliveryId);
    expect(row.body.toString()).toBe(body);
    expect(row.remote_address).toBe("127.0.0.1");
    expect(row.verification).toEqual({
      scheme: "hmac",
      signed: true,
      secret: "first",
      header: "x-anyping-signature",
      bytes: body.length,
      timestampAt: null,
    });
    expect(new Set(row.written_by).size).toBe(1);
    expect(await jobbed()).toEqual([row.id]);
  });

  it("keeps headers as they came, without credentials", async () => {
    const body = anypingBody("a1-headers");
    const secrets = { Authorization: "Bearer abc", cookie: "a=b", "X-Api-Key": "k", "x-gitlab-token": "t" };
    await fetch(`${served.url}${anyping.path}?team=a%20b&api_key=SECRET`, {
      method: "PUT",
      body,
      headers: { ...signedHeaders(body), ...secrets, "X-Kept": "Yes" },
    });
    const [row] = await sql`select headers, query, method from delivery_bodies`;
    const headers = Object.fromEntries(row!.headers);
    const redacted = {
      authorization: "[redacted]",
      cookie: "[redacted]",
      "x-api-key": "[redacted]",
      "x-gitlab-token": "[redacted]",
    };
    expect(lowerCased(headers)).toMatchObject({ "x-kept": "Yes", "content-type": "application/json", ...redacted });
    expect(row).toMatchObject({ query: "team=a%20b&api_key=[redacted]", method: "PUT" });
  });

  it("reads the query as the body of a GET, only where the source allows that, and logs none", async () => {
    const open = await addSource(served.db, {
      key: "get",
      sender: "generic",
      auth: { scheme: "url" },
      settings: { allowGet: true },
    });
    const asked = await fetch(`${served.url}${open.path}?id=g1&incident_id=7&status=open`);
    expect(asked.status).toBe(200);
    const [row] = await sql`select body, query, verification, headers from delivery_bodies`;
    expect(row).toMatchObject({ query: null, verification: { scheme: "url-token", signed: false } });
    expect(row!.body.toString()).toBe("id=g1&incident_id=7&status=open");
    const refused = await fetch(`${served.url}${anyping.path}?id=g1`);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST, PUT"]);
    await fetch(`${served.url}/hooks/sbxh_nobody-has-this-token-0123456789?id=g1&incident_id=7`);
    expect(served.logged.join("\n")).not.toMatch(/incident_id|id=g1/);
  });
});

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe("A2 a commit that takes long", () => {
  it("is waited for: not a byte is answered before it", async () => {
    const { proxy, behind } = await startBehindProxy();
    try {
      await send(anyping.path, anypingBody("a2-warm"), signedHeaders(anypingBody("a2-warm")), behind);
      proxy.set({ mode: "latency", ms: 250 });
      const startedAt = performance.now();
      const { status } = await send(anyping.path, anypingBody("a2"), signedHeaders(anypingBody("a2")), behind);
      expect(status).toBe(200);
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(495);
    } finally {
      await behind.close();
      await proxy.close();
    }
  });
});

describe("A3 a commit whose reply is lost", () => {
  it("is answered 503, and the resend is a duplicate of what was stored", async () => {
    const { proxy, behind } = await startBehindProxy();
    try {
      proxy.set({ mode: "dropReplyAfter", pattern: /a3-lost/ });
      const body = anypingBody("a3-lost");
      const lost = await send(anyping.path, body, signedHeaders(body), behind);
      expect([lost.status, lost.retryAfter]).toEqual([503, "5"]);
      expect(proxy.dropped()).toBe(1);
      await expect.poll(() => count("deliveries")).toBe(1);
      proxy.set({ mode: "pass" });
      await expect
        .poll(async () => (await send(anyping.path, body, signedHeaders(body), behind)).json)
        .toMatchObject({ duplicate: true });
      expect([await count("deliveries"), await count("graphile_worker._private_jobs")]).toEqual([1, 1]);
    } finally {
      await behind.close();
      await proxy.close();
    }
  });
});

async function startBehindProxy() {
  const url = new URL(test.url);
  const proxy = await startNetProxy({ port: Number(url.port), host: url.hostname });
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  return { proxy, behind: await startTestIngest(url.href) };
}

describe("A4 five hundred at once", () => {
  it("are all stored, each in exactly one job, by far fewer commits", async () => {
    const bodies = Array.from({ length: 500 }, (_, i) => anypingBody(`a4-${i}`));
    const held = holdFirstBatch();
    const posted = Promise.all(bodies.map((body) => post(anyping, body)));
    await expect.poll(() => served.ingest.queued()).toBeGreaterThan(400);
    await held.release();
    const answers = await posted;
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.duplicate}`))).toEqual(new Set(["200 false"]));
    expect(new Set(answers.map(({ json }) => json.deliveryId)).size).toBe(500);
    expect(await count("deliveries")).toBe(500);
    const ids = await jobbed();
    expect([ids.length, new Set(ids).size]).toEqual([500, 500]);
    expect(await count("graphile_worker._private_jobs")).toBeLessThan(60);
  });
});

describe("A5 what Postgres can't read as JSON", () => {
  it("is kept byte by byte, and harms none of its batch", async () => {
    const poison = ['"\\u0000"', '"\\ud800"', "1e200000", "1e131000", "12345678901234567890", '1,"x":2'];
    const bodies = Array.from({ length: 20 }, (_, i) => `{"id":"a5-${i}","x":${poison[i] ?? i}}`);
    const answers = await Promise.all(bodies.map((body) => post(anyping, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const stored = await sql`select body from delivery_bodies join deliveries on id = delivery_id`;
    expect(stored.map(({ body }) => body.toString()).sort()).toEqual(bodies.toSorted());
  });

  it("fails alone where a row is refused: its neighbours are stored", async () => {
    await sql`create function refuse_poison() returns trigger language plpgsql as $$
      begin if new.sender_delivery_id = 'a5-poison' then raise exception 'refused' using errcode = '22P05'; end if; return new; end $$`;
    await sql`create trigger poison before insert on deliveries for each row execute function refuse_poison()`;
    const ids = ["a5-0", "a5-1", "a5-poison", "a5-2", "a5-3"];
    const held = holdFirstBatch();
    const answers = Promise.all([
      post(anyping, anypingBody("a5-first")),
      ...ids.map((id) => post(anyping, anypingBody(id))),
    ]);
    await held.release();
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 503, 200, 200]);
    expect(await count("deliveries")).toBe(5);
    expect(await jobbed()).toHaveLength(5);
    await sql`drop trigger poison on deliveries`;
  });
});

/** Keeps the first batches from being stored until released, so that what comes meanwhile is one batch. */
function holdFirstBatch() {
  let free = () => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  failpoints.set("ingest.beforeBegin", () => freed);
  return {
    async release() {
      await sleep(150);
      failpoints.clear();
      free();
    },
  };
}

describe("A6 a wrong signature", () => {
  const body = anypingBody("a6");
  const right = signedHeaders(body)["x-anyping-signature"]!;
  it.each([
    ["wrong", `0${right.slice(1)}` === right ? `1${right.slice(1)}` : `0${right.slice(1)}`],
    ["missing", null],
    ["empty", ""],
    ["without a value", "v1,"],
    ["of odd length", right.slice(1)],
    ["not hex at all", `zz11${right.slice(4)}`],
    ["in base64 with junk", `${Buffer.from(right, "hex").toString("base64")}!!`],
    ["there twice", `${right}, ${right}`],
    ["with the right one second", `00, ${right}`],
  ])("that is %s is refused without a word of why, and counted", async (_, signature) => {
    const headers = signature === null ? {} : { "x-anyping-signature": signature };
    const { status, json } = await send(anyping.path, body, headers);
    expect([status, json]).toEqual([401, { type: "about:blank", title: "Not verified", status: 401 }]);
    expect([await count("deliveries"), await count("graphile_worker._private_jobs")]).toEqual([0, 0]);
  });

  it("is listed with its reason, counted within a minute, without bodies or tokens", async () => {
    const source = await addSource(served.db, { key: "attacked", secrets: [{ label: "", value: anypingSecret }] });
    const listed = () => sql`
      select reason, status, remote_address, occurrences, hint <> '' as "hasHint" from rejections where source_id = ${source.id}`;
    for (const total of [5, 10]) {
      for (let i = 0; i < 5; i++) await send(source.path, body, { "x-anyping-signature": "00" });
      const counted = {
        reason: "signature-wrong",
        status: 401,
        remote_address: "127.0.0.1",
        occurrences: total,
        hasHint: true,
      };
      await expect.poll(listed).toEqual([counted]);
    }
    expect(served.logged.join("")).not.toContain(source.token);
    expect(served.logged.join("")).not.toContain(anypingSecret);
  });
});

describe("A7 a body that was changed", () => {
  const body = anypingBody("a7");
  it.each([
    ["by one byte", body.replace("a7", "a8"), {}, 401],
    ["by writing the same JSON anew", JSON.stringify(JSON.parse(body), null, 1), {}, 401],
    ["not at all, its headers in another order", body, { "x-a": "1" }, 200],
  ])("%s", async (_, sent, more, expected) => {
    const reversed = Object.fromEntries(Object.entries({ ...signedHeaders(body), ...more }).reverse());
    expect((await send(anyping.path, sent, reversed)).status).toBe(expected);
  });
});

describe("A8 a right signature at another source", () => {
  it("is refused", async () => {
    const other = await addSource(served.db, { key: "other", secrets: [{ label: "", value: "another-secret" }] });
    const body = anypingBody("a8");
    expect((await post(other, body)).status).toBe(401);
    expect((await post(other, body, signedHeaders(body, "another-secret"))).status).toBe(200);
  });
});

describe("A9 a signed time", () => {
  const secret = `whsec_${Buffer.alloc(24, 5).toString("base64")}`;
  const sender = senderByKey("standard-webhooks") as Sender;
  const at = Date.UTC(2026, 10, 2, 10);
  let source: TestSource;
  beforeAll(async () => {
    source = await addSource(served.db, {
      key: "signed-time",
      sender: "standard-webhooks",
      secrets: [{ label: "", value: secret }],
    });
  });

  it.each([
    [-299, 200],
    [-301, 401],
    [299, 200],
    [301, 401],
    ["NaN", 401],
    [`-${at / 1000}`, 401],
    ["1e20", 401],
    [String(at), 401],
  ])("of %s is answered %i", async (offset, expected) => {
    clock = at;
    const stamp = typeof offset === "number" ? String(at / 1000 + offset) : offset;
    const content = Buffer.from('{"type":"incident.opened"}');
    const { headers: honest } = signDelivery(sender.scheme, secret, { body: content, id: `a9${stamp}`, now: at });
    const { createHmac } = await import("node:crypto");
    const signature = createHmac("sha256", Buffer.alloc(24, 5))
      .update(`a9${stamp}.${stamp}.`)
      .update(content)
      .digest("base64");
    const headers = { ...honest, "webhook-timestamp": stamp, "webhook-signature": `v1,${signature}` };
    expect((await send(source.path, content, headers)).status).toBe(expected);
  });
});

describe("A10 a captured request", () => {
  it("played again is a duplicate and starts nothing", async () => {
    const body = anypingBody("a10");
    const first = await post(anyping, body);
    const again = await post(anyping, body);
    expect(again).toMatchObject({ status: 200, json: { deliveryId: first.json.deliveryId, duplicate: true } });
    expect([
      await count("deliveries"),
      await count("graphile_worker._private_jobs"),
      await count("delivery_repeats"),
    ]).toEqual([1, 1, 1]);
  });
});

describe("A13 a sender whose retries carry the signed time of the first try", () => {
  const secret = `whsec_${Buffer.alloc(24, 6).toString("base64")}`;
  const sender = senderByKey("standard-webhooks") as Sender;
  const at = Date.UTC(2026, 10, 2, 10);
  const hour = 3_600_000;

  async function answer(source: TestSource, ageMs: number) {
    clock = at;
    const body = '{"type": "test"}';
    const told = { body: Buffer.from(body), id: `msg_${source.id}_${ageMs}`, now: at - ageMs };
    const { headers } = signDelivery(sender.scheme, secret, told);
    return (await post(source, body, { "content-type": "application/json", ...headers })).status;
  }

  it("is refused as usual, with a hint, and let in where its source says so", async () => {
    const make = (key: string, settings: Record<string, unknown>) =>
      addSource(served.db, {
        key,
        sender: "standard-webhooks",
        secrets: [{ label: "", value: secret }],
        settings,
      });
    const usual = await make("each-try", {});
    expect(await answer(usual, 3 * hour)).toBe(401);
    const first = await make("first-send", { signedTime: "first-send" });
    expect(await answer(first, 3 * hour)).toBe(200);
    expect(await answer(first, 3 * hour)).toBe(200);
    expect(await answer(first, 97 * hour)).toBe(401);
    expect(await answer(first, -301_000)).toBe(401);
    const stored = await sql`select count(*)::int from deliveries where source_id = ${first.id}`;
    expect(stored).toMatchObject([{ count: 1 }]);
    const hints = async () => sql`select hint from rejections where source_id = ${usual.id}`;
    await expect.poll(hints).toMatchObject([{ hint: expect.stringContaining("signedTime: first-send") }]);
  });
});

describe("A12 rotation", () => {
  it("lets the old and the new secret in until the old one ends", async () => {
    clock = Date.UTC(2026, 10, 2, 10);
    const secrets = [
      { label: "old", value: "the-old-secret", expiresAt: clock + 60_000 },
      { label: "new", value: "the-new-secret" },
    ];
    const source = await addSource(served.db, { key: "rotating", secrets });
    const with_ = (id: string, secret: string) => post(source, anypingBody(id), signedHeaders(anypingBody(id), secret));
    expect((await with_("a12-old", "the-old-secret")).status).toBe(200);
    expect((await with_("a12-new", "the-new-secret")).status).toBe(200);
    clock += 60_000;
    expect((await with_("a12-late", "the-old-secret")).status).toBe(401);
    expect((await with_("a12-still", "the-new-secret")).status).toBe(200);
    const labels =
      await sql`select verification ->> 'secret' as label from delivery_bodies order by received_at, delivery_id`;
    expect(labels.map(({ label }) => label)).toEqual(["old", "new", "new"]);
  });
});

describe("A15 an unknown token", () => {
  it("is 404 where a wrong signature is 401; a source that was just made is found at once", async () => {
    const body = anypingBody("a15");
    expect((await send("/hooks/sbxh_nobody-has-this-token-at-all", body, signedHeaders(body))).status).toBe(404);
    expect((await send("/hooks/%E0%A4%A", body, {})).status).toBe(404);
    const [row] = await rejections("unknown-token");
    expect(row).toMatchObject({ source_id: null, status: 404, hint: null });
    expect(served.logged.join("")).not.toContain("sbxh_nobody");
    const fresh = await addSource(served.db, { key: "fresh", secrets: [{ label: "", value: anypingSecret }] });
    expect((await post(fresh, body)).status).toBe(200);
  });

  it("is put off after too many guesses of one address, and a guess at a secret likewise", async () => {
    const guarded = await startTestIngest(test.url, { limits: { refusalBurst: 5, refusalsPerSecond: 1 } });
    try {
      const statuses = async (path: string) => {
        const answers: number[] = [];
        for (let i = 0; i < 7; i++)
          answers.push((await send(path, "{}", { "x-anyping-signature": "00" }, guarded)).status);
        return answers;
      };
      expect(await statuses("/hooks/a-token-that-nobody-has-at-all-")).toEqual([404, 404, 404, 404, 404, 503, 503]);
      expect(await statuses(anyping.path)).toEqual([401, 401, 401, 401, 401, 503, 503]);
      const body = anypingBody("a15-later");
      await sleep(1_200);
      expect((await send(anyping.path, body, signedHeaders(body), guarded)).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });
});

describe("source networks", () => {
  it("let in who calls from them, by the socket or by what a trusted proxy says", async () => {
    const proxied = await startTestIngest(test.url, { trustedProxies: ["127.0.0.0/8"] });
    try {
      const source = await addSource(proxied.db, {
        key: "walled",
        secrets: [{ label: "", value: anypingSecret }],
        auth: { networks: ["203.0.113.0/24", "2001:db8::/32"] },
      });
      const from = async (on: TestIngest, forwarded: string) => {
        const body = anypingBody(`net-${forwarded}`);
        return (await send(source.path, body, { ...signedHeaders(body), "x-forwarded-for": forwarded }, on)).status;
      };
      expect(await from(proxied, "203.0.113.7")).toBe(200);
      expect(await from(proxied, "9.9.9.9, 203.0.113.7")).toBe(200);
      expect(await from(proxied, "2001:db8::1")).toBe(200);
      expect(await from(proxied, "203.0.113.7, 9.9.9.9")).toBe(403);
      expect(await from(served, "203.0.113.7")).toBe(403);
    } finally {
      await proxied.close();
    }
  });
});

describe("C10 a rate limit", () => {
  it("is obeyed where a source sets one, with 503 and Retry-After, and touches no other source", async () => {
    clock = Date.UTC(2026, 10, 2, 10);
    const source = await addSource(served.db, {
      key: "limited",
      secrets: [{ label: "", value: anypingSecret }],
      settings: { rateLimit: { perSecond: 3 } },
    });
    const burst = async () => {
      const answers = await Promise.all([1, 2, 3, 4, 5].map((i) => post(source, anypingBody(`rate-${clock}-${i}`))));
      return answers.map(({ status }) => status).sort();
    };
    expect(await burst()).toEqual([200, 200, 200, 503, 503]);
    expect((await post(anyping, anypingBody("not-limited"))).status).toBe(200);
    clock += 1_000;
    expect(await burst()).toEqual([200, 200, 200, 503, 503]);
  });
});

describe("the slow lane", () => {
  it("takes the batches of a source with much waiting, so that others do not wait behind it", async () => {
    const lanes = await startTestIngest(test.url, { limits: { slowLaneAbove: 5 } });
    try {
      for (let i = 0; i < 6; i++)
        await send(anyping.path, anypingBody(`lane-${i}`), signedHeaders(anypingBody(`lane-${i}`)), lanes);
      await sleep(1_300);
      const other = await addSource(lanes.db, { key: "calm", secrets: [{ label: "", value: anypingSecret }] });
      const late = ["lane-late", "lane-later"].map((id) => anypingBody(id));
      await Promise.all([
        send(anyping.path, late[0]!, signedHeaders(late[0]!), lanes),
        send(other.path, late[1]!, signedHeaders(late[1]!), lanes),
      ]);
      const rows = await sql`
        select sender_delivery_id as id, priority from graphile_worker._private_jobs, json_array_elements_text(payload) member
        join deliveries on deliveries.id = member::uuid order by 1`;
      expect(Object.fromEntries(rows.map(({ id, priority }) => [id, priority]))).toMatchObject({
        "lane-0": 0,
        // Known as a storm before it was counted.
        "lane-5": 10,
        "lane-late": 10,
        "lane-later": 0,
      });
    } finally {
      await lanes.close();
    }
  });
});

describe("draining", () => {
  it("lets what was taken in end, and turns away what comes then", async () => {
    const leaving = await startTestIngest(test.url, {
      failpoint: (name) => (name === "ingest.beforeBegin" ? sleep(300) : undefined),
    });
    const body = anypingBody("drain-in");
    const taken = send(anyping.path, body, signedHeaders(body), leaving);
    await sleep(100);
    const drained = leaving.ingest.drain();
    const late = await fetch(`${leaving.url}${anyping.path}`, { method: "POST", body, headers: signedHeaders(body) });
    expect([late.status, late.headers.get("connection"), late.headers.get("retry-after")]).toEqual([503, "close", "5"]);
    expect((await taken).status).toBe(200);
    await drained;
    await leaving.close();
  });
});

describe("a fault inside", () => {
  it.each(["ingest.afterVerify", "ingest.beforeBegin", "ingest.afterCommit", "ingest.beforeAck"])(
    "at %s is answered 503, and the resend is stored once",
    async (name) => {
      failpoints.set(name, () => Promise.reject(new Error("injected")));
      const body = anypingBody(`fault-${name}`);
      expect(await post(anyping, body)).toMatchObject({ status: 503, retryAfter: "5" });
      failpoints.clear();
      expect((await post(anyping, body)).status).toBe(200);
      expect([await count("deliveries"), await count("graphile_worker._private_jobs")]).toEqual([1, 1]);
    },
  );
});
