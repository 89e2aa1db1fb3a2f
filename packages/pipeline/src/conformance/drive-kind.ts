import {
  type ConnectionKind,
  connectionKindByKey,
  type Interpretation,
  type TestVerdict,
} from "@signalbox/connections";
import type { AttemptOutcome, CallStep, EpochMs } from "@signalbox/core";
import type { CallResult } from "../outbound/call-outside.ts";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";

export const referenceOfTests = "sbx-abcdefghijklmnopqrstuvwxyz";
const timeoutMs = 10_000;
const startedAt = Date.UTC(2026, 10, 2, 9);

/** What a step brought: what the kind read in the answer, or how the call ended without one. */
export type Driven = Interpretation | { step: "not-possible"; reason: string };

/** A connection of a kind to an imitation, driven step by step through the real outbound door. */
export interface DrivenKind {
  kind: ConnectionKind;
  config: unknown;
  step(step: CallStep, about?: DrivenStep): Promise<Driven>;
  /** What a run has printed so far, by the call that asks for it; null: there is none. */
  output(externalId: string, about?: DrivenStep): Promise<string | null>;
  /** The first trouble, or that of the last call: all went well. */
  test(): Promise<TestVerdict>;
  /** The same connection with other credentials. */
  withSecrets(secrets: Record<string, string>): DrivenKind;
  now: EpochMs;
  close(): Promise<void>;
}

interface DrivenStep {
  externalId?: string | null;
  reference?: string;
  /** The answer is read for this reference instead: as if the system had taken no notice of what it was asked. */
  readAs?: string;
  scope?: Record<string, unknown>;
  isClosing?: boolean;
  /** Of the call; ample unless set, so that a busy machine makes no difference. */
  timeoutMs?: number;
  /** Of the clock. */
  laterMs?: number;
}

export function driveKind(given: {
  kind: string;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  /** Certificates to trust. */
  ca?: string;
}): DrivenKind {
  const kind = connectionKindByKey(given.kind);
  if (kind === null) throw new Error(`there is no kind ${given.kind}`);
  const outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.0", prefixLength: 8, port: null }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
    ...(given.ca === undefined ? {} : { ca: given.ca }),
  });
  return build(kind, kind.configSchema.parse(given.config), given.secrets, outbound);
}

function build(kind: ConnectionKind, config: unknown, secrets: Record<string, string>, outbound: Outbound): DrivenKind {
  const missing = kind.secretFields(config).filter((field) => secrets[field] === undefined);
  if (missing.length > 0) throw new Error(`${kind.key} lacks ${missing.join()}`);
  const inputOf = (about: DrivenStep, step: string) => {
    const { externalId = null, reference = referenceOfTests, scope = {}, isClosing = step === "close" } = about;
    return {
      config,
      idempotencyKey: `${reference}-${step}-1`,
      scope: { ...scopeOfTests(reference, externalId), ...scope },
      obligation: { reference, externalId },
      isClosing,
      now: startedAt + (about.laterMs ?? 0),
    };
  };

  return {
    kind,
    config,
    now: startedAt,
    async step(step, about = {}) {
      const input = inputOf(about, step);
      const planned = kind.plan(step, input);
      if (planned.outcome === "not-possible") return { step: "not-possible", reason: planned.reason };
      const { request } = planned;
      if (request.via === "command") throw new TypeError("a command runs here: see the tests of runbooks");
      const limits = { totalMs: about.timeoutMs ?? timeoutMs };
      const result = await callWithCredentials(outbound, kind, request, input, secrets, limits);
      const asked = about.readAs === undefined ? input : inputOf({ ...about, reference: about.readAs }, step);
      return result.result === "answered" ? kind.interpret(step, result.answer, asked) : endOf(result);
    },
    async output(externalId, about = {}) {
      const input = inputOf({ ...about, externalId }, "read");
      const request = kind.planOutput?.(input) ?? null;
      if (request === null) return null;
      const result = await callWithCredentials(outbound, kind, request, input, secrets, { totalMs: timeoutMs });
      return result.result === "answered" && result.answer.status === 200 ? result.answer.body : null;
    },
    async test() {
      const plan = kind.planTest(config);
      if (plan.outcome === "not-possible") throw new Error(plan.reason);
      let verdict: TestVerdict | null = null;
      for (const { asks, request } of plan.calls) {
        const input = inputOf({}, "test");
        const result = await callWithCredentials(outbound, kind, request, input, secrets, { totalMs: timeoutMs });
        if (result.result !== "answered") throw new Error(`the test got no answer: ${JSON.stringify(result.outcome)}`);
        verdict = kind.interpretTest(result.answer, config, asks);
        if (verdict.verdict === "trouble") return verdict;
      }
      if (verdict === null) throw new Error(`${kind.key} tests nothing`);
      return verdict;
    },
    withSecrets: (other) => build(kind, config, other, outbound),
    close: () => outbound.close(),
  };
}

function endOf(result: CallResult & { result: "failed" }): { step: "done"; result: AttemptOutcome } {
  return { step: "done", result: result.outcome };
}

/** What templates see in the tests of conformance. */
function scopeOfTests(reference: string, externalId: string | null): Record<string, unknown> {
  return {
    event: { summary: "Checkout answers 503", type: "opened", severity: "critical" },
    incident: {
      id: "inc_0190f3c49b8b7d53a7d3b5d3c1a2b3c4",
      title: 'Checkout "API" is down',
      severity: "critical",
      openedAt: "2026-11-02T09:00:00.000Z",
      url: "https://monitor.example.test/i/1",
    },
    monitor: { id: "m1", name: "Checkout" },
    component: { key: "checkout-api", name: "Checkout API", tier: 1 },
    team: { key: "payments", name: "Payments" },
    source: { key: "anyping", name: "anyping" },
    labels: {},
    onCall: { email: "ada@example.test", name: "Ada" },
    link: "https://signalbox.example.test/incidents/inc_1",
    action: {
      priority: "urgent",
      assignee: "ada@example.test",
      title: null,
      description: null,
      comment: null,
      fields: null,
    },
    obligation: { reference, externalId, externalUrl: null },
    resolution: { note: "", durationSeconds: null, resolvedAt: null },
    failure: null,
  };
}
