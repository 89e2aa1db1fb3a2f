import type { NormaliseInput } from "../sender.ts";

/** The source's zone for times that name none, ready to spread into reader options. */
export function readTimeZone(settings: NormaliseInput["settings"]): { timeZone?: string } {
  return typeof settings.timeZone === "string" ? { timeZone: settings.timeZone } : {};
}
