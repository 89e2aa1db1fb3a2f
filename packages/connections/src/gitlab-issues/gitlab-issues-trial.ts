import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import type { GitlabIssuesConfig } from "./gitlab-issues-config.ts";
import { projectUrl } from "./plan-gitlab-issues.ts";

/** GitLab's number for the role Reporter, the least that may set labels in all versions. */
const reporter = 20;

/** The project: whether it is seen, has issues, and takes labels from us. */
export function planGitlabIssuesTest(config: GitlabIssuesConfig): TestPlan<PlannedRequest> {
  return { outcome: "planned", calls: [{ asks: "project", request: jsonRequest("GET", projectUrl(config)) }] };
}

export function interpretGitlabIssuesTest(answer: Answer, config: GitlabIssuesConfig): TestVerdict {
  const { project } = config;
  const refused = interpretTestStatus(answer, `there is no project ${project}, or the token may not see it`);
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { id, issues_enabled, archived, permissions } = read.body;
  if (typeof id !== "number") {
    return trouble("wrong-answer", "It answered, but not as GitLab does. Check the address.");
  }
  if (issues_enabled === false)
    return trouble("wrong-setting", `Issues are switched off in ${project}: switch them on.`);
  if (archived === true) return trouble("wrong-setting", `${project} is archived: nothing can be opened in it.`);
  if (isObject(permissions) && levelOf(permissions) < reporter) {
    const sentence = `The token may not set labels in ${project}, and our reference is one: give it the role Reporter.`;
    return trouble("rights", sentence);
  }
  return { verdict: "ok", sentence: `The project ${project} is there, and issues may be opened in it.` };
}

function levelOf(permissions: Readonly<Record<string, unknown>>): number {
  const levels = [permissions.project_access, permissions.group_access].map((access) =>
    isObject(access) && typeof access.access_level === "number" ? access.access_level : 0,
  );
  return Math.max(...levels);
}
