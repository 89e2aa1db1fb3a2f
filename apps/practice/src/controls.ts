import { Hono } from "hono";
import { type DeskSettings, printTicket } from "./desk.ts";
import { type Fault, type Faults, faultKinds, faultTargets } from "./faults.ts";
import { printPage } from "./pager.ts";
import type { PracticeEnv, RequestLog } from "./request-log.ts";
import type { World } from "./world.ts";

/** Faults on demand, the log of requests and the switches; and a look at the world that meets no fault and is not logged. */
export function createControls(world: World, faults: Faults, log: RequestLog, desk: DeskSettings): Hono<PracticeEnv> {
  const controls = new Hono<PracticeEnv>();

  controls.get("/world", (c) =>
    c.json({ tickets: [...world.tickets.values()].map(printTicket), pages: [...world.pages.values()].map(printPage) }),
  );

  controls.get("/faults", (c) => c.json({ items: faults.list() }));
  controls.post("/faults", async (c) => {
    const fault = readFault(await c.req.json().catch(() => null));
    if (fault === null) {
      const kinds = Object.keys(faultKinds).join(", ");
      return c.json({ error: `target is one of ${faultTargets.join(", ")}; kind is one of ${kinds}` }, 422);
    }
    faults.add(fault);
    return c.json(fault, 201);
  });
  controls.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });

  controls.get("/requests", (c) => c.json({ items: log.list() }));
  controls.delete("/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });

  controls.get("/switches", (c) => c.json({ honoursIdempotencyKey: desk.honoursIdempotencyKey }));
  controls.put("/switches", async (c) => {
    const input = (await c.req.json().catch(() => null)) as { honoursIdempotencyKey?: unknown } | null;
    if (typeof input?.honoursIdempotencyKey !== "boolean") {
      return c.json({ error: "honoursIdempotencyKey is true or false" }, 422);
    }
    desk.honoursIdempotencyKey = input.honoursIdempotencyKey;
    return c.json({ honoursIdempotencyKey: desk.honoursIdempotencyKey });
  });

  return controls;
}

/** A fault as the API or the form gives it, or null where a word is not known. */
export function readFault(input: unknown): Fault | null {
  if (typeof input !== "object" || input === null) return null;
  const given = input as Record<string, unknown>;
  const target = faultTargets.find((known) => known === given.target);
  const kind = (Object.keys(faultKinds) as Fault["kind"][]).find((known) => known === String(given.kind));
  if (target === undefined || kind === undefined) return null;
  const times = Number(given.times ?? 0);
  const ms = Number(given.ms ?? 3_000);
  const method = typeof given.method === "string" && given.method !== "" ? given.method.toUpperCase() : null;
  return { target, kind, method, timesLeft: times > 0 ? times : null, ms: Number.isFinite(ms) && ms >= 0 ? ms : 3_000 };
}
