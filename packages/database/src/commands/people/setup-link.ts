import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt, isNull } from "../../drizzle.ts";
import { setupLinks, users } from "../../schema/people.ts";

/** Whether nobody can sign in yet. */
export async function needsSetup(reader: Reader): Promise<boolean> {
  return (await reader.select({ id: users.id }).from(users).limit(1)).length === 0;
}

/** Keeps the hash of a one-time token. */
export async function keepSetupLink(
  tx: Tx,
  link: { tokenHash: Buffer; now: EpochMs; expiresAt: EpochMs },
): Promise<void> {
  await tx.insert(setupLinks).values({ tokenHash: link.tokenHash, createdAt: link.now, expiresAt: link.expiresAt });
}

/** Uses it up; false where it is unknown, used or expired. */
export async function useSetupLink(tx: Tx, link: { tokenHash: Buffer; now: EpochMs }): Promise<boolean> {
  const used = await tx
    .update(setupLinks)
    .set({ usedAt: link.now })
    .where(and(eq(setupLinks.tokenHash, link.tokenHash), isNull(setupLinks.usedAt), gt(setupLinks.expiresAt, link.now)))
    .returning({ expiresAt: setupLinks.expiresAt });
  return used.length === 1;
}
