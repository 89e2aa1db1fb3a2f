import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { TicketCalls } from "../shared/plan-ticket-step.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { closingNote, reopeningNote, ticketComment, ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import type { ServicenowConfig } from "./servicenow-config.ts";

/** What the fields hold in an instance as it is delivered; what is longer is cut there. */
const shortDescriptionCharactersMax = 160;
const descriptionCharactersMax = 3_500;
export const limit = 100;

export function closedStateOf(config: ServicenowConfig): string {
  return config.closedState ?? "6";
}

function incidentsUrl(config: ServicenowConfig, path = ""): string {
  return joinUrl(config.baseUrl, `/api/now/table/incident${path}`);
}

/** The incidents that carry a reference. An instance takes no notice of a part of a query that it can't carry out: each hit
 *  must be looked at. */
export function searchRequest(config: ServicenowConfig, reference: string): PlannedRequest {
  const search = new URLSearchParams({
    sysparm_query: `correlation_id=${reference}^ORDERBYsys_created_on`,
    sysparm_fields: "sys_id,number,state,correlation_id",
    sysparm_exclude_reference_link: "true",
    sysparm_limit: String(limit),
  });
  return jsonRequest("GET", incidentsUrl(config, `?${search}`));
}

/** Our reference has a field of its own: correlation_id. */
export const servicenowCalls: TicketCalls<ServicenowConfig> = {
  ids: /^[0-9a-f]{32}$/,
  create: planCreate,
  find: searchRequest,
  read: ({ config }, id) =>
    jsonRequest("GET", incidentsUrl(config, `/${id}?sysparm_fields=sys_id%2Cstate&sysparm_display_value=false`)),
  update: ({ config, scope }, id) => change(config, id, { work_notes: ticketComment(scope) }),
  close: ({ config, scope }, id) =>
    change(config, id, {
      state: closedStateOf(config),
      close_code: config.closeCode ?? "Solution provided",
      close_notes: closingNote(scope),
    }),
  reopen: ({ config, scope }, id) =>
    change(config, id, { state: config.reopenState ?? "2", work_notes: reopeningNote(scope) }),
};

function planCreate(input: PlanInput<ServicenowConfig>, reference: string): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const { priority, assignee, unnamed } = nameWords(config, scope);
  const body = {
    // The priority itself can't be set: ServiceNow makes it from urgency and impact.
    ...(priority === null ? {} : { urgency: String(priority), impact: String(priority) }),
    ...(config.assignmentGroup === undefined ? {} : { assignment_group: config.assignmentGroup }),
    ...further.fields,
    short_description: ticketTitle(scope, shortDescriptionCharactersMax),
    description: ticketDescription(scope, reference, unnamed, descriptionCharactersMax),
    ...(assignee === null ? {} : { assigned_to: String(assignee) }),
    correlation_id: reference,
    correlation_display: "Signalbox",
  };
  return { outcome: "planned", request: jsonRequest("POST", incidentsUrl(config), body) };
}

function change(config: ServicenowConfig, id: string, fields: object): PlannedRequest {
  return jsonRequest("PATCH", incidentsUrl(config, `/${id}`), fields);
}
