import type { HttpKind } from "../connection-kind.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { interpretPost, type PostReader } from "../shared/interpret-post.ts";
import { isObject } from "../shared/is-object.ts";
import { planPostStep } from "../shared/plan-post-step.ts";
import { postTraps } from "../shared/post-form.ts";
import { type IncidentIoConfig, incidentIoConfig, incidentIoForm } from "./incident-io-config.ts";
import { interpretIncidentIoTest, planIncidentIoTest } from "./incident-io-trial.ts";
import { incidentIoCalls } from "./plan-incident-io.ts";

/** A status page by incident.io: the same key twice makes one post, grade A. */
export const incidentIo: HttpKind<IncidentIoConfig> = {
  key: "incident-io",
  name: "incident.io status page",
  guide: {
    about:
      "Posts an incident on a status page by incident.io with the status of its component, and resolves it when the component's outage is over: then incident.io sets the component back itself.",
    credentials: [
      "In incident.io open Settings → API keys, and make a key.",
      "Let it create status page incidents, maintenance windows and publish updates. The key is shown once.",
      "The ids of the page and of its components are told by the API: ListStatusPages and ShowStatusPageStructure. Testing the connection lists the pages.",
    ],
    rights: "Create status page incidents, maintenance windows and publish updates.",
    traps: [
      "A page with more than 1,000 subscribers tells none of them of what the API posts: set quiet, or tell them in incident.io.",
      "A post takes 100 updates at most.",
      "An update whose answer is lost is not repeated: customers would read it twice.",
      postTraps.noComponent,
      postTraps.noReopen,
      postTraps.draft,
      postTraps.impact,
    ],
    example: {
      page: "01FCNDV6P870EA6S7TK1DSYDG0",
      apiKey: { env: "INCIDENT_IO_API_KEY" },
      components: { "checkout-api": "01FCNDV6P870EA6S7TK1DSYDG2" },
      pageUrl: "https://status.example.test",
    },
  },
  proof: {
    status: "published-sample",
    source: "https://docs.incident.io/api-reference/status-pages-v2/createstatuspageincident",
    version: "v2",
  },
  configSchema: incidentIoConfig,
  form: incidentIoForm,
  secretFields: () => ["apiKey"],
  timeoutMs: timeoutMsOf,
  defaultRate: { calls: 1_200, perSeconds: 60 },
  capabilities: () => ({
    actions: ["status-post"],
    find: false,
    update: true,
    updatesTwice: true,
    close: true,
    reopen: false,
    read: true,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "A",
  plan: (step, input) => planPostStep(incidentIoCalls, step, input),
  authorise: (request, _input, secrets) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${secrets.apiKey ?? ""}` },
  }),
  interpret: (step, answer, input) => interpretPost(reader, step, answer, input),
  planTest: planIncidentIoTest,
  interpretTest: interpretIncidentIoTest,
};

const reader: PostReader<IncidentIoConfig> = {
  created: ({ status_page_incident: post }, { config }) => ({
    id: isObject(post) ? post.id : null,
    url: config.pageUrl ?? null,
  }),
  isClosed({ status_page_incident: post }) {
    const status = isObject(post) ? post.incident_status : null;
    return typeof status === "string" ? status === "resolved" : null;
  },
};
