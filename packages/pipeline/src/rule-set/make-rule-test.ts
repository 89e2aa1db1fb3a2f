import { isUtf8 } from "node:buffer";
import type { TestEntry } from "@signalbox/contract";
import { expectationsOf, type GivenContext, type RoutingContext, toIso } from "@signalbox/core";
import { type Database, findDelivery, findDeliveryBody, loadEventContexts } from "@signalbox/database";
import { readLiveConfig } from "../config/read-live-config.ts";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import { decideTest } from "./run-rule-tests.ts";

export type MakeTestOutcome =
  | { outcome: "made"; test: TestEntry }
  | { outcome: "not-found" }
  | { outcome: "not-possible"; reason: string };

/** A delivery as a test of the rules: what was known then beside it is given, and what the live rules order now is expected. */
export async function makeRuleTest(deps: { db: Pick<Database, "read"> }, deliveryId: string): Promise<MakeTestOutcome> {
  const { read } = deps.db;
  const delivery = await findDelivery(read, deliveryId);
  if (delivery === null) return { outcome: "not-found" };
  const kept = await findDeliveryBody(read, delivery);
  if (kept === null) return { outcome: "not-possible", reason: "Its body is no longer kept." };
  if (!isUtf8(kept.body))
    return { outcome: "not-possible", reason: "Its body is no text, so it can't stand in a file." };
  const live = (await readLiveConfig(read)).config;
  const routing = snapshotOfConfig(live, live.rules ?? { rules: [] });
  const contexts = (await loadEventContexts(read, deliveryId)).flatMap(({ context }) => context ?? []);
  const given = {
    sender: delivery.sender,
    source: delivery.source,
    delivery: kept.body.toString("utf8"),
    at: toIso(delivery.receivedAt),
  };
  const plain = {
    ...given,
    ...neededHeaders(routing, given, kept.headers),
    ...(kept.query ? { query: kept.query } : {}),
  };
  const decided = decideTest(routing, plain);
  if (decided.outcome === "unreadable") return { outcome: "not-possible", reason: decided.reason };
  // Written by our own routing stage in exactly this shape.
  const known = whatWasKnown(
    contexts as unknown as RoutingContext[],
    decided.events.map(({ context }) => context),
  );
  const full = Object.keys(known).length === 0 ? plain : { ...plain, given: known };
  const again = decideTest(routing, full);
  const events = again.outcome === "decided" ? again.events : decided.events;
  const { delivery: content, ...rest } = full;
  const name = `${delivery.summary ?? `a delivery of ${delivery.source}`}: ${delivery.type ?? "nothing"}`;
  return { outcome: "made", test: { name: name.slice(0, 500), ...rest, content, expect: expectationsOf(events) } };
}

type Plain = Parameters<typeof decideTest>[1];

// Most senders say all in the body; a header stands in the test only where its sender's code reads it.
function neededHeaders(
  routing: Parameters<typeof decideTest>[0],
  test: Plain,
  headers: readonly (readonly [string, string])[],
): { headers?: Record<string, string> } {
  const all = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const reading = (given: Record<string, string>) => JSON.stringify(decideTest(routing, { ...test, headers: given }));
  const whole = reading(all);
  if (reading({}) === whole) return {};
  const needed = Object.keys(all).filter((name) => {
    const { [name]: _, ...others } = all;
    return reading(others) !== whole;
  });
  return { headers: Object.fromEntries(needed.map((name) => [name, all[name]!])) };
}

/** What is not configuration and does not stand in the delivery: who was on call, how the incident stood. */
const told = {
  event: ["change"],
  incident: ["reopened", "inMaintenance", "muted", "flapping"],
  onCall: ["email", "name", "basis"],
} as const;

/** Where all events agree on it, and the test would not find it by itself. */
function whatWasKnown(stored: readonly RoutingContext[], found: readonly RoutingContext[]): GivenContext {
  const given: GivenContext = {};
  if (stored.length === 0 || stored.length !== found.length) return given;
  for (const [name, fields] of Object.entries(told)) {
    for (const field of fields) {
      const read = (context: RoutingContext) =>
        (context[name as keyof typeof told] as Record<string, string | number | boolean | null> | null)?.[field];
      const [value] = stored.map(read);
      if (value === undefined || stored.some((context) => read(context) !== value)) continue;
      if (found.every((context) => read(context) === value)) continue;
      given[name] = { ...given[name], [field]: value };
    }
  }
  return given;
}
