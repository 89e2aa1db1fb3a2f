import type { Answer, HttpKind, Interpretation } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { type IncomingWebhookConfig, incomingWebhook, planMessage, webhookForm } from "../shared/incoming-webhook.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";
import { slackMessage } from "./slack-message.ts";

const hiddenUrl = "https://hooks.slack.com/services";

/** Messages to one Slack channel by an incoming webhook. */
export const slack: HttpKind<IncomingWebhookConfig> = {
  ...incomingWebhook,
  key: "slack",
  name: "Slack",
  nativeAs: "slack",
  guide: {
    about: "Posts messages to one Slack channel, by an incoming webhook of a Slack app of yours.",
    credentials: [
      "At api.slack.com/apps make an app from scratch in your workspace, open Incoming Webhooks and switch them on.",
      "Choose Add New Webhook to Workspace, pick the channel, and copy the webhook URL.",
      "Enter that URL here. It is the credential: it is stored encrypted and never shown again.",
    ],
    rights: "The scope incoming-webhook, which Slack adds by itself: it can post to that channel and read nothing.",
    traps: [
      "One webhook posts to one channel: make a connection for each.",
      "Text is posted as it is: <!channel>, @names and links with other words do nothing, so that no monitoring tool can call everybody.",
      "Slack takes about one message a second for a webhook; more are answered 429 and tried again.",
      "A repeat is a second message: Slack knows no key of ours.",
      "Nobody is paged by a chat: use page for what must be heard.",
    ],
    example: { url: { env: "SLACK_WEBHOOK_URL" } },
  },
  proof: {
    status: "published-sample",
    source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/",
    version: null,
  },
  form: webhookForm("As the Slack app shows it under Incoming Webhooks.", hiddenUrl),
  defaultRate: { calls: 1, perSeconds: 1 },
  plan: (step, input) => planMessage(step, input, hiddenUrl, slackMessage),
  interpret: (_step, answer, input) => interpretPosted(answer, input.now),
  planTest: () => ({ outcome: "not-possible", reason: "any call posts to the channel: send a message by a rule" }),
  interpretTest: (answer) => interpretTestStatus(answer) ?? { verdict: "ok", sentence: "It answers." },
};

/** Slack answers in one word: `ok`, or with 400, 403, 404 and 410 why not. */
function interpretPosted(answer: Answer, now: number): Interpretation {
  const word = answer.body.trim();
  const refused = interpretStatus(answer, now);
  if (refused !== null) {
    const isSaid = /^[a-z_]{2,60}$/.test(word) && !refused.detail.includes(word);
    return { step: "done", result: isSaid ? { ...refused, detail: `${refused.detail}: ${word}` } : refused };
  }
  if (word === "ok") return { step: "done", result: { outcome: "delivered" } };
  const detail = `it gave ${describeAnswer(answer)}, and not the "ok" of Slack: is this a webhook URL of Slack?`;
  return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
}
