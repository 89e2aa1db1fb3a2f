import { Buffer } from "node:buffer";
import type { MappingBody } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { senderByKey } from "../registry.ts";
import { checkMapping, trySample } from "./check-mapping.ts";
import { compileMapping } from "./compile-mapping.ts";
import { guessMapping } from "./guess-mapping.ts";
import { listValues, lookUpField } from "./payload-values.ts";

const generic = senderByKey("generic")!;
const fields: MappingBody["fields"] = {
  type: { from: "$.state", words: { alarm: "opened", ok: "resolved" } },
  correlationKey: "$.id",
  startedAt: "$.at",
};
const sample = { body: '{"state":"ALARM","id":7,"at":"2026-11-20T08:14:58Z"}' };
const guess = (body: unknown, sender = "generic") =>
  withoutSamples(
    guessMapping(senderByKey(sender)!, { sample: { body: JSON.stringify(body) }, settings: {}, base: null }),
  );
const withoutSamples = ({ samples: _, ...rest }: MappingBody) => rest;

describe("checking a mapping", () => {
  it("is content where each sample gives what it must, however a time is written", () => {
    const expect1 = [{ type: "opened" as const, correlationKey: "7", occurredAt: "2026-11-20T09:14:58+01:00" }];
    expect(checkMapping(generic, { fields, samples: [{ ...sample, expect: expect1 }] }, {})).toEqual([]);
    expect(checkMapping(generic, { fields: {} }, {})).toEqual([]);
  });

  it("refuses one without a sample, and says in words how a sample differs", () => {
    expect(checkMapping(generic, { fields }, {})).toMatchObject([
      { path: ["samples"], message: expect.stringContaining("add one payload") },
    ]);
    const samples = [
      { ...sample, expect: [{ type: "resolved" as const }] },
      { ...sample, expect: [] },
      { body: "{", expect: [{ type: "opened" as const }] },
    ];
    expect(checkMapping(generic, { fields, samples }, {})).toEqual([
      { path: ["samples", 0, "expect"], message: "type must be resolved, and is opened" },
      { path: ["samples", 1, "expect"], message: "the sample must give 0 events, and gives 1" },
      { path: ["samples", 2, "expect"], message: "the sample must give 1 events, and gives unreadable" },
    ]);
  });

  it("shows the event of a sample as people write it", () => {
    const made = compileMapping({ fields });
    if (made.outcome === "invalid") throw new Error("not compiled");
    expect(trySample(generic, made.mapping, sample, {}).events).toEqual([
      {
        type: "opened",
        correlationKey: "7",
        occurredAt: "2026-11-20T08:14:58.000Z",
        startedAt: null,
        monitor: null,
        severity: "unknown",
        summary: "",
        url: null,
        labels: { state: "ALARM", at: "2026-11-20T08:14:58Z" },
      },
    ]);
  });
});

describe("guessing a mapping", () => {
  it("finds fields by the names that tools use, and words by the pairs that they come in", () => {
    const body = {
      alarm: { alarm_id: "A-1", state: "ALARM", host: "web-1", level: "P1", link: "https://tool.example/a" },
      message: "5xx",
      timestamp: 1_795_162_498,
      test: false,
    };
    expect(guess(body)).toEqual({
      fields: {
        type: { from: "$.alarm.state", words: { alarm: "opened", ok: "resolved", insufficient_data: "updated" } },
        correlationKey: "$.alarm.alarm_id",
        severity: "$.alarm.level",
        summary: "$.message",
        monitorId: "$.alarm.host",
        url: "$.alarm.link",
        sentAt: "$.timestamp",
        test: "$.test",
      },
    });
  });

  it("leaves open what nobody can know", () => {
    expect(guess({ id: "1", status: "frobbed", severity: "purple" }).fields).toMatchObject({
      type: { from: "$.status", words: { frobbed: "" } },
      severity: { from: "$.severity", words: { purple: "" } },
    });
  });

  it("finds the list of a batch, and adds a word that alone is new to a sender", () => {
    expect(guess({ alerts: [{ ref: "1", state: "down" }] })).toMatchObject({
      list: "$.alerts",
      fields: { correlationKey: "$.ref" },
    });
    const zabbix = { id: "77", status: "SNOOZED", name: "Load", severity: "High", lastReceived: "2026.11.20 08:14:58" };
    expect(guess(zabbix, "zabbix")).toEqual({ fields: { type: { words: { SNOOZED: "" } } } });
    expect(guess({ ...zabbix, status: "OK", severity: "Bad" }, "zabbix")).toEqual({
      fields: { severity: { words: { Bad: "" } } },
    });
    expect(guess({ ...zabbix, status: "OK" }, "zabbix")).toEqual({ fields: {} });
  });
});

describe("the values of a payload", () => {
  const payload = { a: [{ "b c": 1 }], text: '{"inner":true}', none: null };

  it("are listed with the paths that find them", () => {
    expect(listValues(payload)).toEqual([
      { path: '$.a[0]["b c"]', value: 1 },
      { path: "$.text.inner", value: true },
    ]);
    expect(listValues(payload, "$.a")).toEqual([{ path: '$["b c"]', value: 1 }]);
  });

  it("are found by the names of messages, in a list by its first item where it is shorter", () => {
    const request = { body: Buffer.from(JSON.stringify({ alerts: [{ status: "firing" }], x: { y: {} } })), query: "" };
    expect(lookUpField(request, "alerts[2].status")).toBe("firing");
    expect(lookUpField(request, "x.y")).toBe("{}");
    expect(lookUpField(request, "x.z")).toBeNull();
    expect(lookUpField({ body: Buffer.from("{"), query: "" }, "x")).toBeNull();
  });
});
