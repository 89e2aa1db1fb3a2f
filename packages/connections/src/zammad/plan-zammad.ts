import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { TicketCalls } from "../shared/plan-ticket-step.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { closingNote, reopeningNote, ticketComment, ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import type { ZammadConfig } from "./zammad-config.ts";

/** Zammad's column holds 250; what is longer is cut there, the reference at its end first. */
const titleCharactersMax = 250;
export const perPage = 100;

/** Where our reference stands: at the end of the title, in brackets. */
export function titleMark(reference: string): string {
  return `[${reference}]`;
}

export function closedStateOf(config: ZammadConfig): string {
  return config.closedState ?? "closed";
}

export function apiUrl(config: ZammadConfig, path: string): string {
  return joinUrl(config.baseUrl, `/api/v1${path}`);
}

export const zammadCalls: TicketCalls<ZammadConfig> = {
  create: planCreate,
  // A search by condition asks the database. One by words asks the search index, which lags: a ticket of a moment ago would be
  // missed, and opened a second time.
  find(config, reference) {
    const condition = { "ticket.title": { operator: "contains", value: titleMark(reference) } };
    const order = { expand: "true", sort_by: "created_at", order_by: "asc", page: "1", per_page: String(perPage) };
    return jsonRequest("POST", apiUrl(config, `/tickets/search?${new URLSearchParams(order)}`), { condition });
  },
  read: ({ config }, id) => jsonRequest("GET", apiUrl(config, `/tickets/${id}?expand=true`)),
  update: ({ config, scope }, id) => change(config, id, ticketComment(scope)),
  close: ({ config, scope }, id) => change(config, id, closingNote(scope), closedStateOf(config)),
  reopen: ({ config, scope }, id) => change(config, id, reopeningNote(scope), config.reopenState ?? "open"),
};

function planCreate(input: PlanInput<ZammadConfig>, reference: string): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const { priority, assignee, unnamed } = nameWords(config, scope);
  const title = ticketTitle(scope, titleCharactersMax, ` ${titleMark(reference)}`);
  const body = {
    ...further.fields,
    title,
    group: config.group,
    customer_id: `guess:${config.customer}`,
    ...(priority === null ? {} : named("priority", priority)),
    ...(assignee === null ? {} : named("owner", assignee)),
    article: { ...note(config, ticketDescription(scope, reference, unnamed)), subject: title },
  };
  return { outcome: "planned", request: jsonRequest("POST", apiUrl(config, "/tickets"), body) };
}

function change(config: ZammadConfig, id: string, text: string, state?: string): PlannedRequest {
  const body = { ...(state === undefined ? {} : { state }), article: note(config, text) };
  return jsonRequest("PUT", apiUrl(config, `/tickets/${id}`), body);
}

function note(config: ZammadConfig, body: string) {
  return { body, type: "note", content_type: "text/plain", internal: config.visible !== true };
}

// Zammad takes a name in one field and a number in another.
function named(field: "priority" | "owner", value: string | number): Record<string, string | number> {
  return typeof value === "number" ? { [`${field}_id`]: value } : { [field]: value };
}
