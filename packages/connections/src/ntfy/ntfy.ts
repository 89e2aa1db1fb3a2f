import type { HttpKind } from "../connection-kind.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { type NtfyConfig, ntfyConfig, publicServer } from "./ntfy-config.ts";
import { ntfyForm, ntfyGuide } from "./ntfy-guide.ts";
import { publicationOf } from "./ntfy-publication.ts";

/** Pages and messages to phones by ntfy. A repeat rings again, and nothing can be looked up: grade C. */
export const ntfy: HttpKind<NtfyConfig> = {
  key: "ntfy",
  name: "ntfy",
  nativeAs: "ntfy",
  guide: ntfyGuide,
  proof: { status: "published-sample", source: "https://docs.ntfy.sh/publish/#publish-as-json", version: "2" },
  configSchema: ntfyConfig,
  form: ntfyForm,
  secretFields: (config) => (config.token === undefined ? [] : ["token"]),
  timeoutMs: timeoutMsOf,
  capabilities: (config) => ({
    actions: ["page", "message"],
    find: false,
    update: false,
    close: config.followUp === true,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "C",
  plan(step, input) {
    const publication = publicationOf(step, input);
    return publication === null
      ? { outcome: "not-possible", reason: `this ntfy connection can't do ${step}` }
      : { outcome: "planned", request: jsonRequest("POST", joinUrl(serverOf(input.config), "/"), publication) };
  },
  authorise: (request, _input, secrets) =>
    secrets.token === undefined
      ? request
      : { ...request, headers: { ...request.headers, authorization: `Bearer ${secrets.token}` } },
  interpret(_step, answer, input) {
    const refused = interpretStatus(answer, input.now);
    if (refused !== null) return { step: "done", result: refused };
    const body = readJson(answer);
    const id = isObject(body) && body.event === "message" ? readId(body.id) : null;
    if (id !== null) return { step: "done", result: { outcome: "delivered", externalId: id } };
    // Anything else on this address takes a POST too: a 200 alone is no page.
    const detail = `it gave ${describeAnswer(answer)}, and not what ntfy answers: is this the address of an ntfy server?`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  },
  planTest: (config) => ({
    outcome: "planned",
    calls: [
      { asks: "health", request: jsonRequest("GET", joinUrl(serverOf(config), "/v1/health")) },
      ...(config.token === undefined
        ? []
        : [{ asks: "credentials", request: jsonRequest("GET", joinUrl(serverOf(config), "/v1/account")) }]),
    ],
  }),
  interpretTest(answer, config, asks) {
    const verdict = interpretTestStatus(answer, "there is no ntfy server at this address");
    if (verdict !== null) return verdict;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    if (asks === "credentials") return { verdict: "ok", sentence: "The token is valid." };
    return read.body.healthy === true
      ? { verdict: "ok", sentence: `${serverOf(config)} is an ntfy server, and well.` }
      : trouble("server-error", "The ntfy server says that it is not well.");
  },
};

function serverOf(config: NtfyConfig): string {
  return config.baseUrl ?? publicServer;
}
