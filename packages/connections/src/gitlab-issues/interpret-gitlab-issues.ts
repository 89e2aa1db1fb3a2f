import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { foundAmong } from "../shared/found-among.ts";
import { interpretChanged } from "../shared/interpret-changed.ts";
import { interpretCreated } from "../shared/interpret-created.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson, readWebUrl } from "../shared/read-answer.ts";
import type { GitlabIssuesConfig } from "./gitlab-issues-config.ts";
import { perPage } from "./plan-gitlab-issues.ts";

/** What GitLab's answers mean. An issue is named by its `iid`, the number within the project; `id` is another. */
export function interpretGitlabIssues(
  step: CallStep,
  answer: Answer,
  input: PlanInput<GitlabIssuesConfig>,
): Interpretation {
  const refused = interpretStatus(answer, input.now);
  if (refused !== null) {
    // 404 to the list is a wrong project or a token that may not see it, and proves nothing about the issue.
    return step === "find" && refused.reason === "not-found"
      ? notUnderstood(`the list of issues answered ${answer.status}: may the token see the project?`)
      : { step: "done", result: refused };
  }
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  const body = readJson(answer);
  switch (step) {
    case "create":
      return interpretCreated(answer, (issue) => ({
        id: issue.iid,
        url: issue.web_url,
        detail: hasLabel(issue, reference) ? null : labelDropped,
      }));
    case "find":
      return interpretFind(body, answer, reference);
    case "read":
      return isObject(body) && typeof body.state === "string"
        ? { step: "state", closed: body.state === "closed" }
        : notUnderstood(`the look at the issue gave ${describeAnswer(answer)}`);
    case "update":
    case "close":
    case "reopen":
    case "send":
      return interpretChanged(answer);
  }
}

const labelDropped =
  "opened, but GitLab dropped the label that is our reference: the token may not set labels, so this issue can't be found again by it";

function interpretFind(body: unknown, answer: Answer, reference: string): Interpretation {
  if (!Array.isArray(body)) return notUnderstood(`the list of issues gave ${describeAnswer(answer)}`);
  const ours = body.filter((issue) => isObject(issue) && hasLabel(issue, reference));
  return foundAmong(
    ours.map((issue) => ({ externalId: readId(issue.iid), externalUrl: readWebUrl(issue.web_url) })),
    "an issue with our reference has no number",
    body.length < perPage,
  );
}

function hasLabel(issue: Readonly<Record<string, unknown>>, reference: string): boolean {
  return Array.isArray(issue.labels) && issue.labels.includes(reference);
}
