import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";

interface SlackText {
  type: string;
  text: string;
}

interface SlackPost {
  text: string;
  blocks: readonly { type: string; text?: SlackText; elements?: readonly SlackText[] }[];
}

export interface SlackImitation extends Imitation {
  /** The address that is the credential. */
  webhookUrl: string;
  posts(): readonly SlackPost[];
  archiveChannel(): void;
}

/** An incoming webhook as https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/ and the reference of
 *  Block Kit (https://docs.slack.dev/reference/block-kit/blocks/) describe it: JSON by POST; `ok` as text, or one word with
 *  400 (`invalid_payload`), 403 (`invalid_token`), 404 (`no_service`) and 410 (`channel_is_archived`). */
export async function startSlack(): Promise<SlackImitation> {
  const place = "/services/T00000000/B00000000";
  const path = `${place}/XXXXXXXXXXXXXXXXXXabcdef`;
  let posts: SlackPost[] = [];
  let isArchived = false;

  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.method !== "POST" || !call.path.startsWith(place)) return { status: 404, body: "no_service" };
    if (call.path !== path) return { status: 403, body: "invalid_token" };
    if (isArchived) return { status: 410, body: "channel_is_archived" };
    if (!call.headers["content-type"]?.startsWith("application/json") || !isPost(call.json)) {
      return { status: 400, body: "invalid_payload" };
    }
    posts.push(call.json as SlackPost);
    return { status: 200, body: "ok" };
  }

  const imitation = await startImitation({
    answer: reply,
    keep: () => {
      const kept = [...posts];
      return () => {
        posts = kept;
      };
    },
  });
  return {
    ...imitation,
    webhookUrl: imitation.url + path,
    posts: () => posts,
    archiveChannel() {
      isArchived = true;
    },
  };
}

function isPost(body: unknown): boolean {
  const { blocks = [], ...rest } = { ...(body as object) } as { blocks?: unknown; text?: string };
  const fields = { text: "text", unfurl_links: "flag", unfurl_media: "flag" } as const;
  if (judgeFields(rest, fields, []) !== null || (rest.text ?? "").length > 40_000) return false;
  return (
    Array.isArray(blocks) && blocks.length <= 50 && blocks.every(isBlock) && (rest.text !== "" || blocks.length > 0)
  );
}

function isBlock(block: { type?: string; text?: SlackText; elements?: SlackText[] }): boolean {
  switch (block.type) {
    case "header":
      return block.text?.type === "plain_text" && isText(block.text, 150);
    case "section":
      return isText(block.text, 3_000);
    case "context":
      return (
        Array.isArray(block.elements) && block.elements.length <= 10 && block.elements.every((it) => isText(it, 3_000))
      );
    default:
      return false;
  }
}

function isText(text: SlackText | undefined, max: number): boolean {
  if (text === undefined || typeof text.text !== "string" || text.text === "" || text.text.length > max) return false;
  return text.type === "mrkdwn" || text.type === "plain_text";
}
