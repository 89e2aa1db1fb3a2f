import {
  automationAccess,
  awxAccess,
  type RunImitation,
  rundeckAccess,
  startAutomationServer,
  startAwx,
  startRundeck,
} from "@signalbox/testkit";

/** An automation server to hold its kind against. */
export interface RunSystem {
  kind: string;
  start(): Promise<RunImitation>;
  config(url: string): Record<string, unknown>;
  secrets: Record<string, string>;
  /** What a run is called in the outside id. */
  idOf(number: number): string;
  /** How it takes a whole number. */
  count: unknown;
  /** How it refuses a token that it does not know. */
  tokenRefused: "credentials" | "rights";
}

const kept = { kept: true } as const;
const parameters = {
  host: { type: "choice", of: ["checkout-1", "checkout-2"] },
  count: { type: "integer", least: 1, most: 9, default: "2" },
};

export const runSystems: readonly RunSystem[] = [
  {
    kind: "http-job",
    start: startAutomationServer,
    secrets: { bearer: automationAccess.token },
    idOf: (number) => `run-${number}`,
    count: 3,
    tokenRefused: "credentials",
    config: (url) => ({
      baseUrl: `${url}/api`,
      auth: { bearer: kept },
      start: {
        path: "/jobs/{{ action.target }}/runs",
        body: { host: "{{ action.arguments.host }}", count: "{{ action.arguments.count }}" },
        id: "$.id",
        url: "$.page",
      },
      poll: {
        path: "/runs/{{ obligation.externalId }}",
        done: 'answer.state != "running"',
        ok: 'answer.state == "ok"',
      },
      log: { path: "/runs/{{ obligation.externalId }}/log" },
      runbooks: [{ key: "restart", target: automationAccess.job, destructive: true, parameters }],
    }),
  },
  {
    kind: "rundeck",
    start: startRundeck,
    secrets: { token: rundeckAccess.token },
    idOf: String,
    count: "3",
    tokenRefused: "rights",
    config: (baseUrl) => ({
      baseUrl,
      token: kept,
      runbooks: [{ key: "restart", job: rundeckAccess.job, destructive: true, parameters }],
    }),
  },
  {
    kind: "awx",
    start: startAwx,
    secrets: { token: awxAccess.token },
    idOf: String,
    count: 3,
    tokenRefused: "credentials",
    config: (url) => ({
      baseUrl: `${url}/api/v2`,
      token: kept,
      runbooks: [{ key: "restart", template: awxAccess.template, destructive: true, parameters }],
    }),
  },
];
