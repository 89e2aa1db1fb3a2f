import type { HttpKind, PlannedRequest } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { planRunStep, type RunCalls, runIdOf } from "../shared/plan-run-step.ts";
import { remediationOf, runLimitMs } from "../shared/remediation-fields.ts";
import { runbookTerms } from "../shared/runbook-entries.ts";
import { interpretRundeck } from "./interpret-rundeck.ts";
import { type RundeckConfig, rundeckConfig, rundeckForm, rundeckUrl } from "./rundeck-config.ts";

/** Jobs of Rundeck as known fixes. */
export const rundeck: HttpKind<RundeckConfig> = {
  key: "rundeck",
  name: "Rundeck",
  guide: {
    about:
      "Runs jobs of Rundeck as known fixes: it is started once, followed to its end, and what it prints is kept. Only the jobs that the connection names can be ordered.",
    credentials: [
      "Make a user of its own for Signalbox, and in its profile an API token that ends late enough.",
      "Take the UUID of each job from its page: More, Definition.",
    ],
    rights:
      "run and read of these jobs, and read of the project's executions; no right to change jobs, so that what was approved is what runs.",
    traps: [
      "What a job does can be changed in Rundeck after somebody said yes here: the yes binds the request, not the job's definition. Let few people change these jobs.",
      "A start whose answer got lost is never repeated: somebody looks in Rundeck whether it runs.",
      "A job that may not run twice at once answers 409 while it runs: it was not started then.",
      "Rundeck answers 403 to a token that it does not know, too: the connection is paused, and what waits goes on once it has a valid one.",
      "A job that Rundeck itself runs again after a failure is left to a person: how that ends, another execution tells.",
      "Options that hold secrets belong into Rundeck's key storage, never into arguments.",
    ],
    example: {
      baseUrl: "https://rundeck.example.test",
      token: { env: "RUNDECK_TOKEN" },
      runbooks: [
        {
          key: "restart-checkout",
          job: "7400ff98-31c4-4834-ba3d-aee9646e867f",
          destructive: true,
          parameters: { host: { type: "choice", of: ["checkout-1", "checkout-2"], default: "checkout-1" } },
        },
      ],
    },
  },
  proof: { status: "unproven", source: "https://docs.rundeck.com/docs/api/rundeck-api.html", version: "API 41" },
  configSchema: rundeckConfig,
  form: rundeckForm,
  secretFields: () => ["token"],
  timeoutMs: (config) => timeoutMsOf(config),
  capabilities: () => ({
    actions: ["remediate"],
    find: false,
    update: false,
    close: false,
    reopen: false,
    read: true,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "C",
  remediation: (config) => ({
    ...remediationOf(config),
    runLimitMs: runLimitMs(config),
    runbooks: runbookTerms(config.runbooks),
  }),
  plan: (step, input) => planRunStep(calls, step, input),
  planOutput(input) {
    const id = runIdOf(input);
    if (id === null) return null;
    const url = rundeckUrl(input.config, `/execution/${id}/output?format=text`);
    return { method: "GET", url, headers: { accept: "text/plain" }, body: null };
  },
  authorise: (request, _input, { token = "" }): PlannedRequest => ({
    ...request,
    headers: { ...request.headers, "x-rundeck-auth-token": token },
  }),
  interpret: interpretRundeck,
  planTest: (config) => ({
    outcome: "planned",
    calls: config.runbooks.slice(0, testedMax).map(({ key, job }) => ({
      asks: key,
      request: jsonRequest("GET", rundeckUrl(config, `/job/${job}/info`)),
    })),
  }),
  interpretTest(answer, config, asks) {
    const job = config.runbooks.find(({ key }) => key === asks)?.job ?? "";
    const refused = interpretTestStatus(answer, `there is no job ${job} for ${asks}, or this user may not see it`);
    if (refused !== null) return refused;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    if (read.body.id !== job) return trouble("wrong-answer", `It answered with something that is not the job ${job}.`);
    return {
      verdict: "ok",
      sentence: "It takes the token, and its jobs are there. Whether they may be run shows with the first run.",
    };
  },
};

const testedMax = 20;

const calls: RunCalls<RundeckConfig, RundeckConfig["runbooks"][number]> = {
  start(config, { job }, values) {
    const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    return jsonRequest("POST", rundeckUrl(config, `/job/${job}/run`), { options });
  },
  read: (config, id) => jsonRequest("GET", rundeckUrl(config, `/execution/${id}`)),
};
