import { createHmac } from "node:crypto";
import type { PlannedIncident, PlannedOutage } from "./plan-incidents.ts";
import type { Random } from "./random.ts";

/** One request as the monitoring tool makes it, the same bytes each time that it tries. */
export interface OutgoingDelivery {
  id: string;
  key: string;
  type: "incident.opened" | "incident.acknowledged" | "incident.updated" | "incident.resolved";
  body: Buffer;
  signature: string;
}

/** All that AnyPing tells about the planned incidents, signed; resolves of held ones apart. In order of what happened. */
export function tellIncidents(
  incidents: readonly PlannedIncident[],
  secret: string,
): { first: OutgoingDelivery[]; second: OutgoingDelivery[] } {
  const told: { at: number; isLater: boolean; delivery: OutgoingDelivery }[] = [];
  for (const incident of incidents) {
    incident.outages.forEach((outage, index) => {
      const isLast = index === incident.outages.length - 1;
      for (const { at, type, severity } of happenings(outage)) {
        const id = `dlv_${incident.key}_${index + 1}_${type.slice(9)}_${at}`;
        const body = Buffer.from(JSON.stringify(payload({ id, incident, outage, type, at, severity })));
        const signature = createHmac("sha256", secret).update(body).digest("hex");
        const isLater = incident.isHeld && isLast && type === "incident.resolved";
        told.push({ at, isLater, delivery: { id, key: incident.key, type, body, signature } });
      }
    });
  }
  told.sort((a, b) => a.at - b.at);
  const wave = (isLater: boolean) => told.filter((one) => one.isLater === isLater).map(({ delivery }) => delivery);
  return { first: wave(false), second: wave(true) };
}

/** In another order; about half stay near their place. */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const spread = items.length;
  return items
    .map((item, i) => ({ item, place: i + (random() < 0.5 ? random() * 4 : (random() - 0.5) * 2 * spread) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

type Happening = { at: number; type: OutgoingDelivery["type"]; severity: string };

function happenings(outage: PlannedOutage): Happening[] {
  const severityAt = (at: number) => outage.severities.findLast(({ from }) => from <= at)!.severity;
  const list: Happening[] = outage.severities.map(({ from, severity }, i) => ({
    at: from,
    type: i === 0 ? "incident.opened" : "incident.updated",
    severity,
  }));
  const { acknowledgedAt: acked, endedAt } = outage;
  if (acked !== null) list.push({ at: acked, type: "incident.acknowledged", severity: severityAt(acked) });
  list.push({ at: endedAt, type: "incident.resolved", severity: severityAt(endedAt) });
  return list;
}

function payload(told: Happening & { id: string; incident: PlannedIncident; outage: PlannedOutage }): object {
  const { id, incident, outage, type, at, severity } = told;
  const isAcknowledged = outage.acknowledgedAt !== null && outage.acknowledgedAt <= at;
  const isResolved = type === "incident.resolved";
  return {
    id,
    type,
    created_at: text(at),
    test: false,
    data: {
      incident: {
        id: incident.key,
        status: isResolved ? "resolved" : isAcknowledged ? "acknowledged" : "open",
        severity,
        summary: incident.summary,
        started_at: text(outage.startedAt),
        acknowledged_at: isAcknowledged ? text(outage.acknowledgedAt!) : null,
        resolved_at: isResolved ? text(at) : null,
        url: `https://app.anyping.example/incidents/${incident.key}`,
      },
      monitor: { ...incident.monitor, type: "http", url: "https://api.shop.example/checkout/health" },
      component: { id: "cmp_payments", name: "Payments", tier: 1 },
      regions: ["fra", "iad"],
    },
  };
}

function text(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
