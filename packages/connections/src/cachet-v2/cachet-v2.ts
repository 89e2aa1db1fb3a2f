import type { HttpKind } from "../connection-kind.ts";
import { cachetReference, cachetStatus } from "../shared/cachet.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { interpretPost, type PostReader } from "../shared/interpret-post.ts";
import { isObject } from "../shared/is-object.ts";
import { planPostStep } from "../shared/plan-post-step.ts";
import { postTraps } from "../shared/post-form.ts";
import { readId, readWebUrl } from "../shared/read-answer.ts";
import { type CachetV2Config, cachetV2Config, cachetV2Form } from "./cachet-v2-config.ts";
import { interpretCachetV2Test, planCachetV2Test } from "./cachet-v2-trial.ts";
import { cachetV2Calls } from "./plan-cachet-v2.ts";

/** A status page by Cachet 2.4. Our reference stands in the post's metadata: grade B. */
export const cachetV2: HttpKind<CachetV2Config> = {
  key: "cachet-v2",
  name: "Cachet 2",
  guide: {
    about:
      "Posts an incident on a status page by Cachet 2.4, sets the status of its component, and marks both as fixed when the component's outage is over.",
    credentials: [
      "Make a user of its own for Signalbox in Cachet's dashboard, under Team.",
      "Sign in as that user, click its picture, and copy the API token from the profile page.",
      "A component's id stands in the address when you edit it in the dashboard.",
    ],
    rights: "Any user of Cachet: a token may do all that its API does.",
    traps: [
      "Cachet 2.3 and older keep no reference of ours: update to 2.4. The test of the connection tells.",
      "Cachet sends an e-mail for each update, whatever quiet says: quiet holds for the new post alone.",
      "The change that ends a post takes away its pin (stickied).",
      "A component under maintenance is shown with performance issues: Cachet 2 has no other status for it.",
      postTraps.noComponent,
      postTraps.noReopen,
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
    source: "https://github.com/cachethq/cachet/blob/v2.4.1/tests/Api/IncidentTest.php",
    version: "2.4.1",
    steps: { find: "unproven", close: "unproven" },
  },
  configSchema: cachetV2Config,
  form: cachetV2Form,
  secretFields: () => ["token"],
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["status-post"],
    find: true,
    update: true,
    close: true,
    reopen: false,
    noteFirst: true,
    read: true,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "B",
  plan: (step, input) => planPostStep(cachetV2Calls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, "x-cachet-token": secrets.token ?? "" },
  }),
  interpret: (step, answer, input) => interpretPost(reader, step, answer, input),
  planTest: planCachetV2Test,
  interpretTest: interpretCachetV2Test,
};

const reader: PostReader<CachetV2Config> = {
  created({ data }, input) {
    if (!isObject(data)) return { id: null };
    const isKept = cachetReference(data.meta) === (input.obligation?.reference ?? input.idempotencyKey);
    return { id: data.id, url: data.permalink, detail: isKept ? null : notKept };
  },
  listed(body, reference) {
    const data = isObject(body) ? body.data : null;
    if (!Array.isArray(data)) return null;
    const ours = data.filter(isObject).filter(({ meta }) => cachetReference(meta) === reference);
    // The newest comes first there. A page has more posts than fit, and what was just posted is among the newest.
    const hits = ours.map(({ id, permalink }) => ({ externalId: readId(id), externalUrl: readWebUrl(permalink) }));
    return { hits: hits.toReversed(), isWhole: true };
  },
  isClosed({ data }) {
    if (!isObject(data)) return null;
    if (typeof data.is_resolved === "boolean") return data.is_resolved;
    return data.status === undefined ? null : Number(data.status) === cachetStatus.fixed;
  },
};

const notKept =
  "posted, but this Cachet keeps no reference of ours: the post can't be found again by it. Update to Cachet 2.4";
