import { sql } from "../../drizzle.ts";

/** SQL condition on `actions a`: all links before it have ended, and what it builds on was not given up. A link that waits
 *  for another one has nothing due by itself. */
export const isItsTurn = sql`(
  not exists (select from actions before where before.obligation_id = a.obligation_id
    and before.ordinal < a.ordinal and before.state in ('waiting', 'running', 'unknown', 'needs_approval'))
  and (select opening.state from actions opening where opening.obligation_id = a.obligation_id
    and opening.ordinal < a.ordinal and opening.verb in ('create', 'reopen') and opening.state <> 'cancelled'
    order by opening.ordinal desc limit 1) is distinct from 'failed')`;
