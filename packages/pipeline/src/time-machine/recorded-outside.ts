import { type EpochMs, formatDuration, nextLink } from "@signalbox/core";
import type { NewAction, StoredLink, StoredObligation } from "@signalbox/database";
import { type BookResult, ObligationBook } from "../process/obligation-book.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { Effect, PastIncident, Unsent } from "./past-event.ts";
import type { Silences } from "./silences.ts";

/** A link with the action that it stands for. */
interface RecordedLink extends StoredLink {
  action: NewAction;
}

interface RecordedObligation extends Omit<StoredObligation, "links"> {
  links: RecordedLink[];
}

interface RecordedOutsideDeps {
  routing: RoutingSnapshot;
  silences: Silences;
  incidents: ReadonlyMap<string, PastIncident>;
}

/**
 * Stands for the tables and for every outside system while rules run over the past: what is due is done at once and always
 * works, and what would have gone out is kept as an effect. Nothing leaves the process.
 */
export class RecordedOutside {
  readonly #deps: RecordedOutsideDeps;
  readonly #connections: ReadonlyMap<number, string>;
  readonly #byIncident = new Map<string, Set<RecordedObligation>>();
  readonly #byComponent = new Map<string, Set<RecordedObligation>>();
  /** What opens nothing and waits for its time, by incident. */
  readonly #singles = new Map<string, NewAction[]>();
  readonly #effects = new Map<string, Effect[]>();
  readonly #unsent = new Map<string, Unsent[]>();
  /** What stands in the book that was opened last. */
  #opened = new Map<string, RecordedObligation>();
  #ids = 0;

  constructor(deps: RecordedOutsideDeps) {
    this.#deps = deps;
    this.#connections = new Map([...deps.routing.connections.values()].map(({ id, key }) => [id, key]));
  }

  isConcernedBy(incidentId: string): boolean {
    return this.#byIncident.has(incidentId) || this.#singles.has(incidentId);
  }

