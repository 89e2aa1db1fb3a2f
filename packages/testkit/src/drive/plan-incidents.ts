import { between, pick, type Random } from "./random.ts";

export type PlannedSeverity = "critical" | "high" | "medium" | "low" | "info";

/** Instants are whole seconds since the epoch, no two of a plan alike. */
export interface PlannedOutage {
  startedAt: number;
  endedAt: number;
  acknowledgedAt: number | null;
  /** From when on which severity; the first from `startedAt`, each unlike the one before. */
  severities: { from: number; severity: PlannedSeverity }[];
}

/** What happens to one monitor, and what its tool tells under one correlation key: the truth to compare with. */
export interface PlannedIncident {
  key: string;
  monitor: { id: string; name: string };
  summary: string;
  outages: PlannedOutage[];
  /** Its last resolve is not told before the second wave. */
  isHeld: boolean;
}

const severities: PlannedSeverity[] = ["critical", "critical", "high", "medium", "low", "info"];
const reopenGapSeconds = [30, 240] as const;

/** Plans `count` incidents in the hours before `now` (epoch milliseconds). Of every four, one is held open; of the others
 *  every third goes down twice, within the time in which it counts as re-opened.
 *  @param name stands in keys and titles, so that several plans can share one installation */
export function planIncidents(
  random: Random,
  options: { name: string; count: number; now: number; taken?: Set<number> },
): PlannedIncident[] {
  const clock = new UniqueSeconds(options.taken ?? new Set());
  const latest = Math.floor(options.now / 1000) - 7_200;
  return Array.from({ length: options.count }, (_, i) => {
    const isHeld = i % 4 === 0;
    const first = planOutage(random, clock, latest - between(random, 0, 14_400));
    const goesDownTwice = !isHeld && i % 3 === 0;
    const again = first.endedAt + between(random, ...reopenGapSeconds);
    const label = `${options.name} ${i + 1}`;
    return {
      key: `inc_${options.name}_${i + 1}`,
      monitor: { id: `mon_${options.name}_${i + 1}`, name: `Checkout ${label}` },
      summary: `Checkout ${label} is down`,
      outages: goesDownTwice ? [first, planOutage(random, clock, again)] : [first],
      isHeld,
    };
  });
}

function planOutage(random: Random, clock: UniqueSeconds, from: number): PlannedOutage {
  const startedAt = clock.take(from);
  let last = startedAt;
  const later = (atMost: number): number => {
    last = clock.take(last + between(random, 1, atMost));
    return last;
  };
  const changes: PlannedOutage["severities"] = [{ from: startedAt, severity: pick(random, severities) }];
  let acknowledgedAt: number | null = null;
  if (random() < 0.4) acknowledgedAt = later(300);
  if (random() < 0.5) {
    const severity = pick(random, severities);
    if (severity !== changes[0]!.severity) changes.push({ from: later(600), severity });
  }
  return { startedAt, endedAt: later(1_500), acknowledgedAt, severities: changes };
}

// No two instants alike: what holds at one instant is decided elsewhere, by cases of its own.
class UniqueSeconds {
  readonly #taken: Set<number>;
  constructor(taken: Set<number>) {
    this.#taken = taken;
  }
  take(from: number): number {
    let at = from;
    while (this.#taken.has(at)) at++;
    this.#taken.add(at);
    return at;
  }
}
