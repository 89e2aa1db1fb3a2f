import type { EpochMs } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { asc, desc, eq, getTableColumns, inArray, sql } from "../drizzle.ts";
import { components } from "../schema/components.ts";
import { connections } from "../schema/connections.ts";
import { incidents } from "../schema/incidents.ts";
import { acknowledgeLinks } from "../schema/obligations.ts";
import { ruleSets } from "../schema/rule-sets.ts";
import { approvals, runs } from "../schema/runs.ts";

const columns = {
  ...getTableColumns(approvals),
  connection: connections.key,
  incidentTitle: incidents.title,
  component: components.key,
  componentName: components.name,
};

export type ShownApproval = NonNullable<Awaited<ReturnType<typeof findApproval>>>;

/** An approval with what it is about. */
export async function findApproval(reader: Reader, id: string) {
  const [row] = await selectApprovals(reader).where(eq(approvals.id, id));
  return row ?? null;
}

/** Of an action, asked first first. */
export async function listApprovalsOf(reader: Reader, actionId: string) {
  return selectApprovals(reader).where(eq(approvals.actionId, actionId)).orderBy(asc(approvals.askedAt)).limit(50);
}

function selectApprovals(reader: Reader) {
  return reader
    .select(columns)
    .from(approvals)
    .innerJoin(connections, eq(connections.id, approvals.connectionId))
    .leftJoin(incidents, eq(incidents.id, approvals.incidentId))
    .leftJoin(components, eq(components.id, incidents.componentId))
    .$dynamic();
}

/** Of each of these actions the approval that was asked for last. */
export async function listLastApprovalIds(reader: Reader, actionIds: readonly string[]): Promise<Map<string, string>> {
  if (actionIds.length === 0) return new Map();
  const rows = await reader
    .selectDistinctOn([approvals.actionId], { actionId: approvals.actionId, id: approvals.id })
    .from(approvals)
    .where(inArray(approvals.actionId, [...actionIds]))
    .orderBy(approvals.actionId, desc(approvals.askedAt), desc(approvals.id));
  return new Map(rows.map(({ actionId, id }) => [actionId, id]));
}

/** Who was asked for a yes to an action, by which page, first first. */
export async function listAsked(reader: Reader, actionId: string): Promise<{ person: string; at: EpochMs }[]> {
  return reader
    .select({ person: acknowledgeLinks.person, at: acknowledgeLinks.madeAt })
    .from(acknowledgeLinks)
    .innerJoin(approvals, eq(approvals.pageId, acknowledgeLinks.obligationId))
    .where(eq(approvals.actionId, actionId))
    .orderBy(asc(acknowledgeLinks.madeAt))
    .limit(20);
}

/** Whether an action has started before. */
export async function hasRunBefore(reader: Reader, actionId: string): Promise<boolean> {
  const rows = await reader.select({ id: runs.id }).from(runs).where(eq(runs.actionId, actionId)).limit(1);
  return rows.length > 0;
}

/** Who published a version of the rules. */
export async function loadRuleAuthor(reader: Reader, ruleSetId: number): Promise<string | null> {
  const [row] = await reader.select({ author: ruleSets.author }).from(ruleSets).where(eq(ruleSets.id, ruleSetId));
  return row?.author ?? null;
}

/** Who made or changed a connection last: a person's e-mail address, or the name of a token. Null: nobody whom the journal names. */
export async function loadConnectionAuthor(reader: Reader, connection: string): Promise<string | null> {
  const [row] = await selectRows<{ actor: string }>(
    reader,
    sql`select actor from journal where subject_kind = 'connection' and subject_id = ${connection}
          and verb in ('connection.created', 'connection.updated') order by id desc limit 1`,
  );
  return row?.actor ?? null;
}

/** The connection by which an incident was paged last; null: nobody was. */
export async function findPagerOfIncident(reader: Reader, incidentId: string): Promise<number | null> {
  const [row] = await selectRows<{ id: number }>(
    reader,
    sql`select o.connection_id as id from obligations o join obligation_incidents oi on oi.obligation_id = o.id
          join connections c on c.id = o.connection_id and c.retired_at is null
        where oi.incident_id = ${incidentId} and o.kind = 'page' and o.escalates_id is null
        order by o.opened_at desc limit 1`,
  );
  return row?.id ?? null;
}

export interface ComponentOfIncident {
  id: number;
  key: string;
  name: string;
}

export async function findComponentOf(reader: Reader, incidentId: string | null): Promise<ComponentOfIncident | null> {
  if (incidentId === null) return null;
  const [row] = await reader
    .select({ id: components.id, key: components.key, name: components.name })
    .from(incidents)
    .innerJoin(components, eq(components.id, incidents.componentId))
    .where(eq(incidents.id, incidentId));
  return row ?? null;
}
