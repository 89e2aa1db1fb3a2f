import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import type { Headers, NormaliseOutcome, Sender } from "../sender.ts";

type Json = Record<string, unknown>;

/** For tests of what is special about one sender: its samples, changed and read at 2026-11-20T09:00Z. */
export function quirksOf(sender: Sender) {
  const request = (body: unknown, headers: Headers = {}) => ({
    headers,
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    query: "",
  });
  return {
    /** A sample with some of its fields set anew; a field is named like `data/incident/id`, undefined takes it away. */
    load(file: string, changes: Json = {}): Json {
      const path = new URL(`../senders/${sender.key}/samples/${file}`, import.meta.url);
      const body = JSON.parse(readFileSync(path, "utf8"));
      for (const [field, value] of Object.entries(changes)) {
        const steps = field.split("/");
        const last = steps.pop()!;
        const holder = steps.reduce((inner, step) => inner[step], body);
        holder[last] = value;
      }
      return body;
    },
    identify: (body: unknown, headers?: Headers) => sender.identify(request(body, headers)),
    read: (body: unknown, headers?: Headers): NormaliseOutcome =>
      sender.normalise({ ...request(body, headers), receivedAt: Date.UTC(2026, 10, 20, 9), settings: {} }),
  };
}
