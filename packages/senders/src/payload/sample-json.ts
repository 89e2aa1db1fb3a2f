import { Buffer } from "node:buffer";
import { sha256 } from "../sha256.ts";

/** A sample delivery with a JSON body, as compact as the tools write it. */
export function sampleJson(body: object, headers: Record<string, string> = {}) {
  return { headers: { "content-type": "application/json", ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

/** A made-up id in the form of a UUID, the same for the same text. */
export function sampleUuid(from: string): string {
  return sha256(from)
    .toString("hex")
    .slice(0, 32)
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}
