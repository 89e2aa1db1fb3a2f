import type { HttpKind, PlanInput } from "../connection-kind.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { addAuth, authSecretFields, tokenClient } from "../shared/connection-auth.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { remediationOf, runLimitMs } from "../shared/remediation-fields.ts";
import { orderedRunbook, runbookTerms } from "../shared/runbook-entries.ts";
import { planTemplatedCall } from "../shared/templated-call.ts";
import { type HttpJobConfig, httpJobConfig, httpJobForm } from "./http-job-config.ts";
import { httpJobGuide } from "./http-job-guide.ts";
import { interpretHttpJob } from "./interpret-http-job.ts";

/** Known fixes of any automation server that starts a run by one request and tells by another how far it is. */
export const httpJob: HttpKind<HttpJobConfig> = {
  key: "http-job",
  name: "Automation by HTTP",
  guide: httpJobGuide,
  proof: { status: "unproven", source: "https://www.rfc-editor.org/rfc/rfc9110", version: null },
  configSchema: httpJobConfig,
  form: httpJobForm,
  secretFields: ({ auth }) => authSecretFields(auth),
  tokenClient: ({ auth }) => tokenClient(auth),
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
  plan(step, input) {
    if (step !== "send" && step !== "read") {
      return { outcome: "not-possible", reason: `what runs fixes can't do ${step}` };
    }
    const { config } = input;
    const scope = scopeOf(input);
    if (scope === null) return { outcome: "not-possible", reason: "the rule names none of its runbooks" };
    const about = { baseUrl: config.baseUrl, scope, idempotencyKey: input.idempotencyKey };
    if (step === "send") return planTemplatedCall("start", config.start, { ...about, defaultMethod: "POST" });
    if ((input.obligation?.externalId ?? null) === null) {
      return { outcome: "not-possible", reason: "it has no name there by which it could be followed" };
    }
    return planTemplatedCall("poll", config.poll, { ...about, defaultMethod: "GET" });
  },
  planOutput(input) {
    const { log, baseUrl } = input.config;
    const scope = scopeOf(input);
    if (log === undefined || scope === null) return null;
    const about = { baseUrl, scope, idempotencyKey: input.idempotencyKey, defaultMethod: "GET" } as const;
    const planned = planTemplatedCall("log", { ...log, headers: { accept: "text/plain", ...log.headers } }, about);
    return planned.outcome === "planned" ? planned.request : null;
  },
  authorise: (request, { config }, secrets) => addAuth(request, config.auth, secrets),
  interpret: interpretHttpJob,
  planTest: ({ baseUrl }) => ({
    outcome: "planned",
    calls: [{ asks: "address", request: { method: "GET", url: joinUrl(baseUrl, "/"), headers: {}, body: null } }],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer);
    const isReached = verdict?.verdict === "trouble" && ["wrong-path", "wrong-answer"].includes(verdict.trouble);
    return verdict === null || isReached
      ? { verdict: "ok", sentence: "It can be reached. Whether its paths are right shows with the first run." }
      : verdict;
  },
};

/** What its templates see: the runbook that was ordered, what it is called there, and its arguments. Null: there is none. */
function scopeOf({ config, scope }: PlanInput<HttpJobConfig>): Record<string, unknown> | null {
  const ordered = orderedRunbook(config.runbooks, scope);
  if (ordered === null) return null;
  const { entry, values } = ordered;
  const action = isObject(scope.action) ? scope.action : {};
  return { ...scope, action: { ...action, target: entry.target ?? entry.key, arguments: values } };
}
