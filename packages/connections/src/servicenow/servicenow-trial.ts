import type { Answer, PlannedRequest, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { searchRequest } from "./plan-servicenow.ts";
import type { ServicenowConfig } from "./servicenow-config.ts";

/** A reference that no incident carries: a search for it must find nothing. */
const nobodys = "sbx-connectiontest";

export function planServicenowTest(config: ServicenowConfig): TestPlan<PlannedRequest> {
  return { outcome: "planned", calls: [{ asks: "search", request: searchRequest(config, nobodys) }] };
}

export function interpretServicenowTest(answer: Answer): TestVerdict {
  const refused = interpretTestStatus(answer, "no Table API of ServiceNow at this address");
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { result } = read.body;
  if (!Array.isArray(result)) {
    return trouble("wrong-answer", "It answered, but not as ServiceNow does. Check the address.");
  }
  if (result.length > 0) {
    const isBlind = result.some((one) => isObject(one) && one.correlation_id === undefined);
    const sentence = isBlind
      ? "The user may not read the field correlation_id of incidents, in which our reference stands: give it a role that may, such as itil."
      : "A search for what nobody has finds incidents: the instance takes no notice of correlation_id. Does the user have a role that may search by it, such as itil?";
    return trouble("rights", sentence);
  }
  return { verdict: "ok", sentence: "The sign-in works, and incidents can be looked for by our reference." };
}
