import { compileRuleSet, type EventChange, nextLink, type OrderedAction, planOrder } from "@signalbox/core";
import type { IncidentRow, StoredObligation } from "@signalbox/database";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { RoutingConnection, RoutingSnapshot, RoutingSource } from "../routing/routing-snapshot.ts";
import type { Cause } from "./action-recorder.ts";
import { type IncomingEvent, incomingEvent } from "./incoming-event.ts";
import { ObligationBook } from "./obligation-book.ts";
import { routingContext } from "./routing-context.ts";

type Name = "a" | "b" | "c";
const names = ["a", "b", "c"] as const;
type Step =
  | { do: "open" | "resolve" | "unmerge"; of: Name }
  | { do: "merge"; of: Name; into: Name }
  /** Whatever is due is carried out outside, or none of it. */
  | { do: "send" };

const capabilities = { actions: ["ticket", "page"], find: true, update: true, close: true, read: true } as const;
const connection = (id: number, key: string, reopen: boolean): RoutingConnection => ({
  id,
  key,
  kind: "ticket-json",
  capabilities: { ...capabilities, reopen, acknowledge: false, lookUp: false },
  isRetired: false,
});

function routingWith(reopen: boolean): RoutingSnapshot {
  const compiled = compileRuleSet({ rules: [] });
  if (compiled.outcome !== "compiled") throw new Error("no rules do not compile");
  const connections = [connection(1, "desk", reopen), connection(2, "pager", false)];
  return {
    revision: 1,
    sources: new Map(),
    components: new Map(),
    teams: new Map(),
    teamsByKey: new Map(),
    connections: new Map(connections.map((one) => [one.key, one])),
    calendars: new Map(),
    rotations: new Map(),
    drills: new Map(),
    mappings: new Map(),
    windows: [],
    policies: [],
    rules: { id: 1, compiled: compiled.ruleSet, problem: null },
    asksStakes: false,
    failures: { team: null, pagers: [] },
  };
}

/** Incidents of one component by a rule that orders a ticket and a page for each opening; rows kept as the tables do. */
class World {
  readonly obligations: StoredObligation[] = [];
  readonly incidents = new Map<Name, { isOpen: boolean; mergedInto: Name | null }>();
  readonly #routing: RoutingSnapshot;
  readonly #groupBy: "incident" | "component";
  /** No rule orders anything for c. */
  readonly isSilentOnC: boolean;
  #ids = 0;

  constructor(options: { reopen: boolean; groupBy: "incident" | "component"; isSilentOnC: boolean }) {
    this.isSilentOnC = options.isSilentOnC;
    this.#routing = routingWith(options.reopen);
    this.#groupBy = options.groupBy;
  }

  take(step: Step): void {
    if (step.do === "send") this.#send();
    else this.#happen(step);
  }

