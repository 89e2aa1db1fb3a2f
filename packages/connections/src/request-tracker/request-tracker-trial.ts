import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { apiUrl } from "./plan-request-tracker.ts";
import type { RequestTrackerConfig } from "./request-tracker-config.ts";

/** The queue: it tells whether the credential is known, the queue is there, and tickets may be opened in it. */
export function planRequestTrackerTest(config: RequestTrackerConfig): TestPlan<PlannedRequest> {
  const request = jsonRequest("GET", apiUrl(config, `/queue/${encodeURIComponent(config.queue)}`));
  return { outcome: "planned", calls: [{ asks: "queue", request }] };
}

export function interpretRequestTrackerTest(answer: Answer, config: RequestTrackerConfig): TestVerdict {
  const refused = interpretTestStatus(answer, `there is no queue ${config.queue}, or no REST 2 at this address`);
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  if (read.body.Name !== config.queue) {
    return trouble("wrong-answer", `It answered, but not with the queue ${config.queue}. Check the address.`);
  }
  if (Array.isArray(read.body._hyperlinks) && !read.body._hyperlinks.some(mayCreate)) {
    const sentence = `The credential may see the queue ${config.queue}, but not open tickets in it: give its user the right CreateTicket.`;
    return trouble("rights", sentence);
  }
  return { verdict: "ok", sentence: `The queue ${config.queue} is there, and tickets may be opened in it.` };
}

function mayCreate(link: unknown): boolean {
  return isObject(link) && link.ref === "create" && link.type === "ticket";
}
