import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { planTicketStep } from "../shared/plan-ticket-step.ts";
import { type GithubIssuesConfig, githubIssuesConfig, githubIssuesForm } from "./github-issues-config.ts";
import { interpretGithubIssuesTest, planGithubIssuesTest } from "./github-issues-trial.ts";
import { interpretGithubIssues } from "./interpret-github-issues.ts";
import { githubIssuesCalls } from "./plan-github-issues.ts";

/** Issues of a GitHub repository. */
export const githubIssues: HttpKind<GithubIssuesConfig> = {
  key: "github-issues",
  name: "GitHub Issues",
  guide: {
    about: "Issues in a repository of GitHub or GitHub Enterprise Server.",
    credentials: [
      "Sign in as the account that is to open the issues.",
      "Open Settings → Developer settings → Personal access tokens → Fine-grained tokens, and make one for this repository alone.",
      "Give it the permission Issues: Read and write, and note when it ends.",
    ],
    rights: "Issues: Read and write on the repository, by an account that may triage: our reference is a label.",
    traps: [
      "Each issue has a label of its own, which is our reference. The labels stay in the repository's list.",
      "Without the right to set labels GitHub drops them without a word. The test of the connection asks for it.",
      "GitHub answers 404 where the token may not see a private repository.",
      "Asked too often, GitHub answers 403: we wait, and try again.",
      "A repository that was renamed answers with a redirect, which is not followed: enter its new name.",
    ],
    example: {
      repository: "acme/operations",
      token: { env: "GITHUB_TOKEN" },
      labels: ["incident"],
      assignees: { "ada@example.test": "ada-l" },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://docs.github.com/en/rest/issues/issues",
    version: "2022-11-28",
    steps: { update: "unproven", close: "unproven", reopen: "unproven" },
  },
  configSchema: githubIssuesConfig,
  form: githubIssuesForm,
  secretFields: () => ["token"],
  timeoutMs: timeoutMsOf,
  // GitHub's limit for what makes content.
  defaultRate: { calls: 80, perSeconds: 60 },
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
  plan: (step, input) => planTicketStep(githubIssuesCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${secrets.token ?? ""}` },
  }),
  interpret: interpretGithubIssues,
  planTest: planGithubIssuesTest,
  interpretTest: interpretGithubIssuesTest,
};
