import { readDuration } from "@signalbox/core";

/** `teams.on_call` as it is stored. */
export interface OnCallSetting {
  connection: string;
  path: string;
  select: string | null;
  refreshMs: number;
  fallback: string | null;
}

const refreshDefaultMs = 60_000;

/** Null where the team has no look-up. */
export function readOnCallSetting(stored: Record<string, unknown> | null): OnCallSetting | null {
  if (stored === null || typeof stored.connection !== "string" || typeof stored.path !== "string") return null;
  return {
    connection: stored.connection,
    path: stored.path,
    select: typeof stored.select === "string" ? stored.select : null,
    refreshMs: (typeof stored.refresh === "string" ? readDuration(stored.refresh) : null) ?? refreshDefaultMs,
    fallback: typeof stored.fallback === "string" ? stored.fallback : null,
  };
}
