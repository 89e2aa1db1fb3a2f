import type { HttpKind } from "../connection-kind.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { planRunStep, type RunCalls, runIdOf } from "../shared/plan-run-step.ts";
import { remediationOf, runLimitMs } from "../shared/remediation-fields.ts";
import { runbookTerms } from "../shared/runbook-entries.ts";
import { type AwxConfig, awxConfig, awxForm } from "./awx-config.ts";
import { interpretAwx } from "./interpret-awx.ts";

/** Job templates of AWX or Ansible Automation Platform as known fixes. */
export const awx: HttpKind<AwxConfig> = {
  key: "awx",
  name: "AWX",
  guide: {
    about:
      "Launches job templates of AWX, or of the automation controller of Ansible Automation Platform, as known fixes: each is started once, followed to its end, and what it prints is kept.",
    credentials: [
      "Make a user of its own for Signalbox, and for it a personal access token with the scope write.",
      "Take the number of each job template from the address of its page.",
      "A template that takes arguments must ask for variables at launch, or have a survey with these names.",
    ],
    rights: "Execute on these job templates, and nothing else.",
    traps: [
      "Variables that a template does not ask for are ignored without an error, and the job runs without them: the connection's test tells, and a run that shows it is left to a person.",
      "What a template does can be changed in AWX after somebody said yes here: the yes binds the request, not the playbook.",
      "A launch whose answer got lost is never repeated: somebody looks in AWX whether it runs.",
      "A template with slices starts a workflow, which is not followed: use one without.",
      "AWX shows at most 1 MB of a job's output: of a longer one only that sentence is kept.",
    ],
    example: {
      baseUrl: "https://awx.example.test/api/v2",
      token: { env: "AWX_TOKEN" },
      runbooks: [
        {
          key: "restart-checkout",
          template: 7,
          destructive: true,
          parameters: { host: { type: "choice", of: ["checkout-1", "checkout-2"], default: "checkout-1" } },
        },
      ],
    },
  },
  proof: {
    status: "unproven",
    source: "https://docs.ansible.com/projects/awx/en/latest/rest_api/api_ref.html",
    version: "24",
  },
  configSchema: awxConfig,
  form: awxForm,
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
    const url = joinUrl(input.config.baseUrl, `/jobs/${id}/stdout/?format=txt`);
    return { method: "GET", url, headers: { accept: "text/plain" }, body: null };
  },
  authorise: (request, _input, { token = "" }) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${token}` },
  }),
  interpret: interpretAwx,
  planTest: (config) => ({
    outcome: "planned",
    calls: config.runbooks.slice(0, testedMax).map(({ key, template }) => ({
      asks: key,
      request: jsonRequest("GET", joinUrl(config.baseUrl, `/job_templates/${template}/launch/`)),
    })),
  }),
  interpretTest(answer, config, asks) {
    const entry = config.runbooks.find(({ key }) => key === asks);
    const about = `there is no job template ${entry?.template} for ${asks}, or this user may not see it`;
    const refused = interpretTestStatus(answer, about);
    if (refused !== null) return refused;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    const { body } = read;
    if (typeof body.ask_variables_on_launch !== "boolean") {
      return trouble(
        "wrong-answer",
        "It answered with something that is no job template: is that the address of its API?",
      );
    }
    const isAsking = body.ask_variables_on_launch || body.survey_enabled === true;
    if (Object.keys(entry?.parameters ?? {}).length > 0 && !isAsking) {
      const sentence = `Job template ${entry?.template} asks for no variables at launch: it would ignore the arguments of ${asks}. Tick "Prompt on launch" beside its variables, or give it a survey.`;
      return trouble("wrong-setting", sentence);
    }
    const needs = Array.isArray(body.passwords_needed_to_start) ? body.passwords_needed_to_start : [];
    if (needs.length > 0) {
      const sentence = `Job template ${entry?.template} asks for a password at launch: give it a credential that needs none.`;
      return trouble("wrong-setting", sentence);
    }
    return { verdict: "ok", sentence: "It takes the token, and its job templates can be launched." };
  },
};

const testedMax = 20;

const calls: RunCalls<AwxConfig, AwxConfig["runbooks"][number]> = {
  start(config, { template }, values) {
    const given = Object.keys(values).length === 0 ? {} : { extra_vars: values };
    return jsonRequest("POST", joinUrl(config.baseUrl, `/job_templates/${template}/launch/`), given);
  },
  read: (config, id) => jsonRequest("GET", joinUrl(config.baseUrl, `/jobs/${id}/`)),
};