  #happen(step: Exclude<Step, { do: "send" }>): void {
    const own = this.incidents.get(step.of);
    if (step.do === "open") {
      if (own?.isOpen) return;
      const change = own === undefined ? "opened" : "reopened";
      const target = own?.mergedInto ?? null;
      const isFollowing = target !== null && this.incidents.get(target)?.isOpen === true;
      this.incidents.set(step.of, { isOpen: true, mergedInto: isFollowing ? target : null });
      this.#change(step.of, change, (book, cause) => {
        if (!isFollowing || target === null) return this.#order(book, cause, step.of, change, true);
        book.joinWhatIsOpen(cause, target);
        book.comment(cause, target);
      });
    } else if (own?.isOpen !== true) {
      return;
    } else if (step.do === "resolve") {
      own.isOpen = false;
      this.#change(step.of, "resolved", (book, cause) => {
        book.settle(cause);
        if (own.mergedInto !== null) book.comment(cause, own.mergedInto);
      });
    } else if (step.do === "merge") {
      const target = this.incidents.get(step.into);
      if (own.mergedInto !== null || target?.isOpen !== true || target.mergedInto !== null || step.of === step.into)
        return;
      const moving = names.filter((name) => name === step.of || this.incidents.get(name)?.mergedInto === step.of);
      this.#change(step.of, "updated", (book, cause) => {
        for (const name of moving) {
          if (this.incidents.get(name)?.isOpen) book.merge({ ...cause, incidentId: name }, step.into);
        }
      });
      for (const name of moving) this.incidents.get(name)!.mergedInto = step.into;
    } else if (own.mergedInto !== null) {
      own.mergedInto = null;
      this.#change(step.of, "reopened", (book, cause) => {
        book.settle(cause);
        this.#order(book, cause, step.of, "reopened", false);
      });
    }
  }

  #order(book: ObligationBook, cause: Cause, name: Name, change: EventChange, pages: boolean): void {
    if (name === "c" && this.isSilentOnC) return;
    const order: Omit<OrderedAction, "kind" | "connection"> = {
      rule: "all",
      index: 0,
      slot: "default",
      groupBy: this.#groupBy,
      always: false,
      holdMs: 0,
      fields: {},
      joinedBy: [],
    };
    const context = this.#context(name, change, cause);
    const [desk, pager] = [this.#routing.connections.get("desk")!, this.#routing.connections.get("pager")!];
    book.order({ ...order, kind: "ticket", connection: "desk" }, desk, context, cause);
    if (pages) book.order({ ...order, kind: "page", connection: "pager" }, pager, context, cause);
  }

  #change(name: Name, change: EventChange, work: (book: ObligationBook, cause: Cause) => void): void {
    const deps = { routing: this.#routing, now: 0, newId: () => `id-${++this.#ids}` };
    const book = new ObligationBook(structuredClone(this.obligations), deps);
    const source = { id: 1, key: "s", name: "s", sender: "generic" } as RoutingSource;
    const event = {
      type: "updated",
      correlationKey: name,
      occurredAt: 0,
      startedAt: null,
      monitor: null,
      severity: "high",
      summary: change,
      url: null,
      labels: {},
      drift: [],
    } as const;
    const given = { receivedAt: 0, deliveryId: "d", ordinal: 0, manualActId: null, source, normaliserVersion: 0 };
    const incoming = incomingEvent({ ...given, actor: { kind: "sender", name: "s" }, event: { ...event, drift: [] } });
    work(book, { incoming, incidentId: name, component: "c" });
    this.#store(book);
  }

  #context(name: Name, change: EventChange, { incoming }: Cause) {
    const incident = {
      id: "00000000-0000-7000-8000-000000000000",
      correlationKey: name,
      status: "open",
      title: name,
      componentId: null,
      openedAt: 0,
      acknowledgedAt: null,
      resolvedAt: null,
    } as IncidentRow;
    const delivery = { ...(incoming as IncomingEvent), deliveryId: incident.id };
    const world = { answers: new Map(), overrides: new Map() };
    const figures = { incidentsIn24h: 0, costSoFar: null, stakes: null };
    return routingContext({ routing: this.#routing, incoming: delivery, change, incident, figures, world, now: 0 });
  }

  #store(book: ObligationBook): void {
    const { newObligations, changedObligations, joined, newActions, cancelled } = book.result();
    for (const row of newObligations) this.obligations.push({ ...row, externalId: null, links: [], incidents: [] });
    for (const row of changedObligations) {
      const { status, nextOrdinal } = row;
      Object.assign(this.#byId(row.id), { status, nextOrdinal });
    }
    for (const { obligationId, incidentId, resolvedAt } of joined) {
      const { incidents } = this.#byId(obligationId);
      const known = incidents.find(({ id }) => id === incidentId);
      if (known === undefined) incidents.push({ id: incidentId, isResolved: resolvedAt !== null });
      else known.isResolved = resolvedAt !== null;
    }
    for (const { id, obligationId, verb, state } of newActions) {
      if (verb === "send") throw new Error("an obligation has no such link");
      this.#byId(obligationId!).links.push({ id, verb, state, always: false, fields: {} });
    }
    for (const link of this.obligations.flatMap(({ links }) => links))
      if (cancelled.has(link.id)) link.state = "cancelled";
  }

  #byId(id: string): StoredObligation {
    return this.obligations.find((one) => one.id === id)!;
  }

  #send(): void {
    for (const obligation of this.obligations) {
      let next = nextLink(obligation);
      while (next !== null) {
        const { id, verb } = next;
        obligation.links.find((link) => link.id === id)!.state = "done";
        if (verb === "create") obligation.externalId = obligation.reference;
        if (verb === "close" && obligation.status === "open") obligation.status = "settled";
        next = nextLink(obligation);
      }
    }
  }
}

function check(world: World): void {
  const open = world.obligations.filter(({ status }) => status === "open");
  const slots = open.map(({ scopeId, kind, connectionId }) => `${scopeId} ${kind} ${connectionId}`);
  expect(new Set(slots).size, "one open obligation per slot").toBe(slots.length);
  const waitsForClose = (one: StoredObligation) =>
    planOrder(one, { change: "opened", hasUpdateText: false, canReopen: false });
  for (const [name, { isOpen }] of world.incidents) {
    const heard = open.filter(
      ({ kind, incidents }) => kind === "ticket" && incidents.some(({ id, isResolved }) => id === name && !isResolved),
    );
    if (isOpen && !(world.isSilentOnC && name === "c"))
      expect(heard.length, `${name} is down and stands in a ticket`).toBeGreaterThan(0);
    if (!isOpen) expect(heard, `${name} has ended and keeps no ticket open`).toEqual([]);
    for (const one of heard)
      expect(waitsForClose(one), `${name}: no close is planned`).toEqual({ plan: "join", cancel: [] });
  }
}

const name = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("open" as const), of: name }),
  fc.record({ do: fc.constant("resolve" as const), of: name }),
  fc.record({ do: fc.constant("merge" as const), of: name, into: name }),
  fc.record({ do: fc.constant("unmerge" as const), of: name }),
  fc.constant<Step>({ do: "send" }),
);

it("keeps what is down in one open ticket, and leaves none open after, however incidents are merged and sent", () => {
  const options = fc.record({
    reopen: fc.boolean(),
    groupBy: fc.constantFrom("incident" as const, "component" as const),
    isSilentOnC: fc.boolean(),
  });
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 25 }), (given, steps) => {
      const world = new World(given);
      for (const one of steps) {
        world.take(one);
        check(world);
      }
      for (const of of names) world.take({ do: "resolve", of });
      world.take({ do: "send" });
      expect(world.obligations.filter(({ status }) => status === "open")).toEqual([]);
      const lastWords = world.obligations.map(({ links }) => links.findLast(({ state }) => state === "done")?.verb);
      expect(lastWords.filter((verb) => verb === "create" || verb === "reopen")).toEqual([]);
    }),
    { numRuns: 5_000 },
  );
});
