import type { CallStep } from "@signalbox/core";
import type { PlanInput } from "../connection-kind.ts";
import { type Push, pushOf } from "../shared/push-of.ts";
import type { GotifyConfig } from "./gotify-config.ts";

interface GotifyMessage {
  title: string;
  message: string;
  priority: number;
  /** Plain text is said in so many words: what a monitoring tool says is shown, and formats nothing. */
  extras: { "client::display": { contentType: "text/plain" }; "client::notification"?: { click: { url: string } } };
}

/** What a step sends; null where Gotify has nothing for it. */
export function gotifyMessageOf(step: CallStep, input: PlanInput<GotifyConfig>): GotifyMessage | null {
  const push = pushOf(step, input);
  if (push === null) return null;
  const { title, text, link } = push;
  return {
    title,
    // An empty one is refused.
    message: text === "" ? title || "Signalbox" : text,
    priority: priorityOf(push),
    extras: {
      "client::display": { contentType: "text/plain" },
      ...(link === null ? {} : { "client::notification": { click: { url: link } } }),
    },
  };
}

// A severity that nobody knows rings like the worst; so does a failure of ours.
function priorityOf({ about, severity }: Push): number {
  if (about !== "page") return about === "message" ? 5 : 2;
  const byWord: Readonly<Record<string, number>> = { critical: 10, high: 8, medium: 5, low: 3, info: 1 };
  return byWord[severity] ?? 10;
}
