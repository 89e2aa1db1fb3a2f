import type { DeliveryIdentity, IncomingRequest } from "../sender.ts";
import { isJsonObject, type JsonValue } from "./json.ts";
import { batchMax } from "./read-batch.ts";
import { readPayload } from "./read-payload.ts";

/**
 * What the alerts say, and startsAt is the sender's own time: a retry, the copy of the other member of a pair and an
 * unchanged repeat are the same delivery. Left out is what differs between those: the receiver, why and for which group
 * it is sent, the server's own address. The end counts only where there is one.
 */
export function identifyAlertGroup(sender: string, request: IncomingRequest): DeliveryIdentity {
  const payload = readPayload(request);
  if (payload.outcome === "unreadable" || !isJsonObject(payload.value)) return { basis: "fresh" };
  const { alerts } = payload.value;
  if (!Array.isArray(alerts) || alerts.length === 0 || alerts.length > batchMax) return { basis: "fresh" };
  const said = alerts.map(identityOf);
  if (said.includes(null)) return { basis: "fresh" };
  return { basis: "derived", from: `${sender}\n${said.sort().join("\n")}` };
}

function identityOf(alert: JsonValue): string | null {
  if (!isJsonObject(alert)) return null;
  const { fingerprint, startsAt, status, endsAt, annotations } = alert;
  if (typeof fingerprint !== "string" || typeof startsAt !== "string" || typeof status !== "string") return null;
  return JSON.stringify([fingerprint, startsAt, status, status === "resolved" ? endsAt : null, annotations]);
}
