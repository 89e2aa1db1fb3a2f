import { bindContext, type EpochMs } from "@signalbox/core";
import { answerNewCalendars } from "../routing/answer-new-calendars.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type ComparedEffect, compareEffects } from "./compare-effects.ts";
import type { PastEvent, PastIncident } from "./past-event.ts";
import type { PastTime } from "./past-time.ts";
import { RuleSide } from "./rule-side.ts";
import { type PastMute, Silences } from "./silences.ts";
import { Tally, type TallyResult } from "./tally.ts";

export interface TimeMachineInput {
  /** Configuration as it is now, with the live rules. */
  routing: RoutingSnapshot;
  draft: RoutingSnapshot["rules"];
  mutes: readonly PastMute[];
  /** Effects outside it are not counted: what is played before it says what was open when it began. */
  time: PastTime;
  /** Takes each effect of an incident that differs, once all of it is known. */
  onDifference(compared: ComparedEffect): void;
}

export interface TimeMachineResult extends TallyResult {
  /** Events within the time that rules were asked about. */
  events: number;
  /** Those for which the draft orders a page while no answer of the team's on-call was stored: the fallback stands for it. */
  withoutAnswer: number;
  /** Incidents of which something still waits for its time at the end; it is not counted. */
  stillWaiting: number;
}

/** How long after its last word an incident can still have a say: past its re-open window, and what comes late. */
const settledAfterMs = 2 * 3_600_000;
/** One that was never resolved is let go after so long. */
const unheardAfterMs = 30 * 86_400_000;

/**
 * Plays the past by two rule sets at once, the live one and a draft: stored events in the order of their receipt, each with
 * what rules saw then, in virtual time. Holds no more than what is open. Pure: sends nothing, writes nothing, reads no clock.
 */
export class TimeMachine {
  readonly #input: TimeMachineInput;
  readonly #incidents = new Map<string, PastIncident>();
  /** Monitors that flap: the incident that stands for all, and until when. */
  readonly #flapping = new Map<string, { standsFor: string; until: EpochMs }>();
  readonly #tally: Tally;
  readonly #live: RuleSide;
  readonly #draft: RuleSide;
  #events = 0;
  #withoutAnswer = 0;
  #now = Number.NEGATIVE_INFINITY;

