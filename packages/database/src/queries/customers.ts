import type { Reader } from "../doors/select-rows.ts";
import { and, asc, eq, gt, inArray, isNull } from "../drizzle.ts";
import { contracts, customers } from "../schema/customers.ts";

type ContractTerms = Pick<typeof contracts.$inferSelect, "body" | "validFrom" | "validTo">;
/** Contracts in order of time. */
export type CustomerRow = typeof customers.$inferSelect & { contracts: ContractTerms[] };

/** By key. */
export async function listCustomers(
  reader: Pick<Reader, "select">,
  filter: { retired: boolean; key?: string | undefined },
  page: { after: string | null; limit: number },
): Promise<CustomerRow[]> {
  const rows = await reader
    .select()
    .from(customers)
    .where(
      and(
        filter.retired ? undefined : isNull(customers.retiredAt),
        filter.key === undefined ? undefined : eq(customers.key, filter.key),
        page.after === null ? undefined : gt(customers.key, page.after),
      ),
    )
    .orderBy(asc(customers.key))
    .limit(page.limit);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const terms = await reader
    .select()
    .from(contracts)
    .where(inArray(contracts.customerId, ids))
    .orderBy(asc(contracts.validFrom), asc(contracts.id));
  const each = Map.groupBy(terms, ({ customerId }) => customerId);
  return rows.map((row) => ({ ...row, contracts: each.get(row.id) ?? [] }));
}

export async function findCustomer(reader: Pick<Reader, "select">, key: string): Promise<CustomerRow | null> {
  const [found] = await listCustomers(reader, { retired: true, key }, { after: null, limit: 1 });
  return found ?? null;
}
