import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import type { GithubIssuesConfig } from "./github-issues-config.ts";
import { isRateLimited } from "./interpret-github-issues.ts";
import { githubRequest, repositoryUrl } from "./plan-github-issues.ts";

/** The repository: whether it is seen, has issues, and takes labels from us. */
export function planGithubIssuesTest(config: GithubIssuesConfig): TestPlan<PlannedRequest> {
  return { outcome: "planned", calls: [{ asks: "repository", request: githubRequest("GET", repositoryUrl(config)) }] };
}

export function interpretGithubIssuesTest(answer: Answer, config: GithubIssuesConfig): TestVerdict {
  const { repository } = config;
  if (isRateLimited(answer)) {
    return trouble(
      "rate-limited",
      "GitHub says that it was asked too often. The settings may be right; test again later.",
    );
  }
  const refused = interpretTestStatus(answer, `there is no repository ${repository}, or the token may not see it`);
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { full_name, has_issues, archived, permissions } = read.body;
  if (typeof full_name !== "string" || full_name.toLowerCase() !== repository.toLowerCase()) {
    return trouble("wrong-answer", `It answered, but not with the repository ${repository}. Check the address.`);
  }
  if (has_issues === false)
    return trouble("wrong-setting", `Issues are switched off in ${repository}: switch them on.`);
  if (archived === true) return trouble("wrong-setting", `${repository} is archived: nothing can be opened in it.`);
  if (isObject(permissions) && permissions.push !== true && permissions.triage !== true) {
    const sentence = `The token may open issues in ${repository}, but not set labels, and our reference is one: give it Issues: Read and write, as somebody who may triage.`;
    return trouble("rights", sentence);
  }
  return { verdict: "ok", sentence: `The repository ${repository} is there, and issues may be opened in it.` };
}
