import {
  type Imitation,
  startDiscord,
  startGotify,
  startImitation,
  startNtfy,
  startOpsgenie,
  startPagerDuty,
  startSlack,
  startTeams,
  startWebhookReceiver,
  startZapier,
} from "@signalbox/testkit";
import type { DrivenKind } from "./drive-kind.ts";

const kept = { kept: true } as const;
const signingSecret = `whsec_${Buffer.from("signing secret of the tests!").toString("base64")}`;
const routingKey = "e93facc04764012d7bfb002500d5d1a6";
const apiToken = "u+read-only-token-of-tests";
const gotifyToken = "AWVeGbLbpo3Wrj5";
const genieKey = "eb243592-faa2-4ba2-a551-1afdf565c889";
const ntfyToken = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

/** A pager or a receiver of messages to hold its kind against. */
export interface Messenger {
  kind: string;
  /** What opens or sends: `create` where it is for pages, else `send`. */
  opens: "create" | "send";
  /** Any 2xx is a yes, whatever stands in it. */
  takesAnything?: true;
  start(now: () => DrivenKind["now"]): Promise<StartedMessenger>;
}

export interface StartedMessenger {
  imitation: Imitation;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  /** How many there are: incidents, publications, runs. */
  count(): number;
}

export const messengers: readonly Messenger[] = [
  {
    kind: "pagerduty",
    opens: "create",
    async start() {
      const imitation = await startPagerDuty({ routingKey, apiToken });
      const { url } = imitation;
      const config = { routingKey: kept, apiToken: kept, eventsUrl: url, apiUrl: url };
      return { imitation, config, secrets: { routingKey, apiToken }, count: () => imitation.incidents().length };
    },
  },
  {
    kind: "ntfy",
    opens: "create",
    async start() {
      const imitation = await startNtfy({ token: ntfyToken });
      const config = { baseUrl: imitation.url, topic: "on-call", token: kept, followUp: true };
      return { imitation, config, secrets: { token: ntfyToken }, count: () => imitation.published().length };
    },
  },
  {
    kind: "gotify",
    opens: "create",
    async start() {
      const imitation = await startGotify({ token: gotifyToken });
      const config = { baseUrl: imitation.url, token: kept, followUp: true };
      return { imitation, config, secrets: { token: gotifyToken }, count: () => imitation.messages().length };
    },
  },
  {
    kind: "opsgenie",
    opens: "create",
    async start() {
      const imitation = await startOpsgenie({ apiKey: genieKey });
      const config = { baseUrl: imitation.url, apiKey: kept, teams: ["Payments"] };
      return { imitation, config, secrets: { apiKey: genieKey }, count: () => imitation.alerts().length };
    },
  },
  {
    kind: "slack",
    opens: "send",
    async start() {
      const imitation = await startSlack();
      const secrets = { url: imitation.webhookUrl };
      return { imitation, config: { url: kept }, secrets, count: () => imitation.posts().length };
    },
  },
  {
    kind: "discord",
    opens: "send",
    async start() {
      const imitation = await startDiscord();
      const secrets = { url: imitation.webhookUrl };
      return { imitation, config: { url: kept }, secrets, count: () => imitation.posts().length };
    },
  },
  {
    kind: "teams",
    opens: "send",
    async start() {
      const imitation = await startTeams();
      const secrets = { url: imitation.webhookUrl };
      return { imitation, config: { url: kept }, secrets, count: () => imitation.cards().length };
    },
  },
  {
    kind: "webhook",
    opens: "create",
    async start(now) {
      const imitation = await startWebhookReceiver({ secret: signingSecret, now });
      const config = { url: `${imitation.url}/signalbox`, secret: kept };
      return { imitation, config, secrets: { secret: signingSecret }, count: () => imitation.taken().length };
    },
  },
  {
    kind: "page-webhook",
    opens: "create",
    async start(now) {
      const imitation = await startWebhookReceiver({ secret: signingSecret, now });
      const config = { url: `${imitation.url}/pages`, secret: kept };
      return { imitation, config, secrets: { secret: signingSecret }, count: () => imitation.taken().length };
    },
  },
  {
    kind: "zapier",
    opens: "send",
    async start() {
      const imitation = await startZapier();
      return {
        imitation,
        config: { url: kept },
        secrets: { url: imitation.hookUrl },
        count: () => imitation.runs().length,
      };
    },
  },
  {
    kind: "http",
    opens: "send",
    takesAnything: true,
    async start() {
      let taken: string[] = [];
      const imitation = await startImitation({
        answer({ method, path, headers }) {
          if (headers.authorization !== `Bearer ${apiToken}`) return { status: 401 };
          if (method !== "POST" || path !== "/v1/notes") return { status: 404 };
          const key = headers["idempotency-key"] ?? "";
          if (!taken.includes(key)) taken.push(key);
          return { status: 201, body: { id: taken.indexOf(key) } };
        },
        keep: () => {
          const kept = [...taken];
          return () => {
            taken = kept;
          };
        },
      });
      const config = { baseUrl: `${imitation.url}/v1/notes`, auth: { bearer: kept }, idempotent: true };
      return { imitation, config, secrets: { bearer: apiToken }, count: () => taken.length };
    },
  },
];
