import type { Answer } from "../connection-kind.ts";

/** The answer's body as JSON, or undefined where it is none or was cut. */
export function readJson(answer: Answer): unknown {
  if (answer.bodyCut) return undefined;
  try {
    return JSON.parse(answer.body) as unknown;
  } catch {
    return undefined;
  }
}

const idCharactersMax = 512;

/** An outside id: text or a number, as text. Null for anything else, and for what no id is made of. */
export function readId(value: unknown): string | null {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || text === "" || text.length > idCharactersMax || /\p{Cc}/u.test(text)) return null;
  return text;
}

/** An http(s) address to show as a link; null for anything else. */
export function readWebUrl(value: unknown): string | null {
  return typeof value === "string" && value.length <= 2_000 && /^https?:\/\/[^\s\p{Cc}]+$/u.test(value) ? value : null;
}
