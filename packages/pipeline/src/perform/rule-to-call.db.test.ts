import {
  type NtfyImitation,
  type PagerDutyImitation,
  type PostImitation,
  type SmtpImitation,
  startNtfy,
  startPagerDuty,
  startSmtpServer,
  startStatuspage,
  startWebhookReceiver,
  startZapier,
  type WebhookReceiver,
  type ZapierImitation,
} from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyConfig } from "../config/apply-config.ts";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";
import { createProcessingUnderTest, minute, type ProcessingUnderTest, t0 } from "../process/processing-under-test.ts";
import { performAction } from "./perform-action.ts";
import type { PerformDeps } from "./perform-deps.ts";

const secrets = {
  mail: "mail-password-of-the-tests",
  ntfy: "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2",
  statuspage: "89a229ce1a8dbcf9ff30430fbe35eb4c0426574bca932061892cefd2138aa4b1",
  routingKey: "e93facc04764012d7bfb002500d5d1a6",
  apiToken: "u+read-only-token-of-tests",
  signing: `whsec_${Buffer.from("signing secret of the tests!").toString("base64")}`,
};
let world: ProcessingUnderTest;
let outbound: Outbound;
let mail: SmtpImitation;
let zap: ZapierImitation;
let push: NtfyImitation;
let status: PostImitation;
let pagerduty: PagerDutyImitation;
let hook: WebhookReceiver;

beforeAll(async () => {
  world = await createProcessingUnderTest("");
  mail = await startSmtpServer({ user: "signalbox", password: secrets.mail });
  zap = await startZapier();
  push = await startNtfy({ token: secrets.ntfy });
  status = await startStatuspage({ page: "gytm4qzbx9t6", apiKey: secrets.statuspage, components: ["8kbf7d35c070"] });
  pagerduty = await startPagerDuty({ routingKey: secrets.routingKey, apiToken: secrets.apiToken });
  hook = await startWebhookReceiver({ secret: secrets.signing, now: world.deps.now });
  const ports = [mail, zap, push, status, pagerduty, hook].map(({ port }) => port);
  outbound = openOutbound({
    allowNetworks: ports.map((port) => ({ address: "127.0.0.1", prefixLength: 32, port })),
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
    ca: mail.cert,
  });
  const outcome = await applyConfig(
    { ...world.deps, db: world.db, secretKey: Buffer.alloc(32, 7) },
    { text: configText(), env: {}, readDelivery: () => null, prune: false },
    { kind: "person", name: "ops@example.test" },
  );
  if (outcome.outcome === "refused") throw new Error(JSON.stringify([outcome.problems, outcome.missing]));
});
afterAll(async () => {
  await outbound.close();
  for (const system of [mail, zap, push, status, pagerduty, hook]) await system.stop();
  await world.close();
});

function configText(): string {
  return `
version: 1
connections:
  - {key: mail, kind: email, host: localhost, port: ${mail.port}, username: signalbox, password: {value: ${secrets.mail}}, from: signalbox@example.test}
  - {key: zap, kind: zapier, url: {value: "${zap.hookUrl}"}}
  - {key: push, kind: ntfy, baseUrl: "${push.url}", topic: on-call, token: {value: ${secrets.ntfy}}}
  - {key: status, kind: statuspage, baseUrl: "${status.url}", page: gytm4qzbx9t6, apiKey: {value: ${secrets.statuspage}}, components: {checkout-api: 8kbf7d35c070}}
  - {key: duty, kind: pagerduty, eventsUrl: "${pagerduty.url}", apiUrl: "${pagerduty.url}", routingKey: {value: ${secrets.routingKey}}, apiToken: {value: ${secrets.apiToken}}}
  - {key: hook, kind: webhook, url: "${hook.url}/in", secret: {value: ${secrets.signing}}}
  - {key: api, kind: http, baseUrl: "${hook.url}/api"}
rules:
  - key: tell
    on: [opened]
    do:
      - {message: {connection: mail, to: ops@example.test, title: "{{ component.name }} is away", text: "{{ event.summary }}"}}
      - {message: {connection: zap, text: "{{ event.summary }}"}}
      - {message: {connection: hook, to: "#ops", text: "{{ event.summary }}"}}
      - {http: {connection: api, method: PUT, path: "/tags/{{ event.summary }}", body: {tier: "{{ component.tier }}"}}}
      - {page: {connection: push}}
      - {page: {connection: duty}}
      - {status-post: {connection: status, text: Card payments fail.}}
  - key: over
    on: [resolved]
    do:
      - {message: {connection: hook, title: "Over: {{ incident.title }}", text: "{{ resolution.note }}"}}
`;
}

