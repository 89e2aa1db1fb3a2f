import type { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";

interface PageInput {
  limit: number;
  cursor?: string | undefined;
}

/** One page by keyset. `fetch` is asked for one row more than the page holds, to know whether there is a next.
 *  @param key shape of a cursor: the sort key of the last row that was shown. */
export async function pageOfRows<Row, Item, Key extends z.ZodType>(
  input: PageInput,
  source: {
    key: Key;
    fetch(page: { after: z.output<Key> | null; limit: number }): Promise<Row[]>;
    keyOf(row: Row): z.input<Key>;
    item(row: Row): Item;
  },
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const after = input.cursor === undefined ? null : readCursor(source.key, input.cursor);
  const rows = await source.fetch({ after, limit: input.limit + 1 });
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  const hasMore = rows.length > input.limit && last !== undefined;
  return { items: shown.map(source.item), nextCursor: hasMore ? writeCursor(source.keyOf(last)) : null };
}

export function writeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** @throws ApiProblem for a text that is no cursor of this list. */
export function readCursor<Key extends z.ZodType>(key: Key, text: string): z.output<Key> {
  const parsed = key.safeParse(parseJson(Buffer.from(text, "base64url").toString("utf8")));
  if (parsed.success) return parsed.data;
  const errors = [{ path: "query.cursor", message: "is not a cursor of this list" }];
  throw new ApiProblem("invalid", "The cursor is not one of this list. Begin without a cursor.", { more: { errors } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
