import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";
import { type FieldRule, judgeFields } from "./judge-fields.ts";

export interface NtfyPublication {
  id: string;
  topic: string;
  title: string;
  message: string;
  priority: number;
}

export interface NtfyImitation extends Imitation {
  published(): readonly NtfyPublication[];
}

const fields: Readonly<Record<string, FieldRule>> = {
  topic: "text",
  title: "text",
  message: "text",
  tags: "texts",
  click: "text",
  attach: "text",
  icon: "text",
  filename: "text",
  delay: "text",
  email: "text",
};

/** ntfy as https://docs.ntfy.sh/publish/#publish-as-json and https://docs.ntfy.sh/subscribe/api/#json-message-format
 *  describe it: `POST /` with JSON, `Authorization: Bearer tk_…`, errors as `{code, http, error}`, `GET /v1/health`. */
export async function startNtfy(options: { token: string }): Promise<NtfyImitation> {
  let published: NtfyPublication[] = [];

  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.method === "GET" && call.path === "/v1/health") return { status: 200, body: { healthy: true } };
    const { authorization } = call.headers;
    if (authorization !== undefined && authorization !== `Bearer ${options.token}`)
      return error(401, 40101, "unauthorized");
    if (call.method === "GET" && call.path === "/v1/account") return { status: 200, body: { username: "signalbox" } };
    if (call.method !== "POST" || call.path !== "/") return error(404, 40401, "page not found");
    if (authorization === undefined) return error(403, 40301, "forbidden");
    const { priority, actions, ...rest } = { ...(call.json as object) } as Record<string, unknown>;
    const problem = judgeFields(rest, fields, ["topic"]) ?? judgeRest(priority, actions);
    if (problem !== null) return error(400, 40024, `invalid request: request body must be valid JSON, ${problem}`);
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(String(rest.topic))) return error(400, 40009, "invalid request: topic invalid");
    const { topic, title = "", message = "triggered" } = rest as Record<string, string>;
    const one = {
      id: `hwQ2YpKdm${published.length}`,
      topic: topic ?? "",
      title,
      message,
      priority: Number(priority ?? 3),
    };
    published.push(one);
    return { status: 200, body: { ...one, time: 1_635_528_741, expires: 1_635_571_941, event: "message" } };
  }

  const imitation = await startImitation({
    answer: reply,
    keep: () => {
      const kept = [...published];
      return () => {
        published = kept;
      };
    },
  });
  return { ...imitation, published: () => published };
}

function judgeRest(priority: unknown, actions: unknown): string | null {
  if (priority !== undefined && ![1, 2, 3, 4, 5].includes(priority as number)) return "priority is 1 to 5";
  if (actions === undefined) return null;
  if (!Array.isArray(actions) || actions.length > 3) return "at most three actions";
  const view = { action: ["view"], label: "text", url: "text" } as const;
  const wrong = actions.map((one) => judgeFields(one, view, ["action", "label", "url"])).find((one) => one !== null);
  return wrong ?? null;
}

function error(status: number, code: number, message: string): ImitatedAnswer {
  return { status, body: { code, http: status, error: message, link: "https://ntfy.sh/docs/publish/" } };
}
