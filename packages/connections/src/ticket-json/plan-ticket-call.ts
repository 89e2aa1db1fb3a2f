import { type CallStep, renderText, renderTree, renderUrlPath } from "@signalbox/core";
import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import type { TicketCall, TicketJsonConfig } from "./ticket-json-config.ts";

const bodyCharactersMax = 256 * 1024;
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

type TemplateOfCall = Omit<TicketCall, "id" | "url">;

/** The template of a step; undefined where the connection has none for it. */
export function callOf(step: CallStep, ticket: TicketJsonConfig["ticket"]): TemplateOfCall | undefined {
  switch (step) {
    case "create":
      return ticket.create;
    case "find":
      return ticket.find;
    case "read":
      return ticket.read;
    case "close":
      return ticket.close;
    case "update":
      return ticket.comment;
    case "reopen":
      return ticket.reopen;
    case "send":
      return undefined;
  }
}

const defaultMethod = {
  create: "POST",
  find: "GET",
  read: "GET",
  close: "PATCH",
  update: "POST",
  reopen: "PATCH",
  send: "POST",
} as const;

/** The request of a step, with its templates filled in. */
export function planTicketCall(
  step: CallStep,
  call: TemplateOfCall,
  input: PlanInput<TicketJsonConfig>,
): PlanOutcome<PlannedRequest> {
  const path = renderUrlPath(call.path, input.scope);
  if (path.outcome === "not-rendered") return notPossible(step, "path", path.problem.message);
  const headers: Record<string, string> = { accept: "application/json", "idempotency-key": input.idempotencyKey };
  for (const [name, template] of Object.entries(call.headers ?? {})) {
    const value = renderText(template, input.scope);
    if (value.outcome === "not-rendered") return notPossible(step, `header ${name}`, value.problem.message);
    if (!headerText.test(value.value)) {
      return notPossible(
        step,
        `header ${name}`,
        "a header holds the characters of Latin-1 alone, and no control characters",
      );
    }
    headers[name.toLowerCase()] = value.value;
  }
  let body: string | null = null;
  if (call.body !== undefined) {
    const rendered = renderTree(call.body, input.scope);
    if (rendered.outcome === "not-rendered") {
      return notPossible(step, `body${rendered.problem.path && `.${rendered.problem.path}`}`, rendered.problem.message);
    }
    body = JSON.stringify(rendered.value);
    if (body.length > bodyCharactersMax) return notPossible(step, "body", "it is larger than 256 KiB");
    headers["content-type"] ??= "application/json";
  }
  const method = call.method ?? defaultMethod[step];
  if (method === "GET" && body !== null) return notPossible(step, "body", "a GET has no body");
  return { outcome: "planned", request: { method, url: joinUrl(input.config.baseUrl, path.value), headers, body } };
}

function notPossible(step: CallStep, place: string, problem: string): PlanOutcome<PlannedRequest> {
  return { outcome: "not-possible", reason: `${step}, ${place}: ${problem}` };
}
