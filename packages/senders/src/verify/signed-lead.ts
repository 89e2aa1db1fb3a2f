import { Buffer } from "node:buffer";
import type { HmacScheme } from "../sender.ts";

/** What is signed before the body. `id` and `timestamp` are the header values as sent. */
export function signedLead(scheme: HmacScheme, parts: { id: string; timestamp: string }): Buffer {
  const lead = scheme.signedContent
    .slice(0, -"{body}".length)
    .replace(/\{(id|timestamp)\}/g, (_, name: "id" | "timestamp") => parts[name]);
  // Header values hold one character per byte, so latin1 gives back the bytes that were signed.
  return Buffer.from(lead, "latin1");
}
