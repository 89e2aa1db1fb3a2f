import type { CallStep } from "@signalbox/core";
import type { PlanInput } from "../connection-kind.ts";
import { cutText } from "../shared/cut-text.ts";
import { type Push, pushOf } from "../shared/push-of.ts";
import type { NtfyConfig } from "./ntfy-config.ts";

/** Larger texts become an attachment that phones don't show. */
const textBytesMax = 4_096;
const titleCharactersMax = 250;

interface Publication {
  topic: string;
  title: string;
  message: string;
  priority: number;
  tags: string[];
  click?: string;
  actions?: { action: "view"; label: string; url: string }[];
}

const tags: Record<Push["about"], string[]> = { message: [], page: ["rotating_light"], over: ["white_check_mark"] };

/** What a step publishes; null where ntfy has nothing for it. */
export function publicationOf(step: CallStep, input: PlanInput<NtfyConfig>): Publication | null {
  const push = pushOf(step, input);
  if (push === null) return null;
  const { link, acknowledgeUrl } = push;
  return {
    topic: input.config.topic,
    title: [...push.title].slice(0, titleCharactersMax).join(""),
    message: cutText(push.text, textBytesMax),
    priority: priorityOf(push),
    tags: tags[push.about],
    ...(link === null ? {} : { click: link }),
    ...(acknowledgeUrl === null
      ? {}
      : { actions: [{ action: "view" as const, label: "Acknowledge", url: acknowledgeUrl }] }),
  };
}

// A severity that nobody knows rings like the worst; so does a failure of ours.
function priorityOf({ about, severity }: Push): number {
  if (about !== "page") return about === "message" ? 3 : 2;
  const byWord: Readonly<Record<string, number>> = { critical: 5, high: 4, medium: 3, low: 2, info: 1 };
  return byWord[severity] ?? 5;
}
