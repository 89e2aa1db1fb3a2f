import type { Answer, PlannedRequest, TestCall, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { judgeComponents } from "../shared/judge-components.ts";
import type { CachetV3Config } from "./cachet-v3-config.ts";
import { apiUrl, listRequest, perPage } from "./plan-cachet-v3.ts";

/** A reference that no post carries. */
const nobodys = "sbx-connectiontest";

/** The subscribers, which are shown to nobody without a key; a search for what nobody has; the components. */
export function planCachetV3Test(config: CachetV3Config): TestPlan<PlannedRequest> {
  const get = (asks: string, path: string): TestCall<PlannedRequest> => ({
    asks,
    request: jsonRequest("GET", apiUrl(config, path)),
  });
  return {
    outcome: "planned",
    calls: [
      get("credentials", "/subscribers?per_page=1"),
      { asks: "search", request: listRequest(config, nobodys) },
      ...(config.components === undefined ? [] : [get("components", `/components?per_page=${perPage}`)]),
    ],
  };
}

export function interpretCachetV3Test(answer: Answer, config: CachetV3Config, asks: string): TestVerdict {
  // A key that may not see the subscribers is known all the same, and needs no right to.
  if (asks === "credentials" && answer.status === 403) return known;
  if (asks === "search" && answer.status === 400) return tooOld;
  const refused = interpretTestStatus(answer, "no Cachet 3 at this address");
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { data } = read.body;
  if (!Array.isArray(data)) {
    return trouble("wrong-answer", "It answered, but not as Cachet 3 does. Check the address, and the version.");
  }
  if (asks === "credentials") return known;
  if (asks === "components") {
    const ids = new Set(data.filter(isObject).map(({ id }) => String(id)));
    return judgeComponents(
      config.components,
      { ids, isWhole: data.length < perPage },
      "the addresses of Cachet's dashboard",
    );
  }
  if (data.length > 0) return tooOld;
  return { verdict: "ok", sentence: "The key is valid, and posts can be looked for by our reference." };
}

const known: TestVerdict = { verdict: "ok", sentence: "The key is valid." };

const tooOld = trouble(
  "wrong-setting",
  "This Cachet does not look for metadata, so that a post whose answer is lost can't be found again. Update it: a version 3 of July 2026 or later does.",
);
