import {
  type EpochMs,
  idempotencyKey,
  type LinkState,
  type LinkVerb,
  type OrderedAction,
  singleActionReference,
} from "@signalbox/core";
import type { NewAction, StoredObligation } from "@signalbox/database";
import type { RoutingConnection } from "../routing/routing-snapshot.ts";
import type { IncomingEvent } from "./incoming-event.ts";

/** The event and the incident that an order or a settlement comes from. */
export interface Cause {
  incoming: Pick<IncomingEvent, "receivedAt" | "deliveryId" | "ordinal">;
  incidentId: string;
  /** The incident whose slots it takes: its own, or while its monitor flaps the first's. */
  standsFor?: string;
  /** Key of the incident's component; null where it has none. */
  component: string | null;
}

export interface NewLink {
  verb: LinkVerb;
  /** `waiting` where nothing else is said. */
  state?: LinkState;
  ruleKey: string | null;
  fields: Record<string, unknown>;
  always?: boolean;
  /** When it may start; now where nothing is said. */
  dueAt?: EpochMs;
}

/** Collects the actions that a batch makes and cancels. */
export class ActionRecorder {
  readonly made: NewAction[] = [];
  /** Action → why it is not needed. */
  readonly cancelled = new Map<string, string>();
  readonly #deps: { ruleSetId: number | null; now: EpochMs; newId: () => string };

  constructor(deps: { ruleSetId: number | null; now: EpochMs; newId: () => string }) {
    this.#deps = deps;
  }

  /** Adds a link at the end of an obligation's chain. */
  append(obligation: StoredObligation, cause: Cause, link: NewLink): void {
    const { now } = this.#deps;
    const { verb, state = "waiting", ruleKey, always = false } = link;
    const sameVerb = obligation.links.filter((other) => other.verb === verb).length;
    const fields = always ? { ...link.fields, always } : link.fields;
    const action: NewAction = {
      ...this.#base(cause, obligation.connectionId, ruleKey),
      obligationId: obligation.id,
      ordinal: obligation.nextOrdinal++,
      kind: obligation.kind,
      verb,
      fields,
      state,
      dueAt: link.dueAt ?? now,
      idempotencyKey: idempotencyKey(obligation.reference, verb, sameVerb + 1),
      finishedAt: state === "done" ? now : null,
    };
    obligation.links.push({ id: action.id, verb, state, always, fields });
    this.made.push(action);
  }

  /** Withdraws a link that was not sent. */
  cancel(obligation: StoredObligation, linkId: string, reason: string): void {
    const link = obligation.links.find((one) => one.id === linkId);
    if (link === undefined) return;
    link.state = "cancelled";
    const own = this.made.find((action) => action.id === linkId);
    if (own === undefined) this.cancelled.set(linkId, reason);
    else Object.assign(own, { state: "cancelled", reason, finishedAt: this.#deps.now });
  }

  /** Adds an action that opens nothing outside. */
  addSingle(ordered: OrderedAction, connection: RoutingConnection, cause: Cause): void {
    const { deliveryId, ordinal } = cause.incoming;
    const reference = singleActionReference({
      deliveryId,
      eventOrdinal: ordinal,
      connection: connection.key,
      kind: ordered.kind,
      ruleKey: ordered.rule,
      place: ordered.index,
    });
    this.made.push({
      ...this.#base(cause, connection.id, ordered.rule),
      obligationId: null,
      ordinal: null,
      kind: ordered.kind,
      verb: "send",
      fields: ordered.fields,
      // Whether a remediation needs a yes is asked when exactly what would run is known.
      state: "waiting",
      dueAt: this.#deps.now + ordered.holdMs,
      idempotencyKey: idempotencyKey(reference, "send", 1),
    });
  }

  #base(cause: Cause, connectionId: number, ruleKey: string | null) {
    const { receivedAt, deliveryId, ordinal } = cause.incoming;
    return {
      id: this.#deps.newId(),
      madeAt: this.#deps.now,
      incidentId: cause.incidentId,
      connectionId,
      ruleSetId: ruleKey === null ? null : this.#deps.ruleSetId,
      ruleKey,
      event: { receivedAt, deliveryId, ordinal },
      reason: null,
      finishedAt: null,
    };
  }
}
