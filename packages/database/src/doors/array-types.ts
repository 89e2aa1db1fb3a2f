import type postgres from "postgres";

// postgres.js can learn array types by itself, but does so with a query on every new connection, and a connection that is
// lost during that query is an unhandled rejection: it would end the process. So those that are used stand here.
/** Arrays of one dimension, for the `types` of a postgres.js client. */
export const arrayTypes = {
  textArray: arrayType([1009, 1003, 1015, 1016, 2951], (element) => element),
  numberArray: arrayType([1007, 1005, 1022], Number),
  booleanArray: arrayType([1000], (element) => element === "t"),
} satisfies Record<string, postgres.PostgresType>;

function arrayType<Element>(oids: number[], read: (element: string) => Element): postgres.PostgresType {
  return { to: oids[0]!, from: oids, serialize: printArray, parse: (text: string) => parseArray(text, read) };
}

export function printArray(elements: readonly unknown[] | string): string {
  if (typeof elements === "string") return elements;
  const printed = elements.map((element) =>
    element === null || element === undefined ? "NULL" : `"${String(element).replace(/["\\]/g, "\\$&")}"`,
  );
  return `{${printed.join(",")}}`;
}

export function parseArray<Element>(text: string, read: (element: string) => Element): (Element | null)[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|[^,{}]+/gs)].map(([whole, quoted]) => {
    if (quoted !== undefined) return read(quoted.replace(/\\(.)/gs, "$1"));
    return whole === "NULL" ? null : read(whole);
  });
}
