import type { DeliveryIdentity, IncomingRequest } from "../sender.ts";
import { FieldReader, type Path } from "./field-reader.ts";
import { readPayload } from "./read-payload.ts";

/** The sender's own id of a delivery, which stands at `path` in the body; fresh where it is missing. */
export function identifyById(request: IncomingRequest, path: Path): DeliveryIdentity {
  const payload = readPayload(request);
  const id = payload.outcome === "read" ? new FieldReader(payload.value, { now: 0 }).text(path) : null;
  return id === null ? { basis: "fresh" } : { basis: "sender", id };
}
