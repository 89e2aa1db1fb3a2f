import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { planTicketStep } from "../shared/plan-ticket-step.ts";
import { interpretZammad } from "./interpret-zammad.ts";
import { zammadCalls } from "./plan-zammad.ts";
import { type ZammadConfig, zammadConfig, zammadForm } from "./zammad-config.ts";
import { interpretZammadTest, planZammadTest } from "./zammad-trial.ts";

/** Tickets of Zammad. Its search index lags, so our reference is looked for by a condition, which asks the database: B is true. */
export const zammad: HttpKind<ZammadConfig> = {
  key: "zammad",
  name: "Zammad",
  guide: {
    about: "Tickets in a group of Zammad, with notes that only agents see unless you want otherwise.",
    credentials: [
      "Make a user of its own for Signalbox with the role Agent, and give it full access to the group.",
      "As an administrator allow token access: System → API.",
      "As that user open Profile → Token access, and make a token with the permission ticket.agent.",
    ],
    rights: "The permission ticket.agent, and full access to the group (or create, read and change).",
    traps: [
      "The reference stands in brackets at the end of the title. Who changes the title there, takes it away.",
      "Zammad's search index lags behind. Our reference is looked for by a condition on the title, which asks the database.",
      "A title of more than 250 characters is cut without a word: ours keeps the reference whole.",
      "A customer whom Zammad does not know is made. Triggers of Zammad may write to the customer of a new ticket.",
      "A state, a priority or an owner that Zammad does not know is refused, and so is a close where a field that must be filled is empty: that becomes a failure with Zammad's own words.",
      "`pending close` counts as open, `merged` as closed.",
    ],
    example: {
      baseUrl: "https://zammad.example.test",
      token: { env: "ZAMMAD_TOKEN" },
      group: "Operations",
      customer: "monitoring@example.test",
      priorities: { urgent: "3 high" },
      assignees: { "ada@example.test": "ada@example.test" },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://docs.zammad.org/en/latest/api/ticket/index.html",
    version: "6",
    // The samples of closing and opening again are those of an update; of a look, those of a list.
    steps: { read: "unproven", close: "unproven", reopen: "unproven" },
  },
  configSchema: zammadConfig,
  form: zammadForm,
  secretFields: () => ["token"],
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
  plan: (step, input) => planTicketStep(zammadCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `Token token=${secrets.token ?? ""}` },
  }),
  interpret: interpretZammad,
  planTest: planZammadTest,
  interpretTest: interpretZammadTest,
};
