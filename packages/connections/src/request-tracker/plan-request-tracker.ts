import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { TicketCalls } from "../shared/plan-ticket-step.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { closingNote, reopeningNote, ticketComment, ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import type { RequestTrackerConfig } from "./request-tracker-config.ts";

/** RT's column holds 200; what is longer is cut there, the reference at its end first. */
const subjectCharactersMax = 200;

/** Where our reference stands: at the end of the subject, in brackets. */
export function subjectMark(reference: string): string {
  return `[${reference}]`;
}

export function apiUrl(config: RequestTrackerConfig, path: string): string {
  return joinUrl(config.baseUrl, `/REST/2.0${path}`);
}

/** The calls of REST 2. */
export const requestTrackerCalls: TicketCalls<RequestTrackerConfig> = {
  create: planCreate,
  find(config, reference) {
    const query = `Queue = ${quote(config.queue)} AND Subject LIKE ${quote(subjectMark(reference))}`;
    const order = { fields: "Subject,Status", orderby: "id", order: "ASC", per_page: "100" };
    return jsonRequest("GET", apiUrl(config, `/tickets?${new URLSearchParams({ query, ...order })}`));
  },
  read: ({ config }, id) => jsonRequest("GET", apiUrl(config, `/ticket/${id}`)),
  update: ({ config, scope }, id) => comment(config, id, ticketComment(scope)),
  close: ({ config, scope }, id) => comment(config, id, closingNote(scope), config.closedStatus ?? "resolved"),
  reopen: ({ config, scope }, id) => comment(config, id, reopeningNote(scope), config.reopenStatus ?? "open"),
};

function planCreate(input: PlanInput<RequestTrackerConfig>, reference: string): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const { priority, assignee, unnamed } = nameWords(config, scope);
  const { CustomFields, ...fields } = further.fields;
  const body = {
    ...fields,
    Queue: config.queue,
    Subject: ticketTitle(scope, subjectCharactersMax, ` ${subjectMark(reference)}`),
    Content: ticketDescription(scope, reference, unnamed),
    ContentType: "text/plain",
    ...(priority === null ? {} : { Priority: priority }),
    ...(assignee === null ? {} : { Owner: assignee }),
    ...(isObject(CustomFields) ? { CustomFields } : {}),
  };
  return { outcome: "planned", request: jsonRequest("POST", apiUrl(config, "/ticket"), body) };
}

function comment(config: RequestTrackerConfig, id: string, text: string, status?: string): PlannedRequest {
  const body = { Content: text, ContentType: "text/plain", ...(status === undefined ? {} : { Status: status }) };
  return jsonRequest("POST", apiUrl(config, `/ticket/${id}/comment`), body);
}

// A quote in TicketSQL ends the string: a crafted name would find every ticket.
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
