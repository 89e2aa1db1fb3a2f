import {
  githubIssuesAccess,
  gitlabIssuesAccess,
  redmineAccess,
  requestTrackerAccess,
  servicenowAccess,
  startGithubIssues,
  startGitlabIssues,
  startRedmine,
  startRequestTracker,
  startServicenow,
  startTicketDesk,
  startZammad,
  type TicketImitation,
  ticketDeskAccess,
  zammadAccess,
} from "@signalbox/testkit";

/** A ticket system to hold its kind against. */
export interface TicketSystem {
  kind: string;
  start(): Promise<TicketImitation>;
  config(url: string): Record<string, unknown>;
  secrets: Record<string, string>;
  /** Most characters that a title has there. */
  titleMax: number;
  /** The outside id of a ticket that is not there. */
  unknownId: string;
}

const kept = { kept: true } as const;

export const ticketSystems: readonly TicketSystem[] = [
  {
    kind: "ticket-json",
    start: startTicketDesk,
    secrets: { bearer: ticketDeskAccess.token },
    titleMax: Number.POSITIVE_INFINITY,
    unknownId: "9999",
    config: (baseUrl) => ({
      baseUrl,
      auth: { bearer: kept },
      ticket: {
        create: {
          path: "/tickets",
          body: { title: "{{ incident.title }}", ref: "{{ obligation.reference }}" },
          id: "$.id",
        },
        find: { path: "/tickets?ref={{ obligation.reference }}", id: "$.items[*].id", reference: "$.items[*].ref" },
        close: {
          path: "/tickets/{{ obligation.externalId }}",
          body: { status: "closed", note: "{{ resolution.note }}" },
        },
        read: { path: "/tickets/{{ obligation.externalId }}", closed: 'answer.status == "closed"' },
        comment: { path: "/tickets/{{ obligation.externalId }}/notes", body: { note: "{{ action.comment }}" } },
        reopen: { path: "/tickets/{{ obligation.externalId }}", body: { status: "open" } },
      },
    }),
  },
  {
    kind: "request-tracker",
    start: startRequestTracker,
    secrets: { token: requestTrackerAccess.token },
    titleMax: 200,
    unknownId: "9999",
    config: (baseUrl) => ({
      baseUrl,
      token: kept,
      queue: requestTrackerAccess.queue,
      assignees: { "ada@example.test": "ada" },
    }),
  },
  {
    kind: "redmine",
    start: startRedmine,
    secrets: { apiKey: redmineAccess.apiKey },
    titleMax: 255,
    unknownId: "9999",
    config: (baseUrl) => ({ baseUrl, apiKey: kept, project: redmineAccess.project, priorities: { urgent: 4 } }),
  },
  {
    kind: "github-issues",
    start: startGithubIssues,
    secrets: { token: githubIssuesAccess.token },
    titleMax: 256,
    unknownId: "9999",
    config: (baseUrl) => ({ baseUrl, token: kept, repository: githubIssuesAccess.repository, labels: ["incident"] }),
  },
  {
    kind: "gitlab-issues",
    start: startGitlabIssues,
    secrets: { token: gitlabIssuesAccess.token },
    titleMax: 255,
    unknownId: "9999",
    config: (baseUrl) => ({ baseUrl, token: kept, project: gitlabIssuesAccess.project, labels: ["incident"] }),
  },
  {
    kind: "zammad",
    start: startZammad,
    secrets: { token: zammadAccess.token },
    titleMax: 250,
    unknownId: "9999",
    config: (baseUrl) => ({
      baseUrl,
      token: kept,
      group: zammadAccess.group,
      customer: "monitoring@example.test",
      priorities: { urgent: "3 high" },
    }),
  },
  {
    kind: "servicenow",
    start: startServicenow,
    secrets: { password: servicenowAccess.password },
    titleMax: 160,
    unknownId: "00000000000000000000000000000000",
    config: (baseUrl) => ({
      baseUrl,
      auth: { basic: { username: servicenowAccess.user, password: kept } },
      priorities: { urgent: 1 },
    }),
  },
];
