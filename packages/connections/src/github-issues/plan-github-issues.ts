import type { PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { TicketCalls } from "../shared/plan-ticket-step.ts";
import { nameWords, renderTicketFields } from "../shared/ticket-fields.ts";
import { commentOrNote, ticketDescription, ticketTitle } from "../shared/ticket-text.ts";
import type { GithubIssuesConfig } from "./github-issues-config.ts";

const titleCharactersMax = 256;
/** A list that is full may not be all. */
export const perPage = 100;

export function repositoryUrl(config: GithubIssuesConfig, path = ""): string {
  return joinUrl(config.baseUrl ?? "https://api.github.com", `/repos/${config.repository}${path}`);
}

export function githubRequest(method: PlannedRequest["method"], url: string, body?: unknown): PlannedRequest {
  const headers = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };
  return jsonRequest(method, url, body, headers);
}

/** Our reference is a label of its own: the list by label is exact and at once, the search index lags. */
export const githubIssuesCalls: TicketCalls<GithubIssuesConfig> = {
  create: planCreate,
  find(config, reference) {
    const order = { state: "all", sort: "created", direction: "asc", per_page: String(perPage) };
    const search = new URLSearchParams({ labels: reference, ...order });
    return githubRequest("GET", repositoryUrl(config, `/issues?${search}`));
  },
  read: ({ config }, id) => githubRequest("GET", repositoryUrl(config, `/issues/${id}`)),
  update: (input, id) =>
    githubRequest("POST", repositoryUrl(input.config, `/issues/${id}/comments`), { body: commentOrNote(input) }),
  close: ({ config }, id) =>
    githubRequest("PATCH", repositoryUrl(config, `/issues/${id}`), { state: "closed", state_reason: "completed" }),
  reopen: ({ config }, id) => githubRequest("PATCH", repositoryUrl(config, `/issues/${id}`), { state: "open" }),
};

function planCreate(input: PlanInput<GithubIssuesConfig>, reference: string): PlanOutcome<PlannedRequest> {
  const { config, scope } = input;
  const further = renderTicketFields(config, scope);
  if (further.outcome === "not-possible") return further;
  const { priority, assignee, unnamed } = nameWords(config, scope);
  const { labels, ...fields } = further.fields;
  const own = Array.isArray(labels) ? labels : [];
  const body = {
    ...fields,
    title: ticketTitle(scope, titleCharactersMax),
    body: ticketDescription(scope, reference, unnamed),
    // A priority has no field of its own: it is a label.
    labels: [reference, ...(config.labels ?? []), ...own, ...(priority === null ? [] : [String(priority)])],
    ...(assignee === null ? {} : { assignees: [String(assignee)] }),
  };
  return { outcome: "planned", request: githubRequest("POST", repositoryUrl(config, "/issues"), body) };
}
