import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { addAuth, authSecretFields } from "../shared/connection-auth.ts";
import { planTicketStep } from "../shared/plan-ticket-step.ts";
import { interpretRequestTracker } from "./interpret-request-tracker.ts";
import { requestTrackerCalls } from "./plan-request-tracker.ts";
import { type RequestTrackerConfig, requestTrackerConfig, requestTrackerForm } from "./request-tracker-config.ts";
import { interpretRequestTrackerTest, planRequestTrackerTest } from "./request-tracker-trial.ts";

/** Request Tracker 5 by its REST 2 interface. */
export const requestTracker: HttpKind<RequestTrackerConfig> = {
  key: "request-tracker",
  name: "Request Tracker",
  guide: {
    about: "Tickets in a queue of Request Tracker 5, by its REST 2 interface.",
    credentials: [
      "Make a user of its own for Signalbox, and let it sign in.",
      "As that user open Logged in as → Settings → Auth Tokens, and create one.",
      "Enter the whole token, as it is shown once.",
    ],
    rights: "CreateTicket, ShowTicket, SeeQueue, CommentOnTicket and ModifyTicket on the queue.",
    traps: [
      "The reference stands in brackets at the end of the subject. Who changes the subject there, takes it away.",
      "RT answers 200 to a change that it refuses: a ticket counts as closed when a look shows it closed.",
      "A queue that is not there, and one in which the user may open nothing, are both a 403.",
      "A custom field that the queue does not have is dropped without a word.",
      "RT takes about 0.2 s for each call that signs in by token.",
    ],
    example: {
      baseUrl: "https://rt.example.test",
      token: { env: "RT_TOKEN" },
      queue: "Ops",
      priorities: { urgent: 90, high: 70 },
      assignees: { "ada@example.test": "ada" },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://docs.bestpractical.com/rt/5.0.5/RT/REST2.html",
    version: "5",
    steps: { find: "unproven", read: "unproven", close: "unproven", reopen: "unproven" },
  },
  configSchema: requestTrackerConfig,
  form: requestTrackerForm,
  secretFields: ({ token, auth }) => (token === undefined ? authSecretFields(auth) : ["token"]),
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
  plan: (step, input) => planTicketStep(requestTrackerCalls, step, input),
  authorise(request, { config }, secrets) {
    if (config.token === undefined) return addAuth(request, config.auth, secrets);
    return { ...request, headers: { ...request.headers, authorization: `token ${secrets.token ?? ""}` } };
  },
  interpret: interpretRequestTracker,
  planTest: planRequestTrackerTest,
  interpretTest: interpretRequestTrackerTest,
};
