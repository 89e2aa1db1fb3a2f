import { createHash } from "node:crypto";
import { NodePgSession } from "drizzle-orm/node-postgres";
import { PostgresJsSession } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { PgDialect, type PgPreparedQuery, type PreparedQueryConfig } from "../drizzle.ts";
import { withoutParameters } from "./query-failed.ts";

/** Columns are declared in camelCase and named in snake_case. */
export const dialect = new PgDialect({ casing: "snake_case" });

type NoSchema = Record<string, never>;

// Drizzle's errors print the statement with all its parameters; these sessions replace them at the root.
export class QuietPgSession extends NodePgSession<NoSchema, NoSchema> {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...args: Parameters<NodePgSession<NoSchema, NoSchema>["prepareQuery"]>
  ): PgPreparedQuery<T> {
    return quiet(super.prepareQuery<T>(...args));
  }
}

/** Its connection keeps the plans of its statements. Of a transaction alone: it can run again where a plan is stale. */
export class TransactionSession extends QuietPgSession {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...[query, fields, name, ...rest]: Parameters<QuietPgSession["prepareQuery"]>
  ): PgPreparedQuery<T> {
    return super.prepareQuery<T>(query, fields, name ?? statementName(query), ...rest);
  }
}

export class QuietPostgresJsSession extends PostgresJsSession<Sql, NoSchema, NoSchema> {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...args: Parameters<PostgresJsSession<Sql, NoSchema, NoSchema>["prepareQuery"]>
  ): PgPreparedQuery<T> {
    return quiet(super.prepareQuery<T>(...args));
  }
}

const namedMax = 500;
const namedParametersMax = 64;
const names = new Map<string, string>();

// Postgres reads and plans a statement that has a name once per connection. Those that grow with what they are given (an
// insert of many rows) would each be another one, and go without; those without parameters may be several in one.
function statementName({ sql, params }: { sql: string; params: unknown[] }): string | undefined {
  const known = names.get(sql);
  const isPlain = params.length === 0 || params.length > namedParametersMax;
  if (known !== undefined || isPlain || names.size >= namedMax) return known;
  const name = `sbx_${createHash("sha256").update(sql).digest("base64url").slice(0, 22)}`;
  names.set(sql, name);
  return name;
}

function quiet<T extends PreparedQueryConfig>(prepared: PgPreparedQuery<T>): PgPreparedQuery<T> {
  const execute = prepared.execute.bind(prepared);
  prepared.execute = async (values) => {
    try {
      return await execute(values);
    } catch (error) {
      throw withoutParameters(error);
    }
  };
  return prepared;
}
