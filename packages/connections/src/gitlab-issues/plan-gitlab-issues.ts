import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { TicketCalls } from "../shared/plan-ticket-step.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { commentOrNote, ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import type { GitlabIssuesConfig } from "./gitlab-issues-config.ts";

const titleCharactersMax = 255;
/** A list that is full may not be all. */
export const perPage = 100;

export function projectUrl(config: GitlabIssuesConfig, path = ""): string {
  const project = encodeURIComponent(String(config.project));
  return joinUrl(config.baseUrl ?? "https://gitlab.com", `/api/v4/projects/${project}${path}`);
}

/** Our reference is a label of its own. */
export const gitlabIssuesCalls: TicketCalls<GitlabIssuesConfig> = {
  create: planCreate,
  find(config, reference) {
    const order = { state: "all", order_by: "created_at", sort: "asc", per_page: String(perPage) };
    return jsonRequest("GET", projectUrl(config, `/issues?${new URLSearchParams({ labels: reference, ...order })}`));
  },
  read: ({ config }, id) => jsonRequest("GET", projectUrl(config, `/issues/${id}`)),
  update: (input, id) =>
    jsonRequest("POST", projectUrl(input.config, `/issues/${id}/notes`), {
      body: withoutCommands(commentOrNote(input)),
    }),
  close: ({ config }, id) => jsonRequest("PUT", projectUrl(config, `/issues/${id}`), { state_event: "close" }),
  reopen: ({ config }, id) => jsonRequest("PUT", projectUrl(config, `/issues/${id}`), { state_event: "reopen" }),
};

function planCreate(input: PlanInput<GitlabIssuesConfig>, reference: string): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const { priority, assignee, unnamed } = nameWords(config, scope);
  const { labels, ...fields } = further.fields;
  const own = (Array.isArray(labels) ? labels.map(String) : []).concat(typeof labels === "string" ? labels : []);
  // A priority has no field of its own: it is a label.
  const all = [reference, ...(config.labels ?? []), ...own, ...(priority === null ? [] : [String(priority)])];
  const body = {
    ...fields,
    title: ticketTitle(scope, titleCharactersMax),
    description: withoutCommands(ticketDescription(scope, reference, unnamed)),
    labels: all.join(","),
    ...(assignee === null ? {} : { assignee_ids: [assignee] }),
  };
  return { outcome: "planned", request: jsonRequest("POST", projectUrl(config, "/issues"), body) };
}

// GitLab carries out a line that begins with / (/close, /assign): what a monitoring tool says must not command it.
function withoutCommands(text: string): string {
  return text.replaceAll(/^\//gm, "\\/");
}
