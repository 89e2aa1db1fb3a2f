import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { planTicketStep } from "../shared/plan-ticket-step.ts";
import { interpretRedmine } from "./interpret-redmine.ts";
import { redmineCalls } from "./plan-redmine.ts";
import { type RedmineConfig, redmineConfig, redmineForm } from "./redmine-config.ts";
import { interpretRedmineTest, planRedmineTest } from "./redmine-trial.ts";

/** Redmine 5 by its REST interface. */
export const redmine: HttpKind<RedmineConfig> = {
  key: "redmine",
  name: "Redmine",
  guide: {
    about: "Issues in a project of Redmine 5.",
    credentials: [
      "An administrator switches on Administration → Settings → API → Enable REST web service.",
      "Make a user of its own for Signalbox, and give it a role in the project.",
      "Sign in as that user, and take the API access key from My account.",
    ],
    rights:
      "View issues, Add issues, Edit issues and Add notes; in the workflow the way from New to the closed status.",
    traps: [
      "A change of status that the workflow does not allow is answered with 204 and left out: an issue counts as closed when a look shows it closed.",
      "Redmine's own status Resolved (3) is not a closed one. Closed (5) is.",
      "The reference stands in brackets at the end of the subject. Who changes the subject there, takes it away.",
      "A wrong key still reads public projects. The test of the connection asks who we are.",
      'Custom fields that the project asks for go into `fields`, such as `{"custom_fields": [{"id": 3, "value": "{{ component.name }}"}]}`.',
      "An unknown tracker, priority or custom field is dropped without a word, and the issue is opened all the same.",
    ],
    example: {
      baseUrl: "https://redmine.example.test",
      apiKey: { env: "REDMINE_API_KEY" },
      project: "ops",
      tracker: 1,
      priorities: { urgent: 4, high: 3 },
      assignees: { "ada@example.test": 5 },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://www.redmine.org/projects/redmine/wiki/Rest_Issues",
    version: "5",
    // Redmine publishes its answers to these as XML alone, or not at all.
    steps: { create: "unproven", read: "unproven", close: "unproven", reopen: "unproven" },
  },
  configSchema: redmineConfig,
  form: redmineForm,
  secretFields: () => ["apiKey"],
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["ticket"],
    find: true,
    update: true,
    close: true,
    reopen: true,
    read: true,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "B",
  plan: (step, input) => planTicketStep(redmineCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, "x-redmine-api-key": secrets.apiKey ?? "" },
  }),
  interpret: interpretRedmine,
  planTest: planRedmineTest,
  interpretTest: interpretRedmineTest,
};
