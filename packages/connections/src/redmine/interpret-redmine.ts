import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { foundAmong } from "../shared/found-among.ts";
import { interpretCreated } from "../shared/interpret-created.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { isObject } from "../shared/is-object.ts";
import { notUnderstood } from "../shared/not-understood.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { closedStatusOf, subjectMark } from "./plan-redmine.ts";
import type { RedmineConfig } from "./redmine-config.ts";

/** What Redmine's answers mean. A change of status that it does not allow is a 204, too: closing is believed when a read
 *  shows it. */
export function interpretRedmine(step: CallStep, answer: Answer, input: PlanInput<RedmineConfig>): Interpretation {
  const refused = interpretStatus(answer, input.now);
  if (refused !== null) {
    // 404 to a search is a wrong project or address, and proves nothing about the issue.
    return step === "find" && refused.reason === "not-found"
      ? notUnderstood(`the search answered ${answer.status}: are address and project right?`)
      : { step: "done", result: refused };
  }
  switch (step) {
    case "create":
      return interpretCreated(answer, ({ issue }) => {
        const id = isObject(issue) ? issue.id : null;
        return { id, url: issuePage(input.config, readId(id)) };
      });
    case "find":
      return interpretFind(answer, input);
    case "read":
      return interpretRead(answer, input.config);
    case "update":
    case "close":
    case "reopen":
    case "send":
      return interpretChange(answer);
  }
}

// A filter that Redmine does not know is left out, and all issues come: each hit must carry our reference.
function interpretFind(answer: Answer, input: PlanInput<RedmineConfig>): Interpretation {
  const body = readJson(answer);
  if (!isObject(body) || !Array.isArray(body.issues)) return notUnderstood(`the search gave ${describeAnswer(answer)}`);
  const mark = subjectMark(input.obligation?.reference ?? "");
  const ours = body.issues.filter(
    (issue) => isObject(issue) && typeof issue.subject === "string" && issue.subject.includes(mark),
  );
  const hits = ours.map((issue) => {
    const externalId = readId(issue.id);
    return { externalId, externalUrl: issuePage(input.config, externalId) };
  });
  const isWhole = typeof body.total_count !== "number" || body.total_count <= body.issues.length;
  return foundAmong(hits, "an issue with our reference has no number", isWhole);
}

function interpretRead(answer: Answer, config: RedmineConfig): Interpretation {
  const body = readJson(answer);
  const status = isObject(body) && isObject(body.issue) ? body.issue.status : null;
  if (!isObject(status)) return notUnderstood(`the look at the issue gave ${describeAnswer(answer)}`);
  // Redmine before 5.0 does not tell which statuses are closed ones.
  const closed = typeof status.is_closed === "boolean" ? status.is_closed : status.id === closedStatusOf(config);
  return { step: "state", closed };
}

// A change is answered with nothing at all; a page of a sign-in would be a 200 with a body.
function interpretChange(answer: Answer): Interpretation {
  if (answer.body.trim() === "" || readJson(answer) !== undefined) {
    return { step: "done", result: { outcome: "delivered" } };
  }
  const detail = `it gave ${describeAnswer(answer)}`;
  return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
}

function issuePage(config: RedmineConfig, id: string | null): string | null {
  return id === null ? null : joinUrl(config.baseUrl, `/issues/${encodeURIComponent(id)}`);
}
