import { createHash } from "node:crypto";
import { isHttpCall, type PlannedCall } from "@signalbox/connections";
import { showArgv } from "@signalbox/core";
import { z } from "zod";
import type { ResolvedCommand } from "../runbook/resolve-command.ts";

/** Exactly what a remediation would do, with credentials by their names: what people say yes to, and what it is compared
 *  with when it runs. */
export type ShownRequest =
  | {
      via: "command";
      argv: string[];
      cwd: string;
      user: string | null;
      /** Names of variables; their values are in `envSha256`. */
      env: string[];
      envSha256: string;
      passEnv: string[];
      timeoutMs: number;
      files: { path: string; sha256: string }[];
    }
  | {
      via: "http";
      method: string;
      url: string;
      headers: Record<string, string>;
      body: string | null;
      /** Fields of the connection whose credentials go with it. */
      credentials: string[];
    };

const shownRequest: z.ZodType<ShownRequest> = z.discriminatedUnion("via", [
  z.object({
    via: z.literal("command"),
    argv: z.array(z.string()),
    cwd: z.string(),
    user: z.string().nullable(),
    env: z.array(z.string()),
    envSha256: z.string(),
    passEnv: z.array(z.string()),
    timeoutMs: z.number(),
    files: z.array(z.object({ path: z.string(), sha256: z.string() })),
  }),
  z.object({
    via: z.literal("http"),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
    credentials: z.array(z.string()),
  }),
]);

/** One that was stored; null where another version wrote it. */
export function readShownRequest(value: unknown): ShownRequest | null {
  const read = shownRequest.safeParse(value);
  return read.success ? read.data : null;
}

/** The request of a remediation as it is shown and bound. */
export function showRequest(
  request: PlannedCall,
  command: ResolvedCommand | null,
  credentials: readonly string[],
): ShownRequest {
  if (command !== null) {
    const { argv, cwd, user, env, envSha256, passEnv, timeoutMs, files } = command;
    const names = Object.keys(env).toSorted();
    return { via: "command", argv, cwd, user, env: names, envSha256, passEnv: [...passEnv], timeoutMs, files };
  }
  if (!isHttpCall(request)) throw new TypeError("a remediation is a request or a command");
  const { method, url, headers, body } = request;
  const sorted = Object.fromEntries(Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { via: "http", method, url, headers: sorted, body, credentials: [...credentials] };
}

/** What a yes is bound to. */
export function hashRequest(connection: string, runbook: string, request: ShownRequest): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([connection, runbook, request]))
    .digest();
}

/** What it does, in one line. */
export function sayRequest(request: ShownRequest): string {
  return request.via === "command" ? showArgv(request.argv) : `${request.method} ${request.url}`;
}
