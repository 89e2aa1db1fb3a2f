import { acknowledgeByLink, type LinkLook, lookAtLink } from "@signalbox/pipeline";
import { type Context, Hono } from "hono";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { acknowledgePolicy, acknowledgeView } from "./acknowledge-view.ts";

/** The page behind the signed link of a page. It works without signing in: the link itself is the proof. Looking changes
 *  nothing, as mail scanners follow links; the button acknowledges. */
export function createAcknowledge(deps: ServerDeps): Hono {
  const routes = new Hono();
  const show = (c: Context, look: LinkLook, status: 200 | 404 | 409 | 410, hasJustDone = false) => {
    c.header("content-security-policy", acknowledgePolicy);
    c.header("cache-control", "no-store");
    return c.html(acknowledgeView(look, { hasJustDone, publicUrl: publicUrlOf(deps.env), now: deps.now() }), status);
  };
  routes.get("/acknowledge/:token", async (c) => {
    const look = await lookAtLink(deps, c.req.param("token"));
    return show(c, look, statusOfLook[look.look]);
  });
  routes.post("/acknowledge/:token", async (c) => {
    const { act, look } = await acknowledgeByLink(deps, c.req.param("token"));
    if (act === "acknowledged") return show(c, look, 200, true);
    return show(c, look, statusOfRefusal[look.look]);
  });
  return routes;
}

const statusOfLook = { unknown: 404, open: 200, taken: 200, over: 200, used: 200, expired: 410 } as const;
const statusOfRefusal = { unknown: 404, open: 409, taken: 409, over: 409, used: 410, expired: 410 } as const;
