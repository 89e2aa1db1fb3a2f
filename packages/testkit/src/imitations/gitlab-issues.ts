import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

// Written from https://docs.gitlab.com/api/issues/, https://docs.gitlab.com/api/notes/ and, for lines that begin with a
// slash, https://docs.gitlab.com/user/project/quick_actions/.

interface GitlabIssue {
  id: number;
  iid: number;
  title: string;
  description: string;
  state: "opened" | "closed";
  labels: string[];
  notes: string[];
}

const token = "glpat-imitation0000000000";

/** What a connection to the imitation needs. */
export const gitlabIssuesAccess = { token, project: "acme/operations" };

export async function startGitlabIssues(): Promise<TicketImitation & { takeRoleAway(isAway: boolean): void }> {
  let issues: GitlabIssue[] = [];
  let last = 13;
  let isReporter = true;

  const open = (fields: Partial<GitlabIssue>): GitlabIssue => {
    last += 1;
    const issue: GitlabIssue = {
      title: "",
      description: "",
      state: "opened",
      labels: [],
      notes: [],
      ...fields,
      id: last + 70,
      iid: last,
    };
    issues.push(issue);
    return issue;
  };
  const show = ({ notes: _notes, ...issue }: GitlabIssue) => ({
    ...issue,
    project_id: 4,
    web_url: `https://gitlab.example.test/acme/operations/issues/${issue.iid}`,
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers["private-token"] !== token) return { status: 401, body: { message: "401 Unauthorized" } };
    const path = call.path.replace(/^\/api\/v4\/projects\/acme%2Foperations(?=\/|$)/, "");
    if (path === call.path) return { status: 404, body: { message: "404 Project Not Found" } };
    if (call.method !== "GET" && call.headers["content-type"] !== "application/json") {
      return { status: 415, body: { error: "The provided content-type is not supported." } };
    }
    if (path === "" && call.method === "GET") {
      const permissions = { project_access: { access_level: isReporter ? 20 : 10 }, group_access: null };
      const body = {
        id: 4,
        path_with_namespace: "acme/operations",
        issues_enabled: true,
        archived: false,
        permissions,
      };
      return { status: 200, body };
    }
    if (path === "/issues" && call.method === "POST") return create(call);
    if (path === "/issues" && call.method === "GET") return list(call);
    const [, iid, tail] = /^\/issues\/(\d+)(\/notes)?$/.exec(path) ?? [];
    const issue = issues.find((one) => one.iid === Number(iid));
    if (issue === undefined) return { status: 404, body: { message: "404 Not found" } };
    if (tail === undefined && call.method === "GET") return { status: 200, body: show(issue) };
    if (tail === undefined && call.method === "PUT") return change(call, issue);
    if (tail !== undefined && call.method === "POST") return note(call, issue);
    return { status: 404, body: { error: "404 Not Found" } };
  };

  const create = (call: ImitatedCall): ImitatedAnswer => {
    const fields = (call.json ?? {}) as { title?: unknown; description?: unknown; labels?: unknown };
    if (typeof fields.title !== "string") return { status: 400, body: { error: "title is missing" } };
    if (fields.title.length > 255) {
      return { status: 400, body: { message: { title: ["is too long (maximum is 255 characters)"] } } };
    }
    const labels = typeof fields.labels === "string" ? fields.labels.split(",") : [];
    const issue = open({
      title: fields.title,
      description: String(fields.description ?? ""),
      labels: isReporter ? labels : [],
    });
    obey(issue, issue.description);
    return { status: 201, body: show(issue) };
  };

  const list = (call: ImitatedCall): ImitatedAnswer => {
    const wanted = (call.query.get("labels") ?? "").split(",").filter((name) => name !== "");
    const state = call.query.get("state") ?? "all";
    const found = issues.filter(
      (issue) => (state === "all" || issue.state === state) && wanted.every((name) => issue.labels.includes(name)),
    );
    const isUp = call.query.get("sort") === "asc";
    return { status: 200, body: (isUp ? found : found.toReversed()).map(show) };
  };

  const change = (call: ImitatedCall, issue: GitlabIssue): ImitatedAnswer => {
    const { state_event } = (call.json ?? {}) as { state_event?: unknown };
    if (state_event === "close") issue.state = "closed";
    else if (state_event === "reopen") issue.state = "opened";
    else return { status: 400, body: { error: "state_event does not have a valid value" } };
    return { status: 200, body: show(issue) };
  };

  const note = (call: ImitatedCall, issue: GitlabIssue): ImitatedAnswer => {
    const { body } = (call.json ?? {}) as { body?: unknown };
    if (typeof body !== "string") return { status: 400, body: { error: "body is missing" } };
    obey(issue, body);
    issue.notes.push(body);
    return { status: 201, body: { id: issue.notes.length, body } };
  };

  // A line that begins with a slash is a command.
  const obey = (issue: GitlabIssue, text: string): void => {
    if (/^\/close\b/m.test(text.replaceAll("\r", ""))) issue.state = "closed";
  };

  const keep = () => {
    const kept = structuredClone(issues);
    return () => {
      issues = kept;
    };
  };
  const byId = (id: string) => {
    const issue = issues.find((one) => String(one.iid) === id);
    if (issue === undefined) throw new Error(`the imitation has no issue ${id}`);
    return issue;
  };
  const imitation = await startImitation({ answer, keep });
  return {
    ...imitation,
    tickets: () =>
      issues.map(({ iid, title, description, state, notes }) => ({
        id: String(iid),
        title,
        text: description,
        isClosed: state === "closed",
        comments: notes,
      })),
    double: (id) => void open(structuredClone(byId(id))),
    closeByHand: (id) => {
      byId(id).state = "closed";
    },
    remove: (id) => {
      issues = issues.filter((one) => String(one.iid) !== id);
    },
    takeRoleAway: (isAway) => {
      isReporter = !isAway;
    },
  };
}
