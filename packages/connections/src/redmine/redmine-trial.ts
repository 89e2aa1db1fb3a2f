import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { joinUrl } from "../shared/common-config.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { closedStatusOf } from "./plan-redmine.ts";
import type { RedmineConfig } from "./redmine-config.ts";

/** Who we are (a wrong key reads public projects as anybody may), the project, and the statuses. */
export function planRedmineTest(config: RedmineConfig): TestPlan<PlannedRequest> {
  const get = (asks: string, path: string) => ({ asks, request: jsonRequest("GET", joinUrl(config.baseUrl, path)) });
  return {
    outcome: "planned",
    calls: [
      get("credentials", "/users/current.json"),
      get("project", `/projects/${config.project}.json`),
      get("statuses", "/issue_statuses.json"),
    ],
  };
}

export function interpretRedmineTest(answer: Answer, config: RedmineConfig, asks: string): TestVerdict {
  const refused = interpretTestStatus(
    answer,
    asks === "project" ? `there is no project ${config.project} that this user may see` : "no Redmine at this address",
  );
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { body } = read;
  if (asks === "credentials") {
    return isObject(body.user)
      ? { verdict: "ok", sentence: `The key is that of ${String(body.user.login ?? "a user")}.` }
      : trouble("wrong-answer", "It answered, but not as Redmine does. Check the address.");
  }
  if (asks === "project") {
    const isOurs = isObject(body.project) && body.project.identifier === config.project;
    return isOurs
      ? { verdict: "ok", sentence: `The project ${config.project} is there.` }
      : trouble("wrong-answer", `It answered, but not with the project ${config.project}.`);
  }
  return judgeStatuses(body.issue_statuses, config);
}

function judgeStatuses(statuses: unknown, config: RedmineConfig): TestVerdict {
  const known = Array.isArray(statuses) ? statuses.filter(isObject) : [];
  const isClosing = (status: Readonly<Record<string, unknown>>) => status.is_closed === true;
  const list = known.filter(isClosing).map((status) => `${String(status.id)} ${String(status.name)}`);
  const closing = known.find((status) => status.id === closedStatusOf(config));
  const choose = `Statuses that close are: ${list.join(", ") || "none"}.`;
  if (closing === undefined) {
    return trouble("wrong-setting", `There is no status ${closedStatusOf(config)} to close with. ${choose}`);
  }
  if (!isClosing(closing)) {
    const sentence = `Status ${String(closing.id)} (${String(closing.name)}) does not close an issue. ${choose}`;
    return trouble("wrong-setting", sentence);
  }
  return { verdict: "ok", sentence: `Issues are closed by status ${String(closing.id)} (${String(closing.name)}).` };
}
