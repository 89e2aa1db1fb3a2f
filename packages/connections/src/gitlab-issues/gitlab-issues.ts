import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { planTicketStep } from "../shared/plan-ticket-step.ts";
import { type GitlabIssuesConfig, gitlabIssuesConfig, gitlabIssuesForm } from "./gitlab-issues-config.ts";
import { interpretGitlabIssuesTest, planGitlabIssuesTest } from "./gitlab-issues-trial.ts";
import { interpretGitlabIssues } from "./interpret-gitlab-issues.ts";
import { gitlabIssuesCalls } from "./plan-gitlab-issues.ts";

/** Issues of a GitLab project. */
export const gitlabIssues: HttpKind<GitlabIssuesConfig> = {
  key: "gitlab-issues",
  name: "GitLab Issues",
  guide: {
    about: "Issues in a project of GitLab.com or of a GitLab of your own.",
    credentials: [
      "In the project open Settings → Access tokens, and add one.",
      "Give it the role Reporter and the scope api, and note when it ends.",
    ],
    rights: "The role Reporter with the scope api: our reference is a label.",
    traps: [
      "Each issue has a label of its own, which is our reference. The labels stay in the project's list.",
      "Without the right to set labels GitLab drops them without a word. The test of the connection asks for it.",
      "GitLab answers 404 where the token may not see a private project.",
      "GitLab carries out lines that begin with a slash: in what we write they get a backslash before it.",
      "Access tokens end: a year at most on GitLab.com. The connection pauses and pages when one has ended.",
    ],
    example: {
      project: "acme/operations",
      token: { env: "GITLAB_TOKEN" },
      labels: ["incident"],
      assignees: { "ada@example.test": 42 },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://docs.gitlab.com/api/issues/",
    version: "v4",
    steps: { update: "unproven", reopen: "unproven" },
  },
  configSchema: gitlabIssuesConfig,
  form: gitlabIssuesForm,
  secretFields: () => ["token"],
  timeoutMs: timeoutMsOf,
  // GitLab's limit for new issues.
  defaultRate: { calls: 300, perSeconds: 60 },
  capabilities: () => ({
    actions: ["ticket"],
    find: true,
    update: true,
    close: true,
    reopen: true,
    noteFirst: true,
    read: true,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "B",
  plan: (step, input) => planTicketStep(gitlabIssuesCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, "private-token": secrets.token ?? "" },
  }),
  interpret: interpretGitlabIssues,
  planTest: planGitlabIssuesTest,
  interpretTest: interpretGitlabIssuesTest,
};
