import { Hono } from "hono";
import type { PracticeEnv } from "./request-log.ts";
import type { World } from "./world.ts";

/** Who is on call: `GET /current?team=…`; `PUT /rota/:team {email, name}` hands over. */
export function createRota(world: World): { current: Hono<PracticeEnv>; teams: Hono<PracticeEnv> } {
  const current = new Hono<PracticeEnv>().get("/", (c) => {
    const team = c.req.query("team") ?? "";
    const person = world.rota.get(team);
    return person === undefined ? c.json({ error: "no such team" }, 404) : c.json({ team, ...person });
  });
  const teams = new Hono<PracticeEnv>().put("/:team", async (c) => {
    const input = (await c.req.json().catch(() => null)) as { email?: unknown; name?: unknown } | null;
    if (typeof input?.email !== "string") return c.json({ error: "email is missing" }, 422);
    const name = typeof input.name === "string" ? input.name : input.email;
    world.rota.set(c.req.param("team"), { email: input.email, name });
    return c.json({ team: c.req.param("team"), email: input.email, name });
  });
  return { current, teams };
}
