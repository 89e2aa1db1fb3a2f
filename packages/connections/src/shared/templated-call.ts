import {
  isJsonPath,
  refuseAnswerCondition,
  renderText,
  renderTree,
  renderUrlPath,
  type TemplateTree,
} from "@signalbox/core";
import { z } from "zod";
import type { PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "./common-config.ts";
import { headerTemplates, pathTemplate } from "./template-config.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export const jsonPath = z.string().refine(isJsonPath, 'a place in the answer is written as "$.id" or "$.items[0].id"');

/** Where an id stands in an answer. */
export const idPlace = z
  .string()
  .refine(
    (text) => isJsonPath(text) || text === "Location" || text === "text" || /^header:[A-Za-z][A-Za-z0-9-]*$/.test(text),
    'an id is at "$.id", in "Location" (its last part), in "header:Name", or the whole "text"',
  );

/** A condition on an answer: `answer.status == "closed"`. */
export const answerCondition = z.string().superRefine((source, context) => {
  const refusal = refuseAnswerCondition(source);
  if (refusal !== null) context.addIssue({ code: "custom", message: refusal });
});

/** Fields of a call that is a template of one's own. */
export const templatedCall = {
  method: z.enum(methods).exactOptional(),
  path: pathTemplate,
  headers: headerTemplates.exactOptional(),
  /** Status codes that count as done; any 2xx where left out. */
  success: z.array(z.int().min(200).max(299)).min(1).exactOptional(),
  /** Must be true of the answer, for systems that refuse with a 2xx. */
  accepted: answerCondition.exactOptional(),
};

export interface TemplatedCall {
  method?: PlannedRequest["method"];
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: TemplateTree;
}

const bodyCharactersMax = 256 * 1024;
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The request of a call, with its templates filled in. @param name of the call, for what is said where it can't be. */
export function planTemplatedCall(
  name: string,
  call: TemplatedCall,
  about: {
    baseUrl: string;
    defaultMethod: PlannedRequest["method"];
    scope: Readonly<Record<string, unknown>>;
    idempotencyKey: string;
  },
): PlanOutcome<PlannedRequest> {
  const { baseUrl, defaultMethod, scope, idempotencyKey } = about;
  const notPossible = (place: string, problem: string): PlanOutcome<PlannedRequest> => ({
    outcome: "not-possible",
    reason: `${name}, ${place}: ${problem}`,
  });
  const path = renderUrlPath(call.path, scope);
  if (path.outcome === "not-rendered") return notPossible("path", path.problem.message);
  const headers: Record<string, string> = { accept: "application/json", "idempotency-key": idempotencyKey };
  for (const [header, template] of Object.entries(call.headers ?? {})) {
    const value = renderText(template, scope);
    if (value.outcome === "not-rendered") return notPossible(`header ${header}`, value.problem.message);
    if (!headerText.test(value.value)) {
      const problem = "a header holds the characters of Latin-1 alone, and no control characters";
      return notPossible(`header ${header}`, problem);
    }
    headers[header.toLowerCase()] = value.value;
  }
  let body: string | null = null;
  if (call.body !== undefined) {
    const rendered = renderTree(call.body, scope);
    if (rendered.outcome === "not-rendered") {
      return notPossible(`body${rendered.problem.path && `.${rendered.problem.path}`}`, rendered.problem.message);
    }
    body = JSON.stringify(rendered.value);
    if (body.length > bodyCharactersMax) return notPossible("body", "it is larger than 256 KiB");
    headers["content-type"] ??= "application/json";
  }
  const method = call.method ?? defaultMethod;
  if (method === "GET" && body !== null) return notPossible("body", "a GET has no body");
  return { outcome: "planned", request: { method, url: joinUrl(baseUrl, path.value), headers, body } };
}
