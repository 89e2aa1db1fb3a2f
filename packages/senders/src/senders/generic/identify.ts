import { FieldReader } from "../../payload/field-reader.ts";
import type { JsonValue } from "../../payload/json.ts";
import { readBatch } from "../../payload/read-batch.ts";
import { readPayload } from "../../payload/read-payload.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

/** The header is not part of what a tool may sign, so it counts only where the body has no id. */
const idHeaders = ["idempotency-key", "x-delivery-id"] as const;

/**
 * The tool's id, else the whole body where it holds the tool's own times: only then can the same bytes not stand for two
 * outages. Bodies that say no time are each a delivery of its own.
 */
export function identifyGeneric(request: IncomingRequest): DeliveryIdentity {
  const payload = readPayload(request);
  if (payload.outcome === "unreadable") return { basis: "fresh" };
  const items = readItems(payload.value);
  const ids = items.map(readDeliveryId);
  if (items.length === 1 && ids[0] !== null) return { basis: "sender", id: ids[0]! };
  for (const header of idHeaders) {
    const id = request.headers[header] ?? "";
    if (id !== "") return { basis: "sender", id };
  }
  const isUnique = items.length > 0 && items.every((item, index) => ids[index] !== null || hasTime(item));
  if (!isUnique) return { basis: "fresh" };
  const said = request.body.length > 0 ? request.body : request.query;
  return { basis: "derived", from: `generic\n${sha256(said).toString("hex")}` };
}

/** None for a list that `normalise` will not read either. */
function readItems(payload: JsonValue): FieldReader[] {
  // Whether a time is there is all that counts here: no bound in the future.
  const options = { now: Number.MAX_SAFE_INTEGER };
  if (!Array.isArray(payload)) return [new FieldReader(payload, options)];
  const batch = readBatch(payload, "", options);
  return batch.outcome === "read" ? batch.items : [];
}

/** An id that is the incident's own is the same on its open and its resolve: it names no delivery. Where nothing says what the
 *  incident's own is, it may be this one. */
function readDeliveryId(item: FieldReader): string | null {
  const incident = item.text("incident_id") ?? (item.text("status") === "test" ? "" : null);
  const id = item.text("id");
  return incident === null || id === incident ? null : id;
}

function hasTime(item: FieldReader): boolean {
  return item.time("started_at", "acknowledged_at", "resolved_at", "timestamp") !== null;
}
