import { type EpochMs, toIso } from "@signalbox/core";
import { never } from "../commands/attempt/move-action.ts";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, gt, sql } from "../drizzle.ts";
import { actions } from "../schema/actions.ts";
import { selectActions } from "./actions.ts";

/** SQL condition: a status post that is not published before its time is up, and that a person may stop until then. */
function isDraft(now: EpochMs) {
  return sql`(${actions.kind} = 'status-post' and ${actions.verb} = 'create' and ${actions.state} = 'waiting'
    and ${actions.fields} ? 'draftFor' and ${actions.dueAt} > ${toIso(now)}::timestamptz)`;
}

/** SQL condition: it may have been carried out, and only a person can tell. */
const isUndecided = sql`(${actions.state} = 'unknown' and ${actions.nextTryAt} = ${toIso(never)}::timestamptz)`;

/** SQL condition: it runs after a yes. */
const isAsked = sql`(${actions.state} = 'needs_approval'
  and exists (select from approvals p where p.action_id = ${actions.id} and p.status = 'pending'))`;

/** Actions that wait for a person's yes or no, oldest first. */
export async function listWaitingForPerson(
  reader: Reader,
  now: EpochMs,
  page: { after: string | null; limit: number },
) {
  return selectActions(reader)
    .where(
      and(
        sql`(${isDraft(now)} or ${isUndecided} or ${isAsked})`,
        page.after === null ? undefined : gt(actions.id, page.after),
      ),
    )
    .orderBy(asc(actions.id))
    .limit(page.limit);
}
