import type { HttpKind, PlanInput } from "../connection-kind.ts";
import { cachetReference, cachetStatus } from "../shared/cachet.ts";
import { joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { interpretPost, type PostReader } from "../shared/interpret-post.ts";
import { isObject } from "../shared/is-object.ts";
import { planPostStep } from "../shared/plan-post-step.ts";
import { postTraps } from "../shared/post-form.ts";
import { readId } from "../shared/read-answer.ts";
import { type CachetV3Config, cachetV3Config, cachetV3Form } from "./cachet-v3-config.ts";
import { interpretCachetV3Test, planCachetV3Test } from "./cachet-v3-trial.ts";
import { cachetV3Calls, perPage } from "./plan-cachet-v3.ts";

/** A status page by Cachet 3. Our reference stands in the post's metadata, and is asked for: grade B. */
export const cachetV3: HttpKind<CachetV3Config> = {
  key: "cachet-v3",
  name: "Cachet 3",
  guide: {
    about:
      "Posts an incident on a status page by Cachet 3 with the status of its component, and marks it as fixed when the component's outage is over: then the component is well again.",
    credentials: [
      "In Cachet's dashboard open Settings → API keys, and make a key.",
      "Give it the abilities to manage incidents and to manage incident updates.",
      "A component's id stands in the address when you edit it in the dashboard.",
    ],
    rights: "The abilities incidents.manage and incident-updates.manage.",
    traps: [
      "Cachet 3 is still being developed. Metadata, in which our reference stands, is kept since July 2026; the test of the connection tells.",
      "A post says of its component how it is while the post is open. Another open post may hold the component down after ours has ended.",
      "300 calls a minute for each key, unless Cachet is set otherwise.",
      postTraps.noComponent,
      postTraps.noReopen,
      postTraps.draft,
      postTraps.impact,
    ],
    example: {
      baseUrl: "https://status.example.test",
      token: { env: "CACHET_TOKEN" },
      components: { "checkout-api": 3 },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://github.com/cachethq/core/blob/main/tests/Feature/Api/IncidentTest.php",
    version: "3.x",
  },
  configSchema: cachetV3Config,
  form: cachetV3Form,
  secretFields: () => ["token"],
  timeoutMs: timeoutMsOf,
  defaultRate: { calls: 300, perSeconds: 60 },
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
  plan: (step, input) => planPostStep(cachetV3Calls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${secrets.token ?? ""}` },
  }),
  interpret: (step, answer, input) => interpretPost(reader, step, answer, input),
  planTest: planCachetV3Test,
  interpretTest: interpretCachetV3Test,
};

const reader: PostReader<CachetV3Config> = {
  created: ({ data }, input) => ({ id: isObject(data) ? data.id : null, url: pageOf(data, input) }),
  listed(body, reference, input) {
    const data = isObject(body) ? body.data : null;
    if (!Array.isArray(data)) return null;
    const ours = data
      .filter(isObject)
      .filter(({ attributes }) => isObject(attributes) && cachetReference(attributes.meta) === reference);
    const hits = ours.map((post) => ({ externalId: readId(post.id), externalUrl: pageOf(post, input) }));
    return { hits, isWhole: data.length < perPage };
  },
  isClosed({ data }) {
    const status = isObject(data) && isObject(data.attributes) ? data.attributes.status : null;
    return isObject(status) && typeof status.value === "number" ? status.value === cachetStatus.fixed : null;
  },
};

// The page of a post has its guid in its address, not its id.
function pageOf(post: unknown, { config }: PlanInput<CachetV3Config>): string | null {
  const guid = isObject(post) && isObject(post.attributes) ? post.attributes.guid : null;
  return typeof guid === "string" && /^[\w-]{1,64}$/.test(guid) ? joinUrl(config.baseUrl, `/incidents/${guid}`) : null;
}
