import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { interpretPost, type PostReader } from "../shared/interpret-post.ts";
import { isObject } from "../shared/is-object.ts";
import { planPostStep } from "../shared/plan-post-step.ts";
import { postTraps } from "../shared/post-form.ts";
import { readId } from "../shared/read-answer.ts";
import { type InstatusConfig, instatusConfig, instatusForm } from "./instatus-config.ts";
import { interpretInstatusTest, planInstatusTest } from "./instatus-trial.ts";
import { commentMark, instatusCalls, perPage } from "./plan-instatus.ts";

/** A status page by Instatus. Its posts have no field of ours: our reference stands in the first message, where the page does
 *  not show it, and is looked for among the unresolved posts: grade B. */
export const instatus: HttpKind<InstatusConfig> = {
  key: "instatus",
  name: "Instatus",
  guide: {
    about:
      "Posts an incident on a status page by Instatus, sets the status of its component, and resolves both when the component's outage is over.",
    credentials: [
      "Sign in to Instatus, open User settings → Developer settings, and copy the API key.",
      "In the page's dashboard switch on code mode (the button <> at the bottom left): it shows the ids of the page and of its components.",
    ],
    rights: "The key of a teammate who may post incidents on the page.",
    traps: [
      "Our reference stands in the first message as a comment of Markdown. The page does not show it; a text message or a webhook that takes the message as it is may.",
      postTraps.noComponent,
      postTraps.noReopen,
      postTraps.draft,
      postTraps.impact,
    ],
    example: {
      page: "ckf01fonve9i40a32oas5b0uw",
      apiKey: { env: "INSTATUS_API_KEY" },
      components: { "checkout-api": "ckf01fvnxywz50a35nh1qzssm" },
    },
  },
  proof: {
    status: "published-sample",
    source: "https://instatus.com/help/api/incidents",
    version: null,
    steps: { find: "unproven" },
  },
  configSchema: instatusConfig,
  form: instatusForm,
  secretFields: () => ["apiKey"],
  timeoutMs: timeoutMsOf,
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
  plan: (step, input) => planPostStep(instatusCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${secrets.apiKey ?? ""}` },
  }),
  interpret: (step, answer, input) => interpretPost(reader, step, answer, input),
  planTest: planInstatusTest,
  interpretTest: interpretInstatusTest,
};

type Post = Readonly<Record<string, unknown>>;

const reader: PostReader<InstatusConfig> = {
  created(post, input) {
    const isKept = carries(post, input.obligation?.reference ?? input.idempotencyKey);
    return { id: post.id, url: pageOf(post), detail: isKept ? null : notKept };
  },
  listed(body, reference) {
    if (!Array.isArray(body)) return null;
    const ours = body.filter(isObject).filter((post) => carries(post, reference));
    const hits = ours.map((post) => ({ externalId: readId(post.id), externalUrl: pageOf(post) }));
    // The newest comes first there.
    return { hits: hits.toReversed(), isWhole: body.length < perPage };
  },
  isClosed: ({ status }) => (typeof status === "string" ? status === "RESOLVED" : null),
};

const notKept =
  "posted, but Instatus did not keep the comment that is our reference: the post can't be found again by it";

function carries({ updates }: Post, reference: string): boolean {
  const mark = commentMark(reference);
  const all = Array.isArray(updates) ? updates : [];
  return all.some((update) => isObject(update) && typeof update.message === "string" && update.message.includes(mark));
}

// How the address of a post is made is not documented: the page that it stands on, as its components name it.
function pageOf({ components }: Post): string | null {
  const [first] = Array.isArray(components) ? components : [];
  const site = isObject(first) && isObject(first.site) ? first.site.subdomain : null;
  return typeof site === "string" && /^[a-z0-9-]{1,63}$/.test(site) ? `https://${site}.instatus.com` : null;
}
