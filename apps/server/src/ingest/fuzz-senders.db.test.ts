import { generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { newUuid } from "@signalbox/core";
import { ensureBuiltIns, processDeliveries } from "@signalbox/pipeline";
import {
  authOverrideSchema,
  type IncomingRequest,
  type JwtScheme,
  ownCertificateAddress,
  type Sender,
  schemeFromAuth,
  senderByKey,
  senders,
  signDelivery,
  signJwt,
  takesSecrets,
  type VerificationScheme,
  verifyDelivery,
  verifyJwt,
} from "@signalbox/senders";
import { createTestDatabase, makeCertificate, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IssuerKeys } from "./issuer-keys.ts";
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
  "Bearer a.b.c",
  `Bearer ${Buffer.from('{"alg":"none","kid":"k1"}').toString("base64url")}..`,
  "Basic !!",
  "1e20",
  "NaN",
  "-1",
  "%zz",
  'Hash=;Cert="',
  `Subject="${'\\"'.repeat(1_000)}`,
  "a".repeat(4_000),
];

/** What a delivery is proven by: headers to add, and the body with what is put into it. */
type Proof = { headers: Record<string, string>; body: Uint8Array };

/** A source to fuzz: each sender as it is, and the ways of proof that no sender has as its own. */
interface Target {
  key: string;
  sender: Sender;
  auth: Record<string, unknown>;
  secret: string | null;
  /** It sends by GET, with all that it says in the query. */
  byQuery?: true;
  /** @throws where the body can't be signed. */
  prove(delivery: { body: Uint8Array; id: string; now: number }): Proof;
}

