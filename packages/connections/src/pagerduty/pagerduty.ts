import type { HttpKind } from "../connection-kind.ts";
import { interpretAsked, planAsk } from "../shared/ask-by-path.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { interpretTestStatus, readTestObject } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { interpretEnqueued, interpretIncidents } from "./interpret-pagerduty.ts";
import { eventsAddress, type PagerDutyConfig, pagerdutyConfig, restAddress } from "./pagerduty-config.ts";
import { dedupKeyOf, eventOf } from "./pagerduty-event.ts";
import { pagerdutyForm, pagerdutyGuide } from "./pagerduty-guide.ts";

const restHeaders = { accept: "application/vnd.pagerduty+json;version=2" };

/** Pages by the Events API v2; with an API token also reads whether a page was acknowledged or really closed, and answers
 *  who is on call. An open alert takes a repeated `dedup_key` for itself: grade A. */
export const pagerduty: HttpKind<PagerDutyConfig> = {
  key: "pagerduty",
  name: "PagerDuty",
  guide: pagerdutyGuide,
  proof: {
    status: "published-sample",
    source: "https://github.com/PagerDuty/api-schema/blob/main/reference/events-v2/openapiv3.json",
    version: "Events API v2",
    steps: { read: "unproven" },
  },
  configSchema: pagerdutyConfig,
  form: pagerdutyForm,
  secretFields: ({ routingKey, apiToken }) => [
    ...(routingKey === undefined ? [] : ["routingKey"]),
    ...(apiToken === undefined ? [] : ["apiToken"]),
  ],
  timeoutMs: timeoutMsOf,
  capabilities: ({ routingKey, apiToken }) => ({
    actions: routingKey === undefined ? [] : ["page"],
    find: false,
    update: false,
    close: true,
    reopen: false,
    read: apiToken !== undefined,
    acknowledge: apiToken !== undefined,
    lookUp: apiToken !== undefined,
  }),
  grade: () => "A",
  plan(step, input) {
    const { config } = input;
    if (step === "read") {
      if (config.apiToken === undefined)
        return { outcome: "not-possible", reason: "without an API token it can't read" };
      // Left to itself the list shows 30 days: an older page would look as if it had been dropped.
      const query = new URLSearchParams({ incident_key: dedupKeyOf(input), date_range: "all" });
      const url = joinUrl(config.apiUrl ?? restAddress, `/incidents?${query}`);
      return { outcome: "planned", request: jsonRequest("GET", url, undefined, restHeaders) };
    }
    const event = config.routingKey === undefined ? null : eventOf(step, input);
    return event === null
      ? { outcome: "not-possible", reason: `this PagerDuty connection can't do ${step}` }
      : {
          outcome: "planned",
          request: jsonRequest("POST", joinUrl(config.eventsUrl ?? eventsAddress, "/v2/enqueue"), event),
        };
  },
  authorise(request, _input, secrets) {
    if (request.method === "GET") {
      const authorization = `Token token=${secrets.apiToken ?? ""}`;
      return { ...request, headers: { ...request.headers, authorization } };
    }
    const event: unknown = JSON.parse(request.body ?? "{}");
    return { ...request, body: JSON.stringify({ routing_key: secrets.routingKey ?? "", ...(event as object) }) };
  },
  interpret: (step, answer, input) =>
    step === "read" ? interpretIncidents(answer, input.now) : interpretEnqueued(answer, input.now),
  planTest(config) {
    if (config.apiToken === undefined) {
      const reason = "any event would page somebody: only with an API token is there something harmless to ask";
      return { outcome: "not-possible", reason };
    }
    const url = joinUrl(config.apiUrl ?? restAddress, "/oncalls?limit=1");
    return {
      outcome: "planned",
      calls: [{ asks: "credentials", request: jsonRequest("GET", url, undefined, restHeaders) }],
    };
  },
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer, "PagerDuty's REST API is not at this address");
    if (verdict !== null) return verdict;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    const sentence = "The API token is valid. The routing key can't be tested without paging somebody.";
    return { verdict: "ok", sentence };
  },
  lookUp: {
    example: {
      path: "/oncalls?schedule_ids[]=P123ABC&earliest=true&include[]=users",
      select: "$.oncalls[0].user.email",
    },
    plan: (query, config) => planAsk(config.apiUrl ?? restAddress, query, restHeaders),
    interpret: interpretAsked,
  },
};
