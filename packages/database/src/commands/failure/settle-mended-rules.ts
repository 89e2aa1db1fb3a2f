import type { EpochMs } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { settleFailure } from "./settle-failure.ts";

/** Rules that could not be evaluated and were published anew since: the next event tells whether they can be now. */
export async function settleMendedRules(tx: Tx, now: EpochMs): Promise<void> {
  const mended = await selectRows<{ cause: string; number: number }>(
    tx,
    sql`select f.cause, r.number from failures f join rule_sets r on r.state = 'published'
        where f.status = 'open' and f.kind = 'rule-not-evaluable' and f.last_at < r.published_at`,
  );
  for (const { cause, number } of mended) {
    const reason = `version ${number} of the rules was published since`;
    await settleFailure(tx, { kind: "rule-not-evaluable", cause, by: "system", reason, now });
  }
}
