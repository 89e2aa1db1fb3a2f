import { type IdPrefix, parseId } from "@signalbox/core";
import { notFound } from "./handlers.ts";

/** The uuid of a printed id in a path. @throws ApiProblem 404 where it is no id of that kind. */
export function readId(prefix: IdPrefix, what: string, text: string): string {
  const uuid = parseId(prefix, text);
  if (uuid === null) throw notFound(what);
  return uuid;
}

/** The same for a filter: what is no id finds nothing. */
export function readFilterId(prefix: IdPrefix, text: string | undefined): string | undefined {
  return text === undefined ? undefined : (parseId(prefix, text) ?? "00000000-0000-0000-0000-000000000000");
}
