import type { PlannedIncident, PlannedSeverity } from "../drive/plan-incidents.ts";

/** Whole seconds; `weighted` in half seconds, so that all is whole. */
export interface ExpectedDowntime {
  gross: number;
  net: number;
  weightedHalves: number;
}

const halves: Record<PlannedSeverity, 0 | 1 | 2> = { critical: 2, high: 2, medium: 1, low: 0, info: 0 };

type Stretch = { key: string; from: number; to: number; halves: 1 | 2; segmentFrom: number };

/** What one component's ledger must say for each key, counted second by second from the plan alone: each second counts
 *  once, for the largest weight, among equal ones for the segment that began first. */
export function expectLedger(incidents: readonly PlannedIncident[]): Map<string, ExpectedDowntime> {
  const stretches = incidents.flatMap(stretchesOf);
  const expected = new Map(incidents.map(({ key }) => [key, { gross: 0, net: 0, weightedHalves: 0 }]));
  const first = Math.min(...stretches.map(({ from }) => from));
  const last = Math.max(...stretches.map(({ to }) => to));
  for (let second = first; second < last; second++) {
    let counted: Stretch | null = null;
    for (const stretch of stretches) {
      if (second < stretch.from || second >= stretch.to) continue;
      expected.get(stretch.key)!.gross++;
      if (counted === null || isBefore(stretch, counted)) counted = stretch;
    }
    if (counted === null) continue;
    const downtime = expected.get(counted.key)!;
    downtime.net++;
    downtime.weightedHalves += counted.halves;
  }
  return expected;
}

function isBefore(one: Stretch, other: Stretch): boolean {
  return one.halves > other.halves || (one.halves === other.halves && one.segmentFrom < other.segmentFrom);
}

function stretchesOf(incident: PlannedIncident): Stretch[] {
  return incident.outages.flatMap((outage) => {
    const stretches: Stretch[] = [];
    let segmentFrom = 0;
    let before = 0;
    outage.severities.forEach(({ from, severity }, i) => {
      const weight = halves[severity];
      if (weight !== before) segmentFrom = from;
      before = weight;
      const to = outage.severities[i + 1]?.from ?? outage.endedAt;
      if (weight > 0) stretches.push({ key: incident.key, from, to, halves: weight as 1 | 2, segmentFrom });
    });
    return stretches;
  });
}
