import { readJsonPath } from "@signalbox/core";
import type { Answer, LookUpOutcome, LookUpQuery } from "../connection-kind.ts";
import { interpretAsked } from "../shared/ask-by-path.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { readJson } from "../shared/read-answer.ts";

const dayMs = 86_400_000;

/** Days around `now`, as the documentation asks for them: in any zone the shift of now begins and ends within. */
export function daysAround(now: number): string {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return new URLSearchParams({ start_date: day(now - dayMs), end_date: day(now + dayMs) }).toString();
}

/** True for the path of a schedule's final shifts: overrides and swaps are in them. */
export function asksForShifts(path: string): boolean {
  return /^\/api\/v1\/schedules\/[A-Za-z0-9]+\/final_shifts\/?$/.test(path);
}

/** Who has the shift at `now`; of several the one that began last. */
function readShiftNow(answer: Answer, query: LookUpQuery, now: number): LookUpOutcome {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { outcome: "no-answer", reason: refused.detail };
  const body = readJson(answer);
  const shifts = isObject(body) && Array.isArray(body.results) ? body.results.filter(isObject) : null;
  if (shifts === null) return { outcome: "no-answer", reason: "the answer has no list of shifts" };
  const [shift] = shifts
    .filter((one) => at(one.shift_start) <= now && now < at(one.shift_end))
    .toSorted((one, other) => at(other.shift_start) - at(one.shift_start));
  if (shift === undefined) return { outcome: "no-answer", reason: "nobody has a shift of this schedule now" };
  if (query.select === null) {
    return { outcome: "answered", value: { email: shift.user_email ?? null, name: shift.user_username ?? null } };
  }
  const [value] = readJsonPath(query.select, shift);
  return value === undefined || value === null || value === ""
    ? { outcome: "no-answer", reason: `the shift has nothing at ${query.select}` }
    : { outcome: "answered", value };
}

/** Who has the shift now, or the plain answer of any other path. */
export function interpretOncall(answer: Answer, query: LookUpQuery, now: number): LookUpOutcome {
  return asksForShifts(query.path) ? readShiftNow(answer, query, now) : interpretAsked(answer, query, now);
}

// Not a number where it is no time: then no comparison holds.
function at(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}
