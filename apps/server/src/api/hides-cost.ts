import type { ApiCall } from "./handlers.ts";

/** Viewers see minutes, no money. */
export function hidesCost(call: ApiCall): boolean {
  return call.caller?.role === "viewer";
}
