import type { Grade } from "@signalbox/core";
import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { addAuth, authSecretFields, tokenClient } from "../shared/connection-auth.ts";
import { interpretTicketAnswer } from "./interpret-ticket-answer.ts";
import { callOf, planTicketCall } from "./plan-ticket-call.ts";
import { signRequest } from "./sign-request.ts";
import { type TicketJsonConfig, ticketJsonConfig } from "./ticket-json-config.ts";
import { ticketJsonForm } from "./ticket-json-form.ts";
import { ticketJsonGuide } from "./ticket-json-guide.ts";
import { interpretTicketTest, planTicketTest } from "./ticket-json-trial.ts";

/** Any ticket desk that speaks JSON: each call is a template of one's own. */
export const ticketJson: HttpKind<TicketJsonConfig> = {
  key: "ticket-json",
  name: "Ticket desk by JSON",
  guide: ticketJsonGuide,
  proof: { status: "unproven", source: "https://www.rfc-editor.org/rfc/rfc9110", version: null },
  configSchema: ticketJsonConfig,
  form: ticketJsonForm,
  secretFields: ({ auth, signature }) => [...authSecretFields(auth), ...(signature === undefined ? [] : ["secret"])],
  tokenClient: ({ auth }) => tokenClient(auth),
  timeoutMs: timeoutMsOf,
  capabilities: ({ ticket }) => ({
    actions: ["ticket"],
    find: ticket.find !== undefined,
    update: ticket.comment !== undefined,
    close: ticket.close !== undefined,
    reopen: ticket.reopen !== undefined,
    read: ticket.read !== undefined,
    acknowledge: false,
    lookUp: false,
  }),
  grade: ({ ticket }): Grade => (ticket.idempotent ? "A" : ticket.find ? "B" : "C"),
  plan(step, input) {
    const call = callOf(step, input.config.ticket);
    if (call === undefined) return { outcome: "not-possible", reason: `this connection has no template for ${step}` };
    return planTicketCall(step, call, input);
  },
  authorise(request, { config, now }, secrets) {
    const known = addAuth(request, config.auth, secrets);
    return config.signature === undefined ? known : signRequest(known, config.signature, secrets.secret ?? "", now);
  },
  interpret: interpretTicketAnswer,
  planTest: planTicketTest,
  interpretTest: interpretTicketTest,
};
