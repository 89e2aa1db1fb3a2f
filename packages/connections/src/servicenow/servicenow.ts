import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { addAuth, authSecretFields, tokenClient } from "../shared/connection-auth.ts";
import { planTicketStep } from "../shared/plan-ticket-step.ts";
import { interpretServicenow } from "./interpret-servicenow.ts";
import { servicenowCalls } from "./plan-servicenow.ts";
import { type ServicenowConfig, servicenowConfig, servicenowForm, timeoutDefaultMs } from "./servicenow-config.ts";
import { interpretServicenowTest, planServicenowTest } from "./servicenow-trial.ts";

/** Incidents of ServiceNow by its Table API. */
export const servicenow: HttpKind<ServicenowConfig> = {
  key: "servicenow",
  name: "ServiceNow",
  guide: {
    about: "Incidents of ServiceNow, by its Table API.",
    credentials: [
      "Make a user of its own for Signalbox, and tick Web service access only.",
      "Give it the role itil, or another that may create, read and write incidents.",
      "Sign in by its password, or make an API key for it (REST API Key) and send it in the header x-sn-apikey.",
      "For OAuth 2 make a client under Application Registry with the grant client credentials and that user; its token address is /oauth_token.do of the instance, with id and secret in the body.",
    ],
    rights: "Creating, reading and writing incidents, with the fields correlation_id, close_code and close_notes.",
    traps: [
      "A close needs a resolution code and notes. The code must be one that your instance offers: older ones have Solved (Permanently).",
      "A policy or rule of the instance that refuses answers 403: that is told as a failure with its words, and does not pause the connection.",
      "ServiceNow makes the priority from urgency and impact: the numbers in `priorities` are set as both. The values of `assignees` and the assignment group are sys_ids.",
      "Without the right to write correlation_id ServiceNow drops our reference without a word.",
      "Closed incidents (7) can't be opened again by most users: a resolved one (6) can.",
      "Slow: 30 s for each call, and no less.",
    ],
    example: {
      baseUrl: "https://acme.service-now.com",
      auth: { basic: { username: "signalbox", password: { env: "SERVICENOW_PASSWORD" } } },
      assignmentGroup: "287ebd7da9fe198100f92cc8d1d2154e",
      priorities: { urgent: 1, high: 2 },
      assignees: { "ada@example.test": "681b365ec0a80164000fb0b05854a0cd" },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html",
    version: "Australia",
    // The published search is one of problems; the change is another field than the state.
    steps: { find: "unproven", close: "unproven", reopen: "unproven" },
  },
  configSchema: servicenowConfig,
  form: servicenowForm,
  secretFields: ({ auth }) => authSecretFields(auth),
  tokenClient: ({ auth }) => tokenClient(auth),
  timeoutMs: (config) => timeoutMsOf(config, timeoutDefaultMs),
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
  plan: (step, input) => planTicketStep(servicenowCalls, step, input),
  authorise: (request, { config }, secrets) => addAuth(request, config.auth, secrets),
  interpret: interpretServicenow,
  planTest: planServicenowTest,
  interpretTest: interpretServicenowTest,
};