  /** The book of what stands for these incidents and components, once all that is due by now is done. */
  openBook(incidentIds: readonly string[], component: string | null, now: EpochMs): ObligationBook {
    const found = new Set(incidentIds.flatMap((id) => [...(this.#byIncident.get(id) ?? [])]));
    for (const one of component === null ? [] : (this.#byComponent.get(component) ?? [])) found.add(one);
    for (const id of incidentIds) this.#sendSingles(id, now);
    for (const one of found) this.#perform(one, now);
    this.#opened = new Map([...found].map((one) => [one.id, one]));
    const copies = [...found].map((one) => ({
      ...one,
      links: one.links.map((link) => ({ ...link })),
      incidents: one.incidents.map((joined) => ({ ...joined })),
    }));
    return new ObligationBook(copies, { routing: this.#deps.routing, now, newId: () => String(++this.#ids) });
  }

  /** Takes what the book that was opened last has decided, as the tables do. */
  keep(result: BookResult, now: EpochMs): void {
    const touched = this.#opened;
    for (const row of result.newObligations) touched.set(row.id, this.#add(row));
    for (const { id, status, nextOrdinal } of result.changedObligations)
      Object.assign(touched.get(id)!, { status, nextOrdinal });
    for (const { obligationId, incidentId, resolvedAt } of result.joined)
      this.#join(touched.get(obligationId)!, incidentId, resolvedAt !== null);
    for (const action of result.newActions) this.#addAction(action, touched);
    for (const one of touched.values()) {
      for (const link of one.links) {
        const reason = result.cancelled.get(link.id);
        if (reason === undefined) continue;
        link.state = "cancelled";
        this.#noteUnsent(link.action, now, reason);
      }
      this.#perform(one, now);
    }
    for (const id of result.ended) this.#cancelSingles(id, now);
  }

  /** Does what is due by then for one incident; false: something of it still waits. */
  settle(incidentId: string, now: EpochMs): boolean {
    this.#sendSingles(incidentId, now);
    let isDone = !this.#singles.has(incidentId);
    for (const one of this.#byIncident.get(incidentId) ?? []) {
      this.#perform(one, now);
      isDone &&= nextLink(one)?.state !== "waiting";
    }
    return isDone;
  }

  /** Gives what became of an incident, and forgets it. */
  take(incidentId: string): { effects: Effect[]; unsent: Unsent[] } {
    for (const one of this.#byIncident.get(incidentId) ?? []) {
      one.incidents = one.incidents.filter(({ id }) => id !== incidentId);
      if (one.incidents.length === 0 && one.scopeKind === "component") this.#byComponent.get(one.scopeId)?.delete(one);
    }
    const effects = this.#effects.get(incidentId) ?? [];
    const unsent = this.#unsent.get(incidentId) ?? [];
    for (const map of [this.#byIncident, this.#singles, this.#effects, this.#unsent]) map.delete(incidentId);
    return { effects, unsent };
  }

  #add(row: BookResult["newObligations"][number]): RecordedObligation {
    const made = { ...row, externalId: null, links: [], incidents: [] };
    addTo(row.scopeKind === "component" ? this.#byComponent : this.#byIncident, row.scopeId, made);
    return made;
  }

  #join(one: RecordedObligation, incidentId: string, isResolved: boolean): void {
    addTo(this.#byIncident, incidentId, one);
    const joined = one.incidents.find(({ id }) => id === incidentId);
    if (joined === undefined) one.incidents.push({ id: incidentId, isResolved });
    else joined.isResolved = isResolved;
  }

  #addAction(action: NewAction, touched: ReadonlyMap<string, RecordedObligation>): void {
    const { id, verb, state, obligationId, incidentId } = action;
    if (verb !== "send") {
      const fields = { ...action.fields } as StoredLink["fields"];
      touched.get(obligationId!)!.links.push({ id, verb, state, always: fields.always === true, fields, action });
      if (state === "cancelled") this.#noteUnsent(action, action.madeAt, action.reason ?? "");
      return;
    }
    if (action.dueAt <= action.madeAt && action.kind !== "page") this.#emit(action, action.dueAt);
    else this.#singles.set(incidentId, [...(this.#singles.get(incidentId) ?? []), action]);
  }

  // By the rules of the worker: see `judgeSilence`.
  #perform(one: RecordedObligation, now: EpochMs): void {
    for (let next = nextLink(one); next !== null; next = nextLink(one)) {
      const link = one.links.find(({ id }) => id === next!.id)!;
      const { action } = link;
      if (link.state !== "waiting" || action.dueAt > now) return;
      if (link.verb === "create") {
        const running = one.incidents.filter(({ isResolved }) => !isResolved).map(({ id }) => id);
        const silence = this.#silenceFor(action, running);
        if (silence !== null && one.kind === "page") {
          action.dueAt = silence.until;
          continue;
        }
        if (silence !== null) {
          link.state = "cancelled";
          one.status = "cancelled";
          this.#noteUnsent(action, action.dueAt, silence.reason);
          continue;
        }
      }
      link.state = "done";
      if (link.verb === "create") one.externalId = one.reference;
      if (link.verb === "close" && one.status === "open") one.status = "settled";
      if (link.verb === "create" || link.verb === "reopen") this.#emit(action, action.dueAt, one.slot);
    }
  }

  #sendSingles(incidentId: string, now: EpochMs): void {
    const waiting = this.#singles.get(incidentId) ?? [];
    const later: NewAction[] = [];
    for (const action of waiting) {
      if (action.dueAt > now) later.push(action);
      else {
        const silence = this.#silenceFor(action, [incidentId]);
        if (silence === null) this.#emit(action, action.dueAt);
        else this.#noteUnsent(action, action.dueAt, silence.reason);
      }
    }
    if (later.length > 0) this.#singles.set(incidentId, later);
    else this.#singles.delete(incidentId);
  }

  #silenceFor(action: NewAction, incidentIds: readonly string[]) {
    if (action.kind !== "page" && action.dueAt <= action.madeAt) return null;
    const running = incidentIds.flatMap((id) => this.#deps.incidents.get(id) ?? []);
    const silence = this.#deps.silences.find(running, action.dueAt);
    return action.kind === "page" || silence?.reason === "in maintenance" ? silence : null;
  }

  // See `cancelHeldActions`.
  #cancelSingles(incidentId: string, now: EpochMs): void {
    for (const action of this.#singles.get(incidentId) ?? []) this.#noteUnsent(action, now, "no longer needed");
    this.#singles.delete(incidentId);
  }

  #emit(action: NewAction, at: EpochMs, slot: string | null = null): void {
    const effects = this.#effects.get(action.incidentId);
    const effect = { ...this.#describe(action, slot), at };
    if (effects === undefined) this.#effects.set(action.incidentId, [effect]);
    else effects.push(effect);
  }

  #noteUnsent(action: NewAction, at: EpochMs, reason: string): void {
    if (action.verb !== "create" && action.verb !== "reopen" && action.verb !== "send") return;
    const held = action.dueAt - action.madeAt;
    const words =
      reason === "no longer needed" && held > 0
        ? `it waits ${formatDuration(held)}, and all was over after ${formatDuration(at - action.madeAt)}`
        : reason;
    const unsent = this.#unsent.get(action.incidentId) ?? [];
    unsent.push({ ...this.#describe(action, null), reason: words });
    this.#unsent.set(action.incidentId, unsent);
  }

  #describe(action: NewAction, slot: string | null): Omit<Effect, "at"> {
    const { kind, verb, connectionId, ruleKey, fields, incidentId, event } = action;
    return {
      kind,
      connection: this.#connections.get(connectionId) ?? "",
      place: verb === "send" ? `${event.deliveryId} ${event.ordinal}` : (slot ?? ""),
      rule: ruleKey ?? "",
      fields,
      incidentId,
      event: { deliveryId: event.deliveryId, ordinal: event.ordinal },
    };
  }
}

function addTo<Item>(map: Map<string, Set<Item>>, key: string, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, new Set([item]));
  else items.add(item);
}
