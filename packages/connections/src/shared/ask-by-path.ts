import { isJsonPath, readJsonPath } from "@signalbox/core";
import type { Answer, LookUpOutcome, LookUpQuery, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import { joinUrl } from "./common-config.ts";
import { interpretStatus } from "./interpret-status.ts";
import { jsonRequest } from "./json-request.ts";
import { readJson } from "./read-answer.ts";

/** A look-up as a GET of the path that the team names. */
export function planAsk(
  baseUrl: string,
  query: LookUpQuery,
  headers: Record<string, string> = {},
): PlanOutcome<PlannedRequest> {
  if (!query.path.startsWith("/") || query.path.startsWith("//") || /[\s\\#\p{Cc}]/u.test(query.path)) {
    return { outcome: "not-possible", reason: "the path begins with one / and holds no space, backslash or #" };
  }
  if (query.select !== null && !isJsonPath(query.select)) {
    return { outcome: "not-possible", reason: `"${query.select}" is no JSON path` };
  }
  return { outcome: "planned", request: jsonRequest("GET", joinUrl(baseUrl, query.path), undefined, headers) };
}

/** What the answer says at the place that the team names. */
export function interpretAsked(answer: Answer, query: LookUpQuery, now: number): LookUpOutcome {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return { outcome: "no-answer", reason: refused.detail };
  const body = readJson(answer);
  if (body === undefined) return { outcome: "no-answer", reason: "the answer is no JSON" };
  const [value] = query.select === null ? [body] : readJsonPath(query.select, body);
  if (value === undefined || value === null || value === "") {
    return { outcome: "no-answer", reason: `the answer has nothing at ${query.select ?? "$"}` };
  }
  return { outcome: "answered", value };
}
