import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { contracts, customers } from "../../schema/customers.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

export type ContractRow = { body: Record<string, unknown>; from: EpochMs; until: EpochMs | null };

/** Makes or changes a customer by its key, with the whole list of its contracts where it is given. */
export async function saveCustomer(
  tx: Tx,
  by: ChangedBy,
  customer: { key: string; name: string },
  terms: readonly ContractRow[] | null,
): Promise<number> {
  const saved = await tx
    .insert(customers)
    .values({ ...customer, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: customers.key,
      set: { name: customer.name, retiredAt: null, updatedAt: by.now, revision: sql`${customers.revision} + 1` },
    })
    .returning({ id: customers.id });
  const id = saved[0]!.id;
  if (terms !== null) {
    await tx.delete(contracts).where(eq(contracts.customerId, id));
    const rows = terms.map(({ body, from, until }) => ({ customerId: id, body, validFrom: from, validTo: until }));
    if (rows.length > 0) await tx.insert(contracts).values(rows);
  }
  await journalChange(tx, by, "customer", customer.key, "saved", terms === null ? {} : { contracts: terms.length });
  return id;
}
