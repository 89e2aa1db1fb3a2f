import { Buffer } from "node:buffer";
import type { EpochMs } from "@signalbox/core";
import type { HmacScheme, SenderScheme, VerificationScheme } from "../sender.ts";
import { computeSignature } from "./compute-signature.ts";
import { signEd25519 } from "./ed25519.ts";
import { type ReadSecretOutcome, readSecret } from "./read-secret.ts";
import { replaceBodyToken } from "./replace-body-token.ts";
import { signedLead } from "./signed-lead.ts";
import { signSns } from "./verify-sns.ts";

export interface SignedDelivery {
  /** To be added to those of the delivery; names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/**
 * What `verifyDelivery` accepts at `now`: the headers that prove the body, or the body with its token in place. `id` is used
 * where the scheme signs one. `secret` is null only for url-token; for sns it is a private key (PEM). Throws RangeError for a secret that can't sign.
 */
export function signDelivery(
  scheme: SenderScheme,
  secret: string | null,
  { body, id, now }: { body: Uint8Array; id: string; now: EpochMs },
): SignedDelivery {
  switch (scheme.type) {
    case "hmac":
      return { headers: signHmac(scheme, usable(scheme, secret), { body, id, now }), body };
    case "bearer":
      return { headers: { authorization: `Bearer ${keyOf(scheme, secret).toString("latin1")}` }, body };
    case "basic":
      return { headers: { authorization: `Basic ${keyOf(scheme, secret).toString("base64")}` }, body };
    case "header-token":
      return { headers: { [scheme.header]: keyOf(scheme, secret).toString("latin1") }, body };
    case "body-token":
      return { headers: {}, body: replaceBodyToken(body, scheme.field, keyOf(scheme, secret).toString("utf8")) };
    case "sns":
      return { headers: {}, body: signSns(body, secret ?? "") };
    case "url-token":
      return { headers: {}, body };
  }
}

/** Whether this secret can sign: a public key can only check. */
export function canSignWith(scheme: VerificationScheme, secret: string): boolean {
  const read = readSecret(scheme, secret);
  return read.outcome === "usable" && read.kind !== "public";
}

type Usable = Extract<ReadSecretOutcome, { outcome: "usable" }>;

function usable(scheme: VerificationScheme, secret: string | null): Usable {
  const read = readSecret(scheme, secret ?? "");
  if (read.outcome === "unusable") throw new RangeError(read.reason);
  if (read.kind === "public") throw new RangeError("with a public key nothing can be signed");
  return read;
}

function keyOf(scheme: VerificationScheme, secret: string | null): Buffer {
  return usable(scheme, secret).key;
}

function signHmac(
  scheme: HmacScheme,
  secret: Usable,
  { body, id, now }: { body: Uint8Array; id: string; now: EpochMs },
): Record<string, string> {
  const timestamp = String(scheme.timestampUnit === "ms" ? now : Math.floor(now / 1000));
  const signature =
    secret.kind === "private"
      ? `${scheme.publicKeyPrefix}${signEd25519(secret.key, Buffer.concat([signedLead(scheme, { id, timestamp }), body]))}`
      : scheme.prefix + computeSignature(scheme, secret.key, { id, timestamp, body });
  const headers: Record<string, string> = {};
  if (scheme.idHeader !== null) headers[scheme.idHeader] = id;
  switch (scheme.timestamp.in) {
    case "none":
      headers[scheme.header] = signature;
      break;
    case "header":
      headers[scheme.timestamp.header] = timestamp;
      headers[scheme.header] = signature;
      break;
    case "kv":
      headers[scheme.header] = `${scheme.timestamp.key}=${timestamp}${scheme.separator}${signature}`;
      break;
  }
  return headers;
}
