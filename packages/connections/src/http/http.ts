import { z } from "zod";
import type { HttpKind, PlanInput, PlannedRequest } from "../connection-kind.ts";
import { baseUrlText, commonFields, joinUrl, timeoutField, timeoutMsOf } from "../shared/common-config.ts";
import { addAuth, authField, authSecretFields, connectionAuth, tokenClient } from "../shared/connection-auth.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";

const configSchema = z.strictObject({
  baseUrl: baseUrlText,
  auth: connectionAuth.exactOptional(),
  /** true: the system honours Idempotency-Key: the same key twice is carried out once. */
  idempotent: z.boolean().exactOptional(),
  ...commonFields,
});
export type HttpConfig = z.infer<typeof configSchema>;

const bodyCharactersMax = 256 * 1024;
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Set by HTTP itself, or by the connection. */
const ownHeaders =
  /^(host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect|authorization|cookie)$/i;
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Any system that takes a request as the rule writes it: method, path, headers, and a body of JSON or of a form. */
export const http: HttpKind<HttpConfig> = {
  key: "http",
  name: "HTTP",
  guide: {
    about:
      "Any web API: the rule's action http says method, path, headers and body. Values in the path are percent-encoded; a body is JSON, or a form with form: true.",
    credentials: [
      "Where the system needs a credential, enter it as sign-in: a bearer token, a password, a header, or an OAuth 2 client.",
    ],
    rights: "What the rule's requests need.",
    traps: [
      "Any 2xx counts as done; redirects are not followed.",
      "A request whose answer got lost is not repeated by itself: a person decides. Where the system honours the header Idempotency-Key, say so with idempotent: true, and it is repeated.",
      "The header authorization is set by the connection alone.",
    ],
    example: { baseUrl: "https://api.example.test/v1", auth: { bearer: { env: "API_TOKEN" } } },
  },
  proof: { status: "unproven", source: "https://www.rfc-editor.org/rfc/rfc9110", version: null },
  configSchema,
  form: [
    {
      path: "baseUrl",
      label: "Base URL",
      help: "What all paths begin with. The path itself stands in the rule.",
      type: "url",
      required: true,
      placeholder: "https://api.example.test/v1",
    },
    authField,
    {
      path: "idempotent",
      label: "Honours Idempotency-Key",
      help: "The system carries out a request with the same Idempotency-Key once, however often it comes.",
      type: "flag",
      required: false,
    },
    timeoutField,
  ],
  secretFields: (config) => authSecretFields(config.auth),
  tokenClient: ({ auth }) => tokenClient(auth),
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["http"],
    find: false,
    update: false,
    close: false,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: (config) => (config.idempotent ? "A" : "C"),
  plan(step, input) {
    if (step !== "send") return { outcome: "not-possible", reason: `an http connection can't do ${step}` };
    const planned = planSend(input);
    return typeof planned === "string"
      ? { outcome: "not-possible", reason: planned }
      : { outcome: "planned", request: planned };
  },
  authorise: (request, input, secrets) => addAuth(request, input.config.auth, secrets),
  interpret: (_step, answer, input) => ({
    step: "done",
    result: interpretStatus(answer, input.now) ?? { outcome: "delivered" },
  }),
  planTest: ({ baseUrl }) => ({
    outcome: "planned",
    calls: [{ asks: "address", request: { method: "GET", url: joinUrl(baseUrl, "/"), headers: {}, body: null } }],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer);
    const isReached = verdict?.verdict === "trouble" && ["wrong-path", "wrong-answer"].includes(verdict.trouble);
    return verdict === null || isReached
      ? { verdict: "ok", sentence: "It can be reached. Whether a path is right shows with the rule that calls it." }
      : verdict;
  },
};

/** The request, or why there is none. Everything was filled in before: path, headers and body are values now. */
function planSend({ config, scope, idempotencyKey }: PlanInput<HttpConfig>): PlannedRequest | string {
  const action = isObject(scope.action) ? scope.action : {};
  const method = methods.find((one) => one === (action.method ?? "POST"));
  if (method === undefined) return `the method is one of ${methods.join(", ")}`;
  const path = action.path ?? "";
  if (typeof path !== "string" || (path !== "" && !/^\/(?!\/)[^\s\\#\p{Cc}]*$/u.test(path))) {
    return "the path begins with one / and holds no space, backslash or #";
  }
  const headers: Record<string, string> = { accept: "*/*", "idempotency-key": idempotencyKey };
  for (const [name, value] of Object.entries(isObject(action.headers) ? action.headers : {})) {
    if (!headerName.test(name) || ownHeaders.test(name)) return `the header ${name} can't be set by a rule`;
    const text = scalarText(value);
    if (text === null || !headerText.test(text)) return `the header ${name} holds what a header can't carry`;
    headers[name.toLowerCase()] = text;
  }
  const body = bodyOf(action);
  if ("problem" in body) return body.problem;
  if (body.text !== null && method === "GET") return "a GET has no body";
  if (body.text !== null && body.text.length > bodyCharactersMax) return "the body is larger than 256 KiB";
  if (body.text !== null) headers["content-type"] ??= body.type;
  return { method, url: path === "" ? config.baseUrl : joinUrl(config.baseUrl, path), headers, body: body.text };
}

type Body = { text: string | null; type: string } | { problem: string };

function bodyOf(action: Readonly<Record<string, unknown>>): Body {
  const body = action.body ?? null;
  if (body === null) return { text: null, type: "" };
  if (action.form !== true) return { text: JSON.stringify(body), type: "application/json" };
  if (!isObject(body)) return { problem: "a form is names with values" };
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(body)) {
    const text = scalarText(value);
    if (text === null) return { problem: `the field ${name} of a form is a text, a number, true or false` };
    fields.push([name, text]);
  }
  return { text: new URLSearchParams(fields).toString(), type: "application/x-www-form-urlencoded" };
}

function scalarText(value: unknown): string | null {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : null;
}
