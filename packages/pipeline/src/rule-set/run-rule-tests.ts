import type { Finding } from "@signalbox/contract";
import {
  applyGiven,
  type DecidedEvent,
  type EpochMs,
  type EventChange,
  evaluateRules,
  judgeRuleTest,
  type OrderedAction,
  type RuleSetBody,
  type RuleTest,
  type TestProblem,
} from "@signalbox/core";
import { pageByFailures } from "../process/route-event.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { foldTestDelivery } from "./fold-test-delivery.ts";

/** What became of one test. */
export interface RuleTestResult {
  name: string;
  /** Empty: it passed. */
  problems: TestProblem[];
  /** What was ordered, and by which rule, on which change. */
  ordered: { change: EventChange; rule: string; kind: OrderedAction["kind"]; connection: string }[];
}

/** Runs the tests of a rule set by the code that processes deliveries, against a snapshot that holds its rules. Pure. */
export function runRuleTests(routing: RoutingSnapshot, tests: readonly RuleTest[]): RuleTestResult[] {
  return tests.map((test) => {
    const decided = decideTest(routing, test);
    const problems =
      decided.outcome === "unreadable"
        ? [{ path: ["delivery"], message: `the delivery can't be read as ${test.sender}: ${decided.reason}` }]
        : judgeRuleTest(routing.rules.compiled, test, decided.events);
    return { name: test.name, problems, ordered: decided.outcome === "decided" ? orderedBy(decided.events) : [] };
  });
}

/** The same as problems of the rule set, each with its place: what keeps it from being published. */
export function failedTests(routing: RoutingSnapshot, body: RuleSetBody): Finding[] {
  return findingsOf(runRuleTests(routing, body.tests ?? []));
}

export function findingsOf(results: readonly RuleTestResult[]): Finding[] {
  return results.flatMap(({ name, problems }, index) =>
    problems.map(({ path, message }) => ({
      path: ["tests", index, ...path],
      message: `the test "${name}" fails: ${message}`,
    })),
  );
}

export type DecidedTest = { outcome: "decided"; events: DecidedEvent[] } | { outcome: "unreadable"; reason: string };

/** What the rules decide about each event of a test's delivery. */
export function decideTest(routing: RoutingSnapshot, test: Omit<RuleTest, "name" | "expect">): DecidedTest {
  const folded = foldTestDelivery(routing, test, readAt(test.at));
  if (folded.outcome === "unreadable") return folded;
  const events = folded.events.map(({ context: found, change: told }): DecidedEvent => {
    const context = applyGiven(found, test.given ?? {});
    const change = told === "none" ? told : context.event.change;
    const decision = evaluateRules(routing.rules.compiled, context, change);
    const ran = decision.otherwise.outcome === "ran" && decision.otherwise.action === null;
    const page = ran ? pageByFailures(routing) : null;
    return { context, change, decision, ordered: page === null ? decision.actions : [...decision.actions, page] };
  });
  return { outcome: "decided", events };
}

function readAt(text: string | undefined): EpochMs | null {
  return text === undefined ? null : Date.parse(text);
}

function orderedBy(events: readonly DecidedEvent[]): RuleTestResult["ordered"] {
  return events.flatMap(({ change, ordered }) =>
    ordered.map(({ rule, kind, connection }) => ({ change, rule, kind, connection })),
  );
}