const perform = (actionId: string, more: Partial<PerformDeps> = {}) =>
  performAction(
    {
      db: world.db,
      outbound,
      secretKey: Buffer.alloc(32, 7),
      now: world.deps.now,
      newId: world.deps.newId,
      random: () => 0.5,
      publicUrl: "https://signalbox.example.test",
      isOutboundOn: true,
      timeScale: 1 / 30,
      failpoint: () => {},
      log: { info: () => {}, warn: () => {}, error: () => {} },
      ...more,
    },
    { actionId },
  );

async function performAll(more: Partial<PerformDeps> = {}): Promise<void> {
  const waiting = await world.rows<{ id: string }>(
    "select id from actions where state in ('waiting', 'unknown') order by made_at, obligation_id, ordinal",
  );
  for (const { id } of waiting) await perform(id, more);
}

describe("from a rule to the outside", () => {
  it("parks everything, mail too, while outbound is off", async () => {
    await world.tell({ type: "opened", at: 0, summary: "503 on /pay & /cart" });
    await performAll({ isOutboundOn: false });
    expect(mail.commands).toEqual([]);
    expect([zap, push, status, pagerduty, hook].flatMap(({ calls }) => calls)).toEqual([]);
  });

  it("sends messages, an http request, pages and a status post", async () => {
    world.setNow(t0 + 3 * minute);
    await performAll();
    expect(mail.mails).toMatchObject([{ to: ["ops@example.test"], isEncrypted: true, user: "signalbox" }]);
    expect(mail.mails[0]!.raw).toContain("Subject: Checkout API is away");
    expect(mail.mails[0]!.raw).toContain("503 on /pay & /cart");
    expect(zap.runs()).toMatchObject([{ event: "message.sent", text: "503 on /pay & /cart" }]);
    expect(hook.taken()).toMatchObject([{ body: { event: "message.sent", to: "#ops" } }]);
    expect(hook.calls.find(({ method }) => method === "PUT")).toMatchObject({
      path: "/api/tags/503%20on%20%2Fpay%20%26%20%2Fcart",
      json: { tier: 1 },
    });
    expect(push.published()).toMatchObject([{ topic: "on-call", priority: 5 }]);
    expect(pagerduty.incidents()).toMatchObject([{ status: "triggered" }]);
    expect(status.posts()).toMatchObject([{ isResolved: false }]);
    expect(status.shows("8kbf7d35c070")).toBe("major_outage");
  });

  it("closes what can be closed when it is over, and raises no failure for what can't", async () => {
    await world.tell({ type: "resolved", at: 5, from: 0 });
    world.setNow(t0 + 9 * minute);
    await performAll();
    expect(pagerduty.incidents()).toMatchObject([{ status: "resolved" }]);
    expect(status.posts()).toMatchObject([{ isResolved: true }]);
    expect(status.shows("8kbf7d35c070")).toBe("operational");
    expect(push.published()).toHaveLength(1);
    expect(hook.taken().at(-1)).toMatchObject({
      body: { event: "message.sent", title: "Over: 503 on /pay & /cart", text: expect.stringContaining("5 min") },
    });
    expect(await world.rows("select status from obligations where status <> 'settled'")).toEqual([]);
    // The http request was refused by the receiver, which takes signed ones alone; nothing else went wrong.
    expect(await world.rows("select kind, cause from failures")).toEqual([
      { kind: "action-failed", cause: "connection:api" },
    ]);
  });

  it("keeps no credential anywhere (K1)", async () => {
    const [kept] = await world.rows<{ text: string }>(`select concat(
      (select string_agg(a::text, '') from attempts a), (select string_agg(a::text, '') from actions a),
      (select string_agg(f::text, '') from failures f), (select string_agg(c::text, '') from connections c),
      (select string_agg(j::text, '') from journal j)) as text`);
    for (const secret of [...Object.values(secrets), zap.hookUrl, "/hooks/catch/1234567"]) {
      expect(kept!.text).not.toContain(secret);
    }
  });
});