const issuer = generateKeyPairSync("rsa", { modulusLength: 2048 });
const issuerPem = issuer.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const keySet = JSON.stringify({ keys: [{ ...issuer.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" }] });
const jwt = {
  scheme: "jwt",
  issuer: "https://issuer.example/",
  keysUrl: "https://issuer.example/keys",
  audience: "api://signalbox",
  application: "monitoring",
};
const clientPem = makeCertificate("webhooks.example.com").cert;
const fingerprint = new X509Certificate(clientPem).fingerprint256;
const pairKeys = generateKeyPairSync("ed25519");
const rawKey = (key: KeyObject, form: "pkcs8" | "spki") =>
  (key.export({ type: form, format: "der" } as { type: "spki"; format: "der" }) as Buffer)
    .subarray(-32)
    .toString("base64");

function targetOf(sender: Sender): Target {
  const secret = takesSecrets(sender.scheme) ? secretOf(sender) : null;
  const key = sender.scheme.type === "sns" ? () => ownKey : () => secret;
  return { key: sender.key, sender, auth: {}, secret, prove: (given) => signDelivery(sender.scheme, key(), given) };
}

/** As a sender that another way of proof takes the place of. */
function withAuth(name: string, senderKey: string, auth: Record<string, unknown>, given: Partial<Target> = {}): Target {
  const sender = senderByKey(senderKey)!;
  return { ...targetOf(sender), key: name, sender, auth, ...given };
}

const byHeader = (headers: (now: number) => Record<string, string>) => ({
  secret: null,
  prove: ({ body, now }: { body: Uint8Array; now: number }) => ({ headers: headers(now), body }),
});
const hmac = {
  ...{ scheme: "hmac", header: "x-sig", parse: "kv", prefix: "v1=", separator: ";", encoding: "base64" },
  ...{ timestampKey: "t", timestampUnit: "ms", idHeader: "x-id", signedContent: "{id}.{timestamp}.{body}" },
};

/** Made once the key of this process's own samples is there. */
function allTargets(): Target[] {
  const topic = JSON.parse(
    Buffer.from(senderByKey("aws-sns")!.sample("open", { now: 0, key: "k" }).body).toString(),
  ).TopicArn;
  return [
    ...senders.map(targetOf),
    withAuth("way-query", "uptimerobot", {}, { byQuery: true }),
    withAuth("way-topics", "aws-sns", { topics: [topic] }),
    withAuth(
      "way-jwt",
      "azure-monitor",
      jwt,
      byHeader((now) => ({ authorization: `Bearer ${signJwt(schemeOf(jwt) as JwtScheme, issuerPem, "k1", now)}` })),
    ),
    withAuth(
      "way-certificate",
      "pagerduty",
      { scheme: "mtls", header: "x-client-cert", subject: ["CN=webhooks.example.com"] },
      byHeader(() => ({ "x-client-cert": encodeURIComponent(clientPem) })),
    ),
    withAuth(
      "way-envoy",
      "kibana",
      { scheme: "mtls", header: "x-forwarded-client-cert", fingerprints: [fingerprint] },
      byHeader(() => ({
        "x-forwarded-client-cert": `By=spiffe://a;Hash=${fingerprint.replaceAll(":", "").toLowerCase()};Cert="${encodeURIComponent(clientPem)}";Subject="CN=a\\"b";URI=`,
      })),
    ),
    withAuth(
      "way-key-pair",
      "grafana",
      { scheme: "standard-webhooks" },
      {
        secret: `whpk_${rawKey(pairKeys.publicKey, "spki")}`,
        prove: (given) => {
          const { scheme } = senderByKey("standard-webhooks")!;
          return signDelivery(scheme, `whsk_${rawKey(pairKeys.privateKey, "pkcs8")}`, given);
        },
      },
    ),
    withAuth("way-hmac", "generic", hmac, {
      secret: "a-secret-of-sixteen",
      prove: (given) => signDelivery(schemeOf(hmac) as Sender["scheme"], "a-secret-of-sixteen", given),
    }),
  ];
}

function schemeOf(auth: Record<string, unknown>, sender: Sender = senderByKey("generic")!): VerificationScheme {
  return schemeFromAuth(sender, authOverrideSchema.parse(auth));
}

let test: TestDatabase;
let served: TestIngest;
let ownKey: string;
let ownCertificate: KeyObject;
let targets: Target[];
const sources = new Map<string, TestSource>();
const escaped: unknown[] = [];
const noteEscape = (reason: unknown) => escaped.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", noteEscape);
  test = await createTestDatabase();
  const certificates = new SigningCertificates(async () => ({ outcome: "none" }), Date.now);
  ownKey = await certificates.ownKey();
  ownCertificate = (await certificates.find(ownCertificateAddress)) as KeyObject;
  served = await startTestIngest(test.url, {
    certificates,
    issuerKeys: new IssuerKeys(async () => keySet, Date.now),
    trustedProxies: ["127.0.0.0/8"],
    limits: { refusalBurst: 1_000_000 },
  });
  await ensureBuiltIns({ db: served.db, now: Date.now });
  targets = allTargets();
  for (const { key, sender, auth, secret, byQuery = false } of targets) {
    const secrets = secret === null ? [] : [{ label: "", value: secret }];
    const settings = byQuery ? { allowGet: true } : {};
    sources.set(key, await addSource(served.db, { key, sender: sender.key, secrets, auth, settings }));
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

/** A sample of a sender, mutated and, three times out of four, proven after that. */
function draft(draw: Draw, number: number): { target: Target; request: IncomingRequest; isHonest: boolean } {
  const target = targets[number % targets.length]!;
  const now = Date.now();
  const sample = target.sender.sample(pick(draw, ["open", "resolve", "test"] as const), {
    now,
    key: `k${Math.floor(draw() * 50)}`,
  });
  let body: Buffer = Buffer.from(target.byQuery ? asQuery(sample.body) : sample.body);
  for (let left = Math.floor(draw() * 5); left > 0; left -= 1) body = mutate(draw, body);
  const headers: Record<string, string> = { ...sample.headers };
  let isHonest = true;
  try {
    const proven = target.prove({ body, id: `m${number}`, now });
    Object.assign(headers, proven.headers);
    body = Buffer.from(proven.body);
  } catch {
    // What is no message any more can't be signed as one: it is sent as it is.
    isHonest = false;
  }
  if (draw() < 0.25) {
    isHonest = false;
    const name = pick(draw, Object.keys(headers).concat("x-odd"));
    headers[name] = draw() < 0.5 ? pick(draw, oddValues) : mutateHeader(draw, headers[name] ?? "");
  }
  return { target, request: { headers, body, query: "" }, isHonest };
}

function asQuery(json: Uint8Array): string {
  return new URLSearchParams(JSON.parse(Buffer.from(json).toString("utf8"))).toString();
}

function mutateHeader(draw: Draw, value: string): string {
  return mutate(draw, Buffer.from(value, "latin1"))
    .toString("latin1")
    .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "");
}

async function post({ target, request }: ReturnType<typeof draft>): Promise<number> {
  const url = served.url + sources.get(target.key)!.path;
  const { headers, body } = request;
  const answer = target.byQuery
    ? await fetch(`${url}?${Buffer.from(body).toString("latin1")}`, { headers })
    : await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  await answer.arrayBuffer();
  return answer.status;
}

/** What is computed of a delivery without a pause, piece by piece. */
function pieces({ target, request }: ReturnType<typeof draft>): (() => void)[] {
  const { sender, auth, secret } = target;
  const scheme = schemeOf(auth, sender);
  const now = Date.now();
  const secrets = secret === null ? [] : [{ label: "", value: secret }];
  return [
    () =>
      scheme.type === "jwt"
        ? void verifyJwt(scheme, request, now, issuer.publicKey)
        : void verifyDelivery(scheme, secrets, request, now, { certificate: ownCertificate, isFromProxy: true }),
    () => void sender.identify(request),
    () => void sender.normalise({ ...request, receivedAt: now, settings: { timeZone: "Europe/Berlin" } }),
  ];
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

describe("C11 mutated deliveries of every sender and every way of proof", () => {
  it(`are answered without a 5xx and without ${stallMs} ms of computing at a stretch, ${runs} of them, and each that is stored ends in a state that people see`, async () => {
    const draws = numbers(11);
    const draw = () => draws.next().value;
    const seen = new Map<number, number>();
    const taken = new Map<string, number>();
    let longest = { ms: 0, key: "" };
    for (let from = 0; from < runs; from += atOnce) {
      const drafts = Array.from({ length: Math.min(atOnce, runs - from) }, (_, index) => draft(draw, from + index));
      const statuses = await Promise.all(drafts.map(post));
      for (const [index, status] of statuses.entries()) {
        const { target, isHonest } = drafts[index]!;
        seen.set(status, (seen.get(status) ?? 0) + 1);
        if (isHonest && status === 200) taken.set(target.key, (taken.get(target.key) ?? 0) + 1);
      }
      for (const each of drafts) {
        for (const work of pieces(each)) {
          const ms = cpuMs(work);
          if (ms > longest.ms) longest = { ms, key: each.target.key };
        }
      }
    }
    expect([...seen.keys()].filter((status) => status >= 500)).toEqual([]);
    // Both must be reached often, or the mutations are too tame or too wild to find anything.
    expect(seen.get(200)).toBeGreaterThan(runs / 4);
    expect(seen.get(401)).toBeGreaterThan(runs / 100);
    // Each is proven rightly most of the time, or its readers would not be reached.
    expect(targets.map(({ key }) => key).filter((key) => !taken.has(key))).toEqual([]);
    expect(longest.ms, longest.key).toBeLessThan(stallMs);

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
