import type { EpochMs } from "@signalbox/core";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { PastIncident } from "./past-event.ts";

/** A monitor that was muted in `[from, to)`. */
export interface PastMute {
  sourceId: number;
  /** The sender's id of it. */
  monitorId: string;
  from: EpochMs;
  to: EpochMs;
}

export interface PastSilence {
  reason: "in maintenance" | "muted";
  until: EpochMs;
}

/** What kept pages from going out in the past, by the rules of `findSilence`: all of the incidents must be silent. */
export class Silences {
  readonly #windows: RoutingSnapshot["windows"];
  readonly #mutes: ReadonlyMap<string, readonly PastMute[]>;

  constructor(windows: RoutingSnapshot["windows"], mutes: readonly PastMute[]) {
    this.#windows = windows;
    this.#mutes = Map.groupBy(mutes, (mute) => `${mute.sourceId} ${mute.monitorId}`);
  }

  /** Null where at least one of them is neither in maintenance nor muted, and where there is none. */
  find(incidents: readonly PastIncident[], at: EpochMs): PastSilence | null {
    let first: PastSilence | null = null;
    for (const incident of incidents) {
      const own = this.#of(incident, at);
      if (own === null) return null;
      if (first === null || own.until < first.until) first = own;
    }
    return first;
  }

  #of({ componentId, sourceId, monitorId }: PastIncident, at: EpochMs): PastSilence | null {
    let window = 0;
    for (const { startsAt, endsAt, componentIds } of this.#windows) {
      if (startsAt <= at && at < endsAt && componentId !== null && componentIds.includes(componentId))
        window = Math.max(window, endsAt);
    }
    let mute = 0;
    for (const { from, to } of this.#mutes.get(`${sourceId} ${monitorId}`) ?? [])
      if (from <= at && at < to) mute = Math.max(mute, to);
    if (window === 0 && mute === 0) return null;
    return window >= mute ? { reason: "in maintenance", until: window } : { reason: "muted", until: mute };
  }
}
