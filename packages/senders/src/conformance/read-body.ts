import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import type { Sender } from "../sender.ts";

export const receivedAt = Date.UTC(2026, 10, 20, 9, 0, 0);

function request(body: unknown) {
  return { headers: {}, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), query: "" };
}

/** What a sender reads from a body: a text as it is, anything else as JSON. */
export function readBody(sender: Sender, body: unknown, settings: Record<string, unknown> = {}) {
  return sender.normalise({ ...request(body), receivedAt, settings });
}

export function identifyBody(sender: Sender, body: unknown) {
  return sender.identify(request(body));
}

/** A sample of a sender's folder, with fields set by their dotted path; `undefined` takes one away. */
export function sampleBody(sender: Sender, file: string, changes: Record<string, unknown> = {}): unknown {
  const body = JSON.parse(readFileSync(new URL(`../senders/${sender.key}/samples/${file}`, import.meta.url), "utf8"));
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(".");
    const last = steps.pop()!;
    const parent = steps.reduce((object, step) => object[step], body);
    parent[last] = value;
  }
  return body;
}
