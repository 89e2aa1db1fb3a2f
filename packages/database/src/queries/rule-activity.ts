import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";

/** How often a rule fired, or could not be evaluated, and the last event on which it did. */
export interface RuleActivity {
  rule: string;
  /** false: it could not be evaluated. */
  fired: boolean;
  times: number;
  lastAt: EpochMs;
  deliveryId: string;
  ordinal: number;
  /** It was a person's act, and no delivery. */
  byHand: boolean;
}

/** Of each rule that was heard of since then; `otherwise` is one of them. */
export async function loadRuleActivity(reader: Reader, since: EpochMs): Promise<RuleActivity[]> {
  type Row = {
    rule: string;
    fired: boolean;
    times: number;
    received_at: string;
    delivery_id: string;
    ordinal: number;
    by_hand: boolean;
  };
  const rows = await selectRows<Row>(
    reader,
    sql`with taken as (
          select received_at, delivery_id, ordinal, manual_act_id is not null as by_hand, rules_fired, rules_failed from events
          where received_at >= ${toIso(since)}::timestamptz and (rules_fired <> '{}' or rules_failed <> '{}')),
        said as (
          select rule, true as fired, received_at, delivery_id, ordinal, by_hand from taken, unnest(rules_fired) rule
          union all
          select rule, false, received_at, delivery_id, ordinal, by_hand from taken, unnest(rules_failed) rule)
        select distinct on (rule, fired) rule, fired, count(*) over (partition by rule, fired)::int as times,
          received_at, delivery_id, ordinal, by_hand
        from said order by rule, fired, received_at desc, delivery_id desc, ordinal desc`,
  );
  return rows.map(({ received_at, delivery_id, by_hand, ...row }) => ({
    ...row,
    lastAt: readInstant(received_at),
    deliveryId: delivery_id,
    byHand: by_hand,
  }));
}
