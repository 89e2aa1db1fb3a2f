import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { TicketCalls } from "../shared/plan-ticket-step.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { closingNote, reopeningNote, ticketComment, ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import type { RedmineConfig } from "./redmine-config.ts";

const subjectCharactersMax = 255;

/** Where our reference stands: at the end of the subject, in brackets. */
export function subjectMark(reference: string): string {
  return `[${reference}]`;
}

export function closedStatusOf(config: RedmineConfig): number {
  return config.closedStatus ?? 5;
}

export const redmineCalls: TicketCalls<RedmineConfig> = {
  create: planCreate,
  find(config, reference) {
    // Without status_id=* Redmine lists open issues alone.
    const filter = { project_id: config.project, subject: `~${reference}`, status_id: "*" };
    const search = new URLSearchParams({ ...filter, sort: "id:asc", limit: "100" });
    return jsonRequest("GET", joinUrl(config.baseUrl, `/issues.json?${search}`));
  },
  read: ({ config }, id) => jsonRequest("GET", issueUrl(config, id)),
  update: ({ config, scope }, id) => change(config, id, { notes: ticketComment(scope) }),
  close: ({ config, scope }, id) =>
    change(config, id, { status_id: closedStatusOf(config), notes: closingNote(scope) }),
  reopen: ({ config, scope }, id) =>
    change(config, id, { status_id: config.reopenStatus ?? 1, notes: reopeningNote(scope) }),
};

function planCreate(input: PlanInput<RedmineConfig>, reference: string): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const { priority, assignee, unnamed } = nameWords(config, scope);
  const issue = {
    ...further.fields,
    project_id: config.project,
    ...(config.tracker === undefined ? {} : { tracker_id: config.tracker }),
    subject: ticketTitle(scope, subjectCharactersMax, ` ${subjectMark(reference)}`),
    description: ticketDescription(scope, reference, unnamed),
    ...(priority === null ? {} : { priority_id: priority }),
    ...(assignee === null ? {} : { assigned_to_id: assignee }),
  };
  return { outcome: "planned", request: jsonRequest("POST", joinUrl(config.baseUrl, "/issues.json"), { issue }) };
}

function change(config: RedmineConfig, id: string, issue: object): PlannedRequest {
  return jsonRequest("PUT", issueUrl(config, id), { issue });
}

function issueUrl(config: RedmineConfig, id: string): string {
  return joinUrl(config.baseUrl, `/issues/${id}.json`);
}
