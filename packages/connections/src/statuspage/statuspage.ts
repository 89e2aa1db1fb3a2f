import type { Answer, HttpKind, TestCall, TestVerdict } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { interpretPost, type PostReader } from "../shared/interpret-post.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { judgeComponents } from "../shared/judge-components.ts";
import { planPostStep } from "../shared/plan-post-step.ts";
import { readId, readJson, readWebUrl } from "../shared/read-answer.ts";
import { type StatuspageConfig, statuspageConfig } from "./statuspage-config.ts";
import { statuspageForm, statuspageGuide } from "./statuspage-guide.ts";
import { pageUrl, perPage, statuspageCalls } from "./statuspage-post.ts";

const endedStatuses = ["resolved", "postmortem", "completed"];

/** A status page by Atlassian Statuspage. Our reference is looked for among the unresolved posts: grade B. */
export const statuspage: HttpKind<StatuspageConfig> = {
  key: "statuspage",
  name: "Atlassian Statuspage",
  guide: statuspageGuide,
  proof: {
    status: "published-sample",
    source: "https://developer.statuspage.io/",
    version: null,
    steps: { find: "unproven" },
  },
  configSchema: statuspageConfig,
  form: statuspageForm,
  secretFields: () => ["apiKey"],
  timeoutMs: timeoutMsOf,
  defaultRate: { calls: 1, perSeconds: 1 },
  capabilities: () => ({
    actions: ["status-post"],
    find: true,
    update: true,
    close: true,
    reopen: false,
    read: true,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "B",
  plan: (step, input) => planPostStep(statuspageCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `OAuth ${secrets.apiKey ?? ""}` },
  }),
  interpret: (step, answer, input) => interpretPost(reader, step, answer, input),
  planTest(config) {
    const calls: TestCall<ReturnType<typeof get>>[] = [{ asks: "page", request: get(config, "") }];
    if (config.components !== undefined) {
      calls.push({ asks: "components", request: get(config, `/components?per_page=${perPage}`) });
    }
    return { outcome: "planned", calls };
  },
  interpretTest(answer, config, asks) {
    const verdict = interpretTestStatus(asTooMany(answer), `there is no page ${config.page}`);
    if (verdict !== null) return verdict;
    if (asks === "components") return judgeList(answer, config);
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    return { verdict: "ok", sentence: `The key is valid, and the page is "${String(read.body.name ?? config.page)}".` };
  },
};

const reader: PostReader<StatuspageConfig> = {
  created: ({ id, shortlink }) => ({ id, url: shortlink }),
  listed(incidents, reference) {
    if (!Array.isArray(incidents)) return null;
    const ours = incidents.filter(isObject).filter(({ metadata }) => referenceIn(metadata) === reference);
    const hits = ours.map(({ id, shortlink }) => ({ externalId: readId(id), externalUrl: readWebUrl(shortlink) }));
    return { hits, isWhole: incidents.length < perPage };
  },
  isClosed: ({ status }) => (typeof status === "string" ? endedStatuses.includes(status) : null),
  refuse: (answer, now) => interpretStatus(asTooMany(answer), now),
};

function get(config: StatuspageConfig, path: string) {
  return jsonRequest("GET", pageUrl(config, path));
}

// "Error codes 420 or 429 indicate that you have exceeded the rate limit and the request has been rejected."
function asTooMany(answer: Answer): Answer {
  return answer.status === 420 ? { ...answer, status: 429 } : answer;
}

function referenceIn(metadata: unknown): unknown {
  return isObject(metadata) && isObject(metadata.signalbox) ? metadata.signalbox.reference : null;
}

function judgeList(answer: Answer, config: StatuspageConfig): TestVerdict {
  const list = readJson(answer);
  if (!Array.isArray(list)) return trouble("wrong-answer", `The list of components gave ${describeAnswer(answer)}.`);
  const ids = new Set(list.filter(isObject).map(({ id }) => String(id)));
  return judgeComponents(config.components, { ids, isWhole: list.length < perPage }, "API info");
}
