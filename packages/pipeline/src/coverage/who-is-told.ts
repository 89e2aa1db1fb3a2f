import { type ActionKind, type EpochMs, evaluateRules, type OrderedAction, otherwiseKey } from "@signalbox/core";
import type { World } from "../process/load-world.ts";
import { pageByFailures } from "../process/route-event.ts";
import { onCallOfTeam } from "../process/routing-context.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type Supposed, supposeEvent } from "./supposed-event.ts";

/** One thing that would go out. */
interface ToldBy {
  rule: string;
  kind: ActionKind;
  connection: string;
  holdMs: number;
  /** Of a page: whom it is for; null of other kinds. */
  to: {
    team: string | null;
    person: string | null;
    /** What says so; null where the team has nobody who could be on call. */
    basis: string | null;
    askedAt: string | null;
  } | null;
}

export interface Answer {
  told: ToldBy[];
  /** Why nobody is paged; null where somebody is. */
  silence: string | null;
  /** A page goes to a team whose rotation or look-up names nobody then. */
  nobodyOnCall: boolean;
}

/** Who would be told of an event that is supposed to happen at an instant: by the rules, rotations, calendars and
 *  maintenance as they stand. Pure: nothing is sent or asked. */
export function whoIsTold(
  routing: RoutingSnapshot,
  supposed: Supposed,
  world: Pick<World, "answers" | "overrides">,
  at: EpochMs,
): Answer {
  const context = supposeEvent(routing, supposed, world, at);
  const { actions, otherwise, verdicts } = evaluateRules(routing.rules.compiled, context, supposed.change);
  const usual = otherwise.outcome === "ran" && otherwise.action === null ? pageByFailures(routing) : null;
  const told = [...actions, ...(usual === null ? [] : [usual])].map((order): ToldBy => {
    const { rule, kind, connection, holdMs } = order;
    const team = teamOf(order, context.team?.key ?? null, routing);
    return { rule, kind, connection, holdMs, to: kind === "page" ? personOf(routing, team, world, at) : null };
  });
  const pages = told.filter(({ kind }) => kind === "page");
  const fired = verdicts.flatMap(({ rule, outcome }) => (outcome === "fired" ? [`"${rule}"`] : []));
  return {
    told,
    silence: pages.length > 0 ? null : whySilent(fired, otherwise),
    nobodyOnCall: pages.some(({ to }) => to !== null && to.person === null && hasOnCall(routing, to.team)),
  };
}

function whySilent(fired: readonly string[], otherwise: ReturnType<typeof evaluateRules>["otherwise"]): string {
  if (fired.length > 0) return `${fired.length === 1 ? "rule" : "rules"} ${fired.join(", ")} fired and ordered no page`;
  if (otherwise.outcome !== "ran") return otherwise.reason;
  return otherwise.action === null
    ? "no rule matched, and there is no connection that pages anybody"
    : `${otherwise.reason}, and ${otherwiseKey} orders no page`;
}

function teamOf(order: OrderedAction, owners: string | null, routing: RoutingSnapshot): string | null {
  return typeof order.fields.team === "string" ? order.fields.team : (owners ?? routing.failures.team);
}

function hasOnCall(routing: RoutingSnapshot, team: string | null): boolean {
  return team !== null && (routing.teamsByKey.get(team)?.onCall ?? null) !== null;
}

function personOf(
  routing: RoutingSnapshot,
  team: string | null,
  world: Pick<World, "answers" | "overrides">,
  at: EpochMs,
): NonNullable<ToldBy["to"]> {
  const found = team === null ? null : onCallOfTeam(routing, routing.teamsByKey.get(team) ?? null, world, at);
  if (found === null) return { team, person: null, basis: null, askedAt: null };
  // Whether an answer was fresh then is nothing that can be known: it is the last one that was given.
  const basis = found.basis === "fresh" ? "last-good" : found.basis;
  return { team, person: found.email ?? found.name, basis, askedAt: found.askedAt };
}
