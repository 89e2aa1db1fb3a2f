import { timingSafeEqual } from "node:crypto";
import { FieldReader } from "../payload/field-reader.ts";
import { readPayload } from "../payload/read-payload.ts";
import type { IncomingRequest, SourceSecret, VerificationScheme, VerifyOutcome } from "../sender.ts";
import { sha256 } from "../sha256.ts";
import { readSecret } from "./read-secret.ts";
import { refuse } from "./refuse.ts";

/** A static credential in a field of the body: it proves who speaks, not what the body holds. */
export function verifyBodyToken(
  scheme: Extract<VerificationScheme, { type: "body-token" }>,
  secrets: readonly SourceSecret[],
  request: IncomingRequest,
): VerifyOutcome {
  const payload = readPayload(request);
  const sent = payload.outcome === "read" ? new FieldReader(payload.value, { now: 0 }).text(scheme.field) : null;
  const digest = sha256(sent ?? "");
  let usableCount = 0;
  let matched: SourceSecret | null = null;
  for (const secret of secrets) {
    const read = readSecret(scheme, secret.value);
    if (read.outcome === "unusable") continue;
    usableCount += 1;
    if (timingSafeEqual(sha256(read.key), digest)) matched ??= secret;
  }
  if (usableCount === 0)
    return refuse("no-secret", `this source has no usable secret: add the ${scheme.field} that the sender sends`);
  if (sent === null) return refuse("credential-missing", `the field ${scheme.field} of the body is missing or no text`);
  if (matched === null)
    return refuse("credential-wrong", `the field ${scheme.field} of the body holds no current secret of this source`);
  return {
    outcome: "verified",
    scheme: "body-token",
    signed: false,
    secretLabel: matched.label,
    header: null,
    timestampAt: null,
  };
}
