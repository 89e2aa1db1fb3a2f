import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

// Written from https://docs.github.com/en/rest/issues/issues and https://docs.github.com/en/rest/issues/comments, version
// 2022-11-28.

interface GithubIssue {
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  labels: string[];
  comments: string[];
  isPullRequest: boolean;
}

const token = "github_pat_11AAAAAAA0imitation0000000000000000";

/** What a connection to the imitation needs. */
export const githubIssuesAccess = { token, repository: "acme/operations" };

export async function startGithubIssues(): Promise<
  TicketImitation & {
    takePushAway(isAway: boolean): void;
    switchIssuesOff(isOff: boolean): void;
    addPullRequest(labels: string[]): void;
  }
> {
  let issues: GithubIssue[] = [];
  let last = 1_346;
  let mayLabel = true;
  let isOff = false;

  const open = (fields: Partial<GithubIssue>): GithubIssue => {
    last += 1;
    const issue: GithubIssue = {
      number: last,
      title: "",
      body: "",
      state: "open",
      labels: [],
      comments: [],
      isPullRequest: false,
      ...fields,
    };
    issues.push(issue);
    return issue;
  };
  const show = (issue: GithubIssue) => ({
    id: issue.number + 900_000,
    number: issue.number,
    html_url: `https://github.com/acme/operations/issues/${issue.number}`,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    labels: issue.labels.map((name, index) => ({ id: 208_045_946 + index, name, color: "f29513", default: false })),
    ...(issue.isPullRequest ? { pull_request: { url: "https://api.github.com/repos/acme/operations/pulls/1" } } : {}),
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers["user-agent"] === undefined) {
      return { status: 403, body: "Request forbidden by administrative rules. Please send a User-Agent header." };
    }
    if (call.headers.authorization !== `Bearer ${token}`) {
      return { status: 401, body: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest" } };
    }
    if (
      call.headers["x-github-api-version"] !== "2022-11-28" ||
      call.headers.accept !== "application/vnd.github+json"
    ) {
      return { status: 400, body: { message: "Unsupported API version" } };
    }
    const path = call.path.replace(/^\/repos\/acme\/operations(?=\/|$)/, "");
    if (path === call.path) return notFound;
    if (path === "" && call.method === "GET") {
      const permissions = { admin: false, push: mayLabel, triage: mayLabel, pull: true };
      return { status: 200, body: { full_name: "acme/operations", has_issues: !isOff, archived: false, permissions } };
    }
    if (isOff) return { status: 410, body: { message: "Issues are disabled for this repo" } };
    if (path === "/issues" && call.method === "POST") return create(call);
    if (path === "/issues" && call.method === "GET") return list(call);
    const [, number, tail] = /^\/issues\/(\d+)(\/comments)?$/.exec(path) ?? [];
    const issue = issues.find((one) => one.number === Number(number));
    if (issue === undefined) return notFound;
    if (tail === undefined && call.method === "GET") return { status: 200, body: show(issue) };
    if (tail === undefined && call.method === "PATCH") return change(call, issue);
    if (tail !== undefined && call.method === "POST") return comment(call, issue);
    return notFound;
  };

  const create = (call: ImitatedCall): ImitatedAnswer => {
    const fields = (call.json ?? {}) as { title?: unknown; body?: unknown; labels?: unknown; assignees?: unknown };
    if (typeof fields.title !== "string" || fields.title === "") return invalid("title", "missing_field");
    if (fields.title.length > 256) return invalid("title", "custom");
    if (fields.labels !== undefined && !Array.isArray(fields.labels)) return invalid("labels", "invalid");
    const labels = (fields.labels ?? []) as unknown[];
    if (labels.some((label) => typeof label !== "string" || label.length > 50)) return invalid("name", "custom");
    const issue = open({
      title: fields.title,
      body: String(fields.body ?? ""),
      labels: mayLabel ? labels.map(String) : [],
    });
    return {
      status: 201,
      headers: { location: `https://api.github.com/repos/acme/operations/issues/${issue.number}` },
      body: show(issue),
    };
  };

  const list = (call: ImitatedCall): ImitatedAnswer => {
    const wanted = (call.query.get("labels") ?? "").split(",").filter((name) => name !== "");
    const state = call.query.get("state") ?? "open";
    const found = issues.filter(
      (issue) => (state === "all" || issue.state === state) && wanted.every((name) => issue.labels.includes(name)),
    );
    const isUp = call.query.get("direction") === "asc";
    return { status: 200, body: (isUp ? found : found.toReversed()).map(show) };
  };

  const change = (call: ImitatedCall, issue: GithubIssue): ImitatedAnswer => {
    const { state } = (call.json ?? {}) as { state?: unknown };
    if (state !== "open" && state !== "closed") return invalid("state", "invalid");
    issue.state = state;
    return { status: 200, body: show(issue) };
  };

  const comment = (call: ImitatedCall, issue: GithubIssue): ImitatedAnswer => {
    const { body } = (call.json ?? {}) as { body?: unknown };
    if (typeof body !== "string" || body === "") return invalid("body", "missing_field");
    issue.comments.push(body);
    return { status: 201, body: { id: issue.comments.length, body } };
  };

  const keep = () => {
    const kept = structuredClone(issues);
    return () => {
      issues = kept;
    };
  };
  const byId = (id: string) => {
    const issue = issues.find((one) => String(one.number) === id);
    if (issue === undefined) throw new Error(`the imitation has no issue ${id}`);
    return issue;
  };
  const imitation = await startImitation({ answer, keep });
  return {
    ...imitation,
    tickets: () =>
      issues
        .filter((issue) => !issue.isPullRequest)
        .map(({ number, title, body, state, comments }) => ({
          id: String(number),
          title,
          text: body,
          isClosed: state === "closed",
          comments,
        })),
    double: (id) => void open({ ...structuredClone(byId(id)), number: last + 1 }),
    closeByHand: (id) => {
      byId(id).state = "closed";
    },
    remove: (id) => {
      issues = issues.filter((one) => String(one.number) !== id);
    },
    takePushAway: (isAway) => {
      mayLabel = !isAway;
    },
    switchIssuesOff: (off) => {
      isOff = off;
    },
    addPullRequest: (labels) => void open({ labels, isPullRequest: true }),
  };
}

const notFound: ImitatedAnswer = {
  status: 404,
  body: { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" },
};

function invalid(field: string, code: string): ImitatedAnswer {
  return { status: 422, body: { message: "Validation Failed", errors: [{ resource: "Issue", field, code }] } };
}
