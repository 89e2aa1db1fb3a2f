import type { CallStep } from "@signalbox/core";
import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { planTemplatedCall } from "../shared/templated-call.ts";
import type { TicketCall, TicketJsonConfig } from "./ticket-json-config.ts";

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
  const { config, scope, idempotencyKey } = input;
  return planTemplatedCall(step, call, {
    baseUrl: config.baseUrl,
    defaultMethod: defaultMethod[step],
    scope,
    idempotencyKey,
  });
}
