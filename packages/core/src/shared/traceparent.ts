import { createHash } from "node:crypto";

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The header `traceparent` of one outbound call (W3C Trace Context 1): part of the trace that the delivery came with, where
 *  there is one that can be read, else of one made from `traceSeed`. The span is made from `spanSeed`, so that the same call
 *  always has the same. @param given the delivery's own header, as it came. */
export function traceparentOf(given: string | null, traceSeed: string, spanSeed: string): string {
  const read = given === null ? null : form.exec(given.trim().toLowerCase());
  const isUsable = read !== null && read[1] !== "ff" && !/^0+$/.test(read[2]!) && !/^0+$/.test(read[3]!);
  const traceId = isUsable ? read[2]! : hex(traceSeed, 32);
  return `00-${traceId}-${hex(spanSeed, 16)}-${isUsable ? read[4]! : "01"}`;
}

function hex(seed: string, length: number): string {
  const digest = createHash("sha256").update(seed).digest("hex").slice(0, length);
  return /^0+$/.test(digest) ? digest.replace(/0$/, "1") : digest;
}
