import { Hono } from "hono";
import type { PracticeEnv } from "./request-log.ts";
import { type Post, takeNumber, type World } from "./world.ts";

interface Input {
  incident?: {
    name?: string;
    status?: string;
    body?: string;
    impact_override?: string;
    metadata?: Record<string, unknown>;
  };
}

/** A small public status page that speaks as Statuspage does: posts are made, updated and resolved under
 *  `/v1/pages/:page/incidents`. Any key is taken. */
export function createStatusPage(world: World, now: () => number): Hono<PracticeEnv> {
  const page = new Hono<PracticeEnv>();

  page.get("/:page", (c) => c.json({ id: c.req.param("page"), name: "Practice company" }));

  page.post("/:page/incidents", async (c) => {
    const incident = await readIncident(c.req);
    if (!incident?.name) return c.json({ error: ["Name can't be blank"] }, 422);
    const post: Post = {
      id: `post${takeNumber(world)}`,
      name: incident.name,
      status: incident.status ?? "investigating",
      impact: incident.impact_override ?? "none",
      metadata: incident.metadata ?? {},
      updates: [{ at: now(), status: incident.status ?? "investigating", text: incident.body ?? "" }],
    };
    world.posts.set(post.id, post);
    return c.json(post, 201);
  });

  page.get("/:page/incidents/unresolved", (c) =>
    c.json([...world.posts.values()].filter(({ status }) => status !== "resolved")),
  );

  page.get("/:page/incidents/:id", (c) => {
    const post = world.posts.get(c.req.param("id"));
    return post === undefined ? c.json({ error: "Not found" }, 404) : c.json(post);
  });

  page.patch("/:page/incidents/:id", async (c) => {
    const post = world.posts.get(c.req.param("id"));
    if (post === undefined) return c.json({ error: "Not found" }, 404);
    const incident = await readIncident(c.req);
    if (incident?.status !== undefined) post.status = incident.status;
    post.updates.push({ at: now(), status: post.status, text: incident?.body ?? "" });
    return c.json(post);
  });

  return page;
}

async function readIncident(request: { json(): Promise<unknown> }): Promise<Input["incident"] | undefined> {
  const parsed: unknown = await request.json().catch(() => null);
  return typeof parsed === "object" && parsed !== null ? (parsed as Input).incident : undefined;
}
