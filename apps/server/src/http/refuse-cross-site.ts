import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";
import { ApiProblem } from "./api-problem.ts";
import { isServedOrigin } from "./served-names.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/** Unsafe calls must come from a page of ours or from no page at all, and speak JSON: no form, no `no-cors` fetch and no
 *  page of another site can do that. A browser that sends our cookie must say where it comes from. */
export function refuseCrossSite(env: Env): MiddlewareHandler {
  return async (c, next) => {
    if (safe.has(c.req.method)) return next();
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    if (origin !== undefined && !isServedOrigin(env, origin, c.req.header("host") ?? "")) {
      throw new ApiProblem("cross-site", "Open Signalbox under its own address and try again.");
    }
    if (site !== undefined && site !== "same-origin") {
      throw new ApiProblem("cross-site", "Open Signalbox under its own address and try again.");
    }
    if (origin === undefined && site === undefined && c.req.header("cookie") !== undefined) {
      throw new ApiProblem("cross-site", "A call with a cookie needs an Origin header. Scripts: use a bearer token.");
    }
    if (hasBody(c.req.raw.headers) && !isJson(c.req.header("content-type"))) {
      throw new ApiProblem("unsupported-media-type", "Send the body as application/json.");
    }
    return next();
  };
}

function hasBody(headers: Headers): boolean {
  if (headers.has("transfer-encoding")) return true;
  return headers.has("content-type") || Number(headers.get("content-length") ?? 0) > 0;
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(type ?? "");
}
