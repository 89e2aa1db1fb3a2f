import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

// Written from https://www.redmine.org/projects/redmine/wiki/Rest_Issues and, for what is dropped without a word, from what
// Redmine 5.0.4 answered.

interface RedmineIssue {
  id: number;
  subject: string;
  description: string;
  statusId: number;
  priorityId: number;
  assignedToId: number | null;
  notes: string[];
}

const statuses = [
  { id: 1, name: "New", is_closed: false },
  { id: 2, name: "In Progress", is_closed: false },
  { id: 3, name: "Resolved", is_closed: false },
  { id: 5, name: "Closed", is_closed: true },
  { id: 6, name: "Rejected", is_closed: true },
];
const apiKey = "0123456789abcdef0123456789abcdef01234567";

/** What a connection to the imitation needs. */
export const redmineAccess = { apiKey, project: "ops" };

export async function startRedmine(): Promise<
  TicketImitation & {
    forbidStatus(id: number): void;
    ignoreFilters(isIgnored: boolean): void;
    addIssue(subject: string): string;
  }
> {
  let issues: RedmineIssue[] = [];
  let last = 40;
  let forbidden: number | null = null;
  let isIgnoring = false;

  const open = (fields: Partial<RedmineIssue>): RedmineIssue => {
    last += 1;
    const issue: RedmineIssue = {
      id: last,
      subject: "",
      description: "",
      statusId: 1,
      priorityId: 2,
      assignedToId: null,
      notes: [],
      ...fields,
    };
    issues.push(issue);
    return issue;
  };
  const show = (issue: RedmineIssue) => ({
    id: issue.id,
    project: { id: 7, name: "Operations" },
    status: statuses.find((one) => one.id === issue.statusId),
    priority: { id: issue.priorityId, name: "Normal" },
    subject: issue.subject,
    description: issue.description,
    ...(issue.assignedToId === null ? {} : { assigned_to: { id: issue.assignedToId, name: "Ada" } }),
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    const isKnown = call.headers["x-redmine-api-key"] === apiKey;
    // A public project is read by anybody, so that a wrong key shows only where somebody must be signed in.
    const isOpenToAll = call.method === "GET" && /^\/(issues|projects)/.test(call.path);
    if (!isKnown && !isOpenToAll) {
      return { status: 401, headers: { "www-authenticate": 'Basic realm="Redmine API"' } };
    }
    if (call.method !== "GET" && call.headers["content-type"] !== "application/json") {
      return { status: 422, body: { errors: ["Subject cannot be blank"] } };
    }
    if (call.method === "GET" && call.path === "/users/current.json") {
      return { status: 200, body: { user: { id: 5, login: "signalbox", admin: false } } };
    }
    if (call.method === "GET" && call.path === "/projects/ops.json") {
      return { status: 200, body: { project: { id: 7, name: "Operations", identifier: "ops", status: 1 } } };
    }
    if (call.method === "GET" && call.path === "/issue_statuses.json") {
      return { status: 200, body: { issue_statuses: statuses } };
    }
    if (call.method === "POST" && call.path === "/issues.json") return create(call);
    if (call.method === "GET" && call.path === "/issues.json") return list(call);
    const issue = issues.find((one) => call.path === `/issues/${one.id}.json`);
    if (issue === undefined) return { status: 404 };
    if (call.method === "GET") return { status: 200, body: { issue: show(issue) } };
    return call.method === "PUT" ? change(call, issue) : { status: 404 };
  };

  const create = (call: ImitatedCall): ImitatedAnswer => {
    const { issue: fields } = (call.json ?? {}) as { issue?: Record<string, unknown> };
    if (fields === undefined) return { status: 422, body: { errors: ["Project cannot be blank"] } };
    if (fields.project_id !== "ops") return { status: 422, body: { errors: ["Project is invalid"] } };
    const subject = String(fields.subject ?? "");
    if (subject === "") return { status: 422, body: { errors: ["Subject cannot be blank"] } };
    if (subject.length > 255) {
      return { status: 422, body: { errors: ["Subject is too long (maximum is 255 characters)"] } };
    }
    const issue = open({
      subject,
      description: String(fields.description ?? ""),
      // An unknown one is dropped, and the issue opened all the same.
      priorityId: [1, 2, 3, 4, 5].includes(fields.priority_id as number) ? (fields.priority_id as number) : 2,
      assignedToId: typeof fields.assigned_to_id === "number" ? fields.assigned_to_id : null,
    });
    const location = `http://redmine.example.test/issues/${issue.id}`;
    return { status: 201, headers: { location }, body: { issue: show(issue) } };
  };

  const list = (call: ImitatedCall): ImitatedAnswer => {
    const { query } = call;
    if (query.get("project_id") !== "ops") return { status: 404 };
    const filter = isIgnoring ? null : query.get("subject");
    const found = issues.filter((issue) => {
      const status = statuses.find((one) => one.id === issue.statusId);
      if (query.get("status_id") !== "*" && status?.is_closed) return false;
      return filter === null || (filter.startsWith("~") ? has(issue, filter.slice(1)) : issue.subject === filter);
    });
    return {
      status: 200,
      body: { issues: found.map(show), total_count: found.length, offset: 0, limit: Number(query.get("limit") ?? 25) },
    };
  };
  const has = (issue: RedmineIssue, text: string) => issue.subject.toLowerCase().includes(text.toLowerCase());

  const change = (call: ImitatedCall, issue: RedmineIssue): ImitatedAnswer => {
    const { issue: fields = {} } = (call.json ?? {}) as { issue?: { status_id?: unknown; notes?: string } };
    if (fields.notes) issue.notes.push(fields.notes);
    // Not allowed, unknown, or given by name: left out, and the note stays.
    const status = statuses.find((one) => one.id === fields.status_id && one.id !== forbidden);
    if (status !== undefined) issue.statusId = status.id;
    return { status: 204 };
  };

  const keep = () => {
    const kept = structuredClone(issues);
    return () => {
      issues = kept;
    };
  };
  const byId = (id: string) => {
    const issue = issues.find((one) => String(one.id) === id);
    if (issue === undefined) throw new Error(`the imitation has no issue ${id}`);
    return issue;
  };
  const imitation = await startImitation({ answer, keep });
  return {
    ...imitation,
    tickets: () =>
      issues.map(({ id, subject, description, statusId, notes }) => ({
        id: String(id),
        title: subject,
        text: description,
        isClosed: statuses.find((one) => one.id === statusId)?.is_closed ?? false,
        comments: notes,
      })),
    double: (id) => void open({ ...structuredClone(byId(id)), id: last + 1 }),
    closeByHand: (id) => {
      byId(id).statusId = 5;
    },
    remove: (id) => {
      issues = issues.filter((one) => String(one.id) !== id);
    },
    forbidStatus: (id) => {
      forbidden = id;
    },
    ignoreFilters: (isIgnored) => {
      isIgnoring = isIgnored;
    },
    addIssue: (subject) => String(open({ subject }).id),
  };
}
