import { FieldReader } from "../../payload/field-reader.ts";
import { readPayload } from "../../payload/read-payload.ts";
import type { IncomingRequest, SenderRequest } from "../../sender.ts";

/** What a test asks: people copy its token back into Netdata. */
export function askOfNetdata(request: IncomingRequest): SenderRequest | null {
  const payload = readPayload(request);
  const token = payload.outcome === "read" ? new FieldReader(payload.value, { now: 0 }).text("token") : null;
  return token === null ? null : { kind: "token", token };
}
