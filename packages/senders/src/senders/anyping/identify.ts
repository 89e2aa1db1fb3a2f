import { FieldReader } from "../../payload/field-reader.ts";
import { readPayload } from "../../payload/read-payload.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** The id in the body is signed, the one in the header is not: it counts only where the body has none. */
export function identifyAnyping(request: IncomingRequest): DeliveryIdentity {
  const payload = readPayload(request);
  const signedId = payload.outcome === "read" ? new FieldReader(payload.value, { now: 0 }).text("id") : null;
  const id = signedId ?? request.headers["x-anyping-delivery"] ?? "";
  return id === "" ? { basis: "fresh" } : { basis: "sender", id };
}
