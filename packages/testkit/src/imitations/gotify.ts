import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";

interface GotifyMessage {
  id: number;
  appid: number;
  title: string;
  message: string;
  priority: number;
  date: string;
}

export interface GotifyImitation extends Imitation {
  messages(): readonly GotifyMessage[];
}

/** Gotify as https://github.com/gotify/server/blob/master/docs/spec.json (2.1.0) and https://gotify.net/docs/msgextras
 *  describe it: `POST /message` with an application's token in `X-Gotify-Key`, the message with a numeric id as answer,
 *  errors as `{error, errorCode, errorDescription}`, `GET /health`. */
export async function startGotify(options: { token: string }): Promise<GotifyImitation> {
  let messages: GotifyMessage[] = [];

  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.method === "GET" && call.path === "/health") {
      return { status: 200, body: { health: "green", database: "green" } };
    }
    if (call.method !== "POST" || call.path !== "/message") return error(404, "Not Found", "page not found");
    if (call.headers["x-gotify-key"] !== options.token) {
      return error(401, "Unauthorized", "you need to provide a valid access token or user credentials");
    }
    const { priority = 0, ...rest } = { ...(call.json as object) } as Record<string, unknown>;
    const problem =
      judgeFields(rest, { title: "text", message: "text", extras: "object" }, ["message"]) ?? judgeExtras(rest.extras);
    if (problem !== null || rest.message === "") return error(400, "Bad Request", problem ?? "message is required");
    if (!Number.isInteger(priority)) return error(400, "Bad Request", "priority is an integer");
    const { title = "", message = "" } = rest as Record<string, string>;
    const one = { id: 25 + messages.length, appid: 5, title, message, priority: Number(priority) };
    messages.push({ ...one, date: "2026-11-02T09:00:00.5045044Z" });
    return { status: 200, body: messages.at(-1) };
  }

  const imitation = await startImitation({
    answer: reply,
    keep: () => {
      const kept = [...messages];
      return () => {
        messages = kept;
      };
    },
  });
  return { ...imitation, messages: () => messages };
}

function judgeExtras(extras: unknown): string | null {
  const names = Object.keys((extras ?? {}) as object);
  const isName = (name: string) => /^[a-z]+(::[a-z]+)*::[a-z]+$/.test(name);
  return names.every(isName) ? null : "the names of extras are <namespace>::<action>";
}

function error(status: number, text: string, description: string): ImitatedAnswer {
  return { status, body: { error: text, errorCode: status, errorDescription: description } };
}
