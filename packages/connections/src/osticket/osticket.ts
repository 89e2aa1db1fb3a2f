import type { CallStep } from "@signalbox/core";
import type { HttpKind, PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import { interpretOsticket, interpretOsticketTest } from "./interpret-osticket.ts";
import { type OsticketConfig, osticketConfig, osticketForm } from "./osticket-config.ts";

const subjectCharactersMax = 255;

/** Why a step is left to a person. */
const byHand: Record<Exclude<CallStep, "create">, string> = {
  close: "osTicket's API can't close a ticket: close it there, and settle this as done by hand",
  update: "osTicket's API can't add to a ticket",
  reopen: "osTicket's API can't open a ticket again",
  find: "osTicket's API can't be asked for a ticket",
  read: "osTicket's API can't be asked for a ticket",
  send: "a ticket system opens tickets, and sends nothing else",
};

/** osTicket, whose API opens tickets and does nothing else: grade C, and each close is a person's. */
export const osticket: HttpKind<OsticketConfig> = {
  key: "osticket",
  name: "osTicket",
  guide: {
    about:
      "Opens tickets in osTicket. Its API can do nothing else: when an incident ends, a failure asks somebody to close the ticket there.",
    credentials: [
      "Find out from which address Signalbox calls: a key holds for one address alone.",
      "In osTicket's Admin Panel open Manage → API, and add a key for that address.",
      "Tick Can Create Tickets, and copy the key.",
    ],
    rights: "Can Create Tickets.",
    traps: [
      "Tickets stay open until somebody closes them in osTicket. Signalbox says so with a failure when the incident ends; settle it as done by hand.",
      "osTicket can't be asked for our reference. Where the answer to a new ticket is lost, a person decides whether it was opened (grade C).",
      "A key that is right, called from another address, is refused: the connection pauses. Behind a proxy osTicket must see the right address.",
      "osTicket limits how many open tickets one user has (Admin Panel → Settings → Tickets): raise it for the address that opens ours.",
      "Nobody is written to for the ticket: the automatic answer is switched off. Staff are told as osTicket is set.",
      "An incident that comes back joins the ticket while it is open here, and gets a new one after that was settled.",
    ],
    example: {
      baseUrl: "https://support.example.test",
      apiKey: { env: "OSTICKET_API_KEY" },
      email: "monitoring@example.test",
      topic: 12,
      priorities: { urgent: 4, high: 3 },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://github.com/osTicket/osTicket/blob/develop/setup/doc/api/tickets.md",
    version: "1.18",
  },
  configSchema: osticketConfig,
  form: osticketForm,
  secretFields: () => ["apiKey"],
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["ticket"],
    find: false,
    update: false,
    close: false,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "C",
  plan: (step, input) => (step === "create" ? planCreate(input) : { outcome: "not-possible", reason: byHand[step] }),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, "x-api-key": secrets.apiKey ?? "" },
  }),
  interpret: (_step, answer, input) => interpretOsticket(answer, input),
  // Nothing can be read. The key is judged before the ticket, and a ticket without a word in it is refused.
  planTest: (config) => ({
    outcome: "planned",
    calls: [{ asks: "credentials", request: jsonRequest("POST", ticketsUrl(config), {}) }],
  }),
  interpretTest: interpretOsticketTest,
};

function ticketsUrl(config: OsticketConfig): string {
  return joinUrl(config.baseUrl, "/api/tickets.json");
}

function planCreate(input: PlanInput<OsticketConfig>): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  const { priority, unnamed } = nameWords(config, scope);
  const body = {
    ...further.fields,
    name: config.name ?? "Signalbox",
    email: config.email,
    subject: ticketTitle(scope, subjectCharactersMax),
    message: plainText(ticketDescription(scope, reference, unnamed)),
    source: "API",
    alert: true,
    autorespond: false,
    ...(config.topic === undefined ? {} : { topicId: config.topic }),
    ...(priority === null ? {} : { priority }),
  };
  return { outcome: "planned", request: jsonRequest("POST", ticketsUrl(config), body) };
}

// A message that begins so is read as a data URL, whose type may be HTML: what monitoring tells stays plain text.
function plainText(text: string): string {
  return text.startsWith("data:") ? ` ${text}` : text;
}
