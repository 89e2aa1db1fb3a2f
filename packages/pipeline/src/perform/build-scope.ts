import {
  actionFields,
  type EpochMs,
  formatId,
  mergeNote,
  renderFields,
  resolutionNote,
  resolveFields,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import type { LockedAction, StandsFor } from "@signalbox/database";
import type { PreparedOnCall } from "./prepare-on-call.ts";

export type ScopeOutcome =
  | { outcome: "built"; scope: Record<string, unknown> }
  | { outcome: "not-possible"; reason: string };

/** What the templates of an action and its connection see: the event's context as it was stored, with incident,
 *  obligation and resolution as they are now. */
export function buildScope(
  locked: LockedAction,
  given: {
    context: Record<string, unknown> | null;
    /** The rule's own fields: of this link, or of the one that opened. */
    fields: Record<string, unknown>;
    onCall: PreparedOnCall["onCall"];
    team: PreparedOnCall["team"];
    failure: Record<string, unknown> | null;
    mayRepeat: boolean;
    /** By which whoever is paged acknowledges; null where there is nothing to acknowledge. */
    acknowledgeUrl: string | null;
    publicUrl: string | null;
    now: EpochMs;
  },
): ScopeOutcome {
  const { action, obligation, incidents } = locked;
  const context = given.context ?? {};
  const incident = incidents.find((one) => one.id === (obligation?.incidentId ?? action.incidentId)) ?? incidents[0];
  const link = linkOf(given.publicUrl, incident?.id ?? null, action.failureId);
  const base: Record<string, unknown> = {
    event: null,
    monitor: null,
    component: null,
    source: null,
    labels: {},
    ...context,
    now: toIso(given.now),
    incident: incident ? { ...asObject(context.incident), ...describeIncident(incident) } : null,
    team: given.team ?? context.team ?? null,
    onCall: given.onCall ?? context.onCall ?? null,
    failure: given.failure,
    link,
    obligation: {
      reference: obligation?.reference ?? action.idempotencyKey,
      externalId: obligation?.externalId ?? null,
      externalUrl: obligation?.externalUrl ?? null,
      previousId: obligation?.previous?.externalId ?? null,
      previousUrl: obligation?.previous?.externalUrl ?? null,
    },
    resolution: describeResolution(incidents, incident ?? null, link, given.publicUrl),
  };
  const tier = asObject(base.component)?.tier;
  const own = resolveFields(action.kind, given.fields, typeof tier === "number" ? tier : null);
  const rendered = renderFields(action.kind, own, base);
  if (rendered.outcome === "not-rendered") {
    const { path, message } = rendered.problem;
    return { outcome: "not-possible", reason: `the rule's field ${path || action.kind}: ${message}` };
  }
  const fields: Record<string, unknown> = rendered.value;
  const title = "title" in actionFields[action.kind] ? { title: fields.title ?? incident?.title ?? null } : {};
  const { mayRepeat, acknowledgeUrl } = given;
  return { outcome: "built", scope: { ...base, action: { ...fields, ...title, mayRepeat, acknowledgeUrl } } };
}

function describeIncident(incident: StandsFor): Record<string, unknown> {
  return {
    id: formatId("inc", incident.id),
    key: incident.correlationKey,
    status: incident.status,
    title: incident.title,
    severity: incident.severity,
    url: incident.url,
    origin: incident.origin,
    openedAt: toIso(incident.openedAt),
    acknowledgedAt: toIsoOrNull(incident.acknowledgedAt),
    resolvedAt: toIsoOrNull(incident.resolvedAt),
    reopened: incident.reopened,
    muted: incident.muted,
    flapping: incident.flapping,
  };
}

function describeResolution(
  incidents: readonly StandsFor[],
  main: StandsFor | null,
  link: string | null,
  publicUrl: string | null,
) {
  if (main !== null && main.mergedWith !== null && incidents.every((one) => one.hasEnded)) {
    const note = mergeNote({ ...main.mergedWith, link: linkOf(publicUrl, main.mergedInto, null) });
    return { note, durationSeconds: null, resolvedAt: null };
  }
  const ends = incidents.map((one) => one.resolvedAt);
  if (main === null || ends.some((at) => at === null)) return { note: "", durationSeconds: null, resolvedAt: null };
  const openedAt = Math.min(...incidents.map((one) => one.openedAt));
  const resolvedAt = Math.max(...ends.map((at) => at ?? 0));
  return {
    note: resolutionNote({ title: main.title, openedAt, resolvedAt, incidents: incidents.length, link }),
    durationSeconds: Math.max(0, Math.round((resolvedAt - openedAt) / 1_000)),
    resolvedAt: toIso(resolvedAt),
  };
}

function linkOf(publicUrl: string | null, incidentId: string | null, failureId: string | null): string | null {
  if (publicUrl === null) return null;
  if (failureId !== null) return `${publicUrl}/failures/${formatId("fail", failureId)}`;
  return incidentId === null ? publicUrl : `${publicUrl}/incidents/${formatId("inc", incidentId)}`;
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
