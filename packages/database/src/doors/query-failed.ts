import { DrizzleQueryError } from "../drizzle.ts";

/** A statement that failed, told without its parameters: they may be payloads, tokens or addresses.
 *  `code` is the SQLSTATE, or the driver's own code where the connection failed. */
export class QueryFailed extends Error {
  readonly code: string;
  readonly query: string;
  readonly constraint: string | null;
  readonly table: string | null;

  constructor(query: string, fields: ErrorFields) {
    const { code = "unknown", constraint = fields.constraint_name, table = fields.table_name } = fields;
    const on = constraint ? ` on ${constraint}` : "";
    const detail = tellsNoData(code) && fields.message ? `: ${fields.message}` : "";
    super(`query "${query}" failed with ${code}${on}${detail}`);
    this.name = "QueryFailed";
    this.code = code;
    this.query = query;
    this.constraint = constraint ?? null;
    this.table = table ?? null;
  }
}

type ErrorFields = {
  code?: string;
  message?: string;
  constraint?: string;
  constraint_name?: string;
  table?: string;
  table_name?: string;
};

// Messages about data (22), constraints (23) and raised exceptions (P0) can quote values.
function tellsNoData(code: string): boolean {
  return !/^(22|23|P0)/.test(code);
}

/** What the drivers and drizzle throw, as QueryFailed; everything else as it is. */
export function withoutParameters(error: unknown): unknown {
  if (error instanceof DrizzleQueryError) return new QueryFailed(queryName(error.query), error.cause ?? {});
  return error;
}

/** Its verb and first table: `insert into "deliveries" …` → `insert deliveries`. */
function queryName(text: string): string {
  const verb = /[a-z]+/i.exec(text)?.[0].toLowerCase() ?? "query";
  const table = /\b(?:from|into|update|join)\s+(?:only\s+)?"?([a-z_.]+)"?/i.exec(text)?.[1];
  return table ? `${verb} ${table}` : verb;
}

/** The SQLSTATE of a failed statement, however deep it is wrapped; null where it was none. */
export function sqlState(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}
