import {
  type ActionKind,
  closingLink,
  type EpochMs,
  nextLink,
  type ObligationKind,
  type OrderedAction,
  obligationReference,
  obligationScope,
  planOrder,
  planSettlement,
  type RoutingContext,
  readDuration,
} from "@signalbox/core";
import type { JoinedIncident, NewAction, ObligationRow, StoredObligation } from "@signalbox/database";
import type { RoutingConnection, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { ActionRecorder, type Cause } from "./action-recorder.ts";

/** An obligation as the batch leaves it so far. */
interface Working extends StoredObligation {
  isNew: boolean;
  isChanged: boolean;
  row: Pick<
    ObligationRow,
    "statusReason" | "teamId" | "ruleSetId" | "ruleKey" | "previousId" | "openedAt" | "settledAt"
  >;
}

type ObligationOrder = OrderedAction & { kind: ObligationKind; slot: string };

export interface BookResult {
  newObligations: ObligationRow[];
  changedObligations: ObligationRow[];
  joined: JoinedIncident[];
  newActions: NewAction[];
  /** Stored actions that are not needed any more, with why. */
  cancelled: ReadonlyMap<string, string>;
  /** Incidents that ended. */
  ended: string[];
  /** Actions that may run, with when. */
  jobs: { id: string; kind: ActionKind; runAt: EpochMs }[];
}

/** The obligations that a batch touches: orders and settlements go in one after the other, rows come out at the end. */
export class ObligationBook {
  readonly #obligations: Working[];
  readonly #joined = new Map<string, JoinedIncident>();
  readonly #ended = new Set<string>();
  readonly #actions: ActionRecorder;
  readonly #deps: { routing: RoutingSnapshot; now: EpochMs; newId: () => string };

  constructor(
    stored: readonly StoredObligation[],
    deps: { routing: RoutingSnapshot; now: EpochMs; newId: () => string },
  ) {
    this.#obligations = stored.map((one) => ({ ...one, isNew: false, isChanged: false, row: noDetails }));
    this.#deps = deps;
    this.#actions = new ActionRecorder({ ruleSetId: deps.routing.rules.id, now: deps.now, newId: deps.newId });
  }

  /** The incident has ended: what stands for nothing any more is closed, or cancelled where it was not sent.
   *  @param notBefore when a close may start at the earliest: while a monitor flaps its tickets stay open */
  settle(cause: Cause, notBefore: EpochMs | null = null): void {
    this.#ended.add(cause.incidentId);
    for (const obligation of this.#obligations) {
      this.#leave(obligation, cause, notBefore);
    }
  }

  /** The incident is treated as `target` from now on. What it opened is closed where something of the same kind is open for
   *  the target at the same connection; else it stays, and stands for both: a merge never leaves what is down unheard. */
  merge(cause: Cause, target: string): void {
    this.#ended.add(cause.incidentId);
    const theirs = this.#openFor(target);
    for (const obligation of this.#openFor(cause.incidentId)) {
      if (theirs.includes(obligation)) continue;
      const { kind, connectionId } = obligation;
      if (theirs.some((one) => one.kind === kind && one.connectionId === connectionId)) this.#leave(obligation, cause);
      else this.#join(obligation, target);
      obligation.isChanged = true;
    }
    this.joinWhatIsOpen(cause, target);
  }

  /** What stands outside for `target` stands for the cause's incident, too, and is not closed before both have ended. */
  joinWhatIsOpen(cause: Cause, target: string): void {
    for (const obligation of this.#openFor(target)) {
      if (obligation.incidents.some((one) => one.id === cause.incidentId && !one.isResolved)) continue;
      this.#join(obligation, cause.incidentId);
      obligation.isChanged = true;
    }
  }

  /** Writes into the open tickets of `target` what happened to an incident that was merged into it. */
  comment(cause: Cause, target: string): void {
    for (const obligation of this.#openFor(target)) {
      if (obligation.kind !== "ticket" || !this.#canUpdate(obligation)) continue;
      this.#actions.append(obligation, cause, { verb: "update", ruleKey: null, fields: { comment: mergedComment } });
      obligation.isChanged = true;
    }
  }

  /** A rule ordered something of a connection.
   *  @param pageNotBefore when a page may go out at the earliest; the end of its incident before that withdraws it */
  order(
    ordered: OrderedAction,
    connection: RoutingConnection,
    context: RoutingContext,
    cause: Cause,
    pageNotBefore: EpochMs | null = null,
  ): void {
    if (isObligationOrder(ordered)) this.#orderObligation(ordered, connection, context, cause, pageNotBefore);
    else this.#actions.addSingle(ordered, connection, cause);
  }

  result(): BookResult {
    const touched = this.#obligations.filter((one) => one.isNew || one.isChanged);
    return {
      newObligations: touched.filter((one) => one.isNew).map(toRow),
      changedObligations: touched.filter((one) => !one.isNew).map(toRow),
      joined: [...this.#joined.values()],
      newActions: this.#actions.made,
      cancelled: this.#actions.cancelled,
      ended: [...this.#ended],
      jobs: [...this.#singleJobs(), ...touched.flatMap((obligation) => this.#jobOf(obligation) ?? [])],
    };
  }

  #orderObligation(
    ordered: ObligationOrder,
    connection: RoutingConnection,
    context: RoutingContext,
    cause: Cause,
    pageNotBefore: EpochMs | null,
  ): void {
    const { change } = context.event;
    // Resolved settles what is open; it orders nothing that would have to be closed again.
    if (change === "none" || change === "resolved") return;
    const { kind, slot, groupBy } = ordered;
    const scope = obligationScope({
      groupBy,
      incidentId: cause.standsFor ?? cause.incidentId,
      component: cause.component,
    });
    const place = { ...scope, connectionId: connection.id, kind, slot };
    const latest = this.#latestAt(place);
    const plan = planOrder(latest, {
      change,
      hasUpdateText: kind === "status-post" || (ordered.fields.comment ?? null) !== null,
      canReopen: connection.capabilities?.reopen === true,
    });
    const link = this.#linkOf(ordered, context, pageNotBefore);
    let obligation = latest;
    if (obligation === null || plan.plan === "open") {
      if (plan.plan !== "open") throw new Error("an order without an obligation opens one");
      if (plan.endsPrevious && latest !== null) this.#end(latest, "settled", "the next one stands for it");
      const previousId = plan.linksPrevious ? (latest?.id ?? null) : null;
      obligation = this.#open(place, { occurrence: plan.occurrence, previousId, ordered, context, cause });
      this.#actions.append(obligation, cause, { ...link, dueAt: link.dueAt + draftMs(ordered), verb: "create" });
    } else if (plan.plan === "join") {
      for (const id of plan.cancel) this.#actions.cancel(obligation, id, "opened again before it was closed");
      this.#actions.append(obligation, cause, { ...link, verb: "join", state: "done" });
    } else {
      if (plan.plan === "reopen") Object.assign(obligation, { status: "open" });
      this.#actions.append(obligation, cause, { ...link, verb: plan.plan });
    }
    for (const ruleKey of ordered.joinedBy) {
      this.#actions.append(obligation, cause, { verb: "join", state: "done", ruleKey, fields: {} });
    }
    this.#join(obligation, cause.incidentId);
    obligation.isChanged = true;
  }

  // The last that leaves closes it.
  #leave(obligation: Working, cause: Cause, notBefore: EpochMs | null = null): void {
    const own = obligation.incidents.find((one) => one.id === cause.incidentId);
    if (own === undefined || own.isResolved) return;
    own.isResolved = true;
    this.#noteJoined(obligation, cause.incidentId, this.#deps.now);
    if (obligation.incidents.every((one) => one.isResolved)) this.#close(obligation, cause, notBefore);
  }

  #openFor(incidentId: string): Working[] {
    return this.#obligations.filter(
      (one) =>
        one.status === "open" &&
        closingLink(one.links) === null &&
        one.incidents.some((joined) => joined.id === incidentId && !joined.isResolved),
    );
  }

  #canUpdate({ connectionId }: Working): boolean {
    const { connections } = this.#deps.routing;
    return [...connections.values()].find((one) => one.id === connectionId)?.capabilities?.update === true;
  }

  #latestAt(place: Pick<Working, "scopeKind" | "scopeId" | "connectionId" | "kind" | "slot">): Working | null {
    const names = ["scopeKind", "scopeId", "connectionId", "kind", "slot"] as const;
    const there = this.#obligations.filter((one) => names.every((name) => one[name] === place[name]));
    return there.reduce<Working | null>((last, one) => (last && last.occurrence > one.occurrence ? last : one), null);
  }

  #linkOf(ordered: ObligationOrder, context: RoutingContext, pageNotBefore: EpochMs | null) {
    const { fields, always, holdMs } = ordered;
    const isPage = ordered.kind === "page";
    const dueAt = this.#deps.now + holdMs;
    return {
      ruleKey: ordered.rule,
      fields: isPage ? { ...fields, team: teamOf(ordered, context) } : fields,
      always,
      dueAt: isPage ? Math.max(dueAt, pageNotBefore ?? 0) : dueAt,
    };
  }

  #open(
    place: Pick<Working, "scopeKind" | "scopeId" | "connectionId" | "kind" | "slot">,
    made: {
      occurrence: number;
      previousId: string | null;
      ordered: ObligationOrder;
      context: RoutingContext;
      cause: Cause;
    },
  ): Working {
    const { routing, now, newId } = this.#deps;
    const { occurrence, previousId, ordered, context, cause } = made;
    const team = teamOf(ordered, context);
    const id = newId();
    const obligation: Working = {
      ...place,
      id,
      occurrence,
      reference: obligationReference(id),
      externalId: null,
      status: "open",
      nextOrdinal: 1,
      incidentId: cause.incidentId,
      links: [],
      incidents: [],
      isNew: true,
      isChanged: true,
      row: {
        statusReason: null,
        teamId: team === null ? null : (routing.teamsByKey.get(team)?.id ?? null),
        ruleSetId: routing.rules.id,
        ruleKey: ordered.rule,
        previousId,
        openedAt: now,
        settledAt: null,
      },
    };
    this.#obligations.push(obligation);
    return obligation;
  }

  #close(obligation: Working, cause: Cause, notBefore: EpochMs | null): void {
    const plan = planSettlement(obligation);
    for (const id of plan.cancel) this.#actions.cancel(obligation, id, plan.reason ?? "no longer needed");
    if (plan.append !== null) {
      const opening = obligation.links.findLast((link) => link.verb === "create" || link.verb === "reopen");
      const dueAt = obligation.kind === "page" ? this.#deps.now : Math.max(this.#deps.now, notBefore ?? 0);
      this.#actions.append(obligation, cause, {
        verb: plan.append,
        ruleKey: null,
        fields: opening?.fields ?? {},
        dueAt,
      });
    }
    if (plan.status !== null) this.#end(obligation, plan.status, plan.reason);
    obligation.isChanged = true;
  }

  #end(obligation: Working, status: "settled" | "cancelled", reason: string | null): void {
    obligation.status = status;
    obligation.isChanged = true;
    obligation.row = { ...obligation.row, statusReason: reason, settledAt: this.#deps.now };
  }

  #join(obligation: Working, incidentId: string): void {
    const joined = obligation.incidents.find((one) => one.id === incidentId);
    if (joined === undefined) obligation.incidents.push({ id: incidentId, isResolved: false });
    else joined.isResolved = false;
    this.#noteJoined(obligation, incidentId, null);
  }

  #noteJoined(obligation: Working, incidentId: string, resolvedAt: EpochMs | null): void {
    const row = { obligationId: obligation.id, incidentId, joinedAt: this.#deps.now, resolvedAt };
    this.#joined.set(`${obligation.id} ${incidentId}`, row);
  }

  #singleJobs(): BookResult["jobs"] {
    const ready = this.#actions.made.filter((action) => action.obligationId === null && action.state === "waiting");
    return ready.map(({ id, kind, dueAt }) => ({ id, kind, runAt: dueAt }));
  }

  // What waited before has its job, unless it stood behind a link that was cancelled here.
  #jobOf(obligation: Working): BookResult["jobs"][number] | null {
    const next = nextLink(obligation);
    if (next === null || next.state !== "waiting") return null;
    const made = this.#actions.made.find((action) => action.id === next.id);
    const { kind } = obligation;
    if (made !== undefined) return { id: next.id, kind, runAt: made.dueAt };
    const isUncovered = obligation.links.some((link) => this.#actions.cancelled.has(link.id));
    return isUncovered ? { id: next.id, kind, runAt: this.#deps.now } : null;
  }
}

// A template: what the sender wrote is a value in it, and never a template itself.
const mergedComment =
  "Merged into this: {{ event.summary }} ({{ event.change }}, {{ source.name }}, {{ event.correlationKey }})";

const noDetails: Working["row"] = {
  statusReason: null,
  teamId: null,
  ruleSetId: null,
  ruleKey: null,
  previousId: null,
  openedAt: 0,
  settledAt: null,
};

function isObligationOrder(ordered: OrderedAction): ordered is ObligationOrder {
  return ordered.slot !== null;
}

// A status post that is a draft first: published then, unless a person stops it or it is over before.
function draftMs({ kind, fields }: ObligationOrder): number {
  const { draftFor } = fields;
  return kind === "status-post" && typeof draftFor === "string" ? (readDuration(draftFor) ?? 0) : 0;
}

function teamOf(ordered: OrderedAction, context: RoutingContext): string | null {
  return typeof ordered.fields.team === "string" ? ordered.fields.team : (context.team?.key ?? null);
}

function toRow({ isNew, isChanged, links, incidents, externalId, row, ...kept }: Working): ObligationRow {
  return { ...kept, ...row };
}
