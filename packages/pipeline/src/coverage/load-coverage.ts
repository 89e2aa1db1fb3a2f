import {
  compileRuleSet,
  type EpochMs,
  hoursOfWeek,
  instantsOf,
  localDayOf,
  nextClockChange,
  type RoutingContext,
  type RuleChange,
  type RuleSetBody,
  type Severity,
} from "@signalbox/core";
import {
  type Database,
  findLastOpening,
  findRuleSet,
  listOverrides,
  loadRoutingWorld,
  readOverride,
} from "@signalbox/database";
import { readLiveConfig } from "../config/read-live-config.ts";
import { onCallLookupKey } from "../look-up/on-call-of.ts";
import type { World } from "../process/load-world.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { heldAt, type RoutingComponent, type RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type IdleNote, idleNotes } from "../rule-set/idle-rules.ts";
import { type CoverageGap, type CoveredHours, coverHours, gapsIn, quarterMs } from "./cover-hours.ts";
import type { Supposed } from "./supposed-event.ts";
import { type Answer, whoIsTold } from "./who-is-told.ts";

type Deps = { db: Pick<Database, "transaction" | "read">; now(): EpochMs };

/** Which rules: those that decide now, or the draft as it is saved. */
type CoveredRules = "live" | "draft";

/** What is asked of one component. `timeZone` null: the policy's. */
interface CoverageQuestion {
  rules: CoveredRules;
  component: string;
  change: RuleChange;
  severity: Severity;
  timeZone: string | null;
}

type CoverageRefusal =
  | { outcome: "no-component" }
  | { outcome: "no-draft" }
  | { outcome: "no-zone" }
  /** The draft has a problem, which its editor shows. */
  | { outcome: "unreadable" };

/** Who would be told in each hour of the week that a day is in. @param day null: today */
export async function coverWeek(
  deps: Deps,
  asked: CoverageQuestion & { day: string | null },
): Promise<CoverageRefusal | ({ outcome: "covered"; timeZone: string; like: Supposed["like"] } & CoveredHours)> {
  const prepared = await prepare(deps, asked);
  if (prepared.outcome !== "prepared") return prepared;
  const { routing, supposed, timeZone } = prepared;
  const hours = hoursOfWeek(timeZone, asked.day ?? localDayOf(timeZone, deps.now()));
  const world = await loadWorldIn(deps, routing, { from: hours[0]!.from, to: hours.at(-1)!.to });
  const covered = coverHours(hours, (at) => whoIsTold(routing, supposed, world, at));
  return { outcome: "covered", timeZone, like: supposed.like, ...covered };
}

/** Who would be told when the clock on the wall shows a time: two answers where it does twice, none where it never does. */
export async function coverMoment(
  deps: Deps,
  asked: CoverageQuestion & { local: string },
): Promise<
  | CoverageRefusal
  | { outcome: "covered"; timeZone: string; like: Supposed["like"]; moments: { at: EpochMs; answer: Answer }[] }
> {
  const prepared = await prepare(deps, asked);
  if (prepared.outcome !== "prepared") return prepared;
  const { routing, supposed, timeZone } = prepared;
  const instants = instantsOf(timeZone, asked.local);
  const span = { from: instants[0] ?? 0, to: (instants.at(-1) ?? 0) + 1 };
  const world = await loadWorldIn(deps, routing, span);
  const moments = instants.map((at) => ({ at, answer: whoIsTold(routing, supposed, world, at) }));
  return { outcome: "covered", timeZone, like: supposed.like, moments };
}

interface CoverageGaps {
  outcome: "covered";
  /** Rules that can never fire. */
  idle: IdleNote[];
  timeZone: string;
  spans: { from: EpochMs; to: EpochMs }[];
  gaps: (CoverageGap & { component: string; name: string })[];
  /** How many components of tier 1 were looked at. */
  components: number;
}

const weekMs = 7 * 86_400_000;

/** When a critical outage of a component of tier 1 would page nobody: in the next seven days, and in the week in which the
 *  clocks change next; and which rules can never fire. */
