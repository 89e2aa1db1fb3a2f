import type { HttpKind } from "../connection-kind.ts";
import { interpretAsked, planAsk } from "../shared/ask-by-path.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { interpretAccepted, interpretAlert } from "./interpret-opsgenie.ts";
import { alertOf, aliasOf } from "./opsgenie-alert.ts";
import { type OpsgenieConfig, opsgenieConfig, publicAddress } from "./opsgenie-config.ts";
import { opsgenieForm, opsgenieGuide } from "./opsgenie-guide.ts";

/** Pages by the Alert API, and answers who is on call by a schedule. Of an alias at most one alert is open, and a repeat
 *  counts up on it: grade A. */
export const opsgenie: HttpKind<OpsgenieConfig> = {
  key: "opsgenie",
  name: "Opsgenie",
  guide: opsgenieGuide,
  proof: {
    status: "published-sample",
    source: "https://docs.opsgenie.com/docs/alert-api",
    version: "v2",
  },
  configSchema: opsgenieConfig,
  form: opsgenieForm,
  secretFields: () => ["apiKey"],
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["page"],
    find: false,
    update: false,
    close: true,
    reopen: false,
    read: true,
    acknowledge: true,
    lookUp: true,
  }),
  grade: () => "A",
  plan(step, input) {
    const base = input.config.baseUrl ?? publicAddress;
    const place = `/v2/alerts/${encodeURIComponent(aliasOf(input).toWellFormed())}`;
    switch (step) {
      case "create":
      case "send":
        return { outcome: "planned", request: jsonRequest("POST", joinUrl(base, "/v2/alerts"), alertOf(step, input)) };
      case "close": {
        const body = { source: "Signalbox", note: noteOf(input.scope.resolution) };
        const url = joinUrl(base, `${place}/close?identifierType=alias`);
        return { outcome: "planned", request: jsonRequest("POST", url, body) };
      }
      case "read":
        return { outcome: "planned", request: jsonRequest("GET", joinUrl(base, `${place}?identifierType=alias`)) };
      default:
        return { outcome: "not-possible", reason: `this Opsgenie connection can't do ${step}` };
    }
  },
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `GenieKey ${secrets.apiKey ?? ""}` },
  }),
  interpret: (step, answer, input) =>
    step === "read" ? interpretAlert(answer, input.now) : interpretAccepted(answer, aliasOf(input), input.now),
  planTest: ({ baseUrl = publicAddress }) => ({
    outcome: "planned",
    calls: [{ asks: "credentials", request: jsonRequest("GET", joinUrl(baseUrl, "/v2/alerts?limit=1")) }],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer, "Opsgenie's API is not at this address");
    if (verdict !== null) return verdict;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    return Array.isArray(read.body.data)
      ? { verdict: "ok", sentence: "The API key is valid and may read alerts." }
      : trouble("wrong-answer", "What answers is not Opsgenie's Alert API.");
  },
  lookUp: {
    example: {
      path: "/v2/schedules/Payments/on-calls?scheduleIdentifierType=name&flat=true",
      select: "$.data.onCallRecipients[0]",
    },
    plan: (query, config) => planAsk(config.baseUrl ?? publicAddress, query),
    interpret: interpretAsked,
  },
};

const noteCharactersMax = 25_000;

function noteOf(resolution: unknown): string {
  const note = (resolution as { note?: unknown } | null | undefined)?.note;
  return typeof note === "string" ? [...note].slice(0, noteCharactersMax).join("") : "";
}
