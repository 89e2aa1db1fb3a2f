import { expect, it } from "vitest";
import { ticketJson } from "../ticket-json/ticket-json.ts";
import { callLimitsOf, limitForm } from "./call-limits.ts";

it.each([
  [{}, {}, { concurrency: 4, intervalMs: null }],
  [{ concurrency: 1 }, {}, { concurrency: 1, intervalMs: null }],
  [{ rate: { perSecond: 5 } }, {}, { concurrency: 4, intervalMs: 200 }],
  [{ rate: { perMinute: 30 } }, { defaultRate: { calls: 1, perSeconds: 1 } }, { concurrency: 4, intervalMs: 2_000 }],
  [{}, { defaultRate: { calls: 30, perSeconds: 1 } }, { concurrency: 4, intervalMs: 1_000 / 30 }],
])("reads %j of a kind with %j", (config, kind, limits) => {
  expect(callLimitsOf(kind, config)).toEqual(limits);
});

it.each([
  [{}, undefined, "No limit where left empty"],
  [{ defaultRate: { calls: 300, perSeconds: 300 } }, "60", "60, which the system is known to take, where left empty"],
])("says on the form what holds for a kind with %j", (kind, placeholder, words) => {
  const perMinute = limitForm(kind).find(({ path }) => path === "rate.perMinute");
  expect(perMinute?.placeholder).toBe(placeholder);
  expect(perMinute?.help).toContain(words);
});

it.each([
  [{ concurrency: 0 }],
  [{ concurrency: 33 }],
  [{ rate: {} }],
  [{ rate: { perSecond: 1, perMinute: 1 } }],
  [{ rate: { perMinute: 0 } }],
])("refuses %j", (limits) => {
  const create = { method: "POST", path: "/tickets" };
  expect(ticketJson.configSchema.safeParse({ baseUrl: "https://desk.example.test", ticket: { create } }).success).toBe(
    true,
  );
  expect(
    ticketJson.configSchema.safeParse({ baseUrl: "https://desk.example.test", ticket: { create }, ...limits }).success,
  ).toBe(false);
});
