import { createHash } from "node:crypto";
import type { LinkVerb } from "./chain.ts";

/** What stands in the outside system so that the obligation can be found again: `sbx-` and 26 characters a–z, 2–7. Made from
 *  the obligation's own id: two installations with one config never find what the other opened. */
export function obligationReference(obligationId: string): string {
  return reference(["obligation", obligationId]);
}

/** Stands for an action that opens nothing: it is made once for its place in the rules and its event. */
export function singleActionReference(identity: {
  deliveryId: string;
  eventOrdinal: number;
  connection: string;
  kind: string;
  ruleKey: string;
  /** Its place among the actions that the event ordered. */
  place: number;
}): string {
  const { deliveryId, eventOrdinal, connection, kind, ruleKey, place } = identity;
  return reference(["event", deliveryId, eventOrdinal, connection, kind, ruleKey, place]);
}

/** The same for every try of one link, another for each link. `n` counts the links with that verb from 1. */
export function idempotencyKey(reference: string, verb: LinkVerb | "send", n: number): string {
  return `${reference}-${verb}-${n}`;
}

function reference(parts: readonly (string | number)[]): string {
  return `sbx-${base32(createHash("sha256").update(JSON.stringify(parts)).digest()).slice(0, 26)}`;
}

// RFC 4648, lower case, without padding.
function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value & 0x1f) << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += "abcdefghijklmnopqrstuvwxyz234567"[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + "abcdefghijklmnopqrstuvwxyz234567"[(value << (5 - bits)) & 31] : text;
}
