import type { Answer, PlannedRequest, TestCall, TestPlan, TestVerdict } from "../connection-kind.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { judgeComponents } from "../shared/judge-components.ts";
import type { IncidentIoConfig } from "./incident-io-config.ts";
import { apiUrl } from "./plan-incident-io.ts";

const pageSize = 100;

/** The status pages of the key, and what stands on ours. */
export function planIncidentIoTest(config: IncidentIoConfig): TestPlan<PlannedRequest> {
  const get = (asks: string, path: string): TestCall<PlannedRequest> => ({
    asks,
    request: jsonRequest("GET", apiUrl(config, path)),
  });
  const components =
    config.components === undefined ? [] : [get("components", `/status_page_structures/${config.page}`)];
  return { outcome: "planned", calls: [get("page", `/status_pages?page_size=${pageSize}`), ...components] };
}

export function interpretIncidentIoTest(answer: Answer, config: IncidentIoConfig, asks: string): TestVerdict {
  const refused = interpretTestStatus(answer, `there is no status page ${config.page}`);
  if (refused !== null) return refused;
  const read = readTestObject(answer);
  if ("verdict" in read) return read.verdict;
  const { status_pages: pages, status_page_structure: structure } = read.body;
  if (asks === "components") {
    if (!isObject(structure)) return trouble("wrong-answer", "It answered, but not with what stands on the page.");
    // Components stand on the page alone or in groups: whatever is named there counts.
    const ids = new Set(textsIn(structure));
    return judgeComponents(config.components, { ids, isWhole: true }, "ShowStatusPageStructure of incident.io's API");
  }
  if (!Array.isArray(pages))
    return trouble("wrong-answer", "It answered, but not as incident.io does. Check the address.");
  const there = pages.filter(isObject);
  const page = there.find(({ id }) => id === config.page);
  if (page === undefined && pages.length < pageSize) {
    const names = there.map(({ id, name }) => `${String(name)} (${String(id)})`).join(", ");
    const sentence = `The key is valid, but there is no status page ${config.page}. The pages are: ${names || "none"}.`;
    return trouble("wrong-setting", sentence);
  }
  return { verdict: "ok", sentence: `The key is valid, and the page is "${String(page?.name ?? config.page)}".` };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
