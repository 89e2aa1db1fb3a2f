import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";

// Inline styles only: the component library sets them on elements; scripts come from our own files alone.
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** On every answer, errors and unknown paths included. HSTS only where the public URL is https. A page that says what it may
 *  load keeps its own, stricter policy. */
export function securityHeaders(env: Pick<Env, "publicUrl">): MiddlewareHandler {
  const headers: [string, string][] = [
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["permissions-policy", "camera=(), geolocation=(), microphone=()"],
    ["referrer-policy", "no-referrer"],
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
  ];
  if (env.publicUrl?.startsWith("https://")) headers.push(["strict-transport-security", "max-age=31536000"]);
  return async (c, next) => {
    await next();
    if (!c.res.headers.has("content-security-policy")) {
      c.res.headers.set("content-security-policy", contentSecurityPolicy);
    }
    for (const [name, value] of headers) c.res.headers.set(name, value);
  };
}

/** Answers about live state are never kept by a cache. */
export function neverCached(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  };
}
