import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";

interface DiscordEmbed {
  title?: string;
  description?: string;
  url?: string;
  color?: number;
}

export interface DiscordImitation extends Imitation {
  /** The address that is the credential. */
  webhookUrl: string;
  posts(): readonly { embeds: readonly DiscordEmbed[]; allowed_mentions?: { parse: readonly string[] } }[];
}

/** A webhook as https://discord.com/developers/docs/resources/webhook (execute webhook, get webhook with token) and
 *  https://discord.com/developers/docs/resources/message#embed-object describe it: with `wait=true` 200 and the message, whose
 *  id is text, else 204; errors as `{message, code}`. */
export async function startDiscord(): Promise<DiscordImitation> {
  const id = "223704706495545344";
  const token = "3d89bb7572e0fb30d8128367b3b1b44fecd1726de135cbe28a41f8b2f777c372ba2939e72279b94526ff5d1bd4358d65cf11";
  let posts: ReturnType<DiscordImitation["posts"]>[number][] = [];

  function reply(call: ImitatedCall): ImitatedAnswer {
    const [api, webhooks, asked, given, ...more] = call.path.split("/").slice(1);
    if (api !== "api" || webhooks !== "webhooks" || more.length > 0) return error(404, 0, "404: Not Found");
    if (asked !== id) return error(404, 10015, "Unknown Webhook");
    if (given !== token) return error(401, 50027, "Invalid Webhook Token");
    if (call.method === "GET") {
      return { status: 200, body: { id, type: 1, name: "Signalbox", channel_id: "199737254929760256", token } };
    }
    if (call.method !== "POST") return error(405, 0, "405: Method Not Allowed");
    const problem = judgePost(call.json);
    if (problem !== null) return error(400, 50035, `Invalid Form Body: ${problem}`);
    posts.push(call.json as (typeof posts)[number]);
    if (call.query.get("wait") !== "true") return { status: 204 };
    const message = {
      id: `33458820567546675${posts.length}`,
      type: 0,
      channel_id: "199737254929760256",
      webhook_id: id,
    };
    return { status: 200, body: { ...message, content: "", embeds: posts.at(-1)?.embeds } };
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
  return { ...imitation, webhookUrl: `${imitation.url}/api/webhooks/${id}/${token}`, posts: () => posts };
}

function judgePost(body: unknown): string | null {
  const { embeds = [], ...rest } = { ...(body as object) } as { embeds?: unknown; content?: string };
  const problem = judgeFields(rest, { content: "text", username: "text", allowed_mentions: "object" }, []);
  if (problem !== null) return problem;
  if (!Array.isArray(embeds) || embeds.length > 10) return "embeds has at most 10";
  if (embeds.length === 0 && (rest.content ?? "") === "") return "Cannot send an empty message";
  return embeds.map((one: unknown) => judgeEmbed(one)).find((one) => one !== null) ?? null;
}

function judgeEmbed(embed: unknown): string | null {
  const { color = 0, ...rest } = { ...(embed as object) } as DiscordEmbed;
  const problem = judgeFields(rest, { title: "text", description: "text", url: "text", timestamp: "text" }, []);
  if (problem !== null) return problem;
  if (!Number.isInteger(color) || color < 0 || color > 0xffffff) return "color";
  if ((rest.title ?? "").length > 256) return "title: Must be 256 or fewer in length.";
  return (rest.description ?? "").length > 4_096 ? "description: Must be 4096 or fewer in length." : null;
}

function error(status: number, code: number, message: string): ImitatedAnswer {
  return { status, body: { message, code } };
}
