import { readDrillPage } from "@signalbox/database";
import { Hono } from "hono";
import type { Env } from "../env.ts";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";

/** Where a monitoring tool finds the page of a drill. */
export function drillPageUrl(env: Pick<Env, "publicUrl" | "host" | "port">, token: string): string {
  return `${publicUrlOf(env)}/drill/${token}`;
}

/** The pages that drills let fail, for a monitoring tool to watch: 200, or 503 while a run wants them to fail. They need no
 *  sign-in and tell nothing else. */
export function createDrillPages(deps: ServerDeps): Hono {
  const routes = new Hono();
  routes.get("/drill/:token", async (c) => {
    c.header("cache-control", "no-store");
    const page = await readDrillPage(deps.db.read, c.req.param("token"), deps.now());
    if (page === null) return c.text("There is no such page.\n", 404);
    return page.fails ? c.text("A drill lets this page fail.\n", 503) : c.text("All is well.\n");
  });
  return routes;
}
