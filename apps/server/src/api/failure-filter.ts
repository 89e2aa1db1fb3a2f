import type { FailureFilter } from "@signalbox/database";
import { readTime } from "./read-time.ts";

/** The filter of a list, a preview or a retry, as it is asked for. */
export function readFailureFilter(given: {
  kind?: string | undefined;
  connection?: string | undefined;
  source?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): Omit<FailureFilter, "status"> {
  const { kind, connection, source, from, to } = given;
  return { kind, connection, source, from: readTime(from), to: readTime(to) };
}
