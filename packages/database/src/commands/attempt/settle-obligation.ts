import type { EpochMs, ObligationStatus } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq } from "../../drizzle.ts";
import { obligations } from "../../schema/obligations.ts";

/** What came from outside: the id there, and where people look at it. Null leaves what stands. */
export async function keepExternalId(
  tx: Tx,
  obligationId: string,
  given: { externalId: string | null; externalUrl: string | null; now: EpochMs },
): Promise<void> {
  await tx
    .update(obligations)
    .set({
      ...(given.externalId === null ? {} : { externalId: given.externalId }),
      ...(given.externalUrl === null ? {} : { externalUrl: given.externalUrl }),
      updatedAt: given.now,
    })
    .where(eq(obligations.id, obligationId));
}

/** Ends an obligation. The caller holds its lock. */
export async function endObligation(
  tx: Tx,
  obligationId: string,
  end: { status: Exclude<ObligationStatus, "open">; reason: string; now: EpochMs },
): Promise<void> {
  await tx
    .update(obligations)
    .set({ status: end.status, statusReason: end.reason, settledAt: end.now, updatedAt: end.now })
    .where(eq(obligations.id, obligationId));
}
