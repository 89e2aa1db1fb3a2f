import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { foundAmong } from "../shared/found-among.ts";
import { interpretChanged } from "../shared/interpret-changed.ts";
import { interpretCreated } from "../shared/interpret-created.ts";
import { interpretStatus, type Refusal } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson, readWebUrl } from "../shared/read-answer.ts";
import { readRetryAfter } from "../shared/read-retry-after.ts";
import type { GithubIssuesConfig } from "./github-issues-config.ts";
import { perPage } from "./plan-github-issues.ts";

export function interpretGithubIssues(
  step: CallStep,
  answer: Answer,
  input: PlanInput<GithubIssuesConfig>,
): Interpretation {
  const refused = refuse(answer, input.now);
  if (refused !== null) {
    // 404 to the list is a wrong repository or a token that may not see it, and proves nothing about the issue.
    return step === "find" && refused.reason === "not-found"
      ? notUnderstood(`the list of issues answered ${answer.status}: may the token see the repository?`)
      : { step: "done", result: refused };
  }
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  const body = readJson(answer);
  switch (step) {
    case "create":
      return interpretCreated(answer, (issue) => ({
        id: issue.number,
        url: issue.html_url,
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
  "opened, but GitHub dropped the label that is our reference: the token may not set labels, so this issue can't be found again by it";

/** GitHub says 403 also where it is asked too often; that is no matter of credentials. */
export function isRateLimited(answer: Answer): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  const isSpent = answer.headers["x-ratelimit-remaining"] === "0" || answer.headers["retry-after"] !== undefined;
  return isSpent || /rate limit/i.test(answer.body.slice(0, 2_000));
}

function refuse(answer: Answer, now: number): Refusal | null {
  const refused = interpretStatus(answer, now);
  if (refused === null || !isRateLimited(answer)) return refused;
  const reset = answer.headers["x-ratelimit-remaining"] === "0" ? answer.headers["x-ratelimit-reset"] : undefined;
  const untilReset = reset !== undefined && /^\d{1,12}$/.test(reset) ? Math.max(0, Number(reset) * 1_000 - now) : null;
  const retryAfterMs = readRetryAfter(answer.headers["retry-after"], now) ?? untilReset;
  return {
    outcome: "retryable",
    reason: "rate-limited",
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    detail: `it answered ${answer.status}: too many calls`,
  };
}

function interpretFind(body: unknown, answer: Answer, reference: string): Interpretation {
  if (!Array.isArray(body)) return notUnderstood(`the list of issues gave ${describeAnswer(answer)}`);
  // The list holds pull requests, too.
  const ours = body.filter((one) => isObject(one) && one.pull_request === undefined && hasLabel(one, reference));
  return foundAmong(
    ours.map((one) => ({ externalId: readId(one.number), externalUrl: readWebUrl(one.html_url) })),
    "an issue with our reference has no number",
    body.length < perPage,
  );
}

function hasLabel(issue: Readonly<Record<string, unknown>>, reference: string): boolean {
  const labels = Array.isArray(issue.labels) ? issue.labels : [];
  return labels.some((label) => (isObject(label) ? label.name : label) === reference);
}
