import { type BoundContext, describeNotEvaluable, type EpochMs } from "@signalbox/core";
import type { Cause } from "../process/action-recorder.ts";
import { pageNotBefore } from "../process/flapping-notice.ts";
import { followMerge } from "../process/follow-merge.ts";
import type { ObligationBook } from "../process/obligation-book.ts";
import { type RoutedEvent, routeEvent } from "../process/route-event.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { PastEvent, PastIncident } from "./past-event.ts";
import { RecordedOutside } from "./recorded-outside.ts";
import type { Silences } from "./silences.ts";

interface SideDeps {
  /** With the rules of this side. */
  routing: RoutingSnapshot;
  silences: Silences;
  incidents: ReadonlyMap<string, PastIncident>;
  onNotEvaluable(rule: string, problem: string): void;
}

/** One event at its place in the past. */
export interface PlayedEvent {
  event: PastEvent;
  bound: BoundContext;
  /** As it stands after the event. */
  incident: PastIncident;
  /** The incident that it was merged into at the time of the event; null: it acts for itself. */
  mergedInto: string | null;
  /** Incidents that go along when it is merged, itself among them. */
  moving: readonly string[];
  now: EpochMs;
}

/** One rule set on its way through the past: what `applyEvents` does with an event once its change is known, by the same
 *  code, with a recorder in place of tables and outside systems. */
export class RuleSide {
  readonly outside: RecordedOutside;
  readonly #deps: SideDeps;

  constructor(deps: SideDeps) {
    this.#deps = deps;
    this.outside = new RecordedOutside(deps);
  }

  /** Returns what its rules order for the event. */
  play(played: PlayedEvent): Pick<RoutedEvent, "orders"> {
    const { event, incident, bound, now } = played;
    const { change, context } = event;
    if (event.merge?.kind === "merge") {
      this.#change(played, null, (book, cause) => merge(book, cause, played));
      return { orders: [] };
    }
    const routed = routeEvent(this.#deps.routing, context, change, bound);
    for (const failed of routed.notEvaluable) this.#deps.onNotEvaluable(failed.rule, describeNotEvaluable(failed));
    const isConcerned = change === "resolved" || played.mergedInto !== null || event.merge !== null;
    const isKnown = isConcerned && [incident.id, ...relatedTo(played)].some((id) => this.outside.isConcernedBy(id));
    if (routed.orders.length === 0 && !isKnown) return routed;
    this.#change(played, routed, (book, cause) => {
      if (event.merge !== null) {
        book.settle(cause);
        if (!incident.isResolved) order(book, cause, played, withoutPages(routed), null);
        return;
      }
      if (change === "resolved") book.settle(cause, incident.flappingUntil);
      if (played.mergedInto !== null) return followMerge(book, cause, played.mergedInto, change);
      order(book, cause, played, routed.orders, pageNotBefore({ incident, change, now }));
    });
    return routed;
  }

  #change(played: PlayedEvent, routed: RoutedEvent | null, work: (book: ObligationBook, cause: Cause) => void): void {
    const { event, incident, now } = played;
    const component = event.context.component?.key ?? null;
    const isGrouped = routed?.orders.some(({ ordered }) => ordered.groupBy === "component") === true;
    const ids = [...new Set([incident.id, ...played.moving, ...relatedTo(played)])];
    const book = this.outside.openBook(ids, isGrouped ? component : null, now);
    work(book, { incoming: event, incidentId: incident.id, standsFor: incident.standsFor, component });
    this.outside.keep(book.result(), now);
  }
}

function relatedTo({ incident, mergedInto, event }: PlayedEvent): string[] {
  const into = event.merge?.into ?? mergedInto;
  const related = into === null ? [] : [into];
  return incident.standsFor === incident.id ? related : [...related, incident.standsFor];
}

function merge(book: ObligationBook, cause: Cause, { event, moving }: PlayedEvent): void {
  for (const incidentId of moving) book.merge({ ...cause, incidentId }, event.merge!.into);
}

function order(
  book: ObligationBook,
  cause: Cause,
  { event }: PlayedEvent,
  orders: RoutedEvent["orders"],
  notBefore: EpochMs | null,
): void {
  for (const { ordered, connection } of orders) book.order(ordered, connection, event.context, cause, notBefore);
}

// Nobody is paged by a person's act: see `unmergeIncident`.
function withoutPages({ orders }: RoutedEvent): RoutedEvent["orders"] {
  return orders.filter(({ ordered }) => ordered.slot !== null && ordered.kind !== "page");
}
