import type { HttpKind } from "../connection-kind.ts";
import { describeAnswer } from "../shared/describe-answer.ts";
import { type IncomingWebhookConfig, incomingWebhook, planMessage, webhookForm } from "../shared/incoming-webhook.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { isObject } from "../shared/is-object.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { discordMessage } from "./discord-message.ts";

const hiddenUrl = "https://discord.com/api/webhooks";

/** Messages to one Discord channel by a webhook. It is told to wait, so that its answer is the message that was posted. */
export const discord: HttpKind<IncomingWebhookConfig> = {
  ...incomingWebhook,
  key: "discord",
  name: "Discord",
  nativeAs: "discord",
  guide: {
    about: "Posts messages to one Discord channel, by a webhook of that channel.",
    credentials: [
      "In Discord open the channel's settings, Integrations, Webhooks, New Webhook, and copy its URL.",
      "For a thread add ?thread_id= and its id to the URL.",
      "Enter that URL here. It is the credential: it is stored encrypted and never shown again.",
    ],
    rights:
      "Making one needs Manage Webhooks in that channel; the webhook itself can post there and edit what it posted.",
    traps: [
      "Mentions do nothing, @everyone included, so that no monitoring tool can call everybody.",
      "A forum channel takes a message only with thread_id in the URL; without it Discord answers 400.",
      "Who deletes the webhook in Discord ends it: it answers 404 from then on.",
      "A repeat is a second message: Discord knows no key of ours.",
      "Nobody is paged by a chat: use page for what must be heard.",
    ],
    example: { url: { env: "DISCORD_WEBHOOK_URL" } },
  },
  proof: {
    status: "published-sample",
    source: "https://discord.com/developers/docs/resources/webhook#execute-webhook",
    version: "10",
  },
  form: webhookForm("As Discord shows it in the channel's settings under Integrations.", hiddenUrl),
  plan: (step, input) => planMessage(step, input, hiddenUrl, discordMessage),
  authorise(request, _input, secrets) {
    const address = secrets.url ?? "";
    if (request.method === "GET" || !URL.canParse(address)) return { ...request, url: address };
    const url = new URL(address);
    url.searchParams.set("wait", "true");
    return { ...request, url: url.href };
  },
  interpret(_step, answer, input) {
    const refused = interpretStatus(answer, input.now);
    if (refused !== null) return { step: "done", result: refused };
    const body = readJson(answer);
    const id = isObject(body) && body.channel_id !== undefined ? readId(body.id) : null;
    if (id !== null) return { step: "done", result: { outcome: "delivered", externalId: id } };
    const detail = `it gave ${describeAnswer(answer)}, and not the message that was posted: is this a webhook URL of Discord?`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
  },
  // To read a webhook by its token posts nothing.
  planTest: () => ({
    outcome: "planned",
    calls: [{ asks: "credentials", request: jsonRequest("GET", hiddenUrl) }],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer, "Discord knows no such webhook: it was deleted, or the URL is cut");
    if (verdict !== null) return verdict;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    if (readId(read.body.channel_id) === null) return trouble("wrong-answer", "What answers is no webhook of Discord.");
    const name = typeof read.body.name === "string" && read.body.name !== "" ? ` “${read.body.name}”` : "";
    return { verdict: "ok", sentence: `The webhook${name} is there. Nothing was posted.` };
  },
};
