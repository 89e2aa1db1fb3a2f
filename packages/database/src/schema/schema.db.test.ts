import { createTestDatabase } from "@signalbox/testkit";
import { CasingCache } from "drizzle-orm/casing";
import pg from "pg";
import postgres from "postgres";
import { expect, it } from "vitest";
import { getTableColumns, getTableName, is, PgDialect, PgTable } from "../drizzle.ts";
import { outsideNamed } from "../queries/search.ts";
import * as schema from "./index.ts";

type Described = { table: string; column: string; type: string; optional: boolean };

it("declares every table and column as the migrations made them", async () => {
  const database = await createTestDatabase();
  const sql = postgres(database.url, { max: 1 });
  const columns = await sql<Described[]>`
    select table_name as table, column_name as column, is_nullable = 'YES' as optional,
      case when data_type = 'ARRAY' then ltrim(udt_name, '_') || '[]' else data_type end as type
    from information_schema.columns
    where table_schema = 'public' and table_name <> 'schema_migrations'
      and not exists (select from pg_inherits where inhrelid = format('public.%I', table_name)::regclass)`;
  await sql.end({ timeout: 1 });
  await database.drop();

  expect(declared()).toEqual(columns.map(asText).sort());
});

const casing = new CasingCache("snake_case");
const longNames: Record<string, string> = { timestamptz: "timestamp with time zone", "int4[]": "integer[]" };

function declared(): string[] {
  const values: unknown[] = Object.values(schema);
  const tables = values.filter((value): value is PgTable => is(value, PgTable));
  return tables
    .flatMap((table) =>
      Object.values(getTableColumns(table)).map((column) => {
        const type = column.getSQLType().replace(/\(.*\)/, "");
        return asText({
          table: getTableName(table),
          column: casing.getColumnCasing(column),
          type: longNames[type] ?? type,
          optional: !column.notNull,
        });
      }),
    )
    .sort();
}

function asText({ table, column, type, optional }: Described): string {
  return `${table}.${column} ${type.replace("int4[]", "integer[]")}${optional ? " null" : ""}`;
}

it("finds a ticket by its number or reference without reading the whole table", async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The table is empty: what is to be seen is that there is an index for each half of the question.
  await client.query("set enable_seqscan = off");
  const { sql: text, params } = new PgDialect().sqlToQuery(outsideNamed({ text: "4711", limit: 20 }));
  const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${text}`, params);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  await client.end();
  await database.drop();
  expect(plan).toContain("obligations_by_external_id");
  expect(plan).toContain("obligations_reference_key");
  expect(plan).not.toContain("Seq Scan on obligations");
});
