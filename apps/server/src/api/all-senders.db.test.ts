import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newUuid } from "@signalbox/core";
import { type Outbound, outboundTo, processDeliveries } from "@signalbox/pipeline";
import { type Sender, senders, takesSecrets } from "@signalbox/senders";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

/** As `cases.json` of a sender's folder has it. */
interface SampleCase {
  file: string;
  now: string;
  headers: Record<string, string>;
  events?: { type: string; correlationKey: string; summary: string; occurredAt: string | null }[];
}

const root = new URL("../../../../", import.meta.url);
const example = readFileSync(new URL("examples/all-senders.yaml", root), "utf8");
const folderOf = (sender: Sender) => new URL(`packages/senders/src/senders/${sender.key}/samples/`, root);
const keyOf = (sender: Sender) => `every-${sender.key}`;

function firstCase(sender: Sender): SampleCase & { events: NonNullable<SampleCase["events"]>; body: Buffer } {
  const { deliveries } = JSON.parse(readFileSync(new URL("cases.json", folderOf(sender)), "utf8")) as {
    deliveries: SampleCase[];
  };
  const found = deliveries.find(({ events }) => events?.[0]?.type === "opened");
  if (found?.events === undefined) throw new Error(`${sender.key} has no sample that opens`);
  return { ...found, events: found.events, body: readFileSync(new URL(found.file, folderOf(sender))) };
}

let amazon: Server;
let outbound: Outbound;
let api: TestApi;

beforeAll(async () => {
  const certificate = readFileSync(
    new URL("test-signing-cert.pem", folderOf(senders.find(({ key }) => key === "aws-sns")!)),
  );
  amazon = createServer((_, response) => response.end(certificate));
  await new Promise<void>((listening) => amazon.listen(0, "127.0.0.1", listening));
  outbound = outboundTo((amazon.address() as AddressInfo).port);
  api = await startTestApi({}, { outbound });
  await api.client.applyConfig({ body: { text: example } });
});
afterAll(async () => {
  await api.close();
  await outbound.close();
  amazon.close();
});

async function processAll(): Promise<void> {
  const rows = await api.db.sql`select id from deliveries where state = 'received' order by received_at`;
  const deps = { db: api.db, now: () => Date.now() + api.clock.offsetMs, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: rows.map(({ id }) => id as string), attempt: 1 });
}

function post(sender: Sender, sample: { headers: Record<string, string>; body: Uint8Array }, token = tokenOf(sender)) {
  return fetch(`${api.url}/hooks/${token}`, {
    method: "POST",
    headers: sample.headers,
    body: new Uint8Array(sample.body),
  });
}

function tokenOf(sender: Sender): string {
  const line = example.split("\n").find((each) => each.includes(`key: ${keyOf(sender)},`)) ?? "";
  return /token: \{value: ([^}\s]+)\}/.exec(line)?.[1] ?? "";
}

describe("examples/all-senders.yaml", () => {
  it("makes a source of each sender, beside what is there", async () => {
    const { items } = await api.client.listSources({ query: { limit: 500 } });
    expect(items.map(({ sender }) => sender).sort()).toEqual(senders.map(({ key }) => key).sort());
    expect(await api.client.planConfig({ body: { text: example } })).toMatchObject({ changes: [] });
    const withoutSecret = items.filter(({ secrets }) => secrets.length === 0).map(({ sender }) => sender);
    expect(withoutSecret.sort()).toEqual(
      senders
        .filter(({ scheme }) => !takesSecrets(scheme))
        .map(({ key }) => key)
        .sort(),
    );
  });

  it("takes one delivery of each by HTTP, once, at its own URL alone, and each becomes the right event", async () => {
    // In the order of their times, so that the clock goes forward alone.
    const samples = senders.map((sender) => ({ sender, sample: firstCase(sender) }));
    samples.sort((a, b) => Date.parse(a.sample.now) - Date.parse(b.sample.now));
    for (const { sender, sample } of samples) {
      api.clock.offsetMs = Date.parse(sample.now) - Date.now();
      const first = await post(sender, sample);
      expect([sender.key, first.status]).toEqual([sender.key, 200]);
      const again = (await (await post(sender, sample)).json()) as { duplicate: boolean };
      expect(again.duplicate).toBe(
        sender.identify({ headers: sample.headers, body: sample.body, query: "" }).basis !== "fresh",
      );
      expect((await post(sender, sample, `${tokenOf(sender)}x`)).status).toBe(404);
      if (takesSecrets(sender.scheme)) {
        const elsewhere = senders.find(
          (other) => takesSecrets(other.scheme) && other.key !== sender.key && other.key.length !== sender.key.length,
        );
        expect((await post(sender, sample, tokenOf(elsewhere!))).status, `${sender.key} at another source`).toBe(401);
      }
    }
    await processAll();
    for (const { sender, sample } of samples) {
      const { items } = await api.client.listEvents({ query: { source: keyOf(sender), limit: 100 } });
      for (const expected of sample.events) {
        const found = items.filter(
          (event) => event.type === expected.type && event.correlationKey === expected.correlationKey,
        );
        expect(found.length, `${sender.key} ${expected.type} ${expected.correlationKey}`).toBeGreaterThan(0);
        expect(found[0]!.summary).toBe(expected.summary);
        if (expected.occurredAt !== null) expect(found[0]!.occurredAt).toBe(expected.occurredAt);
      }
      const opened = new Set(
        sample.events.filter(({ type }) => type === "opened").map((event) => event.correlationKey),
      );
      const incidents = await api.client.listIncidents({ query: { source: keyOf(sender), limit: 100 } });
      expect(incidents.items.filter(({ status }) => status !== "resolved").length, sender.key).toBe(opened.size);
    }
  });

  it("sends a signed test event of each by its button, and an outage of each with its end", async () => {
    api.clock.offsetMs = 0;
    for (const sender of senders) {
      for (const kind of ["test", "open", "resolve"] as const) {
        const body = kind === "test" ? { kind } : { kind, key: "all-senders" };
        const sent = await api.client.sendTestEvent({ params: { key: keyOf(sender) }, body });
        expect([sender.key, kind, sent.status]).toEqual([sender.key, kind, 200]);
      }
    }
    await processAll();
    for (const sender of senders) {
      const { items } = await api.client.listEvents({ query: { source: keyOf(sender), limit: 3 } });
      expect([sender.key, ...items.map(({ type }) => type).sort()]).toEqual([sender.key, "opened", "resolved", "test"]);
      const failed = await api.client.listDeliveries({ query: { source: keyOf(sender), state: "failed" } });
      expect(failed.items).toEqual([]);
    }
  });
});
