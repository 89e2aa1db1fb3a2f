import { type Context, Hono } from "hono";
import type { PracticeEnv } from "./request-log.ts";
import { type Ticket, takeNumber, type World } from "./world.ts";

export interface DeskSettings {
  /** Checked as a bearer token where set. */
  token: string | null;
  /** True: a repeat of an Idempotency-Key gets the first answer again. Many desks can't; so the default is false. */
  honoursIdempotencyKey: boolean;
}

/** A small ticket desk: `/tickets`. Creating the same thing twice makes two, as most desks do. */
export function createDesk(world: World, settings: DeskSettings, now: () => number): Hono<PracticeEnv> {
  const desk = new Hono<PracticeEnv>();

  desk.use(async (c, next) => {
    if (settings.token !== null && c.req.header("authorization") !== `Bearer ${settings.token}`) {
      return c.json({ error: "a bearer token is needed" }, 401);
    }
    return next();
  });

  desk.post("/", async (c) => {
    const key = settings.honoursIdempotencyKey ? c.req.header("idempotency-key") : undefined;
    const known = key === undefined ? undefined : world.answersByKey.get(key);
    if (known !== undefined) return c.json(known.body, known.status);
    const input = await readObject(c);
    const title = text(input?.title);
    if (title === "") return c.json({ error: "title is missing" }, 422);
    const ticket: Ticket = {
      id: takeNumber(world),
      ref: text(input?.ref),
      title,
      priority: text(input?.priority),
      assignee: text(input?.assignee),
      status: "open",
      createdAt: now(),
      closedAt: null,
      comments: [],
    };
    world.tickets.set(ticket.id, ticket);
    const body = { id: ticket.id, ref: ticket.ref, status: ticket.status };
    if (key !== undefined) world.answersByKey.set(key, { status: 201, body });
    return c.json(body, 201, { location: `/tickets/${ticket.id}` });
  });

  desk.get("/", (c) => {
    const ref = c.req.query("ref");
    const items = [...world.tickets.values()].filter((ticket) => ref === undefined || ticket.ref === ref);
    return c.json({ items: items.map(printTicket) });
  });

  desk.get("/:id", (c) => {
    const ticket = world.tickets.get(c.req.param("id"));
    return ticket === undefined ? c.json({ error: "no such ticket" }, 404) : c.json(printTicket(ticket));
  });

  desk.patch("/:id", async (c) => {
    const ticket = world.tickets.get(c.req.param("id"));
    if (ticket === undefined) return c.json({ error: "no such ticket" }, 404);
    const input = await readObject(c);
    const status = input?.status;
    if (status !== undefined && status !== "open" && status !== "closed") {
      return c.json({ error: "status is open or closed" }, 422);
    }
    if (status !== undefined) {
      ticket.status = status;
      ticket.closedAt = status === "closed" ? now() : null;
    }
    if (text(input?.note) !== "") ticket.comments.push({ at: now(), text: text(input?.note) });
    return c.json(printTicket(ticket));
  });

  desk.post("/:id/comments", async (c) => {
    const ticket = world.tickets.get(c.req.param("id"));
    if (ticket === undefined) return c.json({ error: "no such ticket" }, 404);
    const input = await readObject(c);
    ticket.comments.push({ at: now(), text: text(input?.text) });
    return c.json({ comments: ticket.comments.length }, 201);
  });

  return desk;
}

/** Times as ISO 8601, as the API shows them. */
export function printTicket(ticket: Ticket): object {
  return {
    ...ticket,
    createdAt: new Date(ticket.createdAt).toISOString(),
    closedAt: ticket.closedAt === null ? null : new Date(ticket.closedAt).toISOString(),
    comments: ticket.comments.map((comment) => ({ ...comment, at: new Date(comment.at).toISOString() })),
  };
}

async function readObject(c: Context<PracticeEnv>): Promise<Record<string, unknown> | null> {
  const parsed: unknown = await c.req.json().catch(() => null);
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
