import type { Answer, PlannedRequest, TestCall, TestPlan, TestVerdict } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretTestStatus, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { judgeComponents } from "../shared/judge-components.ts";
import { readJson } from "../shared/read-answer.ts";
import type { InstatusConfig } from "./instatus-config.ts";
import { apiUrl, perPage } from "./plan-instatus.ts";

/** The pages of the key, and the components of ours. */
export function planInstatusTest(config: InstatusConfig): TestPlan<PlannedRequest> {
  const get = (asks: string, path: string): TestCall<PlannedRequest> => ({
    asks,
    request: jsonRequest("GET", apiUrl(config, `${path}?per_page=${perPage}`)),
  });
  const components = config.components === undefined ? [] : [get("components", `/v1/${config.page}/components`)];
  return { outcome: "planned", calls: [get("page", "/v2/pages"), ...components] };
}

export function interpretInstatusTest(answer: Answer, config: InstatusConfig, asks: string): TestVerdict {
  const refused = interpretTestStatus(answer, `there is no page ${config.page}`);
  if (refused !== null) return refused;
  const list = readJson(answer);
  if (!Array.isArray(list)) return trouble("wrong-answer", `The list of ${asks}s gave ${describeAnswer(answer)}.`);
  const there = list.filter(isObject);
  if (asks === "components") {
    const ids = new Set(there.map(({ id }) => String(id)));
    return judgeComponents(config.components, { ids, isWhole: list.length < perPage }, "the dashboard in code mode");
  }
  const page = there.find(({ id }) => id === config.page);
  if (page === undefined && list.length < perPage) {
    const names = there.map(({ id, name }) => `${String(name)} (${String(id)})`).join(", ");
    return trouble(
      "wrong-setting",
      `The key is valid, but has no page ${config.page}. Its pages are: ${names || "none"}.`,
    );
  }
  return { verdict: "ok", sentence: `The key is valid, and the page is "${String(page?.name ?? config.page)}".` };
}
