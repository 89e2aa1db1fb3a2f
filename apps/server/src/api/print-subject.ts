import { formatId, type IdPrefix, parseId } from "@signalbox/core";

const prefixes: Readonly<Record<string, IdPrefix>> = {
  delivery: "dlv",
  incident: "inc",
  action: "act",
  obligation: "obl",
  failure: "fail",
};

/** The id or key of what a journal line or a failure is about, as it is printed everywhere. */
export function printSubject(kind: string, id: string): string {
  const prefix = prefixes[kind];
  return prefix !== undefined && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? formatId(prefix, id) : id;
}

/** Details with each id as it is printed: `incidentId`, `deliveryId`, `actionId`, `obligationId`. */
export function printDetails(details: Record<string, unknown>): Record<string, unknown> {
  const print = ([name, value]: [string, unknown]): [string, unknown] => {
    const kind = /^([a-z]+)Id$/.exec(name)?.[1];
    return [name, kind !== undefined && typeof value === "string" ? printSubject(kind, value) : value];
  };
  return Object.fromEntries(Object.entries(details).map(print));
}

/** Back from print: a printed id as the uuid that is stored, everything else as it is. */
export function readSubject(printed: string | undefined): string | undefined {
  if (printed === undefined) return undefined;
  const prefix = Object.values(prefixes).find((known) => printed.startsWith(`${known}_`));
  return (prefix === undefined ? null : parseId(prefix, printed)) ?? printed;
}
