import type { EpochMs } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { and, eq, sql } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";
import { connections } from "../../schema/connections.ts";
import { events } from "../../schema/events.ts";
import { failures } from "../../schema/failures.ts";
import { teams } from "../../schema/teams.ts";

export type ConnectionForCall = typeof connections.$inferSelect;

export async function loadConnectionForCall(reader: Reader, id: number): Promise<ConnectionForCall | null> {
  const [row] = await reader.select().from(connections).where(eq(connections.id, id));
  return row ?? null;
}

/** What the rules saw at the event that ordered the action; null where it was ordered otherwise. */
export async function loadActionContext(
  reader: Reader,
  event: { receivedAt: EpochMs | null; deliveryId: string | null; ordinal: number | null },
): Promise<Record<string, unknown> | null> {
  if (event.receivedAt === null || event.deliveryId === null || event.ordinal === null) return null;
  const [row] = await reader
    .select({ context: events.context })
    .from(events)
    .where(
      and(
        eq(events.receivedAt, event.receivedAt),
        eq(events.deliveryId, event.deliveryId),
        eq(events.ordinal, event.ordinal),
      ),
    );
  return (row?.context as Record<string, unknown> | null | undefined) ?? null;
}

/** The team that a page is for, else the owner of the component that its event was about; null where there is none. */
export async function loadTeamOfAction(reader: Reader, actionId: string): Promise<typeof teams.$inferSelect | null> {
  const [found] = await selectRows<{ team_id: number | null }>(
    reader,
    sql`select coalesce(
          case when a.kind = 'page' then o.team_id end,
          (select owner.team_id from component_owners owner where owner.component_id = i.component_id
             and owner.valid_from <= now() and (owner.valid_to is null or owner.valid_to > now()))) as team_id
        from ${actions} a left join obligations o on o.id = a.obligation_id
          left join incidents i on i.id = coalesce(a.incident_id, o.incident_id)
        where a.id = ${actionId}`,
  );
  if (found?.team_id == null) return null;
  const [team] = await reader.select().from(teams).where(eq(teams.id, found.team_id));
  return team ?? null;
}

/** The rule's own fields of an action, as written. */
export async function loadActionFields(reader: Reader, actionId: string): Promise<Record<string, unknown>> {
  const [row] = await reader.select({ fields: actions.fields }).from(actions).where(eq(actions.id, actionId));
  return row?.fields ?? {};
}

export async function loadFailureOfPage(
  reader: Reader,
  failureId: string,
): Promise<{ id: string; kind: string; subject: string; reason: string; advice: string } | null> {
  const { id, kind, subjectId: subject, reason, advice } = failures;
  const [row] = await reader
    .select({ id, kind, subject, reason, advice })
    .from(failures)
    .where(eq(failures.id, failureId));
  return row ?? null;
}

export async function loadTeamByKey(reader: Reader, key: string | null): Promise<typeof teams.$inferSelect | null> {
  if (key === null) return null;
  const [team] = await reader.select().from(teams).where(eq(teams.key, key));
  return team ?? null;
}
