import type { HttpKind } from "../connection-kind.ts";
import { type IncomingWebhookConfig, incomingWebhook, planMessage, webhookForm } from "../shared/incoming-webhook.ts";
import { interpretTaken } from "../shared/interpret-taken.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";
import { teamsCard } from "./teams-card.ts";

const hiddenUrl = "https://default.environment.api.powerplatform.com/powerautomate";

/** Messages to a Teams channel or chat by a workflow that a webhook starts. */
export const teams: HttpKind<IncomingWebhookConfig> = {
  ...incomingWebhook,
  key: "teams",
  name: "Microsoft Teams (Workflows)",
  nativeAs: "msteams",
  guide: {
    about:
      "Posts messages as adaptive cards to a Teams channel or chat, by a workflow with the trigger When a Teams webhook request is received.",
    credentials: [
      "In Teams open the channel's menu, Workflows, and choose the template that posts to a channel when a webhook request is received.",
      "Let anyone trigger the flow (whoever knows the URL), save it, and copy its URL.",
      "Enter that URL here. It is the credential: it is stored encrypted and never shown again.",
    ],
    rights: "None beyond the workflow's: it posts in the name of whoever made it, or of the bot Workflows.",
    traps: [
      "It answers 202 when the workflow has taken the request; whether it posted shows only in the workflow's run history.",
      "A workflow belongs to a person and ends with their account: give it a second owner.",
      "In private channels it posts only in the name of its owner.",
      "The connectors of Office 365 with their own URLs have ended: this one is for Workflows.",
      "A repeat is a second message: a workflow knows no key of ours.",
      "Nobody is paged by a chat: use page for what must be heard.",
    ],
    example: { url: { env: "TEAMS_WORKFLOW_URL" } },
  },
  proof: {
    status: "unproven",
    source: "https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook",
    version: null,
  },
  form: webhookForm("As the workflow shows it in its trigger.", hiddenUrl),
  plan: (step, input) => planMessage(step, input, hiddenUrl, teamsCard),
  interpret: (_step, answer, input) => ({ step: "done", result: interpretTaken(answer, input.now) }),
  planTest: () => ({ outcome: "not-possible", reason: "any call starts the workflow: send a message by a rule" }),
  interpretTest: (answer) => interpretTestStatus(answer) ?? { verdict: "ok", sentence: "It answers." },
};
