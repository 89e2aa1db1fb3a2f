import type { Answer, PlannedRequest, TestCall, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { judgeComponents } from "../shared/judge-components.ts";
import type { CachetV2Config } from "./cachet-v2-config.ts";
import { apiUrl, perPage } from "./plan-cachet-v2.ts";

/** The subscribers, which alone are shown to nobody without a token; a post, for what it holds; the components. */
export function planCachetV2Test(config: CachetV2Config): TestPlan<PlannedRequest> {
  const get = (asks: string, path: string): TestCall<PlannedRequest> => ({
    asks,
    request: jsonRequest("GET", apiUrl(config, path)),
  });
  return {
    outcome: "planned",
    calls: [
      get("credentials", "/subscribers?per_page=1"),
      get("posts", "/incidents?per_page=1"),
      ...(config.components === undefined ? [] : [get("components", `/components?per_page=${perPage}`)]),
    ],
  };
}

export function interpretCachetV2Test(answer: Answer, config: CachetV2Config, asks: string): TestVerdict {
  const refused = interpretTestStatus(answer, "no Cachet 2 at this address");
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { data } = read.body;
  if (!Array.isArray(data)) {
    return trouble("wrong-answer", "It answered, but not as Cachet 2 does. Check the address, and the version.");
  }
  if (asks === "credentials") return { verdict: "ok", sentence: "The token is valid." };
  if (asks === "components") {
    const ids = new Set(data.filter(isObject).map(({ id }) => String(id)));
    return judgeComponents(
      config.components,
      { ids, isWhole: data.length < perPage },
      "the addresses of Cachet's dashboard",
    );
  }
  const [post] = data;
  if (isObject(post) && post.meta === undefined) {
    const sentence =
      "This Cachet is older than 2.4 and keeps no reference of ours: a post whose answer is lost can't be found again. Update it.";
    return trouble("wrong-setting", sentence);
  }
  return { verdict: "ok", sentence: "The token is valid, and posts can be read." };
}