describe("a page by PagerDuty", () => {
  it("is closed after a maintenance window of two hours in which its resolve is dropped", async () => {
    await world.reset();
    await world.tell({ type: "opened", at: 0, key: "k9" });
    await world.rows("delete from actions where connection_id <> (select id from connections where key = 'duty')");
    await performAll();
    const shown = () => pagerduty.incidents().at(-1)!;
    expect(shown().status).toBe("triggered");
    await world.tell({ type: "resolved", at: 5, from: 0, key: "k9" });
    pagerduty.setMaintenance(true);
    const closing = async () =>
      (
        await world.rows<{ id: string; state: string; next: number }>(`
        select id, state, extract(epoch from next_try_at)::float8 * 1000 as next from actions
        where verb = 'close' and connection_id = (select id from connections where key = 'duty')`)
      )[0]!;
    const id = (await closing()).id;
    for (let at = t0 + 6 * minute; at < t0 + 126 * minute; ) {
      world.setNow(at);
      expect(await perform(id, { timeScale: 1 })).toMatchObject({ outcome: "retry" });
      at = Math.ceil((await closing()).next);
    }
    expect(shown().status).toBe("triggered");
    pagerduty.setMaintenance(false);
    world.setNow(Math.ceil((await closing()).next));
    expect(await perform(id, { timeScale: 1 })).toMatchObject({ outcome: "done" });
    expect(shown().status).toBe("resolved");
    expect(await world.failures()).toEqual([]);
  });
});

describe("a message by mail", () => {
  const only = async () => {
    await world.reset();
    mail.mails.length = 0;
    await world.tell({ type: "opened", at: 0 });
    await world.rows("delete from actions where connection_id <> (select id from connections where key = 'mail')");
    return (await world.rows<{ id: string }>("select id from actions"))[0]!.id;
  };
  const standing = async () => (await world.rows<{ state: string }>("select state from actions"))[0]!.state;

  it("pauses its connection where the password is refused, and goes out when that is mended", async () => {
    const changeAt = (at: string) =>
      world.rows(
        `with changed as (update connections set updated_at = '${at}') update secrets set created_at = '${at}'`,
      );
    await changeAt("2026-09-01T00:00:00Z");
    mail.setFault("refuse-auth");
    const id = await only();
    expect(await perform(id)).toMatchObject({ outcome: "pause-connection" });
    expect(await world.failures()).toEqual(["connection-paused connection:mail 1 open"]);
    mail.setFault("none");
    world.setNow(t0 + minute);
    expect(await perform(id)).toMatchObject({ outcome: "parked" });
    await changeAt("2026-10-01T10:01:30Z");
    world.setNow(t0 + 2 * minute);
    expect(await perform(id)).toMatchObject({ outcome: "done" });
    expect(mail.mails).toHaveLength(1);
  });

  it("is left to a person where nobody knows whether it went out, and to time where the server is busy", async () => {
    mail.setFault("drop-after-data");
    expect(await perform(await only())).toMatchObject({ outcome: "ask-person" });
    expect(await standing()).toBe("unknown");
    expect(await world.failures()).toEqual(["action-unknown connection:mail 1 open"]);
    for (const fault of ["busy", "greylist", "no-starttls"] as const) {
      mail.setFault(fault);
      expect(await perform(await only())).toMatchObject({ outcome: "retry" });
      expect(await standing()).toBe("waiting");
    }
    mail.setFault("refuse-recipient");
    expect(await perform(await only())).toMatchObject({ outcome: "fail" });
    expect(await standing()).toBe("failed");
  });
});
