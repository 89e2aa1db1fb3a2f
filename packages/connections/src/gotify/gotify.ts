import type { HttpKind } from "../connection-kind.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { type GotifyConfig, gotifyConfig } from "./gotify-config.ts";
import { gotifyForm, gotifyGuide } from "./gotify-guide.ts";
import { gotifyMessageOf } from "./gotify-message.ts";

/** Pages and messages to phones by Gotify. A repeat rings again, and an application can look up nothing: grade C. */
export const gotify: HttpKind<GotifyConfig> = {
  key: "gotify",
  name: "Gotify",
  nativeAs: "gotify",
  guide: gotifyGuide,
  proof: {
    status: "published-sample",
    source: "https://github.com/gotify/server/blob/master/docs/spec.json",
    version: "2.1.0",
  },
  configSchema: gotifyConfig,
  form: gotifyForm,
  secretFields: () => ["token"],
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
    const message = gotifyMessageOf(step, input);
    return message === null
      ? { outcome: "not-possible", reason: `this Gotify connection can't do ${step}` }
      : { outcome: "planned", request: jsonRequest("POST", joinUrl(input.config.baseUrl, "/message"), message) };
  },
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, "x-gotify-key": secrets.token ?? "" },
  }),
  interpret(_step, answer, input) {
    const refused = interpretStatus(answer, input.now);
    if (refused !== null) return { step: "done", result: refused };
    const body = readJson(answer);
    const id = isObject(body) && typeof body.message === "string" && body.appid !== undefined ? readId(body.id) : null;
    if (id !== null) return { step: "done", result: { outcome: "delivered", externalId: id } };
    const detail = `it gave ${describeAnswer(answer)}, and not what Gotify answers: is this the address of a Gotify server?`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  },
  planTest: ({ baseUrl }) => ({
    outcome: "planned",
    calls: [{ asks: "health", request: jsonRequest("GET", joinUrl(baseUrl, "/health")) }],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer, "there is no Gotify server at this address");
    if (verdict !== null) return verdict;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    if (read.body.health === "green" && read.body.database === "green") {
      const sentence = "It is a Gotify server, and well. Whether the token is right shows with the first one sent.";
      return { verdict: "ok", sentence };
    }
    return trouble("server-error", "The Gotify server says that it, or its database, is not well.");
  },
};