  constructor(input: TimeMachineInput) {
    this.#input = input;
    this.#tally = new Tally(input.time);
    const silences = new Silences(input.routing.windows, input.mutes);
    const side = (name: "live" | "draft", rules: RoutingSnapshot["rules"]) =>
      new RuleSide({
        routing: { ...input.routing, rules },
        silences,
        incidents: this.#incidents,
        onNotEvaluable: (rule, problem) => {
          if (this.#isWithin(this.#now)) this.#tally.addNotEvaluable(name, rule, problem);
        },
      });
    this.#live = side("live", input.routing.rules);
    this.#draft = side("draft", input.draft);
  }

  /** Events so far that count. */
  get events(): number {
    return this.#events;
  }

  /** Plays one event. Give them in the order of receipt; those of tests and drills say nothing. */
  play(event: PastEvent): void {
    if (event.context.incident.origin !== "real") return;
    this.#now = Math.max(this.#now, Date.parse(event.context.now));
    if (this.#isWithin(this.#now)) this.#events += 1;
    answerNewCalendars(event.context, this.#input.routing.calendars);
    const { incident, mergedInto } = this.#note(event);
    const bound = bindContext(event.context);
    const moving = event.merge?.kind === "merge" ? this.#moving(incident.id, event.merge.into) : [];
    const played = { event, bound, incident, mergedInto, moving, now: this.#now };
    this.#live.play(played);
    const { orders } = this.#draft.play(played);
    const pages = orders.some(({ ordered }) => ordered.kind === "page");
    if (pages && event.context.onCall?.basis === "fallback" && this.#isWithin(this.#now)) this.#withoutAnswer += 1;
    for (const id of moving) this.#incidents.get(id)!.mergedInto = event.merge!.into;
    if (event.merge?.kind === "unmerge") incident.mergedInto = null;
  }

  /** Counts what is known for good, and forgets it. Call it now and then, so that memory stays flat. */
  sweep(): void {
    for (const incident of this.#incidents.values()) {
      const { reopenWindowMs = 0 } = this.#input.routing.sources.get(incident.sourceId) ?? {};
      const quietMs = incident.isResolved ? reopenWindowMs + settledAfterMs : unheardAfterMs;
      if (incident.lastAt + quietMs >= this.#now) continue;
      const sides = [this.#live, this.#draft].map(({ outside }) => outside.settle(incident.id, this.#now));
      if (!sides.includes(false)) this.#finish(incident.id);
    }
    for (const [monitor, { until }] of this.#flapping) if (until < this.#now) this.#flapping.delete(monitor);
  }

  /** Carries out what is due by the end of the time, and gives all counts. Call it once. */
  result(): TimeMachineResult {
    const last = this.#input.time.to - 1;
    const ids = [...this.#incidents.keys()];
    const waiting = ids.filter((id) => ![this.#live, this.#draft].every(({ outside }) => outside.settle(id, last)));
    for (const id of ids) this.#finish(id);
    return {
      ...this.#tally.result(),
      events: this.#events,
      withoutAnswer: this.#withoutAnswer,
      stillWaiting: waiting.length,
    };
  }

  #isWithin(at: EpochMs): boolean {
    return this.#input.time.from <= at && at < this.#input.time.to;
  }

  /** Takes in how the incident stands after the event, and says what it followed before. */
  #note(event: PastEvent): { incident: PastIncident; mergedInto: string | null } {
    const { incidentId: id, sourceId, monitorId, componentId, change, context } = event;
    const known = this.#incidents.get(id);
    const incident: PastIncident = known ?? { ...blank, id, sourceId, monitorId, componentId, standsFor: id };
    this.#incidents.set(id, incident);
    const { mergedInto } = incident;
    Object.assign(incident, {
      monitorId: incident.monitorId ?? monitorId,
      componentId: incident.componentId ?? componentId,
      isResolved: context.incident.status === "resolved",
      lastAt: this.#now,
    });
    if (change === "opened" || change === "reopened") this.#noteFlapping(incident, event);
    // What opens again after the other has ended acts for itself: see `loadMerges`.
    const hasTargetEnded = mergedInto !== null && this.#incidents.get(mergedInto)?.isResolved !== false;
    if (change === "reopened" && hasTargetEnded) incident.mergedInto = null;
    return { incident, mergedInto: event.merge === null ? incident.mergedInto : mergedInto };
  }

  #noteFlapping(incident: PastIncident, { sourceId, monitorId, occurredAt, context }: PastEvent): void {
    if (!context.incident.flapping)
      return void Object.assign(incident, { flappingUntil: null, standsFor: incident.id });
    const withinMs = this.#input.routing.sources.get(sourceId)?.flapping.withinMs ?? 0;
    const monitor = monitorId === null ? incident.id : `${sourceId} ${monitorId}`;
    const first = this.#flapping.get(monitor);
    const wasFlapping = incident.flappingUntil !== null;
    if (!wasFlapping && first !== undefined && first.until > occurredAt) incident.standsFor = first.standsFor;
    incident.flappingUntil = occurredAt + withinMs;
    this.#flapping.set(monitor, { standsFor: incident.standsFor, until: incident.flappingUntil });
  }

  /** What goes along when an incident is merged: all that is not over, as `mergeIncidents` has it. */
  #moving(id: string, into: string): string[] {
    const all = [...this.#incidents.values()].filter((one) => one.id === id || one.mergedInto === id);
    return all.filter((one) => one.id !== into && !one.isResolved).map((one) => one.id);
  }

  #finish(id: string): void {
    const [live, draft] = [this.#live.outside.take(id), this.#draft.outside.take(id)];
    this.#incidents.delete(id);
    if (live.effects.length === 0 && draft.effects.length === 0) return;
    for (const compared of compareEffects(live, draft)) {
      if (!this.#isWithin((compared.live ?? compared.draft)!.at)) continue;
      this.#tally.add(compared);
      if (compared.outcome !== "same") this.#input.onDifference(compared);
    }
  }
}

const blank = { isResolved: false, lastAt: 0, mergedInto: null, flappingUntil: null };
