import type { Env } from "../env.ts";
import { isLoopback } from "../env.ts";

/** Base of every link that is shown or sent; never taken from a request. */
export function publicUrlOf(env: Pick<Env, "publicUrl" | "host" | "port">): string {
  if (env.publicUrl !== null) return env.publicUrl;
  return `http://${env.host.includes(":") ? `[${env.host}]` : env.host}:${env.port}`;
}

/** Whether a Host header names us: the host of the public URL, or a loopback name. */
export function isServedHost(env: Pick<Env, "publicUrl" | "host" | "port">, host: string | undefined): boolean {
  if (host === undefined) return false;
  if (host.toLowerCase() === new URL(publicUrlOf(env)).host) return true;
  const named = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
  return named !== undefined && isLoopback(named.replace(/^\[|\]$/g, ""));
}

/** Whether a page of this origin may call the API: the public URL's, or the loopback one that the request came to. */
export function isServedOrigin(env: Pick<Env, "publicUrl" | "host" | "port">, origin: string, host: string): boolean {
  if (origin === new URL(publicUrlOf(env)).origin) return true;
  return origin === `http://${host.toLowerCase()}` && isServedHost(env, host);
}