export async function findCoverageGaps(
  deps: Deps,
  rules: CoveredRules,
): Promise<Extract<CoverageRefusal, { outcome: "no-draft" | "unreadable" }> | CoverageGaps> {
  const read = await readRouting(deps, rules);
  if (read.outcome !== "read") return read;
  const { routing, body } = read;
  const timeZone = zoneOf(routing, deps.now());
  const spans = spansToLookAt(timeZone, Math.floor(deps.now() / quarterMs) * quarterMs);
  const first = [...routing.components.values()].filter((one) => heldAt(one.tiers, deps.now()) === 1);
  const live = await deps.db.transaction((tx) => readLiveConfig(tx));
  const idle = body === null ? [] : idleNotes(live.config, body);
  const worlds = await Promise.all(spans.map((span) => loadWorldIn(deps, routing, span)));
  const gaps: CoverageGaps["gaps"] = [];
  for (const component of first) {
    const like = await loadLike(deps, component);
    const supposed: Supposed = { component, change: "opened", severity: "critical", like };
    for (const [place, span] of spans.entries()) {
      const found = await gapsIn(span, (at) => whoIsTold(routing, supposed, worlds[place]!, at));
      gaps.push(...found.map((gap) => ({ ...gap, component: component.key, name: component.name })));
    }
  }
  return { outcome: "covered", idle, timeZone, spans, gaps, components: first.length };
}

function spansToLookAt(timeZone: string, now: EpochMs): { from: EpochMs; to: EpochMs }[] {
  const next = { from: now, to: now + weekMs };
  const change = nextClockChange(timeZone, now);
  if (change === null) return [next];
  const hours = hoursOfWeek(timeZone, change);
  const week = { from: Math.max(hours[0]!.from, next.to), to: hours.at(-1)!.to };
  return week.to <= week.from ? [next] : [next, week];
}

async function prepare(
  deps: Deps,
  asked: CoverageQuestion,
): Promise<CoverageRefusal | { outcome: "prepared"; routing: RoutingSnapshot; supposed: Supposed; timeZone: string }> {
  const read = await readRouting(deps, asked.rules);
  if (read.outcome !== "read") return read;
  const { routing } = read;
  const component = [...routing.components.values()].find(({ key }) => key === asked.component);
  if (component === undefined) return { outcome: "no-component" };
  const timeZone = asked.timeZone ?? zoneOf(routing, deps.now());
  if (!isTimeZone(timeZone)) return { outcome: "no-zone" };
  const { change, severity } = asked;
  const supposed = { component, change, severity, like: await loadLike(deps, component) };
  return { outcome: "prepared", routing, supposed, timeZone };
}

async function readRouting(
  deps: Deps,
  rules: CoveredRules,
): Promise<
  | { outcome: "no-draft" }
  | { outcome: "unreadable" }
  | { outcome: "read"; routing: RoutingSnapshot; body: RuleSetBody | null }
> {
  const routing = await loadRouting(deps.db);
  const found = await findRuleSet(deps.db.read, rules);
  // Stored by our own commands in exactly this shape.
  const body = (found?.body ?? null) as unknown as RuleSetBody | null;
  if (rules === "live") return { outcome: "read", routing, body };
  if (body === null) return { outcome: "no-draft" };
  const made = compileRuleSet(body);
  if (made.outcome === "invalid") return { outcome: "unreadable" };
  return { outcome: "read", routing: { ...routing, rules: { id: null, compiled: made.ruleSet, problem: null } }, body };
}

async function loadLike(deps: Deps, component: RoutingComponent): Promise<Supposed["like"]> {
  // Written by our own routing stage in exactly this shape.
  const context = (await findLastOpening(deps.db.read, component.id)) as unknown as RoutingContext | null;
  if (context === null) return null;
  const { monitor, labels, source } = context;
  return { monitor, labels, source };
}

/** Everything that may say who is on call within a span: look-ups can tell only what they answered last. */
async function loadWorldIn(
  deps: Deps,
  routing: RoutingSnapshot,
  span: { from: EpochMs; to: EpochMs },
): Promise<Pick<World, "answers" | "overrides">> {
  const lookupKeys = [...routing.teams.values()].map(({ key }) => onCallLookupKey(key));
  const { answers } = await deps.db.transaction((tx) =>
    loadRoutingWorld(tx, { lookupKeys, sourceIds: [], now: deps.now() }),
  );
  const overrides = await listOverrides(deps.db.read, null, span);
  const byRotation = Map.groupBy(overrides, ({ rotationId }) => rotationId);
  return {
    answers: new Map(answers.map((answer) => [answer.key, answer])),
    overrides: new Map([...byRotation].map(([id, rows]) => [id, rows.map(readOverride)])),
  };
}

function zoneOf(routing: RoutingSnapshot, now: EpochMs): string {
  const held = routing.policies.find(({ from, to }) => from <= now && (to === null || now < to));
  return held?.timeZone ?? "UTC";
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
