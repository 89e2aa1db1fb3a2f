import { NodePgSession } from "drizzle-orm/node-postgres";
import { PostgresJsSession } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { PgDialect, type PgPreparedQuery, type PreparedQueryConfig } from "../drizzle.ts";
import { withoutParameters } from "./query-failed.ts";

/** Columns are declared in camelCase and named in snake_case. */
export const dialect = new PgDialect({ casing: "snake_case" });

type NoSchema = Record<string, never>;

// Drizzle's errors print the statement with all its parameters; both sessions replace them at the root.
export class QuietPgSession extends NodePgSession<NoSchema, NoSchema> {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...args: Parameters<NodePgSession<NoSchema, NoSchema>["prepareQuery"]>
  ): PgPreparedQuery<T> {
    return quiet(super.prepareQuery<T>(...args));
  }
}

export class QuietPostgresJsSession extends PostgresJsSession<Sql, NoSchema, NoSchema> {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...args: Parameters<PostgresJsSession<Sql, NoSchema, NoSchema>["prepareQuery"]>
  ): PgPreparedQuery<T> {
    return quiet(super.prepareQuery<T>(...args));
  }
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
