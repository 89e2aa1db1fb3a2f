import { cpus } from "node:os";
import { compileRuleSet, evaluateRules, type RoutingContext, type Rule } from "@signalbox/core";
import { median, round } from "../shared/numbers.ts";

export type RulesReport = {
  /** Milliseconds for one event that every rule of its change is asked about. */
  perEvent: { rules50Ms: number; rules500Ms: number; rules5000Ms: number };
  /** 500 rules may take 2 ms an event; below 1 they take less. */
  against2Ms: number;
  /** What a rule costs among 5,000 against one among 50: about 1 where the time grows with the rules and no faster. */
  costOfARule: number;
  /** 100 events a second by 5,000 rules: the share of one processor that the rules take. */
  shareAt100PerSecond: number;
  /** Compiling 5,000 rules, once a version. */
  compile5000Ms: number;
  rounds: number;
  machine: { cpus: number; node: string };
};

const severities = ["critical", "high", "medium"];

/** The rule engine alone: no database, no queue. Every rule is for the change that is asked, and most say no. */
export function runRulesBench(options: { rounds: number; log(line: string): void }): RulesReport {
  const perEvent = { rules50Ms: 0, rules500Ms: 0, rules5000Ms: 0 };
  const compiling: number[] = [];
  const taken = new Map<number, number[]>();
  for (let n = 1; n <= options.rounds; n++) {
    for (const [count, events] of [
      [50, 4_000],
      [500, 400],
      [5_000, 40],
    ] as const) {
      const startedAt = performance.now();
      const made = compileRuleSet({ rules: manyRules(count) });
      if (count === 5_000) compiling.push(performance.now() - startedAt);
      if (made.outcome === "invalid") throw new Error(made.problems[0]?.message);
      const contexts = Array.from({ length: events }, (_, index) => context(index));
      // The first events pay for what is compiled when it is first run.
      for (const one of contexts.slice(0, 20)) evaluateRules(made.ruleSet, one, "opened");
      const from = performance.now();
      for (const one of contexts) evaluateRules(made.ruleSet, one, "opened");
      const each = (performance.now() - from) / events;
      taken.set(count, [...(taken.get(count) ?? []), each]);
    }
    options.log(`round ${n} done`);
  }
  const of = (count: number) => median(taken.get(count) ?? []);
  perEvent.rules50Ms = of(50);
  perEvent.rules500Ms = of(500);
  perEvent.rules5000Ms = of(5_000);
  return {
    perEvent: {
      rules50Ms: round3(perEvent.rules50Ms),
      rules500Ms: round3(perEvent.rules500Ms),
      rules5000Ms: round3(perEvent.rules5000Ms),
    },
    against2Ms: round3(perEvent.rules500Ms / 2),
    costOfARule: round(perEvent.rules5000Ms / 5_000 / (perEvent.rules50Ms / 50)),
    shareAt100PerSecond: round3((perEvent.rules5000Ms * 100) / 1_000),
    compile5000Ms: round(median(compiling)),
    rounds: options.rounds,
    machine: { cpus: cpus().length, node: process.version },
  };
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Conditions as people write them: by monitor, tier, severity, label, calendar; one in ten has a pattern. */
export function manyRules(count: number): Rule[] {
  return Array.from({ length: count }, (_, n): Rule => {
    const monitor = `monitor.name.startsWith("service-${n % 700}-")`;
    const kinds = [
      `${monitor} && component.tier <= ${(n % 3) + 1}`,
      `source.key == "source-${n % 40}" && event.severity in ["critical", "high"]`,
      `has(labels.team) && labels.team == "team-${n % 90}" && !incident.inMaintenance`,
      `component.key == "component-${n}" || ${monitor}`,
      `calendar.quietHours("berlin") && component.tier == 1 && ${monitor}`,
    ];
    const when = n % 10 === 9 ? `monitor.name.matches("^service-${n}-(eu|us)$")` : kinds[n % kinds.length]!;
    return { key: `rule-${n}`, when, do: [{ ticket: { connection: "desk" } }] };
  });
}

/** What rules see of the nth event. */
export function context(n: number): RoutingContext {
  const at = new Date(Date.UTC(2026, 10, 20, 8, 0, n % 60)).toISOString();
  return {
    event: {
      id: `evt_${n}`,
      type: "opened",
      change: "opened",
      severity: severities[n % severities.length] as "critical",
      summary: "it answers 503",
      url: null,
      correlationKey: `key-${n}`,
      occurredAt: at,
      startedAt: null,
      receivedAt: at,
    },
    incident: {
      id: `inc_${n}`,
      key: `key-${n}`,
      status: "open",
      title: "it answers 503",
      severity: "critical",
      url: null,
      origin: "real",
      openedAt: at,
      acknowledgedAt: null,
      resolvedAt: null,
      reopened: 0,
      inMaintenance: false,
      muted: false,
      flapping: false,
      costSoFar: 0,
    },
    monitor: { id: `m-${n}`, name: `service-${n % 1_000}-eu` },
    component: {
      key: `component-${n % 300}`,
      name: "a component",
      tier: (n % 3) + 1,
      costPerMinute: "1.00",
      currency: "EUR",
      slaTarget: null,
      incidentsIn24h: 0,
      budgetLeft: null,
    },
    contract: null,
    team: { key: "payments", name: "Payments", lead: null },
    source: { key: `source-${n % 50}`, name: "a source", sender: "anyping" },
    onCall: null,
    labels: { team: `team-${n % 100}`, env: "prod" },
    calendar: { berlin: { businessHours: true, quietHours: n % 2 === 0, holiday: false } },
    now: at,
  };
}

export function printRules(report: RulesReport): void {
  const { perEvent } = report;
  console.log(`an event by 500 rules   ${perEvent.rules500Ms} ms: ${report.against2Ms} of the 2 ms that it may take`);
  console.log(`an event by 5,000 rules ${perEvent.rules5000Ms} ms; a rule costs ${report.costOfARule} of one among 50`);
  console.log(
    `100 events/s by 5,000   ${report.shareAt100PerSecond} of one processor; compiled in ${report.compile5000Ms} ms`,
  );
}
